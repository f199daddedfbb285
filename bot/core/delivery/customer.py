"""What the engine asks of a customer: a small adapter over the customer's own table."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from bot.core.db import Reader, Transaction
from bot.core.delivery.outcome import Refusal, Sent

T = TypeVar("T")

Follow = Callable[[], Awaitable[object]]
"""What is to be done after a commit, best effort: a line to the author, the next card."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row that is due. ``key`` names the row within its customer, ``guild_id`` its group."""

    guild_id: int
    key: str


class Repeat(Enum):
    """How a job may be repeated when an earlier try of it may have taken effect."""

    BY_NONCE = "by_nonce"
    """With the same nonce while the claim is young; later only after looking for the message."""
    LOOK_FIRST = "look_first"
    """Only after looking for the message: the place knows no nonces (a forum)."""
    FREELY = "freely"
    """At any time: an edit or a deletion, which changes nothing the second time. Not claimed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Generic[T]):
    """One thing that Discord has to hear, as the row stood *before* this claim.

    ``what`` is the customer's own value. ``attempts``: the tries before this one. ``claimed_at``:
    when an earlier try of this sending was claimed (UTC seconds), None if it surely is not out.
    """

    what: T
    attempts: int
    claimed_at: int | None = None
    repeat: Repeat = Repeat.BY_NONCE


@dataclass(frozen=True, slots=True)
class Retry:
    """How a refused job goes on, if its customer does not give it up.

    ``at``: when to try again (UTC seconds). ``keep``: the claim stays, because the message may be
    out; otherwise it surely is not, and the claim goes. ``looking``: not the sending was refused,
    but the look into the channel.
    """

    at: int
    keep: bool
    looking: bool


Claim = Callable[[Transaction, str, int], Job[T] | None]
"""Claims a row: see :meth:`Customer.claim`."""


class Customer(ABC, Generic[T]):
    """An adapter over one table. The engine calls it; nothing else does.

    Methods that are given a ``Transaction`` run on the database's thread: they cannot await, and
    what one of them writes is committed at once. Each must look at the state that it finds: the
    row may have changed since the job was claimed (a withdrawal meets a sending).
    """

    name: str
    """For logs and keys: a word that no other customer has."""

    lane: str
    """Customers of one lane wait for each other within a group; those of another lane never do.
    What must not wait for anything (a call) has a lane of its own."""

    @abstractmethod
    def due(self, reader: Reader, now: int, per_group: int) -> list[Item]:
        """Return the rows that are due, at most ``per_group`` of each group, first things first.

        What is listed here, :meth:`claim` has to claim or to settle: a row that is due for ever
        and never claimed takes the place of another.
        """

    @abstractmethod
    def claim(self, tx: Transaction, key: str, now: int) -> Job[T] | None:
        """Note that the row's message may be out from now on; return the job.

        Keeps the time of an earlier claim that still stands, and the place of the first try.
        None when there is nothing to do *now*: a row that has been put off is not due.
        """

    @abstractmethod
    async def send(self, job: Job[T]) -> Sent | Refusal | None:
        """Ask Discord for it, with the row's nonce. None: done, where no message is made."""

    @abstractmethod
    def sent(self, tx: Transaction, job: Job[T], sent: Sent | None) -> Follow | None:
        """Mark the row as done; return what follows. The claim goes."""

    @abstractmethod
    def refused(
        self, tx: Transaction, job: Job[T], refusal: Refusal, retry: Retry
    ) -> Follow | None:
        """Put the row off until ``retry.at``, or give it up; return what follows."""

    @abstractmethod
    def put_off(self, tx: Transaction, key: str, at: int) -> None:
        """Put the row off until ``at`` after an exception. A claim stays: it may be out."""

    @abstractmethod
    def retry_now(self, tx: Transaction, guild_id: int | None, now: int, after: int) -> None:
        """Make due at ``now`` what was put off to later than ``after``.

        In this group; in all of them if it is None. What has not been tried yet and waits for its
        own time (a release window) goes on waiting.
        """

    async def prepare(self, key: str, now: int) -> Claim[T]:
        """Do what a claim needs first and what takes time; return how to claim.

        Called before every claim, so it must be quick where it has nothing to do.
        """
        return self.claim

    async def find(self, job: Job[T]) -> Sent | Refusal | None:
        """Look for a message that may be out since ``job.claimed_at``; None: surely it is not.

        A customer without anything to look for keeps this: it would rather send twice than never.
        """
        return None

    def release(self, tx: Transaction, job: Job[T]) -> None:
        """Take back the claim of a message that surely is not out; the row stays due.

        A customer that never claims anything (all its jobs repeat freely) keeps this.
        """
        raise NotImplementedError(f"{self.name} has claims and does not release them")
