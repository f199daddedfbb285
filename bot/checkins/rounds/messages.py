"""Everything that Discord has to hear of one round: it is posted, shown to be over, told about.

One row, one thing after another. What comes next is read from the row at each claim:

- a round that waits is posted;
- one that is over is first shown to be over on its message, then told about;
- a ballot box that was made ready for a round that will not be posted goes.
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
    """What is done for a round."""

    POST = "post"
    SHOW = "show"
    TELL = "tell"
    TIDY = "tidy"


@dataclass(frozen=True, slots=True)
class RoundTask:
    """One step, and the round as it stands since the claim."""

    step: RoundStep
    round_: Round


class RoundMessages(Customer[RoundTask]):
    """Posts, shows and tells. Keys are ids of rounds."""

    name = "rounds"
    lane = "check-ins"

    def __init__(self, hands: RoundContext) -> None:
        self._box = hands.box
        self._posting = Posting(hands)
        self._showing = ResultShowing(hands)
        self._telling = Telling(hands)

    def due(self, reader: Reader, now: int, per_group: int) -> list[Item]:
        """Return rounds to be posted, and rounds that are over and not shown or told yet."""
        return [
            Item(guild_id, round_id)
            for round_id, guild_id in round_store.due_work(reader, now, per_group)
        ]

    async def prepare(self, key: str, now: int) -> Claim[RoundTask]:
        """Make a round that is posted for the first time ready for answers."""
        ready = await self._posting.prepare(key, now)
        return lambda tx, key, now: self._claim(tx, key, now, ready)

    def claim(self, tx: Transaction, key: str, now: int) -> Job[RoundTask] | None:
        """Claim what needs no preparation."""
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
        if ready is not None:  # it was cancelled while its ballot box was made ready
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
        """Look for the round's message, or for what tells of it."""
        if job.what.step is RoundStep.POST:
            return await self._posting.find(job.what.round_)
        return await self._telling.find(job.what.round_)

    async def send(self, job: Job[RoundTask]) -> Sent | Refusal | None:
        """Do the step."""
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
        """Note that the step is done."""
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
        """Put the step off, or give it up."""
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
        """Note that the message surely is not out."""
        round_id = job.what.round_.round_id
        if job.what.step is RoundStep.POST:
            transitions.unclaim(tx, round_id)
        else:
            transitions.unclaim_notice(tx, round_id)

    def opened(self, tx: Transaction, round_: Round, sent: Sent) -> None:
        """Note that a round's message is out, however that became known."""
        self._posting.sent(tx, round_, sent)

    def put_off(self, tx: Transaction, key: str, at: int) -> None:
        """Try again later; a claim stays."""
        transitions.put_off(tx, key, at)

    def retry_now(self, tx: Transaction, guild_id: int | None, now: int, after: int) -> None:
        """Make due what was put off."""
        transitions.retry_now(tx, guild_id, now, after)


def _once(
    step: RoundStep, before: Round, round_: Round | None, claimed_at: int | None
) -> Job[RoundTask] | None:
    if round_ is None:
        return None
    return Job(what=RoundTask(step, round_), attempts=before.attempts, claimed_at=claimed_at)


def _freely(step: RoundStep, round_: Round) -> Job[RoundTask]:
    return Job(what=RoundTask(step, round_), attempts=round_.attempts, repeat=Repeat.FREELY)
