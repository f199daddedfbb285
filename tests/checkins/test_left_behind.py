"""Rounds that something goes wrong with: no answer thanked for is lost, and no key stays."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.checkins.ballots.answers import Answers, Closed, Counted
from bot.checkins.ballots.box import BallotBox
from bot.checkins.outcomes import SchedulePaused
from bot.checkins.rounds.service import Running, TooSoon
from bot.checkins.rules import LEAST_OPEN, CatchUp, Parked, RoundState
from bot.content import Content
from bot.core.delivery import Refusal
from tests.checkins.groups import ADA, GUILD, OTHER_GUILD
from tests.checkins.world import World, end_of, new_world, weekly
from tests.conftest import Clock

HOUR, DAY = 3600, 24 * 3600
TWICE = frozenset({0, 2})
"""Mondays and Wednesdays."""


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.close()


def _answers(world: World) -> Answers:
    return Answers(world.db, world.box, world.content.bank, world.own, world.clock)


async def _press_and_vote(world: World, round_id: str, people: int = 6) -> list[object]:
    """So many press the button of the only message that asks, and answer."""
    [message_id] = [k for k, m in world.discord.messages.items() if m.kind == "round"]
    answers, said = _answers(world), list[object]()
    for member_id in range(people):
        await answers.form(GUILD, round_id, member_id)
        await world.rounds.seen(GUILD, round_id, message_id)
        said.append(await answers.vote(GUILD, round_id, member_id, (4, 4, 4, 2)))
    return said


# A message that is out though Discord's answer was lost.


async def test_who_presses_shows_that_the_message_is_out(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.discord.unheard = 1
    await world.at(schedule.next_due)
    unknown = await world.only(schedule)
    said = await _press_and_vote(world, unknown.round_id)
    known = await world.only(schedule)

    assert (unknown.state, unknown.message_id) == (RoundState.WAITING, None)
    assert said == [Counted()] * 6
    assert known.state is RoundState.OPEN
    assert known.message_id in world.discord.messages


@pytest.mark.parametrize(
    ("catch_up", "refusal"),
    [
        (CatchUp.ONCE, Refusal.LATER),  # Discord does not let look until the next one is due
        (CatchUp.SKIP, Refusal.FORBIDDEN),  # whoever is late is left out, and may not look
    ],
)
async def test_answers_that_were_thanked_for_have_a_result_though_nobody_could_look(
    world: World, catch_up: CatchUp, refusal: Refusal
) -> None:
    schedule = await world.schedule(weekly(days=TWICE, catch_up=catch_up))
    assert schedule.next_due is not None
    world.discord.unheard = 1
    world.discord.standing["find_round"] = refusal
    await world.at(schedule.next_due)
    first = await world.only(schedule)
    await _press_and_vote(world, first.round_id)
    for _ in range(60):
        await world.at(world.now + HOUR)
    await world.quiet()

    [result, *_] = await world.results(schedule)
    assert result.published.answered == 6
    assert (await world.of(schedule))[0].state is RoundState.CLOSED


async def test_a_press_in_another_group_or_on_a_known_message_changes_nothing(
    world: World,
) -> None:
    _, round_ = await world.opened()
    await world.rounds.seen(GUILD, round_.round_id, 1)
    await world.rounds.seen(OTHER_GUILD, round_.round_id, 2)
    await world.rounds.seen(GUILD, "nobody's", 3)

    current = await world.rounds.current(GUILD, round_.schedule_id)
    assert current is not None
    assert current.message_id == round_.message_id


# Rounds whose place another one takes.


async def test_rounds_that_never_went_out_leave_no_key_behind(world: World) -> None:
    schedule = await world.schedule(weekly(days=TWICE))
    world.discord.forbid()
    for _ in range(6):
        due = (await world.row(schedule)).next_due
        assert due is not None
        await world.at(due)
    states = [each.state for each in await world.of(schedule)]

    assert states == [RoundState.MISSED] * 5 + [RoundState.WAITING]
    assert world.kept().total() == 1


async def test_a_round_that_may_be_out_takes_its_key_along_when_it_is_cancelled(
    world: World,
) -> None:
    schedule = await world.schedule(weekly(days=TWICE))
    assert schedule.next_due is not None
    world.discord.unheard = 1
    world.discord.standing["find_round"] = Refusal.LATER
    await world.at(schedule.next_due)
    first = await world.only(schedule)
    due = (await world.row(schedule)).next_due
    assert due is not None
    await world.at(due)
    voted = await _answers(world).vote(GUILD, first.round_id, 1, (4, 4, 4, 2))

    assert (await world.of(schedule))[0].state is RoundState.CANCELLED
    assert voted == Closed()
    assert world.kept().total() == 1


@pytest.mark.expects_errors(1)
async def test_a_key_that_the_disk_refused_to_destroy_goes_with_the_next_tidying(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuses(_: BallotBox, __: object) -> None:
        raise OSError(5, "on purpose")

    schedule, round_ = await world.opened()
    other = await world.schedule(weekly(hour=20), guild_id=OTHER_GUILD, first=end_of(round_) - 60)
    await world.at(end_of(round_) - 60)
    with monkeypatch.context() as broken:
        broken.setattr(BallotBox, "_destroy", refuses)
        await world.at(end_of(round_))  # and the result is shown all the same
    before = world.kept().total()
    await world.rounds.tidy()
    await world.rounds.tidy()

    assert before == 2
    assert len(world.discord.of("notice")) == 1
    assert world.kept().total() == 1
    assert (await world.only(other)).state is RoundState.OPEN
    assert len(await world.results(schedule)) == 1
    said = await _answers(world).vote(
        OTHER_GUILD, (await world.only(other)).round_id, 1, (4, 4, 4, 2)
    )
    assert said == Counted()


# Pausing.


async def test_what_waits_when_a_check_in_is_paused_is_not_posted_any_more(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.discord.forbid()
    await world.at(schedule.next_due)
    paused = await world.schedules.pause(GUILD, ADA, schedule.schedule_id)
    world.discord.standing.clear()
    await world.quiet()
    await world.rounds.tidy()

    assert isinstance(paused, SchedulePaused)
    assert (await world.only(schedule)).state is RoundState.MISSED
    assert world.discord.of("round") == []
    assert world.discord.missed == []
    assert world.kept().total() == 0


# Out of turn.


@pytest.mark.parametrize("before", [LEAST_OPEN - 1, 300, -5])
async def test_nothing_is_posted_out_of_turn_that_would_end_at_once(
    world: World, before: int
) -> None:
    """``before``: so many seconds before the next due time; it may have passed just now."""
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.clock.pass_by(seconds=schedule.next_due - before - world.now)
    outcome = await world.rounds.run_now(GUILD, schedule.schedule_id, ADA)
    world.clock.pass_by(seconds=before + 10)
    await world.rounds.tick()

    assert outcome == TooSoon(schedule.next_due)
    assert len(world.discord.of("round")) == 1
    assert (await world.only(schedule)).due_at == schedule.next_due


async def test_out_of_turn_is_fine_while_people_have_time_and_when_paused(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.clock.pass_by(seconds=schedule.next_due - LEAST_OPEN - world.now)
    in_time = await world.rounds.run_now(GUILD, schedule.schedule_id, ADA)
    await world.at(schedule.next_due)
    await world.at(schedule.next_due + 4 * DAY)
    await world.schedules.pause(GUILD, ADA, schedule.schedule_id)
    paused = await world.rounds.run_now(GUILD, schedule.schedule_id, ADA)

    assert isinstance(in_time, Running)
    assert isinstance(paused, Running)


# Why it cannot post.


async def test_a_new_reason_that_somebody_here_can_mend_is_told_as_well(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.discord.standing.update(send_round=Refusal.LATER, find_round=Refusal.LATER)
    await world.at(schedule.next_due)
    for _ in range(12):
        await world.at(world.now + 600)
    down = list(world.discord.parked)
    world.discord.forbid()
    for _ in range(12):
        await world.at(world.now + 600)
    forbidden = list(world.discord.parked)
    world.discord.standing.update(send_round=Refusal.LATER, find_round=Refusal.LATER)
    for _ in range(12):
        await world.at(world.now + 600)

    assert down == [Parked.DISCORD_DOWN]
    assert forbidden == world.discord.parked == [Parked.DISCORD_DOWN, Parked.NOT_ALLOWED]
