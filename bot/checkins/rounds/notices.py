"""After a round: its message says how it ended, and whom it concerns hears of it once.

What tells is claimed, sent with its nonce and marked, as rounds are. Lines to the team carry no id
that could be looked for, so after a crash an old claim on one of those is simply told again: better
twice than never.
"""

import logging
from dataclasses import replace

from bot.checkins.rounds import notice_store, transitions
from bot.checkins.rounds import store as round_store
from bot.checkins.rounds.posting import Hands
from bot.checkins.rules import (
    KEEP_TELLING,
    MEND_SECONDS,
    Round,
    RoundState,
    SignalKind,
    nonce_holds,
)
from bot.core.sending import Refusal, Sent, backoff

log = logging.getLogger(__name__)


class Telling:
    """Shows and tells what a round came to, and tells the team what concerns them."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._db = hands.db
        self._gateway = hands.gateway

    async def conclude(self, round_id: str) -> None:
        """Does what is left to do for a round that is over."""
        round_ = await self._db.read(lambda r: round_store.by_id(r, round_id))
        if round_ is None or round_.state in (RoundState.WAITING, RoundState.OPEN):
            return
        if not round_.shown:
            await self._show(round_)
            round_ = await self._db.read(lambda r: round_store.by_id(r, round_id))
        if round_ is not None and round_.shown and not round_.notice_done:
            await self._tell(round_)

    async def tell_parked(self, schedule_id: str) -> None:
        """Tells the team once that a schedule cannot post, or that it can again."""
        now = self._hands.now()
        notice = await self._db.write(
            lambda tx: notice_store.take_parked(tx, schedule_id, now + MEND_SECONDS)
        )
        if notice is None:
            return
        schedule = notice.schedule
        group = self._hands.groups.get(schedule.guild_id)
        refusal = await self._gateway.tell_parked(group, schedule, schedule.parked, notice.nonce)
        if refusal is None or notice.attempts * MEND_SECONDS > KEEP_TELLING:
            await self._db.write(lambda tx: notice_store.parked_told(tx, schedule_id, notice.nonce))
            return
        at = now + _wait(refusal, notice.attempts)
        await self._db.write(
            lambda tx: notice_store.put_off_parked(tx, schedule_id, notice.nonce, at)
        )

    async def tell_signal(self, round_id: str, kind: SignalKind) -> None:
        """Asks the care team once about a trend that has changed."""
        now = self._hands.now()
        signal = await self._db.write(lambda tx: notice_store.take_signal(tx, round_id, kind, now))
        if signal is None:
            return
        group = self._hands.groups.get(signal.guild_id)
        refusal = await self._gateway.tell_signal(group, signal)
        if refusal is None or now - (signal.claimed_at or now) > KEEP_TELLING:
            await self._db.write(lambda tx: notice_store.signal_told(tx, round_id, kind))
            return
        at = now + _wait(refusal, signal.attempts)
        await self._db.write(lambda tx: notice_store.put_off_signal(tx, round_id, kind, at))

    async def _show(self, round_: Round) -> None:
        """The round's message says how it ended: an edit, so repeating it changes nothing."""
        refusal = await self._edit(round_)
        if refusal is Refusal.INVALID:
            log.error("Discord will not have a result", extra={"haven": {"again": round_.attempts}})
        late = self._hands.now() - _over_at(round_) > KEEP_TELLING
        if refusal is None or refusal is Refusal.GONE or late:
            gone = refusal is Refusal.GONE
            await self._db.write(lambda tx: transitions.shown(tx, round_.round_id, gone=gone))
            return
        at = self._hands.now() + _wait(refusal, round_.attempts)
        await self._db.write(lambda tx: transitions.put_off(tx, round_.round_id, at, tried=True))

    async def _edit(self, before: Round) -> Refusal | None:
        round_ = before
        if round_.message_id is None and round_.claimed_at is not None:
            # Cancelled while it was on its way: is it out?
            there = await self._gateway.find_round(round_)
            if not isinstance(there, Sent):
                return Refusal.GONE if there is None else there
            round_ = replace(round_, message_id=there.message_id)
            found = there.message_id
            await self._db.write(
                lambda tx: transitions.opened(tx, before.round_id, found, self._hands.now())
            )
        if round_.message_id is None:
            return Refusal.GONE
        group = self._hands.groups.get(round_.guild_id)
        if round_.state is RoundState.CLOSED:
            card = await self._db.read(lambda r: self._hands.book.result_card(r, round_))
            return await self._gateway.show_result(group, card)
        return await self._gateway.show_ended(group, round_)

    async def _tell(self, before: Round) -> None:
        now, claimed_at = self._hands.now(), before.notice_claimed_at
        anew = claimed_at is None
        if claimed_at is not None and not nonce_holds(claimed_at, now):
            there = None
            if before.state is RoundState.CLOSED:
                there = await self._gateway.find_notice(before)
            if there is not None:
                await self._told(before, there, maybe_out=True)
                return
            anew = True
        round_ = await self._db.write(
            lambda tx: transitions.claim_notice(tx, before.round_id, now, anew=anew)
        )
        if round_ is not None:
            await self._told(round_, await self._say(round_), maybe_out=claimed_at is not None)

    async def _say(self, round_: Round) -> Sent | Refusal | None:
        group = self._hands.groups.get(round_.guild_id)
        if round_.state is RoundState.CLOSED:
            card = await self._db.read(lambda r: self._hands.book.result_card(r, round_))
            in_place = round_.message_id is not None
            return await self._gateway.send_notice(group, card, in_place=in_place)
        schedule = await self._db.read(lambda r: self._hands.book.schedule(r, round_))
        if round_.state is RoundState.MISSED:
            return await self._gateway.tell_missed(group, schedule, round_)
        return await self._gateway.tell_lost(group, schedule, round_)

    async def _told(
        self, round_: Round, outcome: Sent | Refusal | None, *, maybe_out: bool
    ) -> None:
        now, round_id = self._hands.now(), round_.round_id
        sent = outcome if isinstance(outcome, Sent) else None
        late = now - _over_at(round_) > KEEP_TELLING
        if outcome is Refusal.INVALID:
            log.error("Discord will not have a notice", extra={"haven": {"try": round_.attempts}})
        nowhere = outcome is Refusal.GONE and round_.state is not RoundState.MISSED
        if not isinstance(outcome, Refusal) or nowhere or late:
            notice_id = sent.message_id if sent else None
            await self._db.write(lambda tx: transitions.told(tx, round_id, notice_id))
            return
        at = now + _wait(outcome, round_.attempts)
        if outcome is Refusal.LATER or maybe_out:
            await self._db.write(lambda tx: transitions.put_off(tx, round_id, at))
        else:
            await self._db.write(lambda tx: transitions.unclaim_notice(tx, round_id, at))


def _wait(refusal: Refusal, attempts: int) -> int:
    """Seconds until the next try: soon where it may pass by itself, else when it may be mended."""
    later = refusal is Refusal.LATER
    return int(backoff(attempts).total_seconds()) if later else MEND_SECONDS


def _over_at(round_: Round) -> int:
    """When a round was over: old news is not told for ever."""
    return round_.closes_at if round_.closes_at is not None else round_.due_at
