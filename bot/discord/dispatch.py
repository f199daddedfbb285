"""Finds a submitted form's class by its ``custom_id``; answers presses that no class matches."""

from typing import Any

import discord

from bot.discord.answers import given_back, guard, say
from bot.discord.client import Client, Interaction
from bot.discord.payload import custom_id_of


class DispatchingClient(Client):
    """A client that processes submitted forms, and presses of buttons that no longer exist."""

    async def on_interaction(self, interaction: "discord.Interaction[Any]") -> None:
        """Show the interaction to observers, then process it unless discord.py does."""
        self.show_observers(interaction)
        if interaction.type is discord.InteractionType.modal_submit:
            await self._submit(interaction)
        elif interaction.type is discord.InteractionType.component:
            await self._press(interaction)

    async def _submit(self, interaction: Interaction) -> None:
        custom_id = custom_id_of(interaction)
        for kind in self.modals:
            if found := kind.template.fullmatch(custom_id):
                await kind.receive(interaction, found.groupdict())
                return
        await guard(interaction, lambda: _answer_unknown_form(interaction), "unknown.modal")

    async def _press(self, interaction: Interaction) -> None:
        """Answer a press that no registered item matches; discord.py handles all others."""
        custom_id = custom_id_of(interaction)
        if not any(pattern.fullmatch(custom_id) for pattern in self.buttons):
            await guard(interaction, lambda: say(interaction, "old_button"), "unknown.button")


async def _answer_unknown_form(interaction: Interaction) -> None:
    back = given_back(interaction)
    await say(interaction, "old_form" if back else "old_button", embeds=back)
