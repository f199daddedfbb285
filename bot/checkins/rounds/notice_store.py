"""SQL for what the team is still to be told: schedules that cannot post, trends that changed."""

from dataclasses import dataclass

from bot.checkins.rules import Parked, Schedule, Signal, SignalKind
from bot.checkins.schedules.store import schedule_of
from bot.core.db import Reader, Row, Transaction


@dataclass(frozen=True, slots=True)
class ParkedNotice:
    """One line to the team. ``schedule.parked`` None: it can post again. ``attempts``: so far."""

    schedule: Schedule
    nonce: str
    attempts: int


# Schedules that cannot post.


def park(tx: Transaction, schedule_id: str, why: Parked, nonce: str, now: int) -> None:
    """Mark a schedule as unable to post; notify the team, with ``nonce``, only when that is new.

    It also counts as new when so far only Discord could fix the cause, and now the team can.
    """
    tx.execute(
        """
        UPDATE checkin_schedule SET
            parked_nonce = $3, parked_try_at = $4, parked_attempts = 0
        WHERE schedule_id = $1
            AND (parked IS NULL OR (parked = 'discord_down' AND $2 <> 'discord_down'))
        """,
        schedule_id,
        why.value,
        nonce,
        now,
    )
    tx.execute(
        "UPDATE checkin_schedule SET parked = $2 WHERE schedule_id = $1",
        schedule_id,
        why.value,
    )


def unpark(tx: Transaction, schedule_id: str, nonce: str, now: int) -> None:
    """Mark a schedule as able to post; notify the team if it may know of the problem."""
    tx.execute(
        """
        UPDATE checkin_schedule SET parked = NULL, parked_try_at = $3, parked_attempts = 0,
            parked_nonce = CASE
                WHEN parked_nonce IS NOT NULL AND parked_attempts = 0 THEN NULL ELSE $2 END
        WHERE schedule_id = $1 AND parked IS NOT NULL
        """,
        schedule_id,
        nonce,
        now,
    )


def _notice(row: Row) -> ParkedNotice:
    return ParkedNotice(schedule_of(row), row["parked_nonce"], row["parked_attempts"])


def due_parked(reader: Reader, now: int, per_group: int) -> list[tuple[str, int]]:
    """Return the schedules about which the team is to be notified: (schedule id, guild id)."""
    rows = reader.all(
        """
        SELECT schedule_id, guild_id FROM (
            SELECT schedule_id, guild_id, parked_try_at, ROW_NUMBER() OVER
                (PARTITION BY guild_id ORDER BY parked_try_at) AS place
            FROM checkin_schedule WHERE parked_try_at <= $1 AND parked_nonce IS NOT NULL
        ) WHERE place <= $2 ORDER BY parked_try_at
        """,
        now,
        per_group,
    )
    return [(row["schedule_id"], row["guild_id"]) for row in rows]


def take_parked(tx: Transaction, schedule_id: str, now: int) -> ParkedNotice | None:
    """Return the notice to send now, with this attempt counted."""
    changed = tx.execute(
        "UPDATE checkin_schedule SET parked_attempts = parked_attempts + 1 "
        "WHERE schedule_id = $1 AND parked_nonce IS NOT NULL AND parked_try_at <= $2",
        schedule_id,
        now,
    )
    row = tx.one("SELECT * FROM checkin_schedule WHERE schedule_id = $1", schedule_id)
    return _notice(row) if changed and row else None


def parked_told(tx: Transaction, schedule_id: str, nonce: str) -> None:
    """Record that this notice was sent or given up."""
    tx.execute(
        "UPDATE checkin_schedule SET parked_nonce = NULL "
        "WHERE schedule_id = $1 AND parked_nonce = $2",
        schedule_id,
        nonce,
    )


def put_off_parked(
    tx: Transaction, schedule_id: str, try_at: int, nonce: str | None = None
) -> None:
    """Postpone this notice to ``try_at``; without ``nonce``, whichever notice there is."""
    tx.execute(
        "UPDATE checkin_schedule SET parked_try_at = $2 "
        "WHERE schedule_id = $1 AND parked_nonce = COALESCE($3, parked_nonce)",
        schedule_id,
        try_at,
        nonce,
    )


def retry_parked(tx: Transaction, guild_id: int | None, now: int, after: int) -> None:
    """Make due now every notice of this group (None: of any) postponed to later than ``after``."""
    tx.execute(
        "UPDATE checkin_schedule SET parked_try_at = $2 "
        "WHERE guild_id = COALESCE($1, guild_id) AND parked_nonce IS NOT NULL "
        "AND parked_try_at > $3",
        guild_id,
        now,
        after,
    )


# Signals of a trend.


def add_signal(
    tx: Transaction, round_id: str, kind: SignalKind, guild_id: int, nonce: str, now: int
) -> bool:
    """Add a signal; return False when this round already has one of this kind."""
    added = tx.execute(
        "INSERT INTO checkin_signal (round_id, kind, guild_id, nonce, try_at) "
        "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (round_id, kind) DO NOTHING",
        round_id,
        kind.value,
        guild_id,
        nonce,
        now,
    )
    return bool(added)


def due_signals(reader: Reader, now: int, per_group: int) -> list[tuple[str, SignalKind, int]]:
    """Return the signals to send: (round id, kind, guild id)."""
    rows = reader.all(
        """
        SELECT round_id, kind, guild_id FROM (
            SELECT round_id, kind, guild_id, try_at, ROW_NUMBER() OVER
                (PARTITION BY guild_id ORDER BY try_at) AS place
            FROM checkin_signal WHERE try_at <= $1 AND done = 0
        ) WHERE place <= $2 ORDER BY try_at
        """,
        now,
        per_group,
    )
    return [(row["round_id"], SignalKind(row["kind"]), row["guild_id"]) for row in rows]


def take_signal(tx: Transaction, round_id: str, kind: SignalKind, now: int) -> Signal | None:
    """Return the signal to send now, and record that it may have been sent."""
    changed = tx.execute(
        "UPDATE checkin_signal SET attempts = attempts + 1, "
        "claimed_at = COALESCE(claimed_at, $3) "
        "WHERE round_id = $1 AND kind = $2 AND done = 0 AND try_at <= $3",
        round_id,
        kind.value,
        now,
    )
    row = tx.one(
        "SELECT g.*, r.schedule_id, r.channel_id FROM checkin_signal g "
        "JOIN checkin_result r ON r.round_id = g.round_id "
        "WHERE g.round_id = $1 AND g.kind = $2",
        round_id,
        kind.value,
    )
    if not changed or row is None:
        return None
    return Signal(
        round_id=row["round_id"],
        schedule_id=row["schedule_id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        kind=SignalKind(row["kind"]),
        nonce=row["nonce"],
        claimed_at=row["claimed_at"],
        attempts=row["attempts"],
    )


def signal_told(tx: Transaction, round_id: str, kind: SignalKind) -> None:
    """Record that the signal was sent or given up."""
    tx.execute(
        "UPDATE checkin_signal SET done = 1 WHERE round_id = $1 AND kind = $2",
        round_id,
        kind.value,
    )


def put_off_signal(tx: Transaction, round_id: str, kind: SignalKind, try_at: int) -> None:
    """Postpone the signal to ``try_at``."""
    tx.execute(
        "UPDATE checkin_signal SET try_at = $3 WHERE round_id = $1 AND kind = $2",
        round_id,
        kind.value,
        try_at,
    )


def retry_signals(tx: Transaction, guild_id: int | None, now: int, after: int) -> None:
    """Make due now every signal of this group (None: of any) postponed to later than ``after``."""
    tx.execute(
        "UPDATE checkin_signal SET try_at = $2 WHERE guild_id = COALESCE($1, guild_id) "
        "AND done = 0 AND try_at > $3",
        guild_id,
        now,
        after,
    )


def follow_clock_back(tx: Transaction, now: int) -> None:
    """Make due now everything that waits for a time after ``now``: the clock was set back."""
    tx.execute("UPDATE checkin_signal SET try_at = $1 WHERE done = 0 AND try_at > $1", now)
    tx.execute(
        "UPDATE checkin_schedule SET parked_try_at = $1 "
        "WHERE parked_nonce IS NOT NULL AND parked_try_at > $1",
        now,
    )
