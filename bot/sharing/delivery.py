"""Exactly once: what has been accepted reaches Discord, whatever dies in between.

A row is written first, then claimed, then sent with its nonce, then marked. If the process dies
between Discord's answer and the mark, the claim tells on the next start that the message may be
out: a young one is sent again with the same nonce, which Discord answers with the first message;
an older one is looked for in the channel by the opaque id in its buttons, and adopted.

Nothing here knows Discord: :class:`Gateway` is what ``cogs`` provides.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from bot.care import card_store as cards
from bot.care import case_store as cases
from bot.care.desk import CardDesk
from bot.core.db import Database, Reader, Transaction
from bot.core.seals import Seals, Words
from bot.core.sending import (
    MEND_SECONDS,
    YOUNG_CLAIM,
    OneAtATime,
    Refusal,
    Sent,
    SideBySide,
    backoff,
)
from bot.groups.rules import Group, Trouble
from bot.groups.service import Groups
from bot.sharing import identity_store as identities
from bot.sharing import rules, store
from bot.sharing.decisions import Care
from bot.sharing.gateway import Gateway
from bot.sharing.rules import Post, Return, State

log = logging.getLogger(__name__)

AT_ONCE = 100
"""Posts taken up by one tick."""

DOWN_ATTEMPTS = 5
"""After so many refusals that should have passed by themselves (about eight minutes) the care
team is told that Discord is not taking anything."""


class Outbox:
    """Sends what is due. One task a post at a time, so that two presses meet in one sending."""

    def __init__(
        self,
        db: Database,
        groups: Groups,
        seals: Seals,
        care: Care,
        gateway: Gateway,
        clock: Callable[[], datetime],
        random: Random,
    ) -> None:
        self._db = db
        self._groups = groups
        self._seals = seals
        self._care = care
        self._gateway = gateway
        self._clock = clock
        self._random = random
        self._desk = CardDesk(db, groups, care, gateway, clock)
        self._under_way = OneAtATime()
        self._lines = SideBySide()

    def _now(self) -> int:
        return int(self._clock().timestamp())

    async def deliver(self, post_id: str) -> Post | None:
        """Does what Discord still has to hear about this post; returns how it then stands."""
        post = None
        for _ in range(2):  # a withdrawal may meet the sending of the very same post
            await self._under_way.run(post_id, lambda: self._deliver(post_id))
            post = await self._db.read(lambda r: store.by_id(r, post_id))
            if post is None or post.state not in (State.WITHDRAWING, State.REMOVING):
                break
        return post

    async def deliver_card(self, guild_id: int, card_id: str) -> bool:
        """Sends a card that is not out yet; whether it is out now."""
        await self._under_way.run(card_id, lambda: self._desk.send(guild_id, card_id))
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
        """Takes up everything that is due: groups side by side, each in a shuffled order."""
        if self._under_way.stopping:
            return
        now = self._now()

        def look(reader: Reader) -> tuple[list[Post], list[cards.Card], list[cards.Card]]:
            due, stale = cards.due(reader, now, AT_ONCE), cards.stale(reader, now, AT_ONCE)
            return store.due(reader, now, AT_ONCE), due, stale

        posts, open_cards, stale_cards = await self._db.read(look)
        by_group: dict[int, list[Callable[[], Awaitable[object]]]] = {}
        self._random.shuffle(posts)
        for post in posts:
            by_group.setdefault(post.guild_id, []).append(_later(self.deliver, post.post_id))
        for card in open_cards:
            by_group.setdefault(card.guild_id, []).append(
                _later(self.deliver_card, card.guild_id, card.card_id)
            )
        for card in stale_cards:
            by_group.setdefault(card.guild_id, []).append(
                _later(self._desk.show_stale, card.guild_id, card.card_id)
            )
        await self._lines.run(by_group)

    async def mended(self, guild_id: int) -> None:
        """Settings or permissions changed: what was waiting for that is tried again now."""
        now = self._now()

        def save(tx: Transaction) -> None:
            store.hasten(tx, guild_id, now)
            cards.hasten(tx, guild_id, now)

        await self._db.write(save)
        await self.tick()

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
        await self._under_way.stop()
        await self._lines.stop()

    async def _deliver(self, post_id: str) -> None:
        post = await self._db.read(lambda r: store.by_id(r, post_id))
        if post is None:
            return
        if post.state in (State.WITHDRAWING, State.REMOVING):
            await self._take_down(post)
        elif post.state is State.WAITING and post.due_at <= self._now():
            await self._post(post)

    async def _post(self, before: Post) -> None:
        post_id, now = before.post_id, self._now()
        group = self._groups.ready(before.guild_id)

        def take(tx: Transaction) -> tuple[Post, Post | None, Words | None] | None:
            waiting = store.by_id(tx, post_id)
            parent = waiting.parent_id if waiting else None
            share = store.by_id(tx, parent) if parent else None
            place = share.thread_id if share else group.sharing_channel_id if group else None
            post = store.claim(tx, post_id, now, place)
            if post is None:
                return None
            sealed = store.words(tx, post_id)
            words = self._seals.words_of(post_id, *sealed) if sealed else None
            return post, share, words

        taken = await self._db.write(take)
        if taken is None:
            return
        post, share, words = taken
        if group is None:
            await self._postpone(post, Refusal.GONE, maybe_out=post.claimed_at is not None)
            return
        outcome, maybe_out = await self._send(group, post, share, words)
        if isinstance(outcome, Sent):
            await self._finish(group, post, outcome)
        else:
            await self._refused(group, post, outcome, maybe_out=maybe_out)

    async def _send(
        self, group: Group, post: Post, share: Post | None, words: Words | None
    ) -> tuple[Sent | Refusal, bool]:
        """The outcome; and, with a refusal, whether an *earlier* sending may still be out."""
        if post.message_id is not None and post.channel_id is not None:
            return Sent(post.channel_id, post.message_id, post.thread_id), False
        where = share.thread_id if share is not None else group.sharing_channel_id
        if where is None or (post.parent_id and share is None):
            return Refusal.GONE, False
        maybe_out = post.claimed_at is not None
        sendable = words is not None and not (share is not None and share.locked)
        if post.claimed_at is not None:
            age = self._now() - post.claimed_at
            nonce_holds = age < YOUNG_CLAIM.total_seconds()
            if post.is_share or not nonce_holds or not sendable:
                # A forum takes no nonce, so shares are looked for however young the claim.
                # It was sent to the place of the first try, whatever an admin has chosen since.
                tried = post.channel_id or where
                found = await self._gateway.find(tried, post)
                if found is not None and not (found is Refusal.GONE and tried != where):
                    return found, found is not Refusal.GONE
                maybe_out = False
        if words is None:
            return Refusal.INVALID, False  # its key was destroyed after 30 days of waiting
        if share is None:
            return await self._gateway.send_share(group, post, words), False
        if share.locked:
            return Refusal.LOCKED, False
        return await self._gateway.send_reply(share, post, words), maybe_out

    async def _finish(self, group: Group, post: Post, sent: Sent) -> None:
        if not post.is_share or sent.thread_id is not None:

            def mark(tx: Transaction) -> None:
                store.sent(tx, post.post_id, sent.channel_id, sent.message_id)
                store.posted(tx, post.post_id, sent.thread_id if post.is_share else None)

            await self._db.write(mark)
        else:
            await self._db.write(
                lambda tx: store.sent(tx, post.post_id, sent.channel_id, sent.message_id)
            )
            thread = await self._gateway.open_thread(group, post_at(post, sent))
            if isinstance(thread, Refusal):
                await self._refused(group, post_at(post, sent), thread)
                return
            await self._db.write(lambda tx: store.posted(tx, post.post_id, thread))
        if await self._db.read(lambda r: cards.of_post(r, post.post_id)):
            # A case that was opened with the post has been shown before it was out.
            await self.show_cards(post.post_id)
        if post.is_share:  # a reply that gets through says nothing about the sharing channel
            await self._trouble(group, None)
        elif not post.by_author:
            record = await self._db.read(lambda r: identities.author(r, post.post_id))
            by = self._seals.author_of(record) if record else None
            await self.answered(post.guild_id, sent.channel_id, by)

    async def _refused(
        self, group: Group, post: Post, refusal: Refusal, *, maybe_out: bool = False
    ) -> None:
        gone = refusal in (Refusal.GONE, Refusal.FORBIDDEN, Refusal.LOCKED)
        # Words that people may be reading must not go back as if nobody had seen them.
        returnable = not maybe_out and post.message_id is None
        if post.message_id is not None and refusal is Refusal.GONE:
            # Somebody deleted the message before its thread was open.
            await self._move(post, State.WITHDRAWING)
        elif refusal is Refusal.INVALID and returnable:
            log.error("Discord will not have a post", extra={"haven": {"share": post.is_share}})
            await self._return(post, Return.DISCORD)
        elif not post.is_share and gone and returnable:
            locked = refusal is not Refusal.GONE
            await self._return(post, Return.LOCKED if locked else Return.THREAD_GONE)
        else:
            await self._postpone(post, refusal, maybe_out=maybe_out)
            if post.is_share:
                await self._note(group, post, refusal)

    async def _note(self, group: Group, post: Post, refusal: Refusal) -> None:
        """Tells the care team about a share that has to wait, when they can do something."""
        if refusal is Refusal.GONE:
            await self._trouble(group, Trouble.CHANNEL_GONE)
        elif refusal in (Refusal.FORBIDDEN, Refusal.LOCKED):
            await self._trouble(group, Trouble.NOT_ALLOWED)
        elif post.attempts >= DOWN_ATTEMPTS and self._groups.get(group.guild_id).trouble is None:
            await self._trouble(group, Trouble.DISCORD_DOWN)

    async def _return(self, post: Post, reason: Return) -> None:
        await self._move(post, State.RETURNED, reason)
        await self.tell_returned(post.post_id)

    async def _move(self, post: Post, state: State, reason: Return | None = None) -> None:
        now = self._now()

        def save(tx: Transaction) -> None:
            store.postpone(tx, post.post_id, now, surely_not_sent=True)
            store.move(tx, post.post_id, (State.WAITING,), state, now, reason)

        await self._db.write(save)

    async def _postpone(self, post: Post, refusal: Refusal, *, maybe_out: bool = False) -> None:
        certain = refusal is not Refusal.LATER
        wait = timedelta(seconds=MEND_SECONDS) if certain else backoff(post.attempts)
        due = self._now() + int(wait.total_seconds())
        surely_not_sent = certain and not maybe_out
        await self._db.write(
            lambda tx: store.postpone(tx, post.post_id, due, surely_not_sent=surely_not_sent)
        )

    async def _take_down(self, post: Post) -> None:
        refusal = await self._remove(post)
        if refusal is not None and refusal is not Refusal.GONE:
            await self._postpone(post, refusal, maybe_out=True)
            return
        after = State.WITHDRAWN if post.state is State.WITHDRAWING else State.REMOVED
        now = self._now()
        await self._db.write(lambda tx: store.move(tx, post.post_id, (post.state,), after, now))
        if after is State.REMOVED:
            await self.tell_returned(post.post_id)

    async def _remove(self, post: Post) -> Refusal | None:
        """Deletes the post's message; one that may be out since a claim is looked for first."""
        if post.message_id is None:
            if post.claimed_at is None or post.channel_id is None:
                return None
            found = await self._gateway.find(post.channel_id, post)
            if not isinstance(found, Sent):
                return found
            post = replace(post_at(post, found), thread_id=found.thread_id)
        return await self._gateway.take_down(post)

    async def _trouble(self, group: Group, trouble: Trouble | None) -> None:
        if await self._groups.note_trouble(group.guild_id, trouble):
            await self._gateway.tell_trouble(group, trouble)


def post_at(post: Post, sent: Sent) -> Post:
    """The post as it stands once its message is out."""
    return replace(post, channel_id=sent.channel_id, message_id=sent.message_id)


def _later(
    function: Callable[..., Awaitable[object]], *arguments: object
) -> Callable[[], Awaitable[object]]:
    return lambda: function(*arguments)
