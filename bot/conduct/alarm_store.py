"""The table of which teams were told of which screener trouble. SQL only."""

from bot.core.db import Reader, Transaction


def troubles(reader: Reader) -> dict[str, int]:
    """Return the troubles that teams were told of, with the latest time (integer UTC seconds)."""
    rows = reader.all("SELECT code, MAX(told_at) AS told_at FROM screen_trouble GROUP BY code")
    return {row["code"]: row["told_at"] for row in rows}


def note_told(tx: Transaction, guild_id: int, code: str, now: int) -> bool:
    """Record that a team is told; False when it was told before."""
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
    """Delete the record of a trouble that has ended, so that teams are told if it recurs."""
    tx.execute("DELETE FROM screen_trouble WHERE code = $1", code)
