"""Records of warnings, timeouts and removals: SQL and nothing else."""

from bot.conduct.sanctions import Reason, Record, Step
from bot.core.db import Reader, Row, Transaction

TABLES = ("harm_record",)
"""The tables that stand for a person."""


def _record(row: Row) -> Record:
    return Record(
        record_id=row["record_id"],
        guild_id=row["guild_id"],
        case_id=row["case_id"],
        step=Step(row["step"]),
        reason=Reason(row["reason"]),
        made_at=row["made_at"],
        until=row["until"],
        undone=bool(row["undone"]),
        appeal_id=row["appeal_id"],
    )


def add(tx: Transaction, record: Record, tag: bytes) -> None:
    """Adds a record of the member that ``tag`` stands for."""
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
    """One record of this group."""
    row = reader.one(
        "SELECT * FROM harm_record WHERE record_id = $1 AND guild_id = $2", record_id, guild_id
    )
    return _record(row) if row else None


def of_member(reader: Reader, guild_id: int, tag: bytes) -> list[Record]:
    """A member's records, newest first."""
    rows = reader.all(
        "SELECT * FROM harm_record WHERE guild_id = $1 AND tag = $2 "
        "ORDER BY made_at DESC, record_id",
        guild_id,
        tag,
    )
    return [_record(row) for row in rows]


def mark_undone(tx: Transaction, guild_id: int, record_id: str) -> bool:
    """Notes that a step was taken back; False when it was before, or is not this group's."""
    return bool(
        tx.execute(
            "UPDATE harm_record SET undone = 1 "
            "WHERE record_id = $1 AND guild_id = $2 AND undone = 0",
            record_id,
            guild_id,
        )
    )


def may_appeal(reader: Reader, guild_id: int, record_id: str, tag: bytes) -> Record | None:
    """The member's record, if it stands and they have not asked for another look yet."""
    row = reader.one(
        "SELECT * FROM harm_record WHERE record_id = $1 AND guild_id = $2 AND tag = $3 "
        "AND appeal_id IS NULL AND undone = 0",
        record_id,
        guild_id,
        tag,
    )
    return _record(row) if row else None


def set_appeal(tx: Transaction, record_id: str, case_id: str) -> None:
    """Notes in which case somebody else looks at it."""
    tx.execute("UPDATE harm_record SET appeal_id = $2 WHERE record_id = $1", record_id, case_id)


def of_appeal(reader: Reader, guild_id: int, case_id: str) -> Record | None:
    """The record that an appeal is about."""
    row = reader.one(
        "SELECT * FROM harm_record WHERE appeal_id = $1 AND guild_id = $2", case_id, guild_id
    )
    return _record(row) if row else None


def drop_before(tx: Transaction, moment: int) -> None:
    """Forgets what is old enough."""
    tx.execute("DELETE FROM harm_record WHERE made_at < $1", moment)


def note_offer(tx: Transaction, guild_id: int, case_id: str, now: int) -> bool:
    """Notes that support is offered on a case; False when it was before."""
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
    """Forgets an offer that reached nobody."""
    tx.execute("DELETE FROM support_offer WHERE case_id = $1 AND guild_id = $2", case_id, guild_id)


def drop_offers_before(tx: Transaction, moment: int) -> None:
    """Forgets on which old cases support was offered."""
    tx.execute("DELETE FROM support_offer WHERE offered_at < $1", moment)


def forget(tx: Transaction, guild_id: int, tag: bytes) -> None:
    """Forgets what was taken back. What stands stays until it expires, as a pause does."""
    tx.execute(
        "DELETE FROM harm_record WHERE guild_id = $1 AND tag = $2 AND undone = 1", guild_id, tag
    )


def export(reader: Reader, guild_id: int, tag: bytes) -> dict[str, list[str]]:
    """What stands for a member here, by table: the ids of the records."""
    return {"harm_record": [record.record_id for record in of_member(reader, guild_id, tag)]}
