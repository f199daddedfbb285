"""Limits the crisis fork to one prompt per member in a window. In memory only.

A stored table of prompts would be a record of who was in crisis. A restart clears this one.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=30)
"""How long after a prompt a draft gets its plain preview with one line instead.

An author who edits their words for the third time has read the prompt; being asked again feels like
being doubted.
"""


class ForkCooldown:
    """Allows a member one prompt per window, by a tag that means nothing outside this process."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._seen: dict[bytes, datetime] = {}
        self._lock = threading.Lock()

    def take(self, tag: bytes) -> bool:
        """Return whether this member may be prompted now; if so, record the prompt."""
        now = self._clock()
        with self._lock:
            last = self._seen.get(tag)
            if last is not None and now - last < WINDOW:
                return False
            self._seen[tag] = now
            return True

    def sweep(self) -> None:
        """Delete every tag whose window has ended."""
        now = self._clock()
        with self._lock:
            self._seen = {tag: at for tag, at in self._seen.items() if now - at < WINDOW}
