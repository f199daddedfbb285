"""Looking at the cases that are there, for tests of whatever opens them."""

from bot.care.case import NewCase
from bot.services import Services


async def opened(services: Services, guild_id: int) -> list[NewCase]:
    """Every case of a group as it stands, the oldest first."""
    rows = await services.db.read(
        lambda r: r.all(
            "SELECT c.case_id FROM care_case c JOIN case_step s ON s.case_id = c.case_id "
            "WHERE c.guild_id = $1 AND s.what = 'opened' ORDER BY s.at, c.case_id",
            guild_id,
        )
    )
    found = [await services.cards.look(guild_id, row["case_id"]) for row in rows]
    return [case for case in found if case is not None]
