"""Kills the voting process again and again, and compares what it promised with what is there."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bot.checkins.ballots import store as ballot_store
from bot.checkins.ballots.box import BallotBox, Cast
from bot.checkins.ballots.tally import Tally
from tests.killing.voter import CALLERS, LAYOUT, ballot_of, open_box, round_id

ROOT = Path(__file__).parents[2]
MOST_VOTES = 900
"""A kill comes after at most so many promises: more than two rounds."""

COMMIT_SECONDS = 0.008
"""A little longer than a commit or a destruction takes: the kill may come at any point of it."""

START_SECONDS = 0.3
"""Some kills come while the process is still starting."""

PATIENCE = 60.0
A_RUN = 100_000
"""Members of one run, so that no two runs vote for the same."""


@dataclass(slots=True)
class Outcome:
    """What came of all kills. The first three must stay 0."""

    lost: int = 0  # promised, and not there
    doubled: int = 0  # a count that is not that of exactly those who voted, or a second one taken
    faults: list[str] = field(default_factory=list[str])  # anything else that is not as it must be
    kills: int = 0
    promised: int = 0
    unpromised: int = 0  # counted, killed before it could say so: allowed
    at_start: int = 0  # kills before the first promise
    journals: int = 0  # kills in the middle of a commit, which left a journal to roll back
    closed: int = 0  # rounds that were closed and destroyed
    closings: int = 0  # kills between the close of a round and the end of its destruction


@dataclass(slots=True)
class _Rows:
    """One round as it stands in the file."""

    taking: int | None = None
    sealed: bytes | None = None
    tags: frozenset[bytes] = frozenset()


@dataclass(slots=True)
class _Promises:
    """What one process said before it was killed."""

    votes: dict[int, set[int]] = field(default_factory=dict[int, set[int]])
    answers: dict[int, int] = field(default_factory=dict[int, int])
    destroyed: set[int] = field(default_factory=set[int])

    def hear(self, line: str) -> None:
        """Takes one line, which has an end: half a line promised nothing."""
        kind, number, *rest = line.split()
        if kind == "v":
            self.votes.setdefault(int(number), set()).add(int(rest[0]))
        elif kind == "t":
            self.answers[int(number)] = int(rest[0])
        else:
            self.destroyed.add(int(number))


def kill_votes(folder: Path, kills: int, seed: int, *, planted: str = "no") -> Outcome:
    """Kills so many times. The data folder and the round in it live on from one to the next."""
    random = Random(seed)  # noqa: S311 - to be repeated, not to be safe
    outcome, number, voted = Outcome(), 0, set[int]()
    for kill in range(kills):
        said = _run(folder, number, kill * A_RUN, random, planted)
        outcome.kills += 1
        outcome.promised += sum(map(len, said.votes.values()))
        outcome.at_start += not said.votes
        outcome.journals += (folder / "ballots.db-journal").exists()
        outcome.closed += len(said.destroyed)
        # Every round but the last was destroyed; of that one nothing may be missing.
        last = max([number, *said.votes, *(one + 1 for one in said.destroyed)])
        promised = said.votes.get(last, set[int]()) | (voted if last == number else set[int]())
        first = kill * A_RUN
        drawn = sum(map(len, said.votes.values())) + CALLERS
        possible = promised | set(range(first, first + drawn))
        there = asyncio.run(_check(folder, last, possible, said, outcome))
        if there is not None:
            outcome.lost += len(promised - there)
            outcome.unpromised += len(there - promised)
        asyncio.run(_recover(folder, [] if there is None else [last], outcome))
        number, voted = (last + 1, set[int]()) if there is None else (last, there)
    return outcome


async def _recover(folder: Path, open_rounds: list[int], outcome: Outcome) -> None:
    """What a start does: everything but the open round is destroyed, whatever state it is in."""
    db, box, keys = await open_box(folder)
    wanted = {round_id(number) for number in open_rounds}
    try:
        await box.keep_only(wanted)
        left = keys.rounds.stored() | await db.read(ballot_store.rounds)
    finally:
        await db.close()
    connection = sqlite3.connect(folder / "ballots.db")
    health = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    if not left <= wanted:
        outcome.faults.append("an interrupted destruction was not finished")
    if health != "ok":
        outcome.faults.append("the file is damaged")


def _run(folder: Path, number: int, first: int, random: Random, planted: str) -> _Promises:
    command = [sys.executable, "-m", "tests.killing.voter"]
    child = subprocess.Popen(  # noqa: S603 - our own program
        [*command, str(folder), str(number), str(first), planted],
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    if child.stdout is None:
        raise AssertionError("no pipe")
    (moment,) = random.choices(("voting", "closing", "starting"), (75, 15, 10))
    wanted = random.randint(1, MOST_VOTES) if moment == "voting" else 0
    longer = random.uniform(0, START_SECONDS if moment == "starting" else COMMIT_SECONDS)
    pipe = child.stdout.fileno()
    os.set_blocking(pipe, False)
    heard, deadline = b"", time.monotonic() + PATIENCE
    while child.poll() is None and (
        heard.count(b"\n") < wanted or (moment == "closing" and b"t " not in heard)
    ):
        heard += _read(pipe)
        if time.monotonic() > deadline:
            break
    deadline = time.monotonic() + longer
    while time.monotonic() < deadline:
        heard += _read(pipe)
    os.kill(child.pid, signal.SIGKILL)
    ended = child.wait(timeout=PATIENCE)
    os.set_blocking(pipe, True)
    heard += child.stdout.read()
    child.stdout.close()
    promises = heard.count(b"\n")
    if ended != -signal.SIGKILL or promises < wanted:
        raise AssertionError(f"it ended by itself ({ended}) after {promises} promises")
    said = _Promises()
    for line in heard.decode().split("\n")[:-1]:
        said.hear(line)
    return said


def _read(pipe: int) -> bytes:
    try:
        return os.read(pipe, 65536)
    except BlockingIOError:
        return b""


async def _check(
    folder: Path, number: int, possible: Collection[int], said: _Promises, outcome: Outcome
) -> set[int] | None:
    """Opens what is left as a start does. Who has voted in round ``number``, or None: it is over.

    ``possible``: everybody who may have voted in it, promised or not.
    """
    db, box, keys = await open_box(folder)
    try:
        for over in said.destroyed:
            if keys.rounds.find(round_id(over)) or _rows(folder, over) != _Rows():
                outcome.faults.append("a destroyed round is still there")
        rows, key = _rows(folder, number), keys.rounds.find(round_id(number))
        if key is None or rows.sealed is None or not rows.taking:
            closing = rows.taking == 0 or number in said.answers
            outcome.closings += closing
            return await _finish(box, number, said, outcome) if closing else set()
        there = {member for member in possible if key.tag(member) in rows.tags}
        if len(there) != len(rows.tags):
            outcome.faults.append("a tag stands for nobody")
        counted = Tally.empty(LAYOUT)
        for member in there:
            counted = counted.add(ballot_of(member))
        if key.open(rows.sealed)[1 + LAYOUT.questions :] != counted.pack():
            outcome.doubled += 1
        again = (box.cast(round_id(number), member, ballot_of(member)) for member in there)
        outcome.doubled += sum(one is Cast.COUNTED for one in await asyncio.gather(*again))
        return there
    finally:
        await db.close()


async def _finish(box: BallotBox, number: int, said: _Promises, outcome: Outcome) -> None:
    """A round was being closed or destroyed: its count has not changed, and the rest is done."""
    tally, promised = await box.close_round(round_id(number)), said.answers.get(number)
    if promised is not None and tally is not None and tally.answers != promised:
        outcome.faults.append("a count changed after its close")
    if promised is None and tally is None:
        outcome.faults.append("a count was destroyed before it was told")
    if tally is not None and tally.answers < len(said.votes.get(number, ())):
        outcome.lost += 1


def _rows(folder: Path, number: int) -> "_Rows":
    """What stands in the file about a round, past all of Haven's code."""
    connection = sqlite3.connect(folder / "ballots.db")
    try:
        found = connection.execute(
            "SELECT taking, sealed FROM ballot_round WHERE round_id = ?", (round_id(number),)
        ).fetchone()
        tags = connection.execute(
            "SELECT tag FROM ballot_tag WHERE round_id = ?", (round_id(number),)
        ).fetchall()
        taking, sealed = found or (None, None)
        return _Rows(taking, sealed, frozenset(tag for (tag,) in tags))
    finally:
        connection.close()
