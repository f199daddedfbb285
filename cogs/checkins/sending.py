"""Sends check-in messages to a channel, and renders the pictures in them."""

import io
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import discord

from bot.checkins.results.pictures import Pictures
from bot.checkins.results.trend import Point
from bot.core.delivery import Refusal, Sent
from bot.core.wording import Wording
from bot.discord.calls import attempt, channel_of
from bot.discord.client import Client
from bot.groups.rules import Group
from cogs.checkins.render import (
    PICTURE,
    alt_text,
    chart_labels,
    chart_points,
)


async def send(
    client: Client,
    group: Group,
    channel_id: int,
    embed: discord.Embed,
    view: discord.ui.View | None = None,
    nonce: str | None = None,
    file: discord.File | None = None,
) -> Sent | Refusal:
    """Send a message of Haven's own to a channel of the group."""
    channel = channel_of(client, group.guild_id, channel_id)
    if not isinstance(channel, discord.TextChannel):
        return channel if isinstance(channel, Refusal) else Refusal.GONE
    parts: dict[str, Any] = {"view": view, "nonce": nonce, "file": file}
    given = {name: part for name, part in parts.items() if part is not None}

    async def post() -> Sent:
        message = await channel.send(embed=embed, **given)
        return Sent(channel.id, message.id)

    return await attempt(post)


async def picture(
    pictures: Pictures, content: Wording, points: Sequence[Point], place: ZoneInfo
) -> discord.File | None:
    """Return a trend as a file described in words; None when there is nothing to show."""
    png = await pictures.trend(chart_points(points), chart_labels(content), place)
    if png is None:
        return None
    alt = alt_text(content, points, place)
    return discord.File(io.BytesIO(png), PICTURE, description=alt)
