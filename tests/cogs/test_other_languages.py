"""A share that is not in English: its author knows that it was not checked, as does the team."""

import tomllib

import pytest

from bot.content import DATA
from bot.screening.decide import Degree
from bot.screening.engine.languages.wishes import load_wishes
from bot.screening.verdict import Decision, Language, Level, Place, Reading
from tests.cogs.world import command
from tests.harness import Room, text_of
from tests.readings import crisis

UNKNOWN = Language("und", "another language")
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


async def test_help_comes_first_and_again_in_the_language_itself(room: Room) -> None:
    preview = await room.draft("Alice", WORDS)

    assert preview.content.index("`/support`") < preview.content.index("I only read English")
    assert "Ich kann diese Sprache nicht lesen." in preview.content
    assert preview.content.index("I only read English") < preview.content.index("Ich kann")


async def test_a_language_without_a_sentence_of_its_own_has_the_english_one(room: Room) -> None:
    room.script.reads("normaler", Reading(language=UNKNOWN))

    preview = await room.draft("Alice", WORDS)

    assert "I only read English" in preview.content
    assert "Ich kann diese" not in preview.content


def test_each_sentence_names_both_commands_and_a_language_that_is_known() -> None:
    known = {one.code for one in load_wishes(DATA / "safety" / "languages.toml")}
    said = tomllib.loads((DATA / "wording" / "unread.toml").read_text(encoding="utf-8"))["unread"]

    assert len(said) == 12
    assert said.keys() <= known
    for text in said.values():
        assert text.count("`/support`") == text.count("`/talk`") == 1


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        (Language("id", "Indonesian or Malay"), "Not read: Indonesian or Malay"),
        (Language("und", "another language"), "Not read: another language"),
    ],
)
async def test_the_team_sees_the_name_as_it_is_written(
    room: Room, language: Language, shown: str
) -> None:
    room.script.reads("normaler", Reading(language=language))

    await room.share("Alice", WORDS)

    [card] = room.cards()
    assert shown in text_of(card)


async def test_setup_and_privacy_say_what_is_read(room: Room) -> None:
    setup = await command(room, "Ada", "setup")
    privacy = await command(room, "Alice", "privacy")

    assert "I read English. In other languages I know only a few plain words" in text_of(setup)
    assert "It reads English; in other languages it knows only a few plain words" in text_of(
        privacy
    )
    assert "tells the team what it has not read" in text_of(privacy)


async def test_it_appears_and_the_team_sees_the_language(room: Room) -> None:
    post = await room.share("Alice", WORDS)

    assert WORDS in text_of(post)
    [card] = room.cards()
    assert "Not read: German" in text_of(card)
    assert "language." not in text_of(card)


async def test_the_team_never_reads_that_an_unread_share_can_wait(room: Room) -> None:
    await room.share("Alice", WORDS)
    [card] = room.cards()
    queue = await command(room, "Mo", "care queue")

    for shown in (text_of(card), text_of(queue)):
        assert "I can't tell how urgent this is." in shown
        assert "No hurry" not in shown


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
