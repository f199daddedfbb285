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
from bot.checkins.rounds.notices import Showing, Telling
from bot.checkins.rounds.posting import Hands, Posting, Ready
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


class Step(Enum):
    """What is done for a round."""

    POST = "post"
    SHOW = "show"
    TELL = "tell"
    TIDY = "tidy"


@dataclass(frozen=True, slots=True)
class Task:
    """One step, and the round as it stands since the claim."""

    step: Step
    round_: Round


class RoundMessages(Customer[Task]):
    """Posts, shows and tells. Keys are ids of rounds."""

    name = "rounds"
    lane = "check-ins"

    def __init__(self, hands: Hands) -> None:
        self._box = hands.box
        self._posting = Posting(hands)
        self._showing = Showing(hands)
        self._telling = Telling(hands)

    def due(self, reader: Reader, now: int, per_group: int) -> list[Item]:
        """Return rounds to be posted, and rounds that are over and not shown or told yet."""
        return [
            Item(guild_id, round_id)
            for round_id, guild_id in round_store.due_work(reader, now, per_group)
        ]

    async def prepare(self, key: str, now: int) -> Claim[Task]:
        """Make a round that is posted for the first time ready for answers."""
        ready = await self._posting.prepare(key, now)
        return lambda tx, key, now: self._claim(tx, key, now, ready)

    def claim(self, tx: Transaction, key: str, now: int) -> Job[Task] | None:
        """Claim what needs no preparation."""
        return self._claim(tx, key, now, None)

    def _claim(self, tx: Transaction, key: str, now: int, ready: Ready | None) -> Job[Task] | None:
        before = round_store.by_id(tx, key)
        if before is None:
            return None
        if before.state is RoundState.WAITING:
            if before.try_at > now:
                return None
            round_ = self._posting.claim(tx, before, now, ready)
            return _once(Step.POST, before, round_, before.claimed_at)
        if ready is not None:  # it was cancelled while its ballot box was made ready
            return _freely(Step.TIDY, before)
        if before.state is RoundState.OPEN or before.try_at > now:
            return None
        if not before.shown:
            return _freely(Step.SHOW, before)
        if before.notice_done:
            return None
        round_ = self._telling.claim(tx, before, now)
        return _once(Step.TELL, before, round_, before.notice_claimed_at)

    async def find(self, job: Job[Task]) -> Sent | Refusal | None:
        """Look for the round's message, or for what tells of it."""
        if job.what.step is Step.POST:
            return await self._posting.find(job.what.round_)
        return await self._telling.find(job.what.round_)

    async def send(self, job: Job[Task]) -> Sent | Refusal | None:
        """Do the step."""
        round_ = job.what.round_
        match job.what.step:
            case Step.POST:
                return await self._posting.send(round_)
            case Step.SHOW:
                return await self._showing.send(round_)
            case Step.TELL:
                return await self._telling.send(round_)
            case Step.TIDY:
                await self._box.destroy([round_.round_id])
                return None

    def sent(self, tx: Transaction, job: Job[Task], sent: Sent | None) -> None:
        """Note that the step is done."""
        round_ = job.what.round_
        match job.what.step:
            case Step.POST:
                if sent is not None:
                    self._posting.sent(tx, round_, sent)
            case Step.SHOW:
                self._showing.sent(tx, round_, sent)
            case Step.TELL:
                self._telling.sent(tx, round_, sent)
            case Step.TIDY:
                pass

    def refused(
        self, tx: Transaction, job: Job[Task], refusal: Refusal, retry: Retry
    ) -> Follow | None:
        """Put the step off, or give it up."""
        round_ = job.what.round_
        match job.what.step:
            case Step.POST:
                return self._posting.refused(tx, round_, refusal, retry)
            case Step.SHOW:
                self._showing.refused(tx, round_, refusal, retry)
            case Step.TELL:
                self._telling.refused(tx, round_, refusal, retry)
            case Step.TIDY:
                pass
        return None

    def release(self, tx: Transaction, job: Job[Task]) -> None:
        """Note that the message surely is not out."""
        round_id = job.what.round_.round_id
        if job.what.step is Step.POST:
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
    step: Step, before: Round, round_: Round | None, claimed_at: int | None
) -> Job[Task] | None:
    if round_ is None:
        return None
    return Job(what=Task(step, round_), attempts=before.attempts, claimed_at=claimed_at)


def _freely(step: Step, round_: Round) -> Job[Task]:
    return Job(what=Task(step, round_), attempts=round_.attempts, repeat=Repeat.FREELY)
