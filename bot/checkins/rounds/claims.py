"""Claims each due time once, across restarts, sleep of the machine and changes of the clock.

- A due time becomes a row in the transaction that moves the schedule on to its next one. The table
  refuses a second row for the same due time.
- Several due times that passed while Haven was not running become one round.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.checkins.outcomes import Gone
from bot.checkins.questions.bank import Bank, Question, choose, scored
from bot.checkins.questions.group_questions import GroupQuestions
from bot.checkins.rounds import notice_store, transitions
from bot.checkins.rounds import store as round_store
from bot.checkins.rules import (
    LEAST_OPEN,
    Late,
    QuestionSet,
    Round,
    RoundState,
    Schedule,
    Standing,
    lateness,
)
from bot.checkins.schedules import store as schedule_store
from bot.checkins.schedules.audit import AuditEntry
from bot.checkins.schedules.plans import PlanChangeKind
from bot.checkins.schedules.recurrence import latest_due, next_due
from bot.core.db import Database, Reader, Transaction

log = logging.getLogger(__name__)

BATCH = 100
"""Schedules claimed in one transaction: other writers wait a few hundredths of a second for it."""

PUT_OFF = 3600
"""Seconds until a schedule that cannot be read is tried again."""


@dataclass(frozen=True, slots=True)
class Running:
    """The round was created. Without ``message_id`` it is still to be sent, at the next try."""

    round_: Round


@dataclass(frozen=True, slots=True)
class AlreadyOpen:
    """A round of this schedule takes answers or waits to be sent, so no second one was created."""

    round_: Round


@dataclass(frozen=True, slots=True)
class TooSoon:
    """The next due time (UTC seconds) would end a round before members had time to answer."""

    next_due: int


class RoundClaims:
    """Creates rounds from due times, and ends rounds that a later one replaces."""

    def __init__(
        self, db: Database, own: GroupQuestions, bank: Bank, new_id: Callable[[], str]
    ) -> None:
        self._db = db
        self._own = own
        self._bank = bank
        self._new_id = new_id

    async def claim_due(self, now: int) -> list[str]:
        """Claim every due time, in batches, and return the ids of the rounds that were replaced.

        The caller destroys the ballots of the returned rounds.
        """
        replaced: list[str] = []

        def claim(tx: Transaction) -> tuple[int, list[str]]:
            due, gone = round_store.due_schedules(tx, now, BATCH), list[str]()
            for schedule_id in due:
                gone += self._claim_or_put_off(tx, schedule_id, now)
            return len(due), gone

        # Read first: most ticks find nothing and must not cost a commit.
        if await self._db.read(lambda r: round_store.due_schedules(r, now, 1)):
            found = BATCH
            while found == BATCH:
                found, gone = await self._db.write(claim)
                replaced += gone
        return replaced

    async def recompute_dues(self, now: int) -> None:
        """Compute every next due time again, and make due now whatever waits for a retry.

        Needed after a start, because an update may have changed the rules of a time zone, and after
        the clock was set back, because the due times computed from the wrong clock may be far away.
        A message that was sent is not sent twice: its due time already has a row.
        """

        def reckon(tx: Transaction, after: str) -> str | None:
            found = round_store.not_due(tx, now, after, BATCH)
            for schedule_id in found:
                self._reckon_or_leave(tx, schedule_id, now)
            return found[-1] if len(found) == BATCH else None

        def set_back(tx: Transaction) -> None:
            transitions.follow_clock_back(tx, now)
            notice_store.follow_clock_back(tx, now)

        await self._db.write(set_back)
        after: str | None = ""
        while after is not None:
            after = await self._db.write(lambda tx, after=after: reckon(tx, after))

    async def end_deleted(self, now: int, limit: int) -> list[str]:
        """Cancel the rounds of deleted schedules; return their ids, to destroy their ballots."""
        found = await self._db.read(lambda r: round_store.of_deleted(r, limit))
        if not found:
            return []

        def end(tx: Transaction) -> list[str]:
            # Read again in the transaction: an admin may have restored the schedule meanwhile.
            still = round_store.of_deleted(tx, limit)
            return [each for each in still if transitions.cancel(tx, each, now)]

        return await self._db.write(end)

    async def run_now(
        self, guild_id: int, schedule_id: str, entry: AuditEntry
    ) -> Running | AlreadyOpen | TooSoon | Gone:
        """Create a round out of turn; the schedule's own due times stay as they are."""

        def make(tx: Transaction) -> Running | AlreadyOpen | TooSoon | Gone:
            schedule = schedule_store.get(tx, guild_id, schedule_id)
            if schedule is None or schedule.standing is Standing.DELETED:
                return Gone()
            if live := round_store.live(tx, schedule_id):
                return AlreadyOpen(live[-1])
            if schedule.next_due is not None and schedule.next_due - entry.now < LEAST_OPEN:
                return TooSoon(schedule.next_due)
            round_ = self._round(tx, schedule, entry.now, entry.now, Late.POST, 0)
            while not round_store.add(tx, round_):  # a round was missed in this very second
                round_ = replace(round_, due_at=round_.due_at + 1)
            entry.note(tx, PlanChangeKind.RUN_NOW, schedule)
            return Running(round_)

        return await self._db.write(make)

    def next_questions(
        self, reader: Reader, guild_id: int, schedule_id: str | None, question_set: QuestionSet
    ) -> tuple[Question, ...]:
        """Return what a schedule (None: a new one) would ask next."""
        if question_set is QuestionSet.CORE:
            return choose(self._bank, question_set, (), {})
        asked = round_store.asked(reader, schedule_id) if schedule_id else {}
        own = self._own.live(reader, guild_id) if question_set is QuestionSet.OWN else ()
        return choose(self._bank, question_set, own, asked)

    def _claim_or_put_off(self, tx: Transaction, schedule_id: str, now: int) -> list[str]:
        try:
            schedule = schedule_store.by_id(tx, schedule_id)
            if schedule is not None and schedule.next_due is not None:
                return self._claim(tx, schedule, schedule.next_due, now)
        except (ValueError, OverflowError, KeyError):
            # For example, the tables no longer have its time zone. It must not block other
            # schedules.
            log.exception("a schedule cannot be read; it is looked at again in an hour")
            round_store.set_next_due(tx, schedule_id, now + PUT_OFF)
        return []

    def _reckon_or_leave(self, tx: Transaction, schedule_id: str, now: int) -> None:
        try:
            schedule = schedule_store.by_id(tx, schedule_id)
            if schedule is None or schedule.next_due is None:
                return
            due = next_due(schedule.plan.recurrence, now)
        except (ValueError, OverflowError, KeyError):
            log.exception("a schedule cannot be read; it stays as it is")
            return
        if due != schedule.next_due:
            round_store.set_next_due(tx, schedule_id, due)

    def _claim(self, tx: Transaction, schedule: Schedule, first: int, now: int) -> list[str]:
        recurrence = schedule.plan.recurrence
        due_at, passed = latest_due(recurrence, first, now)
        late = lateness(schedule.plan, due_at, now)
        earlier = round_store.live(tx, schedule.schedule_id)
        unseen = [each for each in earlier if _surely_unseen(each)]
        collapsed = max(0, passed - 1) + sum(each.collapsed + 1 for each in unseen)
        round_ = self._round(tx, schedule, due_at, now, late, collapsed)
        round_store.set_next_due(tx, schedule.schedule_id, next_due(recurrence, now))
        if not round_store.add(tx, round_):
            return []  # the clock was set back, and this due time already has its round
        for each in earlier:
            if each.state is RoundState.OPEN:
                transitions.end_now(tx, each.round_id, now)
            elif each in unseen:
                transitions.missed(
                    tx, each.round_id, now, announced=True
                )  # the new round counts it
            else:
                transitions.cancel(tx, each.round_id, now)  # its message may have been sent
        return [each.round_id for each in earlier if each.state is not RoundState.OPEN]

    def _round(
        self, tx: Transaction, schedule: Schedule, due_at: int, now: int, late: Late, collapsed: int
    ) -> Round:
        plan, posted = schedule.plan, late is Late.POST
        questions = self.next_questions(
            tx, schedule.guild_id, schedule.schedule_id, plan.question_set
        )
        return Round(
            round_id=self._new_id(),
            schedule_id=schedule.schedule_id,
            guild_id=schedule.guild_id,
            channel_id=plan.channel_id,
            due_at=due_at,
            state=RoundState.WAITING if posted else RoundState.MISSED,
            collapsed=collapsed,
            question_keys=tuple(question.key for question in questions),
            scored=scored(questions),
            nonce=self._new_id(),
            try_at=now,
            remind_nonce=self._new_id(),
            notice_nonce=self._new_id(),
            shown=not posted,
        )


def _surely_unseen(round_: Round) -> bool:
    return round_.state is RoundState.WAITING and round_.claimed_at is None
