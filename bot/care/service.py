"""What carers do with cases: claim, release, put off, escalate, close, reopen.

- Callers have checked that the person who presses belongs to the care team of this group.
- Methods named ``..._in`` run inside a transaction of the caller's, on the database's thread, so
  that a case and its subject change together.
"""

from collections.abc import Callable
from datetime import datetime

from bot.care import counts as bands
from bot.care import ladder
from bot.care.case import OPEN_MOST, Case, CaseFault, CaseKind, Closing, Done, NewCase, Opened, What
from bot.care.counts import Stats
from bot.care.opening import Opening
from bot.care.store import calls, cards, cases, clocks, counts, duty, history
from bot.care.tallies import count_closing, count_rules
from bot.core.db import Database, Reader, Transaction
from bot.screening.verdict import Level


class Cases:
    """The cases of every group."""

    def __init__(
        self,
        db: Database,
        opening: Opening,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._db = db
        self._opening = opening
        self._clock = clock
        self._new_id = new_id

    def _now(self) -> int:
        return int(self._clock().timestamp())

    async def open(self, new: NewCase) -> Opened:
        """Open a case in its own transaction."""
        return await self._db.write(lambda tx: self.open_in(tx, new))

    def open_in(self, tx: Transaction, new: NewCase) -> Opened:
        """Open a case."""
        return self._opening.open(tx, new)

    async def get(self, guild_id: int, case_id: str) -> Case | None:
        """Return a case of this group."""
        return await self._db.read(lambda r: cases.get(r, guild_id, case_id))

    async def of_talk(self, talk_id: str) -> list[Case]:
        """Return the cases about a talk, the open one first."""
        return await self._db.read(lambda r: cases.of_talk(r, talk_id))

    async def history(self, guild_id: int, case_id: str) -> list[Done] | None:
        """Return the history of a case; None when it is not this group's case."""

        def look(reader: Reader) -> list[Done] | None:
            if cases.get(reader, guild_id, case_id) is None:
                return None
            return history.of_case(reader, case_id)

        return await self._db.read(look)

    async def stats(self, guild_id: int) -> Stats:
        """Return the counts since Haven came to this group."""
        return await self._db.read(lambda r: Stats(counts.of_group(r, guild_id)))

    async def claim(self, guild_id: int, case_id: str, member_id: int) -> CaseFault | None:
        """Give a case to a carer and cancel its calls."""
        now = self._now()

        def save(tx: Transaction) -> CaseFault | None:
            case = open_case(tx, guild_id, case_id)
            if isinstance(case, CaseFault):
                return case
            again = case.holder_id == member_id  # it had become more urgent, and they have seen it
            if not again and case.holder_id is not None:
                return CaseFault.TAKEN
            if not again and len(cases.open_of_holder(tx, guild_id, member_id)) >= OPEN_MOST:
                return CaseFault.FULL
            cases.set_holder(tx, case_id, member_id)
            clocks.set_next(tx, case_id, case.step, now + ladder.REMIND, put_off=True)
            calls.cancel(tx, case_id)
            if not again:
                self._step(tx, case_id, What.CLAIMED, member_id)
                band = bands.band((now - case.began_at) / 60)
                counts.add(tx, guild_id, "first", f"{case.level.name} {band}")
            return None

        return await self._db.write(save)

    async def release(self, guild_id: int, case_id: str, member_id: int) -> CaseFault | None:
        """Take a case from its carer; restart its clock, so that others are called."""

        def save(tx: Transaction) -> CaseFault | None:
            case = open_case(tx, guild_id, case_id)
            if isinstance(case, CaseFault):
                return case
            if case.holder_id != member_id:
                return CaseFault.NOT_YOURS
            self._release(tx, case, member_id)
            return None

        return await self._db.write(save)

    async def step_back(self, guild_id: int, member_id: int) -> list[str]:
        """Release every case of a carer and take them off duty; return the ids of the cases."""

        def save(tx: Transaction) -> list[str]:
            released = cases.open_of_holder(tx, guild_id, member_id)
            for case in released:
                self._release(tx, case, member_id)
            duty.end(tx, guild_id, member_id)
            return [case.case_id for case in released]

        return await self._db.write(save)

    async def snooze(
        self, guild_id: int, case_id: str, member_id: int, hours: int
    ) -> CaseFault | None:
        """Call no one for ``hours``. A case of the level "now" must have a carer first."""
        until = self._now() + hours * 3600

        def save(tx: Transaction) -> CaseFault | None:
            case = open_case(tx, guild_id, case_id)
            if isinstance(case, CaseFault):
                return case
            if case.holder_id not in (None, member_id):
                return CaseFault.TAKEN
            if case.level is Level.Q3 and case.holder_id is None:
                return CaseFault.TOO_LATE
            clocks.set_next(tx, case_id, case.step, until, put_off=True)
            calls.cancel(tx, case_id)
            cases.mark_changed(tx, case_id)
            self._step(tx, case_id, What.SNOOZED, member_id, str(hours))
            return None

        return await self._db.write(save)

    async def escalate(self, guild_id: int, case_id: str, member_id: int) -> CaseFault | None:
        """Make a case one level more urgent; its first call is due at once."""
        now = self._now()

        def save(tx: Transaction) -> CaseFault | None:
            case = open_case(tx, guild_id, case_id)
            if isinstance(case, CaseFault):
                return case
            if case.level is Level.Q3:
                return CaseFault.LOUDEST
            level = Level(max(case.level + 1, Level.Q2))
            cases.set_holder(tx, case_id, None)
            clocks.start(tx, case_id, level, now, now)
            self._step(tx, case_id, What.ESCALATED, member_id, level.name)
            return None

        return await self._db.write(save)

    async def close(
        self, guild_id: int, case_id: str, member_id: int, closing: Closing
    ) -> CaseFault | None:
        """Close a case with a reason, which is counted for each of its rules."""

        def save(tx: Transaction) -> CaseFault | None:
            case = open_case(tx, guild_id, case_id)
            if isinstance(case, CaseFault):
                return case
            self._end(tx, case_id, closing)
            self._step(tx, case_id, What.CLOSED, member_id, closing.value)
            count_closing(tx, case, closing, counts.add)
            return None

        return await self._db.write(save)

    async def reopen(self, guild_id: int, case_id: str, member_id: int) -> CaseFault | None:
        """Undo a closing; the clock starts again with its calmest call."""

        def save(tx: Transaction) -> CaseFault | None:
            case = cases.get(tx, guild_id, case_id)
            if case is None:
                return CaseFault.GONE
            if case.open or case.kind is CaseKind.HELD:
                return CaseFault.TOO_LATE
            if case.closing is not None:
                count_closing(tx, case, case.closing, counts.subtract)
            self.reopen_in(tx, case)
            self._step(tx, case_id, What.REOPENED, member_id)
            return None

        return await self._db.write(save)

    async def set_done(self, guild_id: int, case_id: str, *, done: bool) -> Case | None:
        """Close a report without a reason, or open it again; return it as it is afterwards.

        None: it is not a report of this group. Other kinds are decided on, or closed with a reason.
        """

        def save(tx: Transaction) -> Case | None:
            case = cases.get(tx, guild_id, case_id)
            if case is None or case.kind is not CaseKind.REPORT:
                return None
            if done and case.open:
                self._end(tx, case_id, None)
            elif not done and not case.open:
                if case.closing is not None:
                    count_closing(tx, case, case.closing, counts.subtract)
                self.reopen_in(tx, case)
            return cases.get(tx, guild_id, case_id)

        return await self._db.write(save)

    async def note(
        self,
        guild_id: int,
        what: What,
        member_id: int,
        *,
        post_id: str,
        detail: str | None = None,
    ) -> None:
        """Record in the history of a post's cases what a carer decided about it."""

        def save(tx: Transaction) -> None:
            for case in cases.of_post(tx, post_id):
                if case.guild_id != guild_id:
                    continue
                self._step(tx, case.case_id, what, member_id, detail)
                if case.kind is CaseKind.HELD and what in (What.APPROVED, What.RETURNED):
                    # A post that may appear after a carer has read it was held for nothing.
                    right = what is What.RETURNED
                    count_rules(tx, case, counts.add, right=right)

        await self._db.write(save)

    async def note_on(
        self, guild_id: int, case_id: str, what: What, member_id: int, *, detail: str | None = None
    ) -> None:
        """Record in the history of one case what a carer did about it."""

        def save(tx: Transaction) -> None:
            if cases.get(tx, guild_id, case_id) is not None:
                self._step(tx, case_id, what, member_id, detail)
                cases.mark_changed(tx, case_id)

        await self._db.write(save)

    def reopen_in(self, tx: Transaction, case: Case) -> None:
        """Open a closed case again, with a calm clock: a carer is looking at it already."""
        now, calm = self._now(), min(case.level, Level.Q1)
        cases.reopen(tx, case.case_id)
        calls.cancel(tx, case.case_id)  # earlier versions left some when a decision closed it
        clocks.start(tx, case.case_id, calm, now, ladder.next_call(calm, now, 0))

    def has_card(self, reader: Reader, guild_id: int, message_id: int) -> bool:
        """Return whether this message is a card."""
        return cards.by_message(reader, guild_id, message_id) is not None

    def card_deleted(self, tx: Transaction, guild_id: int, message_id: int) -> None:
        """Note that a card's message was deleted by hand: it is sent again while open."""
        cards.lost(tx, guild_id, message_id, self._new_id())

    def talk_gone(self, tx: Transaction, talk_id: str) -> None:
        """Close the cases of a talk that is gone with all its words; delete whose talk it was."""
        for case in cases.of_talk(tx, talk_id):
            cases.drop_member(tx, case.case_id)
            cases.drop_words(tx, case.case_id)
            if case.open:
                self._end(tx, case.case_id, Closing.NOTHING)

    def _end(self, tx: Transaction, case_id: str, closing: Closing | None) -> None:
        cases.close(tx, case_id, closing, self._now())
        calls.cancel(tx, case_id)

    def _release(self, tx: Transaction, case: Case, member_id: int) -> None:
        now = self._now()
        cases.set_holder(tx, case.case_id, None)
        call_at = ladder.next_call(case.level, now, 0)
        clocks.start(tx, case.case_id, case.level, now, call_at)
        self._step(tx, case.case_id, What.RELEASED, member_id)

    def _step(
        self,
        tx: Transaction,
        case_id: str,
        what: What,
        member_id: int | None = None,
        detail: str | None = None,
    ) -> None:
        now = self._now()
        history.add(tx, self._new_id(), case_id, what, now, member_id=member_id, detail=detail)


def open_case(reader: Reader, guild_id: int, case_id: str) -> Case | CaseFault:
    """Return a case of this group if it is open, else why it cannot be changed."""
    case = cases.get(reader, guild_id, case_id)
    if case is None:
        return CaseFault.GONE
    return case if case.open else CaseFault.CLOSED
