"""/support and /helplines: through the eyes of somebody who needs a number, and of an admin."""

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import discord
import pytest
from simcord import ResponseMessage
from simcord.results import InteractionResult

from bot.care.case import CaseKind
from bot.discord.client import Interaction
from bot.discord.tree import Tree
from bot.helplines.rules import HIDE_DAYS, WARN_DAYS, Directory
from cogs.helplines.country import LOCALES
from cogs.helplines.support import SupportBroken
from tests.cogs.opened import opened
from tests.cogs.surfaces import picture
from tests.cogs.world import (
    command,
    custom_id_of_select,
    has,
    options_of,
    pick,
    say_press,
)
from tests.harness import START, Room, answer, custom_ids, labels, text_of

PICK, BROKEN, WHICH = "Your country", "A number didn't work", "Which one"
FINDER = "https://findahelpline.com"
OURS = {
    "name": "Our line",
    "dial": "0800 123 456",
    "hours": "Mon-Fri 9:00-17:00",
    "url": "https://ours.example",
}


async def _gb(room: Room, name: str = "Alice") -> ResponseMessage:
    return await pick(room, name, await command(room, name, "support"), PICK, "GB")


def _verified(room: Room, days: int) -> None:
    """As if somebody had verified every number so many days ago."""
    known = room.bot.services.helplines.directory
    day = START.date() - timedelta(days=days)
    countries = {
        code: replace(one, lines=tuple(replace(line, verified=day) for line in one.lines))
        for code, one in known.countries.items()
    }
    room.bot.services.helplines.directory = Directory(
        known.finder_name, known.finder_url, MappingProxyType(countries)
    )


async def test_support_shows_something_before_anything_is_chosen(room: Room) -> None:
    said = await command(room, "Alice", "support")
    text = text_of(said)

    assert said.ephemeral
    assert "112 or 911" in text
    assert text.index("112 or 911") < text.index(FINDER)
    assert labels(said) == ["Your country …"]
    assert set(options_of(said, PICK)) >= {"US", "GB", "IN", "-"}


async def test_a_chosen_country_shows_its_number_then_the_finder_then_lines(room: Room) -> None:
    said = await _gb(room)
    text = text_of(said)

    assert said.ephemeral
    order = ["call 999 or 112", FINDER, "**United Kingdom**", "nobody has checked them", "116 123"]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    assert "**Samaritans**: call 116 123, day and night" in text
    assert "**Shout**: text SHOUT to 85258, day and night" in text
    chat = "chat: <https://www.childline.org.uk>, for the hours see there, for under 19"
    assert f"**Childline**: call 0800 1111, {chat}" in text
    assert BROKEN in labels(said)


async def test_the_choice_is_kept_nowhere(room: Room) -> None:
    before = await picture(room)
    said = await _gb(room)
    await pick(room, "Alice", said, PICK, "-")

    assert await picture(room) == before
    assert all("GB" not in i for i in custom_ids(await command(room, "Alice", "support")))


async def test_somewhere_else_shows_the_finder(room: Room) -> None:
    said = await pick(room, "Alice", await _gb(room), PICK, "-")

    assert "112 or 911" in text_of(said)
    assert FINDER in text_of(said)
    assert not has(said, BROKEN)


async def test_support_works_in_a_group_that_is_not_set_up(empty_room: Room) -> None:
    said = await _gb(empty_room)
    asked = await say_press(empty_room, "Alice", said, BROKEN)
    told = await pick(empty_room, "Alice", asked, WHICH, "gb-shout")

    assert "999" in text_of(said)
    assert "no care team here" in told.content
    assert "116 123" in text_of(told)


async def test_support_works_in_a_direct_message(room: Room) -> None:
    user = room.who("Alice").user
    said = answer(await user.slash("support"))
    select = custom_id_of_select(said, PICK)
    chosen = answer(await user.select(said, ["IE"], custom_id=select))
    asked = answer(await user.click(chosen, label=BROKEN))
    which = custom_id_of_select(asked, WHICH)
    told = answer(await user.select(asked, ["ie-text"], custom_id=which))

    assert said.ephemeral
    assert FINDER in text_of(said)
    assert "call 112 or 999" in text_of(chosen)
    assert "no care team here" in told.content
    assert await opened(room) == []


@pytest.mark.parametrize(("locale", "code"), LOCALES.items())
async def test_a_language_may_mean_a_country_that_is_shown_by_its_name(
    room: Room, monkeypatch: pytest.MonkeyPatch, locale: str, code: str
) -> None:
    async def speaking(_: Tree, interaction: Interaction) -> bool:
        interaction.locale = discord.Locale(locale)
        return True

    monkeypatch.setattr(Tree, "interaction_check", speaking)
    said = await command(room, "Alice", "support")

    country = room.bot.services.helplines.directory.countries[code]
    assert f"**{country.name}**" in text_of(said)
    assert PICK in labels(said)[0]


async def test_american_english_means_no_country(room: Room) -> None:
    assert "112 or 911" in text_of(await command(room, "Alice", "support"))
    assert "en-US" not in LOCALES


@pytest.mark.parametrize(
    ("days", "shown", "marked"),
    [
        (0, True, False),
        (WARN_DAYS + 1, True, True),
        (HIDE_DAYS + 1, False, False),
    ],
)
async def test_numbers_age_and_the_finder_and_the_number_for_now_do_not(
    room: Room, days: int, shown: bool, marked: bool
) -> None:
    _verified(room, days)
    text = text_of(await _gb(room))

    assert ("116 123" in text) is shown
    assert ("not checked for a while" in text) is marked
    assert "nobody has checked them" not in text
    assert "999" in text
    assert FINDER in text


async def test_a_dead_number_is_told_once_without_a_name_and_the_others_stay_in_sight(
    room: Room,
) -> None:
    asked = await say_press(room, "Alice", await _gb(room), BROKEN)
    told = await pick(room, "Alice", asked, WHICH, "gb-shout")
    again = await say_press(room, "Bob", await _gb(room, "Bob"), BROKEN)
    await pick(room, "Bob", again, WHICH, "gb-shout")
    [case] = await opened(room, CaseKind.NUMBER)
    card = text_of(room.cards()[-1])

    assert "116 123" in text_of(asked)
    assert "Thank you" in told.content
    assert "116 123" in text_of(told)
    assert (case.member_id, case.words) == (None, "Shout: 85258")
    assert "85258" in card
    assert "alice" not in card.lower()
    assert str(room.who("Alice").id) not in card


async def test_telling_of_many_numbers_is_taken_kindly_and_not_for_ever(room: Room) -> None:
    said: list[str] = []
    for _ in range(30):
        asked = await say_press(room, "Alice", await _gb(room), BROKEN)
        said.append((await pick(room, "Alice", asked, WHICH, "gb-shout")).content)
        if "several already" in said[-1]:
            break

    assert "Thank you" in said[0]
    assert "several already" in said[-1]
    assert len(await opened(room, CaseKind.NUMBER)) == 1


async def test_a_country_with_nothing_left_to_tell_of_is_shown_again(room: Room) -> None:
    _verified(room, HIDE_DAYS + 1)
    said = await _gb(room)
    again = await say_press(room, "Alice", said, BROKEN)

    assert "999" in text_of(again)
    assert FINDER in text_of(again)
    assert SupportBroken("GB").custom_id in custom_ids(again)


async def test_a_number_that_has_gone_since_is_said_to_be_gone(room: Room) -> None:
    added = await _add(room)
    assert "Added." in added.content
    asked = await say_press(room, "Alice", await _gb(room), BROKEN)
    own = next(i for i in options_of(asked, WHICH) if not i.startswith("gb-"))
    await say_press(room, "Ada", added, "Undo")
    told = await pick(room, "Alice", asked, WHICH, own)

    assert "not on the list any more" in told.content
    assert await opened(room, CaseKind.NUMBER) == []


async def _form(room: Room, words: str, **options: Any) -> InteractionResult:
    return await room.who("Ada").slash(room.group.lounge, words, **options)


async def _add(room: Room, values: dict[str, str] = OURS, **options: Any) -> ResponseMessage:
    form = await _form(room, "helplines add", country="GB", **options)
    return await _send(room, form, values)


async def _send(room: Room, form: InteractionResult, values: dict[str, str]) -> ResponseMessage:
    """Ada sends a form with those of ``values`` that it asks for."""
    asked = {k: v for k, v in values.items() if f"'custom_id': '{k}'" in str(form.modal)}
    return answer(await room.who("Ada").submit_modal(form, asked))


async def test_an_added_line_is_seen_first_and_undone(room: Room) -> None:
    added = await _add(room, days=30)
    with_ours = text_of(await _gb(room))
    listed = await command(room, "Ada", "helplines list", country="GB")
    undone = await say_press(room, "Ada", added, "Undo")
    twice = await say_press(room, "Ada", listed, "Undo: Our line")

    line = "**Our line**: call 0800 123 456, Mon-Fri 9:00-17:00 (from this group's admins)"
    assert line in with_ours
    assert with_ours.index(FINDER) < with_ours.index(line) < with_ours.index("116 123")
    assert "Undone." in undone.content
    assert "undone before" in twice.content
    assert "Our line" not in text_of(await _gb(room))


@pytest.mark.parametrize(
    ("reach", "words", "said"),
    [
        ("c", "", "call 0800 123 456"),
        ("t", "", "text 0800 123 456"),
        ("t", "HI", "text HI to 0800 123 456"),
        ("ct", "", "call or text 0800 123 456"),
        ("ct", "HI", "call 0800 123 456, text HI to 0800 123 456"),
    ],
)
async def test_a_line_says_how_it_is_reached(room: Room, reach: str, words: str, said: str) -> None:
    await _add(room, OURS | {"words": words}, reach=reach)

    assert f"**Our line**: {said}, Mon-Fri" in text_of(await _gb(room))


async def test_a_replaced_line_starts_from_what_is_there(room: Room) -> None:
    form = await _form(room, "helplines replace", line="gb-shout")
    asked = str(form.modal)
    said = await _send(room, form, OURS | {"words": "HELLO"})
    text = text_of(await _gb(room))

    assert all(part in asked for part in ("85258", "SHOUT", "giveusashout.org"))
    assert "Replaced." in said.content
    assert "text HELLO to 0800 123 456" in text
    assert "85258" not in text


async def test_a_hidden_line_is_listed_and_shown_again(room: Room) -> None:
    hidden = await command(room, "Ada", "helplines hide", line="gb-shout", days=5)
    without = text_of(await _gb(room))
    listed = await command(room, "Ada", "helplines list", country="GB")
    again = await command(room, "Ada", "helplines show-again", line="gb-shout")
    once_more = await command(room, "Ada", "helplines show-again", line="gb-shout")

    assert "Hidden here until" in hidden.content
    assert "85258" not in without
    assert has(listed, "Show again: Shout")
    assert "hidden by you: **Shout**" in text_of(listed)
    assert "`gb-shout` **Shout** · 85258 · hidden by you" in text_of(listed)
    assert "shown again" in again.content
    assert "had not changed" in once_more.content
    assert "85258" in text_of(await _gb(room))


async def test_a_change_ends_by_itself(room: Room) -> None:
    await command(room, "Ada", "helplines hide", line="gb-shout", days=1)
    await room.pass_time(24 * 3600 + 1)

    assert "85258" in text_of(await _gb(room))
    assert "Show again" not in str(
        labels(await command(room, "Ada", "helplines list", country="GB"))
    )


async def test_the_team_is_told_on_a_card_before_a_change_ends(room: Room) -> None:
    await command(room, "Ada", "helplines hide", line="gb-shout", days=4)
    await room.pass_time(3 * 24 * 3600)
    await room.bot.purge()
    await room.tick()
    [card] = [text_of(one) for one in room.cards()]
    await room.bot.purge()
    await room.tick()

    assert "85258" in card
    assert "2026-11-06" in card
    assert "/helplines hide" in card
    assert len(room.cards()) == 1


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "x", "The name must have 2 to 60 letters"),
        ("dial", "call us", "digits, blanks and dashes"),
        ("dial", "+44 116 123", "as it is dialled inside the country"),
        ("hours", "*", "Please write the hours like"),
        ("url", "ours.example", "beginning with https://"),
    ],
)
async def test_what_is_wrong_is_explained_and_given_back(
    room: Room, field: str, typed: str, said: str
) -> None:
    before = await picture(room)
    refused = await _add(room, OURS | {field: typed})

    assert said in refused.content
    assert "Nothing was changed" in refused.content
    assert typed in text_of(refused)
    assert await picture(room) == before


async def test_a_word_to_text_is_one_word(room: Room) -> None:
    refused = await _add(room, OURS | {"words": "HELLO THERE"}, reach="t")

    assert "must be one word" in refused.content
    assert "HELLO THERE" in text_of(refused)


async def test_what_is_unknown_is_said(room: Room) -> None:
    for words, options in (
        ("helplines list", {"country": "ZZ"}),
        ("helplines add", {"country": "ZZ"}),
    ):
        assert "no list for that country" in (await command(room, "Ada", words, **options)).content
    for words in ("replace", "hide", "show-again"):
        said = await command(room, "Ada", f"helplines {words}", line="gb-none")
        assert "I don't know that line" in said.content


async def test_too_many_lines_are_refused_with_what_was_typed(room: Room) -> None:
    for _ in range(5):
        assert "Added." in (await _add(room)).content
    refused = await _add(room)

    assert "Please undo one first" in refused.content
    assert OURS["dial"] in text_of(refused)


async def test_what_can_be_chosen_is_offered_while_typing(room: Room) -> None:
    ada, lounge = room.who("Ada"), room.group.lounge
    countries = await ada.autocomplete(lounge, "helplines list", "country", "king")
    by_code = await ada.autocomplete(lounge, "helplines add", "country", "nz")
    lines = await ada.autocomplete(lounge, "helplines hide", "line", "shout")
    every = await ada.autocomplete(lounge, "helplines replace", "line", "")

    assert [one["value"] for one in countries] == ["GB"]
    assert [one["value"] for one in by_code] == ["NZ"]
    assert [one["value"] for one in lines] == ["gb-shout"]
    assert len(every) == 25


async def test_everything_works_after_a_restart(room: Room) -> None:
    shown = await _gb(room)
    added = await _add(room)
    form = await _form(room, "helplines add", country="GB")
    await room.restart(died=True)
    asked = await say_press(room, "Alice", shown, BROKEN)
    told = await pick(room, "Alice", asked, WHICH, "gb-shout")
    filled = await _send(room, form, OURS | {"name": "Second line"})
    undone = await say_press(room, "Ada", added, "Undo")

    assert "Thank you" in told.content
    assert "Added." in filled.content
    assert "Undone." in undone.content
    assert "Second line" in text_of(await _gb(room))
