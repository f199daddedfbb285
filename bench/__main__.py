"""``python -m bench``: prints the figures of a run as one JSON object, and its progress on stderr.

``--gate``: ends with exit code 3 when a figure breaks its bound in ``bench/floors.toml``.
"""

import argparse
import asyncio
import json
import os
import platform
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable, Sequence

from bench import (
    charts,
    commits,
    dispatch,
    dues,
    hearing,
    presses,
    screens,
    shares,
    starts,
    ticks,
    votes,
)
from bench import gate as gates
from bench.processes import NotStarted

Result = dict[str, float]
BROKEN = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    known = ",".join(_whole())
    parser.add_argument("--only", default=known, help=f"some of {known}")
    parser.add_argument("--quick", action="store_true", help="less of everything: a rough idea")
    parser.add_argument("--gate", action="store_true", help="fail where a figure breaks its bound")
    options = parser.parse_args(arguments)
    try:
        bounds = gates.load() if options.gate else ()
    except gates.GateFault as fault:
        parser.error(str(fault))
    here = machine()
    parts = _quick() if options.quick else _whole()
    wanted: list[str] = options.only.split(",")
    if unknown := [name for name in wanted if name not in parts]:
        parser.error(f"--only knows {', '.join(parts)}, not {', '.join(unknown)}")
    found: dict[str, object] = {}
    for name in wanted:
        began = time.perf_counter()
        print(f"{name} ...", file=sys.stderr, flush=True)
        try:
            found |= asyncio.run(_run(parts[name]))
        except NotStarted as fault:
            print(fault, file=sys.stderr)
            return 1
        print(f"{name}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    print(json.dumps(found | {"machine": here}, indent=2))
    broken = gates.faults(found, bounds, whole=set(wanted) == set(parts))
    for line in broken:
        print(line, file=sys.stderr)
    return BROKEN if broken else 0


def machine() -> dict[str, str | float | None]:
    """Return what the figures are measured on. ``load``: how many processes wanted a processor."""
    return {
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": f"{platform.system()} {platform.machine()}",
        "cpus": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
    }


async def _run(part: Callable[[], Awaitable[Result]]) -> Result:
    return await part()


def _whole() -> dict[str, Callable[[], Awaitable[Result]]]:
    return {
        "db": lambda: commits.measure(commits.Size()),
        "start": lambda: starts.measure(starts.Size()),
        "share": lambda: shares.measure(shares.Size()),
        "votes": lambda: votes.measure(votes.Size()),
        "press": lambda: presses.measure(presses.Size()),
        "tick": lambda: ticks.measure(ticks.Size()),
        "dispatch": lambda: dispatch.measure(dispatch.Size()),
        "chart": lambda: charts.measure(charts.Size()),
        "due": lambda: dues.measure(dues.Size()),
        "screen": lambda: screens.measure(screens.Size()),
        "hear": lambda: hearing.measure(hearing.Size()),
    }


def _quick() -> dict[str, Callable[[], Awaitable[Result]]]:
    return {
        "db": lambda: commits.measure(commits.Size(rounds=3, rows_grouped=40, rows_single=6)),
        "start": lambda: starts.measure(starts.Size(rounds=1, shares=100_000)),
        "share": lambda: shares.measure(shares.Size(shares_per_caller=8, previews=50)),
        "votes": lambda: votes.measure(
            votes.Size(rounds=3, votes_grouped=20, votes_single=3, arrivals=200)
        ),
        "press": lambda: presses.measure(presses.Size(rounds=3, members=150)),
        "tick": lambda: ticks.measure(ticks.Size(ticks=20)),
        "dispatch": lambda: dispatch.measure(dispatch.Size(big=90, small=10)),
        "chart": lambda: charts.measure(charts.Size(pictures=1, firsts=1, points=5)),
        "due": lambda: dues.measure(dues.Size(rounds=3, steps=10)),
        "screen": lambda: screens.measure(screens.Size(chat=400, long=60, mix=600)),
        "hear": lambda: hearing.measure(hearing.Size(rounds=1, messages=600)),
    }


if __name__ == "__main__":
    sys.exit(main())
