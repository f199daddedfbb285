"""Haven's only access to SQLite: one writer with group commit, and one reader.

A caller passes a plain function: ``await db.write(lambda tx: store.add(tx, post))``.

- The function runs on the database's own thread and cannot await, so no caller can hold a
  transaction open across a request to Discord.
- It finishes even when its caller is cancelled.
- Functions that arrive together share one commit; ``write`` returns when it is on the disk.
- An exception undoes only the work of the function that raised it. (With ``BEGIN`` and ``COMMIT``
  in coroutines, one caller's rollback would undo another's row; a lock prevents that, but rules
  out a shared commit.)
- ``scrub`` returns whether the log is empty; ``scrub_pending`` says that it has to run again.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

import aiosqlite

from bot.core.sqlite.group_commit import WriteJob, WriteResult, commit, settle
from bot.core.sqlite.migrations import migrate
from bot.core.sqlite.opening import (
    DELETE_PRAGMAS,
    READER_PRAGMAS,
    WRITER_PRAGMAS,
    check_health,
    check_writable,
    connect,
    create_private,
    fault_of,
    set_pragmas,
)
from bot.core.sqlite.session import Reader, Row, Transaction, Value

__all__ = ["BATCH", "Database", "Reader", "Row", "Transaction", "Value"]

log = logging.getLogger(__name__)

T = TypeVar("T")

BATCH = 256
"""Max waiting functions that share one commit, so that the first need not wait long."""

SCRUB_MS = 100
"""Max milliseconds that a scrub, and with it the writer, waits for a reader of the log."""


class _Connection(aiosqlite.Connection):
    """aiosqlite's thread and queue, plus a method that runs a whole function on that thread."""

    async def run(self, function: Callable[[sqlite3.Connection], T]) -> T:
        # The only private name of aiosqlite in use, kept here: its public methods take one
        # statement per thread switch. It is untyped upstream, hence the cast.
        execute = cast(
            Callable[..., Awaitable[T]],
            self._execute,  # pyright: ignore[reportUnknownMemberType] - its own type is loose
        )
        return await execute(lambda: function(self._conn))


class Database:
    """One SQLite file. Build it with :meth:`open`; end it with :meth:`close`."""

    def __init__(self, path: Path, writer: _Connection, reader: _Connection, *, batch: int) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader
        self._batch = batch
        self._waiting: list[WriteJob[Any]] = []
        self._flusher: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        self._scrub_pending = False
        self.commits = 0
        """How often the file may have changed: what was read stays valid while this is the same."""

    @classmethod
    async def open(
        cls,
        path: Path,
        migrations: Path,
        *,
        batch: int = BATCH,
        journal: Literal["wal", "delete"] = "wal",
    ) -> "Database":
        """Return the database at ``path``: created if needed, checked and brought up to date.

        ``journal="delete"``: no write-ahead log (see ``DELETE_PRAGMAS``). Readers and a writer
        would then lock each other out, so reads take their turn on the writer's thread.

        Raises :class:`DatabaseFault` when the file is damaged, locked, not writable, newer than
        this program, or does not accept the settings that Haven's promises rest on.
        """
        create_private(path)
        pragmas = WRITER_PRAGMAS if journal == "wal" else DELETE_PRAGMAS
        uri = f"{path.absolute().as_uri()}?mode=ro"  # noqa: ASYNC240 - asks the system for nothing but its name
        writer = _Connection(lambda: connect(str(path), uri=False), 64)
        reader: _Connection | None = None
        try:
            await writer
            await writer.run(check_health)
            await writer.run(lambda c: set_pragmas(c, pragmas))
            await writer.run(check_writable)
            await writer.run(lambda c: migrate(c, migrations))
            if journal == "wal":
                reader = _Connection(lambda: connect(uri, uri=True), 64)
                await reader
                await reader.run(lambda c: set_pragmas(c, READER_PRAGMAS))
        except BaseException as error:
            # aiosqlite's thread is not a daemon: left open, a failed start would never end.
            await writer.close()
            if reader is not None:
                await reader.close()
            if isinstance(error, sqlite3.DatabaseError):
                raise fault_of(error, path.name) from None
            raise
        return cls(path, writer, reader or writer, batch=batch)

    async def write(self, function: Callable[[Transaction], T]) -> T:
        """Run ``function`` in a transaction; return its result once that is on the disk.

        An exception of the function undoes only its own work, and is raised here. Cancelling the
        caller does not cancel the work.
        """
        if self._closing is not None:
            raise RuntimeError("the database is closed")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(WriteJob(function, future))
        self._begin()
        return await asyncio.shield(future)

    async def read(self, function: Callable[[Reader], T]) -> T:
        """Run ``function`` over one snapshot of the committed data; return its result."""
        return await self._reader.run(lambda connection: _read(connection, function))

    @property
    def scrub_pending(self) -> bool:
        """Return whether deleted rows may still be in the log, so that the ticker scrubs again."""
        return self._scrub_pending

    async def scrub(self) -> bool:
        """Empty the write-ahead log, so that no deleted row stays in it; False when it is in use.

        A reader, such as a backup, keeps the log from being emptied for as long as it reads. The
        writer waits at most ``SCRUB_MS`` for it; ``scrub_pending`` then stays true until a later
        scrub has emptied the log.
        """
        done = await self._writer.run(_empty_log)
        if not done and self._reader is not self._writer:
            # Haven's own reads end soon: once this one has had its turn, earlier ones have ended.
            await self._reader.run(lambda _: None)
            done = await self._writer.run(_empty_log)
        if not done and not self._scrub_pending:
            log.warning(
                "another program is reading the database, so its log still holds deleted rows; "
                "Haven tries again at each tick",
                extra={"haven": {"code": "scrub_busy", "file": self.path.name}},
            )
        self._scrub_pending = not done
        return done

    async def vacuum(self) -> None:
        """Rewrite the whole file: free pages are gone, and so is the order of the other rows."""
        await self._writer.run(lambda c: c.execute("VACUUM").fetchone())
        await self.scrub()

    async def close(self) -> None:
        """Finish the functions passed in so far, then close both connections. Safe to repeat."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._finish(), name="haven-db-close")
        await asyncio.shield(self._closing)

    async def _finish(self) -> None:
        while self._waiting or not (self._flusher is None or self._flusher.done()):
            # wait(), not await: a flush that was cancelled must not keep the threads alive.
            await asyncio.wait({self._begin()})
        if self._reader is not self._writer:
            await self._reader.close()
        await self._writer.close()

    def _begin(self) -> asyncio.Task[None]:
        # Ask the task itself: one that was cancelled before its first step runs no code.
        if self._flusher is None or self._flusher.done():
            # A task only while there is work: an idle worker that waits on a queue would be one
            # more thing to stop, and simulated time could not tell it from one that hangs.
            self._flusher = asyncio.create_task(self._flush(), name="haven-db-flush")
        return self._flusher

    async def _flush(self) -> None:
        while self._waiting:
            jobs = self._waiting[: self._batch]
            del self._waiting[: self._batch]
            await self._commit(jobs)

    def _counted(
        self, connection: sqlite3.Connection, jobs: Sequence[WriteJob[Any]]
    ) -> list[WriteResult | BaseException]:
        try:
            return commit(connection, jobs)
        finally:
            # On the thread that commits, so that commits of a cancelled flush are counted as well.
            self.commits += 1

    async def _commit(self, jobs: Sequence[WriteJob[Any]]) -> None:
        try:
            outcomes = await self._writer.run(lambda connection: self._counted(connection, jobs))
        except BaseException as error:
            for job in jobs:
                settle(job.future, error)
            if not isinstance(error, Exception):
                raise
        else:
            for job, outcome in zip(jobs, outcomes, strict=True):
                settle(job.future, outcome)


def _empty_log(connection: sqlite3.Connection) -> bool:
    """Return whether the log is empty now. Without a log it always is."""
    before = connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.execute(f"PRAGMA busy_timeout = {SCRUB_MS}")
    try:
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        connection.execute(f"PRAGMA busy_timeout = {before}")
    return not busy


def _read(connection: sqlite3.Connection, function: Callable[[Reader], T]) -> T:
    connection.execute("BEGIN")
    session = Reader(connection)
    try:
        return function(session)
    finally:
        session.close()
        connection.execute("ROLLBACK")
