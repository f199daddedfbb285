"""Requests to Discord other than answers: refusals as values, channels, messages already out."""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

import aiohttp
import discord
from discord import ui

from bot.core.delivery import Refusal
from bot.discord.client import Client
from bot.discord.protocol import ARCHIVED, TOO_MANY_THREADS, UNREACHABLE

log = logging.getLogger(__name__)
T = TypeVar("T")

LOOK_BACK = 5000
"""Max messages searched, from the claim on, for one that may be out already."""
CLOCK_SLACK = 120
"""Seconds by which this computer's clock and Discord's may differ."""


def channel_of(
    client: Client, guild_id: int, channel_id: int | None
) -> discord.abc.GuildChannel | Refusal:
    """Return a channel of the group, or why it cannot be reached."""
    guild = client.get_guild(guild_id)
    if guild is None or guild.unavailable:
        return Refusal.LATER  # an outage, or a reconnect: nothing says that it is gone
    channel = guild.get_channel(channel_id or 0)
    return channel if channel is not None else Refusal.GONE


def is_ours(client: Client, message: discord.Message, opaque_id: str) -> bool:
    """Return whether Haven sent this message, by the opaque id that ends one of its buttons."""
    if client.user is None or message.author.id != client.user.id:
        return False
    return any(
        str(getattr(child, "custom_id", "")).endswith(f":{opaque_id}")
        for row in message.components
        for child in getattr(row, "children", ())
    )


def since_claim(claimed_at: int | None) -> discord.Object | None:
    """Return where in a channel's history to begin: a little before the claim."""
    if claimed_at is None:
        return None
    begin = datetime.fromtimestamp(claimed_at - CLOCK_SLACK, UTC)
    return discord.Object(discord.utils.time_snowflake(begin))


async def done(work: Awaitable[object]) -> None:
    """Wait for ``work`` and drop what it returns."""
    await work


async def attempt(work: Callable[[], Awaitable[T]]) -> T | Refusal:
    """Run one exchange with Discord; return a refusal as a value."""
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


async def tell(
    client: Client,
    member_id: int,
    text: str,
    *embeds: discord.Embed,
    view: ui.View | None = None,
) -> bool:
    """Send a member a direct message; return False where they accept none."""
    shown = discord.utils.MISSING if view is None else view
    try:
        direct = await client.create_dm(discord.Object(member_id))
        await direct.send(text, embeds=list(embeds), view=shown)
    except UNREACHABLE as refused:
        code = getattr(refused, "code", 0)
        log.info("a member could not be written to", extra={"haven": {"code": code}})
        return False
    return True
