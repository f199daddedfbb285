"""The cases of a room's group, as they have become."""

from bot.care.case import CaseKind, NewCase
from tests.care import looking
from tests.harness import Room


async def opened(room: Room, *kinds: CaseKind) -> list[NewCase]:
    """Every case of the room's group, oldest first; ``kinds``: of these only."""
    found = await looking.opened(room.bot.services, room.group.guild.id)
    return [one for one in found if not kinds or one.kind in kinds]
