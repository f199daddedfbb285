"""The tables of records (warnings, timeouts, removals) and offers of support. SQL only."""

from bot.conduct.sanctions import Reason, Record, Sanction
from bot.core.db import Reader, Row, Transaction

TABLES = ("harm_record",)
"""The tables that hold rows about a person."""


def _record(row: Row) -> Record:
    return Record(
        record_id=row["record_id"],
        guild_id=row["guild_id"],
        case_id=row["case_id"],
        step=Sanction(row["step"]),
        reason=Reason(row["reason"]),
        made_at=row["made_at"],
        until=row["until"],
        undone=bool(row["undone"]),
        appeal_id=row["appeal_id"],
    )


def add(tx: Transaction, record: Record, tag: bytes) -> None:
    """Insert a record about the member with this ``tag``."""
    tx.execute(
        "INSERT INTO harm_record "
        "(record_id, guild_id, case_id, tag, step, reason, made_at, until) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        record.record_id,
        record.guild_id,
        record.case_id,
        tag,
        record.step.value,
        record.reason.value,
        record.made_at,
        record.until,
    )


def get(reader: Reader, guild_id: int, record_id: str) -> Record | None:
    """Return one record of this group; None when it is not found."""
    row = reader.one(
        "SELECT * FROM harm_record WHERE record_id = $1 AND guild_id = $2", record_id, guild_id
    )
    return _record(row) if row else None


def of_member(reader: Reader, guild_id: int, tag: bytes) -> list[Record]:
    """Return a member's records, newest first."""
    rows = reader.all(
        "SELECT * FROM harm_record WHERE guild_id = $1 AND tag = $2 "
        "ORDER BY made_at DESC, record_id",
        guild_id,
        tag,
    )
    return [_record(row) for row in rows]


def mark_undone(tx: Transaction, guild_id: int, record_id: str) -> bool:
    """Mark a step as taken back; False when it already was, or is not this group's."""
    return bool(
        tx.execute(
            "UPDATE harm_record SET undone = 1 "
            "WHERE record_id = $1 AND guild_id = $2 AND undone = 0",
            record_id,
            guild_id,
        )
    )


def may_appeal(reader: Reader, guild_id: int, record_id: str, tag: bytes) -> Record | None:
    """Return the member's record if it is active and has not been appealed yet, else None."""
    row = reader.one(
        "SELECT * FROM harm_record WHERE record_id = $1 AND guild_id = $2 AND tag = $3 "
        "AND appeal_id IS NULL AND undone = 0",
        record_id,
        guild_id,
        tag,
    )
    return _record(row) if row else None


def set_appeal(tx: Transaction, record_id: str, case_id: str) -> None:
    """Store the case in which another team member looks at the record."""
    tx.execute("UPDATE harm_record SET appeal_id = $2 WHERE record_id = $1", record_id, case_id)


def of_appeal(reader: Reader, guild_id: int, case_id: str) -> Record | None:
    """Return the record that an appeal is about; None when it is not found."""
    row = reader.one(
        "SELECT * FROM harm_record WHERE appeal_id = $1 AND guild_id = $2", case_id, guild_id
    )
    return _record(row) if row else None


def drop_before(tx: Transaction, moment: int) -> None:
    """Delete records made before ``moment``."""
    tx.execute("DELETE FROM harm_record WHERE made_at < $1", moment)


def note_offer(tx: Transaction, guild_id: int, case_id: str, now: int) -> bool:
    """Record that support is offered on a case; False when it was offered before."""
    return bool(
        tx.execute(
            "INSERT INTO support_offer (case_id, guild_id, offered_at) VALUES ($1, $2, $3) "
            "ON CONFLICT DO NOTHING",
            case_id,
            guild_id,
            now,
        )
    )


def drop_offer(tx: Transaction, guild_id: int, case_id: str) -> None:
    """Delete an offer that did not reach the member."""
    tx.execute("DELETE FROM support_offer WHERE case_id = $1 AND guild_id = $2", case_id, guild_id)


def drop_offers_before(tx: Transaction, moment: int) -> None:
    """Delete the entries of old cases about offers of support."""
    tx.execute("DELETE FROM support_offer WHERE offered_at < $1", moment)


def forget(tx: Transaction, guild_id: int, tag: bytes) -> None:
    """Delete records that were taken back. Active ones stay until they expire, as a pause does."""
    tx.execute(
        "DELETE FROM harm_record WHERE guild_id = $1 AND tag = $2 AND undone = 1", guild_id, tag
    )


def export(reader: Reader, guild_id: int, tag: bytes) -> dict[str, list[str]]:
    """Return the ids of this member's records in one group, by table."""
    return {"harm_record": [record.record_id for record in of_member(reader, guild_id, tag)]}
