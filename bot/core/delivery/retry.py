"""When to try again: how long to wait after a refusal or a failure, and earlier failures."""

from datetime import timedelta

from bot.core.delivery.outcome import Refusal

FIRST_SECONDS = 15
LONGEST_SECONDS = 3600
"""Max seconds for which a delivery is put off. One that is due later than that was put off by a
clock that was ahead."""

FIXABLE_SECONDS = 600
"""Seconds until the next try where a person has to restore a channel or permission first."""


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after a failure that may pass by itself: 15 s doubling to an hour."""
    return timedelta(seconds=min(FIRST_SECONDS * 2 ** min(attempts, 10), LONGEST_SECONDS))


def wait_seconds(refusal: Refusal, attempts: int) -> int:
    """Return how long to wait after a refusal; ``attempts``: the tries before this one."""
    if refusal is Refusal.LATER:
        return int(backoff(attempts).total_seconds())
    return FIXABLE_SECONDS


class Failures:
    """Deliveries that raised an exception: how often in a row, and until when they wait.

    A customer's table stores when a delivery is due again. This is the fallback: it counts
    failures from before a row could be read, and it works where the table itself cannot be
    written to.
    """

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._until: dict[str, int] = {}

    def add(self, delivery: str, now: int, longest: int = LONGEST_SECONDS) -> int:
        """Count one more failure; return when to try again: in ``longest`` seconds at most."""
        count = self._counts.get(delivery, 0)
        self._counts[delivery] = count + 1
        self._until[delivery] = now + min(int(backoff(count).total_seconds()), longest)
        return self._until[delivery]

    def rests(self, delivery: str, now: int) -> bool:
        """Return whether the delivery has to wait; not if the clock was set back since."""
        return 0 < self._until.get(delivery, 0) - now <= LONGEST_SECONDS

    def clear(self, delivery: str) -> None:
        """Delete the failures of a delivery that succeeded."""
        self._counts.pop(delivery, None)
        self._until.pop(delivery, None)

    def end_rests(self) -> None:
        """Let everything be tried at once; the counts stay."""
        self._until.clear()
