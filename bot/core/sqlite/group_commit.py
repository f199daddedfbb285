"""Group commit: functions that arrive together run one after another and share one commit.

- Each function has its own savepoint, so a failure undoes its own work only.
- No function is told that its work is saved before the commit that holds it is on the disk.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from bot.core.sqlite.session import Transaction

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class WriteJob(Generic[T]):
    """One function that waits for its commit, and the future that its caller awaits."""

    function: Callable[[Transaction], T]
    future: asyncio.Future[T]


@dataclass(frozen=True, slots=True)
class WriteResult:
    """A function's result, so that one which *returns* an exception is not taken for a failure."""

    value: Any


def settle(future: "asyncio.Future[Any]", outcome: "WriteResult | BaseException") -> None:
    """Pass what a function returned or raised to the caller who awaits ``future``."""
    if future.done():
        return
    if isinstance(outcome, WriteResult):
        future.set_result(outcome.value)
    elif isinstance(outcome, StopIteration):
        # asyncio refuses it in a future: the rest of the batch would wait for ever.
        error = RuntimeError("a function given to the database raised StopIteration")
        error.__cause__ = outcome
        future.set_exception(error)
    else:
        future.set_exception(outcome)


def commit(
    connection: sqlite3.Connection, jobs: Sequence[WriteJob[Any]]
) -> "list[WriteResult | BaseException]":
    """Run each function under its own savepoint, commit once, and return each outcome."""
    outcomes: list[WriteResult | BaseException] = []
    connection.execute("BEGIN IMMEDIATE")
    try:
        for job in jobs:
            connection.execute("SAVEPOINT job")
            session = Transaction(connection)
            try:
                outcomes.append(WriteResult(job.function(session)))
            except BaseException as error:
                # A full disk rolls back everything at once: then there is no savepoint to go back
                # to, and no caller in this batch may be told that the row is safe.
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
