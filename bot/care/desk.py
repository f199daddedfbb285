"""Sending cards: once to the care channel, then editing them until they show their case.

- The delivery engine sends, repeats, adopts and puts off; this module adds what is special to
  cards.
- After a carer or member has changed a case, its card is shown: a card that was put off is tried at
  once.
- A lasting refusal to send is reported to the server's owner, once: the care channel cannot be told
  about itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.care.cards import Cards, CardView
from bot.care.case import Case
from bot.care.gateway import CareGateway
from bot.care.ladder import URGENT_ATTEMPTS
from bot.care.store import cards, cases
from bot.core.db import Database, Reader, Transaction
from bot.core.delivery import (
    Customer,
    DeliveryEngine,
    Follow,
    Item,
    Job,
    Refusal,
    Repeat,
    Retry,
    Sent,
)
from bot.core.delivery.retry import LONGEST_SECONDS
from bot.groups.service import Groups
from bot.screening.verdict import Level


@dataclass(frozen=True, slots=True)
class CardShowing:
    """A card to send, or to edit (``edit``). ``view``: None when its subject is gone; the card then
    stays as it is."""

    case: Case
    view: CardView | None
    edit: bool


NOT_READY = Refusal.FORBIDDEN
"""What a group without a care channel is answered. Not GONE: a card may be in the former one."""


class CardDelivery(Customer[CardShowing]):
    """Delivers the cards of cases for the engine."""

    name = lane = "cards"

    def __init__(self, groups: Groups, views: Cards, gateway: CareGateway) -> None:
        self._groups = groups
        self._views = views
        self._gateway = gateway

    def due(self, reader: Reader, now: int, per_group: int) -> list[Item]:
        """Return cards that are not in their channel yet, or show an older state."""
        return [Item(guild_id, key) for guild_id, key in cards.due(reader, now, per_group)]

    def claim(self, tx: Transaction, key: str, now: int) -> Job[CardShowing] | None:
        """Return the sending or the edit that is due."""
        case = cases.by_id(tx, key)
        if case is None or case.due_at > now:
            return None
        edit = case.message_id is not None
        if not (case.stale if edit else case.open):
            return None
        job = CardShowing(case, self._views.view(tx, case), edit)
        if edit:
            return Job(what=job, attempts=_attempts(case), repeat=Repeat.FREELY)
        if job.view is None:
            cards.put_off(tx, key, now + LONGEST_SECONDS, keep_claim=True)
            return None
        group = self._groups.ready(case.guild_id)
        place = group.care_channel_id if group else None
        cards.claim(tx, key, now, place)
        # A nonce holds in one channel: after an admin chose another, the first try is looked for.
        moved = case.channel_id is not None and case.channel_id != place
        return Job(
            what=job,
            attempts=_attempts(case),
            claimed_at=case.claimed_at,
            repeat=Repeat.LOOK_FIRST if moved else Repeat.BY_NONCE,
        )

    async def find(self, job: Job[CardShowing]) -> Sent | Refusal | None:
        """Look for the card in the care channel."""
        group = self._groups.ready(job.what.case.guild_id)
        return await self._gateway.find_card(group, job.what.case) if group else NOT_READY

    async def send(self, job: Job[CardShowing]) -> Sent | Refusal | None:
        """Send the card, or edit its message."""
        view, group = job.what.view, self._groups.ready(job.what.case.guild_id)
        if view is None:
            return None
        if job.what.edit:
            return await self._gateway.show_card(view)
        return await self._gateway.send_card(group, view) if group else NOT_READY

    def sent(self, tx: Transaction, job: Job[CardShowing], sent: Sent | None) -> Follow | None:
        """Note that the card is out, or shows the case as it was read; return what follows."""
        case = job.what.case
        if sent is None:
            cards.shown(tx, case)
            return None
        cards.sent(tx, case, sent.channel_id, sent.message_id)
        return lambda: self._groups.note_care_trouble(case.guild_id, False)

    def refused(
        self, tx: Transaction, job: Job[CardShowing], refusal: Refusal, retry: Retry
    ) -> Follow | None:
        """Put the card off. A message that is gone cannot be edited."""
        case = job.what.case
        if job.what.edit:
            if refusal is Refusal.GONE:
                cards.shown(tx, case)
            else:
                cards.put_off(tx, case.case_id, retry.at, keep_claim=False)
            return None
        cards.put_off(tx, case.case_id, retry.at, keep_claim=retry.keep)
        if refusal in (Refusal.GONE, Refusal.FORBIDDEN):
            return lambda: self._tell_owner(case.guild_id)
        return None

    def release(self, tx: Transaction, job: Job[CardShowing]) -> None:
        """Take back the claim of a card that surely is not out."""
        cards.release(tx, job.what.case.case_id)

    def put_off(self, tx: Transaction, key: str, at: int) -> None:
        """Put a card off after an exception; a claim stays."""
        cards.put_off(tx, key, at, keep_claim=True)

    def retry_now(self, tx: Transaction, guild_id: int | None, now: int, after: int) -> None:
        """Make due what was put off, to be sent or edited."""
        cards.retry_now(tx, guild_id, now, after)

    async def _tell_owner(self, guild_id: int) -> None:
        group = self._groups.ready(guild_id)
        if group is not None and await self._groups.note_care_trouble(guild_id, True):
            await self._gateway.tell_owner(group)


def _attempts(case: Case) -> int:
    """Return the tries that the back-off goes by: an urgent card never waits longer than a call."""
    return min(case.attempts, URGENT_ATTEMPTS) if case.level >= Level.Q2 else case.attempts


class Desk:
    """Shows the current state of cases in their care channel."""

    def __init__(
        self,
        db: Database,
        engine: DeliveryEngine,
        delivery: CardDelivery,
        clock: Callable[[], datetime],
    ) -> None:
        self._db = db
        self._engine = engine
        self._delivery = delivery
        self._clock = clock

    async def tick(self) -> None:
        """Deliver every card that is due."""
        await self._engine.tick(self._delivery)

    async def show(self, case_id: str) -> bool:
        """Show a case; return whether its card is out, or need not be."""
        case = await self._db.read(lambda r: cases.by_id(r, case_id))
        return case is not None and await self._show(case)

    async def show_in(self, guild_id: int, case_id: str) -> bool:
        """Show a case of this group; return whether its card is out, or need not be."""
        case = await self._db.read(lambda r: cases.get(r, guild_id, case_id))
        return case is not None and await self._show(case)

    async def show_post(self, post_id: str) -> bool:
        """Show every case about a post; return whether all their cards are out."""
        out = True
        for case in await self._db.read(lambda r: cases.of_post(r, post_id)):
            out = await self._show(case) and out
        return out

    async def show_talk(self, talk_id: str) -> None:
        """Show every case about a talk."""
        for case in await self._db.read(lambda r: cases.of_talk(r, talk_id)):
            await self._show(case)

    async def _show(self, case: Case) -> bool:
        if case.message_id is None and not case.open:
            return True
        now, case_id = int(self._clock().timestamp()), case.case_id
        if case.due_at > now:
            await self._db.write(lambda tx: cards.make_due(tx, case_id, now))
        await self._engine.deliver(self._delivery, case_id)
        if case.message_id is not None:
            return True
        after = await self._db.read(lambda r: cases.by_id(r, case_id))
        return after is not None and after.message_id is not None
