"""The cases that stand open, as what was asked of them."""

from bot.cases.rules import NewCase
from tests.harness import Room


async def opened(room: Room) -> list[NewCase]:
    """Every case of the room's group, oldest first."""
    return list(room.bot.services.cases.opened)
