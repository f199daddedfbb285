"""What care keeps about members and carers, for ``/my data``, erasing and the hourly purge."""

from datetime import datetime

from bot.care import case_store
from bot.core.db import Reader, Transaction
from bot.core.seals import Seals


class CaseData:
    """Cases about a member, and what a carer decided, holds and is on duty for."""

    def __init__(self, seals: Seals) -> None:
        self._seals = seals

    def export(self, reader: Reader, guild_id: int, member_id: int) -> dict[str, list[str]]:
        """Return what stands for this member in one group, by table."""
        return case_store.export(reader, guild_id, member_id, self._tag(guild_id, member_id))

    def forget(self, tx: Transaction, guild_id: int, member_id: int, now: int) -> None:
        """Erase it: decisions stay without who made them, cases without who they are about."""
        case_store.forget(tx, guild_id, member_id, self._tag(guild_id, member_id), now)

    def purge(self, tx: Transaction, now: datetime) -> None:
        """Delete who and whose words once their key is destroyed, and duties that have ended."""
        case_store.purge(tx, now.date().isoformat(), int(now.timestamp()))

    def _tag(self, guild_id: int, member_id: int) -> bytes:
        return self._seals.tag("case", guild_id, "", member_id)
