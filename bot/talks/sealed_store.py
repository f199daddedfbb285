"""The rows of talks with their seals: the transaction parts of :mod:`bot.talks.service`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.core.db import Reader, Transaction
from bot.talks import rules, store
from bot.talks.rules import Talk, TalkLine
from bot.talks.seals import TalkSeals


class SealedStore:
    """Finds, opens and writes talks. Every method runs on the database's thread."""

    def __init__(self, seals: TalkSeals, clock: Callable[[], datetime]) -> None:
        self._seals = seals
        self._clock = clock

    def find(
        self, reader: Reader, guild_id: int, talk_id: str, member_id: int | None = None
    ) -> Talk | None:
        """Return a talk of this group; with ``member_id``, only if it is this member's."""
        if member_id is not None:
            return self.own(reader, guild_id, member_id, talk_id)
        talk = store.get(reader, talk_id)
        return talk if talk is not None and talk.guild_id == guild_id else None

    def own(self, reader: Reader, guild_id: int, member_id: int, talk_id: str) -> Talk | None:
        """Return a talk of this group if it is this member's, else None."""
        talk = self.find(reader, guild_id, talk_id)
        return talk if talk is not None and self._seals.opens(member_id)(talk) else None

    def known(
        self, reader: Reader, guild_id: int, member_id: int, post_id: str | None, *, named: bool
    ) -> Talk | None:
        """Return the open talk that the member already has about this post, else None."""
        if post_id is None:
            return None
        for talk in store.about(reader, guild_id, post_id):
            if talk.named is named and not talk.closed and self._seals.opens(member_id)(talk):
                return talk
        return None

    def add(
        self,
        tx: Transaction,
        talk_id: str,
        guild_id: int,
        member_id: int,
        post_id: str | None,
        alias: str,
        *,
        named: bool,
    ) -> Talk:
        """Add a talk without a line."""
        day = self._day()
        talk = Talk(
            talk_id=talk_id,
            guild_id=guild_id,
            post_id=post_id,
            alias=alias,
            named=named,
            key_day=day.isoformat(),
            sealed=self._seals.member(talk_id, member_id, day),
        )
        store.add(tx, talk)
        return talk

    def write(
        self, tx: Transaction, talk: Talk, member_id: int, words: str, *, by_team: bool
    ) -> Talk:
        """Add a line; keep the member's id sealed for as long as that line is kept."""
        number, day = talk.lines + 1, self._day()
        at = int(self._clock().timestamp())
        sealed = self._seals.line(talk.talk_id, number, words, at, day)
        store.add_line(tx, talk.talk_id, number, day.isoformat(), sealed, by_team=by_team)
        if day.isoformat() > talk.key_day:
            kept = self._seals.member(talk.talk_id, member_id, day)
            store.renew(tx, talk.talk_id, day.isoformat(), kept)
        return replace(talk, lines=number, unread=talk.unread + by_team)

    def lines(self, reader: Reader, talk_id: str) -> tuple[TalkLine, ...]:
        """Return the lines that can still be opened, oldest first."""
        found = (self._seals.line_of(talk_id, *row) for row in store.lines(reader, talk_id))
        return tuple(line for line in found if line is not None)

    def _day(self) -> date:
        return self._clock().date() + timedelta(days=rules.TALK_DAYS)
