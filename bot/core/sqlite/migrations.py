"""Bringing a database file up to date: numbered SQL scripts, each applied once.

- The version is SQLite's ``user_version``: the number of the last script applied.
- A script and its number are one transaction, so a failure leaves the version before it.
- A file of a newer Haven is refused and not changed.
"""

import sqlite3
from pathlib import Path

from bot.core.sqlite.opening import DatabaseFault, advice


def migrate(connection: sqlite3.Connection, folder: Path) -> int:
    """Apply every migration newer than the file, each with its version in one transaction.

    Files are ``NNNN_what.sql``, numbered from 0001 without a gap. Returns the version reached.
    Raises :class:`DatabaseFault` when the file was written by a newer Haven, or when a migration
    fails (its changes are then undone), and sqlite3.Error when the file cannot be written to.
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
            # executescript() first commits any open transaction, so BEGIN is part of the script.
            connection.executescript(
                f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;"
            )
        except sqlite3.Error as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if advice(error) is not None:
                raise  # the file or the disk, not the script
            raise DatabaseFault(
                f"Migration {script.name} failed: {error}. Nothing of it was kept."
            ) from error
    return len(scripts)
