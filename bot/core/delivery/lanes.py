"""Runs groups concurrently, and the jobs of each group one after another.

Invariants:

- A request that hangs delays its own lane and nothing else. The lane is skipped until the request
  has ended.
- The first job of each group is chosen before the second job of any other, groups in a shuffled
  order: a group with many jobs waiting cannot hide those of another.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from random import Random
from typing import TypeVar

log = logging.getLogger(__name__)

K = TypeVar("K")
T = TypeVar("T")
Work = Callable[[], Awaitable[object]]

PATIENCE = 30.0
"""Seconds that a tick waits for the lanes it has begun. What takes longer continues by itself."""

Lane = tuple[str, int]
"""A customer's lane, and a group."""


class Lanes:
    """The lanes that are under way."""

    def __init__(self) -> None:
        self._running: dict[Lane, asyncio.Task[None]] = {}

    def busy(self, lane: Lane) -> bool:
        """Return whether this lane is under way, so that it would be skipped."""
        return lane in self._running

    async def run(self, lanes: Mapping[Lane, Sequence[Work]], patience: float) -> None:
        """Begin each free lane; return when all have ended or ``patience`` seconds have passed."""
        begun: set[asyncio.Task[None]] = set()
        for lane, jobs in lanes.items():
            if lane not in self._running:
                task = self._running[lane] = asyncio.create_task(self._run(lane, jobs))
                begun.add(task)
        if begun:
            done, _ = await asyncio.wait(begun, timeout=patience)
            for task in done:
                task.result()  # raises what is not an Exception, such as the end of the program

    async def stop(self) -> None:
        """Return once every lane has ended."""
        while self._running:
            await asyncio.wait(set(self._running.values()))

    async def _run(self, lane: Lane, jobs: Sequence[Work]) -> None:
        try:
            for job in jobs:
                try:
                    await job()
                except Exception:
                    log.exception("a job of a lane failed; the next one goes on")
        finally:
            del self._running[lane]


def fair(waiting: Mapping[K, Sequence[T]], room: int, chance: Random) -> dict[K, list[T]]:
    """Return at most ``room`` items: one of each key in turn, keys in a shuffled order."""
    order = list(waiting)
    chance.shuffle(order)
    chosen: dict[K, list[T]] = {}
    turn = 0
    while room and (order := [each for each in order if len(waiting[each]) > turn]):
        for key in order[:room]:
            chosen.setdefault(key, []).append(waiting[key][turn])
        room -= min(room, len(order))
        turn += 1
    return chosen


def in_turn(lists: Collection[Sequence[T]]) -> list[T]:
    """Return all items, the first of each list before the second of any."""
    longest = max((len(each) for each in lists), default=0)
    return [each[turn] for turn in range(longest) for each in lists if turn < len(each)]
