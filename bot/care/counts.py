"""Counts of cases in the form that may be shown. Pure."""

from dataclasses import dataclass

FEWEST = 5
"""Counts below this are shown as "<5": the people behind them could be guessed."""


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts, by what was counted."""

    counts: dict[str, dict[str, int]]


def band(minutes: float) -> str:
    """Return the band that a time to the first claim falls into."""
    for most in (5, 15, 30, 60, 240, 1440):
        if minutes <= most:
            return f"{most}"
    return "more"


def shown(count: int) -> str:
    """Return a count as it may be shown: a small one is hidden."""
    return f"<{FEWEST}" if 0 < count < FEWEST else str(count)
