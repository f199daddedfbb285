"""Facts about Haven that outlive a process, such as the commands that it last registered. SQL."""

from bot.core.db import Reader, Transaction


def get(reader: Reader, name: str) -> str | None:
    """Return the value of ``name``; None when there is none."""
    row = reader.one("SELECT value FROM meta WHERE name = $1", name)
    return row["value"] if row else None


def put(tx: Transaction, name: str, value: str) -> None:
    """Set the value of ``name``."""
    tx.execute(
        "INSERT INTO meta (name, value) VALUES ($1, $2) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name,
        value,
    )
