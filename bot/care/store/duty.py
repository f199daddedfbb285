"""Which carers are on duty, and until when. SQL and nothing else."""

from bot.core.db import Reader, Transaction


def on_duty(reader: Reader, guild_id: int, now: int) -> list[tuple[int, int | None]]:
    """Return (carer, end) of everyone on duty; the end is None when they chose none."""
    rows = reader.all(
        "SELECT member_id, until FROM duty WHERE guild_id = $1 AND (until IS NULL OR until > $2) "
        "ORDER BY member_id",
        guild_id,
        now,
    )
    return [(row["member_id"], row["until"]) for row in rows]


def start(tx: Transaction, guild_id: int, member_id: int, until: int | None) -> None:
    """Put a carer on duty."""
    tx.execute(
        "INSERT INTO duty (guild_id, member_id, until) VALUES ($1, $2, $3) "
        "ON CONFLICT (guild_id, member_id) DO UPDATE SET until = excluded.until",
        guild_id,
        member_id,
        until,
    )


def end(tx: Transaction, guild_id: int, member_id: int) -> bool:
    """Take a carer off duty; return False when they were off already."""
    return bool(
        tx.execute("DELETE FROM duty WHERE guild_id = $1 AND member_id = $2", guild_id, member_id)
    )


def drop_ended(tx: Transaction, now: int) -> None:
    """Delete duties that have ended."""
    tx.execute("DELETE FROM duty WHERE until <= $1", now)
