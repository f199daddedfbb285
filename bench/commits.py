"""Measures how many rows a second are made durable, by shared commits and by one commit each.

The row is a small one, so that the commit is what is measured: storing a whole share takes SQLite
about a tenth of a millisecond more, which ``share.*`` has in it.
"""

import asyncio
import time
from dataclasses import dataclass
from itertools import count
from statistics import median

from bench.places import folder
from bot.content import DATA
from bot.core import facts
from bot.core.db import BATCH, Database

CALLERS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured. The rows are those of each caller in one round."""

    rounds: int = 9
    rows_grouped: int = 200
    rows_single: int = 30


async def measure(size: Size) -> dict[str, float]:
    """Return ``db.*``: rows a second, both ways in turn in each round, ``synchronous=FULL``."""
    grouped: list[float] = []
    single: list[float] = []
    with folder() as here:
        together = await Database.open(here / "grouped.db", DATA / "migrations", batch=BATCH)
        alone = await Database.open(here / "single.db", DATA / "migrations", batch=1)
        try:
            for _ in range(size.rounds):
                grouped.append(await _rows_per_second(together, size.rows_grouped))
                single.append(await _rows_per_second(alone, size.rows_single))
        finally:
            await together.close()
            await alone.close()
    ratio = median(one / other for one, other in zip(grouped, single, strict=True))
    return {
        "db.group_commit_rows_per_s": round(median(grouped)),
        "db.single_commit_rows_per_s": round(median(single)),
        "db.group_commit_ratio": round(ratio, 1),
    }


_numbers = count()


async def _rows_per_second(db: Database, rows: int) -> float:
    async def caller() -> None:
        for _ in range(rows):
            name = f"row {next(_numbers)}"
            await db.write(lambda tx, name=name: facts.put(tx, name, "as long as a short line"))

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(CALLERS):
            group.create_task(caller())
    return CALLERS * rows / (time.perf_counter() - began)
