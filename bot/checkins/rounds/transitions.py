"""SQL that moves a round from one state to the next.

Every statement names the state it starts from, so only one of two concurrent callers succeeds.
"""

from bot.checkins.rounds.store import by_id
from bot.checkins.rules import Round, RoundState
from bot.core.db import Transaction


def claim(
    tx: Transaction,
    round_id: str,
    *,
    channel_id: int,
    now: int,
    closes_at: int,
    remind_at: int | None,
    eligible: int | None,
) -> Round | None:
    """Record that a waiting round may be on Discord from now on; None when it no longer waits."""
    changed = tx.execute(
        """
        UPDATE checkin_round SET claimed_at = $2, opened_at = $2, closes_at = $3, remind_at = $4,
            eligible = $5, channel_id = $6, attempts = attempts + 1
        WHERE round_id = $1 AND state = 'waiting' AND claimed_at IS NULL
        """,
        round_id,
        now,
        closes_at,
        remind_at,
        eligible,
        channel_id,
    )
    return by_id(tx, round_id) if changed else None


def claim_again(tx: Transaction, round_id: str) -> Round | None:
    """Count one more try of an earlier claim; its times stay, because its message may exist."""
    changed = tx.execute(
        "UPDATE checkin_round SET attempts = attempts + 1 "
        "WHERE round_id = $1 AND state = 'waiting' AND claimed_at IS NOT NULL",
        round_id,
    )
    return by_id(tx, round_id) if changed else None


def unclaim(tx: Transaction, round_id: str) -> None:
    """Record that the message was certainly not sent."""
    tx.execute(
        "UPDATE checkin_round SET claimed_at = NULL, opened_at = NULL, closes_at = NULL, "
        "remind_at = NULL WHERE round_id = $1 AND state IN ('waiting', 'cancelled')",
        round_id,
    )


def opened(tx: Transaction, round_id: str, message_id: int, now: int) -> Round | None:
    """Record that the message was sent; a cancelled round stays cancelled, and is shown so."""
    tx.execute(
        """
        UPDATE checkin_round SET message_id = $2, claimed_at = NULL, attempts = 0, try_at = $3,
            shown = 0, state = CASE state WHEN 'waiting' THEN 'open' ELSE state END
        WHERE round_id = $1 AND state IN ('waiting', 'cancelled')
        """,
        round_id,
        message_id,
        now,
    )
    return by_id(tx, round_id)


def put_off(tx: Transaction, round_id: str, try_at: int, *, tried: bool = False) -> None:
    """Postpone the next try. ``tried``: count an attempt that no claim has counted."""
    tx.execute(
        "UPDATE checkin_round SET try_at = $2, attempts = attempts + $3 WHERE round_id = $1",
        round_id,
        try_at,
        int(tried),
    )


def missed(tx: Transaction, round_id: str, now: int, *, announced: bool = False) -> bool:
    """Give up sending a waiting round. ``announced``: it needs no announcement of its own."""
    return bool(
        tx.execute(
            "UPDATE checkin_round SET state = 'missed', claimed_at = NULL, attempts = 0, "
            "try_at = $2, shown = 1, notice_done = $3 WHERE round_id = $1 AND state = 'waiting'",
            round_id,
            now,
            int(announced),
        )
    )


def cancel(tx: Transaction, round_id: str, now: int) -> bool:
    """End a round without a result. Its message, if there may be one, is still to say so."""
    return bool(
        tx.execute(
            """
            UPDATE checkin_round SET state = 'cancelled', attempts = 0, try_at = $2,
                notice_done = 1,
                shown = CASE WHEN message_id IS NULL AND claimed_at IS NULL THEN 1 ELSE 0 END
            WHERE round_id = $1 AND state IN ('waiting', 'open')
            """,
            round_id,
            now,
        )
    )


def end_now(tx: Transaction, round_id: str, now: int) -> None:
    """Stop taking answers in an open round, because the next one is due."""
    tx.execute(
        "UPDATE checkin_round SET remind_at = NULL, "
        "closes_at = CASE WHEN closes_at > $2 THEN $2 ELSE closes_at END "
        "WHERE round_id = $1 AND state = 'open'",
        round_id,
        now,
    )


def ended(tx: Transaction, round_id: str, state: RoundState, now: int) -> bool:
    """Mark an open round as ended (``CLOSED`` or ``LOST``), to be shown and announced."""
    return bool(
        tx.execute(
            "UPDATE checkin_round SET state = $2, attempts = 0, try_at = $3, remind_at = NULL "
            "WHERE round_id = $1 AND state = 'open'",
            round_id,
            state.value,
            now,
        )
    )


def claim_reminder(tx: Transaction, round_id: str, now: int) -> Round | None:
    """Record that a reminder may be on Discord from now on; None when the round has ended."""
    changed = tx.execute(
        """
        UPDATE checkin_round SET attempts = attempts + 1,
            remind_claimed_at = COALESCE(remind_claimed_at, $2)
        WHERE round_id = $1 AND state = 'open' AND remind_at IS NOT NULL AND closes_at > $2
        """,
        round_id,
        now,
    )
    return by_id(tx, round_id) if changed else None


def unclaim_reminder(tx: Transaction, round_id: str) -> None:
    """Record that the reminder was certainly not sent."""
    tx.execute("UPDATE checkin_round SET remind_claimed_at = NULL WHERE round_id = $1", round_id)


def put_off_reminder(tx: Transaction, round_id: str, remind_at: int) -> None:
    """Postpone the reminder; the claim is kept, because the reminder may have been sent."""
    tx.execute(
        "UPDATE checkin_round SET remind_at = $2 "
        "WHERE round_id = $1 AND state = 'open' AND remind_at IS NOT NULL",
        round_id,
        remind_at,
    )


def reminded(tx: Transaction, round_id: str) -> None:
    """Record that the reminder was sent or given up."""
    tx.execute(
        "UPDATE checkin_round SET remind_at = NULL, attempts = 0 WHERE round_id = $1", round_id
    )


def shown(tx: Transaction, round_id: str, *, message_gone: bool) -> None:
    """Record that the message says how the round ended, or that it no longer exists."""
    tx.execute(
        "UPDATE checkin_round SET shown = 1, attempts = 0, claimed_at = NULL, "
        "message_id = CASE WHEN $2 = 1 THEN NULL ELSE message_id END WHERE round_id = $1",
        round_id,
        int(message_gone),
    )


def show_again(tx: Transaction, guild_id: int, round_id: str, now: int) -> bool:
    """Mark the message of a closed round to be refreshed, if there is one."""
    return bool(
        tx.execute(
            "UPDATE checkin_round SET shown = 0, try_at = $3 WHERE round_id = $1 "
            "AND guild_id = $2 AND state = 'closed' AND message_id IS NOT NULL",
            round_id,
            guild_id,
            now,
        )
    )


def claim_notice(tx: Transaction, round_id: str, now: int) -> Round | None:
    """Record that the notice about a round may be on Discord from now on."""
    changed = tx.execute(
        """
        UPDATE checkin_round SET attempts = attempts + 1,
            notice_claimed_at = COALESCE(notice_claimed_at, $2)
        WHERE round_id = $1 AND notice_done = 0
        """,
        round_id,
        now,
    )
    return by_id(tx, round_id) if changed else None


def unclaim_notice(tx: Transaction, round_id: str) -> None:
    """Record that the notice was certainly not sent."""
    tx.execute("UPDATE checkin_round SET notice_claimed_at = NULL WHERE round_id = $1", round_id)


def told(tx: Transaction, round_id: str, notice_id: int | None) -> None:
    """Record that the notice was sent or given up."""
    tx.execute(
        "UPDATE checkin_round SET notice_done = 1, notice_id = $2, attempts = 0 "
        "WHERE round_id = $1",
        round_id,
        notice_id,
    )


def retry_now(tx: Transaction, guild_id: int | None, now: int, after: int) -> None:
    """Make due now what was postponed in this group (None: in any) to later than ``after``."""
    tx.execute(
        "UPDATE checkin_round SET try_at = $2 WHERE guild_id = COALESCE($1, guild_id) "
        "AND try_at > $3 AND state <> 'open' AND (shown = 0 OR notice_done = 0)",
        guild_id,
        now,
        after,
    )


def retry_reminders(tx: Transaction, guild_id: int | None, now: int, after: int) -> None:
    """Make due now reminders that were tried and postponed; the others keep their own time."""
    tx.execute(
        "UPDATE checkin_round SET remind_at = $2 WHERE guild_id = COALESCE($1, guild_id) "
        "AND remind_at > $3 AND state = 'open' AND remind_claimed_at IS NOT NULL",
        guild_id,
        now,
        after,
    )


def follow_clock_back(tx: Transaction, now: int) -> None:
    """Move times back after the clock was set back to ``now``: nothing waits for the wrong time.

    - A round that was claimed for a time still to come, and was not seen, is deleted, and claimed
      again when that time comes.
    - A round opened "later" than now keeps the length of its open time.
    - What was postponed is tried now.
    """
    tx.execute(
        "DELETE FROM checkin_round WHERE due_at > $1 + 60 "  # "run now" may be a second ahead
        "AND (state = 'missed' OR (state = 'waiting' AND claimed_at IS NULL))",
        now,
    )
    tx.execute(
        """
        UPDATE checkin_round SET closes_at = closes_at - (opened_at - $1),
            remind_at = remind_at - (opened_at - $1), opened_at = $1
        WHERE state = 'open' AND opened_at > $1
        """,
        now,
    )
    tx.execute(
        "UPDATE checkin_round SET try_at = $1 WHERE try_at > $1 "
        "AND (state = 'open' OR shown = 0 OR notice_done = 0)",
        now,
    )
