"""Where a draft goes: its thread, its name, when it appears; and the rows that store this.

- Every method runs inside the caller's transaction, on the database's thread.
- A name in a thread follows from a tag that only this member has there, so the same member gets
  the same name again.
- The row of a held post does not record the minute: the post may never appear.
- About a member are stored a sealed link, where the group allows one, and a tag for the name.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from bot.care.case import CaseKind, NewCase
from bot.care.service import Cases
from bot.care.subject import post_taken_back
from bot.core.db import Reader, Transaction
from bot.core.seals import WORDS_DAYS, Seals, Words
from bot.core.wording import Wording
from bot.groups.rules import Group, release_minutes
from bot.screening.verdict import Verdict
from bot.sharing import identity_store as identities
from bot.sharing import rules, store
from bot.sharing.outcomes import DraftRefusal, DraftRefused
from bot.sharing.rules import Draft, Post, State

NAME_TRIES = 100
"""Max names tried without a number. If all are taken, nearly all of the thread's names are."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a draft goes. ``new_tag``: set when the member gets the name ``alias`` only now."""

    alias: str
    by_author: bool = False
    new_tag: bytes | None = None
    share: Post | None = None


class Placement:
    """Finds a draft's place and writes its rows."""

    def __init__(
        self,
        seals: Seals,
        wording: Wording,
        cases: Cases,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._seals = seals
        self._wording = wording
        self._cases = cases
        self._clock = clock
        self._new_id = new_id

    def find(
        self, reader: Reader, group: Group, member_id: int, draft: Draft
    ) -> Destination | DraftRefused:
        """Return where a draft of this member goes, or why it cannot be posted."""
        now = int(self._clock().timestamp())
        pause_tag = self._seals.tag("pause", group.guild_id, "", member_id)
        if until := identities.paused_until(reader, group.guild_id, pause_tag, now):
            return DraftRefused(
                DraftRefusal.PAUSED, datetime.fromtimestamp(until, self._clock().tzinfo)
            )
        if draft.parent_id is None:
            if store.waiting_count(reader, group.guild_id) >= rules.WAITING_IN_A_GROUP:
                return DraftRefused(DraftRefusal.GROUP_FULL)
            name = self._wording.name(rules.name_index(draft.post_id.encode()))
            return Destination(name)
        share = store.get(reader, group.guild_id, draft.parent_id)
        if share is not None and share.parent_id is not None:
            share = store.get(reader, group.guild_id, share.parent_id)  # an answer to a reply
        if share is None or not share.is_out:
            return DraftRefused(DraftRefusal.GONE)
        if share.thread_id is None:
            return DraftRefused(DraftRefusal.NO_THREAD)
        if share.locked:
            return DraftRefused(DraftRefusal.LOCKED)
        if self.is_author(reader, share.post_id, member_id):
            return Destination(share.alias, by_author=True, share=share)
        tag = self._seals.tag("alias", group.guild_id, share.post_id, member_id)
        name, known = identities.alias(reader, share.post_id, share.alias, tag, self._names(tag))
        return Destination(name, new_tag=None if known else tag, share=share)

    def post(
        self, place: Destination, group: Group, draft: Draft, *, size: int, held: bool
    ) -> Post:
        """Return the row of a draft that is held, or waits to be sent. ``size``: of the group."""
        now = self._clock()
        unread = held and not draft.window
        return Post(
            post_id=draft.post_id,
            guild_id=group.guild_id,
            parent_id=place.share.post_id if place.share else None,
            state=State.HELD if held else State.WAITING,
            help=draft.help,
            alias=place.alias,
            by_author=place.by_author,
            nonce=self._new_id(),
            due_at=_hour(now) if unread else int(self.due(draft, group, size).timestamp()),
            claimed_at=None,
            attempts=0,
            channel_id=None,
            message_id=None,
            thread_id=None,
            locked=False,
            heard=0,
            reason=None,
        )

    def keep(
        self,
        tx: Transaction,
        post: Post,
        place: Destination,
        group: Group,
        member_id: int,
        draft: Draft,
    ) -> None:
        """Seal the words while they wait and, where the group allows it, who wrote them.

        A post that this one replaces ends, so that the team cannot bring it back as well.
        """
        now = self._clock()
        words_day = now.date() + timedelta(days=WORDS_DAYS)
        sealed = self._seals.words(post.post_id, Words(draft.words, draft.note), words_day)
        store.save_words(tx, post.post_id, words_day.isoformat(), sealed)
        if group.link_days:
            link_day = now.date() + timedelta(days=group.link_days)
            link = self._seals.author(post.post_id, member_id, link_day)
            identities.add_author(tx, post.post_id, group.guild_id, link_day.isoformat(), link)
        self._end_replaced(tx, group.guild_id, member_id, draft.replaces, int(now.timestamp()))
        if place.new_tag is not None and place.share is not None:
            identities.add_alias(tx, place.share.post_id, place.new_tag, place.alias)

    def open_case(
        self,
        tx: Transaction,
        post: Post,
        kind: CaseKind,
        verdict: Verdict,
        *,
        words: str = "",
        reason: str | None = None,
    ) -> str:
        """Open a case about a post and return its id; the case knows nothing of the author."""
        new = NewCase(
            guild_id=post.guild_id,
            kind=kind,
            level=verdict.reading.level,
            categories=verdict.reading.flags,
            post_id=post.post_id,
            words=words,
            rules=verdict.rules,
            reason=reason,
        )
        return self._cases.open_in(tx, new).case_id

    def _names(self, tag: bytes) -> Iterator[str]:
        """Yield names in an order that only this member's tag determines, at last with a number."""
        for i in count():
            name = self._wording.name(rules.name_index(tag + i.to_bytes(4)))
            yield name if i < NAME_TRIES else f"{name} {i - NAME_TRIES + 2}"

    def _end_replaced(
        self, tx: Transaction, guild_id: int, member_id: int, post_id: str | None, now: int
    ) -> None:
        """End a post that came back, which its author has now posted again."""
        if post_id and store.get(tx, guild_id, post_id) and self.is_author(tx, post_id, member_id):
            came_back = (State.RETURNED, State.REMOVED)
            if store.move(tx, post_id, came_back, State.WITHDRAWN, now):
                post_taken_back(tx, post_id, now)

    def is_author(self, reader: Reader, post_id: str, member_id: int) -> bool:
        """Return whether Haven can tell that this member wrote a post."""
        record = identities.author(reader, post_id)
        return record is not None and self._seals.author_of(record) == member_id

    def due(self, draft: Draft, group: Group, size: int) -> datetime:
        """Return when a draft appears: now, or with the group's next release window."""
        minutes = release_minutes(group, size)
        if not draft.window or not minutes:
            return self._clock()
        return rules.next_window(self._clock(), minutes)


def _hour(now: datetime) -> int:
    """Return the hour that has begun, in UTC seconds: a card's row must not tell the minute."""
    return int(now.timestamp()) // 3600 * 3600
