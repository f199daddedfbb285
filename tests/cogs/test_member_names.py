"""The names that the mirror looks up: all at once, within one time limit, never stored."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from cogs.sharing import member_names
from cogs.sharing.member_names import LOOK_UPS, MemberNames
from tests.cogs.checkins import opened
from tests.harness import Room, custom_ids


class Members:
    """A group's member list; ``at_once``: it answers once so many look-ups are under way."""

    id = 1

    def __init__(self, at_once: int = 1, never: str = "") -> None:
        self._full = asyncio.Barrier(at_once)
        self._never = never
        self.cancelled = list[str]()

    async def query_members(self, *, query: str, limit: int, cache: bool) -> list[Any]:
        """Find the member whose name is the word."""
        try:
            if query == self._never:
                await asyncio.Event().wait()
            await self._full.wait()
        except asyncio.CancelledError:
            self.cancelled.append(query)
            raise
        who = {"name": query, "global_name": None, "display_name": query}
        return [SimpleNamespace(id=hash(query), bot=False, **who)]


def _group(members: Members) -> discord.Guild:
    return cast("discord.Guild", members)


async def test_look_ups_are_made_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(member_names, "LOOK_UP_SECONDS", 0.5)
    words = [f"name{number}" for number in range(LOOK_UPS)]

    found = await MemberNames().others(_group(Members(at_once=LOOK_UPS)), 7, words)

    assert found == set(words)


async def test_one_look_up_that_hangs_costs_no_other_its_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(member_names, "LOOK_UP_SECONDS", 0.05)
    members = Members(never="b")

    found = await MemberNames().others(_group(members), 7, ["a", "b", "c"])
    await asyncio.sleep(0)

    assert found == {"a", "c"}
    assert members.cancelled == ["b"]


async def test_no_more_words_are_looked_up_than_the_limit() -> None:
    words = [f"name{number}" for number in range(LOOK_UPS + 3)]

    found = await MemberNames().others(_group(Members()), 7, words)

    assert found == set(words[:LOOK_UPS])


async def _known(room: Room) -> set[str]:
    guild = room.bot.get_guild(room.group.guild.id)
    assert guild is not None
    return await room.bot.state(MemberNames).others(guild, 0, [])


async def test_names_are_learned_from_presses_and_messages_but_not_from_check_ins(
    room: Room,
) -> None:
    post = await room.share("Alice", "Hello.")
    await room.press("Bob", post, "I hear you")
    await room.who("Chen").send(room.group.lounge, "Good morning")
    message = await opened(room)
    await room.who("Lina").click(message, custom_id=custom_ids(message)[0])

    known = await _known(room)
    assert {"Bob", "Chen"} <= known
    assert "Lina" not in known


async def test_names_of_a_group_that_removed_haven_are_forgotten(room: Room) -> None:
    await room.who("Chen").send(room.group.lounge, "Good morning")
    guild = room.bot.get_guild(room.group.guild.id)
    assert guild is not None
    for listener in room.bot.extra_events["on_guild_remove"]:
        await listener(guild)

    assert await room.bot.state(MemberNames).others(guild, 0, []) == set()


def test_the_names_that_were_seen_longest_ago_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(member_names, "NAMES_A_GROUP", 2)
    names = MemberNames()
    for number in (1, 2, 1, 3):
        names.saw(1, cast("discord.Member", _member(number)))

    assert asyncio.run(names.others(_group(Members()), 0, [])) == {"name1", "name3"}


def _member(number: int) -> SimpleNamespace:
    name = f"name{number}"
    return SimpleNamespace(id=number, bot=False, name=name, global_name=None, display_name=name)
