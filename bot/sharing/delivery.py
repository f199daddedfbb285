"""What Discord has to hear of posts and cards, and what authors hear of theirs.

Posts go through the delivery engine (:class:`bot.sharing.posting.Posts`).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from random import Random

from bot.care import card_store as cards
from bot.care import case_store as cases
from bot.care.desk import CardDesk
from bot.core.db import Database, Reader, Transaction
from bot.core.delivery import Engine
from bot.core.delivery.joined import Joined
from bot.core.delivery.lanes import Lanes
from bot.core.seals import Seals
from bot.groups.service import Groups
from bot.sharing import identity_store as identities
from bot.sharing import rules, store
from bot.sharing.decisions import Care
from bot.sharing.gateway import Gateway
from bot.sharing.posting import Posts
from bot.sharing.rules import Post

log = logging.getLogger(__name__)

AT_ONCE = 100
"""Max cards per tick."""


class Outbox:
    """Sends what is due, and tells authors what became of their posts."""

    def __init__(
        self,
        db: Database,
        groups: Groups,
        seals: Seals,
        care: Care,
        gateway: Gateway,
        clock: Callable[[], datetime],
        random: Random,
        engine: Engine,
    ) -> None:
        self._db = db
        self._groups = groups
        self._seals = seals
        self._care = care
        self._gateway = gateway
        self._clock = clock
        self._desk = CardDesk(db, groups, care, gateway, clock)
        self._engine = engine
        self._posts = Posts(groups, seals, gateway, self, clock, random)
        self._joined = Joined()
        self._lanes = Lanes()
        engine.add(self._posts)

    def _now(self) -> int:
        return int(self._clock().timestamp())

    async def deliver(self, post_id: str) -> Post | None:
        """Does what Discord still has to hear about this post; returns how it then stands."""
        await self._engine.deliver(self._posts, post_id)
        return await self._db.read(lambda r: store.by_id(r, post_id))

    async def deliver_card(self, guild_id: int, card_id: str) -> bool:
        """Sends a card that is not out yet; whether it is out now."""
        await self._joined.run(card_id, lambda: self._desk.send(guild_id, card_id))
        card = await self._db.read(lambda r: cards.get(r, guild_id, card_id))
        return card is not None and card.message_id is not None

    async def deliver_case(self, case_id: str) -> bool:
        """Shows a case in its channel as it stands now; whether it is out."""
        guild_id = await self._db.read(lambda r: cards.guild_of(r, case_id))
        return guild_id is not None and await self.show_case(guild_id, case_id)

    async def show_case(self, guild_id: int, case_id: str) -> bool:
        """Shows one case of this group as it stands now; whether it is out."""
        card = await self._db.read(lambda r: cards.get(r, guild_id, case_id))
        if card is None:
            return False
        if card.message_id is not None:
            await self._desk.show_stale(guild_id, case_id)
            return True
        return not card.open or await self.deliver_card(guild_id, case_id)

    async def show_talk(self, talk_id: str) -> None:
        """Shows the cases of a talk as they stand now."""
        for case in await self._db.read(lambda r: cases.of_talk(r, talk_id)):
            await self.show_case(case.guild_id, case.case_id)

    async def tell_expiring(self) -> None:
        """Tells authors of held posts that tomorrow Haven can no longer tell what is theirs."""
        day = (self._clock() + timedelta(days=1)).date().isoformat()
        now = self._now()

        def take(tx: Transaction) -> list[tuple[int | None, Post]]:
            found: list[tuple[int | None, Post]] = []
            for record in identities.held_until(tx, day):
                post = store.by_id(tx, record.post_id)
                if post is not None:
                    identities.set_told(tx, record.post_id, now)
                    found.append((self._seals.author_of(record), post))
            return found

        if not await self._db.read(lambda r: identities.held_until(r, day)):
            return
        for member_id, post in await self._db.write(take):
            if member_id is not None:
                await self._gateway.tell_author(member_id, post, "appeal.unread")

    async def show_cards(self, post_id: str) -> bool:
        """Shows every card about a post as it stands now; whether all of them are out."""
        out = True
        for view in await self._care.cards_of(post_id):
            card = view.card
            if card.message_id is not None:
                await self._desk.show(view)
            elif card.open:
                out = await self.deliver_card(card.guild_id, card.card_id) and out
        return out

    async def tick(self) -> None:
        """Delivers everything that is due."""
        await asyncio.gather(self._engine.tick(self._posts), self._tick_cards())

    async def _tick_cards(self) -> None:
        if self._joined.stopping:
            return
        now = self._now()

        def look(reader: Reader) -> tuple[list[cards.Card], list[cards.Card]]:
            return cards.due(reader, now, AT_ONCE), cards.stale(reader, now, AT_ONCE)

        open_cards, stale_cards = await self._db.read(look)
        lanes: dict[tuple[str, int], list[Callable[[], Awaitable[object]]]] = {}
        for card in open_cards:
            lanes.setdefault(("cards", card.guild_id), []).append(
                _later(self.deliver_card, card.guild_id, card.card_id)
            )
        for card in stale_cards:
            lanes.setdefault(("cards", card.guild_id), []).append(
                _later(self._desk.show_stale, card.guild_id, card.card_id)
            )
        await self._lanes.run(lanes, self._engine.patience)

    async def mended(self, guild_id: int) -> None:
        """Settings or permissions changed: what was waiting for that is tried again now."""
        now = self._now()
        await self._engine.retry_now(guild_id)
        await self._db.write(lambda tx: cards.hasten(tx, guild_id, now))
        await self.tick()

    async def replied(self, reply: Post, thread_id: int) -> None:
        """A reply is out: tells the share's author, unless they wrote it themselves."""
        record = await self._db.read(lambda r: identities.author(r, reply.post_id))
        by = self._seals.author_of(record) if record else None
        await self.answered(reply.guild_id, thread_id, by)

    async def answered(self, guild_id: int, thread_id: int, by: int | None) -> None:
        """Somebody answered in a share's thread: tells its author, unless muted or just told.

        ``by`` is the member who answered, so that nobody is told about themselves.
        """
        now = self._now()
        quiet = int(rules.TELL_AGAIN.total_seconds())

        def due(reader: Reader) -> tuple[int, Post] | None:
            """Whom to tell, and about which share."""
            share = store.by_thread(reader, guild_id, thread_id)
            record = identities.author(reader, share.post_id) if share else None
            if share is None or record is None or record.muted or now - record.told_at < quiet:
                return None
            member_id = self._seals.author_of(record)
            return None if member_id is None or member_id == by else (member_id, share)

        def take(tx: Transaction) -> tuple[int, Post] | None:
            found = due(tx)  # once more: of two answers at once only one may tell
            if found is not None:
                identities.set_told(tx, found[1].post_id, now)
            return found

        # Read first: most messages in most threads tell nobody, and must not cost a commit.
        if await self._db.read(due) is None:
            return
        found = await self._db.write(take)
        if found is not None:
            await self._gateway.tell_author(*found, "tell.answered")

    async def tell_returned(
        self, post_id: str, *, undone: bool = False, upheld: bool = False
    ) -> None:
        """Tells the author that a post came back, while Haven can still tell who that is.

        ``undone``: the care team has changed its mind, and it is on its way again. ``upheld``:
        somebody else has looked again, and it stays as it was.
        """
        key = "appeal.upheld" if upheld else "tell.undone" if undone else "tell.returned"

        def look(reader: Reader) -> tuple[int | None, Post] | None:
            post = store.by_id(reader, post_id)
            record = identities.author(reader, post_id)
            if post is None or record is None:
                return None
            return self._seals.author_of(record), post

        found = await self._db.read(look)
        if found is not None and found[0] is not None:
            await self._gateway.tell_author(found[0], found[1], key)

    async def stop(self) -> None:
        """Begins nothing new, and returns once what is under way has been marked."""
        await self._engine.stop()
        await self._joined.stop()
        await self._lanes.stop()


def _later(
    function: Callable[..., Awaitable[object]], *arguments: object
) -> Callable[[], Awaitable[object]]:
    return lambda: function(*arguments)
