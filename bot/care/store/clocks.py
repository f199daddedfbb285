"""The clocks of cases: when people are called next. SQL and nothing else.

- ``put_off``: the next call is a reminder after a claim or a snooze, not one of the case's level.
"""

from bot.care.case import Case
from bot.care.store.cases import of_row
from bot.core.db import Reader, Transaction
from bot.screening.verdict import Level


def to_call(reader: Reader, now: int, limit: int) -> list[Case]:
    """Return open cases whose clock has a call due."""
    rows = reader.all(
        "SELECT * FROM care_case WHERE call_at <= $1 AND state = 'open' ORDER BY call_at LIMIT $2",
        now,
        limit,
    )
    return [of_row(row) for row in rows]


def start(tx: Transaction, case_id: str, level: Level, began_at: int, call_at: int) -> None:
    """Set the urgency and count the calls of its level from ``began_at``."""
    tx.execute(
        "UPDATE care_case SET level = $2, began_at = $3, step = 0, call_at = $4, put_off = 0, "
        "stale = stale + 1 WHERE case_id = $1",
        case_id,
        level.value,
        began_at,
        call_at,
    )


def set_next(tx: Transaction, case_id: str, step: int, call_at: int, *, put_off: bool) -> None:
    """Set when the next call is due, how many were made, and whether it is a reminder."""
    tx.execute(
        "UPDATE care_case SET step = $2, call_at = $3, put_off = $4 WHERE case_id = $1",
        case_id,
        step,
        call_at,
        int(put_off),
    )


def ahead(reader: Reader, now: int) -> bool:
    """Return whether an open case was begun later than ``now``: the clock was set back since."""
    row = reader.one("SELECT 1 FROM care_case WHERE state = 'open' AND began_at > $1 LIMIT 1", now)
    return row is not None


def set_back(tx: Transaction, now: int) -> None:
    """Let cases that began "later" than ``now`` have begun now, with their calls as far away."""
    tx.execute(
        "UPDATE care_case SET call_at = call_at - (began_at - $1), began_at = $1 "
        "WHERE state = 'open' AND began_at > $1",
        now,
    )
