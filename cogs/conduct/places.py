"""Where Haven looks after named members' messages, and where it does not."""

import discord

from bot.groups.rules import Group


def in_care_channel(group: Group, channel: object) -> bool:
    """Return whether a channel is the care channel or one of its threads.

    The care team quotes what it found there: that is no message to be screened.
    """
    places = {getattr(channel, "id", None), getattr(channel, "parent_id", None)} - {None}
    return group.care_channel_id in places


def channel_in(guild: discord.Guild | None, channel_id: int) -> object:
    """Return the channel or thread of this id as far as Haven knows it."""
    known = guild.get_channel_or_thread(channel_id) if guild is not None else None
    return known or discord.Object(channel_id)
