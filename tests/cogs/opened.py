"""The cases of a room's group, as they have become."""

from bot.cases.rules import Kind, NewCase
from bot.db import Reader
from tests.harness import Room


async def opened(room: Room, *kinds: Kind) -> list[NewCase]:
    """Every case of the room's group; ``kinds``: of these only."""
    services, guild_id = room.bot.services, room.group.guild.id

    def look(reader: Reader) -> list[str]:
        found = reader.all("SELECT card_id FROM card WHERE guild_id = $1", guild_id)
        return [row["card_id"] for row in found]

    found = [await services.cases.look(guild_id, one) for one in await services.db.read(look)]
    return [one for one in found if one is not None and (not kinds or one.kind in kinds)]
