"""A result is shown and told once, whatever Discord refuses meanwhile."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.checkins.rules import (
    KEEP_TELLING,
    ActKind,
)
from bot.content import Content
from bot.core.delivery import Refusal
from tests.checkins.groups import ADA, GUILD, OTHER_GUILD
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


async def test_a_deleted_message_moves_the_whole_result_into_the_notice(world: World) -> None:
    schedule, round_ = await world.opened()
    del world.discord.messages[round_.message_id or 0]
    await world.at(end_of(round_))
    await world.quiet()

    (notice,) = world.discord.of("notice")
    (result,) = await world.results(schedule)
    assert world.discord.whole[notice.message_id].published == result.published


async def test_a_deleted_channel_ends_quietly_and_keeps_the_result(world: World) -> None:
    schedule, round_ = await world.opened()
    world.discord.delete_channel()
    await world.at(end_of(round_))
    await world.quiet()

    after = await world.only(schedule)
    assert (after.shown, after.notice_done) == (True, True)
    assert len(await world.results(schedule)) == 1


async def test_a_lost_permission_delays_the_result_until_it_is_back(world: World) -> None:
    _, round_ = await world.opened()
    world.discord.forbid()
    await world.at(end_of(round_))
    await world.quiet()
    before = (dict(world.discord.results), world.discord.of("notice"))
    world.discord.standing.clear()
    await world.rounds.retry_now(GUILD)

    assert before == ({}, [])
    assert list(world.discord.results) == [round_.message_id]
    assert len(world.discord.of("notice")) == 1


async def test_old_news_is_not_told_for_ever(world: World) -> None:
    schedule, round_ = await world.opened()
    world.discord.forbid()
    await world.at(end_of(round_))
    await world.schedules.pause(GUILD, ADA, schedule.schedule_id)
    await world.at(end_of(round_) + KEEP_TELLING + 60)
    await world.quiet()
    calls = len(world.discord.calls)
    await world.quiet()

    assert len(world.discord.calls) == calls
    assert len(await world.results(schedule)) == 1


@pytest.mark.expects_errors(1)
async def test_a_result_that_discord_will_not_have_is_logged_and_tried_again(
    world: World,
) -> None:
    _, round_ = await world.opened()
    world.discord.refusals["show_result"] = [Refusal.INVALID]
    await world.at(end_of(round_))
    await world.quiet()

    assert list(world.discord.results) == [round_.message_id]


async def test_a_result_is_shown_again_with_what_the_group_did(world: World) -> None:
    _, round_ = await world.opened()
    await world.at(end_of(round_))
    await world.acts.note(GUILD, round_.round_id, ActKind.DID, "We start earlier now.")
    await world.rounds.show_again(OTHER_GUILD, round_.round_id)
    before = world.discord.results[round_.message_id or 0].act
    await world.rounds.show_again(GUILD, round_.round_id)
    after = world.discord.results[round_.message_id or 0].act

    assert before is None
    assert after is not None
    assert after.words == "We start earlier now."
    assert len(world.discord.of("notice")) == 1


async def test_a_result_that_could_not_be_shown_again_at_once_is_shown_later(
    world: World,
) -> None:
    _, round_ = await world.opened()
    await world.at(end_of(round_))
    await world.acts.note(GUILD, round_.round_id, ActKind.DID, "We start earlier now.")
    world.discord.refusals["show_result"] = [Refusal.LATER]
    await world.rounds.show_again(GUILD, round_.round_id)
    await world.quiet()

    assert world.discord.results[round_.message_id or 0].act is not None


async def test_the_next_message_opens_with_what_the_group_did(world: World) -> None:
    schedule, round_ = await world.opened()
    await world.at(end_of(round_))
    await world.acts.note(GUILD, round_.round_id, ActKind.DID, "We start earlier now.")
    assert schedule.next_due is not None
    await world.at(schedule.next_due + WEEK)

    first, second = world.discord.cards.values()
    assert first.act is None
    assert second.act is not None
    assert second.act.round_id == round_.round_id
