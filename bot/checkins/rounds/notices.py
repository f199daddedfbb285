"""The steps after a round has ended: edit its message, then notify the channel or the team once.

Two parts of :class:`bot.checkins.rounds.messages.RoundMessages`.
"""

from dataclasses import replace

from bot.checkins.rounds import transitions
from bot.checkins.rounds.posting import RoundContext
from bot.checkins.rules import KEEP_TELLING, Round, RoundState
from bot.core.db import Transaction
from bot.core.delivery import Refusal, Retry, Sent


class ResultShowing:
    """The step that edits a round's message to say how it ended. Repeating the edit is harmless."""

    def __init__(self, context: RoundContext) -> None:
        self._context = context
        self._gateway = context.gateway

    async def send(self, round_: Round) -> Sent | Refusal | None:
        """Edit the message; return it if Haven had to look for it."""
        there: Sent | None = None
        if round_.message_id is None and round_.claimed_at is not None:
            # Cancelled while it was being sent: look whether the message exists.
            found = await self._gateway.find_round(round_)
            if not isinstance(found, Sent):
                return Refusal.GONE if found is None else found
            there, round_ = found, replace(round_, message_id=found.message_id)
        if round_.message_id is None:
            return Refusal.GONE
        group = self._context.groups.get(round_.guild_id)
        if round_.state is RoundState.CLOSED:
            card = await self._context.db.read(lambda r: self._context.view.result_card(r, round_))
            refusal = await self._gateway.show_result(group, card)
        else:
            refusal = await self._gateway.show_ended(group, round_)
        return there if refusal is None else refusal

    def sent(self, tx: Transaction, round_: Round, sent: Sent | None) -> None:
        """Record that the message says how the round ended."""
        if sent is not None:
            transitions.opened(tx, round_.round_id, sent.message_id, self._context.now())
        transitions.shown(tx, round_.round_id, message_gone=False)

    def refused(self, tx: Transaction, round_: Round, refusal: Refusal, retry: Retry) -> None:
        """Try again later, for at most ``KEEP_TELLING`` seconds after the round ended."""
        late = self._context.now() - _over_at(round_) > KEEP_TELLING
        if refusal is Refusal.GONE or late:
            transitions.shown(tx, round_.round_id, message_gone=refusal is Refusal.GONE)
        else:
            transitions.put_off(tx, round_.round_id, retry.at, tried=True)


class Telling:
    """The step that announces how a round ended: a result in the channel, a problem to the team."""

    def __init__(self, context: RoundContext) -> None:
        self._context = context
        self._gateway = context.gateway

    def claim(self, tx: Transaction, before: Round, now: int) -> Round | None:
        """Record that the notice may be on Discord from now on; return the claimed round."""
        return transitions.claim_notice(tx, before.round_id, now)

    async def find(self, round_: Round) -> Sent | Refusal | None:
        """Look for the notice of a result in the channel.

        Lines to the team carry no id to search for; telling them twice is better than never.
        """
        if round_.state is RoundState.CLOSED:
            return await self._gateway.find_notice(round_)
        return None

    async def send(self, round_: Round) -> Sent | Refusal | None:
        """Send the notice."""
        group, view = self._context.groups.get(round_.guild_id), self._context.view
        if round_.state is RoundState.CLOSED:
            card = await self._context.db.read(lambda r: view.result_card(r, round_))
            in_place = round_.message_id is not None
            return await self._gateway.send_notice(group, card, in_place=in_place)
        schedule = await self._context.db.read(lambda r: view.schedule(r, round_))
        if round_.state is RoundState.MISSED:
            return await self._gateway.tell_missed(group, schedule, round_)
        return await self._gateway.tell_lost(group, schedule, round_)

    def sent(self, tx: Transaction, round_: Round, sent: Sent | None) -> None:
        """Record that the notice was sent."""
        transitions.told(tx, round_.round_id, sent.message_id if sent else None)

    def refused(self, tx: Transaction, round_: Round, refusal: Refusal, retry: Retry) -> None:
        """Try again later, for at most ``KEEP_TELLING`` seconds and while its channel exists."""
        nowhere = refusal is Refusal.GONE and round_.state is not RoundState.MISSED
        late = self._context.now() - _over_at(round_) > KEEP_TELLING
        if nowhere or late:
            transitions.told(tx, round_.round_id, None)
            return
        if not retry.keep:
            transitions.unclaim_notice(tx, round_.round_id)
        transitions.put_off(tx, round_.round_id, retry.at)


def _over_at(round_: Round) -> int:
    """Return when a round ended, so that an old notice is given up."""
    return round_.closes_at if round_.closes_at is not None else round_.due_at
