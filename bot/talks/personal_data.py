"""The data that talks keep about members, for ``/my data``, erasing and the hourly purge."""

from datetime import datetime

from bot.care.service import Cases
from bot.core.db import Reader, Transaction
from bot.talks import store
from bot.talks.seals import TalkSeals


class TalkData:
    """Talks and their lines. Deleting a talk also deletes its words on cases."""

    def __init__(self, seals: TalkSeals, cases: Cases) -> None:
        self._seals = seals
        self._cases = cases

    def export(self, reader: Reader, guild_id: int, member_id: int) -> dict[str, list[str]]:
        """Return this member's rows in one group, by table."""
        return store.export(reader, guild_id, self._seals.opens(member_id))

    def forget(self, tx: Transaction, guild_id: int, member_id: int, now: int) -> None:
        """Erase the member's talks with every word of both sides."""
        for talk_id in store.forget(tx, guild_id, self._seals.opens(member_id)):
            self._cases.talk_gone(tx, talk_id)

    def purge(self, tx: Transaction, now: datetime) -> None:
        """Delete lines and talks whose key is destroyed."""
        for talk_id in store.drop_until(tx, now.date().isoformat()):
            self._cases.talk_gone(tx, talk_id)
