"""Exactly once: whatever dies, is refused or meets, a round and its reminder appear one time."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.checkins.rounds import transitions
from bot.checkins.rules import CatchUp, Round, RoundState, Schedule
from bot.content import Content
from bot.core.db import Transaction
from bot.core.delivery import PATIENCE, Refusal
from tests.checkins.discord import GARDEN, Died
from tests.checkins.groups import OTHER_GUILD
from tests.checkins.world import World, end_of, new_world, weekly
from tests.conftest import Clock

HOUR = 3600
DAY = 24 * HOUR
YOUNG, OLD = 20, HOUR


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.close()


async def _until(world: World, moment: int, age: int) -> None:
    """The clock goes on to ``moment``, unless it is there already, and Haven ticks."""
    world.clock.pass_by(seconds=max(0, moment - world.now))
    await world.live(world.rounds.tick, age)


async def _story(world: World, age: int, answers: int = 6) -> Schedule:
    """A round is due, answered, remembered, over, shown and told; then long silence."""
    schedule = await world.schedule(weekly(open_hours=24, reminder=50))
    assert schedule.next_due is not None
    await _until(world, schedule.next_due, age)
    await _until(world, schedule.next_due + 2 * HOUR, age)
    round_ = await world.only(schedule)
    await world.vote(round_.round_id, answers)
    assert round_.remind_at is not None
    assert round_.closes_at is not None
    await _until(world, round_.remind_at, age)
    await _until(world, round_.remind_at + 2 * HOUR, age)
    await _until(world, round_.closes_at, age)
    for _ in range(6):
        await _until(world, world.now + 1200, age)
    return schedule


async def _check(world: World, schedule: Schedule) -> None:
    round_ = await world.only(schedule)
    assert round_.state is RoundState.CLOSED
    assert [each.message_id for each in world.discord.of("round")] == [round_.message_id]
    assert len(world.discord.of("reminder")) == 1
    assert len(world.discord.of("notice")) == 1
    (result,) = await world.results(schedule)
    assert result.published.answered == 6
    assert list(world.discord.results) == [round_.message_id]
    assert world.discord.missed == []
    assert world.discord.of("lost") == []
    assert world.discord.of("parked") == []
    assert not world.kept()


CALLS = 5  # eligible, send_round, send_reminder, show_result, send_notice


async def test_the_story_of_the_crash_tests_makes_as_many_calls_as_they_count(
    world: World,
) -> None:
    schedule = await _story(world, YOUNG)

    await _check(world, schedule)
    assert len(world.discord.calls) == CALLS


@pytest.mark.parametrize("age", [YOUNG, OLD])
@pytest.mark.parametrize("effect", [False, True])
@pytest.mark.parametrize("call", range(1, CALLS + 1))
async def test_death_at_any_call_leaves_one_of_everything(
    world: World, call: int, effect: bool, age: int
) -> None:
    world.discord.die_at = (call, effect)
    schedule = await _story(world, age)

    await _check(world, schedule)


@pytest.mark.parametrize("gap", [30, 7200])
@pytest.mark.parametrize("call", range(1, CALLS + 1))
async def test_an_answer_that_is_lost_repeats_nothing(world: World, call: int, gap: int) -> None:
    names = ["eligible", "send_round", "send_reminder", "show_result", "send_notice"]
    world.discord.refusals[names[call - 1]] = []
    world.discord.unheard = int(names[call - 1] == "send_round")
    schedule = await world.schedule(weekly(open_hours=24, reminder=50))
    assert schedule.next_due is not None
    await world.at(schedule.next_due)
    if call == 1:
        world.discord.unheard = 0
    await world.at(world.now + gap)
    await world.at(world.now + gap)
    round_ = await world.only(schedule)
    assert round_.remind_at is not None
    assert round_.closes_at is not None
    await world.vote(round_.round_id, 6)
    for name, moment in (("send_reminder", round_.remind_at), ("send_notice", round_.closes_at)):
        world.discord.unheard = int(names[call - 1] == name)
        await world.at(max(world.now, moment))
        for _ in range(3):
            await world.at(world.now + gap)

    await _check(world, schedule)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    deaths=st.lists(
        st.tuples(st.integers(1, 4), st.booleans(), st.sampled_from([5, 100, 130, 400, OLD])),
        max_size=6,
    ),
    faults=st.lists(
        st.tuples(
            st.sampled_from(
                ["send_round", "find_round", "send_reminder", "show_result", "send_notice"]
            ),
            st.sampled_from([Refusal.LATER, Refusal.FORBIDDEN]),
        ),
        max_size=4,
    ),
)
async def test_any_mixture_of_deaths_and_refusals_leaves_one_of_everything(
    tmp_path_factory: pytest.TempPathFactory,
    content: Content,
    deaths: list[tuple[int, bool, int]],
    faults: list[tuple[str, Refusal]],
) -> None:
    """Refused for good is only the reminder, which is then left out rather than sent late."""
    world = await new_world(tmp_path_factory.mktemp("world"), Clock(), content)
    try:
        for name, refusal in faults:
            world.discord.refusals.setdefault(name, []).append(refusal)
        schedule = await world.schedule(weekly(open_hours=24, reminder=50))
        assert schedule.next_due is not None
        waiting = list(deaths)
        world.clock.pass_by(seconds=schedule.next_due - world.now)
        for step in range(160):
            if world.discord.die_at is None and waiting and step % 8 == 0:
                after, effect, age = waiting.pop(0)
                world.discord.die_at = (len(world.discord.calls) + after, effect)
            else:
                age = YOUNG
            await world.live(world.rounds.tick, age)
            world.clock.pass_by(seconds=900)
        world.discord.die_at = None
        await world.quiet()

        round_ = await world.only(schedule)
        assert round_.state is RoundState.CLOSED
        assert len(world.discord.of("round")) == 1
        dropped = ("send_reminder", Refusal.FORBIDDEN) in faults
        assert 1 - dropped <= len(world.discord.of("reminder")) <= 1
        assert len(world.discord.of("notice")) == 1
        assert len(await world.results(schedule)) == 1
        assert not world.kept()
    finally:
        await world.close()


async def test_a_young_claim_is_sent_again_with_its_nonce(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.discord.die_at = (2, True)
    await _until(world, schedule.next_due, YOUNG)

    assert world.discord.calls == ["eligible", "send_round", "send_round"]
    assert len(world.discord.of("round")) == 1


@pytest.mark.parametrize("refusal", [Refusal.FORBIDDEN, Refusal.LOCKED])
async def test_a_young_claim_that_is_refused_stays_for_the_message_may_be_out(
    world: World, refusal: Refusal
) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.discord.die_at = (2, True)
    world.clock.pass_by(seconds=schedule.next_due - world.now)
    with pytest.raises(Died):
        await world.rounds.tick()
    await world.restart()
    world.discord.refusals["send_round"] = [refusal]
    await world.at(world.now + YOUNG)
    between = await world.only(schedule)
    await world.at(world.now + OLD)

    assert (between.state, between.claimed_at is None) == (RoundState.WAITING, False)
    assert world.discord.calls == ["eligible", "send_round", "send_round", "find_round"]
    assert len(world.discord.of("round")) == 1
    assert (await world.only(schedule)).state is RoundState.OPEN


async def test_an_old_claim_is_looked_for_and_adopted_with_its_times(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.discord.die_at = (2, True)
    await _until(world, schedule.next_due, OLD)

    round_ = await world.only(schedule)
    assert world.discord.calls == ["eligible", "send_round", "find_round"]
    assert (round_.state, round_.opened_at) == (RoundState.OPEN, schedule.next_due)


async def test_what_is_not_found_is_sent_again_and_open_as_long_as_ever(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.discord.die_at = (2, False)
    await _until(world, schedule.next_due, OLD)

    round_ = await world.only(schedule)
    assert round_.closes_at == schedule.next_due + OLD + 72 * HOUR
    (card,) = world.discord.cards.values()
    assert card.round_.closes_at == round_.closes_at


async def test_a_claim_of_the_future_is_looked_for_like_an_old_one(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.discord.die_at = (2, True)
    await _until(world, schedule.next_due, -HOUR)

    assert world.discord.calls == ["eligible", "send_round", "find_round"]
    assert (await world.only(schedule)).state is RoundState.OPEN


async def test_a_round_claimed_by_a_clock_that_was_ahead_does_not_end_at_its_own_date(
    world: World,
) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.discord.die_at = (2, False)
    await _until(world, schedule.next_due, -600)

    round_ = await world.only(schedule)
    assert round_.opened_at == schedule.next_due - 600
    assert round_.closes_at == schedule.next_due - 600 + 72 * HOUR


async def test_what_is_not_found_and_too_late_is_missed(world: World) -> None:
    schedule = await world.schedule(weekly(catch_up=CatchUp.SKIP))
    assert schedule.next_due is not None
    world.discord.die_at = (2, False)
    await _until(world, schedule.next_due, OLD)
    await world.quiet()

    assert (await world.only(schedule)).state is RoundState.MISSED
    assert len(world.discord.of("missed")) == 1
    assert world.discord.of("round") == []
    assert not world.kept()


async def test_the_ballot_box_takes_answers_before_the_message_is_out(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    gate = world.discord.hold("send_round")
    world.clock.pass_by(seconds=schedule.next_due - world.now)
    tick = asyncio.ensure_future(world.rounds.tick())
    await world.discord.reached["send_round"].wait()
    kept = world.kept()
    gate.set()
    await tick

    assert kept.total() == 1


async def test_a_message_that_hangs_keeps_no_other_group_waiting(
    world: World,
) -> None:
    world.engine.patience = 0
    slow = await world.schedule()
    other = await world.schedule(weekly(hour=20, channel_id=GARDEN), guild_id=OTHER_GUILD)
    assert slow.next_due is not None
    assert other.next_due is not None
    gate = world.discord.hold("send_round")
    await world.at(slow.next_due)
    await world.discord.reached["send_round"].wait()
    del world.discord.gates["send_round"]  # that one hangs, later ones do not
    world.engine.patience = PATIENCE
    await world.at(other.next_due)
    there, hanging = await world.only(other), await world.only(slow)
    gate.set()
    await world.rounds.stop()

    assert (there.state, hanging.state) == (RoundState.OPEN, RoundState.WAITING)
    assert (await world.only(slow)).state is RoundState.OPEN


async def test_nobody_is_reminded_of_a_round_that_is_over(world: World) -> None:
    """Also not by a reminder that waited for its turn until then."""
    schedule = await world.schedule(weekly(open_hours=24, reminder=50))
    assert schedule.next_due is not None
    await world.at(schedule.next_due)
    round_ = await world.only(schedule)
    end = end_of(round_)

    def claim(tx: Transaction, now: int) -> Round | None:
        return transitions.claim_reminder(tx, round_.round_id, now)

    late = await world.db.write(lambda tx: claim(tx, end))
    in_time = await world.db.write(lambda tx: claim(tx, end - 1))

    assert late is None
    assert in_time is not None


async def test_a_stop_waits_until_what_is_under_way_is_marked(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    gate = world.discord.hold("send_round")
    world.clock.pass_by(seconds=schedule.next_due - world.now)
    tick = asyncio.ensure_future(world.rounds.tick())
    await world.discord.reached["send_round"].wait()
    stop = asyncio.ensure_future(world.rounds.stop())
    gate.set()
    await asyncio.gather(tick, stop)
    await world.rounds.tick()

    assert (await world.only(schedule)).state is RoundState.OPEN
    assert len(world.discord.calls) == 2
