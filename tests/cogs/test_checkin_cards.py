"""How check-ins look: within Discord's limits at their longest, readable, and the same in words."""

import json
from collections.abc import Iterator
from typing import Any, cast

import discord

from cogs.checkins.render import ALT_MAX
from tests.cogs.checkins import (
    DAY,
    HOUR,
    asking,
    close,
    crowd,
    form_of,
    let_use,
    opened,
    plan,
    schedule_id_of,
    team_asks,
    told,
    vote_all,
)
from tests.cogs.world import command, deny, say_press
from tests.harness import Room, answer, text_of

OWN = "People here " + "really " * 11 + "listen."
"""A question of the group's own, nearly as long as one can be."""


async def _told_whole_story(room: Room) -> None:
    """Every card and form of check-ins, each as long as it can become."""
    people = await crowd(room, 12)
    let_use(room, room.group.care_role)
    added = answer(
        await room.who("Ada").slash(room.group.lounge, "checkin question add", words=OWN)
    )
    await room.press("Ada", added, "Add this question")
    message = await opened(room, questions="own", reminder=50)
    await vote_all(people, message)
    await room.pass_time(36 * HOUR)
    await close(room)
    for words in ("show", "results", "trend"):
        await team_asks(room, words)
    await command(room, "Ada", "checkin list")
    shown = await team_asks(room, "results")
    form = await room.press("Ada", shown, "You said, we did")
    await room.who("Ada").submit_modal(form, {"kind": "no_change", "words": "*" * 400})
    trend_shown = await team_asks(room, "trend")
    await say_press(room, "Ada", trend_shown, "Show it in the channel")
    await say_press(room, "Bob", told(room)[0], "How to read this")
    for kind in ("csv", "json"):
        await command(room, "Ada", "checkin export", format=kind)
    await room.pass_time(3 * DAY)
    [again] = asking(room)[-1:]
    await form_of(room.who("Bob"), again)
    await deny(room, room.group.lounge, "send_messages")
    await room.pass_time(7 * DAY)
    await room.pass_time(HOUR)
    await say_press(room, "Ada", await team_asks(room, "delete"), "Delete, keep")
    await room.pass_time(HOUR)


def _bodies(room: Room) -> Iterator[dict[str, Any]]:
    """Every message and form in every request."""
    for one in room.env.http_requests:
        body = one.json
        if not isinstance(body, dict):
            continue
        found = cast("dict[str, Any]", body)
        yield cast("dict[str, Any]", found.get("data") or found)


async def test_every_card_of_the_story_is_within_discords_limits(room: Room) -> None:
    await _told_whole_story(room)
    bodies = list(_bodies(room))

    embeds = [embed for body in bodies for embed in body.get("embeds") or ()]
    assert len(embeds) > 10
    for body in bodies:
        assert sum(_length(embed) for embed in body.get("embeds") or ()) <= 6000
        assert len(body.get("content") or "") <= 2000
        for file in body.get("attachments") or ():
            assert len(file.get("description") or "") <= ALT_MAX
    for embed in embeds:
        assert len(embed.get("title", "")) <= 256
        assert len(embed.get("description", "")) <= 4096
        assert len(embed.get("footer", {}).get("text", "")) <= 2048
        assert len(embed.get("fields", [])) <= 25
        for field in embed.get("fields", []):
            assert 1 <= len(field["name"]) <= 256
            assert 1 <= len(field["value"]) <= 1024


def _length(embed: dict[str, Any]) -> int:
    parts = [embed.get("title", ""), embed.get("description", "")]
    parts += [embed.get("footer", {}).get("text", ""), embed.get("author", {}).get("name", "")]
    for field in embed.get("fields", []):
        parts += [field["name"], field["value"]]
    return sum(len(part) for part in parts)


async def test_every_form_of_the_story_is_within_discords_limits(room: Room) -> None:
    await _told_whole_story(room)
    forms = [body for body in _bodies(room) if "title" in body and "custom_id" in body]

    assert len(forms) >= 14
    for form in forms:
        assert len(form["title"]) <= 45
        assert len(form["custom_id"]) <= 100
        assert 1 <= len(form["components"]) <= 5
        for part in form["components"]:
            assert len(part.get("label", "")) <= 45
            assert len(part.get("description") or "") <= 100
            options = part.get("component", {}).get("options", [])
            assert options == [] or 2 <= len(options) <= 10
            assert all(len(option["label"]) <= 100 for option in options)


async def test_every_button_of_the_story_is_short_opaque_and_nobodys(room: Room) -> None:
    await _told_whole_story(room)
    shown = json.dumps(list(_bodies(room)))
    ids = {part.split('"')[0] for part in shown.split('"custom_id": "')[1:]}

    people = [str(one) for one in room.group.guild.member_ids()]
    assert len(ids) > 15
    assert all(len(one) <= 100 for one in ids)
    assert not any(person in one for one in ids for person in people)


async def test_every_file_of_the_story_has_a_plain_name_and_a_picture_has_words(
    room: Room,
) -> None:
    await _told_whole_story(room)
    files = [file for body in _bodies(room) for file in body.get("attachments") or ()]

    names = {file["filename"] for file in files if "filename" in file}
    assert names == {"trend.png", "check-ins.csv", "check-ins.json"}
    pictures = [m for m in told(room) if m.attachments]
    assert pictures
    assert all(m.attachments[0].description for m in pictures)


async def test_the_message_that_asks_says_what_why_how_long_and_who_sees_what(room: Room) -> None:
    message = await opened(room)
    words = text_of(message)

    [embed] = message.embeds
    assert embed.title == "How is trust here?"
    closes = int(message.created_at.timestamp()) + 3 * DAY
    assert f"Open until <t:{closes}:f> (<t:{closes}:R>)." in words
    assert "Who sees what" in words
    assert "at least 5 people answer" in words
    assert "fewer than 10 answers" in words
    assert "not a test" in words
    assert message.content == ""
    assert isinstance(message.channel, discord.TextChannel)


async def test_the_preview_shows_the_message_as_it_comes(room: Room) -> None:
    shown = answer(
        await room.who("Ada").slash(
            room.group.sharing,
            "checkin create",
            channel=room.group.lounge,
            repeat="weekly",
            day="Monday",
            time="19:00",
            zone="Europe/Berlin",
        )
    )
    await room.press("Ada", shown, "Create it")
    await room.pass_time(9 * HOUR)
    [message] = asking(room)

    preview, real = shown.embeds[0].to_dict(), message.embeds[0].to_dict()
    assert preview.get("description") == real.get("description")
    assert preview.get("title") == real.get("title")
    assert await schedule_id_of(room)


async def test_a_check_in_that_is_planned_again_and_again_stays_within_limits(room: Room) -> None:
    for hour in range(10):
        await plan(room, time=f"{hour + 10}:00")
    listed = await command(room, "Ada", "checkin list")

    assert len(listed.content) <= 2000
    assert all(len(embed.description or "") <= 4096 for embed in listed.embeds)
    assert text_of(listed).count("• ") == 10
