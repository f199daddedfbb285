"""What check-ins keep about admins. Nothing that could be shown is kept about who answers."""

from datetime import datetime

from bot.checkins.schedules import store
from bot.core.db import Reader, Transaction


class ScheduleData:
    """The history of schedules as personal data: which admin made each change."""

    def export(self, reader: Reader, guild_id: int, member_id: int) -> dict[str, list[str]]:
        """Return the changes that this admin made in one group, by table."""
        return store.export(reader, guild_id, member_id)

    def forget(self, tx: Transaction, guild_id: int, member_id: int, now: int) -> None:
        """Erase this admin's id from their changes; the changes stay."""
        store.forget(tx, guild_id, member_id)

    def purge(self, tx: Transaction, now: datetime) -> None:
        """Delete nothing: the history goes with its schedule."""
