"""The only user of APScheduler: it ticks, and the tables say what is due.

- Ticks missed during a sleep become one tick (``coalesce``), and no function runs twice at once
  (``max_instances``).
- No tick is dropped for being late: without ``misfire_grace_time=None`` APScheduler drops a job
  that is more than a second late.
- APScheduler plans by the wall clock: when that is set back by an hour, the next tick is an hour
  and 15 seconds away. So the ticker checks its plan by the loop's own clock, which is never set.
- A tick under way when the ticker stops runs to its end, within a limit. APScheduler would cancel
  it, and log the cancellation as an error.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import (  # pyright: ignore[reportMissingTypeStubs] - it has none
    AsyncIOScheduler,
)

log = logging.getLogger(__name__)

LOOK_SECONDS = 60
"""Seconds between checks that the next ticks are planned correctly."""


class Ticker:
    """Calls each function repeatedly, never twice at once, even after an exception."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._jobs: list[tuple[Any, timedelta]] = []
        self._looking: asyncio.TimerHandle | None = None
        self._under_way: set[asyncio.Task[Any]] = set()
        self._stopping = False

    def every(self, seconds: int, name: str, function: Callable[[], Awaitable[None]]) -> None:
        """Call ``function`` every ``seconds``, from the start on."""

        async def run() -> None:
            task = asyncio.current_task()
            if self._stopping or task is None:
                return
            self._under_way.add(task)
            try:
                await function()
            except asyncio.CancelledError:
                # Only the stop cancels a tick. APScheduler would log an error.
                log.warning("a tick was ended by the stop", extra={"haven": {"tick": name}})
            except Exception:
                log.exception("a tick failed", extra={"haven": {"tick": name}})
            finally:
                self._under_way.discard(task)

        job: Any = self._scheduler.add_job(run, "interval", seconds=seconds)  # pyright: ignore[reportUnknownMemberType] - no stubs
        self._jobs.append((job, timedelta(seconds=seconds)))

    def start(self) -> None:
        """Begin to tick on the running event loop."""
        self._scheduler.start()
        self._look_later()

    async def stop(self, patience: float) -> None:
        """Begin no more ticks, and return when those under way have ended.

        A tick that takes longer than ``patience`` seconds is cancelled.
        """
        first, self._stopping = not self._stopping, True
        if self._looking is not None:
            self._looking.cancel()
        if first and self._scheduler.running:
            self._scheduler.pause()
        try:
            # A tick that APScheduler has just begun takes its first step, sees the stop, and ends.
            await asyncio.sleep(0)
            if self._under_way:
                await asyncio.wait(set(self._under_way), timeout=patience)
        finally:
            late = set(self._under_way)
            for task in late:
                task.cancel()
            if first and self._scheduler.running:
                self._scheduler.shutdown(wait=False)
        # APScheduler ends in the next turn of the loop, and so do most of the cancelled ticks.
        await asyncio.sleep(0)
        if late:
            await asyncio.wait(late, timeout=1)

    def look(self) -> None:
        """Tick now if the wall clock was set back and the next tick is therefore too far away."""
        now = datetime.now(UTC)
        for job, every in self._jobs:
            if job.next_run_time - now > every:
                log.warning("the clock was set back; ticking goes on by the new one")
                job.modify(next_run_time=now)

    def _look_later(self) -> None:
        loop = asyncio.get_running_loop()
        self._looking = loop.call_later(LOOK_SECONDS, self._look_again)

    def _look_again(self) -> None:
        self.look()
        self._look_later()
