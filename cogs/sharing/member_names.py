"""The names that the privacy mirror looks for, without the privileged members intent.

- Haven learns a member's names when the member presses or writes something.
- Names are kept in memory only, at most ``NAMES_A_GROUP`` members a group, until Haven is removed.
- Words of a draft that look like a name are looked up in the group's member list as well.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

import discord
from discord.ext import commands

from bot.discord.client import Client

log = logging.getLogger(__name__)

NAMES_A_GROUP = 2000
LOOK_UPS = 8
LOOK_UP_SECONDS = 2.0
"""Max seconds that all look-ups of one draft may take together."""


def names_of(member: discord.Member | discord.User) -> set[str]:
    """Return every name that a member goes by in this group."""
    names = {member.name, member.global_name, member.display_name}
    return {name for name in names if name}


class MemberNames:
    """The names seen lately, by group and member."""

    def __init__(self) -> None:
        self._seen: dict[int, OrderedDict[int, set[str]]] = {}

    def saw(self, guild_id: int, member: discord.Member | discord.User) -> None:
        """Remember the names of a member who is active now."""
        if member.bot:
            return
        group = self._seen.setdefault(guild_id, OrderedDict())
        group[member.id] = names_of(member)
        group.move_to_end(member.id)
        if len(group) > NAMES_A_GROUP:
            group.popitem(last=False)

    def forget(self, guild_id: int) -> None:
        """Drop a group's names."""
        self._seen.pop(guild_id, None)

    async def others(
        self, guild: discord.Guild, author_id: int, candidates: Iterable[str]
    ) -> set[str]:
        """Return names of other members: those seen lately, and those found for candidates."""
        found: set[str] = set()
        for member in await _look_up(guild, list(candidates)[:LOOK_UPS]):
            if member.id != author_id and not member.bot:
                found |= names_of(member)
        for member_id, names in self._seen.setdefault(guild.id, OrderedDict()).items():
            if member_id != author_id:
                found |= names
        return found


async def _look_up(guild: discord.Guild, words: list[str]) -> list[discord.Member]:
    """Return the members found for any of the words, all looked up at once."""
    if not words:
        return []
    tasks = [asyncio.create_task(_look_up_one(guild, word)) for word in words]
    try:
        done, late = await asyncio.wait(tasks, timeout=LOOK_UP_SECONDS)
    finally:
        for task in tasks:
            task.cancel()
    if late:
        # The mirror then knows only the names it has found; it never claims to know all.
        log.info("names could not be looked up in time", extra={"haven": {"count": len(late)}})
    return [member for task in done for member in task.result()]


async def _look_up_one(guild: discord.Guild, word: str) -> list[discord.Member]:
    try:
        return await guild.query_members(query=word, limit=5, cache=False)
    except (TimeoutError, discord.HTTPException, discord.ClientException):
        log.info("a name could not be looked up")
        return []


class NameListener(commands.Cog):
    """The listener that learns the names of members who write.

    It forgets the names of a group that removes Haven.
    """

    def __init__(self, names: MemberNames) -> None:
        self._names = names

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Remember the names of the member who wrote."""
        spoken = message.type in (discord.MessageType.default, discord.MessageType.reply)
        if message.guild is not None and spoken:
            self._names.saw(message.guild.id, message.author)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Forget the group's names."""
        self._names.forget(guild.id)


async def setup(client: Client) -> None:
    """Register the names, and learn from each interaction that may be observed."""
    names = MemberNames()

    def observe(interaction: "discord.Interaction[Any]") -> None:
        if interaction.guild_id is not None:
            names.saw(interaction.guild_id, interaction.user)

    client.register(names)
    client.on_use(observe)
    await client.add_cog(NameListener(names))
