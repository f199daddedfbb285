"""One task per key, so that callers who want the same work share one task.

Invariants:

- Each caller's work, or a run for the same key, begins after the call: a request that comes while
  the key's work is under way makes it run once more. No caller joins a task that has ended.
- A caller that is cancelled does not stop work halfway.
- A call from within a key's own work does not wait for itself.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass

log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[None]]

_within: ContextVar[frozenset[str]] = ContextVar("within", default=frozenset())


@dataclass(slots=True, eq=False)
class _Running:
    """The task of one key, and the work that was requested since its last run began."""

    work: Work | None
    task: asyncio.Task[None] | None = None


class Joined:
    """Tasks by key."""

    def __init__(self) -> None:
        self._running: dict[str, _Running] = {}
        self._stopping = False

    @property
    def stopping(self) -> bool:
        """Return whether it is stopping, so that nothing new begins."""
        return self._stopping

    async def run(self, key: str, work: Work) -> None:
        """Do ``work`` for this key; return once a run that began after this call has ended."""
        running = self._running.get(key)
        if running is None:
            if self._stopping:
                return  # it waits in its row for the next start
            running = self._running[key] = _Running(work)
            running.task = asyncio.create_task(self._run(key, running))
        elif not self._stopping:
            running.work = work
        if running.task is not None and key not in _within.get():
            # Shielded: a caller that is cancelled must not stop a sending halfway.
            await asyncio.shield(running.task)

    async def stop(self) -> None:
        """Begin nothing new; return once the work under way has ended."""
        self._stopping = True
        while tasks := {each.task for each in self._running.values() if each.task is not None}:
            await asyncio.wait(tasks)

    async def _run(self, key: str, running: _Running) -> None:
        _within.set(_within.get() | {key})
        try:
            while (work := running.work) is not None:
                running.work = None
                try:
                    await work()
                except Exception:
                    if running.work is None:
                        raise
                    log.exception("a run failed that another one follows")
        finally:
            # No await between the last check of ``work`` above and this: the next caller finds
            # either a run that is still to begin, or no task at all.
            del self._running[key]
