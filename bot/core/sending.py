"""What every feature that sends to Discord shares: answers as values, one sending at a time.

Nothing here knows Discord: ``cogs`` turns its refusals into these.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

log = logging.getLogger(__name__)

Job = Callable[[], Awaitable[object]]

PATIENCE = 30.0
"""Seconds that one tick waits for what it has begun. A request that Discord holds up for minutes,
or one that is lost on the way, must not keep every other group's check-ins and shares waiting."""


YOUNG_CLAIM = timedelta(seconds=120)
"""For this long a sending is simply repeated with its nonce after a crash: Discord then answers
with the first message. (It checks uniqueness "in the past few minutes".) Later, the channel is
searched first."""

MEND_SECONDS = 600
"""How long until Haven tries again where a channel is gone or a permission is missing."""


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after a failure that may pass by itself: 15 s doubling to an hour."""
    return min(timedelta(seconds=15 * 2 ** min(attempts, 10)), timedelta(hours=1))


class Refusal(Enum):
    """How Discord refused. All but LATER are certain: the message is not out."""

    GONE = "gone"
    FORBIDDEN = "forbidden"
    LOCKED = "locked"
    INVALID = "invalid"
    LATER = "later"
    """Rate limit, server error, no connection: it may or may not have taken effect."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The message is out. ``thread_id``: its thread, where Discord opens both at once (forum)."""

    channel_id: int
    message_id: int
    thread_id: int | None = None


class OneAtATime:
    """One task a key, so that two who want the same thing sent meet in one sending."""

    def __init__(self) -> None:
        self._running: dict[str, asyncio.Task[None]] = {}
        self._stopping = False

    @property
    def stopping(self) -> bool:
        """Whether nothing new is begun any more."""
        return self._stopping

    async def run(self, key: str, work: Callable[[], Awaitable[None]]) -> None:
        """Does ``work``, or waits for the same work that is under way."""
        task = self._running.get(key)
        if task is None:
            if self._stopping:
                return  # it waits in its row for the next start
            task = asyncio.ensure_future(_as_coroutine(work))
            self._running[key] = task
            task.add_done_callback(lambda _: self._running.pop(key, None))
        # Shielded: an impatient caller must not stop a sending half way.
        await asyncio.shield(task)

    async def stop(self) -> None:
        """Begins nothing new, and returns once what is under way has been marked."""
        self._stopping = True
        while self._running:
            await asyncio.wait(set(self._running.values()))


class SideBySide:
    """Groups side by side, the jobs of each in turn; one that fails keeps nobody waiting."""

    def __init__(self) -> None:
        self._lines: dict[int, asyncio.Task[None]] = {}

    async def run(self, groups: Mapping[int, list[Job]]) -> None:
        """Begins the jobs of each group, and returns when they are done or ``PATIENCE`` is over.

        What is not done by then goes on by itself. Until it is, its group is passed over: what else
        it needs waits for a later call.
        """
        lines: set[asyncio.Task[None]] = set()
        for group, jobs in groups.items():
            if group not in self._lines:
                line = self._lines[group] = asyncio.create_task(_in_turn(jobs))
                line.add_done_callback(lambda _, group=group: self._lines.pop(group, None))
                lines.add(line)
        if lines:
            over, _ = await asyncio.wait(lines, timeout=PATIENCE)
            for line in over:
                line.result()  # whatever is no Exception, such as the end of the program

    async def stop(self) -> None:
        """Returns once every line has come to its end."""
        while self._lines:
            await asyncio.wait(set(self._lines.values()))


async def _in_turn(jobs: list[Job]) -> None:
    for job in jobs:
        try:
            await job()
        except Exception:
            # One post that cannot be sent must not keep the next one waiting.
            log.exception("a delivery failed; it is tried again at the next tick")


async def _as_coroutine(work: Callable[[], Awaitable[None]]) -> None:
    await work()
