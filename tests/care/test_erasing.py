"""What erasing and the purge reach of a case, whatever state it is in."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.care.case import CLOSED_DAYS, CaseKind, Closing, MessageRef, NewCase
from bot.conduct.sanctions import Reason, Sanction
from bot.content import Content
from bot.core.seals import WORDS_DAYS
from bot.screening.verdict import Category, Level
from tests.conftest import Clock
from tests.sharing.gateway import ALICE, BOB, GUILD, World, new_world

MO = 9001
ALERT = NewCase(
    guild_id=GUILD,
    kind=CaseKind.ALERT,
    level=Level.Q1,
    categories=frozenset({Category.HARASSMENT}),
    member_id=ALICE,
    message=MessageRef(5, 6),
    words="my own words",
)


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.services.close()


async def nothing_left(world: World, case_id: str) -> bool:
    """Whether a case says neither who, nor where, nor what."""
    case = await world.card(case_id)
    look = await world.services.cards.look(GUILD, case_id)
    assert look is not None
    kept = (case.sealed_member, case.group_tag, case.sealed_words, case.message)
    return (look.member_id, look.words, *kept) == (None, "", None, None, None, None)


@pytest.mark.parametrize("days", [0, 6, 8, 20, 29])
async def test_erasing_reaches_a_closed_case_for_as_long_as_it_tells_who(
    world: World, days: int
) -> None:
    case_id = (await world.services.cases.open(ALERT)).case_id
    await world.services.cases.close(GUILD, case_id, MO, Closing.HANDLED)
    world.clock.pass_by(days=days)
    await world.services.privacy.purge()
    look = await world.services.cards.look(GUILD, case_id)
    kept = await world.services.privacy.kept(GUILD, ALICE)
    case = await world.card(case_id)
    await world.services.privacy.forget(GUILD, ALICE)

    assert look is not None
    assert (look.member_id, look.words, kept.cases) == (ALICE, "my own words", 1)
    assert case.group_tag is not None
    assert await nothing_left(world, case_id)
    assert (await world.services.privacy.kept(GUILD, ALICE)).cases == 0


async def test_the_tag_goes_with_who_it_stands_for(world: World) -> None:
    case_id = (await world.services.cases.open(ALERT)).case_id
    world.clock.pass_by(days=WORDS_DAYS)
    await world.services.privacy.purge()

    assert await nothing_left(world, case_id)


async def test_a_card_names_no_one_once_the_key_is_gone(world: World) -> None:
    case_id = (await world.services.cases.open(replace(ALERT, words=""))).case_id
    await world.services.desk.show(case_id)
    before = await world.services.cards.get(GUILD, case_id)
    world.clock.pass_by(days=WORDS_DAYS)
    await world.services.privacy.purge()
    await world.services.desk.tick()

    assert before is not None
    assert before.member_id == ALICE
    assert [view.member_id for view in world.discord.shown] == [None]


async def test_a_closed_case_goes_after_its_days_and_not_before(world: World) -> None:
    case_id = (await world.services.cases.open(ALERT)).case_id
    await world.services.cases.close(GUILD, case_id, MO, Closing.HANDLED)
    world.clock.pass_by(days=CLOSED_DAYS)
    await world.services.privacy.purge()
    last = await world.services.cases.get(GUILD, case_id)
    world.clock.pass_by(seconds=1)
    await world.services.privacy.purge()

    assert last is not None
    assert await world.services.cases.get(GUILD, case_id) is None


async def test_an_appeal_against_a_record_is_shown_and_erased(world: World) -> None:
    services = world.services
    case_id = (await services.cases.open(ALERT)).case_id
    record = await services.records.note(
        GUILD, ALICE, Sanction.WARN, Reason.UNKIND, case_id=case_id
    )
    asked = await services.actions.appeal(GUILD, ALICE, record.record_id, "I am Alice, look again")
    assert asked is not None
    kept = await services.privacy.kept(GUILD, ALICE)
    others = await services.privacy.kept(GUILD, BOB)
    await services.privacy.forget(GUILD, ALICE)

    assert (kept.cases, others.cases) == (2, 0)
    assert await nothing_left(world, asked.case_id)
    assert (await services.privacy.kept(GUILD, ALICE)).cases == 0


async def test_a_case_that_an_earlier_version_left_without_a_tag_is_shown_and_erased(
    world: World,
) -> None:
    case_id = (await world.services.cases.open(ALERT)).case_id
    await world.services.db.write(lambda tx: tx.execute("UPDATE care_case SET group_tag = NULL"))
    kept = await world.services.privacy.kept(GUILD, ALICE)
    others = await world.services.privacy.kept(GUILD, BOB)
    await world.services.privacy.forget(GUILD, BOB)
    still = await world.services.cards.look(GUILD, case_id)
    await world.services.privacy.forget(GUILD, ALICE)

    assert (kept.cases, others.cases) == (1, 0)
    assert still is not None
    assert still.member_id == ALICE
    assert await nothing_left(world, case_id)


async def test_an_alert_is_not_grouped_with_an_appeal_of_the_same_member(world: World) -> None:
    services = world.services
    case_id = (await services.cases.open(ALERT)).case_id
    record = await services.records.note(
        GUILD, ALICE, Sanction.WARN, Reason.UNKIND, case_id=case_id
    )
    await services.cases.close(GUILD, case_id, MO, Closing.HANDLED)
    asked = await services.actions.appeal(GUILD, ALICE, record.record_id, "look again")
    again = await services.cases.open(ALERT)

    assert asked is not None
    assert not again.grouped
    assert again.case_id not in (case_id, asked.case_id)
