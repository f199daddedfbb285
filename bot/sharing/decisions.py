"""What the care team can do with posts and cards, without ever learning who wrote anything.

Callers have checked that the person asking belongs to the care team of this group.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from bot.care import card_store as cards
from bot.care import case_store as cases_store
from bot.care.card_store import Card
from bot.care.case import Case, Closing, Kind, Shape
from bot.care.service import Cases
from bot.core.db import Database, Reader, Transaction
from bot.core.seals import WORDS_DAYS, Seals, Words
from bot.screening.verdict import Category
from bot.sharing import identity_store as identities
from bot.sharing import store
from bot.sharing.rules import Post, Return, State


@dataclass(frozen=True, slots=True)
class CardView:
    """A card with all that it shows: its case, the post if it is about one, its words while held,
    and what was said: a reporter's words, or what the case is about.

    ``member_id``: who wrote it, only where that was under their own name.
    """

    card: Card
    post: Post | None
    words: Words | None
    said: str
    case: Case
    member_id: int | None = None

    @property
    def shape(self) -> Shape:
        """What decides what the card offers."""
        post = self.post
        return Shape(
            kind=self.card.kind,
            categories=self.case.categories,
            open=self.card.open,
            held=post is not None and post.state is State.HELD and self.card.kind is Kind.HELD,
            out=post is not None and post.is_out,
            talk=self.case.talk_id is not None,
            message=self.case.message is not None and self.case.message.message_id != 0,
            claimed=self.case.holder_id is not None,
        )


QUEUE_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for the care team."""

    cards: list[CardView]
    pauses: list[tuple[str, int]]
    more: bool


class Decided(Enum):
    """What became of a decision."""

    DONE = "done"
    TOO_LATE = "too_late"
    """Somebody else, or the author, was first: the card shows the present state."""
    GONE = "gone"
    CRISIS = "crisis"
    """Somebody may be in danger here: nothing is done that punishes."""


@dataclass(frozen=True, slots=True)
class Paused:
    """The author cannot post until then. ``pause_id`` lifts it."""

    pause_id: str
    until: int


class Care:
    """Decisions on posts: approve, give back, take down, lock, pause, done - each can be undone."""

    def __init__(
        self,
        db: Database,
        seals: Seals,
        cases: Cases,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._db = db
        self._seals = seals
        self._cases = cases
        self._clock = clock
        self._new_id = new_id

    def _now(self) -> int:
        return int(self._clock().timestamp())

    async def queue(self, guild_id: int) -> Queue:
        """The first open cards, the longest waiting first, and all pauses."""

        def look(reader: Reader) -> Queue:
            found = cards.open_in(reader, guild_id, QUEUE_SHOWN + 1)
            views = [self._view(reader, card) for card in found[:QUEUE_SHOWN]]
            return Queue(
                [view for view in views if view is not None],
                identities.pauses(reader, guild_id, self._now()),
                more=len(found) > QUEUE_SHOWN,
            )

        return await self._db.read(look)

    async def card(self, guild_id: int, card_id: str) -> CardView | None:
        """One card of this group with all that it shows."""

        def look(reader: Reader) -> CardView | None:
            card = cards.get(reader, guild_id, card_id)
            return self._view(reader, card) if card else None

        return await self._db.read(look)

    async def by_message(self, guild_id: int, message_id: int) -> CardView | None:
        """The card that a message in the care channel is."""

        def look(reader: Reader) -> CardView | None:
            card = cards.by_message(reader, guild_id, message_id)
            return self._view(reader, card) if card else None

        return await self._db.read(look)

    async def cards_of(self, post_id: str) -> list[CardView]:
        """Every card about a post, to be shown anew after a decision."""

        def look(reader: Reader) -> list[CardView]:
            views = [self._view(reader, card) for card in cards.of_post(reader, post_id)]
            return [view for view in views if view is not None]

        return await self._db.read(look)

    async def approve(self, guild_id: int, post_id: str) -> Decided:
        """Lets a held post appear: at its release window, or now."""
        now = self._now()

        def save(tx: Transaction) -> Decided:
            post = store.get(tx, guild_id, post_id)
            if post is None:
                return Decided.GONE
            when = max(now, post.due_at)
            if not store.move(tx, post_id, (State.HELD,), State.WAITING, when):
                return Decided.TOO_LATE
            cards.close_held(tx, post_id, now)
            return Decided.DONE

        return await self._db.write(save)

    async def give_back(self, guild_id: int, post_id: str, reason: Return) -> Decided:
        """Returns a held post to its author with a reason; the words stay theirs to edit."""
        gentle = reason in (Return.METHOD, Return.TALK)
        held = (State.HELD,)
        return await self._end(guild_id, post_id, held, State.RETURNED, reason, gentle=gentle)

    async def take_down(self, guild_id: int, post_id: str, reason: Return, words: Words) -> Decided:
        """Removes a post from Discord. Its ``words`` are sealed and go back to the author."""
        day = self._clock().date() + timedelta(days=WORDS_DAYS)

        def keep(tx: Transaction) -> None:
            sealed = self._seals.words(post_id, words, day)
            store.save_words(tx, post_id, day.isoformat(), sealed)

        out = (State.POSTED, State.WAITING)
        return await self._end(guild_id, post_id, out, State.REMOVING, reason, also=keep)

    async def put_back(self, guild_id: int, post_id: str, *, appealed: bool = False) -> Decided:
        """Undoes a return (it is held again) or a removal (it is posted again, anew).

        A removed share has lost its message and its thread: it appears as a new one. ``appealed``:
        its author asked for it, so it is not too late while the words are there, and it need not
        be read a second time.
        """
        now = self._now()

        def save(tx: Transaction) -> Decided:
            post = store.get(tx, guild_id, post_id)
            if post is None:
                return Decided.GONE
            if store.words(tx, post_id) is None:
                return Decided.TOO_LATE
            held = [c for c in cards.of_post(tx, post_id) if c.kind is cards.Kind.HELD]
            if post.state is State.REMOVED or appealed:
                held = []  # it had been approved before it appeared, or has just been read again
            state = State.HELD if held else State.WAITING
            if not store.revive(tx, post_id, state, self._new_id(), now, ever=appealed):
                return Decided.TOO_LATE
            for card in held:
                cards.set_open(tx, card.card_id, now, is_open=True)
            return Decided.DONE

        return await self._db.write(save)

    async def lock(self, guild_id: int, post_id: str, locked: bool) -> Post | Decided:
        """Closes a share for replies, or opens it again; the share as it is then."""

        def save(tx: Transaction) -> Post | Decided:
            post = store.get(tx, guild_id, post_id)
            if post is not None and not post.is_share and post.parent_id is not None:
                post = store.get(tx, guild_id, post.parent_id)
            if post is None:
                return Decided.GONE
            if locked and _in_crisis(tx, post.post_id):
                return Decided.CRISIS
            store.set_locked(tx, post.post_id, locked)
            return store.get(tx, guild_id, post.post_id) or Decided.GONE

        return await self._db.write(save)

    async def pause_author(self, guild_id: int, post_id: str, days: int) -> Paused | Decided | None:
        """Pauses whoever wrote a post, unseen; None when Haven can no longer tell who it was."""
        until = self._now() + days * 86400
        pause_id = self._new_id()

        def save(tx: Transaction) -> Paused | Decided | None:
            if store.get(tx, guild_id, post_id) is None:
                return None
            if _in_crisis(tx, post_id):
                return Decided.CRISIS
            record = identities.author(tx, post_id)
            member_id = self._seals.author_of(record) if record else None
            if member_id is None:
                return None
            tag = self._seals.tag("pause", guild_id, "", member_id)
            identities.pause(tx, pause_id, guild_id, tag, until)
            return Paused(pause_id, until)

        return await self._db.write(save)

    async def lift(self, guild_id: int, pause_id: str) -> bool:
        """Ends a pause early; False when it is over already."""
        return await self._db.write(lambda tx: identities.lift(tx, guild_id, pause_id))

    async def set_done(self, guild_id: int, card_id: str, *, done: bool) -> CardView | None:
        """Closes a report's card, or opens it again."""
        now = self._now()

        def save(tx: Transaction) -> CardView | None:
            card = cards.get(tx, guild_id, card_id)
            if card is None or card.kind is cards.Kind.HELD:
                return None
            cards.set_open(tx, card_id, now, is_open=not done)
            after = cards.get(tx, guild_id, card_id)
            return self._view(tx, after) if after else None

        return await self._db.write(save)

    async def message_deleted(self, guild_id: int, message_ids: set[int]) -> list[str]:
        """Somebody deleted messages by hand: a post is over, an open card goes out again.

        Returns the ids of the posts that are over, so that their cards can say so.
        """
        now = self._now()

        def save(tx: Transaction) -> list[str]:
            over: list[str] = []
            for message_id in message_ids:
                cards.lost(tx, guild_id, message_id, self._new_id())
                post = store.by_message(tx, guild_id, message_id)
                if post is not None and store.move(
                    tx, post.post_id, (State.POSTED,), State.WITHDRAWN, now
                ):
                    over.append(post.post_id)
            return over

        def concerned(reader: Reader) -> bool:
            return any(
                store.by_message(reader, guild_id, message_id)
                or cards.by_message(reader, guild_id, message_id)
                for message_id in message_ids
            )

        # Most messages that are deleted are not Haven's: they must not cost a commit each.
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
            if not gentle and _in_crisis(tx, post_id):
                return Decided.CRISIS
            # What nobody has seen yet cannot be taken down.
            seen = post.state is not State.WAITING or post.is_out
            if not seen or not store.move(tx, post_id, before, after, now, reason):
                return Decided.TOO_LATE
            also(tx)
            cards.close_held(tx, post_id, now)
            return Decided.DONE

        return await self._db.write(save)

    def _view(self, reader: Reader, card: Card) -> CardView | None:
        case = cases_store.get(reader, card.guild_id, card.card_id)
        post = store.get(reader, card.guild_id, card.post_id) if card.post_id else None
        if case is None or (post is None and card.post_id is not None):
            return None
        words = None
        if post and post.state is State.HELD and (sealed := store.words(reader, post.post_id)):
            words = self._seals.words_of(post.post_id, *sealed)
        said = ""
        if card.sealed is not None and card.key_day is not None:
            opened = self._seals.words_of(card.card_id, card.key_day, card.sealed)
            said = opened.words if opened else ""
        if post is not None and _in_crisis(reader, post.post_id):
            # Whichever of its cases said so: what a card offers goes by all of them.
            case = replace(case, categories=case.categories | {Category.CRISIS})
        return CardView(card, post, words, said, case, self._cases.member_of(case))


def _in_crisis(reader: Reader, post_id: str) -> bool:
    """Whether a case of this post says that somebody may be in danger, unless that was an error."""
    return any(
        Category.CRISIS in case.categories and case.closing is not Closing.FALSE_ALARM
        for case in cases_store.of_post(reader, post_id)
    )
