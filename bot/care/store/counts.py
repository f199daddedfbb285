"""Counts that outlive cases: no person, no words. SQL and nothing else."""

from bot.core.db import Reader, Transaction


def add(tx: Transaction, guild_id: int, what: str, name: str) -> None:
    """Add one to a count."""
    tx.execute(
        "INSERT INTO case_count (guild_id, what, name, count) VALUES ($1, $2, $3, 1) "
        "ON CONFLICT (guild_id, what, name) DO UPDATE SET count = case_count.count + 1",
        guild_id,
        what,
        name,
    )


def subtract(tx: Transaction, guild_id: int, what: str, name: str) -> None:
    """Subtract one from a count, because the event was undone."""
    tx.execute(
        "UPDATE case_count SET count = count - 1 WHERE guild_id = $1 AND what = $2 AND name = $3 "
        "AND count > 0",
        guild_id,
        what,
        name,
    )


def of_group(reader: Reader, guild_id: int) -> dict[str, dict[str, int]]:
    """Return all counts of a group, by what was counted and its name."""
    found: dict[str, dict[str, int]] = {}
    for row in reader.all("SELECT * FROM case_count WHERE guild_id = $1", guild_id):
        found.setdefault(row["what"], {})[row["name"]] = row["count"]
    return found
