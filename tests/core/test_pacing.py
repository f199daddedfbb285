"""Haven's pace: never more than Discord allows, fair between groups, and nobody is forgotten."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.dispatch import most_in_a_second
from bot.core.pacing import ELSEWHERE, PATIENCE, RATE, Pacer, counts, key_of


class Time:
    """A clock that moves on when somebody sleeps by it, and never otherwise."""

    def __init__(self, late: Callable[[], float] = lambda: 0.0) -> None:
        self.now = 0.0
        self.slept = 0
        self.moved: Callable[[], None] = lambda: None
        self._late = late

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += seconds
        self.moved()

    async def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.slept += 1
        await asyncio.sleep(0)
        self.pass_by(seconds + self._late())


Came = list[tuple[float, int]]
"""When turns were given, and for which group, in this order."""


async def _turns(pacer: Pacer, time: Time, keys: Sequence[int]) -> Came:
    """Asks for a turn for each key, all at once; each request is answered as soon as it leaves."""
    came: Came = []

    async def one(key: int) -> None:
        turn = await pacer.turn(key)
        came.append((time.now, key))
        pacer.done(turn)

    async with asyncio.TaskGroup() as tasks:
        for key in keys:
            tasks.create_task(one(key))
    return came


def _moments(came: Came) -> list[float]:
    return [moment for moment, _ in came]


async def test_nobody_waits_while_there_is_room() -> None:
    time = Time()
    pacer = Pacer(RATE, time, time.sleep)
    came = await _turns(pacer, time, [1] * RATE)

    assert _moments(came) == [0.0] * RATE
    assert (time.slept, pacer.waiting) == (0, 0)
    assert "haven-pacer" not in {task.get_name() for task in asyncio.all_tasks()}


async def test_when_a_second_is_full_the_rest_waits_and_is_let_go_evenly() -> None:
    time = Time()
    pacer = Pacer(10, time, time.sleep)
    came = await _turns(pacer, time, [1] * 30)

    assert _moments(came)[:10] == [0.0] * 10
    assert _moments(came)[10:] == pytest.approx([1.0 + i / 10 for i in range(20)], abs=0.02)


async def test_waking_late_does_not_slow_the_pace_down() -> None:
    time = Time(late=lambda: 0.01)
    pacer = Pacer(10, time, time.sleep)
    came = await _turns(pacer, time, [1] * 110)

    # The last is due at 10.9. A second may end late, but not each turn in it: that would be 11.9.
    assert _moments(came)[-1] <= 10.9 + 10 * 2 * 0.01


async def test_a_second_begins_when_a_request_was_answered() -> None:
    time = Time()
    pacer = Pacer(1, time, time.sleep)
    turn = await pacer.turn(1)
    time.now = 0.7
    pacer.done(turn)
    pacer.done(turn)
    came = await _turns(pacer, time, [1])

    assert _moments(came) == [1.7]


async def test_a_request_that_is_never_answered_does_not_hold_up_the_others_for_ever() -> None:
    time = Time()
    pacer = Pacer(1, time, time.sleep)
    await pacer.turn(1)
    came = await _turns(pacer, time, [1])

    assert _moments(came) == [PATIENCE + 1.0]


Asked = list[tuple[int, int, float]]
"""(how many requests at once, for which group, seconds until the next ones)"""


@given(
    rate=st.integers(1, 60),
    asked=st.lists(st.tuples(st.integers(0, 90), st.integers(0, 5), st.floats(0, 3)), max_size=12),
    seed=st.integers(0, 2**32),
)
def test_no_second_ever_sees_more_than_the_rate(rate: int, asked: Asked, seed: int) -> None:
    """Counted where the requests arrive: whatever the bursts, the time on the way there and back,
    and however late a sleeper wakes."""
    chance = Random(seed)  # noqa: S311 - what is tested is no secret
    time = Time(late=lambda: chance.choice((0.0, 0.0, chance.random() / 20, chance.random())))
    arrived: list[float] = []

    async def story() -> None:
        pacer = Pacer(rate, time, time.sleep)
        under_way: list[tuple[float, int]] = []

        async def one(key: int) -> None:
            turn = await pacer.turn(key)
            there = chance.choice((0.0, chance.random(), 3 * chance.random()))
            arrived.append(time.now + there)
            under_way.append((time.now + there + chance.random(), turn))

        def answer() -> None:
            for answered, turn in [pair for pair in under_way if pair[0] <= time.now]:
                pacer.done(turn)
                under_way.remove((answered, turn))

        time.moved = answer
        async with asyncio.TaskGroup() as tasks:
            for count, key, pause in asked:
                for _ in range(count):
                    tasks.create_task(one(key))
                await asyncio.sleep(0)
                time.pass_by(pause)
        assert pacer.waiting == 0

    asyncio.run(story())

    assert len(arrived) == sum(count for count, _, _ in asked)
    assert most_in_a_second(sorted(arrived)) <= rate


async def test_a_group_with_a_thousand_waiting_keeps_another_waiting_for_one_turn() -> None:
    time = Time()
    pacer = Pacer(RATE, time, time.sleep)
    came = await _turns(pacer, time, [*[1] * 1000, 2, 3, 2])
    order = [key for _, key in came[RATE:]]  # the first second was empty: there nobody waited

    assert order[:6] == [1, 2, 3, 1, 2, 1]
    assert Counter(key for _, key in came) == {1: 1000, 2: 2, 3: 1}


async def test_within_a_group_who_asks_first_is_served_first() -> None:
    time = Time()
    pacer = Pacer(1, time, time.sleep)
    order: list[int] = []

    async def one(number: int) -> None:
        turn = await pacer.turn(number % 3)
        order.append(number)
        pacer.done(turn)

    async with asyncio.TaskGroup() as tasks:
        for number in range(30):
            tasks.create_task(one(number))

    for key in range(3):
        assert [n for n in order if n % 3 == key] == list(range(key, 30, 3))


async def test_who_gives_up_takes_nobodys_turn() -> None:
    time = Time()
    pacer = Pacer(1, time, time.sleep)
    pacer.done(await pacer.turn(1))
    impatient = [asyncio.create_task(pacer.turn(key)) for key in (1, 1, 2)]
    patient = asyncio.create_task(_turns(pacer, time, [2]))
    await asyncio.sleep(0)
    for task in impatient:
        task.cancel()
    came = await patient
    ended = await asyncio.gather(*impatient, return_exceptions=True)

    assert [type(end) for end in ended] == [asyncio.CancelledError] * 3
    assert came == [(1.0, 2)]
    assert pacer.waiting == 0


async def test_when_everybody_gives_up_the_next_one_does_not_wait_for_them() -> None:
    time = Time()
    pacer = Pacer(1, time, time.sleep)
    pacer.done(await pacer.turn(1))
    waiting = [asyncio.create_task(pacer.turn(1)) for _ in range(5)]
    await asyncio.sleep(0)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    time.now = 1.0
    came = await _turns(pacer, time, [1])

    assert came == [(1.0, 1)]


async def test_a_turn_given_to_somebody_who_has_just_given_up_comes_back() -> None:
    time = Time()
    pacer = Pacer(1, time, time.sleep)
    pacer.done(await pacer.turn(1))
    served = asyncio.create_task(pacer.turn(1))
    await asyncio.sleep(0)

    def give_up() -> None:
        served.cancel()

    time.moved = lambda: asyncio.get_running_loop().call_soon(give_up) and None
    ended = await asyncio.gather(served, return_exceptions=True)
    came = await _turns(pacer, time, [2])

    assert isinstance(ended[0], asyncio.CancelledError)
    assert came == [(2.0, 2)]


async def test_while_it_is_held_nobody_gets_a_turn() -> None:
    time = Time()
    pacer = Pacer(RATE, time, time.sleep)
    pacer.hold(7.0)
    pacer.hold(2.0)
    came = await _turns(pacer, time, [1, 2, 3])

    assert came[0][0] == 7.0
    assert len(came) == 3


async def test_a_hold_also_stops_those_who_wait_already() -> None:
    time = Time()
    pacer = Pacer(1, time, time.sleep)
    pacer.done(await pacer.turn(1))
    waiting = asyncio.create_task(_turns(pacer, time, [1]))
    await asyncio.sleep(0)
    pacer.hold(9.0)

    assert await waiting == [(9.0, 1)]


async def test_when_the_pacer_is_stopped_nobody_waits_for_ever() -> None:
    time = Time()
    pacer = Pacer(1, time, time.sleep)
    pacer.done(await pacer.turn(1))
    waiting = [asyncio.create_task(pacer.turn(key)) for key in (1, 2)]
    await asyncio.sleep(0)
    (server,) = [task for task in asyncio.all_tasks() if task.get_name() == "haven-pacer"]
    server.cancel()
    ended = await asyncio.gather(*waiting, return_exceptions=True)
    time.now = 5.0
    came = await _turns(pacer, time, [3])

    assert [type(end) for end in ended] == [asyncio.CancelledError] * 2
    assert came == [(5.0, 3)]


def test_a_rate_below_one_is_refused() -> None:
    time = Time()
    with pytest.raises(ValueError, match="at least one"):
        Pacer(0, time, time.sleep)


@pytest.mark.parametrize(
    ("path", "key", "counted"),
    [
        ("/api/v10/channels/71/messages", 7, True),
        ("/api/v10/channels/71", 7, True),
        ("/api/v10/channels/99/messages/5", ELSEWHERE, True),
        ("/api/v10/guilds/8/channels", 8, True),
        ("/api/v10/guilds/8", 8, True),
        ("/api/v10/users/@me", ELSEWHERE, True),
        ("/api/v10/applications/5/guilds/8/commands", 8, True),
        ("/api/v10/interactions/5/token/callback", ELSEWHERE, False),
        ("/api/v10/webhooks/5/token/messages/@original", ELSEWHERE, False),
    ],
)
def test_the_group_of_a_request_is_read_from_its_path(path: str, key: int, counted: bool) -> None:
    groups = {71: 7}

    assert key_of(path, groups.get) == key
    assert counts(path) is counted
