"""What a member can do: preview, post, reply, hear, report."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from bot.care.case import Kind as CaseKind
from bot.care.case import NewCase
from bot.care.service import Cases
from bot.care.subject import post_taken_back, reported_by
from bot.core import text
from bot.core.db import Database, Reader, Transaction
from bot.core.limits import Kind, Limits
from bot.core.seals import WORDS_DAYS, Seals, Words
from bot.core.wording import Wording
from bot.groups.rules import Group, release_minutes
from bot.groups.service import Groups
from bot.screening.service import Screening
from bot.screening.verdict import Category, Decision, Level, Place, Verdict
from bot.sharing import identity_store as identities
from bot.sharing import rules, store
from bot.sharing.fork_cooldown import Prompts
from bot.sharing.outcomes import (
    Accepted,
    GivenBack,
    Heard,
    HearRefusal,
    Preview,
    Refusal,
    Refused,
    Reported,
    ReportRefusal,
    alerts,
)
from bot.sharing.preview import mirror
from bot.sharing.rules import Draft, Post, ReportReason, State

UNREAD = Verdict(Decision.LET_THROUGH)
"""The verdict on no words at all."""

NAME_TRIES = 100
"""So many taken names mean that nearly all are: then numbers end the search."""


class Sharing:
    """Speaking without one's name. Everything it returns is a value; exceptions are bugs."""

    def __init__(
        self,
        db: Database,
        groups: Groups,
        seals: Seals,
        wording: Wording,
        screening: Screening,
        cases: Cases,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._db = db
        self._groups = groups
        self._seals = seals
        self._wording = wording
        self._screening = screening
        self._cases = cases
        self._clock = clock
        self._new_id = new_id
        self.limits = Limits(clock)
        self.prompts = Prompts(clock)

    def new_id(self) -> str:
        """The id of a draft, and of the post it may become."""
        return self._new_id()

    def full(self, guild_id: int, member_id: int, *, reply: bool) -> datetime | None:
        """When this member may post again, if not now. From memory: a modal must open at once."""
        kind = Kind.REPLY if reply else Kind.SHARE
        return self.limits.free_at(kind, self._seals.tag("limit", guild_id, "", member_id))

    def prompt(self, guild_id: int, member_id: int, verdict: Verdict) -> bool:
        """Whether this draft meets the crisis fork now, which happens once in a while only."""
        if not verdict.support:
            return False
        return self.prompts.take(self._seals.tag("prompt", guild_id, "", member_id))

    async def preview(
        self,
        guild_id: int,
        member_id: int,
        draft: Draft,
        *,
        own: Collection[str],
        others: Collection[str],
        size: int,
    ) -> Preview | Refused:
        """Cleans and mirrors a draft. Stores nothing.

        ``own`` and ``others`` are names the mirror looks for; ``size`` is the group's headcount.
        """
        words, note = text.clean(draft.words), text.clean(draft.note)
        draft = replace(draft, words=words.text, note=note.text)
        if fault := _fault(draft):
            return Refused(fault)
        group = self._groups.ready(guild_id)
        if group is None:
            return Refused(Refusal.GONE)
        place = await self._db.read(lambda r: self._place(r, group, member_id, draft))
        if isinstance(place, Refused):
            return place
        alias, by_author, _, _ = place
        return Preview(
            draft=draft,
            alias=alias,
            by_author=by_author,
            findings=mirror.find(draft.words, own=own, others=others),
            in_note=mirror.find(draft.note, own=own, others=others),
            changes=words.changes | note.changes,
            verdict=self._judge(draft, group),
            due_at=self._due(draft, group, size),
            linked_until=self._linked_until(group),
        )

    async def submit(
        self, guild_id: int, member_id: int, draft: Draft, *, size: int, appeal: bool = False
    ) -> Accepted | GivenBack | Refused:
        """Stores a draft durably: held for the care team, or waiting to be sent.

        A second press with the same draft finds the first one's post. ``appeal``: its author asks
        a person to look at what would otherwise come back at once.
        """
        group = self._groups.ready(guild_id)
        if group is None:
            return Refused(Refusal.GONE)
        draft = replace(draft, words=text.clean(draft.words).text, note=text.clean(draft.note).text)
        if fault := _fault(draft):
            return Refused(fault)
        now = self._clock()
        kind = Kind.SHARE if draft.parent_id is None else Kind.REPLY
        limit_tag = self._seals.tag("limit", guild_id, "", member_id)
        verdict = self._judge(draft, group)
        if verdict.decision is Decision.RETURN and not appeal:
            return GivenBack(verdict)
        held = appeal or verdict.decision is Decision.HOLD

        def save(tx: Transaction) -> Accepted | GivenBack | Refused:
            if (before := store.get(tx, guild_id, draft.post_id)) is not None:
                return Accepted(before, again=True)
            if until := self.limits.free_at(kind, limit_tag):
                return Refused(Refusal.TOO_MANY, until)
            place = self._place(tx, group, member_id, draft)
            if isinstance(place, Refused):
                return place
            alias, by_author, new_tag, share = place
            post = Post(
                post_id=draft.post_id,
                guild_id=guild_id,
                parent_id=share.post_id if share else None,
                state=State.HELD if held else State.WAITING,
                help=draft.help,
                alias=alias,
                by_author=by_author,
                nonce=self._new_id(),
                # What is held may never appear: until then no row tells the minute it was written.
                due_at=_hour(now)
                if held and not draft.window
                else int(self._due(draft, group, size).timestamp()),
                claimed_at=None,
                attempts=0,
                channel_id=None,
                message_id=None,
                thread_id=None,
                locked=False,
                heard=0,
                reason=None,
            )
            if not store.add(tx, post):
                return Refused(Refusal.GONE)  # the id of a post in another group
            self._keep(tx, post, group, member_id, draft, now)
            self._let_go(tx, guild_id, member_id, draft.replaces, int(now.timestamp()))
            if new_tag is not None and share is not None:
                identities.add_alias(tx, share.post_id, new_tag, alias)
            case_id = None
            if held:
                new = self._new_case(post, CaseKind.HELD, verdict)
                new = replace(new, reason=rules.ASKED if appeal else None)
                case_id = self._cases.open_in(tx, new).case_id
            elif alerts(verdict):
                case_id = self._open_case(tx, post, draft, verdict)
            self.limits.count(kind, limit_tag)  # in here, where two presses come one by one
            return Accepted(post, again=False, case_id=case_id)

        return await self._db.write(save)

    async def hear(self, guild_id: int, member_id: int, post_id: str) -> Heard | HearRefusal:
        """One member says "I hear you" to a post: a count, no name, once."""
        tag = self._seals.tag("hearing", guild_id, post_id, member_id)
        earliest = self._clock() - timedelta(days=rules.HEARING_DAYS)

        def save(tx: Transaction) -> Heard | HearRefusal:
            post = store.get(tx, guild_id, post_id)
            if post is None or not post.is_out:
                return HearRefusal.GONE
            if post.due_at < earliest.timestamp():
                return HearRefusal.CLOSED
            if self._is_author(tx, post_id, member_id):
                return HearRefusal.OWN
            if not identities.hear(tx, post_id, tag):
                return HearRefusal.ALREADY
            return Heard(store.add_heard(tx, post_id, 1))

        return await self._db.write(save)

    async def unhear(self, guild_id: int, member_id: int, post_id: str) -> Heard | HearRefusal:
        """Takes an "I hear you" back."""
        tag = self._seals.tag("hearing", guild_id, post_id, member_id)

        def save(tx: Transaction) -> Heard | HearRefusal:
            if store.get(tx, guild_id, post_id) is None or not identities.unhear(tx, post_id, tag):
                return HearRefusal.GONE
            return Heard(store.add_heard(tx, post_id, -1))

        return await self._db.write(save)

    def may_report(self, guild_id: int, member_id: int) -> bool:
        """Counts one more thing that a member tells the team; False when it is too many."""
        tag = self._seals.tag("limit", guild_id, "", member_id)
        if self.limits.free_at(Kind.REPORT, tag):
            return False
        self.limits.count(Kind.REPORT, tag)
        return True

    async def report(
        self, guild_id: int, member_id: int, post_id: str, reason: ReportReason, words: str
    ) -> Reported | ReportRefusal:
        """Tells the care team about a post. The reporter is kept as a tag only."""
        tag = self._seals.tag("report", guild_id, post_id, member_id)
        limit_tag = self._seals.tag("limit", guild_id, "", member_id)
        cleaned = text.clean(words).text
        verdict = self._screening.judge(guild_id, cleaned, Place.FREE) if cleaned else UNREAD

        def save(tx: Transaction) -> Reported | ReportRefusal:
            if self.limits.free_at(Kind.REPORT, limit_tag):
                return ReportRefusal.TOO_MANY
            post = store.get(tx, guild_id, post_id)
            if post is None or not post.is_out:
                return ReportRefusal.GONE
            if reported_by(tx, guild_id, post_id, tag):
                return ReportRefusal.ALREADY
            # What a reporter writes is met as anything else: it may say that a member is in danger.
            worried = Level.Q1 if reason is ReportReason.WORRIED else Level.Q0
            case_id = self._cases.open_in(
                tx,
                NewCase(
                    guild_id=guild_id,
                    kind=CaseKind.REPORT,
                    level=max(verdict.reading.level, worried),
                    categories=verdict.reading.flags & {Category.CRISIS},
                    post_id=post_id,
                    words=cleaned,
                    rules=verdict.rules,
                    reason=reason.value,
                    reporter_tag=tag,
                ),
            ).case_id
            self.limits.count(Kind.REPORT, limit_tag)
            urgent = case_id if verdict.reading.level else None
            return Reported(case_id, post_id, urgent, verdict.support)

        return await self._db.write(save)

    async def find(
        self, guild_id: int, *, post_id: str | None = None, message_id: int | None = None
    ) -> Post | None:
        """A post of this group, by its id or by the message that it is."""

        def look(reader: Reader) -> Post | None:
            if post_id is not None:
                return store.get(reader, guild_id, post_id)
            return store.by_message(reader, guild_id, message_id or 0)

        return await self._db.read(look)

    def _place(
        self, reader: Reader, group: Group, member_id: int, draft: Draft
    ) -> tuple[str, bool, bytes | None, Post | None] | Refused:
        """(name, whether by the one who shared, tag of a name still to be given, the share)."""
        now = int(self._clock().timestamp())
        pause_tag = self._seals.tag("pause", group.guild_id, "", member_id)
        if until := identities.paused_until(reader, group.guild_id, pause_tag, now):
            return Refused(Refusal.PAUSED, datetime.fromtimestamp(until, self._clock().tzinfo))
        if draft.parent_id is None:
            if store.waiting_count(reader, group.guild_id) >= rules.WAITING_IN_A_GROUP:
                return Refused(Refusal.GROUP_FULL)
            name = self._wording.name(rules.name_index(draft.post_id.encode()))
            return name, False, None, None
        share = store.get(reader, group.guild_id, draft.parent_id)
        if share is not None and share.parent_id is not None:
            share = store.get(reader, group.guild_id, share.parent_id)  # an answer to a reply
        if share is None or not share.is_out:
            return Refused(Refusal.GONE)
        if share.thread_id is None:
            return Refused(Refusal.NO_THREAD)
        if share.locked:
            return Refused(Refusal.LOCKED)
        if self._is_author(reader, share.post_id, member_id):
            return share.alias, True, None, share
        tag = self._seals.tag("alias", group.guild_id, share.post_id, member_id)
        name, known = identities.alias(reader, share.post_id, share.alias, tag, self._names(tag))
        return name, False, None if known else tag, share

    def _names(self, tag: bytes) -> Iterator[str]:
        """Names in an order that only this member's tag determines, in the end with a number."""
        for i in count():
            name = self._wording.name(rules.name_index(tag + i.to_bytes(4)))
            yield name if i < NAME_TRIES else f"{name} {i - NAME_TRIES + 2}"

    def _keep(
        self,
        tx: Transaction,
        post: Post,
        group: Group,
        member_id: int,
        draft: Draft,
        now: datetime,
    ) -> None:
        """Seals the words while they wait and, where the group allows it, who wrote them."""
        words_day = now.date() + timedelta(days=WORDS_DAYS)
        sealed = self._seals.words(post.post_id, Words(draft.words, draft.note), words_day)
        store.save_words(tx, post.post_id, words_day.isoformat(), sealed)
        if group.link_days:
            link_day = now.date() + timedelta(days=group.link_days)
            identities.add_author(
                tx,
                post.post_id,
                group.guild_id,
                link_day.isoformat(),
                self._seals.author(post.post_id, member_id, link_day),
            )

    def _open_case(self, tx: Transaction, post: Post, draft: Draft, verdict: Verdict) -> str:
        """Tells the care team of a post; the case knows nothing of its author."""
        new = replace(
            self._new_case(post, CaseKind.ALERT, verdict), words=rules.read_as(draft).strip()
        )
        return self._cases.open_in(tx, new).case_id

    def _new_case(self, post: Post, kind: CaseKind, verdict: Verdict) -> NewCase:
        return NewCase(
            guild_id=post.guild_id,
            kind=kind,
            level=verdict.reading.level,
            categories=verdict.reading.flags,
            post_id=post.post_id,
            rules=verdict.rules,
        )

    def _let_go(
        self, tx: Transaction, guild_id: int, member_id: int, post_id: str | None, now: int
    ) -> None:
        """Ends a post that came back: its author has posted it anew, so nobody may undo it."""
        if post_id and store.get(tx, guild_id, post_id) and self._is_author(tx, post_id, member_id):
            came_back = (State.RETURNED, State.REMOVED)
            if store.move(tx, post_id, came_back, State.WITHDRAWN, now):
                post_taken_back(tx, post_id, now)

    def _is_author(self, reader: Reader, post_id: str, member_id: int) -> bool:
        record = identities.author(reader, post_id)
        return record is not None and self._seals.author_of(record) == member_id

    def judge(self, guild_id: int, draft: Draft) -> Verdict:
        """What screening makes of a draft; its spans point into :func:`rules.read_as`."""
        return self._judge(draft, self._groups.get(guild_id))

    def _judge(self, draft: Draft, group: Group) -> Verdict:
        place = Place.SHARE if draft.parent_id is None else Place.REPLY
        vetting = group.vetting and draft.parent_id is None
        return self._screening.judge(group.guild_id, rules.read_as(draft), place, vetting=vetting)

    def _due(self, draft: Draft, group: Group, size: int) -> datetime:
        minutes = release_minutes(group, size)
        if not draft.window or not minutes:
            return self._clock()
        return rules.next_window(self._clock(), minutes)

    def _linked_until(self, group: Group) -> datetime | None:
        """When the key of a link made now is destroyed: as the day begins, in UTC."""
        if not group.link_days:
            return None
        midnight = self._clock().replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + timedelta(days=group.link_days)


def _fault(draft: Draft) -> Refusal | None:
    """What is wrong with the cleaned words or their note. (Masking can make a note longer.)"""
    if fault := text.fault(draft.words, text.MAX_WORDS):
        return Refusal.EMPTY if fault is text.Fault.EMPTY else Refusal.TOO_LONG
    if draft.note and text.fault(draft.note, text.MAX_NOTE) is text.Fault.TOO_LONG:
        return Refusal.TOO_LONG
    return None


def _hour(now: datetime) -> int:
    """The hour that has begun, in integer UTC seconds: a card's row must not tell the minute."""
    return int(now.timestamp()) // 3600 * 3600
