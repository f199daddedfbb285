"""Who may decide: checked by the role bound at setup, on every press."""

from collections.abc import Awaitable, Callable

from bot.discord.answers import say, think
from bot.discord.client import Interaction
from bot.discord.permissions import is_carer


async def as_carer(interaction: Interaction, work: Callable[[], Awaitable[None]]) -> None:
    """Run ``work`` for the care team of this group; tell everyone else whom to ask."""
    if not is_carer(interaction):
        await say(interaction, "care.not_you")
        return
    await think(interaction)
    await work()
