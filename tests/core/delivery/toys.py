"""A toy customer over a real SQLite file, and a Discord that loses, refuses, waits and dies."""

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from itertools import count
from pathlib import Path
from random import Random
from typing import TypeVar

from bot.core.db import Reader, Row, Transaction
from bot.core.delivery import (
    Customer,
    DeliveryEngine,
    Follow,
    Item,
    Job,
    Refusal,
    Repeat,
    Retry,
    Sent,
)

R = TypeVar("R")

NONCE_HOLDS = 180
"""For how many seconds of its own time this Discord answers a nonce with the first message."""

TABLE = """
CREATE TABLE IF NOT EXISTS parcel (
    key TEXT PRIMARY KEY, guild_id INTEGER NOT NULL, lane TEXT NOT NULL, nonce TEXT NOT NULL,
    forum INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'waiting', due_at INTEGER NOT NULL,
    claimed_at INTEGER, attempts INTEGER NOT NULL DEFAULT 0, message_id INTEGER
) STRICT
"""


class Died(BaseException):
    """The process ends here: nothing may catch this."""


class Fate(Enum):
    """What becomes of one request. The first two are Discord's, the next two the bot's faults."""

    LOST = "lost"
    UNHEARD = "unheard"
    """It takes effect, and the answer is lost."""
    BUG_BEFORE = "bug before"
    BUG_AFTER = "bug after"
    GONE = "gone"
    FORBIDDEN = "forbidden"
    LOCKED = "locked"
    INVALID = "invalid"


REFUSALS = {
    Fate.LOST: Refusal.LATER,
    Fate.GONE: Refusal.GONE,
    Fate.FORBIDDEN: Refusal.FORBIDDEN,
    Fate.LOCKED: Refusal.LOCKED,
    Fate.INVALID: Refusal.INVALID,
}


@dataclass(frozen=True, slots=True)
class Message:
    """What stands in a channel."""

    message_id: int
    key: str
    nonce: str
    at: int


@dataclass(slots=True)
class World:
    """What outlives a process: true time, Discord, and the bot's own clock.

    ``fates`` are those of the next requests. ``holding``: requests wait from now on, before they
    take effect or after; ``slow`` are the ones that wait, ``reached``
    is set once there has been one.
    """

    time: int = 1_000_000
    skew: int = 0
    messages: list[Message] = field(default_factory=list[Message])
    threads: set[str] = field(default_factory=set[str])
    nonces: dict[str, tuple[int, Message]] = field(default_factory=dict[str, tuple[int, Message]])
    fates: list[Fate] = field(default_factory=list[Fate])
    holding: str | None = None
    slow: list[asyncio.Event] = field(default_factory=list[asyncio.Event])
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[str] = field(default_factory=list[str])
    ids: "count[int]" = field(default_factory=lambda: count(5001))

    def clock(self) -> datetime:
        """The bot's wall clock, which may be wrong."""
        return datetime.fromtimestamp(self.time + self.skew, UTC)

    def of(self, key: str) -> list[Message]:
        """The messages that are this parcel."""
        return [each for each in self.messages if each.key == key]

    def post(self, key: str, nonce: str, *, forum: bool) -> Message:
        """Take effect: a new message, or the first one of a nonce that is remembered."""
        at, first = self.nonces.get(nonce, (0, None))
        if first is not None and not forum and self.time - at < NONCE_HOLDS:
            return first
        message = Message(next(self.ids), key, nonce, self.time)
        self.messages.append(message)
        self.nonces[nonce] = (self.time, message)
        return message

    def let_go(self) -> None:
        """Let every request that waits go on, and hold no more."""
        self.holding = None
        for event in self.slow:
            event.set()
        self.slow.clear()


class Process:
    """One life of the bot over the file: its connection, which dies at a chosen await."""

    def __init__(self, path: Path, world: World) -> None:
        self.world = world
        self.dies_in: int | None = None
        self.dead = False
        self.steps = 0
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.row_factory = sqlite3.Row
        self.connection.execute("PRAGMA synchronous = OFF")
        self.connection.execute("PRAGMA journal_mode = MEMORY")
        self.connection.execute(TABLE)

    async def point(self) -> None:
        """One of the moments between which a process may die."""
        self.steps += 1
        await asyncio.sleep(0)
        if self.dies_in is not None:
            self.dies_in -= 1
            self.dead = self.dead or self.dies_in < 0
        if self.dead:
            raise Died

    async def read(self, function: Callable[[Reader], R]) -> R:
        """As ``Database.read``."""
        await self.point()
        session = Reader(self.connection)
        try:
            return function(session)
        finally:
            session.close()

    async def write(self, function: Callable[[Transaction], R]) -> R:
        """As ``Database.write``; death comes before the commit or after it."""
        await self.point()
        session = Transaction(self.connection)
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            result = function(session)
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        finally:
            session.close()
        self.connection.execute("COMMIT")
        await self.point()
        return result

    async def ask(self, what: str, key: str, effect: Callable[[], R]) -> R | Refusal:
        """One request to Discord, with the fate that is its turn."""
        await self.point()
        world = self.world
        world.asked.append(f"{what} {key}")
        fate = world.fates.pop(0) if world.fates else None
        held = world.holding
        if held == "before":
            await self._wait()
        if fate is Fate.BUG_BEFORE:
            raise RuntimeError("a bug before the request")
        if fate is Fate.GONE and what in ("find", "send") and world.of(key):
            fate = Fate.FORBIDDEN  # a place with a message in it is not gone
        if fate in REFUSALS:
            return REFUSALS[fate]
        done = effect()
        if held == "after":
            await self._wait()
        await self.point()
        if fate is Fate.BUG_AFTER:
            raise RuntimeError("a bug after the request")
        return Refusal.LATER if fate is Fate.UNHEARD else done

    async def _wait(self) -> None:
        event = asyncio.Event()
        self.world.slow.append(event)
        self.world.reached.set()
        await event.wait()
        if self.dead:
            raise Died


class Parcels(Customer[Row]):
    """Messages with a thread that is opened after them; in a forum it comes with the message."""

    def __init__(self, process: Process, lane: str = "parcels") -> None:
        self.name = self.lane = lane
        self._process = process
        self._world = process.world
        self.followed: list[str] = []

    def accept(self, tx: Transaction, key: str, guild_id: int, now: int, *, forum: bool) -> None:
        """Accept a parcel; a second time changes nothing."""
        tx.execute(
            "INSERT INTO parcel (key, guild_id, lane, nonce, forum, due_at) "
            "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            key,
            guild_id,
            self.lane,
            f"n-{key}",
            int(forum),
            now,
        )

    def due(self, reader: Reader, now: int, per_group: int) -> list[Item]:
        """Due rows, bounded for each group."""
        rows = reader.all(
            "SELECT guild_id, key FROM (SELECT guild_id, key, due_at, ROW_NUMBER() OVER "
            "(PARTITION BY guild_id ORDER BY due_at) AS n FROM parcel "
            "WHERE state <> 'done' AND lane = $3 AND due_at <= $1) WHERE n <= $2 ORDER BY due_at",
            now,
            per_group,
            self.lane,
        )
        return [Item(row["guild_id"], row["key"]) for row in rows]

    def claim(self, tx: Transaction, key: str, now: int) -> Job[Row] | None:
        """Claims a waiting row; one that is out needs its thread."""
        row = tx.one("SELECT * FROM parcel WHERE key = $1 AND due_at <= $2", key, now)
        if row is None or row["state"] == "done":
            return None
        out = row["state"] == "out"
        tx.execute(
            "UPDATE parcel SET attempts = attempts + 1, claimed_at = CASE WHEN state = 'waiting' "
            "THEN COALESCE(claimed_at, $2) ELSE NULL END WHERE key = $1",
            key,
            now,
        )
        by = Repeat.FREELY if out else Repeat.LOOK_FIRST if row["forum"] else Repeat.BY_NONCE
        return Job(what=row, attempts=row["attempts"], claimed_at=row["claimed_at"], repeat=by)

    async def find(self, job: Job[Row]) -> Sent | Refusal | None:
        """Looks through the whole channel."""
        key = job.what["key"]
        found = await self._process.ask("find", key, lambda: self._world.of(key))
        if isinstance(found, Refusal):
            return found
        return Sent(1, found[0].message_id) if found else None

    async def send(self, job: Job[Row]) -> Sent | Refusal | None:
        """Posts, or opens the thread."""
        key, nonce, forum = job.what["key"], job.what["nonce"], bool(job.what["forum"])
        if job.repeat is Repeat.FREELY:
            opened = await self._process.ask("open", key, lambda: self._world.threads.add(key))
            return opened if isinstance(opened, Refusal) else None
        message = await self._process.ask(
            "send", key, lambda: self._world.post(key, nonce, forum=forum)
        )
        return message if isinstance(message, Refusal) else Sent(1, message.message_id)

    def sent(self, tx: Transaction, job: Job[Row], sent: Sent | None) -> Follow | None:
        """Out, or done where nothing is left to do."""
        done = sent is None or job.what["forum"]
        tx.execute(
            "UPDATE parcel SET state = $2, claimed_at = NULL, attempts = 0, "
            "message_id = COALESCE($3, message_id) WHERE key = $1",
            job.what["key"],
            "done" if done else "out",
            sent.message_id if sent else None,
        )
        return self._follow(job.what["key"])

    def _follow(self, key: str) -> Follow:
        async def follow() -> None:
            await self._process.point()
            self.followed.append(key)

        return follow

    def refused(self, tx: Transaction, job: Job[Row], refusal: Refusal, retry: Retry) -> None:
        """Never gives up."""
        if not retry.keep:
            self.release(tx, job)
        self.put_off(tx, job.what["key"], retry.at)

    def release(self, tx: Transaction, job: Job[Row]) -> None:
        """It surely is not out."""
        tx.execute("UPDATE parcel SET claimed_at = NULL WHERE key = $1", job.what["key"])

    def put_off(self, tx: Transaction, key: str, at: int) -> None:
        """Later."""
        tx.execute("UPDATE parcel SET due_at = $2 WHERE key = $1", key, at)

    def retry_now(self, tx: Transaction, guild_id: int | None, now: int, after: int) -> None:
        """At once."""
        tx.execute(
            "UPDATE parcel SET due_at = $2 WHERE due_at > $3 AND lane = $4 "
            "AND guild_id = COALESCE($1, guild_id)",
            guild_id,
            now,
            after,
            self.lane,
        )


def rows(process: Process) -> dict[str, Row]:
    """Every parcel as it is remembered, by key."""
    found = process.connection.execute("SELECT * FROM parcel").fetchall()
    return {row["key"]: row for row in found}


def new_engine(process: Process, *lanes: str) -> tuple[DeliveryEngine, list[Parcels]]:
    """An engine over the process's file, with a customer for each lane."""
    engine = DeliveryEngine(
        process,
        process.world.clock,
        Random(1),  # noqa: S311 - the order of sending
        patience=0,
        monotonic=lambda: float(process.world.time),
    )
    customers = [Parcels(process, lane) for lane in lanes or ("parcels",)]
    engine.add(*customers)
    return engine, customers
