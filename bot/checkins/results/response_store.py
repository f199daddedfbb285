"""SQL for "You said, we did", and nothing else."""

from bot.checkins.outcomes import WithoutAct
from bot.checkins.rules import Act, ActKind
from bot.core.db import Reader, Row, Transaction


def _act(row: Row) -> Act:
    return Act(row["round_id"], ActKind(row["kind"]), row["public_words"], row["noted_at"])


def get(reader: Reader, guild_id: int, round_id: str) -> Act | None:
    """Return what the team said about a round of this group; None when it said nothing."""
    row = reader.one(
        "SELECT * FROM checkin_act WHERE round_id = $1 AND guild_id = $2", round_id, guild_id
    )
    return _act(row) if row else None


def has_result(reader: Reader, guild_id: int, round_id: str) -> bool:
    """Return whether a round of this group has a result that the team can respond to."""
    row = reader.one(
        "SELECT 1 FROM checkin_result WHERE round_id = $1 AND guild_id = $2", round_id, guild_id
    )
    return row is not None


def save(tx: Transaction, guild_id: int, act: Act) -> None:
    """Store what the team said about a round, replacing what it said before."""
    tx.execute(
        """
        INSERT INTO checkin_act (round_id, guild_id, kind, public_words, noted_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (round_id) DO UPDATE SET kind = excluded.kind,
            public_words = excluded.public_words, noted_at = excluded.noted_at
        """,
        act.round_id,
        guild_id,
        act.kind.value,
        act.words,
        act.noted_at,
    )


def remove(tx: Transaction, round_id: str) -> None:
    """Remove what the team said about a round."""
    tx.execute("DELETE FROM checkin_act WHERE round_id = $1", round_id)


def last_of(reader: Reader, schedule_id: str) -> Act | None:
    """Return the act that the next message of a schedule opens with, if any.

    That is the act about its newest round. If there is none, it is the newest act about an earlier
    round that was noted after the newest round opened: any older act has been shown already.
    """
    row = reader.one(
        """
        SELECT a.* FROM checkin_act a JOIN checkin_result r ON r.round_id = a.round_id
        WHERE r.schedule_id = $1 AND (
            a.noted_at >= (SELECT max(opened_at) FROM checkin_result WHERE schedule_id = $1)
            OR r.opened_at = (SELECT max(opened_at) FROM checkin_result WHERE schedule_id = $1))
        ORDER BY r.opened_at DESC, r.round_id DESC LIMIT 1
        """,
        schedule_id,
    )
    return _act(row) if row else None


def without(reader: Reader, guild_id: int, limit: int) -> list[WithoutAct]:
    """Return the results of a group that the team has not responded to, newest first.

    A round with fewer than five answers is left out: it has nothing to respond to.
    """
    rows = reader.all(
        """
        SELECT r.* FROM checkin_result r LEFT JOIN checkin_act a ON a.round_id = r.round_id
        WHERE r.guild_id = $1 AND r.answered IS NOT NULL AND a.round_id IS NULL
        ORDER BY r.closed_at DESC, r.round_id LIMIT $2
        """,
        guild_id,
        limit,
    )
    return [
        WithoutAct(
            row["round_id"],
            row["schedule_id"],
            row["channel_id"],
            row["opened_at"],
            row["closed_at"],
        )
        for row in rows
    ]
