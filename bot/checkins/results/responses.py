""" "You said, we did": the team tells the group what it did about a result."""

from collections.abc import Callable
from datetime import datetime

from bot.checkins.outcomes import ActRefused, Cleared, Gone, Noted, WithoutAct
from bot.checkins.results import response_store
from bot.checkins.rules import Act, ActKind
from bot.core import text
from bot.core.db import Database, Reader, Transaction

WORDS_MOST = 400
"""Max characters of one act: two or three sentences, which fit on a phone with the questions."""

MENU = 25
"""Max results offered: a Discord menu holds no more."""


class Responses:
    """The teams' responses to their rounds, one act per round. An act's words are public.

    Words are stored as ``text.clean`` returns them, so they cannot ping a member or hide text. The
    code that shows them applies ``text.escape``.
    """

    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock

    def last_of(self, reader: Reader, schedule_id: str) -> Act | None:
        """Return the act that opens the next round's message; None when all were shown before."""
        return response_store.last_of(reader, schedule_id)

    async def get(self, guild_id: int, round_id: str) -> Act | None:
        """Return the act about a round; None when there is none."""
        return await self._db.read(lambda r: response_store.get(r, guild_id, round_id))

    async def waiting(self, guild_id: int, limit: int = MENU) -> tuple[WithoutAct, ...]:
        """Return the results without an act, newest first."""
        return tuple(await self._db.read(lambda r: response_store.without(r, guild_id, limit)))

    async def note(
        self, guild_id: int, round_id: str, kind: ActKind, words: str
    ) -> Noted | ActRefused | Gone:
        """Store 1 to ``WORDS_MOST`` characters about a round, replacing its earlier act."""
        cleaned = text.clean(words)
        if fault := text.fault(cleaned.text, WORDS_MOST):
            return ActRefused(fault)
        act = Act(round_id, kind, cleaned.text, int(self._clock().timestamp()))

        def save(tx: Transaction) -> Noted | Gone:
            if not response_store.has_result(tx, guild_id, round_id):
                return Gone()
            before = response_store.get(tx, guild_id, round_id)
            if before is not None and (before.kind, before.words) == (kind, cleaned.text):
                # A second press must not make the act look new: it would be shown again.
                return Noted(before, before, cleaned.changes)
            response_store.save(tx, guild_id, act)
            return Noted(act, before, cleaned.changes)

        return await self._db.write(save)

    async def clear(self, guild_id: int, round_id: str) -> Cleared | Gone:
        """Remove the act about a round."""

        def save(tx: Transaction) -> Cleared | Gone:
            act = response_store.get(tx, guild_id, round_id)
            if act is None:
                return Gone()
            response_store.remove(tx, round_id)
            return Cleared(act)

        return await self._db.write(save)
