"""The names the privacy mirror looks for, without the privileged members intent.

Haven sees a member's names when they press or write something; those are held in memory, a
bounded number a group, and never stored. Words of a draft that look like a name are looked up in
the group's member list as well.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable

import discord

log = logging.getLogger(__name__)

NAMES_A_GROUP = 2000
LOOK_UPS = 8
LOOK_UP_SECONDS = 2.0


def names_of(member: discord.Member | discord.User) -> set[str]:
    """Every name that this person goes by in this group."""
    names = {member.name, member.global_name, member.display_name}
    return {name for name in names if name}


class NameBook:
    """Names seen lately, by group and member."""

    def __init__(self) -> None:
        self._seen: dict[int, OrderedDict[int, set[str]]] = {}

    def saw(self, guild_id: int, member: discord.Member | discord.User) -> None:
        """Notes the names of somebody who is here."""
        if member.bot:
            return
        book = self._seen.setdefault(guild_id, OrderedDict())
        book[member.id] = names_of(member)
        book.move_to_end(member.id)
        if len(book) > NAMES_A_GROUP:
            book.popitem(last=False)

    def forget(self, guild_id: int) -> None:
        """Drops a group's names."""
        self._seen.pop(guild_id, None)

    async def others(
        self, guild: discord.Guild, author_id: int, candidates: Iterable[str]
    ) -> set[str]:
        """Names of other members: those seen lately, and those the candidates are found to be."""
        found: set[str] = set()
        for word in list(candidates)[:LOOK_UPS]:
            for member in await self._look_up(guild, word):
                if member.id != author_id and not member.bot:
                    found |= names_of(member)
        for member_id, names in self._seen.setdefault(guild.id, OrderedDict()).items():
            if member_id != author_id:
                found |= names
        return found

    async def _look_up(self, guild: discord.Guild, word: str) -> list[discord.Member]:
        try:
            async with asyncio.timeout(LOOK_UP_SECONDS):
                return await guild.query_members(query=word, limit=5, cache=False)
        except (TimeoutError, discord.HTTPException, discord.ClientException):
            # The mirror then knows only the names it has seen; it never claims to know all.
            log.info("a name could not be looked up")
            return []
