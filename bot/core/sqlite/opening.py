"""Opening a SQLite file: its settings, its check, and a sentence for each way to fail.

- Each setting is read back: SQLite ignores settings that it does not know or cannot apply.
- A file is called damaged only where SQLite itself says so. A file that is locked, read-only or
  out of reach, and a full disk, lose no data; restoring a backup there would.
- Every fault ends with what the operator can do.
"""

import os
import sqlite3
from collections.abc import Mapping
from pathlib import Path

Pragmas = Mapping[str, tuple[str, str | int]]

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
    # could be back, and would undo acknowledged work (SQLite, PRAGMA synchronous).
    "synchronous": ("EXTRA", 3),
    "temp_store": ("MEMORY", 2),  # savepoints and VACUUM keep copies of pages: not in /tmp
}
"""For a file that must not reveal the order in which it was written. A write-ahead log keeps that
order: it holds every commit since the last checkpoint. A rollback journal ends with its commit."""

READER_PRAGMAS: Pragmas = {"query_only": ("ON", 1), "busy_timeout": ("5000", 5000)}


class DatabaseFault(Exception):
    """The database cannot be used; the text says why and what to do, for the operator."""


_DAMAGED = "If the disk is healthy, restore the last backup; keep the damaged file."
_ADVICE = {
    sqlite3.SQLITE_CORRUPT: f"The file is damaged. {_DAMAGED}",
    sqlite3.SQLITE_NOTADB: f"The file is damaged, or it is no database. {_DAMAGED}",
    sqlite3.SQLITE_BUSY: (
        "Another program keeps it locked, such as a backup or an SQLite shell. End that program "
        "and start Haven again; nothing is damaged."
    ),
    sqlite3.SQLITE_READONLY: (
        "Haven may read it but not write to it. The file and its folder must belong to Haven's "
        "user, on a disk that is not mounted read-only; nothing is damaged."
    ),
    sqlite3.SQLITE_FULL: (
        "The disk is full. Free some space there and start Haven again; nothing is damaged."
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "It must be a file, not a folder, and it and its folder must belong to Haven's user; "
        "nothing is damaged."
    ),
    sqlite3.SQLITE_IOERR: (
        "The disk reported an error. Look into the system's log for it, and check that there is "
        "space left, before you touch the file."
    ),
    sqlite3.SQLITE_NOMEM: "The machine has no memory left. Free some and start Haven again.",
}
for _code, _same in (
    (sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_BUSY),
    (sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_BUSY),
    (sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN),
    (sqlite3.SQLITE_AUTH, sqlite3.SQLITE_CANTOPEN),
):
    _ADVICE[_code] = _ADVICE[_same]
_UNKNOWN = (
    "Haven does not know this fault, and it has changed nothing. Keep the file as it is, and "
    "report the code."
)


def advice(error: sqlite3.Error) -> str | None:
    """Return what an operator can do about ``error``; None when it is not about the file."""
    return _ADVICE.get(_primary(error))


def fault_of(error: sqlite3.Error, name: str) -> DatabaseFault:
    """Return the fault that tells the operator why the file ``name`` cannot be opened."""
    code = getattr(error, "sqlite_errorname", "no code")
    return DatabaseFault(f"{name} cannot be opened ({code}). {advice(error) or _UNKNOWN}")


def _primary(error: sqlite3.Error) -> int:
    """Return SQLite's primary code; an extended code adds detail to it."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def create_private(path: Path) -> None:
    """Create the file readable by its owner alone; SQLite gives the log the same mode."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def connect(where: str, *, uri: bool) -> sqlite3.Connection:
    """Return a connection that never begins a transaction by itself."""
    connection = sqlite3.connect(where, uri=uri, isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection


def check_health(connection: sqlite3.Connection) -> None:
    """Raise :class:`DatabaseFault` when SQLite finds the file damaged."""
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise DatabaseFault(
            "The database file is damaged (quick_check). Restore the last backup; keep the "
            "damaged file."
        )


def check_writable(connection: sqlite3.Connection) -> None:
    """Raise sqlite3.Error when the file cannot be written to: SQLite opens such a file anyway."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    connection.execute("BEGIN IMMEDIATE")
    try:
        # BEGIN IMMEDIATE alone succeeds on a file that is read-only.
        connection.execute(f"PRAGMA user_version = {version}")
    finally:
        connection.execute("ROLLBACK")


def set_pragmas(connection: sqlite3.Connection, wanted: Pragmas) -> None:
    """Set each pragma and read it back. Raise :class:`DatabaseFault` where one has no effect."""
    for name, (value, expected) in wanted.items():
        connection.execute(f"PRAGMA {name} = {value}").fetchone()
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != expected:
            raise DatabaseFault(
                f"SQLite did not take {name} = {value} (it says {found}). Is the data folder on "
                "a network drive? Haven needs a local disk."
            )
