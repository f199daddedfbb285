"""What the team can do with results: look, say what came of them, see a trend, take them away."""

import csv
import io
import json

import discord
import pytest

from bot.checkins.results.export import COLUMNS
from tests.cogs.checkins import (
    DAY,
    MIXED,
    a_round,
    asking,
    close,
    crowd,
    let_use,
    opened,
    plan,
    results_of,
    round_id_of,
    schedule_id_of,
    team_asks,
    team_heard,
    vote_all,
    week,
)
from tests.cogs.world import command, has, options_of, pick, say_press
from tests.harness import Room, text_of

LOW = ("2222", "1324", "2233", "2115", "3333", "1225", "2234", "2323", "2232", "1325")
"""Ten ballots of a group that trusts itself less."""


@pytest.fixture
async def closed(room: Room) -> discord.Message:
    """The message of a first check-in that is over, with its result."""
    return await a_round(room, await crowd(room, 12))


async def test_the_team_sees_the_same_result_as_everybody(
    room: Room, closed: discord.Message
) -> None:
    let_use(room, room.group.care_role)
    shown = await team_asks(room, "results", name="Mo")

    assert shown.flags.ephemeral
    assert text_of(closed) in text_of(shown)
    assert [one.filename for one in shown.attachments] == ["trend.png"]
    assert shown.attachments[0].description == closed.attachments[0].description


async def test_members_are_refused_what_is_the_teams(room: Room, closed: discord.Message) -> None:
    let_use(room, room.group.guild.default_role)
    result = round_id_of(closed)
    refused = [await team_asks(room, words, name="Bob") for words in ("results", "trend")]
    refused.append(await command(room, "Bob", "checkin act", result=result))
    for_admins = await command(room, "Bob", "checkin export", format="csv")
    offered = await room.who("Bob").autocomplete(room.group.lounge, "checkin act", "result", "")

    assert all("for admins and the care team" in one.content for one in refused)
    assert "who may manage this server" in for_admins.content
    assert not any(one.embeds or one.attachments for one in (*refused, for_admins))
    assert offered == []


async def test_before_the_first_result_everything_says_so(room: Room) -> None:
    await opened(room)
    said = [(await team_asks(room, words)).content for words in ("results", "trend")]
    export = await command(room, "Ada", "checkin export", format="csv")

    assert all("no result of this check-in yet" in one for one in said)
    assert "nothing to export yet" in export.content
    assert export.attachments == []


async def test_an_earlier_result_can_be_picked_and_is_shown_as_it_was(room: Room) -> None:
    people = await crowd(room, 12)
    await opened(room)
    await week(room, people)
    await week(room, people, LOW)
    first, second = await results_of(room)
    shown = await team_asks(room, "results")
    picked = await pick(room, "Ada", shown, "Another check-in", first.round_id)

    assert options_of(shown, "Another check-in") == [second.round_id, first.round_id]
    assert f"**{second.published.score}** of 100" in text_of(shown)
    assert f"**{first.published.score}** of 100" in text_of(picked)
    assert f"<t:{first.opened_at}:D>" in picked.content
    assert "The first one shown" not in (picked.attachments[0].description or "")
    assert options_of(picked, "Another check-in") == options_of(shown, "Another check-in")


async def test_a_trend_is_silent_about_a_direction_before_eight_rounds(room: Room) -> None:
    people = await crowd(room, 12)
    await opened(room)
    said: list[str] = []
    for _ in range(8):
        await week(room, people)
        said.append(text_of(await team_asks(room, "trend")))

    assert all("It is too early to say anything" in one for one in said[:7])
    assert "Nothing here says that something has changed." in said[7]
    assert team_heard(room) == []


async def test_a_lower_score_is_put_to_the_team_once_and_as_a_question(room: Room) -> None:
    people = await crowd(room, 12)
    await opened(room)
    for _ in range(9):
        await week(room, people)
    before, lounge = team_heard(room), len(room.group.lounge.history())
    weeks = 0
    while not team_heard(room) and weeks < 8:
        await week(room, people, LOW)
        weeks += 1
    asked = team_heard(room)
    await room.restart()
    for _ in range(3):
        await week(room, people, LOW)

    assert before == []
    assert weeks < 8
    [line] = asked
    assert team_heard(room) == asked
    assert "A question about the check-ins in" in line
    assert "What do you think has changed" in line
    assert "because" not in line
    assert not any(actor.name in line or str(actor.id) in line for actor in people)
    group = [text_of(one) for one in room.group.lounge.history()[lounge:]]
    assert not any("lower than before" in one for one in group)


async def test_the_trend_asks_the_question_in_the_week_of_the_signal(room: Room) -> None:
    people = await crowd(room, 12)
    await opened(room)
    for _ in range(9):
        await week(room, people)
    for _ in range(8):
        await week(room, people, LOW)
        if team_heard(room):
            break

    shown = await team_asks(room, "trend")
    assert "The score has been lower than before" in text_of(shown)
    assert "it is about nobody" in text_of(shown)


async def test_a_trend_shown_in_the_channel_does_not_say_who_asked(
    room: Room, closed: discord.Message
) -> None:
    shown = await team_asks(room, "trend")
    before = len(room.env.http_requests)
    said = await say_press(room, "Ada", shown, "Show it in the channel")
    [posted] = room.group.lounge.history()[-1:]
    sent = [one for one in room.env.http_requests[before:] if one.path.endswith("/messages")]

    assert "It's in" in said.content
    assert posted.id > closed.id
    assert "Trust over time" in text_of(posted)
    assert posted.attachments[0].filename == "trend.png"
    assert posted.interaction_metadata is None
    assert posted.reference is None
    assert [one.path for one in sent] == [f"/channels/{room.group.lounge.id}/messages"]
    assert "Ada" not in text_of(posted)
    assert "Only you see this" not in text_of(posted)


async def test_the_care_team_sees_a_trend_without_the_button_that_posts_it(
    room: Room, closed: discord.Message
) -> None:
    let_use(room, room.group.care_role)
    shown = await team_asks(room, "trend", name="Mo")

    assert not has(shown, "Show it in the channel")
    assert closed.id


async def _files(room: Room) -> tuple[bytes, bytes]:
    found: list[bytes] = []
    for form in ("csv", "json"):
        shown = await command(room, "Ada", "checkin export", format=form)
        assert shown.flags.ephemeral
        [file] = shown.attachments
        assert file.filename == f"check-ins.{form}"
        found.append(await file.read())
    return found[0], found[1]


async def test_an_export_holds_what_was_published_and_says_what_it_means(
    room: Room, closed: discord.Message
) -> None:
    form = await room.press("Ada", await team_asks(room, "results"), "You said, we did")
    await room.who("Ada").submit_modal(form, {"kind": "did", "words": "=1+1 is what we did"})
    table, data = await _files(room)

    [row] = csv.DictReader(io.StringIO(table.decode("utf-8-sig")))
    [result] = await results_of(room)
    assert list(row) == list(COLUMNS)
    assert (row["answered"], row["score"]) == ("12", str(result.published.score))
    assert row["opened"] == "2026-11-02T18:01:00Z"
    assert row["act_words"].startswith("'=")
    told_by = json.loads(data)
    assert {*told_by["columns"]["round"], "questions"} == set(told_by["rounds"][0])
    assert set(told_by["columns"]["question"]) == set(told_by["rounds"][0]["questions"][0])
    assert told_by["rounds"][0]["act_words"] == "=1+1 is what we did"
    assert closed.id


async def test_no_file_of_an_export_names_a_round_a_group_or_a_person(room: Room) -> None:
    people = await crowd(room, 12)
    await opened(room)
    await week(room, people)
    await week(room, people[:3])
    table, data = await _files(room)

    both = table.decode("utf-8-sig") + data.decode()
    ids = [str(one.id) for one in (*people, room.who("Ada"), room.group.guild, room.group.lounge)]
    assert not any(one in both for one in ids)
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    assert [row["answered"] for row in rows] == ["12", "<5"]
    hidden = rows[1]
    empty = ("band", "score", "low", "high", "q1_band", "q1_agree")
    assert [hidden[name] for name in empty] == [""] * len(empty)


async def test_a_deleted_check_in_keeps_its_results_in_the_export(
    room: Room, closed: discord.Message
) -> None:
    await say_press(room, "Ada", await team_asks(room, "delete"), "Delete, keep the results")
    await room.pass_time(2 * DAY)
    await room.bot.purge()
    kept, _ = await _files(room)

    assert kept.decode("utf-8-sig").count("\r\n") == 2
    assert closed.id


async def test_results_deleted_with_their_check_in_are_gone_from_every_byte(room: Room) -> None:
    closed = await a_round(room, await crowd(room, 12))
    round_id = round_id_of(closed)
    await say_press(room, "Ada", await team_asks(room, "delete"), "Delete with all results")
    await room.pass_time(2 * DAY)
    await room.bot.purge()
    said = await command(room, "Ada", "checkin export", format="csv")

    assert "nothing to export yet" in said.content
    await room.bot.finish()
    assert round_id.encode() not in (room.folder / "haven.db").read_bytes()


async def test_two_check_ins_keep_their_results_apart(room: Room) -> None:
    people = await crowd(room, 12)
    await plan(room, channel=room.group.sharing, day="Tuesday")
    first = (await room.bot.services.checkins.schedules.list(room.group.guild.id))[0].schedule_id
    second = await plan(room)
    await room.pass_time(9 * 3600 + 60)
    [message] = asking(room)
    await vote_all(people, message, MIXED)
    await close(room)

    ours = await command(room, "Ada", "checkin results", **{"check-in": second})
    theirs = await command(room, "Ada", "checkin results", **{"check-in": first})
    assert "12 of about" in text_of(ours)
    assert "no result of this check-in yet" in theirs.content
    with pytest.raises(ValueError, match="too many"):
        await schedule_id_of(room)
