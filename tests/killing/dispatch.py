"""Kills the process that sends rounds, again and again, and counts what stands in Discord."""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

from bot.checkins.rules import Plan, Schedule
from bot.checkins.schedules import store as schedule_store
from bot.checkins.schedules.recurrence import Recurrence, Weekly, dues, next_due
from bot.content import DATA
from bot.core.db import Database, Transaction
from bot.groups import store as group_store
from bot.groups.rules import Group
from tests.harness import START
from tests.killing.dispatcher import STEP, VOTES

ROOT = Path(__file__).parents[2]
GUILD = 880_000_000_000_000_077
NONCE_HOLDS = 180
"""For how many seconds this Discord answers a repeated nonce with the first message."""

SCHEDULES = 4
MOST_REQUESTS = 12
"""A kill comes at one of so many requests."""

GAPS = (1, 20, 110, 130, 600, 3600)
"""Seconds until the next process starts: within the memory of nonces, at its edge, long after."""

QUIET_TICKS = 60
"""Ticks of the last process, which is left alone: more than two days."""

COMMIT_SECONDS = 0.02
"""A little longer than a commit takes: a kill after an answer may come at any point of it."""


@dataclass(slots=True)
class _Discord:
    """The messages, by what they are and about what; it outlives every process."""

    messages: dict[int, tuple[str, str, int]] = field(
        default_factory=dict[int, tuple[str, str, int]]
    )
    nonces: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    now: int = 0
    ticks: int = 0

    def take(self, line: str) -> int:
        """Does what a request asks for; the answer."""
        request = json.loads(line)
        kind, about, nonce = request["kind"], request["about"], request["nonce"]
        self.now = request["now"]
        if kind == "ticked":
            self.ticks += 1
            return 0
        if kind.startswith("find "):
            wanted, since = kind.removeprefix("find "), request["since"] or 0
            found = [
                number
                for number, (what, whose, at) in self.messages.items()
                if (what, whose) == (wanted, about) and at >= since
            ]
            return found[0] if found else 0
        if not nonce:
            return 0  # an edit: repeating it changes nothing
        at, first = self.nonces.get(nonce, (0, 0))
        if first and self.now - at < NONCE_HOLDS:
            return first
        number = 5001 + len(self.messages)
        self.messages[number] = (kind, about, self.now)
        self.nonces[nonce] = (self.now, number)
        return number


def run(kills: int, seed: int, *, planted: bool = False) -> dict[str, object]:
    """Kills so many times, lets the last process finish, and counts.

    ``planted``: this Discord knows no nonces, so that a harness that sees nothing would show.
    """
    data = ROOT / "data" / "runtime"
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Where the data lives: the system's temporary folder is often memory.
    with tempfile.TemporaryDirectory(prefix="killing-", dir=data) as folder:
        return _run(Path(folder), kills, Random(seed), planted)  # noqa: S311 - to be repeated


def _run(folder: Path, kills: int, random: Random, planted: bool) -> dict[str, object]:
    schedules = asyncio.run(_prepare(folder))
    discord = _Discord(now=int(START.timestamp()))
    at = Counter[str]()
    for _ in range(kills):
        if planted:
            discord.nonces.clear()
        where = random.choice(("before", "after", "answered"))
        at[where] += 1
        _live(folder, discord, random.randint(1, MOST_REQUESTS), where, random)
        discord.now += random.choice(GAPS)
    _live(folder, discord, None, "", random)
    return _compare(folder, schedules, discord) | {"kills": kills, "kills_at": dict(at)}


async def _prepare(folder: Path) -> list[Schedule]:
    """Daily check-ins, some of them at the same minute."""
    db = await Database.open(folder / "haven.db", DATA / "migrations")
    daily = Weekly(1, frozenset(range(7)), date(2026, 1, 5))
    schedules: list[Schedule] = []
    for number in range(SCHEDULES):
        recurrence = Recurrence(daily, 10 + number // 2, 0, "Europe/Berlin")
        plan = Plan(channel_id=30 + number, recurrence=recurrence, open_hours=24, reminder=50)
        first = next_due(recurrence, int(START.timestamp()))
        schedule = Schedule(
            schedule_id=f"schedule-{number:013}", guild_id=GUILD, plan=plan, next_due=first
        )
        schedules.append(schedule)

    def save(tx: Transaction) -> None:
        group_store.save(tx, Group(guild_id=GUILD))
        for schedule in schedules:
            schedule_store.add(tx, schedule)

    await db.write(save)
    await db.close()
    return schedules


def _live(
    folder: Path, discord: _Discord, requests: int | None, where: str, random: Random
) -> None:
    """One process, killed at a request (None: once it has been quiet for long)."""
    child = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "tests.killing.dispatcher", str(folder), str(discord.now)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    if child.stdin is None or child.stdout is None:
        raise AssertionError("no pipes")
    heard, end = 0, discord.ticks + QUIET_TICKS
    try:
        while requests is None or heard < requests:
            line = child.stdout.readline()
            if not line:
                raise AssertionError(f"it ended by itself ({child.wait()})")
            asked = "ticked" not in line
            heard += asked
            last = requests is not None and heard == requests and asked
            if last and where == "before":
                break
            answer = discord.take(line)
            if (last and where == "after") or (requests is None and discord.ticks >= end):
                break
            child.stdin.write(f"{answer}\n")
            child.stdin.flush()
        deadline = time.monotonic() + random.uniform(0, COMMIT_SECONDS)
        while where == "answered" and time.monotonic() < deadline:
            pass
    finally:
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdin.close()
        child.stdout.close()


def _compare(folder: Path, schedules: list[Schedule], discord: _Discord) -> dict[str, object]:
    """What stands in Discord against what was due, past all of Haven's code."""
    connection = sqlite3.connect(folder / "haven.db")
    connection.row_factory = sqlite3.Row
    rounds = connection.execute("SELECT * FROM checkin_round").fetchall()
    answered = connection.execute("SELECT round_id, answered FROM checkin_result").fetchall()
    health = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    stands = Counter((kind, about) for kind, about, _ in discord.messages.values())
    made = {(row["schedule_id"], row["due_at"]): row["round_id"] for row in rounds}
    expected = [
        (each.schedule_id, due)
        for each in schedules
        for due in dues(each.plan.recurrence, int(START.timestamp()), 4000)
        if due <= discord.now - STEP
    ]
    closed = [row["round_id"] for row in rounds if row["state"] == "closed"]
    results = {row["round_id"]: row["answered"] for row in answered}
    return {
        "due": len(expected),
        "unposted": sum(("round", made.get(each)) not in stands for each in expected),
        "posted_twice": sum(n > 1 for (kind, _), n in stands.items() if kind == "round"),
        "reminded_twice": sum(n > 1 for (kind, _), n in stands.items() if kind == "reminder"),
        "unreminded": sum(("reminder", each) not in stands for each in closed),
        "told_twice": sum(n > 1 for (kind, _), n in stands.items() if kind == "notice"),
        "untold": sum(("notice", each) not in stands for each in closed),
        "closed": len(closed),
        "without_result": sum(each not in results for each in closed),
        "answers_lost": sum(n is None or n < VOTES for n in results.values()),
        "missed_or_lost": sum(row["state"] in ("missed", "lost", "cancelled") for row in rounds),
        "keys_left": len(list((folder / "keys").glob("round-*.key"))) - (len(rounds) - len(closed)),
        "healthy": health == "ok",
    }


PROMISES = (
    "unposted",
    "posted_twice",
    "reminded_twice",
    "told_twice",
    "untold",
    "without_result",
    "answers_lost",
    "missed_or_lost",
)
"""Each of these must stay 0."""
