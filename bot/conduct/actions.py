"""The team's actions on a case about something written under a member's own name.

- There are two separate paths: a member in crisis is offered support; for harm there are steps.
- Every press reads from the database which of the two applies to the case.
"""

from dataclasses import dataclass

from bot.care.cards import Cards
from bot.care.case import CaseKind, MessageRef, NewCase, Opened
from bot.care.service import Cases
from bot.conduct import record_store
from bot.conduct.messages import categories
from bot.conduct.records import Records
from bot.conduct.sanctions import Concern, Sanction, steps
from bot.core.db import Database, Transaction
from bot.screening.service import Screening
from bot.screening.verdict import Category, Level, Place


@dataclass(frozen=True, slots=True)
class ActionCase:
    """A case, reduced to its member and its message."""

    case_id: str
    member_id: int | None
    message: MessageRef | None
    categories: frozenset[Category]
    words: str

    @property
    def steps(self) -> frozenset[Sanction]:
        """Return what the team may do about harm; empty when crisis is in the case."""
        there = self.message is not None and self.message.message_id != 0
        named = self.member_id is not None
        return steps(Concern(self.categories, named=named, message=there))

    @property
    def support(self) -> bool:
        """Return whether support can be offered: the author or the message's place is known."""
        return self.member_id is not None or self.message is not None


class Actions:
    """Finds cases for the cogs and records what was done."""

    def __init__(
        self,
        db: Database,
        cases: Cases,
        cards: Cards,
        records: Records,
        screening: Screening,
    ) -> None:
        self._db = db
        self._screening = screening
        self._cases = cases
        self._cards = cards
        self._records = records

    async def about(self, guild_id: int, case_id: str) -> ActionCase | None:
        """Return the case; None when it is not this group's or is no longer kept."""
        case = await self._cards.look(guild_id, case_id)
        if case is None:
            return None
        return ActionCase(case_id, case.member_id, case.message, case.categories, case.words)

    async def may(self, guild_id: int, case_id: str, step: Sanction) -> ActionCase | None:
        """Return the case when this step may be taken on it now, else None."""
        about = await self.about(guild_id, case_id)
        return about if about is not None and step in about.steps else None

    async def unsent(self, guild_id: int, case_id: str) -> None:
        """Delete an offer that did not arrive, so that it can be made again."""
        await self._db.write(lambda tx: record_store.drop_offer(tx, guild_id, case_id))

    async def first_offer(self, guild_id: int, case_id: str, now: int) -> bool:
        """Record that support is offered on a case; False when it was offered before."""
        return await self._db.write(lambda tx: record_store.note_offer(tx, guild_id, case_id, now))

    async def appeal(
        self, guild_id: int, member_id: int, record_id: str, words: str
    ) -> Opened | None:
        """Open a case for a second look at a step; None if already asked, or not this member's."""
        tag = self._records.tag(guild_id, member_id)
        # A member in distress about the step gets the same response as any other member in
        # distress.
        verdict = await self._screening.judge_fully(guild_id, words, Place.FREE)
        reading = verdict.reading

        def ask(tx: Transaction) -> Opened | None:
            record = record_store.may_appeal(tx, guild_id, record_id, tag)
            if record is None:
                return None
            opened = self._cases.open_in(
                tx,
                NewCase(
                    guild_id=guild_id,
                    kind=CaseKind.APPEAL,
                    level=max(reading.level, Level.Q1),
                    categories=categories(reading),
                    about_id=record.case_id,
                    member_id=member_id,
                    words=words,
                    reason=record.reason.value,
                ),
            )
            record_store.set_appeal(tx, record_id, opened.case_id)
            return opened

        return await self._db.write(ask)
