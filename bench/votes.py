"""Measures how many votes a second are counted, and how long one waits at 200 a second.

A vote is ``BallotBox.cast``: the count unsealed, added to, sealed and on the disk. Discord's own
time comes on top.
"""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median

from bench.places import folder, percentile
from bot.checkins.ballots.box import BallotBox, Cast
from bot.checkins.ballots.tally import Ballot, BallotLayout
from bot.content import DATA
from bot.core.db import BATCH, Database
from bot.core.keys import Keyring

CALLERS = 50
RATE = 200
"""Votes a second that arrive whether or not the ones before have been counted."""

GUILD = 10**17
ROOT = bytes(range(32))
LAYOUT = BallotLayout(4, (True,) * 4, (False, False, False, True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured. The votes are those of each caller in one round."""

    rounds: int = 9
    votes_grouped: int = 100
    votes_single: int = 10
    arrivals: int = 2000


class Unexpected(Exception):
    """A vote was not counted."""


async def measure(size: Size) -> dict[str, float]:
    """Return ``votes.*``: votes a second, both ways in turn in every round, and milliseconds."""
    grouped: list[float] = []
    single: list[float] = []
    with folder() as here:
        together = await _open(here / "grouped", BATCH)
        alone = await _open(here / "single", 1)
        try:
            for _ in range(size.rounds):
                grouped.append(await _votes_per_second(together, size.votes_grouped))
                single.append(await _votes_per_second(alone, size.votes_single))
            waits = await _waits(together, size.arrivals)
        finally:
            await together.db.close()
            await alone.db.close()
    ratio = median(one / other for one, other in zip(grouped, single, strict=True))
    return {
        "votes.per_s": round(median(grouped)),
        "votes.single_per_s": round(median(single)),
        "votes.group_ratio": round(ratio, 1),
        "votes.p50_ms": round(percentile(waits, 0.5) * 1000, 2),
        "votes.p99_ms": round(percentile(waits, 0.99) * 1000, 2),
    }


@dataclass(frozen=True, slots=True)
class _Place:
    db: Database
    box: BallotBox


async def _open(here: Path, batch: int) -> _Place:
    db = await Database.open(here / "ballots.db", DATA / "ballots", batch=batch, journal="delete")
    return _Place(db, BallotBox(db, Keyring(ROOT, here / "keys"), batch=batch))


_numbers = count()


async def _round(place: _Place) -> str:
    round_id = f"round-{next(_numbers):016}"
    await place.box.open_round(round_id, GUILD, LAYOUT)
    return round_id


def _ballots() -> Iterator[tuple[int, Ballot]]:
    """Return members and their ballots, every kind of answer among them."""
    for number in count():
        answers = (number % 6, number // 6 % 6, number // 36 % 6, number % 5)
        yield GUILD + number, tuple(answer or None for answer in answers)


async def _vote(place: _Place, round_id: str, member_id: int, ballot: Ballot) -> None:
    outcome = await place.box.cast(round_id, member_id, ballot)
    if outcome is not Cast.COUNTED:
        raise Unexpected(f"a vote was not counted: {outcome}")


async def _votes_per_second(place: _Place, votes: int) -> float:
    round_id = await _round(place)
    ballots = _ballots()

    async def caller() -> None:
        for _ in range(votes):
            await _vote(place, round_id, *next(ballots))

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(CALLERS):
            group.create_task(caller())
    return CALLERS * votes / (time.perf_counter() - began)


async def _waits(place: _Place, arrivals: int) -> list[float]:
    """Return the seconds from the moment each vote was to arrive until it was acknowledged."""
    round_id = await _round(place)
    taken: list[float] = []
    began = time.perf_counter()

    async def arrive(due: float, member_id: int, ballot: Ballot) -> None:
        await _vote(place, round_id, member_id, ballot)
        taken.append(time.perf_counter() - due)

    async with asyncio.TaskGroup() as group:
        for number, (member_id, ballot) in zip(range(arrivals), _ballots(), strict=False):
            due = began + number / RATE
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(arrive(due, member_id, ballot))
    return taken
