"""Cards on their way: sent once to the care channel, and edited until they show their row."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.care import card_store as cards
from bot.core.db import Database
from bot.core.delivery import FIXABLE_SECONDS, YOUNG_SECONDS, Refusal, Sent, backoff
from bot.groups.service import Groups
from bot.sharing.decisions import CardView, Care
from bot.sharing.gateway import Gateway


class CardDesk:
    """Delivers cards for the :class:`bot.sharing.delivery.Outbox`, which keeps two from meeting."""

    def __init__(
        self,
        db: Database,
        groups: Groups,
        care: Care,
        gateway: Gateway,
        clock: Callable[[], datetime],
    ) -> None:
        self._db = db
        self._groups = groups
        self._care = care
        self._gateway = gateway
        self._clock = clock

    def _now(self) -> int:
        return int(self._clock().timestamp())

    async def show(self, view: CardView) -> None:
        """Edits a card's message until it shows the row; a refusal is tried again later."""
        refusal = await self._gateway.show_card(view)
        if refusal is None or refusal is Refusal.GONE:
            await self._db.write(lambda tx: cards.shown(tx, view.card))
            return
        due = self._now() + int(backoff(view.card.attempts).total_seconds())
        await self._db.write(
            lambda tx: cards.postpone(tx, view.card.card_id, due, surely_not_sent=True)
        )

    async def show_stale(self, guild_id: int, card_id: str) -> None:
        """Shows a card whose row has changed since."""
        view = await self._care.card(guild_id, card_id)
        if view is not None:
            await self.show(view)

    async def send(self, guild_id: int, card_id: str) -> None:
        """Sends a card that is not out yet, with a claim and a nonce, as posts are sent."""
        now = self._now()
        card = await self._db.write(lambda tx: cards.claim(tx, card_id, now))
        group = self._groups.ready(guild_id)
        if card is None:
            return
        outcome: Sent | Refusal | None = Refusal.GONE
        maybe_out = card.claimed_at is not None
        if group is not None:
            outcome = None
            young = YOUNG_SECONDS
            if card.claimed_at is not None and now - card.claimed_at >= young:
                outcome = await self._gateway.find_card(group, card)
                maybe_out = outcome is not None and outcome is not Refusal.GONE
            if outcome is None:
                view = await self._care.card(guild_id, card_id)
                if view is None:
                    return
                outcome = await self._gateway.send_card(group, view)
        if isinstance(outcome, Sent):
            sent = outcome
            await self._db.write(
                lambda tx: cards.sent(tx, card_id, sent.channel_id, sent.message_id)
            )
            await self._groups.note_care_trouble(guild_id, False)
            return
        certain = outcome is not Refusal.LATER
        wait = timedelta(seconds=FIXABLE_SECONDS) if certain else backoff(card.attempts)
        due = now + int(wait.total_seconds())
        surely_not_sent = certain and not maybe_out
        await self._db.write(
            lambda tx: cards.postpone(tx, card_id, due, surely_not_sent=surely_not_sent)
        )
        # The care channel cannot be told about itself: somebody else has to know.
        lasting = outcome in (Refusal.GONE, Refusal.FORBIDDEN)
        if group and lasting and await self._groups.note_care_trouble(guild_id, True):
            await self._gateway.tell_owner(group)
