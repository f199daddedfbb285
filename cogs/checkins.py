"""/checkin: the command group, and everything about check-ins that Discord has to know."""

from discord import Permissions, app_commands

from bot.interactions import Client
from cogs import (
    checkin_answer,
    checkin_changes,
    checkin_drafts,
    checkin_questions,
    checkin_results,
    checkin_schedules,
)


async def setup(client: Client) -> None:
    """discord.py's entry."""
    group = app_commands.Group(
        name="checkin",
        description="Ask the group, anonymously, how much it trusts itself",
        guild_only=True,
        default_permissions=Permissions(manage_guild=True),
    )
    for command in (
        *checkin_schedules.COMMANDS,
        *checkin_changes.COMMANDS,
        *checkin_results.COMMANDS,
        checkin_questions.GROUP,
    ):
        group.add_command(command)
    for part in (
        checkin_answer,
        checkin_drafts,
        checkin_changes,
        checkin_results,
        checkin_questions,
    ):
        part.register(client)
    client.tree.add_command(group, override=True)
