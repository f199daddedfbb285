"""The one door to SQLite: a locked writer with group commit, a reader, migrations.

Work is handed in as a plain function: ``await db.write(lambda tx: store.add(tx, post))``. The
function runs on the database's own thread and cannot await, so nobody can hold a transaction
open across a Discord call; it finishes even when the caller is cancelled; and functions that
arrive together share one commit. ``write`` returns only when the commit is on the disk.

(A shared connection with ``BEGIN``/``COMMIT`` in coroutines lets one caller's rollback eat
another's saved row; a lock around them cures that but allows no shared commit.)
"""

import asyncio
import os
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar, cast

import aiosqlite

T = TypeVar("T")
Row = sqlite3.Row
Value = str | int | bytes | None
Pragmas = Mapping[str, tuple[str, str | int]]

BATCH = 256
"""At most this many waiting functions share one commit, so that the first need not wait long."""

WRITER_PRAGMAS: Pragmas = {
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "foreign_keys": ("ON", 1),
    "secure_delete": ("ON", 1),
    "busy_timeout": ("5000", 5000),
}
DELETE_PRAGMAS: Pragmas = {
    **WRITER_PRAGMAS,
    "journal_mode": ("DELETE", "delete"),
    # FULL does not sync the folder after the journal is unlinked: after a power cut the journal
    # could be back, and would undo what had been acknowledged (SQLite, PRAGMA synchronous).
    "synchronous": ("EXTRA", 3),
    "temp_store": ("MEMORY", 2),  # savepoints and VACUUM keep copies of pages: not in /tmp
}
"""For a file that must not tell in which order it was written. A write-ahead log is a diary: it
holds every commit since the last checkpoint. A rollback journal is gone with its commit."""

READER_PRAGMAS: Pragmas = {"query_only": ("ON", 1), "busy_timeout": ("5000", 5000)}


class DatabaseFault(Exception):
    """The database cannot be used; the text says why and what to do, for the operator."""


class _Session:
    """What a store may do inside one function: run SQL with ``$1`` parameters."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection: sqlite3.Connection | None = connection

    def _run(self, sql: str, values: tuple[Value, ...]) -> sqlite3.Cursor:
        if self._connection is None:
            raise RuntimeError("a database session was used after its function had returned")
        # "$1" is PostgreSQL's spelling; SQLite reads it as a parameter named "1".
        return self._connection.execute(sql, {str(i): v for i, v in enumerate(values, 1)})

    def one(self, sql: str, *values: Value) -> Row | None:
        """The first row, or None."""
        return self._run(sql, values).fetchone()

    def all(self, sql: str, *values: Value) -> list[Row]:
        """Every row."""
        return self._run(sql, values).fetchall()

    def close(self) -> None:
        """Makes a session that outlived its function useless instead of dangerous."""
        self._connection = None


class Reader(_Session):
    """Permission to read: a consistent picture for the length of one function."""


class Transaction(Reader):
    """Permission to write (and to read what was just written)."""

    def execute(self, sql: str, *values: Value) -> int:
        """Runs one statement; returns how many rows it changed."""
        return self._run(sql, values).rowcount


class _Connection(aiosqlite.Connection):
    """aiosqlite's thread and queue, with one more verb: run a whole function over there."""

    async def run(self, function: Callable[[sqlite3.Connection], T]) -> T:
        # The one private name of aiosqlite in use, kept here: its public verbs take one
        # statement a hop. It is untyped upstream, hence the cast.
        execute = cast(
            Callable[..., Awaitable[T]],
            self._execute,  # pyright: ignore[reportUnknownMemberType]
        )
        return await execute(lambda: function(self._conn))


@dataclass(slots=True, eq=False)
class _Job(Generic[T]):
    """One function waiting for its commit, and the future its caller awaits."""

    function: Callable[[Transaction], T]
    future: asyncio.Future[T]


class Database:
    """One SQLite file. Build it with :meth:`open`; end it with :meth:`close`."""

    def __init__(self, path: Path, writer: _Connection, reader: _Connection, *, batch: int) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader
        self._batch = batch
        self._waiting: list[_Job[Any]] = []
        self._flusher: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    async def open(
        cls,
        path: Path,
        migrations: Path,
        *,
        batch: int = BATCH,
        journal: Literal["wal", "delete"] = "wal",
    ) -> "Database":
        """Opens or creates the file at ``path``, checks it and brings it up to date.

        ``journal="delete"``: no write-ahead log (see ``DELETE_PRAGMAS``). Readers and a writer
        would then lock each other out, so reads take their turn on the writer's thread.

        Raises :class:`DatabaseFault` when the file is damaged, newer than this program, or does
        not take the settings Haven's promises rest on.
        """
        _create_private(path)
        pragmas = WRITER_PRAGMAS if journal == "wal" else DELETE_PRAGMAS
        uri = f"{path.absolute().as_uri()}?mode=ro"  # noqa: ASYNC240 - asks the system for nothing but its name
        writer = _Connection(lambda: _connect(str(path), uri=False), 64)
        reader: _Connection | None = None
        try:
            await writer
            await writer.run(_check_health)
            await writer.run(lambda c: _set_pragmas(c, pragmas))
            await writer.run(lambda c: migrate(c, migrations))
            if journal == "wal":
                reader = _Connection(lambda: _connect(uri, uri=True), 64)
                await reader
                await reader.run(lambda c: _set_pragmas(c, READER_PRAGMAS))
        except BaseException as error:
            # aiosqlite's thread is not a daemon: left open, a failed start would never end.
            await writer.close()
            if reader is not None:
                await reader.close()
            if isinstance(error, sqlite3.DatabaseError):
                raise DatabaseFault(
                    f"{path.name} cannot be opened ({error.sqlite_errorname}). If the disk is "
                    "healthy, restore the last backup; keep the damaged file."
                ) from None
            raise
        return cls(path, writer, reader or writer, batch=batch)

    async def write(self, function: Callable[[Transaction], T]) -> T:
        """Runs ``function`` in a transaction; returns its result once that is durable.

        Whatever the function raises undoes its own work only, and is raised here. Cancelling the
        caller does not cancel the work.
        """
        if self._closing is not None:
            raise RuntimeError("the database is closed")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Job(function, future))
        self._begin()
        return await asyncio.shield(future)

    async def read(self, function: Callable[[Reader], T]) -> T:
        """Runs ``function`` over one consistent picture of what has been committed."""
        return await self._reader.run(lambda connection: _read(connection, function))

    async def scrub(self) -> None:
        """Empties the write-ahead log, so that what was deleted is gone from it as well."""
        await self._writer.run(lambda c: c.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone())

    async def vacuum(self) -> None:
        """Writes the whole file anew: free pages go, and so does the order of what is kept."""
        await self._writer.run(lambda c: c.execute("VACUUM").fetchone())
        await self.scrub()

    async def close(self) -> None:
        """Finishes what has been handed in, then closes both connections. Safe to repeat."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._finish(), name="haven-db-close")
        await asyncio.shield(self._closing)

    async def _finish(self) -> None:
        while self._waiting or not (self._flusher is None or self._flusher.done()):
            # Waited for, not awaited: a flush that was cancelled must not keep the threads alive.
            await asyncio.wait({self._begin()})
        if self._reader is not self._writer:
            await self._reader.close()
        await self._writer.close()

    def _begin(self) -> asyncio.Task[None]:
        # Asked of the task itself: one that was cancelled before its first step runs no code.
        if self._flusher is None or self._flusher.done():
            # A task only while there is work: an idle worker parked on a queue would be one more
            # thing to stop, and simulated time could not tell it from a hung one.
            self._flusher = asyncio.create_task(self._flush(), name="haven-db-flush")
        return self._flusher

    async def _flush(self) -> None:
        while self._waiting:
            jobs = self._waiting[: self._batch]
            del self._waiting[: self._batch]
            await self._commit(jobs)

    async def _commit(self, jobs: Sequence[_Job[Any]]) -> None:
        try:
            outcomes = await self._writer.run(lambda connection: _commit(connection, jobs))
        except BaseException as error:
            for job in jobs:
                _settle(job.future, error)
            if not isinstance(error, Exception):
                raise
        else:
            for job, outcome in zip(jobs, outcomes, strict=True):
                _settle(job.future, outcome)


@dataclass(frozen=True, slots=True)
class _Result:
    """A function's result, so that one which *returns* an exception is not taken for a failure."""

    value: Any


def _settle(future: "asyncio.Future[Any]", outcome: "_Result | BaseException") -> None:
    if future.done():
        return
    if isinstance(outcome, _Result):
        future.set_result(outcome.value)
    elif isinstance(outcome, StopIteration):
        # asyncio refuses it in a future: the rest of the batch would wait for ever.
        error = RuntimeError("a function given to the database raised StopIteration")
        error.__cause__ = outcome
        future.set_exception(error)
    else:
        future.set_exception(outcome)


def _commit(
    connection: sqlite3.Connection, jobs: Sequence[_Job[Any]]
) -> "list[_Result | BaseException]":
    """On the database's thread: every function under its own savepoint, one commit for all."""
    outcomes: list[_Result | BaseException] = []
    connection.execute("BEGIN IMMEDIATE")
    try:
        for job in jobs:
            connection.execute("SAVEPOINT job")
            session = Transaction(connection)
            try:
                outcomes.append(_Result(job.function(session)))
            except BaseException as error:
                # A full disk rolls back everything at once: then nothing is left to go back to,
                # and nobody in this batch may be told that their row is safe.
                if not connection.in_transaction:
                    raise
                connection.execute("ROLLBACK TO job")
                outcomes.append(error)
            finally:
                session.close()
            connection.execute("RELEASE job")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return outcomes


def _read(connection: sqlite3.Connection, function: Callable[[Reader], T]) -> T:
    connection.execute("BEGIN")
    session = Reader(connection)
    try:
        return function(session)
    finally:
        session.close()
        connection.execute("ROLLBACK")


def _create_private(path: Path) -> None:
    """Makes the file readable by its owner alone; SQLite gives the log the same mode."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _connect(where: str, *, uri: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(where, uri=uri, isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection


def _check_health(connection: sqlite3.Connection) -> None:
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise DatabaseFault(
            "The database file is damaged (quick_check). Restore the last backup; keep the "
            "damaged file."
        )


def _set_pragmas(connection: sqlite3.Connection, wanted: Pragmas) -> None:
    """Sets each pragma and reads it back: SQLite ignores what it does not know or cannot do."""
    for name, (value, expected) in wanted.items():
        connection.execute(f"PRAGMA {name} = {value}").fetchone()
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != expected:
            raise DatabaseFault(
                f"SQLite did not take {name} = {value} (it says {found}). Is the data folder on "
                "a network drive? Haven needs a local disk."
            )


def migrate(connection: sqlite3.Connection, folder: Path) -> int:
    """Applies every migration newer than the file, each with its version in one transaction.

    Files are ``NNNN_what.sql``, numbered from 0001 without a gap. Returns the version reached.
    Raises :class:`DatabaseFault` when the file was written by a newer Haven, or when a migration
    fails (its changes are then undone).
    """
    scripts = sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    numbers = [int(script.name[:4]) for script in scripts]
    if numbers != list(range(1, len(scripts) + 1)):
        raise DatabaseFault(f"The migrations in {folder.name} are not numbered 0001, 0002, ...")
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(scripts):
        raise DatabaseFault(
            f"This database is at version {version}, but this Haven knows only up to "
            f"{len(scripts)}. Run the newer Haven again, or restore a backup from before the "
            "update. Nothing was changed."
        )
    for number, script in zip(numbers[version:], scripts[version:], strict=True):
        sql = script.read_text(encoding="utf-8")
        try:
            # executescript() commits first whatever was begun outside it, so BEGIN is inside.
            connection.executescript(
                f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;"
            )
        except sqlite3.Error as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise DatabaseFault(
                f"Migration {script.name} failed: {error}. Nothing of it was kept."
            ) from error
    return len(scripts)
