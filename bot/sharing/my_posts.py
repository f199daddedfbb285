"""What an author can do with their own posts, for as long as Haven can tell they are theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.care.subject import post_taken_back
from bot.core.db import Database, Reader, Transaction
from bot.core.seals import Authorship, Seals, Words
from bot.sharing import identity_store as identities
from bot.sharing import store
from bot.sharing.rules import Post, State


@dataclass(frozen=True, slots=True)
class Mine:
    """One of the member's own posts. ``words``: present while Haven holds them."""

    post: Post
    muted: bool
    key_day: str
    words: Words | None


class Withdrawal(Enum):
    """The outcome of taking a post back."""

    DONE = "done"
    """It had not appeared yet, and never will."""
    UNDER_WAY = "under_way"
    """It is being removed from Discord."""
    GONE = "gone"
    """There is nothing left to withdraw, or Haven cannot tell that the post is theirs."""


class MyPosts:
    """The author's own posts. Each lookup opens the group's seals: none says whose it is."""

    def __init__(self, db: Database, seals: Seals, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._seals = seals
        self._clock = clock

    async def list(self, guild_id: int, member_id: int) -> list[Mine]:
        """Return the member's posts in this group, the latest to appear first."""
        opens = self._seals.opens(member_id)

        def look(reader: Reader) -> list[Mine]:
            found = [
                self._mine(reader, guild_id, record)
                for record in identities.authors(reader, guild_id)
                if opens(record)
            ]
            return sorted(
                (mine for mine in found if mine is not None),
                key=lambda mine: mine.post.due_at,
                reverse=True,
            )

        return await self._db.read(look)

    async def get(self, guild_id: int, member_id: int, post_id: str) -> Mine | None:
        """Return one post; None when it is not this member's."""

        def look(reader: Reader) -> Mine | None:
            record = identities.author(reader, post_id)
            if record is None or not self._seals.opens(member_id)(record):
                return None
            return self._mine(reader, guild_id, record)

        return await self._db.read(look)

    async def withdraw(self, guild_id: int, member_id: int, post_id: str) -> Withdrawal:
        """Take a post back: at once if it has not appeared; otherwise Discord is asked next."""
        now = int(self._clock().timestamp())

        def save(tx: Transaction) -> Withdrawal:
            post = self._own(tx, guild_id, member_id, post_id)
            if post is None:
                return Withdrawal.GONE
            if store.move(tx, post_id, store.NOT_OUT, State.WITHDRAWN, now):
                post_taken_back(tx, post_id, now)
                return Withdrawal.DONE
            # It is out, or a sending may have reached Discord: then Haven finds and deletes it.
            if store.move(tx, post_id, (State.POSTED, State.WAITING), State.WITHDRAWING, now):
                post_taken_back(tx, post_id, now)
                return Withdrawal.UNDER_WAY
            return Withdrawal.GONE

        return await self._db.write(save)

    async def set_muted(self, guild_id: int, member_id: int, post_id: str, muted: bool) -> bool:
        """Set whether they are told about answers; False when the post is not known as theirs."""

        def save(tx: Transaction) -> bool:
            if self._own(tx, guild_id, member_id, post_id) is None:
                return False
            identities.set_muted(tx, post_id, muted)
            return True

        return await self._db.write(save)

    async def guild_of(self, post_id: str) -> int:
        """Return the group of a post (0: there is no such post), for presses outside a group."""
        post = await self._db.read(lambda r: store.by_id(r, post_id))
        return post.guild_id if post else 0

    async def wrote_in_own_thread(self, guild_id: int, member_id: int, thread_id: int) -> bool:
        """Return whether a member who writes here under their own name is the share's author."""

        def look(reader: Reader) -> bool:
            share = store.by_thread(reader, guild_id, thread_id)
            if share is None:
                return False
            record = identities.author(reader, share.post_id)
            return record is not None and self._seals.opens(member_id)(record)

        return await self._db.read(look)

    def _own(self, reader: Reader, guild_id: int, member_id: int, post_id: str) -> Post | None:
        record = identities.author(reader, post_id)
        if record is None or not self._seals.opens(member_id)(record):
            return None
        return store.get(reader, guild_id, post_id)

    def _mine(self, reader: Reader, guild_id: int, record: Authorship) -> Mine | None:
        post = store.get(reader, guild_id, record.post_id)
        if post is None:
            return None
        sealed = store.words(reader, record.post_id)
        words = self._seals.words_of(record.post_id, *sealed) if sealed else None
        return Mine(post, record.muted, record.key_day, words)
