"""What a group changes about its helplines, for how long, and telling that a number is dead."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.care.case import CaseKind
from bot.content import Content
from bot.helplines.form import Wrong
from bot.helplines.rules import ADDED_MOST, CHANGE_DAYS, ListChange, ListChangeKind
from bot.helplines.service import CHANGES_MOST, Full, Helplines, Typed, Unknown
from tests.care.looking import opened
from tests.conftest import Clock
from tests.harness import START
from tests.sharing.gateway import GUILD, OTHER_GUILD, World, new_world

OURS = Typed(
    name="Our line",
    dial="0800 123 456",
    by=("call", "text"),
    words="HI",
    hours="24/7",
    url="https://ours.example",
)


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.services.close()


async def dials(helplines: Helplines, code: str = "GB", guild_id: int | None = GUILD) -> list[str]:
    """Every number that is shown, in order."""
    found = await helplines.shown(guild_id, code)
    return [line.dial for line, _ in found.sure] + [line.dial for line in found.unverified]


async def test_an_added_line_is_shown_first_there_and_nowhere_else(world: World) -> None:
    helplines = world.services.helplines
    before = await dials(helplines)
    added = await helplines.write(GUILD, "GB", None, OURS, 10)

    assert isinstance(added, ListChange)
    assert await dials(helplines) == ["0800 123 456", *before]
    assert await dials(helplines, guild_id=None) == before
    assert await dials(helplines, guild_id=OTHER_GUILD) == before
    assert "0800 123 456" not in await dials(helplines, "IE")
    [kept] = await helplines.changes(GUILD)
    assert kept == added


async def test_a_replaced_line_is_shown_with_the_groups_number(world: World) -> None:
    helplines = world.services.helplines
    before = await dials(helplines)
    await helplines.write(GUILD, "GB", "gb-shout", OURS, 10)
    after = await dials(helplines)

    assert "85258" in before
    assert "85258" not in after
    assert len(after) == len(before)


async def test_a_hidden_line_comes_back_when_it_is_undone_or_shown_again(world: World) -> None:
    helplines = world.services.helplines
    before = await dials(helplines)
    first = await helplines.hide(GUILD, "gb-shout", 10)
    assert isinstance(first, ListChange)
    hidden = await dials(helplines)
    assert await helplines.undo(GUILD, first.change_id)
    undone = await dials(helplines)
    await helplines.hide(GUILD, "gb-shout", 10)
    assert await helplines.show_again(GUILD, "gb-shout")

    assert "85258" not in hidden
    assert undone == before
    assert await dials(helplines) == before
    assert not await helplines.undo(GUILD, first.change_id)
    assert not await helplines.show_again(GUILD, "gb-shout")


async def test_hiding_every_line_leaves_the_number_for_now_and_the_finder(world: World) -> None:
    helplines = world.services.helplines
    for line in helplines.directory.countries["GB"].lines:
        await helplines.hide(GUILD, line.line_id, 10)
    found = await helplines.shown(GUILD, "GB")

    assert (found.sure, found.unverified) == ((), ())
    assert found.country is not None
    assert found.country.emergency == ("999", "112")
    assert found.finder_url == "https://findahelpline.com"


@pytest.mark.parametrize(("asked", "held"), [(1, 1), (10, 10), (0, 1), (9_999, CHANGE_DAYS)])
async def test_every_change_ends_by_itself(world: World, asked: int, held: int) -> None:
    helplines = world.services.helplines
    before = await dials(helplines)
    await helplines.write(GUILD, "GB", None, OURS, asked)
    world.clock.pass_by(days=held, seconds=-1)
    last = await dials(helplines)
    world.clock.pass_by(seconds=1)

    assert last == ["0800 123 456", *before]
    assert await dials(helplines) == before
    assert await helplines.changes(GUILD) == []


@pytest.mark.parametrize(("days", "before"), [(100, 14), (56, 14), (40, 10), (4, 1)])
async def test_the_team_is_told_once_before_a_change_ends(
    world: World, days: int, before: int
) -> None:
    helplines = world.services.helplines
    await helplines.hide(GUILD, "gb-shout", days)
    world.clock.pass_by(days=days - before, seconds=-1)
    early = await helplines.tell_ending()
    world.clock.pass_by(seconds=1)

    assert early == 0
    assert await helplines.tell_ending() == 1
    assert await helplines.tell_ending() == 0
    [note] = await opened(world.services, GUILD)
    assert note.kind is CaseKind.NOTE
    assert "**Shout**, 85258, that was hidden here" in note.words
    assert (START + timedelta(days=days)).date().isoformat() in note.words
    assert "85258" not in await dials(helplines)


@pytest.mark.parametrize(
    ("line_id", "said"),
    [(None, "Our line**, 0800 123 456, that an admin"), ("gb-shout", "Your own number")],
)
async def test_the_team_is_told_what_ends(world: World, line_id: str | None, said: str) -> None:
    await world.services.helplines.write(GUILD, "GB", line_id, OURS, 4)
    world.clock.pass_by(days=3)
    await world.services.helplines.tell_ending()
    [note] = await opened(world.services, GUILD)

    assert said in note.words


async def test_what_was_undone_or_is_over_is_not_told(world: World) -> None:
    helplines = world.services.helplines
    made = await helplines.hide(GUILD, "gb-shout", 4)
    await helplines.hide(GUILD, "gb-childline", 4)
    assert isinstance(made, ListChange)
    world.clock.pass_by(days=3)
    await helplines.undo(GUILD, made.change_id)
    world.clock.pass_by(days=1)

    assert await helplines.tell_ending() == 0
    assert await opened(world.services, GUILD) == []


async def test_what_has_ended_is_deleted(world: World) -> None:
    helplines = world.services.helplines
    await helplines.write(GUILD, "GB", None, OURS, 1)
    await helplines.hide(GUILD, "gb-shout", 30)
    world.clock.pass_by(days=2)
    await world.services.privacy.purge()
    rows = await world.services.db.read(lambda r: r.all("SELECT kind FROM helpline_change"))

    assert [row["kind"] for row in rows] == ["hide"]


async def test_a_second_change_of_a_line_takes_the_place_of_the_first(world: World) -> None:
    helplines = world.services.helplines
    await helplines.hide(GUILD, "gb-shout", 10)
    await helplines.write(GUILD, "GB", "gb-shout", OURS, 10)

    assert [one.kind for one in await helplines.changes(GUILD)] == [ListChangeKind.REPLACE]
    assert "0800 123 456" in await dials(helplines)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (Typed(name="Ours", dial="+44 116 123", hours="24/7", url=OURS.url), Wrong.INTERNATIONAL),
        (Typed(name="Ours", dial="116 123", words="HI", hours="24/7", url=OURS.url), Wrong.WORDS),
        (Typed(), Wrong.NAME),
    ],
)
async def test_what_is_wrong_is_not_kept(world: World, typed: Typed, found: Wrong) -> None:
    helplines = world.services.helplines

    assert await helplines.write(GUILD, "GB", None, typed, 10) is found
    assert await helplines.changes(GUILD) == []


@pytest.mark.parametrize(
    ("country", "line_id"), [("ZZ", None), ("GB", "us-988"), ("GB", "gb-none"), ("ZZ", "us-988")]
)
async def test_what_is_unknown_is_not_changed(
    world: World, country: str, line_id: str | None
) -> None:
    helplines = world.services.helplines

    assert await helplines.write(GUILD, country, line_id, OURS, 10) == Unknown()
    assert await helplines.hide(GUILD, "gb-none", 10) == Unknown()
    assert await helplines.changes(GUILD) == []


async def test_a_country_takes_a_few_lines_of_a_groups_own_even_at_once(world: World) -> None:
    helplines = world.services.helplines
    asked = [helplines.write(GUILD, "GB", None, OURS, 10) for _ in range(ADDED_MOST + 3)]
    outcomes = await asyncio.gather(*asked)

    assert outcomes.count(Full()) == 3
    assert len(await helplines.changes(GUILD)) == ADDED_MOST
    assert isinstance(await helplines.write(GUILD, "IE", None, OURS, 10), ListChange)


async def test_a_group_takes_so_many_changes_and_no_more(world: World) -> None:
    helplines = world.services.helplines
    countries = list(helplines.directory.countries)[: CHANGES_MOST // ADDED_MOST]
    for code in countries:
        for _ in range(ADDED_MOST):
            assert isinstance(await helplines.write(GUILD, code, None, OURS, 10), ListChange)

    assert await helplines.hide(GUILD, "gb-shout", 10) == Full()
    assert len(await helplines.changes(GUILD)) == CHANGES_MOST


async def test_another_groups_change_cannot_be_undone(world: World) -> None:
    helplines = world.services.helplines
    made = await helplines.hide(GUILD, "gb-shout", 10)
    assert isinstance(made, ListChange)

    assert not await helplines.undo(OTHER_GUILD, made.change_id)
    assert not await helplines.show_again(OTHER_GUILD, "gb-shout")
    assert await helplines.changes(GUILD) == [made]


async def test_the_number_that_was_dialled_is_the_one_that_is_told(world: World) -> None:
    helplines, cards = world.services.helplines, world.services.cards
    added = await helplines.write(GUILD, "GB", None, OURS, 10)
    assert isinstance(added, ListChange)
    listed = await helplines.broken(GUILD, "gb-shout")
    own = await helplines.broken(GUILD, added.change_id)
    await helplines.write(GUILD, "GB", "gb-childline", OURS, 10)
    replaced = await helplines.broken(GUILD, "gb-childline")
    assert listed is not None
    assert own is not None
    assert replaced is not None

    seen = [await cards.look(GUILD, one.case_id) for one in (listed, own, replaced)]
    assert [one.words for one in seen if one] == [
        "Shout: 85258",
        "Our line: 0800 123 456",
        "Our line: 0800 123 456",
    ]
    assert {one.kind for one in seen if one} == {CaseKind.NUMBER}
    assert {one.member_id for one in seen if one} == {None}


async def test_a_number_that_is_gone_is_nobodys_case(world: World) -> None:
    helplines = world.services.helplines
    added = await helplines.write(GUILD, "GB", None, OURS, 1)
    assert isinstance(added, ListChange)
    world.clock.pass_by(days=2)

    assert await helplines.broken(GUILD, added.change_id) is None
    assert await helplines.broken(GUILD, "gb-none") is None
