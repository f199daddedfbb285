"""A member's record: the team's steps about messages under their name, with the reasons."""

from collections.abc import Callable
from datetime import datetime

from bot.conduct import record_store
from bot.conduct.sanctions import Reason, Record, Sanction
from bot.core.db import Database
from bot.core.keys import Keyring

HOUR = 3600


class Records:
    """Stores, shows, undoes and expires records. The member is stored as a keyed tag."""

    def __init__(
        self,
        db: Database,
        keys: Keyring,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._db = db
        self._keys = keys
        self._clock = clock
        self._new_id = new_id

    async def note(
        self,
        guild_id: int,
        member_id: int,
        step: Sanction,
        reason: Reason,
        *,
        case_id: str | None,
        seconds: int = 0,
    ) -> Record:
        """Add a step to the member's record; ``seconds``: the length of a timeout."""
        now = int(self._clock().timestamp())
        record = Record(
            record_id=self._new_id(),
            guild_id=guild_id,
            case_id=case_id,
            step=step,
            reason=reason,
            made_at=now - now % HOUR,
            until=now + seconds if seconds else None,
        )
        tag = self.tag(guild_id, member_id)
        await self._db.write(lambda tx: record_store.add(tx, record, tag))
        return record

    async def of_member(self, guild_id: int, member_id: int) -> list[Record]:
        """Return the member's own record, newest first."""
        tag = self.tag(guild_id, member_id)
        return await self._db.read(lambda r: record_store.of_member(r, guild_id, tag))

    async def get(self, guild_id: int, record_id: str) -> Record | None:
        """Return one record of this group; None when it is not found."""
        return await self._db.read(lambda r: record_store.get(r, guild_id, record_id))

    async def of_appeal(self, guild_id: int, case_id: str) -> Record | None:
        """Return the record that an appeal is about; None when it is not found."""
        return await self._db.read(lambda r: record_store.of_appeal(r, guild_id, case_id))

    async def undo(self, guild_id: int, record_id: str) -> Record | None:
        """Mark a step as taken back; return the record, or None when it already was."""
        if not await self._db.write(lambda tx: record_store.mark_undone(tx, guild_id, record_id)):
            return None
        return await self.get(guild_id, record_id)

    def tag(self, guild_id: int, member_id: int) -> bytes:
        """Return the tag that identifies a member in the records of one group."""
        return record_tag(self._keys, guild_id, member_id)


def record_tag(keys: Keyring, guild_id: int, member_id: int) -> bytes:
    """Return the tag that identifies a member in the records of one group."""
    return keys.tag("record", guild_id, member_id)
