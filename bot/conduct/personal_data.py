"""The data that conduct keeps about members, for ``/my data``, erasing and the hourly purge."""

from datetime import datetime, timedelta

from bot.conduct import record_store
from bot.conduct.records import record_tag
from bot.conduct.sanctions import RECORD_DAYS
from bot.core.db import Reader, Transaction
from bot.core.keys import Keyring


class RecordData:
    """Records of warnings, timeouts and removals. Active records expire; they cannot be erased."""

    def __init__(self, keys: Keyring) -> None:
        self._keys = keys

    def export(self, reader: Reader, guild_id: int, member_id: int) -> dict[str, list[str]]:
        """Return this member's rows in one group, by table."""
        return record_store.export(reader, guild_id, record_tag(self._keys, guild_id, member_id))

    def forget(self, tx: Transaction, guild_id: int, member_id: int, now: int) -> None:
        """Erase the records that the team took back."""
        record_store.forget(tx, guild_id, record_tag(self._keys, guild_id, member_id))

    def purge(self, tx: Transaction, now: datetime) -> None:
        """Delete expired records and old entries about offers of support."""
        moment = int((now - timedelta(days=RECORD_DAYS)).timestamp())
        record_store.drop_before(tx, moment)
        record_store.drop_offers_before(tx, moment)
