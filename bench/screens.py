"""Measures how long screening takes, per message and at full length, and the memory it adds.

In a process of its own, so that only its own memory is measured, on one core. The texts
are a mix as people write them: a folder of ``*.jsonl`` with a ``text`` in each line
(``HAVEN_BENCH_TEXTS``), else our own lines in ``bench/lines``.

``screen.*`` is the fast reading, which every message gets; ``screen.full_*`` the one that asks the
encoder as well, where the engine has one. The memory of the first is measured before an encoder is
loaded.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from inspect import signature
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from bench.places import ROOT, percentile

CHAT_LENGTH = 76
"""Characters of a usual chat message in the benchmark that the aims were set on."""
LONG = 2000
_FEWER = 4
"""The encoder takes milliseconds, so a full reading is measured on fewer texts."""
LINES = ROOT / "bench" / "lines"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many texts are read for each figure."""

    chat: int = 4000
    long: int = 600
    mix: int = 6000


async def measure(size: Size) -> dict[str, float]:
    """Return ``screen.*``: milliseconds of CPU time, texts a second on one core, MB added."""
    return _apart(size)


def _apart(size: Size) -> dict[str, float]:
    folder = os.environ.get("HAVEN_BENCH_TEXTS", str(LINES))
    done = subprocess.run(  # noqa: S603 - Haven's own code in a process of its own
        [
            sys.executable,
            "-m",
            "bench.screens",
            folder,
            *map(str, (size.chat, size.long, size.mix)),
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=600,
    )
    return json.loads(done.stdout)


def texts_in(folder: Path) -> list[str]:
    """Return the text of every line of every file there."""
    return [
        json.loads(line)["text"]
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def of_length(texts: Sequence[str], length: int, count: int) -> list[str]:
    """Return ``count`` different texts of ``length`` characters, cut from the given ones."""
    whole = " ".join(texts)
    step = max(1, (len(whole) - length) // count)
    return [whole[i * step : i * step + length] for i in range(count)]


def _timed(read: Callable[[str], object], texts: Iterator[str]) -> list[float]:
    found: list[float] = []
    for text in texts:
        began = time.process_time_ns()
        read(text)
        found.append((time.process_time_ns() - began) / 1e6)
    return found


def _resident_mb() -> float:
    """Return the memory in use now. (The system's own peak includes that of our parent.)"""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _here(folder: Path, chat: int, long: int, mix: int) -> dict[str, float]:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    texts = texts_in(folder)
    import_module("numpy")  # Haven has it loaded anyway: what it costs is not screening's

    before = _resident_mb()
    from bot.screening.load import load_engine

    engine: Any = load_engine()  # its encoder is looked for, not taken for granted
    engine.warm()
    two_speeds = hasattr(engine, "load_encoder") and "deep" in signature(engine.read).parameters
    fast = partial(engine.read, deep=False) if two_speeds else engine.read
    found = _figures("screen.", fast, texts, (chat, long, mix))
    found["screen.rss_mb"] = round(_resident_mb() - before, 1)
    if two_speeds and engine.load_encoder() is None and engine.has_encoder:
        sizes = (-(-chat // _FEWER), -(-long // _FEWER), -(-mix // _FEWER))
        found |= _figures("screen.full_", partial(engine.read, deep=True), texts, sizes)
        found["screen.full_rss_mb"] = round(_resident_mb() - before, 1)
    return found


def _figures(
    name: str, read: Callable[[str], object], texts: list[str], sizes: tuple[int, int, int]
) -> dict[str, float]:
    """Return the times of one kind of reading, and how many texts it reads a second."""
    chat, long, mix = sizes
    for text in texts[:50]:
        read(text)
    short = _timed(read, iter(of_length(texts, CHAT_LENGTH, chat)))
    full = _timed(read, iter(of_length(texts, LONG, long)))
    began = time.process_time()
    for text in islice(cycle(texts), mix):
        read(text)
    spent = time.process_time() - began
    return {
        f"{name}p50_ms": round(percentile(short, 0.5), 3),
        f"{name}p99_ms": round(percentile(short, 0.99), 3),
        f"{name}p99_2000_ms": round(percentile(full, 0.99), 3),
        f"{name}per_s": round(mix / spent),
    }


if __name__ == "__main__":
    print(json.dumps(_here(Path(sys.argv[1]), *map(int, sys.argv[2:5]))))
