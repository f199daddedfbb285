"""One command, context menu, button, select and form, and an event, that do what a test asks.

They are real surfaces of the real bot, through the same boundary as all others; a deed may fail,
or begin to stop the bot, at any point of an answer.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import cast

import discord
from discord import app_commands
from discord.ext import commands
from simcord.results import InteractionResult

from bot.app import Haven
from bot.core import facts
from bot.discord.answers import say, think
from bot.discord.client import Interaction
from bot.discord.components import Button, Picker, view_of
from bot.discord.modal import Modal
from tests.harness import Room

WORDS = "Nobody may ever read this in a log."
NAME = "Do it"
DEED = r"(?P<deed>[a-z]+)"

TURNS = 100
"""So often a stop has its turn before a deed goes on: it would long have closed the database."""

_stops: set[asyncio.Task[None]] = set()


class TestFailed(Exception):
    """What a deed raises; its text is what must not come out."""

    __test__ = False


async def _first(interaction: Interaction) -> None:
    raise TestFailed(f"{WORDS} {interaction.user.id}")


async def _thinking(interaction: Interaction) -> None:
    await think(interaction)
    raise TestFailed(f"{WORDS} {interaction.user.id}")


async def _answered(interaction: Interaction) -> None:
    await say(interaction, "slip.kept")
    raise TestFailed(f"{WORDS} {interaction.user.id}")


async def _deferring(interaction: Interaction) -> None:
    """Acknowledge without "thinking": an edit would then change the message that was pressed."""
    await interaction.response.defer()
    await say(interaction, "slip.kept")


async def _stopping(interaction: Interaction) -> None:
    """The bot is told to stop while this is being worked on, before anything was kept."""
    client = cast(Haven, interaction.client)
    stop = asyncio.create_task(client.finish())
    _stops.add(stop)
    stop.add_done_callback(_stops.discard)
    await think(interaction)
    for _ in range(TURNS):
        await asyncio.sleep(0)
    await client.services.db.write(lambda tx: facts.put(tx, "deed", "kept"))
    await say(interaction, "slip.kept")


async def _deferred(interaction: Interaction) -> None:
    """Acknowledged without a new message, then answered."""
    await interaction.response.defer()
    await say(interaction, "slip.kept")


async def _twice(interaction: Interaction) -> None:
    """Answered two times."""
    await say(interaction, "slip.kept")
    await say(interaction, "draft.gone")


_DEEDS: dict[str, Callable[[Interaction], Awaitable[None]]] = {
    "first": _first,
    "thinking": _thinking,
    "answered": _answered,
    "deferring": _deferring,
    "stopping": _stopping,
    "deferred": _deferred,
    "twice": _twice,
}
FAILURES = ("first", "thinking", "answered")


class DeedButton(Button, template=rf"deed:press:{DEED}"):
    """Does it."""

    def __init__(self, deed: str) -> None:
        self.deed = deed
        super().__init__(f"deed:press:{deed}", NAME)

    async def press(self, interaction: Interaction) -> None:
        """Does it."""
        await _DEEDS[self.deed](interaction)


class DeedPicker(Picker, template=rf"deed:pick:{DEED}"):
    """Does it."""

    def __init__(self, deed: str) -> None:
        self.deed = deed
        option = discord.SelectOption(label="It", value="it")
        super().__init__(f"deed:pick:{deed}", NAME, [option])

    async def press(self, interaction: Interaction) -> None:
        """Does it."""
        await _DEEDS[self.deed](interaction)


class DeedModal(Modal, template=rf"deed:form:{DEED}"):
    """Does it when it is sent."""

    def __init__(self, deed: str) -> None:
        self.deed = deed
        super().__init__(f"deed:form:{deed}", NAME)

    async def submit(self, interaction: Interaction) -> None:
        """Does it."""
        await _DEEDS[self.deed](interaction)


class OldModal(Modal, template=r"deed:old"):
    """A form of an older version: it is never registered."""

    def __init__(self) -> None:
        super().__init__("deed:old", NAME)

    async def submit(self, interaction: Interaction) -> None:
        """Never reached."""
        raise NotImplementedError


class Opener(Button, template=r"deed:open:(?P<which>[a-z]+)"):
    """Opens a form with one field."""

    def __init__(self, which: str) -> None:
        self.which = which
        super().__init__(f"deed:open:{which}", "Open")

    async def press(self, interaction: Interaction) -> None:
        """Shows the form."""
        modal = OldModal() if self.which == "old" else DeedModal(self.which)
        field = discord.ui.TextInput[discord.ui.View](custom_id="words", required=False)
        modal.add_item(discord.ui.Label(text="Words", component=field))
        await interaction.response.send_modal(modal)


@app_commands.context_menu(name=NAME)
async def deed_menu(interaction: Interaction, message: discord.Message) -> None:
    """Does what the message says."""
    await _DEEDS[message.embeds[0].title or ""](interaction)


class Deeds(commands.Cog):
    """The command, and the event."""

    @app_commands.command(name="deed", description=NAME)
    async def deed(self, interaction: Interaction, name: str) -> None:
        """Does it."""
        await _DEEDS[name](interaction)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Fails at everything that somebody writes."""
        if not message.author.bot:
            raise TestFailed(f"{WORDS} {message.author.id}")


async def learn(room: Room) -> None:
    """Teaches the bot these surfaces."""
    room.bot.add_items(DeedButton, DeedPicker, Opener)
    room.bot.add_modals(DeedModal)
    # An app has five menus on messages, and Haven has all of them: this one takes another's place.
    room.bot.tree.remove_command("Report", type=discord.AppCommandType.message)
    room.bot.tree.add_command(deed_menu, override=True)
    await room.bot.add_cog(Deeds())
    await room.bot.tree.sync()


async def do(room: Room, surface: str, deed: str, words: str = "") -> InteractionResult:
    """Bob does ``deed`` through one of SURFACES."""
    bob, lounge = room.who("Bob"), room.group.lounge
    if surface == "command":
        return await bob.slash(lounge, "deed", name=deed)
    items = [DeedButton(deed), DeedPicker(deed), Opener(deed)]
    place = room.bot.get_partial_messageable(lounge.id)
    message = await place.send(embed=discord.Embed(title=deed), view=view_of(*items))
    await room.env.settle()
    if surface == "menu":
        return await bob.context_menu(lounge, NAME, message)
    if surface == "button":
        return await bob.click(message, custom_id=items[0].custom_id)
    if surface == "select":
        return await bob.select(message, ["it"], custom_id=items[1].custom_id)
    shown = await bob.click(message, custom_id=items[2].custom_id)
    return await bob.submit_modal(shown, {"words": words})


SURFACES = ("command", "menu", "button", "select", "form")
"""What there is to be used."""
