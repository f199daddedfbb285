"""Calls to be sent: rows that are deleted once the call has arrived. SQL and nothing else.

- A case has at most one call to the team waiting, the latest, and one to the server's owner.
- A later call to the team never replaces the one to the owner, which is tried until it arrives.
"""

from bot.care.ladder import Call, Rung
from bot.core.db import Reader, Row, Transaction
from bot.screening.verdict import Level

OWNER = Rung.OWNER.value


def add(tx: Transaction, call_id: str, case_id: str, rung: Rung, now: int) -> None:
    """Add a call to be sent; it replaces one to the same people that is not out yet.

    A call to the owner that still waits stays as it is: the owner is called once.
    """
    if rung is Rung.OWNER:
        waiting = tx.one("SELECT 1 FROM case_call WHERE case_id = $1 AND rung = $2", case_id, OWNER)
        if waiting is not None:
            return
    else:
        tx.execute("DELETE FROM case_call WHERE case_id = $1 AND rung <> $2", case_id, OWNER)
    tx.execute(
        "INSERT INTO case_call (call_id, case_id, rung, due_at) VALUES ($1, $2, $3, $4)",
        call_id,
        case_id,
        rung.value,
        now,
    )


def due(reader: Reader, now: int, per_group: int, *, to_owner: bool) -> list[tuple[int, str]]:
    """Return (group, call) of calls that are due, at most ``per_group`` of each group."""
    rows = reader.all(
        """
        SELECT guild_id, call_id FROM (
            SELECT k.guild_id, c.call_id, c.due_at,
                ROW_NUMBER() OVER (PARTITION BY k.guild_id ORDER BY c.due_at, c.call_id) AS place
            FROM case_call c JOIN care_case k ON k.case_id = c.case_id
            WHERE c.due_at <= $1 AND k.state = 'open' AND (c.rung = $3) = ($4 = 1)
        ) AS waiting WHERE place <= $2 ORDER BY due_at
        """,
        now,
        per_group,
        OWNER,
        int(to_owner),
    )
    return [(row["guild_id"], row["call_id"]) for row in rows]


def get(reader: Reader, call_id: str) -> tuple[Call, int] | None:
    """Return a call of an open case, and when it is due."""
    row = reader.one(
        "SELECT c.*, k.guild_id, k.level, k.channel_id, k.message_id FROM case_call c "
        "JOIN care_case k ON k.case_id = c.case_id WHERE c.call_id = $1 AND k.state = 'open'",
        call_id,
    )
    return (_call(row), row["due_at"]) if row else None


def claim(tx: Transaction, call_id: str, now: int) -> None:
    """Note that the call may be out from now on; an earlier claim keeps its time."""
    tx.execute(
        "UPDATE case_call SET claimed_at = COALESCE(claimed_at, $2) WHERE call_id = $1",
        call_id,
        now,
    )


def release(tx: Transaction, call_id: str) -> None:
    """Take back the claim of a call that surely is not out."""
    tx.execute("UPDATE case_call SET claimed_at = NULL WHERE call_id = $1", call_id)


def drop(tx: Transaction, call_id: str) -> None:
    """Delete a call that has arrived."""
    tx.execute("DELETE FROM case_call WHERE call_id = $1", call_id)


def cancel(tx: Transaction, case_id: str) -> None:
    """Delete the calls of a case: a carer has it, or it no longer needs calls."""
    tx.execute("DELETE FROM case_call WHERE case_id = $1", case_id)


def put_off(tx: Transaction, call_id: str, due_at: int, *, keep_claim: bool) -> None:
    """Put the next try off until ``due_at``."""
    tx.execute(
        "UPDATE case_call SET due_at = $2, attempts = attempts + 1, "
        "claimed_at = CASE WHEN $3 = 1 THEN claimed_at END WHERE call_id = $1",
        call_id,
        due_at,
        int(keep_claim),
    )


def retry_now(
    tx: Transaction, guild_id: int | None, now: int, after: int, *, to_owner: bool
) -> None:
    """Make every call due that was put off to later than ``after``."""
    tx.execute(
        "UPDATE case_call SET due_at = $2 WHERE due_at > $3 AND (rung = $4) = ($5 = 1) AND "
        "($1 IS NULL OR case_id IN (SELECT case_id FROM care_case WHERE guild_id = $1))",
        guild_id,
        now,
        after,
        OWNER,
        int(to_owner),
    )


def _call(row: Row) -> Call:
    return Call(
        call_id=row["call_id"],
        case_id=row["case_id"],
        guild_id=row["guild_id"],
        rung=Rung(row["rung"]),
        level=Level(row["level"]),
        attempts=row["attempts"],
        claimed_at=row["claimed_at"],
        channel_id=row["channel_id"],
        message_id=row["message_id"],
    )
