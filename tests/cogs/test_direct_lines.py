"""Private lines name the group: exactly its name, whatever its owner has put into it."""

import discord
import pytest

from bot.core import text
from bot.groups.rules import Group
from cogs.gateway import DiscordGateway
from tests.cogs.world import dms, stored
from tests.harness import Room, text_of

ODD = "*We* [here] _all_ `x` <@1>"


@pytest.mark.parametrize("key", ["tell.answered", "tell.returned"])
async def test_a_line_to_an_author_shows_the_groups_name_as_it_is(room: Room, key: str) -> None:
    post = await stored(room, await room.share("Alice", "Hello."))
    _rename(room)

    await DiscordGateway(room.bot).tell_author(room.who("Alice").id, post, key)

    _names_the_group(dms(room, "Alice"))


async def test_a_line_to_the_owner_shows_the_groups_name_as_it_is(room: Room) -> None:
    _rename(room)

    await DiscordGateway(room.bot).tell_owner(Group(guild_id=room.group.guild.id))

    _names_the_group(room.group.guild.owner.dm_channel.history())


def _rename(room: Room) -> None:
    guild = room.bot.get_guild(room.group.guild.id)
    assert guild is not None
    guild.name = ODD


def _names_the_group(lines: list[discord.Message]) -> None:
    [told] = lines
    shown = text_of(told)
    assert ODD not in shown
    assert ODD in text.unescape(shown)
