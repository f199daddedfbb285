"""Writing to one member directly, where they take messages."""

import logging

import discord

from bot.discord.boundary import UNREACHABLE, Client

log = logging.getLogger(__name__)


async def tell(client: Client, member_id: int, text: str, *embeds: discord.Embed) -> bool:
    """Writes to a member directly; False where they take no messages."""
    try:
        direct = await client.create_dm(discord.Object(member_id))
        await direct.send(text, embeds=list(embeds))
    except UNREACHABLE as refused:
        code = getattr(refused, "code", 0)
        log.info("a member could not be written to", extra={"haven": {"code": code}})
        return False
    return True
