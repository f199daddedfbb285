"""/talk: two ways to begin talking with the care team."""

from discord import app_commands
from discord.ext import commands

from bot.discord.answers import say
from bot.discord.client import Client, Interaction
from bot.discord.components import view_of
from cogs.helplines.country import emergency
from cogs.talks.member_side import (
    TalkBegin,
    TalkClose,
    TalkInbox,
    TalkLineModal,
    TalkModal,
    TalkMute,
    TalkPicker,
    TalkRead,
    TalkTakeBack,
    TalkWrite,
)


class TalkCommand(commands.Cog):
    """The /talk command."""

    @app_commands.command(name="talk", description="Talk with the care team, without your name")
    @app_commands.guild_only()
    async def talk(self, interaction: Interaction) -> None:
        """Show two buttons, with and without a name: each opens a form."""
        view = view_of(TalkBegin("0"), TalkBegin("1"))
        number = emergency(interaction)
        await say(interaction, "talk.start", view=view, number=number)


async def setup(client: Client) -> None:
    """Register ``/talk``, and the forms and buttons of the member's side."""
    client.add_modals(TalkModal, TalkLineModal)
    client.add_items(
        TalkBegin,
        TalkWrite,
        TalkRead,
        TalkPicker,
        TalkInbox,
        TalkClose,
        TalkMute,
        TalkTakeBack,
    )
    await client.add_cog(TalkCommand())
