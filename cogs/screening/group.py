"""/screen: registers the command group, and every button, menu and form of screening."""

from discord import app_commands

from bot.discord.client import Client
from cogs.screening import automod, phrase_imports, phrases, policy, try_text


async def setup(client: Client) -> None:
    """Register ``/screen`` and its components."""
    group = app_commands.Group(
        name="screen", description="What happens with unsafe words here", guild_only=True
    )
    for command in (
        *policy.COMMANDS,
        *try_text.COMMANDS,
        phrases.GROUP,
        automod.GROUP,
    ):
        group.add_command(command)
    for part in (policy, try_text, phrase_imports):
        part.register(client)
    client.tree.add_command(group, override=True)
