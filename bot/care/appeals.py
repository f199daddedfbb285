"""Answering an appeal: once, and by a carer who did not make the first decision.

- Every method runs inside the caller's transaction: the answer and what follows from it (a post
  that is put back) are saved together or not at all.
"""

from collections.abc import Callable
from datetime import datetime

from bot.care.case import ALONE_SECONDS, Case, CaseFault, CaseKind, Closing, What
from bot.care.service import open_case
from bot.care.store import calls, cases, counts, history
from bot.core.db import Database, Reader, Transaction

DECISIONS = frozenset({What.RETURNED, What.REMOVED, What.WARNED, What.TIMED_OUT})
"""The decisions that can be appealed against."""


class Appeals:
    """Answers to appeals of every kind."""

    def __init__(
        self, db: Database, clock: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._db = db
        self._clock = clock
        self._new_id = new_id

    async def may_answer(self, guild_id: int, case_id: str, member_id: int) -> CaseFault | None:
        """Return why this carer may not answer an appeal; None when they may."""
        return await self._db.read(lambda r: self.may_answer_in(r, guild_id, case_id, member_id))

    async def answer(
        self, guild_id: int, case_id: str, member_id: int, *, overturn: bool
    ) -> CaseFault | None:
        """Save the answer to an appeal and close it. The caller tells the member."""
        return await self._db.write(
            lambda tx: self.answer_in(tx, guild_id, case_id, member_id, overturn=overturn)
        )

    def open_of_post(self, reader: Reader, post_id: str) -> Case | None:
        """Return the open appeal about a post; None when there is none."""
        return cases.open_by_post(reader, post_id, CaseKind.APPEAL)

    def decided(self, reader: Reader, guild_id: int, post_id: str) -> str | None:
        """Return the case in which a post was decided on; None when there is none."""
        found = [case for case in cases.of_post(reader, post_id) if case.guild_id == guild_id]
        return found[0].case_id if found else None

    def may_answer_in(
        self, reader: Reader, guild_id: int, case_id: str, member_id: int
    ) -> CaseFault | None:
        """Return why this carer may not answer; None when they may.

        The carer who decided may answer only if no other has answered for :data:`ALONE_SECONDS`.
        """
        case = open_case(reader, guild_id, case_id)
        if isinstance(case, CaseFault):
            return case
        if case.kind is not CaseKind.APPEAL:
            return CaseFault.GONE
        before = history.deciders(reader, case.post_id, DECISIONS) if case.post_id else set[int]()
        if case.about_id is not None:
            steps = history.of_case(reader, case.about_id)
            before |= {one.member_id for one in steps if one.member_id and one.what in DECISIONS}
        now = int(self._clock().timestamp())
        if member_id in before and now - _opened_at(reader, case) < ALONE_SECONDS:
            return CaseFault.SAME
        return None

    def answer_in(
        self, tx: Transaction, guild_id: int, case_id: str, member_id: int, *, overturn: bool
    ) -> CaseFault | None:
        """Save the answer and close the appeal, if this carer may answer it."""
        fault = self.may_answer_in(tx, guild_id, case_id, member_id)
        if fault is not None:
            return fault
        now, what = int(self._clock().timestamp()), What.OVERTURNED if overturn else What.UPHELD
        cases.close(tx, case_id, Closing.HANDLED, now)
        calls.cancel(tx, case_id)
        history.add(tx, self._new_id(), case_id, what, now, member_id=member_id)
        counts.add(tx, guild_id, "closed", what.value)
        return None


def _opened_at(reader: Reader, case: Case) -> int:
    return min((done.at for done in history.of_case(reader, case.case_id)), default=case.began_at)
