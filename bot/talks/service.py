"""The sealed line: a member and the care team talk both ways, and neither sees an account.

- Callers of the team's methods have checked that the user is on this group's care team.
- A pause does not apply here: a member who may not post may still talk.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.care.case import Case, CaseKind, NewCase
from bot.care.service import Cases
from bot.care.subject import Subject, talk_changed
from bot.core import text
from bot.core.db import Database, Reader, Transaction
from bot.core.limits import Limit, Limits
from bot.screening.service import Screening
from bot.screening.verdict import Level, Place, Verdict
from bot.sharing.authors import Authors
from bot.talks import rules, store
from bot.talks.gateway import TalkGateway
from bot.talks.rules import Conversation, Said, Talk, TalkFault, Unsent
from bot.talks.sealed_store import SealedStore
from bot.talks.seals import TalkSeals


class Talks:
    """Talks with the care team. Every method returns values; an exception is a bug."""

    def __init__(
        self,
        db: Database,
        authors: Authors,
        talk_seals: TalkSeals,
        screening: Screening,
        cases: Cases,
        gateway: TalkGateway,
        limits: Limits,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._db = db
        self._authors = authors
        self._seals = talk_seals
        self._talks = SealedStore(talk_seals, clock)
        self._screening = screening
        self._cases = cases
        self._gateway = gateway
        self._limits = limits
        self._new_id = new_id

    def draft_talk(self, guild_id: int, member_id: int, draft_id: str) -> str:
        """Return the id of the talk that this draft begins, or has begun."""
        return self._seals.id_for(guild_id, draft_id, member_id)

    async def begin(
        self,
        guild_id: int,
        member_id: int,
        words: str,
        *,
        named: bool,
        post_id: str | None = None,
        draft_id: str | None = None,
        level: Level = Level.Q0,
    ) -> Said | Unsent:
        """Begin a talk with its first words, and open a case of at least ``level`` for the team.

        ``named``: the team may see the member. ``post_id``: its subject; the team sees the alias of
        an own post. ``draft_id``: not stored; a second press on the draft begins no second talk.
        """
        words = text.clean(words).text
        if found := rules.fault(words):
            return Unsent(found)
        verdict = await self._screening.judge_fully(guild_id, words, Place.TALK)
        tag = self._seals.limit_tag(guild_id, member_id)
        talk_id = (
            self._new_id() if draft_id is None else self.draft_talk(guild_id, member_id, draft_id)
        )

        def save(tx: Transaction) -> Said | Unsent:
            if draft_id is not None and (before := store.get(tx, talk_id)) is not None:
                return Said(before, before.lines, None, again=True)
            talk = self._talks.known(tx, guild_id, member_id, post_id, named=named)
            if talk is None:
                if until := self._limits.free_at(Limit.TALK, tag):
                    return Unsent(TalkFault.TOO_MANY, until)
                post = self._authors.find(tx, guild_id, post_id) if post_id else None
                if post_id is not None and post is None:
                    return Unsent(TalkFault.GONE)
                own = post is not None and post.author_id == member_id
                alias = post.alias if post is not None and own else ""
                talk = self._talks.add(
                    tx, talk_id, guild_id, member_id, post_id, alias, named=named
                )
                self._limits.count(Limit.TALK, tag)
            elif until := self._limits.free_at(Limit.LINE, tag):
                return Unsent(TalkFault.TOO_MANY, until)
            self._limits.count(Limit.LINE, tag)
            return self._say(tx, talk, member_id, words, verdict, level)

        return await self._db.write(save)

    async def from_member(
        self, guild_id: int, member_id: int, talk_id: str, words: str
    ) -> Said | Unsent:
        """Add the member's line to one of their own talks."""
        words = text.clean(words).text
        if found := rules.fault(words):
            return Unsent(found)
        verdict = await self._screening.judge_fully(guild_id, words, Place.TALK)
        tag = self._seals.limit_tag(guild_id, member_id)

        def save(tx: Transaction) -> Said | Unsent:
            talk = self._talks.own(tx, guild_id, member_id, talk_id)
            if talk is None:
                return Unsent(TalkFault.GONE)
            if talk.closed:
                return Unsent(TalkFault.CLOSED)
            if until := self._limits.free_at(Limit.LINE, tag):
                return Unsent(TalkFault.TOO_MANY, until)
            self._limits.count(Limit.LINE, tag)
            return self._say(tx, talk, member_id, words, verdict, Level.Q0)

        return await self._db.write(save)

    async def from_team(self, guild_id: int, talk_id: str, words: str) -> Said | Unsent:
        """Add the team's line and notify the member, once until they open the talk."""
        words = text.clean(words).text
        if found := rules.fault(words):
            return Unsent(found)

        def save(tx: Transaction) -> Said | Unsent:
            talk = self._talks.find(tx, guild_id, talk_id)
            member_id = self._seals.member_of(talk) if talk else None
            if talk is None or member_id is None:
                return Unsent(TalkFault.GONE)
            if talk.closed:
                return Unsent(TalkFault.CLOSED)
            talk = self._talks.write(tx, talk, member_id, words, by_team=True)
            return Said(talk, talk.lines, None)

        said = await self._db.write(save)
        if isinstance(said, Said):
            await self._tell(said.talk)
        return said

    async def reach(self, guild_id: int, post_id: str, words: str) -> Said | Unsent:
        """Write to the unseen author of a post; GONE when the author is no longer known."""
        words = text.clean(words).text
        if found := rules.fault(words):
            return Unsent(found)
        talk_id = self._new_id()

        def save(tx: Transaction) -> Said | Unsent:
            post = self._authors.find(tx, guild_id, post_id)
            if post is None or post.author_id is None:
                return Unsent(TalkFault.GONE)
            talk = self._talks.known(tx, guild_id, post.author_id, post_id, named=False)
            if talk is None:
                talk = self._talks.add(
                    tx, talk_id, guild_id, post.author_id, post_id, post.alias, named=False
                )
            talk = self._talks.write(tx, talk, post.author_id, words, by_team=True)
            return Said(talk, talk.lines, None)

        said = await self._db.write(save)
        if isinstance(said, Said):
            await self._tell(said.talk)
        return said

    def describe(self, reader: Reader, case: Case) -> Subject:
        """Return what the card of a case shows of its talk: the member's latest line."""
        lines = self._talks.lines(reader, case.talk_id or "")
        said = [line.words for line in lines if not line.by_team]
        return Subject(said=said[-1] if said else "")

    async def inbox(self, guild_id: int, member_id: int) -> list[Talk]:
        """Return the member's talks in this group: unread first, closed last."""
        opens = self._seals.opens(member_id)

        def look(reader: Reader) -> list[Talk]:
            mine = [talk for talk in store.in_group(reader, guild_id) if opens(talk)]
            return sorted(mine, key=lambda talk: (talk.closed, talk.unread == 0, talk.talk_id))

        return await self._db.read(look)

    async def read(self, guild_id: int, member_id: int, talk_id: str) -> Conversation | None:
        """Return one of the member's talks and mark it as read."""

        def save(tx: Transaction) -> Conversation | None:
            talk = self._talks.own(tx, guild_id, member_id, talk_id)
            if talk is None:
                return None
            if talk.unread or talk.told:
                store.set_read(tx, talk_id)
            return Conversation(talk, self._talks.lines(tx, talk_id))

        return await self._db.write(save)

    async def look(self, guild_id: int, talk_id: str) -> Conversation | None:
        """Return a talk as the care team sees it: with a name only if the member chose that."""

        def look(reader: Reader) -> Conversation | None:
            talk = self._talks.find(reader, guild_id, talk_id)
            if talk is None:
                return None
            who = self._seals.member_of(talk) if talk.named else None
            return Conversation(talk, self._talks.lines(reader, talk_id), who)

        return await self._db.read(look)

    async def set_closed(
        self, guild_id: int, talk_id: str, closed: bool, *, member_id: int | None = None
    ) -> Talk | None:
        """Close or reopen a talk (with ``member_id``, only if theirs); None if it is not found."""

        def save(tx: Transaction) -> Talk | None:
            talk = self._talks.find(tx, guild_id, talk_id, member_id)
            if talk is None:
                return None
            store.set_closed(tx, talk_id, closed)
            return replace(talk, closed=closed)

        return await self._db.write(save)

    async def set_muted(
        self, guild_id: int, member_id: int, talk_id: str, muted: bool
    ) -> Talk | None:
        """Set whether the member is told about answers; None when the talk is not theirs."""

        def save(tx: Transaction) -> Talk | None:
            talk = self._talks.own(tx, guild_id, member_id, talk_id)
            if talk is None:
                return None
            store.set_muted(tx, talk_id, muted)
            return replace(talk, muted=muted)

        return await self._db.write(save)

    async def take_back(
        self, guild_id: int, talk_id: str, number: int, *, member_id: int | None = None
    ) -> bool:
        """Take back a line by the member or, without ``member_id``, by the team; return success."""

        def save(tx: Transaction) -> bool:
            found = self._talks.find(tx, guild_id, talk_id, member_id) is not None
            if not (found and store.drop_line(tx, talk_id, number, by_team=member_id is None)):
                return False
            if store.lines(tx, talk_id):
                talk_changed(tx, talk_id)
            else:  # it was the only line: the talk goes as well
                store.drop(tx, talk_id)
                self._cases.talk_gone(tx, talk_id)
            return True

        done = await self._db.write(save)
        if done:
            await self._db.scrub()
        return done

    async def guild_of(self, talk_id: str) -> int:
        """Return the talk's group, or 0 when it does not exist, for presses outside a group."""
        talk = await self._db.read(lambda r: store.get(r, talk_id))
        return talk.guild_id if talk else 0

    def _say(
        self,
        tx: Transaction,
        talk: Talk,
        member_id: int,
        words: str,
        verdict: Verdict,
        level: Level,
    ) -> Said:
        """Add a line by the member, and open the case that tells the team."""
        talk = self._talks.write(tx, talk, member_id, words, by_team=False)
        case = NewCase(
            guild_id=talk.guild_id,
            kind=CaseKind.TALK,
            # A member who asks for people is seen within a day, whatever the words are.
            level=max(level, verdict.reading.level, Level.Q1),
            categories=verdict.reading.flags,
            post_id=talk.post_id,
            talk_id=talk.talk_id,
            member_id=member_id if talk.named else None,
            rules=verdict.rules,
        )
        opened = self._cases.open_in(tx, case)
        return Said(talk, talk.lines, opened.case_id)

    async def _tell(self, talk: Talk) -> None:
        """Send one private notice, unless muted or already sent. Closed DMs are a choice."""
        member_id = self._seals.member_of(talk)
        if talk.muted or talk.told or member_id is None:
            return
        if await self._gateway.tell_talk(member_id, talk):
            await self._db.write(lambda tx: store.set_told(tx, talk.talk_id))
