"""Who has just met the crisis fork: at most one prompt in a window, remembered in memory only.

A table of who was asked when would be a record of who was in crisis. A restart forgets.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=30)
"""Within this time after a prompt, a draft meets its plain preview with one line instead: whoever
edits their words for the third time has read it, and being asked again is being doubted."""


class Prompts:
    """Says once in a window that a member may be prompted, by a tag that means nothing outside."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._seen: dict[bytes, datetime] = {}
        self._lock = threading.Lock()

    def take(self, tag: bytes) -> bool:
        """Whether this member may be prompted now; if so, not again within the window."""
        now = self._clock()
        with self._lock:
            last = self._seen.get(tag)
            if last is not None and now - last < WINDOW:
                return False
            self._seen[tag] = now
            return True

    def sweep(self) -> None:
        """Forgets everybody whose window is over."""
        now = self._clock()
        with self._lock:
            self._seen = {tag: at for tag, at in self._seen.items() if now - at < WINDOW}
