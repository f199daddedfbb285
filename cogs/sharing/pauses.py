"""Pausing the author of a post, without learning who it is, and lifting a pause."""

from collections.abc import Sequence

import discord

from bot.care.case import What
from bot.core.ids import ID
from bot.discord.answers import say
from bot.discord.client import Client, Interaction
from bot.discord.components import Button, Picker, view_of
from bot.sharing.decisions import Decided
from bot.sharing.rules import PAUSE_DAYS
from cogs import render
from cogs.permission import as_carer

POST = rf"(?P<post_id>{ID})"


class CarePause(Picker, template=rf"care:pause:{POST}"):
    """The menu that pauses the author of a post, who stays unknown."""

    def __init__(self, post_id: str) -> None:
        self.post_id = post_id
        options = [
            discord.SelectOption(
                value=str(days), label=f"Pause its author for {days} day{'s' * (days > 1)}"
            )
            for days in PAUSE_DAYS
        ]
        super().__init__(f"care:pause:{post_id}", "Pause its author …", options)

    async def press(self, interaction: Interaction) -> None:
        """Pause the author, say until when, and offer to lift the pause."""
        await as_carer(interaction, lambda: self._pause(interaction))

    async def _pause(self, interaction: Interaction) -> None:
        days = int(self.picked)
        if days not in PAUSE_DAYS:
            return
        paused = await interaction.client.services.decisions.pause_author(
            interaction.guild_id or 0, self.post_id, days
        )
        if paused is None:
            await say(interaction, "care.no_link")
            return
        if isinstance(paused, Decided):
            await say(interaction, f"care.{paused.value}")
            return
        await interaction.client.services.cases.note(
            interaction.guild_id or 0,
            What.PAUSED,
            interaction.user.id,
            post_id=self.post_id,
            detail=str(days),
        )
        await say(
            interaction,
            "care.paused",
            view=view_of(CareLift(paused.pause_id)),
            until=render.moment(paused.until),
        )


class CareLift(Button, template=rf"care:lift:(?P<pause_id>{ID})"):
    """The button that ends a pause early."""

    def __init__(self, pause_id: str, label: str = "Lift the pause") -> None:
        self.pause_id = pause_id
        super().__init__(f"care:lift:{pause_id}", label)

    async def press(self, interaction: Interaction) -> None:
        """End the pause, or say that there is none to end."""
        await as_carer(interaction, lambda: self._lift(interaction))

    async def _lift(self, interaction: Interaction) -> None:
        decisions = interaction.client.services.decisions
        lifted = await decisions.lift(interaction.guild_id or 0, self.pause_id)
        await say(interaction, "care.lifted" if lifted else "care.not_paused")


class CareLiftOne(Picker, template=r"care:lifts"):
    """The menu in the queue that ends one of the group's pauses, shown by number and end."""

    def __init__(self, options: Sequence[discord.SelectOption] = ()) -> None:
        super().__init__("care:lifts", "Lift a pause …", options)

    async def press(self, interaction: Interaction) -> None:
        """Do the same as the button under the answer to a pause."""
        await CareLift(self.picked).press(interaction)


async def setup(client: Client) -> None:
    """Register the menus and the button."""
    client.add_items(CarePause, CareLift, CareLiftOne)
