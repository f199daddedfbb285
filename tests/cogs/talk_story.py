"""The part of the long story in which somebody is in crisis, something is held, and people talk."""

import discord
from simcord import ResponseMessage

from bot.discord.components import Button, view_of
from bot.screening.verdict import Category, Level
from bot.talks.rules import Talk
from cogs.talks.care_side import CareReach
from tests.cogs.world import command, dms, has, pick, post_id, say_press
from tests.harness import Room
from tests.readings import crisis, flagged

HEAVY = "It is all too heavy tonight."
DETAIL = "in this exact way"
UNKIND = "you are all worthless"
TALKED = ("I would like to talk.", "A second line.", "We are listening.", "How are you today?")


async def tell_of_talks(room: Room) -> None:
    """A crisis draft and each of its choices; what is held and comes back; a talk both ways."""
    room.script.reads("heavy", crisis(Level.Q2))
    room.script.reads(DETAIL, flagged(Category.SH_METHOD, len(DETAIL)))
    room.script.reads(UNKIND, flagged(Category.HARASSMENT, len(UNKIND)))
    await _fork(room)
    await _held(room)
    await _talk(room)
    room.script.readings.clear()


async def _fork(room: Room) -> None:
    fork = await room.draft("Alice", HEAVY)
    await pick(room, "Alice", fork, "Something stops me", "burden")
    await room.press("Alice", fork, "What else is there")
    await room.press("Alice", fork, "Talk to the team without my name")
    preview = await say_press(room, "Alice", fork, "Share it")
    await say_press(room, "Alice", preview, "Don't post")


async def _held(room: Room) -> None:
    held = await room.draft("Alice", f"I was thinking of it {DETAIL}, all day long, alone.")
    trimmed = await say_press(room, "Alice", held, "Take that part out")
    await say_press(room, "Alice", trimmed, "Don't post")
    back = await room.draft("Alice", f"I am so angry today that I think {UNKIND}, all of you.")
    await say_press(room, "Alice", back, "Ask a person to look")
    await say_press(room, "Mo", room.cards()[-1], "Let it appear")


async def _talk(room: Room) -> None:
    start = await command(room, "Chen", "talk")
    said = await room.fill(
        "Chen", await room.press("Chen", start, "Talk without my name"), words=TALKED[0]
    )
    one = await say_press(room, "Chen", said, "Show the talk")
    sent = await room.fill("Chen", await room.press("Chen", one, "Write"), words=TALKED[1])
    await say_press(room, "Chen", sent, "Take it back")
    [talk] = await _talks(room, "Chen")
    await _team(room)
    [told] = [m for m in dms(room, "Chen") if "has written to you" in m.content]
    await room.who("Chen").user.click(told, label="Read and answer")
    listed = await command(room, "Chen", "my inbox")
    one = await pick(room, "Chen", listed, "Choose one to read", talk.talk_id)
    muted = await say_press(room, "Chen", one, "Don't message me")
    loud = await say_press(room, "Chen", muted, "Message me")
    closed = await say_press(room, "Chen", loud, "Close this talk")
    opened = await say_press(room, "Chen", closed, "Open again")
    await say_press(room, "Chen", opened, "All my talks")


async def _team(room: Room) -> None:
    card = next(one for one in room.cards()[::-1] if has(one, "Read and answer"))
    look = await say_press(room, "Mo", card, "Read and answer")
    sent = await room.fill("Mo", await room.press("Mo", look, "Answer"), words=TALKED[2])
    look = await say_press(room, "Mo", sent, "Show the talk")
    closed = await say_press(room, "Mo", look, "Close this talk")
    opened = await say_press(room, "Mo", closed, "Open this talk again")
    form = await room.press("Mo", opened, "Answer")
    sent = await room.fill("Mo", form, words="A slip.")
    await say_press(room, "Mo", sent, "Take it back")
    message = await for_the_team(room, CareReach(post_id(room.shares()[-1])))
    form = await room.press("Mo", message, "Talk with its author")
    await room.fill("Mo", form, words=TALKED[3])


async def for_the_team(room: Room, item: Button) -> discord.Message | ResponseMessage:
    """A message in the care channel with one button."""
    place = room.bot.get_partial_messageable(room.group.care.id)
    message = await place.send(view=view_of(item))
    await room.env.settle()
    return message


async def _talks(room: Room, name: str) -> list[Talk]:
    return await room.bot.services.talks.inbox(room.group.guild.id, room.who(name).id)
