"""You said, we did: the team's word about a result, with it and at the head of the next one."""

import discord
import pytest
from simcord import ResponseMessage

from tests.cogs.checkins import (
    DAY,
    a_round,
    alt_of,
    asking,
    close,
    crowd,
    let_use,
    opened,
    results_of,
    team_asks,
    told,
    vote_all,
    week,
)
from tests.cogs.world import command, fresh, has, say_press
from tests.harness import Room, answer, text_of

DID = "We have two more listeners on Mondays."


async def _act(
    room: Room,
    shown: discord.Message | ResponseMessage,
    words: str = DID,
    kind: str = "did",
    name: str = "Ada",
) -> ResponseMessage:
    form = await room.press(name, shown, "You said, we did")
    return answer(await room.who(name).submit_modal(form, {"kind": kind, "words": words}))


@pytest.fixture
async def closed(room: Room) -> discord.Message:
    """The message of a first check-in that is over, with its result."""
    return await a_round(room, await crowd(room, 12))


async def test_what_we_did_stands_with_the_result_and_opens_the_next_check_in(
    room: Room, closed: discord.Message
) -> None:
    shown = await team_asks(room, "results")
    said = await _act(room, shown)
    stands = text_of(fresh(room, closed))
    await room.pass_time(4 * DAY)
    [following] = asking(room)

    assert said.flags.ephemeral
    assert DID in text_of(said)
    assert DID in stands
    assert "The team can say here" not in stands
    assert fresh(room, closed).attachments
    assert DID in text_of(following)
    assert "Ada" not in text_of(following) + stands
    assert len(told(room)) == 2


async def test_an_honest_no_change_is_said_as_such(room: Room, closed: discord.Message) -> None:
    shown = await team_asks(room, "results")
    await _act(room, shown, "We are too few to moderate at night.", "no_change", name="Ada")

    assert "No change this time, because: We are too few" in text_of(fresh(room, closed))


async def test_what_we_did_can_be_replaced_and_the_form_holds_what_was_said(
    room: Room, closed: discord.Message
) -> None:
    let_use(room, room.group.care_role)
    await _act(room, await team_asks(room, "results"))
    shown = await team_asks(room, "results", name="Mo")
    form = await room.press("Mo", shown, "You said, we did")
    assert form.modal is not None
    before = str(form.modal)
    await room.who("Mo").submit_modal(form, {"kind": "did", "words": "Three listeners."})

    assert DID in before
    assert "Three listeners." in text_of(fresh(room, closed))
    assert DID not in text_of(fresh(room, closed))


async def test_what_we_did_can_be_taken_back_and_is_given_back_to_who_does(
    room: Room, closed: discord.Message
) -> None:
    noted = await _act(room, await team_asks(room, "results"))
    cleared = await say_press(room, "Ada", noted, "Take it back")
    await room.pass_time(4 * DAY)
    [following] = asking(room)

    assert DID in text_of(cleared)
    assert DID not in text_of(fresh(room, closed)) + text_of(following)
    assert has(cleared, "You said, we did")


async def test_an_act_about_an_old_result_brings_no_later_round_into_its_picture(
    room: Room,
) -> None:
    people = await crowd(room, 12)
    await opened(room)
    await week(room, people)
    first = told(room)[0]
    before = alt_of(first)
    await week(room, people, ("2222", "1324", "2233", "2115", "3333"))
    old = (await results_of(room))[0]
    form = await room.who("Ada").slash(room.group.lounge, "checkin act", result=old.round_id)
    await room.who("Ada").submit_modal(form, {"kind": "did", "words": DID})
    after = fresh(room, first)

    assert DID in text_of(after)
    assert alt_of(after) == before


async def test_an_act_opens_only_the_next_check_in(room: Room, closed: discord.Message) -> None:
    await _act(room, await team_asks(room, "results"))
    await room.pass_time(4 * DAY)
    [second] = asking(room)
    await close(room)
    await room.pass_time(4 * DAY)
    [third] = asking(room)

    assert closed.id != second.id
    assert DID in text_of(second)
    assert DID not in text_of(third)


async def test_words_with_nothing_to_see_in_them_are_refused(
    room: Room, closed: discord.Message
) -> None:
    said = await _act(room, await team_asks(room, "results"), "\u200b \u200b")

    assert "no words I could show" in said.content
    assert has(said, "You said, we did")
    assert "The team can say here" in text_of(fresh(room, closed))


async def test_words_that_are_too_long_come_back_whole(
    room: Room, closed: discord.Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Discord lets nobody type more; a client that is none of Discord's may.
    monkeypatch.setattr("bot.checkins.results.responses.WORDS_MOST", 20)
    said = await _act(room, await team_asks(room, "results"))

    assert "Nothing was saved; here are your words." in said.content
    assert DID in text_of(said)
    assert DID not in text_of(fresh(room, closed))


async def test_words_of_the_greatest_length_are_kept_whole(
    room: Room, closed: discord.Message
) -> None:
    words = "*" * 400
    await _act(room, await team_asks(room, "results"), words, "no_change")

    assert (
        text_of(fresh(room, closed)).count("*\\") + text_of(fresh(room, closed)).count("\\*") >= 400
    )


async def test_an_act_pings_nobody_and_formats_nothing(room: Room, closed: discord.Message) -> None:
    await _act(room, await team_asks(room, "results"), "@everyone **loud** <@1> # big")

    shown = fresh(room, closed)
    assert not shown.mention_everyone
    assert "**loud**" not in text_of(shown)
    edits = [one.json for one in room.env.http_requests if one.method == "PATCH"]
    assert all(one["allowed_mentions"]["parse"] == [] for one in edits if one and "embeds" in one)


async def test_the_act_command_offers_every_result_and_opens_the_same_form(
    room: Room, closed: discord.Message
) -> None:
    ada, lounge = room.who("Ada"), room.group.lounge
    [choice] = await ada.autocomplete(lounge, "checkin act", "result", "lou")
    shown = await ada.slash(lounge, "checkin act", result=choice["value"])
    assert shown.modal is not None
    said = answer(await ada.submit_modal(shown, {"kind": "did", "words": DID}))
    [marked] = await ada.autocomplete(lounge, "checkin act", "result", "")

    assert choice["name"] == "#lounge: 2 Nov 2026"
    assert DID in text_of(said)
    assert marked["name"] == "#lounge: 2 Nov 2026 ✓"
    assert DID in text_of(fresh(room, closed))


async def test_nothing_can_be_said_about_a_result_that_is_not_shown(room: Room) -> None:
    await vote_all(await crowd(room, 4), await opened(room))
    await close(room)
    [result] = await results_of(room)
    said = await command(room, "Ada", "checkin act", result=result.round_id)

    assert "fewer than five people answered" in said.content
