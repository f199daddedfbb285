"""/share: the form, which leads to the private preview and its buttons."""

from discord import app_commands
from discord.ext import commands

from bot.discord.client import Client, Interaction
from cogs.sharing.drafting.compose_form import ComposeModal, open_modal
from cogs.sharing.drafting.draft_buttons import (
    DraftAppeal,
    DraftDrop,
    DraftEdit,
    DraftMask,
    DraftPost,
    DraftShare,
    DraftTrim,
)
from cogs.sharing.drafting.drafts import DraftSteps
from cogs.sharing.drafting.preview import show_preview, tell


class Compose(commands.Cog):
    """The /share command."""

    @app_commands.command(name="share", description="Share something without your name")
    @app_commands.guild_only()
    async def share(self, interaction: Interaction) -> None:
        """Open the form: no one in the channel sees the member typing, and no text lands there."""
        await open_modal(interaction)


async def setup(client: Client) -> None:
    """Register ``/share``, its form, the preview's buttons and how those lead back to it."""
    client.register(DraftSteps(show_preview, tell))
    client.add_modals(ComposeModal)
    client.add_items(DraftPost, DraftShare, DraftAppeal, DraftTrim, DraftMask, DraftEdit, DraftDrop)
    await client.add_cog(Compose())
