"""A channel deleted or closed to Haven, a message taken away, Discord failing: told, mended."""

import pytest

from tests.cogs.checkins import (
    DAY,
    DUE,
    HOUR,
    OPEN,
    a_round,
    asking,
    close,
    crowd,
    opened,
    plan,
    published,
    round_keys,
    schedule_id_of,
    team_asks,
    team_heard,
    told,
    vote_all,
)
from tests.cogs.world import command, deny, dms, remove, say_press
from tests.harness import Room, answer, text_of

TEN_MINUTES = 660


async def test_without_permission_it_waits_is_told_once_and_comes_by_itself(room: Room) -> None:
    await plan(room)
    await deny(room, room.group.lounge, "send_messages")
    await room.pass_time(DUE + 60)
    for _ in range(4):
        await room.pass_time(TEN_MINUTES)
    before, listed = team_heard(room), await team_asks(room, "show")
    await deny(room, room.group.lounge)
    await room.pass_time(TEN_MINUTES)
    await room.pass_time(TEN_MINUTES)

    [line] = before
    assert "I'm not allowed to" in line
    assert "not allowed to post there" in listed.content
    assert len(asking(room)) == 1
    [_, over] = team_heard(room)
    assert "works again" in over


async def test_the_button_of_the_notice_posts_at_once_when_it_is_mended(room: Room) -> None:
    await plan(room)
    await deny(room, room.group.lounge, "send_messages")
    await room.pass_time(DUE + 60)
    await room.pass_time(60)
    notice = room.cards()[-1]
    early = await say_press(room, "Ada", notice, "Try again now")
    await deny(room, room.group.lounge)
    said = await say_press(room, "Ada", notice, "Try again now")
    member = await say_press(room, "Mo", notice, "Try again now")

    assert "still not allowed" in early.content
    assert "It works again" in said.content
    assert len(asking(room)) == 1
    assert "for people who may manage this server" in member.content


async def test_a_permission_that_comes_back_too_late_leaves_the_round_out(room: Room) -> None:
    await plan(room)
    await deny(room, room.group.lounge, "send_messages")
    await room.pass_time(DUE + 60)
    await room.pass_time(3 * DAY + HOUR)
    await deny(room, room.group.lounge)
    await room.pass_time(TEN_MINUTES)
    await room.pass_time(TEN_MINUTES)

    assert asking(room) == []
    assert round_keys(room) == []
    assert sum("I could not post it in time" in one for one in team_heard(room)) == 1
    await room.pass_time(4 * DAY)
    assert len(asking(room)) == 1


async def test_a_deleted_channel_is_told_once_and_another_can_be_chosen(room: Room) -> None:
    await plan(room)
    await remove(room, room.group.lounge)
    await room.pass_time(DUE + 60)
    for _ in range(3):
        await room.pass_time(TEN_MINUTES)
    before = team_heard(room)
    elsewhere = room.group.guild.create_text_channel("elsewhere")
    await room.env.settle()
    options = {"check-in": await schedule_id_of(room), "channel": elsewhere}
    shown = answer(await room.who("Ada").slash(room.group.sharing, "checkin edit", **options))
    await room.press("Ada", shown, "Save it")
    await room.pass_time(60)

    [line] = before
    assert "the channel is gone" in line
    assert len(asking(room, elsewhere)) == 1
    assert team_heard(room) == before


async def test_a_channel_deleted_while_open_loses_no_result(room: Room) -> None:
    people = await crowd(room, 12)
    await vote_all(people, await opened(room))
    await remove(room, room.group.lounge)
    await close(room)
    await room.pass_time(TEN_MINUTES)
    options = {"check-in": await schedule_id_of(room)}
    shown = answer(await room.who("Ada").slash(room.group.sharing, "checkin results", **options))

    assert (await published(room)).answered == 12
    assert "people answered" in text_of(shown)
    assert round_keys(room) == []


async def test_a_message_deleted_by_hand_brings_the_whole_result_in_another(room: Room) -> None:
    people = await crowd(room, 12)
    message = await opened(room)
    await vote_all(people, message)
    await room.who("Mo").delete(message)
    await room.env.settle()
    await close(room)
    await room.pass_time(TEN_MINUTES)

    [result] = told(room)
    assert "What this group said" in text_of(result)
    assert [one.filename for one in result.attachments] == ["trend.png"]


async def test_a_refused_edit_is_tried_again_and_told_once(room: Room) -> None:
    people = await crowd(room, 12)
    message = await opened(room)
    await vote_all(people, message)
    room.env.inject_error("PATCH", "/channels/*/messages/*", status=403, code=50013, times=2)
    await close(room)
    early = told(room)
    await room.pass_time(TEN_MINUTES)
    await room.pass_time(TEN_MINUTES)

    assert early == []
    assert len(told(room)) == 2
    assert told(room)[0].id == message.id


@pytest.mark.parametrize("status", [429, 503])
async def test_discord_failing_for_a_while_makes_it_late_but_only_one(
    room: Room, status: int
) -> None:
    await plan(room)
    path = f"/channels/{room.group.lounge.id}/messages"
    room.env.inject_error("POST", path, status=status, times=3)
    await room.pass_time(DUE + 60)
    for _ in range(6):
        await room.pass_time(TEN_MINUTES)

    assert len(asking(room)) == 1
    assert team_heard(room) == []


async def test_discord_failing_for_long_is_told_once_and_so_is_its_end(room: Room) -> None:
    await plan(room)
    path = f"/channels/{room.group.lounge.id}/messages"
    room.env.inject_error("POST", path, status=503, times=None)
    await room.pass_time(DUE + 60)
    for _ in range(12):
        await room.pass_time(TEN_MINUTES)
    before = team_heard(room)
    room.env.backend.faults.clear()
    for _ in range(12):
        await room.pass_time(TEN_MINUTES)

    [line] = before
    assert "Discord has been refusing it" in line
    assert len(asking(room)) == 1
    [_, over] = team_heard(room)
    assert "works again" in over


async def test_without_a_care_channel_the_owner_hears_that_it_cannot_post(room: Room) -> None:
    await plan(room)
    await remove(room, room.group.care)
    await deny(room, room.group.lounge, "send_messages")
    await room.pass_time(DUE + 60)
    await room.pass_time(TEN_MINUTES)
    direct = [c for c in room.env.backend.channels.values() if c.guild_id is None]

    [channel] = direct
    assert channel.recipient_ids == [room.group.guild.owner.id]
    [line] = room.env.backend.messages[channel.id].values()
    assert "I'm not allowed to" in line.content
    assert dms(room, "Bob") == []


@pytest.mark.parametrize("method", ["PATCH", "POST"], ids=["in_place", "message_gone"])
async def test_a_picture_that_may_not_be_attached_keeps_no_words_back(
    room: Room, method: str
) -> None:
    people = await crowd(room, 12)
    message = await opened(room)
    await vote_all(people, message)
    path = f"/channels/{room.group.lounge.id}/messages"
    if method == "POST":
        await room.who("Mo").delete(message)
        await room.env.settle()
    else:
        path += "/*"
    # What Discord says to a file without the permission; to the same without a file it says yes.
    room.env.inject_error(method, path, status=403, code=50013)
    await close(room)

    result = told(room)[0]
    assert "What this group said" in text_of(result)
    assert result.attachments == []
    assert result.embeds[0].image.url is None


async def test_a_trend_that_may_not_be_posted_says_so(room: Room) -> None:
    people = await crowd(room, 12)
    await a_round(room, people)
    shown = await team_asks(room, "trend")
    before = len(room.group.lounge.history())
    await deny(room, room.group.lounge, "send_messages")
    said = await say_press(room, "Ada", shown, "Show it in the channel")

    assert "I could not post" in said.content
    assert len(room.group.lounge.history()) == before


async def test_a_forgotten_run_now_cannot_make_two(room: Room) -> None:
    await plan(room)
    asked = await team_asks(room, "run-now")
    first = await say_press(room, "Ada", asked, "Post it now")
    second = answer(await room.press("Ada", await team_asks(room, "run-now"), "Post it now"))
    listed = await command(room, "Ada", "checkin list")

    assert "Posted:" in first.content
    assert "One is open already" in second.content
    assert len(asking(room)) == 1
    assert "next <t:" in text_of(listed)
    await room.pass_time(OPEN)
