"""Where Haven screens members' messages, and where it does not."""

import discord

from bot.groups.rules import Group


def in_care_channel(group: Group, channel: object) -> bool:
    """Return whether a channel is the care channel or one of its threads.

    The care team quotes there what it found, so its messages are not screened.
    """
    places = {getattr(channel, "id", None), getattr(channel, "parent_id", None)} - {None}
    return group.care_channel_id in places


def channel_in(guild: discord.Guild | None, channel_id: int) -> object:
    """Return the channel or thread with this id; a bare object when Haven does not know it."""
    known = guild.get_channel_or_thread(channel_id) if guild is not None else None
    return known or discord.Object(channel_id)
