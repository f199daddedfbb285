"""What features register with the client: their state by class, and observers of interactions."""

import discord
import pytest

from cogs.sharing.counts import CountRefreshes
from cogs.sharing.member_names import MemberNames
from tests.harness import Room


async def test_a_feature_finds_the_state_that_it_registered(room: Room) -> None:
    class Mine:
        pass

    mine = Mine()
    room.bot.register(mine)

    assert room.bot.state(Mine) is mine
    assert isinstance(room.bot.state(MemberNames), MemberNames)
    assert isinstance(room.bot.state(CountRefreshes), CountRefreshes)


async def test_state_that_nobody_registered_is_missed_at_once(room: Room) -> None:
    with pytest.raises(KeyError):
        room.bot.state(Room)


async def test_observers_see_a_use_unless_its_feature_forbids_it(room: Room) -> None:
    seen: list[str] = []

    def observe(interaction: discord.Interaction[discord.Client]) -> None:
        seen.append(str((interaction.data or {}).get("custom_id", "")))

    post = await room.share("Alice", "Hello.")
    room.bot.on_use(observe)
    await room.press("Bob", post, "I hear you")
    room.bot.never_observe("share:")
    await room.press("Chen", post, "I hear you")

    assert len(seen) == 1
    assert seen[0].startswith("share:hear:")
