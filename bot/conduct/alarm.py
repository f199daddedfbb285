"""Tells each care team once that the screener has trouble; again if it recurs after recovery."""

from collections.abc import Callable
from datetime import datetime

from bot.care.case import CaseKind, NewCase
from bot.care.service import Cases
from bot.conduct import alarm_store
from bot.core.db import Database, Transaction
from bot.groups.service import Groups
from bot.screening.engine.engine import LIST_UNREADABLE
from bot.screening.service import CRASHED, QUIET_SECONDS, Screening
from bot.screening.verdict import Level

OF_ENCODER = "encoder_"
"""The beginning of every code of trouble with the encoder."""


class Alarm:
    """Watches the screener. Haven calls :meth:`look` with its tick."""

    def __init__(
        self,
        db: Database,
        groups: Groups,
        screening: Screening,
        cases: Cases,
        clock: Callable[[], datetime],
    ) -> None:
        self._db = db
        self._groups = groups
        self._screening = screening
        self._cases = cases
        self._clock = clock
        self._seen: tuple[frozenset[str], frozenset[int]] | None = None

    async def look(self) -> int:
        """Tell every team that does not know of a trouble yet; return how many were told."""
        codes = self._screening.troubles()
        ready = frozenset(g.guild_id for g in self._groups.all() if g.ready)
        if self._seen == (codes, ready):
            return 0  # nothing has changed: no need to read the database
        now = int(self._clock().timestamp())

        def tell(tx: Transaction) -> tuple[int, bool]:
            waiting = False
            for code, told_at in alarm_store.troubles(tx).items():
                # After a restart Haven cannot know whether a crash is fixed: it counts as fixed
                # once the screener has been quiet.
                quiet = code != CRASHED or now - told_at >= QUIET_SECONDS
                if code not in codes and quiet:
                    alarm_store.clear(tx, code)
                waiting = waiting or not (quiet or code in codes)
            told = 0
            for code in sorted(codes):
                for guild_id in sorted(ready):
                    if alarm_store.note_told(tx, guild_id, code, now):
                        self._cases.open_in(tx, _note(guild_id, code))
                        told += 1
            return told, waiting

        told, waiting = await self._db.write(tell)
        self._seen = None if waiting else (codes, ready)
        return told


def _note(guild_id: int, code: str) -> NewCase:
    said = {CRASHED: "screener_crashed", LIST_UNREADABLE: "screener_list"}
    rest = "screener_encoder" if code.startswith(OF_ENCODER) else "screener_rules_only"
    return NewCase(
        guild_id=guild_id,
        kind=CaseKind.NOTE,
        level=Level.Q1,
        categories=frozenset(),
        reason=said.get(code, rest),
    )
