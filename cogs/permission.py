"""Who may decide: on every press, by the role that an admin bound with /setup."""

from collections.abc import Awaitable, Callable

from bot.discord.answers import say, think
from bot.discord.client import Interaction
from bot.discord.permissions import is_carer


async def as_carer(interaction: Interaction, work: Callable[[], Awaitable[None]]) -> None:
    """Run ``work`` for a carer of this group; tell everyone else whom to ask."""
    if not is_carer(interaction):
        await say(interaction, "care.not_you")
        return
    await think(interaction)
    await work()
