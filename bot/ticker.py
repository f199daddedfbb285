"""The only APScheduler: it ticks, the tables know what is due.

``coalesce`` and ``max_instances`` make ticks that were slept through one tick; without a misfire
grace time APScheduler silently drops a job that is more than a second late.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC

from apscheduler.schedulers.asyncio import (  # pyright: ignore[reportMissingTypeStubs]
    AsyncIOScheduler,
)

log = logging.getLogger(__name__)


class Ticker:
    """Calls each function again and again, never twice at once, whatever it raises."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def every(self, seconds: int, name: str, function: Callable[[], Awaitable[None]]) -> None:
        """Calls ``function`` every so many seconds from the start on."""

        async def run() -> None:
            try:
                await function()
            except Exception:
                log.exception("a tick failed", extra={"haven": {"tick": name}})

        self._scheduler.add_job(run, "interval", seconds=seconds)  # pyright: ignore[reportUnknownMemberType]

    def start(self) -> None:
        """Begins to tick, on the running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Ends ticking; a tick that is under way runs on."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
