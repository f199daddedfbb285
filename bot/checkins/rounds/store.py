"""SQL for rounds and for what is due.

Each query that a tick makes is one search in an index that holds only unfinished work.
"""

from bot.checkins.rules import Round, RoundState
from bot.core.db import Reader, Row, Transaction

ASKED_BACK = 64
"""Number of rounds read to find which question is next in turn: more than any pool has
questions."""


def _keys(text: str) -> tuple[str, ...]:
    return tuple(text.split("+")) if text else ()


def _round(row: Row) -> Round:
    return Round(
        round_id=row["round_id"],
        schedule_id=row["schedule_id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        due_at=row["due_at"],
        state=RoundState(row["state"]),
        collapsed=row["collapsed"],
        question_keys=_keys(row["question_keys"]),
        scored=_keys(row["scored"]),
        nonce=row["nonce"],
        try_at=row["try_at"],
        claimed_at=row["claimed_at"],
        attempts=row["attempts"],
        message_id=row["message_id"],
        opened_at=row["opened_at"],
        closes_at=row["closes_at"],
        remind_at=row["remind_at"],
        remind_nonce=row["remind_nonce"],
        remind_claimed_at=row["remind_claimed_at"],
        eligible=row["eligible"],
        shown=bool(row["shown"]),
        notice_nonce=row["notice_nonce"],
        notice_claimed_at=row["notice_claimed_at"],
        notice_id=row["notice_id"],
        notice_done=bool(row["notice_done"]),
    )


def _found(row: Row | None) -> Round | None:
    return _round(row) if row else None


# Schedules that are due.


def due_schedules(reader: Reader, now: int, limit: int) -> list[str]:
    """Return the ids of schedules that are due, the longest overdue first."""
    rows = reader.all(
        "SELECT schedule_id FROM checkin_schedule WHERE next_due <= $1 ORDER BY next_due LIMIT $2",
        now,
        limit,
    )
    return [row["schedule_id"] for row in rows]


def not_due(reader: Reader, now: int, after: str, limit: int) -> list[str]:
    """Return the ids of schedules that are not due yet, in the order of ids."""
    rows = reader.all(
        "SELECT schedule_id FROM checkin_schedule WHERE schedule_id > $2 AND next_due > $1 "
        "ORDER BY schedule_id LIMIT $3",
        now,
        after,
        limit,
    )
    return [row["schedule_id"] for row in rows]


def set_next_due(tx: Transaction, schedule_id: str, next_due: int) -> None:
    """Set the next due time of a running schedule."""
    tx.execute(
        "UPDATE checkin_schedule SET next_due = $2 WHERE schedule_id = $1 AND next_due IS NOT NULL",
        schedule_id,
        next_due,
    )


# Rounds.


def get(reader: Reader, guild_id: int, round_id: str) -> Round | None:
    """Return a round of this group; None for one of another group."""
    return _found(
        reader.one(
            "SELECT * FROM checkin_round WHERE round_id = $1 AND guild_id = $2",
            round_id,
            guild_id,
        )
    )


def by_id(reader: Reader, round_id: str) -> Round | None:
    """Return a round of any group, for code that serves all groups."""
    return _found(reader.one("SELECT * FROM checkin_round WHERE round_id = $1", round_id))


def live(reader: Reader, schedule_id: str) -> list[Round]:
    """Return the rounds of a schedule that wait or are open, oldest first."""
    rows = reader.all(
        "SELECT * FROM checkin_round WHERE schedule_id = $1 AND state IN ('waiting', 'open') "
        "ORDER BY due_at",
        schedule_id,
    )
    return [_round(row) for row in rows]


def asked(reader: Reader, schedule_id: str) -> dict[str, int]:
    """Return when a schedule last asked each question, by its id; unseen rounds do not count."""
    rows = reader.all(
        "SELECT question_keys, due_at FROM checkin_round WHERE schedule_id = $1 "
        "AND state <> 'missed' ORDER BY due_at DESC LIMIT $2",
        schedule_id,
        ASKED_BACK,
    )
    found: dict[str, int] = {}
    for row in rows:
        for key in _keys(row["question_keys"]):
            found.setdefault(key.rpartition(".")[0], row["due_at"])
    return found


def add(tx: Transaction, round_: Round) -> bool:
    """Add a round; return False when its due time already has one."""
    added = tx.execute(
        """
        INSERT INTO checkin_round (round_id, schedule_id, guild_id, channel_id, due_at, state,
            collapsed, question_keys, scored, nonce, try_at, remind_nonce, notice_nonce, shown)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        ON CONFLICT (schedule_id, due_at) DO NOTHING
        """,
        round_.round_id,
        round_.schedule_id,
        round_.guild_id,
        round_.channel_id,
        round_.due_at,
        round_.state.value,
        round_.collapsed,
        "+".join(round_.question_keys),
        "+".join(round_.scored),
        round_.nonce,
        round_.try_at,
        round_.remind_nonce,
        round_.notice_nonce,
        int(round_.shown),
    )
    return bool(added)


# What is due: (round id, guild id).


def _ids(rows: list[Row]) -> list[tuple[str, int]]:
    return [(row["round_id"], row["guild_id"]) for row in rows]


def due_work(reader: Reader, now: int, per_group: int) -> list[tuple[str, int]]:
    """Return rounds to be sent, and ended rounds still to be shown or announced."""
    return _ids(
        reader.all(
            """
            SELECT round_id, guild_id FROM (
                SELECT round_id, guild_id, try_at, ROW_NUMBER() OVER
                    (PARTITION BY guild_id ORDER BY try_at) AS place
                FROM checkin_round WHERE try_at <= $1
                    AND state <> 'open' AND (shown = 0 OR notice_done = 0)
            ) WHERE place <= $2 ORDER BY try_at
            """,
            now,
            per_group,
        )
    )


def due_reminders(reader: Reader, now: int, per_group: int) -> list[tuple[str, int]]:
    """Return open rounds whose channel is due for a reminder."""
    return _ids(
        reader.all(
            """
            SELECT round_id, guild_id FROM (
                SELECT round_id, guild_id, remind_at, ROW_NUMBER() OVER
                    (PARTITION BY guild_id ORDER BY remind_at) AS place
                FROM checkin_round WHERE remind_at <= $1
                    AND remind_at IS NOT NULL AND state = 'open'
            ) WHERE place <= $2 ORDER BY remind_at
            """,
            now,
            per_group,
        )
    )


def due_closes(reader: Reader, now: int, limit: int) -> list[tuple[str, int]]:
    """Return open rounds whose time has ended; ``try_at`` keeps a failing one from blocking."""
    return _ids(
        reader.all(
            "SELECT round_id, guild_id FROM checkin_round WHERE closes_at <= $1 "
            "AND state = 'open' AND try_at <= $1 ORDER BY closes_at LIMIT $2",
            now,
            limit,
        )
    )


def of_deleted(reader: Reader, limit: int) -> list[str]:
    """Return rounds that wait or are open although their schedule was deleted."""
    rows = reader.all(
        "SELECT r.round_id FROM checkin_schedule s JOIN checkin_round r "
        "ON r.schedule_id = s.schedule_id WHERE s.deleted_at > 0 "
        "AND r.state IN ('waiting', 'open') LIMIT $1",
        limit,
    )
    return [row["round_id"] for row in rows]


def with_ballots(reader: Reader) -> list[str]:
    """Return rounds whose ballots and key are still needed."""
    rows = reader.all(
        "SELECT round_id FROM checkin_round WHERE state = 'open' "
        "OR (state = 'waiting' AND claimed_at IS NOT NULL)"
    )
    return [row["round_id"] for row in rows]


def all_live(reader: Reader) -> list[str]:
    """Return rounds that wait or take answers."""
    rows = reader.all("SELECT round_id FROM checkin_round WHERE state IN ('waiting', 'open')")
    return [row["round_id"] for row in rows]


def unsent(reader: Reader, schedule_id: str) -> list[str]:
    """Return waiting rounds of a schedule whose message was certainly not sent."""
    rows = reader.all(
        "SELECT round_id FROM checkin_round "
        "WHERE schedule_id = $1 AND state = 'waiting' AND claimed_at IS NULL",
        schedule_id,
    )
    return [row["round_id"] for row in rows]
