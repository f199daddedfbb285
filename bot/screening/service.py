"""Screening: the verdict on a text in one group. Works from memory and never raises.

- Texts that wait to appear, and what members write to the team, are few: they are read with every
  part of the engine, one after the other, in a thread of their own (:meth:`Screening.judge_fully`).
  The event loop never waits for a reading.
- Ordinary messages are many: they are read by what is fast, and with the encoder only where that
  is in doubt (:meth:`Screening.judge`).
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Protocol, TypeVar

from bot.core.db import Database
from bot.screening import decide, store
from bot.screening.decide import Degree, Hit, Policy, Table
from bot.screening.engine.folding import Folds
from bot.screening.phrases import Matcher, Phrase
from bot.screening.verdict import Decision, Level, Place, Reading, Verdict

log = logging.getLogger(__name__)
T = TypeVar("T")

CRASHED = "screener_crashed"
"""The trouble of a screener that raised. Any other code is ``engine.fault``."""

QUIET_SECONDS = 6 * 3600
"""Seconds without a failure after which the screener counts as recovered."""


class Reads(Protocol):
    """A reader of texts: :class:`.engine.engine.ScreeningEngine`, or a fake in the tests."""

    fault: str | None

    def read(self, text: str, *, deep: bool = True) -> Reading:
        """Return the reading of a text; ``deep``: with the encoder, when there is one."""
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
        worker: Executor | None = None,
    ) -> None:
        """Build it. ``worker``: what reads texts fully, in order; by default its own thread."""
        self._db = db
        self._engine = engine
        self._defaults = table
        self._folds = folds
        self._clock = clock
        self._tables: dict[int, dict[tuple[Degree, Place], Decision]] = {}
        self._phrases: dict[int, tuple[Phrase, ...]] = {}
        self._matchers: dict[int, Matcher] = {}
        self._thread = worker or ThreadPoolExecutor(1, "haven-screening")
        self._closed = False
        self.failed_at: datetime | None = None

    async def load(self) -> None:
        """Read every group's table and phrases; called once at start."""
        cells, phrases = await self._db.read(lambda r: (store.cells(r), store.phrases(r)))
        self._tables = cells
        for guild_id, found in phrases.items():
            self.put_phrases(guild_id, found)

    async def judge_fully(
        self, guild_id: int, text: str, place: Place, *, vetting: bool = False
    ) -> Verdict:
        """Return the verdict on ``text``, read with every part of the engine.

        ``vetting``: the care team reads this draft first, whatever it says. When the screener
        fails, drafts are held for the team and messages pass; the team is told once.
        """
        policy = Policy(self.table(guild_id), place, vetting)
        return await self._in_thread(
            lambda: self._verdict(guild_id, text, policy, fully=True),
            lambda: decide.when_failed(place),
        )

    async def judge_everywhere(self, guild_id: int, text: str) -> dict[Place, Verdict]:
        """Return the verdicts that ``text`` would get at each place."""
        table = self.table(guild_id)

        def judged() -> dict[Place, Verdict]:
            return {
                place: self._verdict(
                    guild_id, text, Policy(table, place), fully=place is not Place.MESSAGE
                )
                for place in Place
            }

        return await self._in_thread(
            judged, lambda: {place: decide.when_failed(place) for place in Place}
        )

    async def warm(self) -> None:
        """Load and compile what the first texts would have to wait for. May be repeated."""
        await self._in_thread(self._engine.warm, lambda: None)

    def judge(self, guild_id: int, text: str, place: Place) -> Verdict:
        """Return the verdict on ``text``, with the encoder only where the rest is in doubt.

        Safe to call from any thread. A screener that fails is treated as in :meth:`judge_fully`.
        """
        policy = Policy(self.table(guild_id), place)
        return self._verdict(guild_id, text, policy, fully=False)

    def close(self) -> None:
        """End the thread of screening. What waits for it, or comes later, counts as failed.

        Safe to repeat.
        """
        self._closed = True
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _in_thread(self, work: Callable[[], T], failed: Callable[[], T]) -> T:
        """Return the result of ``work``, or of ``failed`` once screening has ended."""
        if self._closed:
            return failed()
        try:
            return await asyncio.wrap_future(self._thread.submit(work))
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if not self._closed or (task is not None and task.cancelling()):
                raise  # the caller was cancelled
            return failed()

    def _verdict(self, guild_id: int, text: str, policy: Policy, *, fully: bool) -> Verdict:
        try:
            reading = read_for(self._engine, text, fully=fully)
            hits = self._hits(guild_id, text)
            return decide.decide(reading, replace(policy, hits=hits))
        except Exception as error:  # noqa: BLE001 - no failure may lose a member's words
            self._note(error)
            return decide.when_failed(policy.place)

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

    @property
    def folds(self) -> Folds:
        """Return the readings of look-alike letters, which phrases are compared by."""
        return self._folds

    async def levels(self, texts: Sequence[str]) -> list[Level]:
        """Return how urgent each text reads, without keeping the event loop waiting."""
        return await self._in_thread(
            lambda: [self.level(text) for text in texts], lambda: [Level.Q0] * len(texts)
        )

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


def read_for(engine: Reads, text: str, *, fully: bool) -> Reading:
    """Return the reading of a text; unless ``fully``, it is deep only where the fast one doubts."""
    reading = engine.read(text, deep=fully)
    return engine.read(text) if reading.uncertain else reading
