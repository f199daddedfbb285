"""Measures what a tick of the check-ins costs: when nothing is due, and when everything is.

Discord is not in it: claiming is what must be done before anything can be sent.
"""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from statistics import median
from typing import cast

from bench.places import folder
from bot.checkins.ballots.box import BallotBox
from bot.checkins.gateway import CheckinGateway
from bot.checkins.questions.group_questions import GroupQuestions
from bot.checkins.results.responses import Responses
from bot.checkins.rounds.claims import RoundClaims
from bot.checkins.rounds.service import Rounds
from bot.checkins.rules import Plan, Schedule
from bot.checkins.schedules import store as schedule_store
from bot.checkins.schedules.recurrence import Recurrence, Weekly, next_due
from bot.content import DATA, load
from bot.core.db import Database, Transaction
from bot.core.delivery import DeliveryEngine
from bot.core.ids import random_id
from bot.core.keys import Keyring
from bot.groups import store as group_store
from bot.groups.rules import Group
from bot.groups.service import Groups

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
EACH = 10
"""Schedules of one group: as many as one can have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many schedules there are, and how many idle ticks are timed."""

    schedules: int = 10_000
    ticks: int = 200


async def measure(size: Size) -> dict[str, float]:
    """Return ``tick.idle_ms_10k``: an idle tick; ``tick.claim_10k_s``: all due, made durable."""
    with folder() as here:
        return await _measure(here, size)


async def _measure(here: Path, size: Size) -> dict[str, float]:
    db = await Database.open(here / "haven.db", DATA / "migrations")
    ballots = await Database.open(here / "ballots.db", DATA / "ballots", journal="delete")
    try:
        due = await db.write(lambda tx: _fill(tx, size.schedules))
        bank = load().bank
        own = GroupQuestions(db, bank, _clock, random_id)
        rounds = Rounds(
            db,
            Groups(db, _clock, random_id),
            BallotBox(ballots, Keyring(bytes(32), here / "keys")),
            own,
            Responses(db, _clock),
            bank,
            cast("CheckinGateway", None),  # never asked: nothing is sent here
            _clock,
            random_id,
            DeliveryEngine(db, _clock, Random(1)),  # noqa: S311 - a shuffle of nothing
        )
        idle: list[float] = []
        for _ in range(size.ticks):
            began = time.perf_counter()
            await rounds.tick()
            idle.append(time.perf_counter() - began)
        claims = RoundClaims(db, own, bank, random_id)
        began = time.perf_counter()
        await claims.claim_due(due)
        claimed = time.perf_counter() - began
        row = await db.read(lambda r: r.one("SELECT count(*) AS n FROM checkin_round"))
    finally:
        await db.close()
        await ballots.close()
    if row is None or row["n"] != size.schedules:
        raise AssertionError("not every schedule was claimed")
    return {
        "tick.idle_ms_10k": round(1000 * median(idle), 2),
        "tick.claim_10k_s": round(claimed, 2),
    }


def _clock() -> datetime:
    return START


def _fill(tx: Transaction, schedules: int) -> int:
    """Add weekly schedules in many groups, all due at one second; return that second."""
    recurrence = Recurrence(Weekly(1, frozenset({0}), date(2026, 1, 5)), 19, 0, "Europe/Berlin")
    due = next_due(recurrence, int(START.timestamp()))
    for number in range(schedules):
        guild_id = 1_000_000 + number // EACH
        if number % EACH == 0:
            group_store.save(tx, Group(guild_id=guild_id))
        plan = Plan(channel_id=number, recurrence=recurrence)
        schedule_store.add(
            tx,
            Schedule(schedule_id=random_id(), guild_id=guild_id, plan=plan, next_due=due),
        )
    return due
