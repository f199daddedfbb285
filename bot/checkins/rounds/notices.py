"""After a round: its message says how it ended, and those whom it concerns hear of it once.

Two parts of :class:`bot.checkins.rounds.messages.RoundMessages`.
"""

from dataclasses import replace

from bot.checkins.rounds import transitions
from bot.checkins.rounds.posting import RoundContext
from bot.checkins.rules import KEEP_TELLING, Round, RoundState
from bot.core.db import Transaction
from bot.core.delivery import Refusal, Retry, Sent


class ResultShowing:
    """Shows on a round's message how it ended: an edit, so repeating it changes nothing."""

    def __init__(self, hands: RoundContext) -> None:
        self._hands = hands
        self._gateway = hands.gateway

    async def send(self, round_: Round) -> Sent | Refusal | None:
        """Edit the message; return it if it had to be looked for."""
        there: Sent | None = None
        if round_.message_id is None and round_.claimed_at is not None:
            # Cancelled while it was on its way: is it out?
            found = await self._gateway.find_round(round_)
            if not isinstance(found, Sent):
                return Refusal.GONE if found is None else found
            there, round_ = found, replace(round_, message_id=found.message_id)
        if round_.message_id is None:
            return Refusal.GONE
        group = self._hands.groups.get(round_.guild_id)
        if round_.state is RoundState.CLOSED:
            card = await self._hands.db.read(lambda r: self._hands.book.result_card(r, round_))
            refusal = await self._gateway.show_result(group, card)
        else:
            refusal = await self._gateway.show_ended(group, round_)
        return there if refusal is None else refusal

    def sent(self, tx: Transaction, round_: Round, sent: Sent | None) -> None:
        """Note that the message says it."""
        if sent is not None:
            transitions.opened(tx, round_.round_id, sent.message_id, self._hands.now())
        transitions.shown(tx, round_.round_id, gone=False)

    def refused(self, tx: Transaction, round_: Round, refusal: Refusal, retry: Retry) -> None:
        """Try again later, for as long as it is news."""
        late = self._hands.now() - _over_at(round_) > KEEP_TELLING
        if refusal is Refusal.GONE or late:
            transitions.shown(tx, round_.round_id, gone=refusal is Refusal.GONE)
        else:
            transitions.put_off(tx, round_.round_id, retry.at, tried=True)


class Telling:
    """Tells what a round came to: the channel of a result, the team of what went wrong."""

    def __init__(self, hands: RoundContext) -> None:
        self._hands = hands
        self._gateway = hands.gateway

    def claim(self, tx: Transaction, before: Round, now: int) -> Round | None:
        """Note that what tells may be out from now on; return the round as it is then."""
        return transitions.claim_notice(tx, before.round_id, now)

    async def find(self, round_: Round) -> Sent | Refusal | None:
        """Look for what tells of a result.

        Lines to the team carry no id that could be looked for: better twice than never.
        """
        if round_.state is RoundState.CLOSED:
            return await self._gateway.find_notice(round_)
        return None

    async def send(self, round_: Round) -> Sent | Refusal | None:
        """Tell."""
        group, book = self._hands.groups.get(round_.guild_id), self._hands.book
        if round_.state is RoundState.CLOSED:
            card = await self._hands.db.read(lambda r: book.result_card(r, round_))
            in_place = round_.message_id is not None
            return await self._gateway.send_notice(group, card, in_place=in_place)
        schedule = await self._hands.db.read(lambda r: book.schedule(r, round_))
        if round_.state is RoundState.MISSED:
            return await self._gateway.tell_missed(group, schedule, round_)
        return await self._gateway.tell_lost(group, schedule, round_)

    def sent(self, tx: Transaction, round_: Round, sent: Sent | None) -> None:
        """Note that it is out."""
        transitions.told(tx, round_.round_id, sent.message_id if sent else None)

    def refused(self, tx: Transaction, round_: Round, refusal: Refusal, retry: Retry) -> None:
        """Try again later, for as long as it is news and there is a place for it."""
        nowhere = refusal is Refusal.GONE and round_.state is not RoundState.MISSED
        late = self._hands.now() - _over_at(round_) > KEEP_TELLING
        if nowhere or late:
            transitions.told(tx, round_.round_id, None)
            return
        if not retry.keep:
            transitions.unclaim_notice(tx, round_.round_id)
        transitions.put_off(tx, round_.round_id, retry.at)


def _over_at(round_: Round) -> int:
    """Return when a round was over: old news is not told for ever."""
    return round_.closes_at if round_.closes_at is not None else round_.due_at
