"""The history of cases: what was done, by which carer, and when. SQL and nothing else."""

from collections.abc import Iterable

from bot.care.case import Done, What
from bot.core.db import Reader, Transaction


def add(
    tx: Transaction,
    step_id: str,
    case_id: str,
    what: What,
    now: int,
    *,
    member_id: int | None = None,
    detail: str | None = None,
) -> None:
    """Add a line to a case's history."""
    tx.execute(
        "INSERT INTO case_step (step_id, case_id, member_id, what, detail, at, number) VALUES "
        "($1, $2, $3, $4, $5, $6, (SELECT COUNT(*) FROM case_step WHERE case_id = $2))",
        step_id,
        case_id,
        member_id,
        what.value,
        detail,
        now,
    )


def of_case(reader: Reader, case_id: str) -> list[Done]:
    """Return what was done on a case, the oldest first."""
    rows = reader.all("SELECT * FROM case_step WHERE case_id = $1 ORDER BY number", case_id)
    return [Done(What(row["what"]), row["member_id"], row["detail"], row["at"]) for row in rows]


def last_called(reader: Reader, case_id: str) -> int | None:
    """Return when people were last called for a case; None when they never were."""
    row = reader.one(
        "SELECT MAX(at) AS at FROM case_step WHERE case_id = $1 AND what = 'called'", case_id
    )
    return row["at"] if row else None


def deciders(reader: Reader, post_id: str, whats: Iterable[What]) -> set[int]:
    """Return the carers who made one of these decisions about a post."""
    wanted = {what.value for what in whats}
    rows = reader.all(
        "SELECT s.member_id, s.what FROM case_step s JOIN care_case c ON c.case_id = s.case_id "
        "WHERE c.post_id = $1 AND s.member_id IS NOT NULL",
        post_id,
    )
    return {row["member_id"] for row in rows if row["what"] in wanted}
