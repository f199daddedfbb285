"""Data folders of older versions, opened by the code of today: nothing is lost, all of it works."""

# The backend of simcord is where a test sees all of Discord at once.
# pyright: reportUnknownMemberType=false

import sqlite3
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.checkins.outcomes import Gone
from bot.checkins.results.history import RoundResult
from bot.checkins.results.publication import Band
from bot.content import Content
from bot.services import Services, open_services
from tests.cogs.checkins import crowd, told, vote
from tests.cogs.surfaces import items
from tests.cogs.world import command, fresh, has, options_of, pick, say_press, times
from tests.conftest import Clock
from tests.harness import Room, custom_ids, open_room, text_of
from tests.olddata import facts, story
from tests.olddata.recorded import DATABASES, Recording, move_in, read, recordings
from tests.sharing.gateway import FakeCheckins, FakeDiscord

LATE = "4332"
"""How every member answers who answers after the update."""

SCORE = 65
QUESTION_SCORES = {"T1.1": 75, "T2.1": 55, "T3.1": 55, "T4.1": 30}
"""By hand: of 4444, 5432 and 4342, which were sealed, and twelve times LATE, the means are 4.07,
3.13, 3.13 and 2.13; on a scale of 0 to 100 and to the next 5 that is this. T4 is a reverse one.
"""

WITHOUT_ROWS: dict[str, str] = {}
"""Tables that a recording leaves empty, each with the reason."""


@pytest.fixture(params=recordings())
def recording(request: pytest.FixtureRequest) -> Recording:
    return read(request.param)


@pytest.fixture
async def room(recording: Recording, tmp_path: Path) -> AsyncGenerator[Room]:
    """The recorded group with today's Haven in it."""
    async with open_room(tmp_path / "new") as room:
        with room.env.time_context():
            await move_in(room, recording, tmp_path / "old")
            await room.tick()
        yield room


def test_every_table_has_a_row_in_the_recording(recording: Recording) -> None:
    empty = {
        table for counts in recording.rows.values() for table, count in counts.items() if count == 0
    }

    assert empty == set(WITHOUT_ROWS)
    for database in DATABASES:
        connection = recording.connect(database)
        assert _version(connection) == recording.versions[database]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.close()


def _version(connection: sqlite3.Connection) -> int:
    return connection.execute("PRAGMA user_version").fetchone()[0]


async def _opened(recording: Recording, folder: Path, content: Content) -> Services:
    recording.lay_out(folder)
    clock = Clock(recording.moment)
    return await open_services(
        folder, recording.root, content, FakeDiscord(clock), FakeCheckins(clock), clock
    )


async def test_the_services_say_of_it_what_the_older_version_said(
    recording: Recording, tmp_path: Path, content: Content
) -> None:
    services = await _opened(recording, tmp_path / "old", content)
    try:
        guild_id, case_ids = recording.guild_id, recording.facts["cases"]
        found = await facts.gather(services, guild_id, recording.people, case_ids)
    finally:
        await services.close()

    for about, said in recording.facts.items():
        assert found[about] == said, about


def test_the_recording_has_what_is_worth_opening(recording: Recording) -> None:
    """Or the comparison above would compare nothing."""
    said = recording.facts
    states = {one["state"] for mine in said["mine"].values() for one in mine.values()}
    words = [one["words"] for mine in said["mine"].values() for one in mine.values()]
    cases = said["cases"].values()
    lines = [
        line for mine in said["talks"].values() for one in mine.values() for line in one["lines"]
    ]
    schedules = said["checkins"]["schedules"].values()

    assert states >= {
        "held",
        "waiting",
        "posted",
        "returned",
        "withdrawing",
        "withdrawn",
        "removed",
    }
    assert sum(one is not None for one in words) >= 4
    assert {one["kind"] for one in cases} >= {
        "held", "report", "alert", "ask", "talk", "appeal", "number", "note",
    }  # fmt: skip
    assert sum(one["member"] is not None and one["words"] != "" for one in cases) >= 4
    assert any(one["holder"] for one in cases)
    assert any(one["closing"] for one in cases)
    assert len(lines) >= 3
    assert {by_team for by_team, *_ in lines} == {True, False}
    assert {one["standing"] for one in schedules} == {"active", "paused"}
    assert any(one["parked"] for one in schedules)
    assert any(len(one["results"]) >= 15 for one in schedules)
    assert [one["answered"] for one in schedules if one["answered"]] == [
        list(story.PEOPLE[: story.VOTES])
    ]


async def test_every_button_in_an_old_message_is_answered_by_one_of_today(
    recording: Recording, room: Room
) -> None:
    found = {key for row in recording.messages for key in _ids(row["components"])}
    known = [item.__discord_ui_compiled_template__ for item in items()]

    assert len(found) > 40
    assert set(room.bot.buttons) <= set(known)
    assert [key for key in found if not any(p.fullmatch(key) for p in room.bot.buttons)] == []


def _ids(components: list[dict[str, Any]]) -> list[str]:
    inside = [row for one in components for row in one.get("components", ())]
    return [one["custom_id"] for one in inside if "custom_id" in one]


async def test_what_had_no_answer_is_out_once_and_no_more(room: Room) -> None:
    """The share and the card whose sending Discord took and never confirmed; each has a claim."""
    await room.pass_time(3600)
    await room.tick()

    assert times(room, story.UNSURE) == 1
    assert [story.UNSURE_REPORT in text_of(card) for card in room.cards()].count(True) == 1


async def test_what_was_to_be_deleted_is_deleted(recording: Recording, room: Room) -> None:
    before = [row for row in recording.messages if story.LEAVING in str(row["embeds"])]
    await room.pass_time(3600)

    assert len(before) == 1
    assert times(room, story.LEAVING) == 0


async def test_an_author_finds_and_takes_back_what_they_shared(room: Room) -> None:
    listed = await command(room, "Alice", "my shares")
    [share] = [one for one in room.shares() if story.SHARED in text_of(one)]
    post_id = next(i for i in custom_ids(share) if i.startswith("share:hear:")).split(":")[2]
    one = await pick(room, "Alice", listed, "Choose one", post_id)
    sure = await say_press(room, "Alice", one, "Withdraw")
    await say_press(room, "Alice", sure, "Yes, withdraw")
    await room.tick()

    assert times(room, story.SHARED) == 0


async def test_what_came_back_to_its_author_still_shows_its_words(room: Room) -> None:
    listed = await command(room, "Lina", "my shares")
    shown: list[str] = []
    for post_id in options_of(listed, "Choose one"):
        listed = await command(room, "Lina", "my shares")
        shown.append(text_of(await pick(room, "Lina", listed, "Choose one", post_id)))

    assert sum(story.RETURNED in text for text in shown) == 1


async def test_a_share_that_waited_for_its_release_appears(room: Room) -> None:
    before = times(room, story.WAITING)
    await room.pass_time(2 * 24 * 3600)

    assert before == 0
    assert times(room, story.WAITING) == 1


async def test_a_card_of_the_old_version_shows_its_words_and_is_worked_on(room: Room) -> None:
    [card] = [one for one in room.cards() if story.HELD_LAST in text_of(one)]
    said = await say_press(room, "Mo", card, "Let it appear")
    await room.tick()

    assert said.content
    assert times(room, story.HELD_LAST) == 1
    assert not has(fresh(room, card), "Let it appear")


async def test_a_case_of_the_old_version_still_names_who_wrote_under_their_name(
    room: Room,
) -> None:
    held = next(c for c in room.cards() if has(c, "Release"))
    await say_press(room, "Mo", held, "Release")
    card = next(c for c in room.cards() if story.SAID in text_of(c) and has(c, "Claim"))
    await say_press(room, "Mo", card, "Claim")
    taken = text_of(fresh(room, card))

    assert f"<@{room.who('Bob').id}>" in taken
    assert f"<@{room.who('Mo').id}>" in taken
    assert has(fresh(room, held), "Claim")


async def test_a_call_that_discord_refused_is_made(recording: Recording, room: Room) -> None:
    before = len(room.group.care.history())
    role = room.group.care_role.id
    await room.bot.tick_calls()
    await room.env.settle()
    new = room.group.care.history()[before:]

    assert [one for one in new if role in [each.id for each in one.role_mentions]]


async def test_a_member_reads_what_the_team_wrote(room: Room) -> None:
    listed = await command(room, "Lina", "my inbox")
    [talk_id] = options_of(listed, "Choose one to read")
    one = await pick(room, "Lina", listed, "Choose one to read", talk_id)

    assert all(words in text_of(one) for words in story.TALKED[:3])


async def test_the_open_round_takes_votes_and_publishes_all_of_them(
    recording: Recording, room: Room
) -> None:
    [(schedule_id, one)] = [
        (key, one)
        for key, one in recording.facts["checkins"]["schedules"].items()
        if one["answered"]
    ]
    message = _asks(room, one["round"])
    again = await room.who("Alice").click(message, label="Answer privately")
    assert again.modal is None  # she has answered: the tag is known
    late = [*(room.who(name) for name in ("Lina", "Mo", "Ada")), *await crowd(room, 9)]
    counted = [await vote(actor, message, LATE) for actor in late]
    await room.pass_time(one["closes_at"] - room.env.now().timestamp() + 60)
    results = await _results(room, schedule_id)

    assert all("counted" in said for said in counted)
    assert len(results) == len(one["results"]) + 1
    last = max(results, key=lambda each: each.opened_at)
    assert last.published.answered == story.VOTES + len(late)
    assert last.published.band is Band.HIGH
    assert last.published.score == SCORE
    scores = {one.key: one.score for one in last.published.questions}
    assert scores == QUESTION_SCORES
    assert any(message.id == shown.id for shown in told(room))


async def test_a_schedule_goes_on_when_it_was_due(recording: Recording, room: Room) -> None:
    [one] = [one for one in recording.facts["checkins"]["schedules"].values() if one["answered"]]
    await room.pass_time(one["next_due"] - room.env.now().timestamp() - 120)
    before = _asking(room)
    await room.pass_time(180)

    assert _asking(room) == before + 1


def _asking(room: Room) -> int:
    return sum("checkin:answer:" in str(custom_ids(m)) for m in room.group.lounge.history())


def _asks(room: Room, round_id: str) -> discord.Message:
    key = f"checkin:answer:{round_id}"
    [found] = [m for m in room.group.lounge.history() if key in custom_ids(m)]
    return found


async def _results(room: Room, schedule_id: str) -> list[RoundResult]:
    services, guild_id = room.bot.services, room.group.guild.id
    found = await services.checkins.results.history(guild_id, schedule_id)
    assert not isinstance(found, Gone)
    return [one for series in (found.series, *found.older) for one in series.results]
