"""Posts a round's message once, after its ballot box is ready to take answers.

One part of :class:`bot.checkins.rounds.messages.RoundMessages`.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.checkins.ballots.box import BallotBox
from bot.checkins.gateway import CheckinGateway
from bot.checkins.rounds import notice_store, transitions
from bot.checkins.rounds import store as round_store
from bot.checkins.rounds.view import RoundView, layout
from bot.checkins.rules import (
    DOWN_ATTEMPTS,
    Late,
    Parked,
    Round,
    RoundState,
    Schedule,
    Standing,
    closes_at,
    lateness,
    remind_at,
)
from bot.checkins.schedules import store as schedule_store
from bot.checkins.schedules.recurrence import next_due
from bot.core.db import Database, Reader, Transaction
from bot.core.delivery import Follow, Refusal, Retry, Sent
from bot.groups.service import Groups

log = logging.getLogger(__name__)

_WHY = {
    Refusal.GONE: Parked.CHANNEL_GONE,
    Refusal.FORBIDDEN: Parked.NOT_ALLOWED,
    Refusal.LOCKED: Parked.NOT_ALLOWED,
    Refusal.INVALID: Parked.DISCORD_DOWN,
    Refusal.LATER: Parked.DISCORD_DOWN,
}
"""What a refusal means for the schedule, as the notice to the team says it."""


@dataclass(frozen=True, slots=True)
class RoundContext:
    """The dependencies that every part of the rounds shares."""

    db: Database
    groups: Groups
    box: BallotBox
    view: RoundView
    gateway: CheckinGateway
    clock: Callable[[], datetime]
    new_id: Callable[[], str]

    def now(self) -> int:
        """Return the current time in UTC seconds."""
        return int(self.clock().timestamp())


@dataclass(frozen=True, slots=True)
class Ready:
    """What a first claim needs: the round's channel, and how many people could answer there."""

    channel_id: int
    eligible: int | None


class Posting:
    """The step that sends the message of a waiting round."""

    def __init__(self, context: RoundContext) -> None:
        self._context = context
        self._db = context.db
        self._gateway = context.gateway

    async def prepare(self, round_id: str, now: int) -> Ready | None:
        """Prepare the ballot box for a first claim; None when no first claim is to be made now.

        A round that is too late by now is marked as missed instead.
        """
        found = await self._db.read(lambda r: self._look(r, round_id, now))
        if found is None:
            return None
        round_, schedule = found
        if _too_late(round_, schedule, now):
            await self._db.write(lambda tx: transitions.missed(tx, round_id, now))
            await self._context.box.destroy([round_id])
            return None
        questions = await self._db.read(lambda r: self._context.view.questions(r, round_))
        await self._context.box.open_round(round_id, round_.guild_id, layout(round_, questions))
        channel_id = schedule.plan.channel_id
        return Ready(channel_id, await self._gateway.eligible(round_.guild_id, channel_id))

    def claim(self, tx: Transaction, before: Round, now: int, ready: Ready | None) -> Round | None:
        """Record that the message may be on Discord from now on; return the claimed round."""
        if before.claimed_at is not None:
            return transitions.claim_again(tx, before.round_id)
        current = schedule_store.by_id(tx, before.schedule_id)
        if ready is None or current is None or current.plan.channel_id != ready.channel_id:
            return None  # an admin has just chosen another channel: the next try posts there
        plan, runs = current.plan, current.standing is Standing.ACTIVE
        # Not the round's own due time: after the clock was set back, that is still to come.
        last = max(now, before.due_at)
        following = next_due(plan.recurrence, last) if runs else None
        end = closes_at(plan, now, following)
        return transitions.claim(
            tx,
            before.round_id,
            channel_id=ready.channel_id,
            now=now,
            closes_at=end,
            remind_at=remind_at(plan, now, end),
            eligible=ready.eligible,
        )

    async def find(self, round_: Round) -> Sent | Refusal | None:
        """Look for the message in the channel it was sent to."""
        return await self._gateway.find_round(round_)

    async def send(self, round_: Round) -> Sent | Refusal:
        """Send the message."""
        card = await self._db.read(lambda r: self._context.view.open_card(r, round_))
        return await self._gateway.send_round(self._context.groups.get(round_.guild_id), card)

    def sent(self, tx: Transaction, round_: Round, sent: Sent) -> None:
        """Record that the message was sent. Repeating it is harmless."""
        now = self._context.now()
        transitions.opened(tx, round_.round_id, sent.message_id, now)
        notice_store.unpark(tx, round_.schedule_id, self._context.new_id(), now)

    def refused(
        self, tx: Transaction, round_: Round, refusal: Refusal, retry: Retry
    ) -> Follow | None:
        """Postpone the round, and notify the team if only people can fix the cause."""
        now, later = self._context.now(), refusal is Refusal.LATER
        if retry.looking and not later:
            # Haven cannot tell whether the message was sent. It waits while the answer matters.
            schedule = self._context.view.schedule(tx, round_)
            if _too_late(round_, schedule, now):
                transitions.missed(tx, round_.round_id, now)
                return lambda: self._context.box.destroy([round_.round_id])
        if not retry.keep:
            transitions.unclaim(tx, round_.round_id)
        transitions.put_off(tx, round_.round_id, retry.at)
        if not later or round_.attempts >= DOWN_ATTEMPTS:
            nonce = self._context.new_id()
            notice_store.park(tx, round_.schedule_id, _WHY[refusal], nonce, now)
        return None

    def _look(self, reader: Reader, round_id: str, now: int) -> tuple[Round, Schedule] | None:
        """Return a waiting round whose message was certainly not sent, and its schedule."""
        round_ = round_store.by_id(reader, round_id)
        if round_ is None or round_.state is not RoundState.WAITING:
            return None
        if round_.claimed_at is not None or round_.try_at > now:
            return None
        return round_, self._context.view.schedule(reader, round_)


def _too_late(round_: Round, schedule: Schedule, now: int) -> bool:
    return lateness(schedule.plan, round_.due_at, now) is Late.MISS
