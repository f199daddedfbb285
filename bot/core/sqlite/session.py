"""What a store may do inside one function that the database runs: read, or read and write.

A session ends with its function: using it later raises an error.
"""

import sqlite3

Row = sqlite3.Row
Value = str | int | bytes | None


class Session:
    """What a store may do inside one function: run SQL with ``$1`` parameters."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection: sqlite3.Connection | None = connection

    def _run(self, sql: str, values: tuple[Value, ...]) -> sqlite3.Cursor:
        if self._connection is None:
            raise RuntimeError("a database session was used after its function had returned")
        # "$1" is PostgreSQL's spelling; SQLite reads it as a parameter named "1".
        return self._connection.execute(sql, {str(i): v for i, v in enumerate(values, 1)})

    def one(self, sql: str, *values: Value) -> Row | None:
        """Return the first row, or None."""
        return self._run(sql, values).fetchone()

    def all(self, sql: str, *values: Value) -> list[Row]:
        """Return every row."""
        return self._run(sql, values).fetchall()

    def close(self) -> None:
        """End the session: one that is used after its function raises instead of doing harm."""
        self._connection = None


class Reader(Session):
    """Permission to read: one snapshot for the length of one function."""


class Transaction(Reader):
    """Permission to write (and to read what was just written)."""

    def execute(self, sql: str, *values: Value) -> int:
        """Run one statement; return how many rows it changed."""
        return self._run(sql, values).rowcount
