"""The carers on duty, who are called first."""

from collections.abc import Callable
from datetime import datetime

from bot.care.store import duty
from bot.core.db import Database


class Roster:
    """Puts carers on duty and takes them off."""

    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock

    async def on_duty(self, guild_id: int) -> tuple[int, ...]:
        """Return the carers on duty now."""
        return tuple(member_id for member_id, _ in await self.shown(guild_id))

    async def shown(self, guild_id: int) -> list[tuple[int, int | None]]:
        """Return (carer, end) of everyone on duty; the end is None when they chose none."""
        now = int(self._clock().timestamp())
        return await self._db.read(lambda r: duty.on_duty(r, guild_id, now))

    async def on(self, guild_id: int, member_id: int, hours: int | None) -> int | None:
        """Put a carer on duty; return until when, None when they chose no end."""
        until = int(self._clock().timestamp()) + hours * 3600 if hours else None
        await self._db.write(lambda tx: duty.start(tx, guild_id, member_id, until))
        return until

    async def off(self, guild_id: int, member_id: int) -> bool:
        """Take a carer off duty; return False when they were off already."""
        return await self._db.write(lambda tx: duty.end(tx, guild_id, member_id))
