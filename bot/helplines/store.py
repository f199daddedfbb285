"""The table of groups' changes to helplines. SQL and nothing else."""

from bot.core.db import Reader, Row, Transaction
from bot.helplines.rules import ListChange, ListChangeKind


def _change(row: Row) -> ListChange:
    return ListChange(
        change_id=row["change_id"],
        guild_id=row["guild_id"],
        country=row["country"],
        kind=ListChangeKind(row["kind"]),
        line_id=row["line_id"],
        name=row["name"] or "",
        dial=row["dial"] or "",
        by=tuple((row["reach"] or "").split()),
        words=row["words"] or "",
        hours=row["hours"] or "",
        url=row["url"] or "",
        made_at=row["made_at"],
        until=row["until"],
    )


def add(tx: Transaction, change: ListChange) -> None:
    """Add a change; an earlier one of the same line ends."""
    if change.line_id is not None:
        tx.execute(
            "DELETE FROM helpline_change WHERE guild_id = $1 AND line_id = $2",
            change.guild_id,
            change.line_id,
        )
    tx.execute(
        "INSERT INTO helpline_change (change_id, guild_id, country, kind, line_id, name, dial, "
        "reach, words, hours, url, made_at, remind_at, until) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        change.change_id,
        change.guild_id,
        change.country,
        change.kind.value,
        change.line_id,
        change.name or None,
        change.dial or None,
        " ".join(change.by) or None,
        change.words or None,
        change.hours or None,
        change.url or None,
        change.made_at,
        change.remind_at,
        change.until,
    )


def of_group(reader: Reader, guild_id: int, now: int) -> list[ListChange]:
    """Return every change of a group that is valid at ``now`` (UTC seconds), the oldest first."""
    rows = reader.all(
        "SELECT * FROM helpline_change WHERE guild_id = $1 AND until > $2 "
        "ORDER BY made_at, change_id",
        guild_id,
        now,
    )
    return [_change(row) for row in rows]


def ending(reader: Reader, now: int) -> list[ListChange]:
    """Return every group's changes that end soon after ``now`` (UTC seconds) and are not told."""
    rows = reader.all(
        "SELECT * FROM helpline_change WHERE remind_at <= $1 AND until > $1 ORDER BY change_id", now
    )
    return [_change(row) for row in rows]


def set_told(tx: Transaction, change_id: str) -> None:
    """Note that the team has been told when the change ends."""
    tx.execute("UPDATE helpline_change SET remind_at = NULL WHERE change_id = $1", change_id)


def drop(tx: Transaction, guild_id: int, change_id: str) -> bool:
    """Delete a change; return False when it is gone already."""
    return bool(
        tx.execute(
            "DELETE FROM helpline_change WHERE guild_id = $1 AND change_id = $2",
            guild_id,
            change_id,
        )
    )


def drop_of_line(tx: Transaction, guild_id: int, line_id: str) -> bool:
    """Delete the change of a line, whatever it is; return False when there is none."""
    return bool(
        tx.execute(
            "DELETE FROM helpline_change WHERE guild_id = $1 AND line_id = $2", guild_id, line_id
        )
    )


def purge(tx: Transaction, now: int) -> None:
    """Delete changes that have ended by ``now`` (UTC seconds)."""
    tx.execute("DELETE FROM helpline_change WHERE until <= $1", now)
