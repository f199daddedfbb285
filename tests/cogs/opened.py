"""The cases that stand open, as what was asked of them."""

from bot.cases.rules import NewCase
from tests.cases import looking
from tests.harness import Room


async def opened(room: Room) -> list[NewCase]:
    """Every case of the room's group, oldest first."""
    return await looking.opened(room.bot.services, room.group.guild.id)
