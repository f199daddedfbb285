"""The engine: row, claim, send, mark; and what happens when one of these steps fails.

Invariants:

- A row is claimed in a committed transaction before the request to Discord, and marked after it.
  A claim that is found later means that the message may be out.
- With an earlier claim: a young one is sent again with the same nonce, which Discord answers with
  the first message. For an older one the channel is searched, and a message found there is adopted.
  If the search is refused, the claim stays and the row is put off. Only a message that surely is
  not there is claimed and sent as if for the first time.
- A claim ends when its message is out or surely is not. LATER keeps it, and so does a certain
  refusal of a repeated sending: the first one may be out.
- An exception is logged and put off with a back-off, and stops nothing else.
- One delivery runs at a time for each row, and one lane for each group.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from random import Random
from typing import Any, Protocol, TypeVar

from bot.core.db import Reader, Transaction
from bot.core.delivery.claims import Claims
from bot.core.delivery.customer import Customer, Follow, Item, Job, Repeat, Retry
from bot.core.delivery.joined import Joined
from bot.core.delivery.lanes import PATIENCE, Lane, Lanes, Work, fair, in_turn
from bot.core.delivery.outcome import Refusal, Sent
from bot.core.delivery.retry import LONGEST_SECONDS, Failures, wait_seconds

log = logging.getLogger(__name__)

T = TypeVar("T")
R = TypeVar("R")

AT_ONCE = 600
"""Max jobs per tick and lane: what Discord accepts in about a quarter of a minute (45 requests a
second)."""

PER_GROUP = 20
"""Max rows of a group that one tick looks at, for each customer."""

MOST_STEPS = 10
"""Max steps of one delivery: a row that needs more makes no progress, and is put off."""

CLOCK_SLACK = 60
"""Seconds by which a clock may be set back as a correction, without any row being tried again."""


class Store(Protocol):
    """What the engine needs of :class:`bot.core.db.Database`."""

    async def read(self, function: Callable[[Reader], R]) -> R:
        """Run a function that reads."""
        ...

    async def write(self, function: Callable[[Transaction], R]) -> R:
        """Run a function in a transaction; return once that is durable."""
        ...


class DeliveryEngine:
    """Delivers what is due for its customers. One for the whole process."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        random: Random,
        *,
        patience: float = PATIENCE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.patience = patience
        self._store = store
        self._clock = clock
        self._random = random
        self._customers: list[Customer[Any]] = []
        self._joined = Joined()
        self._lanes = Lanes()
        self._claims = Claims(monotonic)
        self._failures = Failures()
        self._latest = self._now()
        self._started = False

    @property
    def stopping(self) -> bool:
        """Return whether the engine is stopping, so that nothing new begins."""
        return self._joined.stopping

    def add(self, *customers: Customer[Any]) -> None:
        """Register customers. Each has a unique name."""
        for customer in customers:
            if any(each.name == customer.name for each in self._customers):
                raise ValueError(f"there are two customers named {customer.name}")
            self._customers.append(customer)

    async def tick(self, *only: Customer[Any], patience: float | None = None) -> None:
        """Deliver everything that is due, of these customers or of all.

        Return when it is done or when ``patience`` has passed; what takes longer continues.
        """
        if self.stopping:
            return
        now = self._now()
        await self._watch_the_clock(now)
        lanes: dict[Lane, list[Work]] = {}
        for name in dict.fromkeys(each.lane for each in only or self._customers):
            members = [each for each in only or self._customers if each.lane == name]
            for guild_id, jobs in (await self._choose(name, members, now)).items():
                lanes[name, guild_id] = jobs
        await self._lanes.run(lanes, self.patience if patience is None else patience)

    async def deliver(self, customer: Customer[Any], key: str) -> None:
        """Do all that is due for one row now; return once it is marked or put off.

        Two callers share one delivery. No error from Discord or a customer is raised here.
        """
        name = f"{customer.name} {key}"
        await self._joined.run(name, lambda: self._deliver(customer, key, name))

    async def retry_now(self, guild_id: int, *only: Customer[Any]) -> None:
        """Make everything due that was put off for a group; the caller ticks."""
        now = self._now()
        await self._retry(only or tuple(self._customers), guild_id, now, after=now)

    async def stop(self) -> None:
        """Begin nothing new; return once the work under way has been marked."""
        await self._joined.stop()
        await self._lanes.stop()

    def _now(self) -> int:
        return int(self._clock().timestamp())

    async def _watch_the_clock(self, now: int) -> None:
        """Make due what waits for a time that only a wrong clock has shown."""
        before, self._latest = self._latest, now
        everyone = tuple(self._customers)
        if not self._started:
            self._started = True
            await self._retry(everyone, None, now, after=now + LONGEST_SECONDS + CLOCK_SLACK)
        if now < before - CLOCK_SLACK:
            self._claims.distrust_the_clock()
            await self._retry(everyone, None, now, after=now)

    async def _retry(
        self, customers: tuple[Customer[Any], ...], guild_id: int | None, now: int, after: int
    ) -> None:
        self._failures.end_rests()
        for customer in customers:
            make_due = partial(_make_due, customer, guild_id, now, after)
            try:
                await self._store.write(make_due)
            except Exception:
                log.exception("what was put off stays so", extra=_about(customer))

    async def _choose(
        self, lane: str, customers: list[Customer[Any]], now: int
    ) -> dict[int, list[Work]]:
        """Return the jobs of this tick for one lane, by group."""
        waiting: dict[int, list[list[Work]]] = {}
        for customer in customers:
            found: dict[int, list[Work]] = {}
            for item in await self._due(customer, now):
                name = f"{customer.name} {item.key}"
                if not self._lanes.busy((lane, item.guild_id)) and not self._failures.rests(
                    name, now
                ):
                    work = partial(self.deliver, customer, item.key)
                    found.setdefault(item.guild_id, []).append(work)
            for guild_id, jobs in found.items():
                waiting.setdefault(guild_id, []).append(jobs)
        turns = {guild_id: in_turn(lists) for guild_id, lists in waiting.items()}
        return fair(turns, AT_ONCE, self._random)

    async def _due(self, customer: Customer[Any], now: int) -> list[Item]:
        try:
            return await self._store.read(lambda r: customer.due(r, now, PER_GROUP))
        except Exception:
            log.exception("what is due cannot be read", extra=_about(customer))
            return []

    async def _deliver(self, customer: Customer[Any], key: str, name: str) -> None:
        try:
            for _ in range(MOST_STEPS):
                if not await self._step(customer, key, name):
                    self._failures.clear(name)
                    return
            log.error("a delivery does not move on; it is put off", extra=_about(customer))
        except Exception:
            log.exception("a delivery failed; it is put off", extra=_about(customer))
        at = self._failures.add(name, self._now(), customer.longest_rest)
        try:
            await self._store.write(lambda tx: customer.put_off(tx, key, at))
        except Exception:
            log.exception("a delivery could not be put off", extra=_about(customer))

    async def _step(self, customer: Customer[T], key: str, name: str) -> bool:
        """Do the next thing that is due for a row; return whether there was one."""
        claim = await customer.prepare(key, self._now())
        now = self._now()
        job = await self._store.write(lambda tx: claim(tx, key, now))
        if job is None:
            return False
        if job.repeat is Repeat.FREELY:
            await self._conclude(customer, job, name, await customer.send(job), keep=True)
            return True
        if job.claimed_at is None:
            self._claims.made(name)
        elif job.repeat is Repeat.LOOK_FIRST or not self._claims.young(name, job.claimed_at, now):
            await self._look(customer, job, name)
            return True
        if job.claimed_at is None:
            outcome = await customer.send(job)
            keep = outcome is Refusal.LATER
        else:
            outcome = await self._send_in_time(customer, job, name, job.claimed_at)
            keep = outcome is not Refusal.GONE
        await self._conclude(customer, job, name, outcome, keep=keep)
        return True

    async def _send_in_time(
        self, customer: Customer[T], job: Job[T], name: str, claimed_at: int
    ) -> Sent | Refusal | None:
        """Send again with the same nonce, or not at all if the nonce would expire in the wait."""
        try:
            async with asyncio.timeout(self._claims.left(name, claimed_at, self._now())):
                return await customer.send(job)
        except TimeoutError:
            return Refusal.LATER

    async def _look(self, customer: Customer[T], job: Job[T], name: str) -> None:
        """Adopt the message if it is there; if surely not, let the next step claim and send it."""
        found = await customer.find(job)
        if found is None or found is Refusal.GONE:
            await self._store.write(lambda tx: customer.release(tx, job))
            self._claims.ended(name)
            return
        await self._conclude(customer, job, name, found, keep=True, looking=True)

    async def _conclude(
        self,
        customer: Customer[T],
        job: Job[T],
        name: str,
        outcome: Sent | Refusal | None,
        *,
        keep: bool,
        looking: bool = False,
    ) -> None:
        """Mark the row according to the outcome, then do what follows."""
        follow: Follow | None
        if isinstance(outcome, Refusal):
            at = self._now() + wait_seconds(outcome, job.attempts)
            retry = Retry(at, keep, looking)
            if outcome is Refusal.INVALID and not looking:
                about = {**_about(customer)["haven"], "attempts": job.attempts}
                log.error("Discord will not have a message", extra={"haven": about})
            follow = await self._store.write(lambda tx: customer.refused(tx, job, outcome, retry))
            if not keep:
                self._claims.ended(name)
        else:
            follow = await self._store.write(lambda tx: customer.sent(tx, job, outcome))
            self._claims.ended(name)
        if follow is not None:
            try:
                await follow()
            except Exception:
                log.exception("what follows a delivery failed", extra=_about(customer))


def _about(customer: Customer[Any]) -> dict[str, dict[str, object]]:
    return {"haven": {"customer": customer.name}}


def _make_due(
    customer: Customer[Any], guild_id: int | None, now: int, after: int, tx: Transaction
) -> None:
    customer.retry_now(tx, guild_id, now, after)
