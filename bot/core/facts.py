"""Facts about Haven itself that outlive a process, such as the commands it last registered. SQL."""

from bot.core.db import Reader, Transaction


def get(reader: Reader, name: str) -> str | None:
    """Return what is kept under ``name``; None when nothing is."""
    row = reader.one("SELECT value FROM meta WHERE name = $1", name)
    return row["value"] if row else None


def put(tx: Transaction, name: str, value: str) -> None:
    """Keep ``value`` under ``name``, in place of what was kept there."""
    tx.execute(
        "INSERT INTO meta (name, value) VALUES ($1, $2) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name,
        value,
    )
