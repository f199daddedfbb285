"""How long Haven takes from nothing to ready, and how much memory it then holds."""

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.fake_discord import FakeDiscord, fake_discord
from bench.filling import fill
from bench.haven import START
from bench.places import folder
from bench.processes import HAVEN, SECRET, running
from bot.content import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured. The first starts are not counted: they register the commands."""

    first: int = 1
    rounds: int = 5
    shares: int = 100_000


@dataclass(frozen=True, slots=True)
class Start:
    """One start, measured from outside. Milliseconds since the process was begun; megabytes.

    ``identify_ms`` is when Haven had opened its data and logged in to the gateway. After that
    discord.py waits two seconds for groups to arrive before it says ready.
    """

    identify_ms: float
    ready_ms: float
    rss_mb: float


async def measure(size: Size) -> dict[str, float]:
    """``start.*``: medians over fresh processes, on no data and on much, in turn."""
    found: dict[str, list[Start]] = {"empty": [], "100k": []}
    with folder() as here:
        for name in found:
            (here / name).mkdir()
        await fill(here / "100k", SECRET, load(), size.shares, START)
        async with fake_discord() as fake:
            for round_ in range(size.first + size.rounds):
                for name, starts in found.items():
                    start = await _start(here / name, fake)
                    if round_ >= size.first:
                        starts.append(start)
    return {
        key: value
        for name, starts in found.items()
        for key, value in _summary(name, starts).items()
    }


def _summary(name: str, starts: Sequence[Start]) -> dict[str, float]:
    return {
        f"start.{name}.identify_ms": round(median(start.identify_ms for start in starts)),
        f"start.{name}.ready_ms": round(median(start.ready_ms for start in starts)),
        f"start.{name}.rss_mb": round(median(start.rss_mb for start in starts), 1),
    }


async def _start(data: Path, fake: FakeDiscord) -> Start:
    began = time.perf_counter()
    async with running(HAVEN, data, fake.api_url) as process:
        ready = time.perf_counter()
        return Start(
            identify_ms=(fake.identified_at - began) * 1000,
            ready_ms=(ready - began) * 1000,
            rss_mb=await _resident_mb(process.pid),
        )


async def _resident_mb(pid: int) -> float:
    """The resident memory of a process, from the system's own account of it."""
    if sys.platform == "linux":
        return _linux_resident_mb(pid)
    ps = await asyncio.create_subprocess_exec(
        *("ps", "-o", "rss=", "-p", str(pid)), stdout=asyncio.subprocess.PIPE
    )
    shown, _ = await ps.communicate()
    return int(shown) / 1024


def _linux_resident_mb(pid: int) -> float:
    rows = Path(f"/proc/{pid}/status").read_text().splitlines()
    (kilobytes,) = (row.split()[1] for row in rows if row.startswith("VmRSS:"))
    return int(kilobytes) / 1024
