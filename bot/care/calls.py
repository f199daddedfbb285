"""The clocks of cases: who is called when nobody takes one. Rows, asked by the ticker; no timers.

When a clock says so, one transaction writes the call and sets the clock on. The call is then sent
with its id as the nonce and its row is deleted, so that a death in between repeats the sending,
which Discord answers with the first message. Of calls that were missed while Haven was away only
the loudest is made.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.care import case as case_rules
from bot.care import case_store
from bot.care.case import Call, Rung, What
from bot.care.gateway import Gateway
from bot.care.service import Roster
from bot.core.db import Database, Transaction
from bot.core.delivery import Refusal, Sent, backoff
from bot.groups.service import Groups

AT_ONCE = 50


class Calls:
    """Makes the calls that are due."""

    def __init__(
        self,
        db: Database,
        groups: Groups,
        roster: Roster,
        gateway: Gateway,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._db = db
        self._groups = groups
        self._roster = roster
        self._gateway = gateway
        self._clock = clock
        self._new_id = new_id

    def _now(self) -> int:
        return int(self._clock().timestamp())

    async def tick(self) -> None:
        """Asks every clock, then sends what is to be sent."""
        now = self._now()
        if await self._db.read(lambda r: case_store.to_call(r, now, 1)):
            await self._db.write(self._wind)
        for call in await self._db.read(lambda r: case_store.calls(r, now, AT_ONCE)):
            await self._send(call)

    def _wind(self, tx: Transaction) -> None:
        """Writes the calls that are due, and when each clock speaks next."""
        now = self._now()
        case_store.settle(tx)
        for case in case_store.to_call(tx, now, AT_ONCE):
            on_ladder = case.call_at == case_rules.next_call(case.level, case.began_at, case.step)
            if case.holder_id is not None and not on_ladder:
                # Put off by whoever has it: said aloud, once.
                case_store.add_call(tx, self._new_id(), case.case_id, Rung.ALOUD, now)
                case_store.set_call(tx, case.case_id, case.step, now + case_rules.AGAIN)
                continue
            found = case_rules.due(case.level, case.began_at, case.step, now)
            call_at = found.call_at
            rung = found.rung or Rung.ALOUD  # a clock that was put off speaks when that is over
            case_store.set_call(tx, case.case_id, found.step, call_at)
            case_store.add_call(tx, self._new_id(), case.case_id, rung, now)
            if rung is Rung.ALL:
                case_store.add_call(tx, self._new_id(), case.case_id, Rung.OWNER, now)
            case_store.add_step(
                tx, self._new_id(), case.case_id, What.CALLED, now, detail=rung.value
            )
            case_store.touch(tx, case.case_id)

    async def _send(self, call: Call) -> None:
        now, group = self._now(), self._groups.ready(call.guild_id)
        if call.rung is Rung.OWNER:
            if group is not None:
                await self._gateway.call_owner(group, call)
            await self._db.write(lambda tx: case_store.called(tx, call.call_id))
            return
        outcome: Sent | Refusal = Refusal.GONE
        if group is not None:
            people = await self._roster.on_duty(call.guild_id)
            call = replace(call, people=people)
            outcome = await self._gateway.send_call(group, call)
        given_up = call.attempts + 1 >= case_rules.CALL_TRIES
        if isinstance(outcome, Sent) or given_up:
            await self._db.write(lambda tx: case_store.called(tx, call.call_id))
        else:
            due = now + int(backoff(call.attempts).total_seconds())
            await self._db.write(lambda tx: case_store.postpone_call(tx, call.call_id, due))
