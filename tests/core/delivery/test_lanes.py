"""What is sent for one group waits for nothing that is sent for another."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from random import Random

import pytest

from bot.core.delivery.lanes import Lanes, fair, in_turn


def _job(
    done: list[str], name: str, gate: asyncio.Event | None = None
) -> Callable[[], Awaitable[None]]:
    async def job() -> None:
        if gate is not None:
            await gate.wait()
        done.append(name)

    return job


async def _turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_the_jobs_of_a_group_are_done_in_their_order() -> None:
    done = list[str]()
    await Lanes().run({("posts", 1): [_job(done, name) for name in "abc"]}, 5)

    assert done == ["a", "b", "c"]


async def test_a_group_that_hangs_keeps_no_other_waiting_and_goes_on_by_itself() -> None:
    done, gate, lanes = list[str](), asyncio.Event(), Lanes()
    slow = [_job(done, "slow", gate), _job(done, "next")]
    await lanes.run({("posts", 1): slow, ("posts", 2): [_job(done, "other")]}, 0)
    await _turns()
    before = list(done)
    gate.set()
    await lanes.stop()

    assert before == ["other"]
    assert done == ["other", "slow", "next"]


async def test_a_lane_under_way_is_passed_over_until_it_is_through() -> None:
    done, gate, lanes = list[str](), asyncio.Event(), Lanes()
    await lanes.run({("posts", 1): [_job(done, "slow", gate)]}, 0)
    busy = lanes.busy(("posts", 1))
    await lanes.run({("posts", 1): [_job(done, "again")], ("calls", 1): [_job(done, "call")]}, 0)
    gate.set()
    await lanes.stop()
    await lanes.run({("posts", 1): [_job(done, "later")]}, 5)

    assert busy
    assert done == ["call", "slow", "later"]


@pytest.mark.expects_errors(1)
async def test_a_job_that_fails_keeps_the_next_one_from_nothing() -> None:
    done, lanes = list[str](), Lanes()

    async def fails() -> None:
        raise ValueError("on purpose")

    await lanes.run({("posts", 1): [fails, _job(done, "next")]}, 5)

    assert done == ["next"]


async def test_nothing_to_do_is_done_at_once() -> None:
    lanes = Lanes()
    async with asyncio.timeout(1):
        await lanes.run({}, 5)
        await lanes.stop()

    assert not lanes.busy(("posts", 1))


def test_each_group_gets_its_first_job_before_any_gets_its_second() -> None:
    waiting = {1: list(range(100)), 2: [0], 3: [0, 1]}
    chosen = fair(waiting, 5, Random(1))  # noqa: S311 - the order

    assert {key: len(found) for key, found in chosen.items()} == {1: 2, 2: 1, 3: 2}


def test_where_there_is_no_room_for_all_each_group_has_its_turn() -> None:
    random = Random(1)  # noqa: S311 - the order
    found = Counter(key for _ in range(200) for key in fair({n: [0] for n in range(10)}, 3, random))

    assert min(found.values()) > 30


def test_lists_are_taken_one_of_each_in_turn() -> None:
    assert in_turn(["abc", "", "x"]) == ["a", "x", "b", "c"]
