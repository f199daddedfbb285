"""Screening: the verdict on a text in one group. Works from memory and never raises."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.db import Database
from bot.screening import decide, store
from bot.screening.decide import Degree, Hit, Policy, Table
from bot.screening.engine.folding import Folds
from bot.screening.phrases import Matcher, Phrase
from bot.screening.verdict import Decision, Level, Place, Reading, Verdict

log = logging.getLogger(__name__)

CRASHED = "screener_crashed"
"""The trouble of a screener that raised. Any other code is ``engine.fault``."""

QUIET_SECONDS = 6 * 3600
"""Seconds without a failure after which the screener counts as recovered."""


class Reads(Protocol):
    """A reader of texts: :class:`.engine.engine.Engine`, or a fake in the tests."""

    fault: str | None

    def read(self, text: str) -> Reading:
        """Return the reading of a text."""
        ...

    def warm(self) -> None:
        """Do what a first text would have to wait for. Safe in a thread; may be repeated."""
        ...


class Screening:
    """Judges texts by a group's table and phrases, all of them kept in memory."""

    def __init__(
        self,
        db: Database,
        engine: Reads,
        table: Table,
        folds: Folds,
        clock: Callable[[], datetime],
    ) -> None:
        self._db = db
        self._engine = engine
        self._defaults = table
        self._folds = folds
        self._clock = clock
        self._tables: dict[int, dict[tuple[Degree, Place], Decision]] = {}
        self._phrases: dict[int, tuple[Phrase, ...]] = {}
        self._matchers: dict[int, Matcher] = {}
        self.failed_at: datetime | None = None

    async def load(self) -> None:
        """Read every group's table and phrases; called once at start."""
        cells, phrases = await self._db.read(lambda r: (store.cells(r), store.phrases(r)))
        self._tables = cells
        for guild_id, found in phrases.items():
            self.put_phrases(guild_id, found)

    def judge(self, guild_id: int, text: str, place: Place, *, vetting: bool = False) -> Verdict:
        """Return the verdict on ``text``. Safe to call from any thread.

        ``vetting``: the care team reads this draft first, whatever it says. When the screener
        fails, drafts are held for the team and messages pass; the team is told once.
        """
        try:
            reading = self._engine.read(text)
            hits = self._hits(guild_id, text)
            return decide.decide(reading, Policy(self.table(guild_id), place, vetting, hits))
        except Exception as error:  # noqa: BLE001 - no failure may lose a member's words
            self._note(error)
            return decide.when_failed(place)

    def table(self, guild_id: int) -> Table:
        """Return the group's table: the defaults with the cells that it has changed."""
        changed = self._tables.get(guild_id)
        return {**self._defaults, **changed} if changed else self._defaults

    def phrases(self, guild_id: int) -> tuple[Phrase, ...]:
        """Return the group's own phrases."""
        return self._phrases.get(guild_id, ())

    def default(self, degree: Degree, place: Place) -> Decision:
        """Return the default of a cell, which applies where a group has not changed it."""
        return self._defaults[degree, place]

    def level(self, text: str) -> Level:
        """Return how urgent a text reads; Q0 when the screener fails."""
        try:
            return self._engine.read(text).level
        except Exception as error:  # noqa: BLE001 - as in judge
            self._note(error)
            return Level.Q0

    def put_cell(
        self, guild_id: int, degree: Degree, place: Place, decision: Decision | None
    ) -> None:
        """Set a cell from now on; None restores the default."""
        cells = dict(self._tables.get(guild_id, {}))
        if decision is None or decision not in decide.allowed(degree, place):
            cells.pop((degree, place), None)
        else:
            cells[degree, place] = decision
        self._tables[guild_id] = cells

    def put_phrases(self, guild_id: int, phrases: Sequence[Phrase]) -> None:
        """Set the group's phrases from now on."""
        self._phrases[guild_id] = tuple(phrases)
        self._matchers[guild_id] = Matcher(phrases, self._folds)

    def troubles(self) -> frozenset[str]:
        """Return the codes of the screener's current troubles."""
        found: set[str] = {self._engine.fault} if self._engine.fault else set()
        if self.failed_at is not None:
            if (self._clock() - self.failed_at).total_seconds() < QUIET_SECONDS:
                found.add(CRASHED)
            else:
                self.failed_at = None
        return frozenset(found)

    def forget(self, guild_id: int) -> None:
        """Drop a group's settings from memory, after Haven was removed from the group."""
        self._tables.pop(guild_id, None)
        self._phrases.pop(guild_id, None)
        self._matchers.pop(guild_id, None)

    def _note(self, error: Exception) -> None:
        if self.failed_at is None:
            # Log only the exception's type: its text may contain a member's words.
            code = type(error).__name__
            log.error("the screener failed", extra={"haven": {"code": code}})
        self.failed_at = self._clock()

    def _hits(self, guild_id: int, text: str) -> tuple[Hit, ...]:
        matcher = self._matchers.get(guild_id)
        return matcher.find(text) if matcher is not None else ()
