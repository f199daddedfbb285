"""/checkin: registers the command group, and every button, menu and form of check-ins."""

from discord import Permissions, app_commands

from bot.discord.client import Client
from cogs.checkins import answer, changes, drafts, export, questions, responses, results, schedules


async def setup(client: Client) -> None:
    """Register ``/checkin`` and its buttons, out of sight of every observer."""
    client.never_observe("checkin:")  # a name that the mirror learns would reveal who has answered
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
        *responses.COMMANDS,
        *export.COMMANDS,
        questions.GROUP,
    ):
        group.add_command(command)
    for part in (
        answer,
        drafts,
        changes,
        results,
        responses,
        questions,
    ):
        part.register(client)
    client.tree.add_command(group, override=True)
