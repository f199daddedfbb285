"""A round goes out, and its channel is reminded: exactly once, whatever dies in between.

As with everything that Haven posts, a row is claimed, then sent with its nonce, then marked. A
claim found after a crash says that the message may be out: a young one is sent again with the same
nonce, which Discord answers with the first message; an older one is looked for in the channel, and
adopted.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.checkins.ballots.box import BallotBox
from bot.checkins.gateway import Gateway
from bot.checkins.rounds import notice_store, transitions
from bot.checkins.rounds import store as round_store
from bot.checkins.rounds.view import RoundBook, layout
from bot.checkins.rules import (
    DOWN_ATTEMPTS,
    MEND_SECONDS,
    Late,
    Parked,
    Round,
    RoundState,
    Schedule,
    Standing,
    closes_at,
    lateness,
    nonce_holds,
    remind_at,
)
from bot.checkins.schedules import store as schedule_store
from bot.checkins.schedules.recurrence import next_due
from bot.core.db import Database, Reader, Transaction
from bot.core.sending import Refusal, Sent, backoff
from bot.groups.service import Groups

log = logging.getLogger(__name__)

_WHY = {
    Refusal.GONE: Parked.CHANNEL_GONE,
    Refusal.FORBIDDEN: Parked.NOT_ALLOWED,
    Refusal.LOCKED: Parked.NOT_ALLOWED,
    Refusal.INVALID: Parked.DISCORD_DOWN,
    Refusal.LATER: Parked.DISCORD_DOWN,
}
"""What a refusal means for the schedule, in the words of the notice to the team."""


@dataclass(frozen=True, slots=True)
class Hands:
    """What every part of the rounds works with."""

    db: Database
    groups: Groups
    box: BallotBox
    book: RoundBook
    gateway: Gateway
    clock: Callable[[], datetime]
    new_id: Callable[[], str]

    def now(self) -> int:
        """UTC seconds."""
        return int(self.clock().timestamp())


class Posting:
    """Sends rounds and reminders. Whoever calls makes sure that a round is sent once at a time."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._db = hands.db
        self._gateway = hands.gateway

    async def post(self, round_id: str) -> None:
        """Sends a waiting round, or finds out that it is out already, or that it is too late."""
        found = await self._db.read(lambda r: self._look(r, round_id))
        if found is None:
            return
        round_, schedule = found
        known = round_.claimed_at is not None
        if round_.claimed_at is not None and not nonce_holds(round_.claimed_at, self._hands.now()):
            there = await self._gateway.find_round(round_)
            if isinstance(there, Sent):
                await self.opened(round_, there)
                return
            if there is not None and there is not Refusal.GONE:
                await self._cannot_look(round_, schedule, there)
                return
            # It is not there, or its channel is not: either way nobody sees it.
            await self._db.write(lambda tx: transitions.unclaim(tx, round_id))
            known = False
        if not known and _too_late(round_, schedule, self._hands.now()):
            await self._miss(round_)
            return
        claimed = await (self._again(round_id) if known else self._claim(round_, schedule))
        if claimed is None:
            await self._tidy(round_id)
            return
        card = await self._db.read(lambda r: self._hands.book.open_card(r, claimed))
        group = self._hands.groups.get(claimed.guild_id)
        outcome = await self._gateway.send_round(group, card)
        if isinstance(outcome, Sent):
            await self.opened(claimed, outcome)
        else:
            await self._refused(claimed, outcome, maybe_out=known)

    async def remind(self, round_id: str) -> None:
        """Reminds the channel of an open round once, or not at all."""
        before, now = await self._db.read(lambda r: round_store.by_id(r, round_id)), self._now()
        if before is None or before.remind_at is None or before.remind_at > now:
            return
        claimed_at = before.remind_claimed_at
        anew = claimed_at is None
        if claimed_at is not None and not nonce_holds(claimed_at, now):
            there = await self._gateway.find_reminder(before)
            if there is not None:
                await self._reminded(before, there)
                return
            anew = True
        round_ = await self._db.write(
            lambda tx: transitions.claim_reminder(tx, round_id, now, anew=anew)
        )
        if round_ is None:  # its time is over: to remind people now would be cruel
            await self._db.write(lambda tx: transitions.reminded(tx, round_id))
            return
        group = self._hands.groups.get(round_.guild_id)
        await self._reminded(round_, await self._gateway.send_reminder(group, round_))

    def _now(self) -> int:
        return self._hands.now()

    def _look(self, reader: Reader, round_id: str) -> tuple[Round, Schedule] | None:
        round_ = round_store.by_id(reader, round_id)
        if round_ is None or round_.state is not RoundState.WAITING:
            return None
        return round_, self._hands.book.schedule(reader, round_)

    async def _claim(self, round_: Round, schedule: Schedule) -> Round | None:
        """Readies everything for answers, then notes that the message may be out from now on."""
        round_id = round_.round_id
        questions = await self._db.read(lambda r: self._hands.book.questions(r, round_))
        await self._hands.box.open_round(round_id, round_.guild_id, layout(round_, questions))
        channel_id = schedule.plan.channel_id
        eligible = await self._gateway.eligible(round_.guild_id, channel_id)
        now = self._now()

        def save(tx: Transaction) -> Round | None:
            current = schedule_store.by_id(tx, round_.schedule_id)
            if current is None or current.plan.channel_id != channel_id:
                return None  # an admin has just chosen another: the next try goes there
            plan, runs = current.plan, current.standing is Standing.ACTIVE
            # Not its own due time, which is still to come where the clock was set back.
            last = max(now, round_.due_at)
            following = next_due(plan.recurrence, last) if runs else None
            end = closes_at(plan, now, following)
            return transitions.claim(
                tx,
                round_id,
                channel_id=channel_id,
                now=now,
                closes_at=end,
                remind_at=remind_at(plan, now, end),
                eligible=eligible,
            )

        return await self._db.write(save)

    async def _again(self, round_id: str) -> Round | None:
        return await self._db.write(lambda tx: transitions.claim_again(tx, round_id))

    async def _tidy(self, round_id: str) -> None:
        """A round that was cancelled while its ballot box was made ready needs none."""
        after = await self._db.read(lambda r: round_store.by_id(r, round_id))
        if after is None or after.state is not RoundState.WAITING:
            await self._hands.box.destroy([round_id])

    async def opened(self, round_: Round, sent: Sent) -> None:
        """The message is out. Repeating it is harmless."""
        now, nonce = self._now(), self._hands.new_id()

        def save(tx: Transaction) -> None:
            transitions.opened(tx, round_.round_id, sent.message_id, now)
            notice_store.unpark(tx, round_.schedule_id, nonce, now)

        await self._db.write(save)

    async def _refused(self, round_: Round, refusal: Refusal, *, maybe_out: bool) -> None:
        """Tries again later; the claim stays while an earlier message may be out."""
        certain = refusal is not Refusal.LATER
        if refusal is Refusal.INVALID:
            log.error(
                "Discord will not have a round", extra={"haven": {"attempt": round_.attempts}}
            )
        keep = not certain or (maybe_out and refusal is not Refusal.GONE)
        wait = MEND_SECONDS if certain else int(backoff(round_.attempts).total_seconds())
        await self._put_off(round_, refusal, wait, keep=keep)

    async def _cannot_look(self, round_: Round, schedule: Schedule, refusal: Refusal) -> None:
        """Whether the message is out cannot be told now; for as long as it matters, that waits."""
        if refusal is not Refusal.LATER and _too_late(round_, schedule, self._now()):
            await self._miss(round_)
            return
        later = refusal is Refusal.LATER
        wait = int(backoff(round_.attempts).total_seconds()) if later else MEND_SECONDS
        await self._again(round_.round_id)  # counts the attempt
        await self._put_off(round_, refusal, wait, keep=True)

    async def _put_off(self, round_: Round, refusal: Refusal, wait: int, *, keep: bool) -> None:
        now, nonce = self._now(), self._hands.new_id()

        def save(tx: Transaction) -> None:
            if not keep:
                transitions.unclaim(tx, round_.round_id)
            transitions.put_off(tx, round_.round_id, now + wait)
            if refusal is not Refusal.LATER or round_.attempts >= DOWN_ATTEMPTS:
                notice_store.park(tx, round_.schedule_id, _WHY[refusal], nonce, now)

        await self._db.write(save)

    async def _miss(self, round_: Round) -> None:
        now = self._now()
        await self._db.write(lambda tx: transitions.missed(tx, round_.round_id, now))
        await self._hands.box.destroy([round_.round_id])

    async def _reminded(self, round_: Round, outcome: Sent | Refusal) -> None:
        if outcome is Refusal.LATER:
            at = self._now() + int(backoff(round_.attempts).total_seconds())
            await self._db.write(lambda tx: transitions.put_off_reminder(tx, round_.round_id, at))
            return
        if outcome is Refusal.INVALID:
            log.error("Discord will not have a reminder")
        await self._db.write(lambda tx: transitions.reminded(tx, round_.round_id))


def _too_late(round_: Round, schedule: Schedule, now: int) -> bool:
    return lateness(schedule.plan, round_.due_at, now) is Late.MISS
