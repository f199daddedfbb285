""" "You said, we did": what the team tells the group it made of a result."""

from collections.abc import Callable
from datetime import datetime

from bot.checkins.outcomes import ActRefused, Cleared, Gone, Noted, WithoutAct
from bot.checkins.results import response_store
from bot.checkins.rules import Act, ActKind
from bot.core import text
from bot.core.db import Database, Reader, Transaction

WORDS_MOST = 400
"""Characters of one act: two or three sentences, which fit beside the questions on a phone."""

MENU = 25
"""So many results are offered: a menu of Discord's holds no more."""


class Acts:
    """What teams said about their rounds, one act a round. Its words are public.

    Words are kept as ``text.clean`` leaves them, so they ping nobody and hide nothing; whoever
    shows them writes them with ``text.escape``.
    """

    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock

    def last_of(self, reader: Reader, schedule_id: str) -> Act | None:
        """What the next round's message opens with; nothing that an earlier one has shown."""
        return response_store.last_of(reader, schedule_id)

    async def get(self, guild_id: int, round_id: str) -> Act | None:
        """What was said about a round."""
        return await self._db.read(lambda r: response_store.get(r, guild_id, round_id))

    async def waiting(self, guild_id: int, limit: int = MENU) -> tuple[WithoutAct, ...]:
        """Results nothing has been said about yet, the newest first."""
        return tuple(await self._db.read(lambda r: response_store.without(r, guild_id, limit)))

    async def note(
        self, guild_id: int, round_id: str, kind: ActKind, words: str
    ) -> Noted | ActRefused | Gone:
        """Keeps 1 to ``WORDS_MOST`` characters about a round, in place of what was said before."""
        cleaned = text.clean(words)
        if fault := text.fault(cleaned.text, WORDS_MOST):
            return ActRefused(fault)
        act = Act(round_id, kind, cleaned.text, int(self._clock().timestamp()))

        def save(tx: Transaction) -> Noted | Gone:
            if not response_store.has_result(tx, guild_id, round_id):
                return Gone()
            before = response_store.get(tx, guild_id, round_id)
            if before is not None and (before.kind, before.words) == (kind, cleaned.text):
                # A second press must not make it look new: it would be shown once more.
                return Noted(before, before, cleaned.changes)
            response_store.save(tx, guild_id, act)
            return Noted(act, before, cleaned.changes)

        return await self._db.write(save)

    async def clear(self, guild_id: int, round_id: str) -> Cleared | Gone:
        """Takes back what was said about a round."""

        def save(tx: Transaction) -> Cleared | Gone:
            act = response_store.get(tx, guild_id, round_id)
            if act is None:
                return Gone()
            response_store.remove(tx, round_id)
            return Cleared(act)

        return await self._db.write(save)
