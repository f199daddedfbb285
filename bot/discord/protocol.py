"""What Discord fixes: its error codes, its limits, and how a request can fail."""

import aiohttp
import discord

ARCHIVED = 50083
"""The thread is archived."""

TOO_MANY_THREADS = 160006
"""The server has reached its limit of active threads."""

EXPIRED = {10008, 10015, 10062, 40060}
"""Codes for an answer that comes too late: unknown message, unknown webhook (the token has
expired), unknown interaction (more than 3 seconds), already acknowledged."""

UNREACHABLE = (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError)
"""What a failing request raises: a refusal, or no connection."""

EMBED_MAX = 4096
"""Max characters of an embed's description."""

NO_PINGS = discord.AllowedMentions.none()
"""Pings no one. discord.py adds the client's default to what is sent, but not to edits."""
