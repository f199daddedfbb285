"""Which teams were told of which trouble with the screener: SQL and nothing else."""

from bot.core.db import Reader, Transaction


def troubles(reader: Reader) -> dict[str, int]:
    """What teams have been told of, and when the last of them was (integer UTC seconds)."""
    rows = reader.all("SELECT code, MAX(told_at) AS told_at FROM screen_trouble GROUP BY code")
    return {row["code"]: row["told_at"] for row in rows}


def note_told(tx: Transaction, guild_id: int, code: str, now: int) -> bool:
    """Remembers that a team is told; False when it was before."""
    return bool(
        tx.execute(
            "INSERT INTO screen_trouble (guild_id, code, told_at) VALUES ($1, $2, $3) "
            "ON CONFLICT DO NOTHING",
            guild_id,
            code,
            now,
        )
    )


def clear(tx: Transaction, code: str) -> None:
    """Forgets that teams were told of a trouble: it has gone, and would be news again."""
    tx.execute("DELETE FROM screen_trouble WHERE code = $1", code)
