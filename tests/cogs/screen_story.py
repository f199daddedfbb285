"""The part of the long story in which the team tunes screening, and acts on a case."""

from simcord import ResponseMessage

from bot.care.case import CaseKind, MessageRef, NewCase
from bot.discord.components import view_of
from bot.screening.decide import Degree
from bot.screening.phrasebook.imports import ImportPreview
from bot.screening.verdict import Category, Level
from cogs.conduct.flag import ASK_LABEL
from cogs.conduct.sanctions import HarmMenu, OfferSupport
from tests.cogs.world import command, menu, options_of, pick, say_press
from tests.harness import Room, answer

SAID = "Chen can go and cry somewhere else."
TRIED = "A text that somebody tried."
LISTED = "red kite\nalert: wren\nthe"
"""The last one would hold fine lines, so that there is a choice."""
QUOTED = "I was quoting somebody."
WORRY = "This made me worry about Chen."


async def tell_of_screening(room: Room) -> None:
    """The table changed and back, a text tried, phrases and a file of them; support, a warning."""
    await _tune(room)
    await _act(room)


async def _tune(room: Room) -> None:
    shown = await command(room, "Mo", "screen policy")
    shown = await pick(room, "Mo", shown, "Where it is written", "reply")
    shown = await pick(room, "Mo", shown, "Look at one", Degree.HATE_RULED.value)
    shown = await say_press(room, "Mo", shown, "Back to the table")
    shown = await pick(room, "Mo", shown, "Look at one", Degree.HATE_RULED.value)
    shown = await pick(room, "Mo", shown, "What should happen", "hold")
    saved = await say_press(room, "Mo", shown, "Change it")
    await say_press(room, "Mo", saved, "Undo")
    form = await room.who("Mo").slash(room.group.lounge, "screen test")
    await room.fill("Mo", form, words=TRIED)
    await command(room, "Mo", "screen phrase add", phrase="bluebird", does="hold")
    await command(room, "Mo", "screen phrase list")
    await command(room, "Ada", "screen automod on")
    await command(room, "Mo", "screen phrase remove", phrase="bluebird")
    for choice in ("Leave it", "Add only", "Add these"):
        await say_press(room, "Mo", await _import(room), choice)
    if not room.bot.services.screening.phrases(room.group.guild.id):  # a restart ends a preview
        imports = room.bot.services.tuning.imports
        preview = await imports.preview(room.group.guild.id, LISTED.encode())
        assert isinstance(preview, ImportPreview)
        await imports.add(room.group.guild.id, preview.import_id, fine_only=False)
    shown = await command(room, "Mo", "screen phrase list")
    await say_press(room, "Mo", shown, "Undo the last import")
    await command(room, "Ada", "screen automod off")


async def _import(room: Room) -> ResponseMessage:
    file = ("phrases.txt", LISTED.encode())
    return answer(await room.who("Mo").slash(room.group.lounge, "screen phrase import", file=file))


async def _act(room: Room) -> None:
    message = await room.who("Bob").send(room.group.lounge, SAID)
    form = await menu(room, "Chen", message, ASK_LABEL)
    await room.fill("Chen", form, about=["hurts"], words=WORRY)
    opened = await room.bot.services.cases.open(
        NewCase(
            guild_id=room.group.guild.id,
            kind=CaseKind.ALERT,
            level=Level.Q1,
            categories=frozenset({Category.HARASSMENT}),
            message=MessageRef(room.group.lounge.id, message.id),
            member_id=room.who("Bob").id,
            words=SAID,
        )
    )
    view = view_of(OfferSupport(opened.case_id), HarmMenu(opened.case_id))
    place = room.bot.get_partial_messageable(room.group.care.id)
    card = await place.send(view=view)
    await room.env.settle()
    await say_press(room, "Mo", card, "Offer support")
    shown = await say_press(room, "Mo", card, "Act on harm")
    shown = await pick(room, "Mo", shown, "What to do", "warn")
    warned = await pick(room, "Mo", shown, "Because", "unkind")
    shown = await command(room, "Bob", "my record")
    [record_id] = options_of(shown, "Ask somebody else")
    form = await room.who("Bob").select(shown, [record_id], custom_id="record:pick")
    await room.fill("Bob", form, words=QUOTED)
    await say_press(room, "Mo", warned, "Undo")
