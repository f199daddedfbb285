"""Closes rounds: count the ballots, compute and store the result, then destroy the ballots.

The result and the new state are one transaction, and the round's key is destroyed only after it. If
the process dies in between, the next start finds either an open round with all its ballots, or a
closed one whose ballots are still to be destroyed.
"""

import asyncio
import logging

from bot.checkins.questions.bank import series
from bot.checkins.results import store as result_store
from bot.checkins.results.publication import Published
from bot.checkins.results.publishing import published
from bot.checkins.results.trend import trend
from bot.checkins.rounds import notice_store, transitions
from bot.checkins.rounds import store as round_store
from bot.checkins.rounds.posting import RoundContext
from bot.checkins.rules import PARKED_RETRY_SECONDS, Round, RoundState, SignalKind
from bot.core.db import Transaction

log = logging.getLogger(__name__)


class RoundClosing:
    """Closes the rounds that are due. It calls nothing on Discord."""

    def __init__(self, context: RoundContext) -> None:
        self._context = context
        self._db = context.db
        self._box = context.box

    async def close_due(self, now: int, limit: int) -> None:
        """Close up to ``limit`` rounds whose open time has ended, and destroy their ballots."""
        due = await self._db.read(lambda r: round_store.due_closes(r, now, limit))
        if due:
            done = await asyncio.gather(*(self._close_or_put_off(round_id) for round_id, _ in due))
            # All at once: the ballots' file is rewritten once, not once for each round.
            try:
                await self._box.destroy([round_id for round_id in done if round_id is not None])
            except Exception:
                # The results are stored and will be shown; `Rounds.tidy` tries to destroy again.
                log.exception("the ballots of a closed round could not be destroyed")

    async def _close_or_put_off(self, round_id: str) -> str | None:
        """Close a round; return its id when nothing needs its ballots any longer."""
        try:
            await self._close(round_id)
        except Exception:
            # One round that cannot be counted (for example because the root secret was exchanged)
            # must not keep the others open; it stays as it is until an operator fixes the cause.
            log.exception("a round cannot be closed; it is tried again in ten minutes")
            at = self._context.now() + PARKED_RETRY_SECONDS
            await self._db.write(lambda tx: transitions.put_off(tx, round_id, at))
            return None
        return round_id

    async def _close(self, round_id: str) -> None:
        round_ = await self._db.read(lambda r: round_store.by_id(r, round_id))
        if round_ is None or round_.state is not RoundState.OPEN:
            return
        tally, now = await self._box.close_round(round_id), self._context.now()
        if tally is None:
            lost = RoundState.LOST
            if await self._db.write(lambda tx: transitions.ended(tx, round_id, lost, now)):
                log.warning("a round has no result: its ballots or their key are gone")
            return
        # In a thread: computing an interval takes a while, and members are answering meanwhile.
        result = await asyncio.to_thread(published, round_, tally)
        await self._db.write(lambda tx: self._save(tx, round_, result, now))

    def _save(self, tx: Transaction, round_: Round, result: Published, now: int) -> None:
        if not transitions.ended(tx, round_.round_id, RoundState.CLOSED, now):
            return
        closed_at = now if round_.closes_at is None else min(now, round_.closes_at)
        result_store.add(tx, round_, result, closed_at)
        name = series(round_.scored)
        rows = result_store.of_series(tx, round_.guild_id, round_.schedule_id, name)
        seen = trend([row.point for row in rows])
        told = {
            SignalKind.SCORE: seen.score_signal,
            SignalKind.ANSWERING: seen.participation_signal,
        }
        for kind, signal in told.items():
            if signal:
                nonce = self._context.new_id()
                notice_store.add_signal(tx, round_.round_id, kind, round_.guild_id, nonce, now)
