"""Who may do what: checked at each use, whatever a menu showed."""

from collections.abc import Callable

import discord

from bot.discord.answers import say, think
from bot.discord.client import Interaction


def is_admin(interaction: Interaction) -> bool:
    """Return whether the member may manage the server."""
    return interaction.permissions.manage_guild


def is_carer(interaction: Interaction) -> bool:
    """Return whether the member has the care team's role that setup bound."""
    if interaction.guild_id is None or not isinstance(interaction.user, discord.Member):
        return False
    group = interaction.client.services.groups.ready(interaction.guild_id)
    return group is not None and any(
        role.id == group.moderator_role_id for role in interaction.user.roles
    )


def is_team(interaction: Interaction) -> bool:
    """Return whether the member is an admin or a carer."""
    return is_admin(interaction) or is_carer(interaction)


async def admit(
    interaction: Interaction,
    allowed: Callable[[Interaction], bool],
    refusal: str,
    *,
    defer: bool = True,
) -> bool:
    """Return whether the member is allowed, and acknowledge; if not, say ``refusal``.

    ``defer`` is False where a form must be the first answer.
    """
    if not allowed(interaction):
        await say(interaction, refusal)
        return False
    if defer:
        await think(interaction)
    return True
