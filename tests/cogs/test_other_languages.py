"""A share that is not in English: its author knows that it was not checked, as does the team."""

import pytest

from bot.screening.decide import Degree
from bot.screening.verdict import Decision, Language, Level, Place, Reading
from tests.harness import Room, text_of
from tests.readings import crisis

GERMAN = Reading(language=Language("de", "German"))
WORDS = "Heute war ein ganz normaler Tag."


@pytest.fixture
async def room(room: Room) -> Room:
    await room.set_up()
    room.script.reads("normaler", GERMAN)
    return room


async def test_its_author_is_told_before_posting_and_where_help_is(room: Room) -> None:
    preview = await room.draft("Alice", WORDS)

    for part in ("I only read English", "`/support`", "`/talk`"):
        assert part in preview.content
    assert "care team looks at it too" in preview.content


async def test_it_appears_and_the_team_sees_the_language(room: Room) -> None:
    post = await room.share("Alice", WORDS)

    assert WORDS in text_of(post)
    [card] = room.cards()
    assert "Not read: german" in text_of(card)
    assert "language." not in text_of(card)


async def test_a_group_may_have_it_held_and_its_author_reads_why(room: Room) -> None:
    guild_id = room.group.guild.id
    services = room.bot.services
    services.screening.put_cell(guild_id, Degree.LANGUAGE_UNREAD, Place.SHARE, Decision.HOLD)

    preview = await room.draft("Alice", WORDS)

    assert "I only read English, so I can't tell what it says." in preview.content


async def test_ordinary_messages_in_other_languages_pass(room: Room) -> None:
    verdict = room.bot.services.screening.judge(room.group.guild.id, WORDS, Place.MESSAGE)
    assert verdict.decision is Decision.LET_THROUGH


async def test_a_wish_to_die_in_another_language_meets_the_fork_like_any_other(room: Room) -> None:
    room.script.reads("leben", crisis(Level.Q2))

    fork = await room.draft("Alice", "Ich will nicht mehr leben.")

    assert "Thank you for writing this" in fork.content
