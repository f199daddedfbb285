"""Slash commands and context menus: each passes the error boundary and the setup check."""

import discord
from discord import app_commands

from bot.discord.answers import apologise, guard, say
from bot.discord.client import Client, Interaction
from bot.discord.permissions import is_admin


class Tree(app_commands.CommandTree[Client]):
    """Slash commands and context menus, with the boundary and the check for groups not set up."""

    async def _call(self, interaction: Interaction) -> None:
        # discord.py has no public hook around a whole command, and a stop has to wait for it.
        with interaction.client.busy:
            await super()._call(interaction)

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Answer every command privately where Haven is not set up yet."""
        command = interaction.command
        gated = command is None or not command.extras.get("without_setup", False)
        if not gated or interaction.type is discord.InteractionType.autocomplete:
            return True
        if interaction.guild_id is None:
            await guard(interaction, lambda: say(interaction, "only_in_group"), "gate")
            return False
        if interaction.client.services.groups.ready(interaction.guild_id) is None:
            key = "not_set_up_admin" if is_admin(interaction) else "not_set_up"
            await guard(interaction, lambda: say(interaction, key), "gate")
            return False
        return True

    async def on_error(
        self, interaction: Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Handle every exception of a command or context menu: it ends here."""
        name = interaction.command.qualified_name if interaction.command else "command"
        if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            await guard(interaction, lambda: say(interaction, "old_command"), name)
            return
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await apologise(interaction, cause, name)
