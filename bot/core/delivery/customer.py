"""What the engine needs from a customer: a small adapter over the customer's own table."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from bot.core.db import Reader, Transaction
from bot.core.delivery.outcome import Refusal, Sent
from bot.core.delivery.retry import LONGEST_SECONDS

T = TypeVar("T")

Follow = Callable[[], Awaitable[object]]
"""What follows after a commit, best effort: a line to the author, the next card."""


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
    """One thing to do on Discord, as the row was *before* this claim.

    ``what`` is the customer's own value. ``attempts``: the tries before this one. ``claimed_at``:
    when an earlier try of this sending was claimed (UTC seconds), None if it surely is not out.
    """

    what: T
    attempts: int
    claimed_at: int | None = None
    repeat: Repeat = Repeat.BY_NONCE


@dataclass(frozen=True, slots=True)
class Retry:
    """When and how a refused job is tried again, unless its customer gives it up.

    ``at``: when to try again (UTC seconds). ``keep``: the claim stays, because the message may be
    out; otherwise it surely is not, and the claim ends. ``looking``: Discord refused the search of
    the channel, not the sending.
    """

    at: int
    keep: bool
    looking: bool


Claim = Callable[[Transaction, str, int], Job[T] | None]
"""Claims a row: see :meth:`Customer.claim`."""


class Customer(ABC, Generic[T]):
    """An adapter over one table. Only the engine calls it.

    Methods that are given a ``Transaction`` run on the database's thread: they cannot await, and
    what they write is committed at once. Each must check the current state: the row may have
    changed since the job was claimed (a withdrawal meets a sending).
    """

    name: str
    """A unique word for logs and keys."""

    lane: str
    """Customers of one lane wait for each other within a group; those of another lane never do.
    What must not wait for anything (a call) has a lane of its own."""

    longest_rest: int = LONGEST_SECONDS
    """Max seconds for which a row of this customer is put off after an exception."""

    @abstractmethod
    def due(self, reader: Reader, now: int, per_group: int) -> list[Item]:
        """Return the rows that are due, at most ``per_group`` of each group, the most urgent first.

        :meth:`claim` has to claim or settle every row listed here: a row that is always due and
        never claimed takes the place of another.
        """

    @abstractmethod
    def claim(self, tx: Transaction, key: str, now: int) -> Job[T] | None:
        """Note that the row's message may be out from now on; return the job.

        Keeps the time of an earlier claim that still stands, and the place of the first try.
        None when there is nothing to do *now*: a row that has been put off is not due.
        """

    @abstractmethod
    async def send(self, job: Job[T]) -> Sent | Refusal | None:
        """Send the request to Discord, with the row's nonce. None: done, without a message."""

    @abstractmethod
    def sent(self, tx: Transaction, job: Job[T], sent: Sent | None) -> Follow | None:
        """Mark the row as done and end the claim; return what follows."""

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

        In this group, or in all groups if it is None. A row that has not been tried yet and waits
        for its own time (a release window) keeps waiting.
        """

    async def prepare(self, key: str, now: int) -> Claim[T]:
        """Do the slow work that a claim needs first; return how to claim.

        Called before every claim, so it must be quick when it has nothing to do.
        """
        return self.claim

    async def find(self, job: Job[T]) -> Sent | Refusal | None:
        """Look for a message that may be out since ``job.claimed_at``; None: it surely is not.

        A customer with no way to look keeps this default, which may send twice but never loses.
        """
        return None

    def release(self, tx: Transaction, job: Job[T]) -> None:
        """Take back the claim of a message that surely is not out; the row stays due.

        A customer that never claims (all its jobs repeat freely) keeps this default.
        """
        raise NotImplementedError(f"{self.name} has claims and does not release them")
