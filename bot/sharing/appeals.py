"""Appeals of authors whose post came back: the author asks, another carer answers.

- The answer and what follows from it are one transaction: when two carers answer at once in
  opposite ways, the first answer counts and the second changes nothing.
"""

from bot.care.appeals import Appeals
from bot.care.case import CaseFault, CaseKind, NewCase, Opened
from bot.care.service import Cases
from bot.core.db import Database, Transaction
from bot.core.seals import Seals
from bot.screening.verdict import Category, Level, Reading
from bot.sharing import identity_store as identities
from bot.sharing.decisions import Decided, Decisions

UNREAD = Reading()
"""The reading of an empty text."""


class PostAppeals:
    """Appeals about posts."""

    def __init__(
        self, db: Database, seals: Seals, cases: Cases, appeals: Appeals, decisions: Decisions
    ) -> None:
        self._db = db
        self._seals = seals
        self._cases = cases
        self._appeals = appeals
        self._decisions = decisions

    async def ask(
        self,
        guild_id: int,
        member_id: int,
        post_id: str,
        words: str,
        reading: Reading = UNREAD,
    ) -> Opened | CaseFault:
        """Open an appeal of the author about a post that came back; one at a time.

        ``reading``: how screening read their words; a crisis in them only raises the urgency.
        """

        def save(tx: Transaction) -> Opened | CaseFault:
            record = identities.author(tx, post_id)
            if record is None or not self._seals.opens(member_id)(record):
                return CaseFault.GONE
            if self._appeals.open_of_post(tx, post_id) is not None:
                return CaseFault.TAKEN
            new = NewCase(
                guild_id=guild_id,
                kind=CaseKind.APPEAL,
                level=max(Level.Q1, reading.level),
                categories=reading.flags & {Category.CRISIS},
                post_id=post_id,
                about_id=self._appeals.decided(tx, guild_id, post_id),
                words=words,
            )
            return self._cases.open_in(tx, new)

        return await self._db.write(save)

    async def answer(
        self, guild_id: int, case_id: str, member_id: int, post_id: str, *, overturn: bool
    ) -> CaseFault | Decided:
        """Answer an appeal and, to overturn it, put the post back. The caller tells the author."""

        def save(tx: Transaction) -> CaseFault | Decided:
            fault = self._appeals.may_answer_in(tx, guild_id, case_id, member_id)
            if fault is not None:
                return fault
            if overturn:
                decided = self._decisions.put_back_in(tx, guild_id, post_id, appealed=True)
                if decided is not Decided.DONE:
                    return decided
            self._appeals.answer_in(tx, guild_id, case_id, member_id, overturn=overturn)
            return Decided.DONE

        return await self._db.write(save)
