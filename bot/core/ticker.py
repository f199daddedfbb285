"""The only APScheduler: it ticks, the tables know what is due.

``coalesce`` and ``max_instances`` make ticks that were slept through one tick; without a misfire
grace time APScheduler silently drops a job that is more than a second late. It plans by the wall
clock: when that is set back by an hour, the next tick is an hour and 15 seconds away. So somebody
looks at it, by a clock that nobody sets.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import (  # pyright: ignore[reportMissingTypeStubs]
    AsyncIOScheduler,
)

log = logging.getLogger(__name__)

LOOK_SECONDS = 60
"""How often somebody looks whether the next ticks are where they belong."""


class Ticker:
    """Calls each function again and again, never twice at once, whatever it raises."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._jobs: list[tuple[Any, timedelta]] = []
        self._looking: asyncio.TimerHandle | None = None

    def every(self, seconds: int, name: str, function: Callable[[], Awaitable[None]]) -> None:
        """Calls ``function`` every so many seconds from the start on."""

        async def run() -> None:
            try:
                await function()
            except Exception:
                log.exception("a tick failed", extra={"haven": {"tick": name}})

        job: Any = self._scheduler.add_job(run, "interval", seconds=seconds)  # pyright: ignore[reportUnknownMemberType]
        self._jobs.append((job, timedelta(seconds=seconds)))

    def start(self) -> None:
        """Begins to tick, on the running event loop."""
        self._scheduler.start()
        self._look_later()

    def stop(self) -> None:
        """Ends ticking; a tick that is under way runs on."""
        if self._looking is not None:
            self._looking.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def look(self) -> None:
        """Ticks now what the wall clock has moved away from: it was set back."""
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
