"""What every gateway to Discord shares: refusals as values, looking for what may be out already."""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

import aiohttp
import discord

from bot.core.delivery import Refusal
from bot.discord.boundary import Client
from bot.groups.rules import Group

log = logging.getLogger(__name__)
T = TypeVar("T")

ARCHIVED = 50083
TOO_MANY_THREADS = 160006
LOOK_BACK = 5000
"""Messages searched, from the claim on, for one that may be out already."""
CLOCK_SLACK = 120
"""Seconds by which this computer's clock and Discord's may differ."""


def channel_of(
    client: Client, group: Group, channel_id: int | None
) -> discord.abc.GuildChannel | Refusal:
    """A channel of the group, or how it cannot be reached."""
    guild = client.get_guild(group.guild_id)
    if guild is None or guild.unavailable:
        return Refusal.LATER  # an outage, or a reconnect: nothing says that it is gone
    channel = guild.get_channel(channel_id or 0)
    return channel if channel is not None else Refusal.GONE


def is_ours(client: Client, message: discord.Message, opaque_id: str) -> bool:
    """Whether Haven sent this message, by the opaque id at the end of one of its buttons."""
    if client.user is None or message.author.id != client.user.id:
        return False
    return any(
        str(getattr(child, "custom_id", "")).endswith(f":{opaque_id}")
        for row in message.components
        for child in getattr(row, "children", ())
    )


def since_claim(claimed_at: int | None) -> discord.Object | None:
    """Where in a channel's history to begin: a little before the claim."""
    if claimed_at is None:
        return None
    begin = datetime.fromtimestamp(claimed_at - CLOCK_SLACK, UTC)
    return discord.Object(discord.utils.time_snowflake(begin))


async def done(work: Awaitable[object]) -> None:
    """Waits for ``work`` and drops what it returns."""
    await work


async def attempt(work: Callable[[], Awaitable[T]]) -> T | Refusal:
    """Runs one conversation with Discord; what it may well refuse becomes a value."""
    try:
        return await work()
    except discord.Forbidden as refused:
        return Refusal.LOCKED if refused.code == ARCHIVED else Refusal.FORBIDDEN
    except discord.NotFound:
        return Refusal.GONE
    except discord.HTTPException as refused:
        log.info(
            "Discord refused",
            extra={"haven": {"status": refused.status, "code": refused.code}},
        )
        if refused.code == ARCHIVED:
            return Refusal.LOCKED
        if refused.status == 429 or refused.status >= 500 or refused.code == TOO_MANY_THREADS:
            return Refusal.LATER
        return Refusal.INVALID
    except (aiohttp.ClientError, OSError, TimeoutError):
        return Refusal.LATER
