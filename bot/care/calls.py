"""The clocks of cases, and the calls that they make.

- Clocks are rows that the ticker checks; there are no timers. One transaction writes the due calls
  and advances each clock, so that clocks survive a restart and two ticks at once write one call.
- The delivery engine sends: each call arrives exactly once, is put off after a refusal and after an
  exception alike, and is tried until it arrives or a carer has the case.
- Where Haven may not look whether a call is out, it makes the call again: better twice than never.
- What hangs or fails in one group delays no other group's calls. A call to the owner never waits
  for one to the team.
- A wall clock that is set back delays no call by as much: cases begun "later" begin again then.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from bot.care import ladder
from bot.care.case import What
from bot.care.gateway import CareGateway
from bot.care.ladder import URGENT_ATTEMPTS, Call, Rung
from bot.care.store import calls, cases, clocks, duty, history
from bot.core.db import Database, Reader, Transaction
from bot.core.delivery import (
    FIXABLE_SECONDS,
    Customer,
    DeliveryEngine,
    Follow,
    Item,
    Job,
    Refusal,
    Retry,
    Sent,
    backoff,
)
from bot.core.delivery.engine import CLOCK_SLACK
from bot.groups.rules import Group
from bot.groups.service import Groups
from bot.screening.verdict import Level

T = TypeVar("T")

AT_ONCE = 200
"""Max clocks checked per tick; the next tick checks the rest."""

PATIENCE = 0.5
"""Seconds that a tick waits for the calls it has begun. What takes longer continues by itself: the
next tick, and with it every other group's calls, must not wait for it."""

ANSWER_SECONDS = 60
"""How long a call waits for Discord's answer: the other calls of its group wait behind it."""

_CANNOT_LOOK = (Refusal.FORBIDDEN, Refusal.LOCKED, Refusal.INVALID)
_FIXABLE = (Refusal.GONE, Refusal.FORBIDDEN, Refusal.LOCKED)

URGENT_SECONDS = int(backoff(URGENT_ATTEMPTS).total_seconds())
"""For so long it is put off where an admin has to fix a channel as well; not for the owner, who may
have closed their direct messages for good."""


class CallDelivery(Customer[Call]):
    """Delivers calls for the engine: those to the team, or those to the owner."""

    longest_rest = URGENT_SECONDS

    def __init__(self, groups: Groups, gateway: CareGateway, *, to_owner: bool) -> None:
        self.name = self.lane = "owner_calls" if to_owner else "calls"
        self._groups = groups
        self._gateway = gateway
        self._to_owner = to_owner

    def due(self, reader: Reader, now: int, per_group: int) -> list[Item]:
        """Return the calls that are due."""
        found = calls.due(reader, now, per_group, to_owner=self._to_owner)
        return [Item(guild_id, key) for guild_id, key in found]

    def claim(self, tx: Transaction, key: str, now: int) -> Job[Call] | None:
        """Return the call, with the carers who are on duty now."""
        found = calls.get(tx, key)
        if found is None or found[1] > now:
            return None
        call = found[0]
        calls.claim(tx, key, now)
        people = tuple(member_id for member_id, _ in duty.on_duty(tx, call.guild_id, now))
        attempts = min(call.attempts, URGENT_ATTEMPTS) if _urgent(call) else call.attempts
        return Job(what=replace(call, people=people), attempts=attempts, claimed_at=call.claimed_at)

    async def find(self, job: Job[Call]) -> Sent | Refusal | None:
        """Look for the call where it was made; None as well where Haven may not look."""
        if self._groups.ready(job.what.guild_id) is None:
            return Refusal.FORBIDDEN  # the claim stays: a call may be out, until settings are back
        look = self._gateway.find_owner_call if self._to_owner else self._gateway.find_call
        found = await self._ask(job.what, look)
        return None if found in _CANNOT_LOOK else found

    async def send(self, job: Job[Call]) -> Sent | Refusal | None:
        """Send the call."""
        send = self._gateway.call_owner if self._to_owner else self._gateway.send_call
        return await self._ask(job.what, send)

    async def _ask(self, call: Call, ask: Callable[[Group, Call], Awaitable[T]]) -> T | Refusal:
        group = self._groups.ready(call.guild_id)
        if group is None:
            return Refusal.FORBIDDEN  # not GONE, which would end a claim: a call may be out
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await ask(group, call)
        except TimeoutError:
            return Refusal.LATER  # the nonce makes sure that it is not out twice

    def sent(self, tx: Transaction, job: Job[Call], sent: Sent | None) -> Follow | None:
        """Delete the call, which has arrived."""
        calls.drop(tx, job.what.call_id)
        return None

    def refused(
        self, tx: Transaction, job: Job[Call], refusal: Refusal, retry: Retry
    ) -> Follow | None:
        """Put the call off. It is never given up: it ends only when a carer takes the case."""
        at = retry.at
        if _urgent(job.what) and refusal in _FIXABLE and not self._to_owner:
            at += URGENT_SECONDS - FIXABLE_SECONDS
        calls.put_off(tx, job.what.call_id, at, keep_claim=retry.keep)
        return None

    def release(self, tx: Transaction, job: Job[Call]) -> None:
        """Take back the claim of a call that surely is not out."""
        calls.release(tx, job.what.call_id)

    def put_off(self, tx: Transaction, key: str, at: int) -> None:
        """Put a call off after an exception; a claim stays."""
        calls.put_off(tx, key, at, keep_claim=True)

    def retry_now(self, tx: Transaction, guild_id: int | None, now: int, after: int) -> None:
        """Make due what was put off."""
        calls.retry_now(tx, guild_id, now, after, to_owner=self._to_owner)


def _urgent(call: Call) -> bool:
    return call.level >= Level.Q2


class Calls:
    """Checks the clocks, and sends the calls that are due."""

    def __init__(
        self,
        db: Database,
        engine: DeliveryEngine,
        deliveries: tuple[CallDelivery, ...],
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._db = db
        self._engine = engine
        self._deliveries = deliveries
        self._clock = clock
        self._new_id = new_id
        self._latest = math.inf  # so that the first tick looks as well

    def _now(self) -> int:
        return int(self._clock().timestamp())

    async def tick(self) -> None:
        """Write the calls that are due, then send them."""
        now = self._now()
        before, self._latest = self._latest, now
        if now < before - CLOCK_SLACK and await self._db.read(lambda r: clocks.ahead(r, now)):
            await self._db.write(lambda tx: clocks.set_back(tx, now))
        if await self._db.read(lambda r: clocks.to_call(r, now, 1)):
            await self._db.write(self._advance)
        await self._engine.tick(*self._deliveries, patience=PATIENCE)

    def _advance(self, tx: Transaction) -> None:
        """Write the calls that are due, and set when each clock has its next one."""
        now = self._now()
        for case in clocks.to_call(tx, now, AT_ONCE):
            if case.holder_id is not None and case.put_off:
                # A reminder in the channel for the carer who has the case; it calls no one.
                calls.add(tx, self._new_id(), case.case_id, Rung.ALOUD, now)
                clocks.set_next(tx, case.case_id, case.step, now + ladder.AGAIN, put_off=True)
                continue
            found = ladder.due(case.level, case.began_at, case.step, now)
            rung = found.rung or Rung.ALOUD  # when a snooze ends, the channel is reminded
            clocks.set_next(tx, case.case_id, found.step, found.call_at, put_off=False)
            calls.add(tx, self._new_id(), case.case_id, rung, now)
            if rung is Rung.ALL:
                calls.add(tx, self._new_id(), case.case_id, Rung.OWNER, now)
            history.add(tx, self._new_id(), case.case_id, What.CALLED, now, detail=rung.value)
            cases.mark_changed(tx, case.case_id)
