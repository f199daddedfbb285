"""A schedule is deleted while its round is out, or on its way."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.checkins.rules import (
    UNDO_SECONDS,
    RoundState,
    Standing,
)
from bot.content import Content
from tests.checkins.discord import Died
from tests.checkins.groups import ADA, GUILD
from tests.checkins.world import World, new_world
from tests.conftest import Clock

HOUR = 3600
DAY = 24 * HOUR
WEEK = 7 * DAY
YOUNG, OLD = 20, HOUR


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.close()


async def test_a_deletion_ends_an_open_round_without_a_result(world: World) -> None:
    schedule, round_ = await world.opened()
    await world.schedules.delete(GUILD, ADA, schedule.schedule_id, with_results=False)
    await world.rounds.tick()
    await world.quiet()

    assert (await world.only(schedule)).state is RoundState.CANCELLED
    assert world.discord.ended == {round_.message_id}
    assert await world.results(schedule) == []
    assert world.discord.of("notice") == []
    assert not world.kept()


@pytest.mark.parametrize("effect", [False, True])
async def test_death_while_a_deleted_round_is_ended_is_mended(world: World, effect: bool) -> None:
    schedule, round_ = await world.opened()
    await world.schedules.delete(GUILD, ADA, schedule.schedule_id, with_results=False)
    world.discord.die_at = (len(world.discord.calls) + 1, effect)
    with pytest.raises(Died):
        await world.rounds.tick()
    await world.restart()
    await world.quiet()

    assert world.discord.ended == {round_.message_id}
    assert not world.kept()


@pytest.mark.parametrize("age", [YOUNG, OLD])
async def test_a_deletion_while_the_message_was_on_its_way_ends_that_message(
    world: World, age: int
) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.discord.die_at = (2, True)
    with pytest.raises(Died):
        await world.at(schedule.next_due)
    await world.restart()
    await world.schedules.delete(GUILD, ADA, schedule.schedule_id, with_results=False)
    world.clock.pass_by(seconds=age)
    await world.quiet()

    (message,) = world.discord.of("round")
    assert world.discord.ended == {message.message_id}
    assert (await world.only(schedule)).state is RoundState.CANCELLED
    assert not world.kept()


async def test_a_deletion_that_meets_the_sending_ends_the_message(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    gate = world.discord.hold("send_round")
    world.clock.pass_by(seconds=schedule.next_due - world.now)
    tick = asyncio.ensure_future(world.rounds.tick())
    await world.discord.reached["send_round"].wait()
    await world.schedules.delete(GUILD, ADA, schedule.schedule_id, with_results=False)
    other = asyncio.ensure_future(world.rounds.tick())
    async with asyncio.timeout(60):  # each reading takes turns with what the other tick does
        while (await world.only(schedule)).state is not RoundState.CANCELLED:
            pass
    gate.set()
    await asyncio.gather(tick, other)
    await world.quiet()

    (message,) = world.discord.of("round")
    assert world.discord.ended == {message.message_id}
    assert not world.kept()


async def test_a_schedule_brought_back_goes_on_with_its_next_date(world: World) -> None:
    schedule, _ = await world.opened()
    await world.schedules.delete(GUILD, ADA, schedule.schedule_id, with_results=False)
    await world.rounds.tick()
    await world.schedules.restore(GUILD, ADA, schedule.schedule_id)
    assert schedule.next_due is not None
    await world.at(schedule.next_due + WEEK)

    first, second = await world.of(schedule)
    assert (first.state, second.state) == (RoundState.CANCELLED, RoundState.OPEN)


async def test_a_deleted_schedule_can_be_purged_after_its_round_was_ended(world: World) -> None:
    schedule, _ = await world.opened()
    await world.schedules.delete(GUILD, ADA, schedule.schedule_id, with_results=False)
    await world.quiet()
    standing = (await world.row(schedule)).standing
    world.clock.pass_by(seconds=UNDO_SECONDS + 60)
    await world.schedules.purge()

    assert standing is Standing.DELETED
    assert await world.of(schedule) == []
