"""Answering: one press, one form, one answer a person."""

import asyncio
from typing import Any

import discord
import pytest
from simcord import MemberActor
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from bot.demo import simulator
from tests.cogs.checkins import (
    DAY,
    HOUR,
    OPEN,
    PRESS,
    asking,
    close,
    crowd,
    filled,
    form_of,
    opened,
    published,
    send,
    told,
    vote,
    vote_all,
)
from tests.cogs.world import leave
from tests.harness import Room, answer, custom_ids, text_of

COUNTED = "1 answer counted"
ALREADY = "already counted"
CLOSED = "closed, so nothing was counted"
NOT_YOU = "for people in this group who can see its channel"


async def test_the_form_asks_four_questions_and_says_that_it_is_sent_once(room: Room) -> None:
    message = await opened(room)
    form = await form_of(room.who("Bob"), message)

    assert form.modal is not None
    warning, *questions = form.modal["components"]
    assert "You can send this once" in warning["content"]
    asked = [one["description"] for one in questions]
    assert len(asked) == 4
    assert all(words in text_of(message) for words in asked)
    for one in questions:
        labels = [option["label"] for option in one["component"]["options"]]
        assert len(labels) == 6
        assert labels[-1] == "Prefer not to say"
        assert not any(option["default"] for option in one["component"]["options"])


async def test_an_answer_is_counted_and_thanked_privately(room: Room) -> None:
    message = await opened(room)
    form = await form_of(room.who("Bob"), message)
    said = answer(await room.who("Bob").submit_modal(form, filled("4321")))

    assert COUNTED in said.content
    assert said.flags.ephemeral
    assert len(room.posts(room.group.lounge)) == 1


async def test_pressing_again_after_answering_opens_no_form_and_reveals_nothing(
    room: Room,
) -> None:
    message = await opened(room)
    await vote(room.who("Bob"), message, "5111")
    again = await room.who("Bob").click(message, label=PRESS)

    assert again.modal is None
    assert ALREADY in answer(again).content
    assert not set("0123456789") & set(answer(again).content)


async def test_two_forms_of_one_person_count_once(room: Room) -> None:
    people = await crowd(room, 4)
    message = await opened(room)
    bob = room.who("Bob")
    phone, laptop = await form_of(bob, message), await form_of(bob, message)
    first, second = await send(bob, phone, "5551"), await send(bob, laptop, "1115")
    await vote_all(people, message)
    await close(room)

    assert COUNTED in first
    assert ALREADY in second
    assert (await published(room)).answered == 5


async def test_two_forms_of_one_person_at_the_same_instant_count_once(room: Room) -> None:
    people = await crowd(room, 4)
    message = await opened(room)
    bob = room.who("Bob")
    forms = [await form_of(bob, message) for _ in range(3)]
    sent = await simulator.burst_modals(room.env, [(bob, form, filled("4444")) for form in forms])
    await vote_all(people, message)
    await close(room)

    said = [answer(one).content for one in sent]
    assert sum(COUNTED in one for one in said) == 1
    assert sum(ALREADY in one for one in said) == 2
    assert (await published(room)).answered == 5


async def test_a_form_of_nothing_but_prefer_not_to_say_counts(room: Room) -> None:
    people = await crowd(room, 5)
    message = await opened(room)
    said = await vote_all(people, message, ["----"])
    await close(room)

    assert all(COUNTED in one for one in said)
    seen = await published(room)
    assert (seen.answered, seen.band, seen.score) == (5, None, None)
    assert text_of(told(room)[0]).count("not shown, to protect who answered") == 4


async def test_a_form_left_open_over_the_close_counts_nothing(room: Room) -> None:
    people = await crowd(room, 5)
    message = await opened(room)
    await vote_all(people, message)
    form = await form_of(room.who("Bob"), message)
    await close(room)
    said = await send(room.who("Bob"), form, "1111")

    assert CLOSED in said
    assert (await published(room)).answered == 5


async def test_a_form_sent_in_the_second_of_the_close_counts_nothing(room: Room) -> None:
    people = await crowd(room, 5)
    message = await opened(room)
    await vote_all(people, message)
    form = await form_of(room.who("Bob"), message)
    room.env.backend.advance_clock(OPEN)  # nothing has ticked yet: the round still stands open
    said = await send(room.who("Bob"), form, "1111")
    pressed = answer(await room.who("Alice").click(message, label=PRESS))
    await room.tick()

    assert CLOSED in said
    assert CLOSED in pressed.content
    assert (await published(room)).answered == 5


async def test_a_reminder_pressed_after_the_close_says_that_it_is_closed(room: Room) -> None:
    await opened(room, reminder=50)
    await room.pass_time(36 * HOUR + 60)
    _, reminder = asking(room)
    await close(room)
    said = answer(await room.who("Bob").click(reminder, label=PRESS))

    assert CLOSED in said.content


async def test_a_bot_that_presses_is_refused(room: Room) -> None:
    robot = room.group.guild.add_member(room.env.create_user("robot", bot=True))
    await room.env.settle()
    message = await opened(room)
    said = await robot.click(message, label=PRESS)

    assert said.modal is None
    assert NOT_YOU in answer(said).content


async def test_who_lost_sight_of_the_channel_meanwhile_cannot_answer(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await opened(room)
    bob = room.who("Bob")
    form = await form_of(bob, message)
    await _hide(room, bob)
    with monkeypatch.context() as still_on_the_screen:
        # simcord sends no form from a channel that is hidden; a phone with the form open does.
        for name in ("_modal.can_access_channel", "_modal.can_access_message"):
            still_on_the_screen.setattr(f"simcord.{name}", _fine)
        still_on_the_screen.setattr("simcord.actors._check_actor_channel", _fine)
        said = await send(bob, form, "4444")

    assert NOT_YOU in said
    assert await _may_still_answer(room, bob, message)


def _fine(*_: object) -> bool:
    return True


async def _hide(room: Room, actor: MemberActor, *, hidden: bool = True) -> None:
    view = discord.Permissions(view_channel=True).value
    allowed, denied = (0, view) if hidden else (view, 0)
    overwrite = Overwrite(actor.id, OverwriteType.MEMBER, allowed, denied)
    room.env.backend.set_overwrite(room.group.lounge.id, overwrite)
    await room.env.settle()


async def _may_still_answer(room: Room, actor: MemberActor, message: discord.Message) -> bool:
    """Whether what was refused has used nothing up."""
    await _hide(room, actor, hidden=False)
    return COUNTED in await vote(actor, message, "4444")


async def test_who_left_the_group_and_came_back_is_counted_once(room: Room) -> None:
    message = await opened(room)
    await vote(room.who("Bob"), message, "4444")
    await leave(room, "Bob")
    bob = room.group.guild.add_member(room.who("Bob").user)
    await room.env.settle()
    said = answer(await bob.click(message, label=PRESS))

    assert ALREADY in said.content


async def test_an_answer_of_somebody_who_left_since_still_counts(room: Room) -> None:
    people = await crowd(room, 4)
    message = await opened(room)
    await vote(room.who("Bob"), message, "4444")
    await leave(room, "Bob")
    await vote_all(people, message)
    await close(room)

    assert (await published(room)).answered == 5


async def test_a_button_of_a_deleted_check_in_says_that_nothing_was_counted(room: Room) -> None:
    message = await opened(room)
    form = await form_of(room.who("Bob"), message)
    checkins = room.bot.services.checkins
    [one] = await checkins.schedules.list(room.group.guild.id)
    await checkins.schedules.delete(
        room.group.guild.id, room.who("Ada").id, one.schedule_id, with_results=True
    )
    await room.tick()
    said = await send(room.who("Bob"), form, "4444")
    await room.pass_time(2 * DAY)
    await room.bot.purge()
    again = await room.bot.services.checkins.answers.form(
        room.group.guild.id, custom_ids(message)[0].split(":")[2], room.who("Bob").id
    )

    assert CLOSED in said
    assert type(again).__name__ == "Gone"


async def test_a_form_whose_answers_are_none_counts_nothing_and_can_be_sent_again(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await opened(room)
    bob = room.who("Bob")
    form = await form_of(bob, message)
    with monkeypatch.context() as tampered:
        # Discord checks what a form sends; a client that is none of Discord's may try.
        tampered.setattr("cogs.checkins.answer._answer", _seven)
        said = await send(bob, form, "4444")
    again = await vote(bob, message, "4444")

    assert "could not read those answers" in said
    assert COUNTED in again


def _seven(_: str) -> int:
    return 7


async def test_a_vote_that_takes_long_is_acknowledged_first_and_then_thanked_privately(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = await form_of(room.who("Bob"), await opened(room))
    patience, real = 0.123, asyncio.wait

    async def not_yet(tasks: Any, **options: Any) -> Any:
        """The time that a vote may take is over at once; nobody else's is."""
        over = options.get("timeout") == patience
        return (set[Any](), tasks) if over else await real(tasks, **options)

    monkeypatch.setattr("cogs.checkins.answer.PATIENCE", patience)
    monkeypatch.setattr(asyncio, "wait", not_yet)
    before = len(room.env.http_requests)
    await room.who("Bob").submit_modal(form, filled("4444"))
    answers: list[Any] = [
        one.json
        for one in room.env.http_requests[before:]
        if one.path.startswith(("/interactions/", "/webhooks/"))
    ]

    thinking, counted = answers
    assert thinking["type"] == 5
    assert thinking["data"]["flags"] == 64  # the wait is private as well
    assert COUNTED in counted["content"]
