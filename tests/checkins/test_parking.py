"""Where a round cannot go out: who is told, how often, and how it goes on."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.checkins.rounds import notice_store
from bot.checkins.rules import PARKED_RETRY_SECONDS, Parked, RoundState
from bot.content import Content
from bot.core.db import Transaction
from bot.core.delivery import Refusal
from tests.checkins.discord import GARDEN
from tests.checkins.groups import ADA, GUILD
from tests.checkins.world import World, new_world, weekly
from tests.conftest import Clock

HOUR = 3600
DAY = 24 * HOUR
YOUNG, OLD = 20, HOUR


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.close()


@pytest.mark.parametrize(
    ("refusal", "why"),
    [(Refusal.FORBIDDEN, Parked.NOT_ALLOWED), (Refusal.GONE, Parked.CHANNEL_GONE)],
)
async def test_a_refused_schedule_is_parked_with_one_notice_and_resumes_by_itself(
    world: World, refusal: Refusal, why: Parked
) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.discord.forbid(refusal)
    await world.at(schedule.next_due)
    for _ in range(5):
        await world.at(world.now + PARKED_RETRY_SECONDS)
    parked = (await world.row(schedule)).parked
    tried = world.discord.calls.count("send_round")
    world.discord.standing.clear()
    await world.quiet()

    assert parked is why
    assert tried == 6
    assert world.discord.parked == [why, None]
    assert (await world.row(schedule)).parked is None
    assert len(world.discord.of("round")) == 1


async def test_a_notice_that_is_out_is_not_taken_for_the_one_that_came_after(world: World) -> None:
    id_, now = (await world.schedule()).schedule_id, world.now

    async def due() -> int:
        return len(await world.db.read(lambda r: notice_store.due_parked(r, now, 10)))

    def park_twice(tx: Transaction) -> None:
        notice_store.park(tx, id_, Parked.DISCORD_DOWN, "a" * 22, now)
        notice_store.park(tx, id_, Parked.NOT_ALLOWED, "b" * 22, now)

    await world.db.write(park_twice)
    await world.db.write(lambda tx: notice_store.parked_told(tx, id_, "a" * 22))
    still = await due()
    await world.db.write(lambda tx: notice_store.parked_told(tx, id_, "b" * 22))

    assert (still, await due()) == (1, 0)


async def test_a_mended_permission_is_used_at_once(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.discord.forbid()
    await world.at(schedule.next_due)
    world.discord.standing.clear()
    await world.rounds.retry_now(GUILD)

    assert (await world.only(schedule)).state is RoundState.OPEN


async def test_an_admin_can_try_again_at_once(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.discord.forbid()
    await world.at(schedule.next_due)
    await world.rounds.retry(GUILD, schedule.schedule_id)
    still = (await world.row(schedule)).parked
    world.discord.standing.clear()
    await world.rounds.retry(GUILD, schedule.schedule_id)

    assert still is Parked.NOT_ALLOWED
    assert (await world.row(schedule)).parked is None
    assert (await world.only(schedule)).state is RoundState.OPEN


async def test_a_round_goes_to_the_channel_that_was_chosen_instead(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.discord.forbid(Refusal.GONE)
    await world.at(schedule.next_due)
    world.discord.standing.clear()
    await world.schedules.edit(GUILD, ADA, schedule.schedule_id, 1, weekly(channel_id=GARDEN))
    await world.rounds.retry_now(GUILD)

    (message,) = world.discord.of("round")
    assert message.channel_id == GARDEN
    assert (await world.only(schedule)).channel_id == GARDEN


async def test_what_stays_refused_is_missed_in_the_end_and_told_once(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.discord.forbid()
    await world.at(schedule.next_due)
    for _ in range(4):
        await world.at(world.now + DAY)
    await world.quiet()

    assert (await world.only(schedule)).state is RoundState.MISSED
    assert len(world.discord.of("missed")) == 1
    assert world.discord.parked == [Parked.NOT_ALLOWED]
    assert world.discord.of("round") == []


async def test_the_team_hears_of_a_discord_that_takes_nothing_for_minutes(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.discord.standing["send_round"] = Refusal.LATER
    world.clock.pass_by(seconds=schedule.next_due - world.now)
    for _ in range(80):
        await world.rounds.tick()
        world.clock.pass_by(seconds=15)
    world.discord.standing.clear()
    await world.quiet()

    assert world.discord.parked == [Parked.DISCORD_DOWN, None]
    assert len(world.discord.of("round")) == 1


async def test_trouble_the_team_never_heard_of_is_not_told_to_be_over(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.discord.forbid()
    await world.at(schedule.next_due)
    world.discord.standing.clear()
    await world.rounds.retry(GUILD, schedule.schedule_id)
    await world.quiet()

    assert world.discord.of("parked") == []


@pytest.mark.expects_errors(1)
async def test_what_discord_will_not_have_is_logged_and_parks_the_schedule(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.discord.refusals["send_round"] = [Refusal.INVALID]
    await world.at(schedule.next_due)
    await world.quiet()

    assert world.discord.parked == [Parked.DISCORD_DOWN, None]
    assert len(world.discord.of("round")) == 1


@pytest.mark.expects_errors(1)
async def test_a_bug_with_one_round_keeps_no_other_waiting(world: World) -> None:
    schedules = [await world.schedule() for _ in range(3)]
    assert schedules[0].next_due is not None
    world.discord.bug_at = 1
    await world.at(schedules[0].next_due)
    early = len(world.discord.of("round"))
    await world.quiet()

    assert early == 2
    assert len(world.discord.of("round")) == 3


@pytest.mark.parametrize("refusal", [Refusal.FORBIDDEN, Refusal.GONE])
async def test_a_refused_reminder_is_dropped(world: World, refusal: Refusal) -> None:
    schedule = await world.schedule(weekly(reminder=50))
    assert schedule.next_due is not None
    await world.at(schedule.next_due)
    world.discord.refusals["send_reminder"] = [refusal]
    await world.at(schedule.next_due + 36 * HOUR)
    await world.quiet()

    assert world.discord.calls.count("send_reminder") == 1
    assert world.discord.of("reminder") == []


async def test_a_reminder_whose_round_is_over_is_not_sent(world: World) -> None:
    schedule = await world.schedule(weekly(reminder=50))
    assert schedule.next_due is not None
    await world.at(schedule.next_due)
    world.discord.standing["send_reminder"] = Refusal.LATER
    await world.at(schedule.next_due + 72 * HOUR - 20)
    world.discord.standing.clear()
    await world.quiet()

    assert world.discord.of("reminder") == []
