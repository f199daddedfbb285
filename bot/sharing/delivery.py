"""Delivers posts and cards to Discord, and tells authors about their posts.

Posts go through the delivery engine (:class:`bot.sharing.posting.Posts`).
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from bot.care.desk import Desk
from bot.core.db import Database, Reader, Transaction
from bot.core.delivery import DeliveryEngine
from bot.core.seals import Seals
from bot.groups.service import Groups
from bot.sharing import identity_store as identities
from bot.sharing import rules, store
from bot.sharing.gateway import SharingGateway
from bot.sharing.posting import Posts
from bot.sharing.rules import Post

log = logging.getLogger(__name__)


class Outbox:
    """Sends what is due, and tells authors what happened to their posts."""

    def __init__(
        self,
        db: Database,
        groups: Groups,
        seals: Seals,
        desk: Desk,
        gateway: SharingGateway,
        clock: Callable[[], datetime],
        random: Random,
        engine: DeliveryEngine,
    ) -> None:
        self._db = db
        self._groups = groups
        self._seals = seals
        self._gateway = gateway
        self._clock = clock
        self._desk = desk
        self._engine = engine
        self._posts = Posts(groups, seals, gateway, self, clock, random)
        engine.add(self._posts)

    def _now(self) -> int:
        return int(self._clock().timestamp())

    async def deliver(self, post_id: str) -> Post | None:
        """Do what is still due on Discord for this post; return the post as it is afterwards."""
        await self._engine.deliver(self._posts, post_id)
        return await self._db.read(lambda r: store.by_id(r, post_id))

    async def tell_expiring(self) -> None:
        """Tell authors of held posts a day before Haven can no longer tell which are theirs."""
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

    async def tick(self) -> None:
        """Deliver everything that is due."""
        await asyncio.gather(self._engine.tick(self._posts), self._desk.tick())

    async def retry_now(self, guild_id: int) -> None:
        """Try again what waited for a group's settings or permissions, which have changed."""
        await self._engine.retry_now(guild_id)
        await self.tick()

    async def show_cards(self, post_id: str) -> bool:
        """Show the current state of a post on its cards."""
        return await self._desk.show_post(post_id)

    async def replied(self, reply: Post, thread_id: int) -> None:
        """Tell the share's author that a reply is out, unless the author wrote it."""
        record = await self._db.read(lambda r: identities.author(r, reply.post_id))
        by = self._seals.author_of(record) if record else None
        await self.answered(reply.guild_id, thread_id, by)

    async def answered(self, guild_id: int, thread_id: int, by: int | None) -> None:
        """Tell a share's author of an answer in its thread, unless muted or told a short time ago.

        ``by`` is the member who answered, so that no author is told about their own message.
        """
        now = self._now()
        quiet = int(rules.TELL_AGAIN.total_seconds())

        def due(reader: Reader) -> tuple[int, Post] | None:
            """Return the author to tell, and the share; None when no one is to be told."""
            share = store.by_thread(reader, guild_id, thread_id)
            record = identities.author(reader, share.post_id) if share else None
            if share is None or record is None or record.muted or now - record.told_at < quiet:
                return None
            member_id = self._seals.author_of(record)
            return None if member_id is None or member_id == by else (member_id, share)

        def take(tx: Transaction) -> tuple[int, Post] | None:
            found = due(tx)  # checked again: of two answers at once only one may tell the author
            if found is not None:
                identities.set_told(tx, found[1].post_id, now)
            return found

        # Read first: most messages in most threads tell no one, and must not cost a commit.
        if await self._db.read(due) is None:
            return
        found = await self._db.write(take)
        if found is not None:
            await self._gateway.tell_author(*found, "tell.answered")

    async def tell_returned(
        self, post_id: str, *, undone: bool = False, upheld: bool = False
    ) -> None:
        """Tell the author that a post came back, while Haven can still tell who that is.

        ``undone``: the care team has changed its mind, and the post is on its way again.
        ``upheld``: another carer has looked again, and the decision stays.
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
        """Begin nothing new; return once the work under way has been marked."""
        await self._engine.stop()
