"""A round out of turn: at once, once, and without touching the dates."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.checkins.outcomes import Deleted, Gone
from bot.checkins.rounds.service import AlreadyOpen, Running
from bot.checkins.rules import RoundState
from bot.checkins.schedules.plans import PlanChangeKind
from bot.content import Content
from bot.core.db import Reader
from tests.checkins.groups import ADA, GUILD, OTHER_GUILD
from tests.checkins.world import World, new_world
from tests.conftest import Clock

DAY = 24 * 3600
WEEK = 7 * DAY


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.close()


async def test_run_now_posts_at_once_and_leaves_the_dates_alone(world: World) -> None:
    schedule = await world.schedule()
    outcome = await world.rounds.run_now(GUILD, schedule.schedule_id, ADA)

    assert isinstance(outcome, Running)
    assert outcome.round_.state is RoundState.OPEN
    assert outcome.round_.message_id in world.discord.messages
    assert (await world.row(schedule)).next_due == schedule.next_due
    assert await world.rounds.current(GUILD, schedule.schedule_id) == outcome.round_


async def test_run_now_is_written_into_the_history(world: World) -> None:
    schedule = await world.schedule()
    await world.rounds.run_now(GUILD, schedule.schedule_id, ADA)

    def kinds(reader: Reader) -> list[tuple[str, int]]:
        rows = reader.all("SELECT kind, admin_id FROM checkin_change")
        return [(row["kind"], row["admin_id"]) for row in rows]

    assert await world.db.read(kinds) == [(PlanChangeKind.RUN_NOW.value, ADA)]


async def test_run_now_twice_makes_one_round(world: World) -> None:
    schedule = await world.schedule()
    both = await asyncio.gather(
        *(world.rounds.run_now(GUILD, schedule.schedule_id, ADA) for _ in range(2))
    )

    assert sorted(type(each).__name__ for each in both) == ["AlreadyOpen", "Running"]
    assert len(world.discord.of("round")) == 1


async def test_run_now_during_a_round_says_which_is_open(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    await world.at(schedule.next_due)
    outcome = await world.rounds.run_now(GUILD, schedule.schedule_id, ADA)

    assert outcome == AlreadyOpen(await world.only(schedule))


async def test_run_now_finds_nothing_in_another_group_or_after_a_deletion(world: World) -> None:
    schedule = await world.schedule()
    away = await world.rounds.run_now(OTHER_GUILD, schedule.schedule_id, ADA)
    deleted = await world.schedules.delete(GUILD, ADA, schedule.schedule_id, with_results=False)
    after = await world.rounds.run_now(GUILD, schedule.schedule_id, ADA)

    assert isinstance(deleted, Deleted)
    assert (away, after) == (Gone(), Gone())
    assert world.discord.calls == []


async def test_run_now_that_is_refused_waits_and_goes_out_when_that_is_mended(
    world: World,
) -> None:
    schedule = await world.schedule()
    world.discord.forbid()
    outcome = await world.rounds.run_now(GUILD, schedule.schedule_id, ADA)
    assert isinstance(outcome, Running)
    assert outcome.round_.message_id is None
    world.discord.standing.clear()
    await world.rounds.retry_now(GUILD)

    assert (await world.only(schedule)).state is RoundState.OPEN
