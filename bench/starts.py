"""Measures how long Haven takes to start and the memory it then holds, next to bare discord.py.

Milliseconds depend on the machine and on what else runs on it. Bare discord.py starts in turn with
Haven, so the ratio of the processor time and the memory added can be compared between machines.
"""

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
from bench.processes import HAVEN, SECRET, processor_seconds, running
from bot.content import load

BARE = ("-m", "bench.bare_messages")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured. The first starts are not counted: they register the commands."""

    first: int = 1
    rounds: int = 5
    shares: int = 100_000


@dataclass(frozen=True, slots=True)
class Start:
    """One start, measured from outside: milliseconds since the process began, and what it used.

    ``identify_ms`` is when Haven had opened its data and logged in to the gateway. After that
    discord.py waits two seconds for groups to arrive before it says ready.
    """

    identify_ms: float
    ready_ms: float
    rss_mb: float
    cpu_s: float


async def measure(size: Size) -> dict[str, float]:
    """Return ``start.*``: medians over new processes, on no data, on much, and bare, in turn."""
    found: dict[str, list[Start]] = {"empty": [], "100k": [], "bare": []}
    with folder() as here:
        for name in found:
            (here / name).mkdir()
        await fill(here / "100k", SECRET, load(), size.shares, START)
        async with fake_discord() as fake:
            for round_ in range(size.first + size.rounds):
                for name, starts in found.items():
                    module = BARE if name == "bare" else HAVEN
                    start = await _start(module, here / name, fake)
                    if round_ >= size.first:
                        starts.append(start)
    figures: dict[str, float] = {}
    for name, starts in found.items():
        figures |= _summary(name, starts)
    added = figures["start.empty.rss_mb"] - figures["start.bare.rss_mb"]
    figures["start.added_mb"] = round(added, 1)
    pairs = zip(found["bare"], found["empty"], strict=True)
    if ratios := [one.cpu_s / own.cpu_s for one, own in pairs if own.cpu_s]:
        figures["start.cpu_ratio"] = round(median(ratios), 2)
    return figures


def _summary(name: str, starts: Sequence[Start]) -> dict[str, float]:
    return {
        f"start.{name}.identify_ms": round(median(start.identify_ms for start in starts)),
        f"start.{name}.ready_ms": round(median(start.ready_ms for start in starts)),
        f"start.{name}.rss_mb": round(median(start.rss_mb for start in starts), 1),
    }


async def _start(module: tuple[str, ...], data: Path, fake: FakeDiscord) -> Start:
    began = time.perf_counter()
    async with running(module, data, fake.api_url) as process:
        ready = time.perf_counter()
        return Start(
            identify_ms=(fake.identified_at - began) * 1000,
            ready_ms=(ready - began) * 1000,
            rss_mb=await _resident_mb(process.pid),
            cpu_s=processor_seconds(process.pid),
        )


async def _resident_mb(pid: int) -> float:
    """Return the resident memory of a process, as the system reports it."""
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
