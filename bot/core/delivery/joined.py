"""One task a key, so that two who want the same thing done meet in one.

Invariants:

- Each caller's work begins after the call, or a run of the same key does: a request that comes
  while the key's work is under way makes it run once more. None joins a task that has ended.
- A caller that is cancelled stops no work half way.
- Whoever asks from within a key's own work does not wait for itself.
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
    """The task of one key, and the work that was asked for since its last run began."""

    work: Work | None
    task: asyncio.Task[None] | None = None


class Joined:
    """Tasks by key."""

    def __init__(self) -> None:
        self._running: dict[str, _Running] = {}
        self._stopping = False

    @property
    def stopping(self) -> bool:
        """Whether nothing new is begun."""
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
            # Shielded: an impatient caller must not stop a sending half way.
            await asyncio.shield(running.task)

    async def stop(self) -> None:
        """Begin nothing new; return once what is under way has ended."""
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
            # With the last look at ``work`` above, without an await between: whoever asks next
            # finds either a run that is still to begin, or no task at all.
            del self._running[key]
