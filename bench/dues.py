"""Measures how many due times a second are computed: a mix of rules, times of day and zones.

Some of the times lie in an hour that clocks skip or repeat, so that every path is in the mix.
"""

import asyncio
import time
from dataclasses import dataclass
from datetime import date
from statistics import median

from bot.checkins.schedules.recurrence import (
    LAST,
    MonthlyDay,
    MonthlyNth,
    Recurrence,
    Weekly,
    next_due,
)

RULES = (
    Weekly(1, frozenset((0,)), date(2026, 1, 5)),
    Weekly(1, frozenset(range(7)), date(2026, 1, 5)),
    Weekly(2, frozenset((0, 3)), date(2026, 1, 5)),
    MonthlyDay(1),
    MonthlyDay(31),
    MonthlyNth(2, 1),
    MonthlyNth(LAST, 4),
)
TIMES = ((19, 0), (9, 30), (0, 0), (2, 30), (23, 45))
ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "America/Sao_Paulo",
    "Asia/Beirut",
)
START = 1_767_225_600  # 2026-01-01, UTC
STEP = 1_234_567  # a fortnight and a bit: later in the year, and at another time of day, each time


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured: steps through the years for each of the mixed schedules."""

    rounds: int = 9
    steps: int = 50


async def measure(size: Size) -> dict[str, float]:
    """Return ``next_due.per_s``: the median of the rounds, on one core and with the zones read."""
    mixed = [
        Recurrence(rule, hour, minute, zone)
        for rule in RULES
        for hour, minute in TIMES
        for zone in ZONES
    ]
    _per_second(mixed, 1)  # reads the zones
    found: list[float] = []
    for _ in range(size.rounds):
        found.append(_per_second(mixed, size.steps))
        await asyncio.sleep(0)
    return {"next_due.per_s": round(median(found))}


def _per_second(mixed: list[Recurrence], steps: int) -> float:
    began = time.perf_counter()
    for step in range(steps):
        after = START + step * STEP
        for recurrence in mixed:
            next_due(recurrence, after)
    return len(mixed) * steps / (time.perf_counter() - began)
