"""A signal of a trend reaches the team once."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.checkins.rounds import notice_store
from bot.checkins.rules import (
    Round,
    Schedule,
    SignalKind,
)
from bot.content import Content
from bot.core.db import Reader, Transaction
from bot.core.delivery import Refusal
from tests.checkins.discord import Died
from tests.checkins.groups import GUILD, OTHER_GUILD
from tests.checkins.world import World, end_of, new_world
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


async def _signal(world: World) -> tuple[Schedule, Round]:
    """A result with a signal that has yet to be told."""
    schedule, round_ = await world.opened()
    await world.at(end_of(round_))
    await world.quiet()

    def add(tx: Transaction) -> None:
        for nonce in ("one", "two"):
            notice_store.add_signal(tx, round_.round_id, SignalKind.SCORE, GUILD, nonce, world.now)

    await world.db.write(add)
    return schedule, round_


def _told(reader: Reader) -> list[str]:
    """The kinds of the signals that the team has heard of."""
    rows = reader.all("SELECT kind FROM checkin_signal WHERE done = 1")
    return [row["kind"] for row in rows]


async def test_a_signal_is_told_once_however_often_it_is_given(world: World) -> None:
    _, round_ = await _signal(world)
    await world.quiet()

    assert len(world.discord.of("signal", round_.round_id)) == 1


@pytest.mark.parametrize("effect", [False, True])
async def test_death_while_a_signal_is_told_tells_it_once(world: World, effect: bool) -> None:
    await _signal(world)
    world.discord.die_at = (len(world.discord.calls) + 1, effect)
    with pytest.raises(Died):
        await world.rounds.tick()
    await world.restart()
    world.clock.pass_by(seconds=YOUNG)
    await world.quiet()

    assert len(world.discord.of("signal")) == 1


async def test_a_refused_signal_is_tried_again(world: World) -> None:
    await _signal(world)
    world.discord.refusals["tell_signal"] = [Refusal.FORBIDDEN, Refusal.LATER]
    await world.quiet(ticks=6)

    assert len(world.discord.of("signal")) == 1


async def test_a_fall_after_eight_steady_rounds_gives_one_signal(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    for week in range(14):
        await world.at(schedule.next_due + week * WEEK)
        round_ = (await world.of(schedule))[-1]
        for member_id in range(12):
            lower = 0 if week < 9 else 2
            warm, safe, heard = (3 + (member_id + n) % 3 - lower for n in range(3))
            ballot = (warm, safe, heard, 6 - safe)
            await world.box.cast(round_.round_id, member_id, ballot)
        await world.at(end_of(round_))
    await world.quiet()

    assert await world.db.read(_told) == [SignalKind.SCORE.value]
    assert len(world.discord.of("signal")) == 1


async def test_fewer_answers_after_steady_rounds_are_asked_about_once(world: World) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    for week in range(18):
        await world.at(schedule.next_due + week * WEEK)
        round_ = (await world.of(schedule))[-1]
        for member_id in range(24 if week < 10 else 8):
            warm, safe, heard = (3 + (member_id + n) % 3 for n in range(3))
            await world.box.cast(round_.round_id, member_id, (warm, safe, heard, 6 - safe))
        await world.at(end_of(round_))
    await world.quiet()

    assert await world.db.read(_told) == [SignalKind.ANSWERING.value]
    assert len(world.discord.of("signal")) == 1


async def test_a_group_that_is_forgotten_leaves_no_ballots(world: World) -> None:
    await world.opened()
    await world.rounds.forget_guild(OTHER_GUILD)
    before = world.kept().total()
    await world.rounds.forget_guild(GUILD)

    assert before == 1
    assert not world.kept()
