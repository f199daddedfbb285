"""What a member can do: preview, post, reply, say "I hear you", report."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta

from bot.care.case import CaseKind, NewCase
from bot.care.service import Cases
from bot.care.subject import reported_by
from bot.core import text
from bot.core.db import Database, Reader, Transaction
from bot.core.limits import Limit, Limits
from bot.core.seals import Seals
from bot.core.wording import Wording
from bot.groups.rules import Group
from bot.groups.service import Groups
from bot.screening.service import Screening
from bot.screening.verdict import Category, Decision, Level, Place, Verdict
from bot.sharing import identity_store as identities
from bot.sharing import rules, store
from bot.sharing.fork_cooldown import ForkCooldown
from bot.sharing.outcomes import (
    Accepted,
    DraftRefusal,
    DraftRefused,
    GivenBack,
    Heard,
    HearRefusal,
    Preview,
    Reported,
    ReportRefusal,
    alerts,
)
from bot.sharing.placement import Placement
from bot.sharing.preview import mirror
from bot.sharing.rules import Draft, Post, ReportReason

UNREAD = Verdict(Decision.LET_THROUGH)
"""The verdict on an empty text."""


class Sharing:
    """Sharing without one's name. Every outcome is a value; an exception is a bug."""

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
        self.prompts = ForkCooldown(clock)
        self._placement = Placement(seals, wording, cases, clock, new_id)

    def new_id(self) -> str:
        """Return the id of a draft, and of the post that it may become."""
        return self._new_id()

    def full(self, guild_id: int, member_id: int, *, reply: bool) -> datetime | None:
        """Return when they may post again; None: now. From memory: a modal must open at once."""
        kind = Limit.REPLY if reply else Limit.SHARE
        return self.limits.free_at(kind, self._seals.tag("limit", guild_id, "", member_id))

    def prompt(self, guild_id: int, member_id: int, verdict: Verdict) -> bool:
        """Return whether this draft meets the crisis fork now, which has a cooldown per member."""
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
    ) -> Preview | DraftRefused:
        """Clean and mirror a draft. Store nothing.

        ``own`` and ``others`` are names the mirror looks for; ``size`` is the group's headcount.
        """
        words, note = text.clean(draft.words), text.clean(draft.note)
        draft = replace(draft, words=words.text, note=note.text)
        if fault := _fault(draft):
            return DraftRefused(fault)
        group = self._groups.ready(guild_id)
        if group is None:
            return DraftRefused(DraftRefusal.GONE)
        place = await self._db.read(lambda r: self._placement.find(r, group, member_id, draft))
        if isinstance(place, DraftRefused):
            return place
        return Preview(
            draft=draft,
            alias=place.alias,
            by_author=place.by_author,
            findings=mirror.find(draft.words, own=own, others=others),
            in_note=mirror.find(draft.note, own=own, others=others),
            changes=words.changes | note.changes,
            verdict=await self._judge(draft, group),
            due_at=self._placement.due(draft, group, size),
            linked_until=self._linked_until(group),
        )

    async def submit(
        self, guild_id: int, member_id: int, draft: Draft, *, size: int, appeal: bool = False
    ) -> Accepted | GivenBack | DraftRefused:
        """Store a draft durably: held for the care team, or waiting to be sent.

        A second press with the same draft finds the first one's post. ``appeal``: the author asks a
        carer to look at a draft that would otherwise come back at once.
        """
        group = self._groups.ready(guild_id)
        if group is None:
            return DraftRefused(DraftRefusal.GONE)
        draft = replace(draft, words=text.clean(draft.words).text, note=text.clean(draft.note).text)
        if fault := _fault(draft):
            return DraftRefused(fault)
        kind = Limit.SHARE if draft.parent_id is None else Limit.REPLY
        limit_tag = self._seals.tag("limit", guild_id, "", member_id)
        verdict = await self._judge(draft, group)
        if verdict.decision is Decision.RETURN and not appeal:
            return GivenBack(verdict)
        held = appeal or verdict.decision is Decision.HOLD

        def save(tx: Transaction) -> Accepted | GivenBack | DraftRefused:
            if (before := store.get(tx, guild_id, draft.post_id)) is not None:
                return Accepted(before, again=True)
            if until := self.limits.free_at(kind, limit_tag):
                return DraftRefused(DraftRefusal.TOO_MANY, until)
            place = self._placement.find(tx, group, member_id, draft)
            if isinstance(place, DraftRefused):
                return place
            post = self._placement.post(place, group, draft, size=size, held=held)
            if not store.add(tx, post):
                return DraftRefused(DraftRefusal.GONE)  # the id of a post in another group
            self._placement.keep(tx, post, place, group, member_id, draft)
            case_id = None
            if held:
                asked = rules.ASKED if appeal else None
                case_id = self._placement.open_case(tx, post, CaseKind.HELD, verdict, reason=asked)
            elif alerts(verdict):
                words = rules.read_as(draft).strip()
                case_id = self._placement.open_case(tx, post, CaseKind.ALERT, verdict, words=words)
            self.limits.count(
                kind, limit_tag
            )  # counted in the transaction: two presses run one after the other
            return Accepted(post, again=False, case_id=case_id)

        return await self._db.write(save)

    async def hear(self, guild_id: int, member_id: int, post_id: str) -> Heard | HearRefusal:
        """Record a member's "I hear you" to a post: a count without names, once per member."""
        tag = self._seals.tag("hearing", guild_id, post_id, member_id)
        earliest = self._clock() - timedelta(days=rules.HEARING_DAYS)

        def save(tx: Transaction) -> Heard | HearRefusal:
            post = store.get(tx, guild_id, post_id)
            if post is None or not post.is_out:
                return HearRefusal.GONE
            if post.due_at < earliest.timestamp():
                return HearRefusal.CLOSED
            if self._placement.is_author(tx, post_id, member_id):
                return HearRefusal.OWN
            if not identities.hear(tx, post_id, tag):
                return HearRefusal.ALREADY
            return Heard(store.add_heard(tx, post_id, 1))

        return await self._db.write(save)

    async def unhear(self, guild_id: int, member_id: int, post_id: str) -> Heard | HearRefusal:
        """Take an "I hear you" back."""
        tag = self._seals.tag("hearing", guild_id, post_id, member_id)

        def save(tx: Transaction) -> Heard | HearRefusal:
            if store.get(tx, guild_id, post_id) is None or not identities.unhear(tx, post_id, tag):
                return HearRefusal.GONE
            return Heard(store.add_heard(tx, post_id, -1))

        return await self._db.write(save)

    def may_report(self, guild_id: int, member_id: int) -> bool:
        """Count one more message from a member to the team; return False when it is too many."""
        tag = self._seals.tag("limit", guild_id, "", member_id)
        if self.limits.free_at(Limit.REPORT, tag):
            return False
        self.limits.count(Limit.REPORT, tag)
        return True

    async def report(
        self, guild_id: int, member_id: int, post_id: str, reason: ReportReason, words: str
    ) -> Reported | ReportRefusal:
        """Tell the care team about a post. The reporter is stored as a tag only."""
        tag = self._seals.tag("report", guild_id, post_id, member_id)
        limit_tag = self._seals.tag("limit", guild_id, "", member_id)
        cleaned = text.clean(words).text
        verdict = UNREAD
        if cleaned:
            verdict = await self._screening.judge_fully(guild_id, cleaned, Place.FREE)

        def save(tx: Transaction) -> Reported | ReportRefusal:
            if self.limits.free_at(Limit.REPORT, limit_tag):
                return ReportRefusal.TOO_MANY
            post = store.get(tx, guild_id, post_id)
            if post is None or not post.is_out:
                return ReportRefusal.GONE
            if reported_by(tx, guild_id, post_id, tag):
                return ReportRefusal.ALREADY
            # A reporter's words are screened as well: they may say that a member is in danger.
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
            self.limits.count(Limit.REPORT, limit_tag)
            urgent = case_id if verdict.reading.level else None
            return Reported(case_id, post_id, urgent, verdict.support)

        return await self._db.write(save)

    async def find(
        self, guild_id: int, *, post_id: str | None = None, message_id: int | None = None
    ) -> Post | None:
        """Return a post of this group, by its id or by its message."""

        def look(reader: Reader) -> Post | None:
            if post_id is not None:
                return store.get(reader, guild_id, post_id)
            return store.by_message(reader, guild_id, message_id or 0)

        return await self._db.read(look)

    async def judge(self, guild_id: int, draft: Draft) -> Verdict:
        """Return screening's verdict on a draft; its spans point into :func:`rules.read_as`."""
        return await self._judge(draft, self._groups.get(guild_id))

    async def _judge(self, draft: Draft, group: Group) -> Verdict:
        place = Place.SHARE if draft.parent_id is None else Place.REPLY
        vetting = group.vetting and draft.parent_id is None
        words = rules.read_as(draft)
        return await self._screening.judge_fully(group.guild_id, words, place, vetting=vetting)

    def _linked_until(self, group: Group) -> datetime | None:
        """Return when the key of a link made now is destroyed: at the start of a day, in UTC."""
        if not group.link_days:
            return None
        midnight = self._clock().replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + timedelta(days=group.link_days)


def _fault(draft: Draft) -> DraftRefusal | None:
    """Return what is wrong with the cleaned words or note. (Masking can make a note longer.)"""
    if fault := text.fault(draft.words, text.MAX_WORDS):
        return DraftRefusal.EMPTY if fault is text.TextFault.EMPTY else DraftRefusal.TOO_LONG
    if draft.note and text.fault(draft.note, text.MAX_NOTE) is text.TextFault.TOO_LONG:
        return DraftRefusal.TOO_LONG
    return None
