"""What Haven asks of Discord and of a server: its intents and its permissions."""

import discord

from bot.core.config import Settings
from bot.groups.rules import CARE_NEEDS, CHECKIN_NEEDS, FORUM_NEEDS, SHARING_NEEDS


def intents_for(settings: Settings) -> discord.Intents:
    """Return the intents in use, each with its reason; privileged ones only if switched on."""
    wanted = discord.Intents.none()
    wanted.guilds = True  # channels and roles, and being added or removed
    wanted.guild_messages = True  # who wrote in a share's thread, and deletions; not the words
    wanted.message_content = settings.message_content
    wanted.auto_moderation_execution = True  # what Discord's AutoMod blocked by Haven's rules
    return wanted


def invite_url(application_id: int) -> str:
    """Return the link that adds Haven to a server with exactly the permissions it uses."""
    names = {*SHARING_NEEDS, *FORUM_NEEDS, *CARE_NEEDS, *CHECKIN_NEEDS}
    permissions = discord.Permissions(**dict.fromkeys(names, True))
    return discord.utils.oauth_url(
        application_id, permissions=permissions, scopes=("bot", "applications.commands")
    )
