"""Measures how long a picture of a year takes: the first one of a process, and later ones.

The first one includes loading matplotlib. It runs in a process of its own, as the bench itself may
have loaded it already; the list of fonts is there, as it is on every start but the very first.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from bench.places import ROOT, folder
from bot.checkins.results.chart import ChartPoint, Labels
from bot.checkins.results.pictures import Pictures

WEEK = 7 * 86400
FIRST_WEEK = 1_767_600_000
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LABELS = Labels(
    title="How much we trust each other here",
    score="score, 0 to 100",
    interval="likely between",
    too_few="no result",
    answered="answered",
    eligible="could answer",
    months=MONTHS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many pictures are timed, and in how many processes the first one is."""

    pictures: int = 15
    firsts: int = 3
    points: int = 52


async def measure(size: Size) -> dict[str, float]:
    """Return ``chart.*``: milliseconds, medians."""
    with folder() as here, _surroundings_kept():
        cache = here / "pictures"
        await timed(cache, 1, size.points)  # leaves the list of fonts
        firsts = [_first(cache, size.points) for _ in range(size.firsts)]
        later = (await timed(cache, size.pictures + 1, size.points))[1:]
    return {
        "chart.ms": round(median(later) * 1000, 1),
        "chart.first_ms": round(median(firsts) * 1000),
    }


@contextmanager
def _surroundings_kept() -> Generator[None]:
    """Restore the environment: the folder is gone when other parts of the bench run."""
    before = os.environ.pop("MPLCONFIGDIR", None)
    try:
        yield
    finally:
        os.environ.pop("MPLCONFIGDIR", None)
        if before is not None:
            os.environ["MPLCONFIGDIR"] = before


async def timed(cache: Path, times: int, points: int) -> list[float]:
    """Return the seconds that each of these pictures took, as its caller sees it."""
    pictures = Pictures(cache)
    trend = year(points)
    found: list[float] = []
    try:
        for _ in range(times):
            began = time.perf_counter()
            await pictures.trend(trend, LABELS, ZoneInfo("Europe/Berlin"))
            found.append(time.perf_counter() - began)
    finally:
        await pictures.close()
    return found


def year(points: int) -> list[ChartPoint]:
    """Return weekly rounds with a wave in them; every tenth has no result."""
    return [
        ChartPoint(at=FIRST_WEEK + week * WEEK, score=None, eligible=14)
        if week % 10 == 9
        else ChartPoint(
            at=FIRST_WEEK + week * WEEK,
            score=60 + week % 9,
            low=50 + week % 7,
            high=72 + week % 11,
            answered=6 + week % 5,
            eligible=14,
        )
        for week in range(points)
    ]


FIRST = """
import asyncio, json, sys
from pathlib import Path
from bench.charts import timed
print(json.dumps(asyncio.run(timed(Path(sys.argv[1]), 1, int(sys.argv[2])))))
"""


def _first(cache: Path, points: int) -> float:
    done = subprocess.run(  # noqa: S603 - Haven's own code in a process of its own
        [sys.executable, "-c", FIRST, str(cache), str(points)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return float(json.loads(done.stdout)[0])
