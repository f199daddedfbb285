"""``python -m bench.haven``: ``python -m bot run`` in the bench's own time.

Everything else is as an operator runs it. A bench that prepares data and then starts Haven on it
measures the same on every day: both count from `START`, and Haven's clock goes on from there.
"""

import sys
import time
from datetime import UTC, datetime, timedelta

from bot.__main__ import main

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that stood at `START` when it was made, and goes on."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def __call__(self) -> datetime:
        return START + timedelta(seconds=time.monotonic() - self._began)


if __name__ == "__main__":
    sys.exit(main(("run",), clock=Clock()))
