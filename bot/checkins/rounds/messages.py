"""Sends everything about one round to Discord: its message, how it ended, and the notice.

One row, one step at a time. Each claim reads the next step from the row:

- a waiting round is posted;
- for a round that has ended, first its message is edited to say so, then the notice is sent;
- a ballot box that was prepared for a round that will not be posted is destroyed.
"""

from dataclasses import dataclass
from enum import Enum

from bot.checkins.rounds import store as round_store
from bot.checkins.rounds import transitions
from bot.checkins.rounds.notices import ResultShowing, Telling
from bot.checkins.rounds.posting import Posting, Ready, RoundContext
from bot.checkins.rules import Round, RoundState
from bot.core.db import Reader, Transaction
from bot.core.delivery import (
    Claim,
    Customer,
    Follow,
    Item,
    Job,
    Refusal,
    Repeat,
    Retry,
    Sent,
)


class RoundStep(Enum):
    """One step of delivering a round."""

    POST = "post"
    SHOW = "show"
    TELL = "tell"
    TIDY = "tidy"


@dataclass(frozen=True, slots=True)
class RoundTask:
    """One step, and the round as the claim left it."""

    step: RoundStep
    round_: Round


class RoundMessages(Customer[RoundTask]):
    """The engine's customer for rounds: posts, shows and announces. Keys are ids of rounds."""

    name = "rounds"
    lane = "check-ins"

    def __init__(self, context: RoundContext) -> None:
        self._box = context.box
        self._posting = Posting(context)
        self._showing = ResultShowing(context)
        self._telling = Telling(context)

    def due(self, reader: Reader, now: int, per_group: int) -> list[Item]:
        """Return rounds to be posted, and ended rounds still to be shown or announced."""
        return [
            Item(guild_id, round_id)
            for round_id, guild_id in round_store.due_work(reader, now, per_group)
        ]

    async def prepare(self, key: str, now: int) -> Claim[RoundTask]:
        """Prepare the ballot box of a round that is posted for the first time; return its claim."""
        ready = await self._posting.prepare(key, now)
        return lambda tx, key, now: self._claim(tx, key, now, ready)

    def claim(self, tx: Transaction, key: str, now: int) -> Job[RoundTask] | None:
        """Claim a step that needs no preparation."""
        return self._claim(tx, key, now, None)

    def _claim(
        self, tx: Transaction, key: str, now: int, ready: Ready | None
    ) -> Job[RoundTask] | None:
        before = round_store.by_id(tx, key)
        if before is None:
            return None
        if before.state is RoundState.WAITING:
            if before.try_at > now:
                return None
            round_ = self._posting.claim(tx, before, now, ready)
            return _once(RoundStep.POST, before, round_, before.claimed_at)
        if ready is not None:  # it was cancelled while its ballot box was prepared
            return _freely(RoundStep.TIDY, before)
        if before.state is RoundState.OPEN or before.try_at > now:
            return None
        if not before.shown:
            return _freely(RoundStep.SHOW, before)
        if before.notice_done:
            return None
        round_ = self._telling.claim(tx, before, now)
        return _once(RoundStep.TELL, before, round_, before.notice_claimed_at)

    async def find(self, job: Job[RoundTask]) -> Sent | Refusal | None:
        """Look for the round's message, or for the notice about it."""
        if job.what.step is RoundStep.POST:
            return await self._posting.find(job.what.round_)
        return await self._telling.find(job.what.round_)

    async def send(self, job: Job[RoundTask]) -> Sent | Refusal | None:
        """Carry out the step."""
        round_ = job.what.round_
        match job.what.step:
            case RoundStep.POST:
                return await self._posting.send(round_)
            case RoundStep.SHOW:
                return await self._showing.send(round_)
            case RoundStep.TELL:
                return await self._telling.send(round_)
            case RoundStep.TIDY:
                await self._box.destroy([round_.round_id])
                return None

    def sent(self, tx: Transaction, job: Job[RoundTask], sent: Sent | None) -> None:
        """Record that the step is done."""
        round_ = job.what.round_
        match job.what.step:
            case RoundStep.POST:
                if sent is not None:
                    self._posting.sent(tx, round_, sent)
            case RoundStep.SHOW:
                self._showing.sent(tx, round_, sent)
            case RoundStep.TELL:
                self._telling.sent(tx, round_, sent)
            case RoundStep.TIDY:
                pass

    def refused(
        self, tx: Transaction, job: Job[RoundTask], refusal: Refusal, retry: Retry
    ) -> Follow | None:
        """Postpone the step, or give it up."""
        round_ = job.what.round_
        match job.what.step:
            case RoundStep.POST:
                return self._posting.refused(tx, round_, refusal, retry)
            case RoundStep.SHOW:
                self._showing.refused(tx, round_, refusal, retry)
            case RoundStep.TELL:
                self._telling.refused(tx, round_, refusal, retry)
            case RoundStep.TIDY:
                pass
        return None

    def release(self, tx: Transaction, job: Job[RoundTask]) -> None:
        """Record that the message was certainly not sent."""
        round_id = job.what.round_.round_id
        if job.what.step is RoundStep.POST:
            transitions.unclaim(tx, round_id)
        else:
            transitions.unclaim_notice(tx, round_id)

    def opened(self, tx: Transaction, round_: Round, sent: Sent) -> None:
        """Record that a round's message was sent, whichever way Haven learned it."""
        self._posting.sent(tx, round_, sent)

    def put_off(self, tx: Transaction, key: str, at: int) -> None:
        """Try again at ``at``; a claim is kept."""
        transitions.put_off(tx, key, at)

    def retry_now(self, tx: Transaction, guild_id: int | None, now: int, after: int) -> None:
        """Make due now what was postponed."""
        transitions.retry_now(tx, guild_id, now, after)


def _once(
    step: RoundStep, before: Round, round_: Round | None, claimed_at: int | None
) -> Job[RoundTask] | None:
    if round_ is None:
        return None
    return Job(what=RoundTask(step, round_), attempts=before.attempts, claimed_at=claimed_at)


def _freely(step: RoundStep, round_: Round) -> Job[RoundTask]:
    return Job(what=RoundTask(step, round_), attempts=round_.attempts, repeat=Repeat.FREELY)
