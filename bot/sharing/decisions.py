"""The care team's decisions about posts. No decision reveals who wrote the post.

- Callers have checked that the person who asks belongs to the care team of this group.
- Where a case of a post says that its author may be in danger, no decision may punish the author.
- Each decision can be undone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from bot.care.cards import Cards, CardView
from bot.care.case import Case, CaseKind
from bot.care.service import Cases
from bot.care.subject import Subject, held_cases, in_crisis, post_decided
from bot.core.db import Database, Reader, Transaction
from bot.core.seals import WORDS_DAYS, Seals, Words
from bot.sharing import identity_store as identities
from bot.sharing import store
from bot.sharing.rules import Post, Return, State

QUEUE_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Queue:
    """The cards and pauses that wait for the care team."""

    cards: list[CardView]
    pauses: list[tuple[str, int]]
    more: bool


class Decided(Enum):
    """The outcome of a decision."""

    DONE = "done"
    TOO_LATE = "too_late"
    """Another carer, or the author, was first: the card shows the current state."""
    GONE = "gone"
    CRISIS = "crisis"
    """The author may be in danger: no decision may punish them."""


@dataclass(frozen=True, slots=True)
class AuthorPaused:
    """The author cannot post until ``until``. ``pause_id`` lifts the pause."""

    pause_id: str
    until: int


class Decisions:
    """Decisions on posts: approve, give back, take down, lock, pause. Each can be undone."""

    def __init__(
        self,
        db: Database,
        seals: Seals,
        cases: Cases,
        cards: Cards,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._db = db
        self._seals = seals
        self._cases = cases
        self._cards = cards
        self._clock = clock
        self._new_id = new_id

    def _now(self) -> int:
        return int(self._clock().timestamp())

    def describe(self, reader: Reader, case: Case) -> Subject | None:
        """Return what the card of a case shows of its post: the words only while it is held."""
        post = store.get(reader, case.guild_id, case.post_id) if case.post_id else None
        if post is None:
            return None
        held, words = post.state is State.HELD, None
        if held and (sealed := store.words(reader, post.post_id)):
            words = self._seals.words_of(post.post_id, *sealed)
        held = held and case.kind is CaseKind.HELD
        return Subject(shown=post, draft=words, held=held, out=post.is_out)

    async def queue(self, guild_id: int) -> Queue:
        """Return the first open cards, the longest waiting first, and all pauses."""

        def look(reader: Reader) -> Queue:
            found = self._cards.open_in(reader, guild_id, QUEUE_SHOWN + 1)
            return Queue(
                found[:QUEUE_SHOWN],
                identities.pauses(reader, guild_id, self._now()),
                more=len(found) > QUEUE_SHOWN,
            )

        return await self._db.read(look)

    async def approve(self, guild_id: int, post_id: str) -> Decided:
        """Approve a held post: it appears at its release window, or now."""
        now = self._now()

        def save(tx: Transaction) -> Decided:
            post = store.get(tx, guild_id, post_id)
            if post is None:
                return Decided.GONE
            when = max(now, post.due_at)
            if not store.move(tx, post_id, (State.HELD,), State.WAITING, when):
                return Decided.TOO_LATE
            post_decided(tx, post_id, now)
            return Decided.DONE

        return await self._db.write(save)

    async def give_back(self, guild_id: int, post_id: str, reason: Return) -> Decided:
        """Return a held post to its author with a reason; the author keeps the words, to edit."""
        gentle = reason in (Return.METHOD, Return.TALK)
        held = (State.HELD,)
        return await self._end(guild_id, post_id, held, State.RETURNED, reason, gentle=gentle)

    async def take_down(self, guild_id: int, post_id: str, reason: Return, words: Words) -> Decided:
        """Remove a post from Discord. Its ``words`` are sealed and go back to the author."""
        day = self._clock().date() + timedelta(days=WORDS_DAYS)

        def keep(tx: Transaction) -> None:
            sealed = self._seals.words(post_id, words, day)
            store.save_words(tx, post_id, day.isoformat(), sealed)

        out = (State.POSTED, State.WAITING)
        return await self._end(guild_id, post_id, out, State.REMOVING, reason, also=keep)

    async def put_back(self, guild_id: int, post_id: str, *, appealed: bool = False) -> Decided:
        """Undo a return (the post is held again) or a removal (it is posted again).

        A removed share has lost its message and its thread: it appears as a new one. ``appealed``:
        the author asked for it, so it is not too late while the words exist, and they need not be
        read a second time.
        """
        return await self._db.write(
            lambda tx: self.put_back_in(tx, guild_id, post_id, appealed=appealed)
        )

    def put_back_in(
        self, tx: Transaction, guild_id: int, post_id: str, *, appealed: bool
    ) -> Decided:
        """Undo a return or removal inside the caller's transaction."""
        post = store.get(tx, guild_id, post_id)
        if post is None:
            return Decided.GONE
        if store.words(tx, post_id) is None:
            return Decided.TOO_LATE
        held = held_cases(tx, post_id)
        if post.state is State.REMOVED or appealed:
            held = []  # it was approved before it appeared, or has just been read again
        state = State.HELD if held else State.WAITING
        if not store.revive(tx, post_id, state, self._new_id(), self._now(), ever=appealed):
            return Decided.TOO_LATE
        for case in held:
            if not case.open:
                self._cases.reopen_in(tx, case)
        return Decided.DONE

    async def lock(self, guild_id: int, post_id: str, locked: bool) -> Post | Decided:
        """Close a share for replies, or open it again; return the share as it is then."""

        def save(tx: Transaction) -> Post | Decided:
            post = store.get(tx, guild_id, post_id)
            if post is not None and not post.is_share and post.parent_id is not None:
                post = store.get(tx, guild_id, post.parent_id)
            if post is None:
                return Decided.GONE
            if locked and in_crisis(tx, post.post_id):
                return Decided.CRISIS
            store.set_locked(tx, post.post_id, locked)
            return store.get(tx, guild_id, post.post_id) or Decided.GONE

        return await self._db.write(save)

    async def pause_author(
        self, guild_id: int, post_id: str, days: int
    ) -> AuthorPaused | Decided | None:
        """Pause the author of a post without revealing them; None when the author is not known."""
        until = self._now() + days * 86400
        pause_id = self._new_id()

        def save(tx: Transaction) -> AuthorPaused | Decided | None:
            if store.get(tx, guild_id, post_id) is None:
                return None
            if in_crisis(tx, post_id):
                return Decided.CRISIS
            record = identities.author(tx, post_id)
            member_id = self._seals.author_of(record) if record else None
            if member_id is None:
                return None
            tag = self._seals.tag("pause", guild_id, "", member_id)
            identities.pause(tx, pause_id, guild_id, tag, until)
            return AuthorPaused(pause_id, until)

        return await self._db.write(save)

    async def lift(self, guild_id: int, pause_id: str) -> bool:
        """End a pause early; return False when it has ended already."""
        return await self._db.write(lambda tx: identities.lift(tx, guild_id, pause_id))

    async def message_deleted(self, guild_id: int, message_ids: set[int]) -> list[str]:
        """Note that messages were deleted by hand: end their posts; send open cards again.

        Return the ids of the posts that have ended, so that their cards can say so.
        """
        now = self._now()

        def save(tx: Transaction) -> list[str]:
            over: list[str] = []
            for message_id in message_ids:
                self._cases.card_deleted(tx, guild_id, message_id)
                post = store.by_message(tx, guild_id, message_id)
                if post is not None and store.move(
                    tx, post.post_id, (State.POSTED,), State.WITHDRAWN, now
                ):
                    over.append(post.post_id)
            return over

        def concerned(reader: Reader) -> bool:
            return any(
                store.by_message(reader, guild_id, message_id)
                or self._cases.has_card(reader, guild_id, message_id)
                for message_id in message_ids
            )

        # Most deleted messages are not Haven's: they must not cost a commit each.
        return await self._db.write(save) if await self._db.read(concerned) else []

    async def _end(
        self,
        guild_id: int,
        post_id: str,
        before: tuple[State, ...],
        after: State,
        reason: Return,
        also: Callable[[Transaction], None] = lambda _: None,
        *,
        gentle: bool = False,
    ) -> Decided:
        now = self._now()

        def save(tx: Transaction) -> Decided:
            post = store.get(tx, guild_id, post_id)
            if post is None:
                return Decided.GONE
            if not gentle and in_crisis(tx, post_id):
                return Decided.CRISIS
            # A post that has not appeared yet cannot be taken down.
            seen = post.state is not State.WAITING or post.is_out
            if not seen or not store.move(tx, post_id, before, after, now, reason):
                return Decided.TOO_LATE
            also(tx)
            post_decided(tx, post_id, now)
            return Decided.DONE

        return await self._db.write(save)


def post_of(view: CardView) -> Post | None:
    """Return the post that a card is about; None when it is about something else."""
    shown = view.subject.shown
    return shown if isinstance(shown, Post) else None
