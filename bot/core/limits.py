"""How often a member may post: sliding windows, in memory only.

Haven stores nothing about who posts how often; a restart begins the count again.
"""

import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum

SHARES_A_DAY = 5
REPLIES_AN_HOUR = 30
REPORTS_A_DAY = 10
TALKS_A_DAY = 10
LINES_AN_HOUR = 60
"""Max lines per hour: far more than a member in distress needs, far less than a flood."""


class Limit(Enum):
    """What is limited, with (how often, in what time)."""

    SHARE = (SHARES_A_DAY, timedelta(days=1))
    REPLY = (REPLIES_AN_HOUR, timedelta(hours=1))
    REPORT = (REPORTS_A_DAY, timedelta(days=1))
    TALK = (TALKS_A_DAY, timedelta(days=1))
    LINE = (LINES_AN_HOUR, timedelta(hours=1))


class Limits:
    """Counts each member's actions, by a tag that means nothing outside this process.

    Safe to use from the database's thread as well.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._seen: dict[tuple[Limit, bytes], deque[datetime]] = {}
        self._lock = threading.Lock()

    def free_at(self, kind: Limit, tag: bytes) -> datetime | None:
        """Return None while there is room, else the time when there will be."""
        most, period = kind.value
        with self._lock:
            times = self._seen.get((kind, tag))
            if times is None:
                return None
            while times and times[0] <= self._clock() - period:
                times.popleft()
            if not times:
                del self._seen[kind, tag]
                return None
            return times[0] + period if len(times) >= most else None

    def count(self, kind: Limit, tag: bytes) -> None:
        """Count one more action."""
        with self._lock:
            self._seen.setdefault((kind, tag), deque()).append(self._clock())

    def sweep(self) -> None:
        """Delete every member whose window has passed."""
        with self._lock:
            known = list(self._seen)
        for kind, tag in known:
            self.free_at(kind, tag)
