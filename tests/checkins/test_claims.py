"""What is due is claimed once, whatever restarts, sleeps or sets the clock."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from bot.checkins.rounds.service import Running
from bot.checkins.rules import GRACE, PUNCTUAL, CatchUp, QuestionSet, RoundState, Standing
from bot.checkins.schedules.recurrence import dues, next_due
from bot.content import Content
from bot.core.delivery import Refusal
from tests.checkins.discord import GARDEN
from tests.checkins.groups import ADA, GUILD
from tests.checkins.world import World, new_world, weekly
from tests.conftest import Clock

DAY = 24 * 3600
WEEK = 7 * DAY


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.close()


async def test_nothing_happens_before_a_due_time(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    await world.at(schedule.next_due - 1)

    assert await world.of(schedule) == []
    assert world.discord.calls == []


async def test_a_due_time_becomes_one_message_and_the_schedule_moves_on(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    await world.at(schedule.next_due)
    await world.at(schedule.next_due + 60)

    round_ = await world.only(schedule)
    assert round_.state is RoundState.OPEN
    assert round_.due_at == schedule.next_due
    assert len(world.discord.of("round", round_.round_id)) == 1
    assert (await world.row(schedule)).next_due == schedule.next_due + WEEK


async def test_two_ticks_at_once_make_one_round(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.clock.pass_by(seconds=schedule.next_due - world.now)

    await asyncio.gather(*(world.rounds.tick() for _ in range(5)))

    assert len(world.discord.of("round")) == 1


async def test_after_three_days_asleep_a_round_is_posted_late(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    await world.at(schedule.next_due + GRACE)

    assert (await world.only(schedule)).state is RoundState.OPEN
    assert len(world.discord.of("round")) == 1


async def test_after_four_days_asleep_a_round_is_missed_and_told_once(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    await world.at(schedule.next_due + 4 * DAY)
    await world.quiet()

    round_ = await world.only(schedule)
    assert round_.state is RoundState.MISSED
    assert world.discord.of("round") == []
    assert len(world.discord.of("missed", round_.round_id)) == 1
    assert [each.collapsed for each in world.discord.missed] == [0]
    assert (await world.row(schedule)).next_due == schedule.next_due + WEEK


@pytest.mark.parametrize(("late", "sent"), [(PUNCTUAL, 1), (PUNCTUAL + 1, 0)])
async def test_a_schedule_that_skips_posts_on_time_or_not_at_all(
    world: World, late: int, sent: int
) -> None:
    schedule = await world.schedule(weekly(catch_up=CatchUp.SKIP))
    assert schedule.next_due is not None
    await world.at(schedule.next_due + late)
    await world.quiet()

    assert len(world.discord.of("round")) == sent
    assert len(world.discord.of("missed")) == 1 - sent


async def test_due_times_of_five_weeks_asleep_become_one_notice(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    await world.at(schedule.next_due + 4 * WEEK + 4 * DAY)
    await world.quiet()

    round_ = await world.only(schedule)
    assert (round_.due_at, round_.collapsed) == (schedule.next_due + 4 * WEEK, 4)
    assert [each.collapsed for each in world.discord.missed] == [4]
    assert len(world.discord.of("missed")) == 1


async def test_of_several_due_times_asleep_the_latest_is_posted_if_not_too_late(
    world: World,
) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    await world.at(schedule.next_due + 2 * WEEK + DAY)
    await world.quiet()

    round_ = await world.only(schedule)
    assert (round_.due_at, round_.collapsed) == (schedule.next_due + 2 * WEEK, 2)
    assert len(world.discord.of("round")) == 1
    assert world.discord.of("missed") == []


async def test_every_due_time_of_a_year_is_posted_once_over_both_clock_changes(
    world: World,
) -> None:
    schedule = await world.schedule(weekly(open_hours=24, hour=2, days=frozenset({6})))
    coming = dues(schedule.plan.recurrence, world.now, 53)
    for due in coming:
        await world.at(due - 1)
        await world.at(due)

    rounds = await world.of(schedule)
    assert [each.due_at for each in rounds] == coming
    hours = {(b - a - WEEK) // 3600 for a, b in pairwise(coming)}
    assert hours == {-1, 0, 1}
    assert len(world.discord.of("round")) == 53


async def test_a_clock_that_jumps_ahead_and_back_posts_nothing_twice(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    await world.at(schedule.next_due)
    await world.at(schedule.next_due + 5 * WEEK + 4 * DAY)  # the jump
    await world.at(schedule.next_due + 60)  # and back
    for week in range(1, 4):
        await world.at(schedule.next_due + week * WEEK)

    dated = [
        each.due_at for each in await world.of(schedule) if each.state is not RoundState.MISSED
    ]
    assert dated == [schedule.next_due + week * WEEK for week in range(4)]
    assert len(world.discord.of("round")) == 4


async def test_what_a_jump_ahead_posted_is_not_posted_again_when_its_time_comes(
    world: World,
) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    await world.at(schedule.next_due + WEEK)  # the jump: a round of next week
    await world.at(schedule.next_due - 60)
    await world.at(schedule.next_due)
    await world.at(schedule.next_due + WEEK)
    await world.at(schedule.next_due + 2 * WEEK)

    assert [each.due_at for each in await world.of(schedule)] == [
        schedule.next_due + week * WEEK for week in range(3)
    ]
    assert len(world.discord.of("round")) == 3


async def test_a_round_opened_by_a_clock_that_was_ahead_keeps_its_length(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    await world.at(schedule.next_due + WEEK)
    await world.at(schedule.next_due - 3600)

    round_ = await world.only(schedule)
    assert round_.opened_at == world.now
    assert round_.closes_at == world.now + 72 * 3600


async def test_a_due_time_is_reckoned_anew_after_a_start(world: World) -> None:
    schedule = await world.schedule(first=world.now + 50 * WEEK)
    await world.restart()

    row = await world.row(schedule)
    assert row.next_due == next_due(schedule.plan.recurrence, world.now)


@pytest.mark.expects_errors(1)
async def test_a_schedule_that_cannot_be_read_keeps_no_other_waiting(world: World) -> None:
    broken, sound = await world.schedule(), await world.schedule(weekly(channel_id=GARDEN))
    assert sound.next_due is not None
    await world.db.write(
        lambda tx: tx.execute(
            "UPDATE checkin_schedule SET recurrence = 'w1.0.0.1900.Nowhere/Else' "
            "WHERE schedule_id = $1",
            broken.schedule_id,
        )
    )
    await world.at(sound.next_due)
    await world.at(world.now + 3600 - 60)  # looked at again, and logged, not before an hour is over

    assert (await world.only(sound)).state is RoundState.OPEN


async def test_two_schedules_in_one_channel_do_not_meet(world: World) -> None:
    one, other = await world.schedule(), await world.schedule()
    assert one.next_due is not None
    await world.at(one.next_due)

    assert (await world.only(one)).state is RoundState.OPEN
    assert (await world.only(other)).state is RoundState.OPEN
    assert len(world.discord.of("round")) == 2


async def test_a_waiting_round_gives_way_to_the_next_due_time(world: World) -> None:
    schedule = await world.schedule(weekly(days=frozenset({0, 2})))
    assert schedule.next_due is not None
    world.discord.forbid()
    await world.at(schedule.next_due)
    world.discord.standing.clear()
    await world.at(schedule.next_due + 2 * DAY)
    await world.quiet()

    first, second = await world.of(schedule)
    assert (first.state, second.state) == (RoundState.MISSED, RoundState.OPEN)
    assert second.collapsed == 1
    assert len(world.discord.of("round")) == 1
    assert world.discord.of("missed") == []


async def test_a_round_whose_message_may_be_out_is_ended_when_the_next_is_due(
    world: World,
) -> None:
    schedule = await world.schedule(weekly(days=frozenset({0, 2})))
    assert schedule.next_due is not None
    world.discord.unheard = 1
    world.discord.standing["find_round"] = Refusal.LATER
    await world.at(schedule.next_due)
    world.discord.refusals["send_round"] = [Refusal.LATER] * 20
    for tick in range(20):
        await world.at(schedule.next_due + 9000 * (tick + 1))
    world.discord.standing.clear()
    world.discord.refusals.clear()
    await world.at(schedule.next_due + 2 * DAY)
    await world.quiet()

    first, second = await world.of(schedule)
    assert (first.state, second.state) == (RoundState.CANCELLED, RoundState.OPEN)
    (message,) = world.discord.of("round", first.round_id)
    assert message.message_id in world.discord.ended
    assert len(world.discord.of("round", second.round_id)) == 1


async def test_an_open_round_is_closed_before_the_next_one_opens(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.clock.pass_by(seconds=schedule.next_due - world.now - DAY)
    await world.schedules.pause(GUILD, ADA, schedule.schedule_id)
    running = await world.rounds.run_now(GUILD, schedule.schedule_id, ADA)
    assert isinstance(running, Running)
    assert running.round_.closes_at == world.now + 72 * 3600
    await world.schedules.resume(GUILD, ADA, schedule.schedule_id)
    await world.at(schedule.next_due)

    first, second = await world.of(schedule)
    assert (first.state, second.state) == (RoundState.CLOSED, RoundState.OPEN)
    assert first.closes_at == schedule.next_due


# Questions.


async def test_questions_take_turns_from_round_to_round(world: World) -> None:
    plan = replace(weekly(), question_set=QuestionSet.ROTATING)
    schedule = await world.schedule(plan)
    assert schedule.next_due is not None
    for week in range(7):
        await world.at(schedule.next_due + week * WEEK)
    offered = await world.rounds.next_questions(GUILD, schedule.schedule_id, QuestionSet.ROTATING)

    fourth = [each.question_keys[3] for each in await world.of(schedule)]
    assert sorted(fourth) == sorted(
        f"{id_}.1" for id_ in ("T3", "R1", "R2", "R3", "R4", "R5", "R6")
    )
    assert offered[3].key == fourth[0]


async def test_a_question_that_no_one_has_seen_keeps_its_turn(world: World) -> None:
    schedule = await world.schedule(replace(weekly(), question_set=QuestionSet.ROTATING))
    assert schedule.next_due is not None
    await world.at(schedule.next_due + GRACE + 1)
    await world.at(schedule.next_due + WEEK)
    missed, posted = await world.of(schedule)

    assert (missed.state, posted.state) == (RoundState.MISSED, RoundState.OPEN)
    assert posted.question_keys == missed.question_keys


async def test_a_new_schedule_is_offered_what_it_would_ask_first(world: World) -> None:
    await world.own.add(GUILD, "People here remember what I said.")
    found = await world.rounds.next_questions(GUILD, None, QuestionSet.OWN)

    assert [each.id for each in found[:3]] == ["T1", "T2", "T4"]
    assert found[3].text == "People here remember what I said."


# Deletion.


async def test_a_waiting_round_of_a_deleted_schedule_is_never_sent(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.discord.forbid()
    await world.at(schedule.next_due)
    await world.schedules.delete(GUILD, ADA, schedule.schedule_id, with_results=False)
    world.discord.standing.clear()
    await world.quiet()

    assert (await world.only(schedule)).state is RoundState.CANCELLED
    assert (await world.row(schedule)).standing is Standing.DELETED
    assert world.discord.of("round") == []
    assert not world.kept()
