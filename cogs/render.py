"""What the messages of all features share: colours, times, shortened words, bounded lists."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

import discord

from bot.core import text
from bot.discord.protocol import EMBED_MAX

CALM = discord.Color(0x5B8DB8)
QUIET = discord.Color(0x8A94A6)
MESSAGE_MAX = 2000
"""Max characters of a message, by Discord's documentation."""
CARD_WORDS = 900


def moment(when: datetime | int) -> str:
    """Return a time as Discord shows it in each reader's own time zone."""
    seconds = when if isinstance(when, int) else int(when.timestamp())
    return f"<t:{seconds}:f>"


def day(when: date) -> str:
    """Return the moment a day begins, as each reader's Discord shows dates."""
    midnight = datetime(when.year, when.month, when.day, tzinfo=UTC)
    return f"<t:{int(midnight.timestamp())}:D>"


def shorten(words: str, length: int = CARD_WORDS) -> str:
    """Return the beginning of a text, escaped, for a card."""
    cut = words if len(words) <= length else words[: length - 1] + "…"
    return text.escape(cut)


def as_many(entries: Iterable[str], length: int = EMBED_MAX) -> str:
    """Return as many of the first entries as fit whole into an embed; each is a line or more."""
    shown = ""
    for entry in entries:
        longer = f"{shown}\n{entry}" if shown else entry
        if len(longer) > length:
            break
        shown = longer
    return shown


def group_name(guild: discord.Guild | None) -> str:
    """Return a group's name, escaped: its owner may have used any characters."""
    return text.escape(guild.name) if guild is not None else "your group"
