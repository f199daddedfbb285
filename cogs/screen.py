"""/screen: the command group, and everything about screening that Discord has to know."""

from discord import app_commands

from bot.interactions import Client
from cogs import screen_automod, screen_phrases, screen_policy, screen_try


async def setup(client: Client) -> None:
    """discord.py's entry."""
    group = app_commands.Group(
        name="screen", description="What happens with unsafe words here", guild_only=True
    )
    for command in (
        *screen_policy.COMMANDS,
        *screen_try.COMMANDS,
        screen_phrases.GROUP,
        screen_automod.GROUP,
    ):
        group.add_command(command)
    for part in (screen_policy, screen_try):
        part.register(client)
    client.tree.add_command(group, override=True)
