"""Care's data about members and carers, for ``/my data``, erasing and the hourly purge."""

from datetime import datetime, timedelta

from bot.care.case import CLOSED_DAYS
from bot.care.seals import CaseSeals
from bot.care.store import cases, clocks, duty, people
from bot.care.store.people import IsAbout
from bot.core.db import Reader, Transaction


class CaseData:
    """Cases about a member, and a carer's decisions, cases and duty."""

    def __init__(self, seals: CaseSeals) -> None:
        self._seals = seals

    def export(self, reader: Reader, guild_id: int, member_id: int) -> dict[str, list[str]]:
        """Return the rows about this member in one group, by table."""
        tag, is_about = self._seals.tag(guild_id, member_id), self._is_about(member_id)
        about = {case.case_id for case in people.about(reader, guild_id, tag, is_about)}
        return {
            "case_step": people.steps_of(reader, guild_id, member_id),
            "care_case": sorted(about | set(people.of_holder(reader, guild_id, member_id))),
            "duty": people.duties_of(reader, guild_id, member_id),
        }

    def forget(self, tx: Transaction, guild_id: int, member_id: int, now: int) -> None:
        """Erase this member: decisions stay without who made them, cases without their person."""
        for case in cases.open_of_holder(tx, guild_id, member_id):
            clocks.set_next(tx, case.case_id, case.step, now, put_off=False)
        people.drop_carer(tx, guild_id, member_id)
        tag, is_about = self._seals.tag(guild_id, member_id), self._is_about(member_id)
        for case in people.about(tx, guild_id, tag, is_about):
            people.drop_case_of(tx, case)

    def purge(self, tx: Transaction, now: datetime) -> None:
        """Delete people and words whose key has ended, duties that ended, and cases long closed."""
        people.drop_until(tx, now.date().isoformat())
        duty.drop_ended(tx, int(now.timestamp()))
        kept_since = now - timedelta(days=CLOSED_DAYS)
        people.drop_ended_before(tx, int(kept_since.timestamp()))

    def _is_about(self, member_id: int) -> IsAbout:
        return lambda case: self._seals.member_of(case) == member_id
