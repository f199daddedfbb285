"""/checkin: the command group, and everything about check-ins that Discord has to know."""

from discord import Permissions, app_commands

from bot.discord.boundary import Client
from cogs.checkins import answer, changes, drafts, questions, results, schedules


async def setup(client: Client) -> None:
    """discord.py's entry."""
    group = app_commands.Group(
        name="checkin",
        description="Ask the group, anonymously, how much it trusts itself",
        guild_only=True,
        default_permissions=Permissions(manage_guild=True),
    )
    for command in (
        *schedules.COMMANDS,
        *changes.COMMANDS,
        *results.COMMANDS,
        questions.GROUP,
    ):
        group.add_command(command)
    for part in (
        answer,
        drafts,
        changes,
        results,
        questions,
    ):
        part.register(client)
    client.tree.add_command(group, override=True)
