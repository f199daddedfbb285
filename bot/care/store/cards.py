"""Sending the card of a case to the care channel, and editing it. SQL and nothing else.

- ``message_id`` NULL: not out yet. ``claimed_at``: since when a message may be out all the same.
- ``stale``: changes that the message does not show yet.
"""

from bot.care.case import Case
from bot.care.store.cases import of_row
from bot.core.db import Reader, Transaction


def by_message(reader: Reader, guild_id: int, message_id: int) -> Case | None:
    """Return the case whose card this message is; None when it is no card."""
    row = reader.one(
        "SELECT * FROM care_case WHERE message_id = $1 AND guild_id = $2", message_id, guild_id
    )
    return of_row(row) if row else None


def due(reader: Reader, now: int, per_group: int) -> list[tuple[int, str]]:
    """Return (group, case) of cards to send or to edit, at most ``per_group`` of each group."""
    rows = reader.all(
        """
        SELECT guild_id, case_id FROM (
            SELECT guild_id, case_id, due_at,
                ROW_NUMBER() OVER (PARTITION BY guild_id ORDER BY due_at, case_id) AS place
            FROM care_case WHERE due_at <= $1 AND (
                (message_id IS NULL AND state = 'open') OR (message_id IS NOT NULL AND stale > 0))
        ) AS waiting WHERE place <= $2 ORDER BY due_at
        """,
        now,
        per_group,
    )
    return [(row["guild_id"], row["case_id"]) for row in rows]


def claim(tx: Transaction, case_id: str, now: int, channel_id: int | None) -> None:
    """Note that the card may be out in a channel; an earlier claim keeps its time and channel."""
    tx.execute(
        "UPDATE care_case SET claimed_at = COALESCE(claimed_at, $2), "
        "channel_id = CASE WHEN claimed_at IS NULL THEN $3 ELSE channel_id END WHERE case_id = $1",
        case_id,
        now,
        channel_id,
    )


def release(tx: Transaction, case_id: str) -> None:
    """Take back the claim of a card that surely is not out."""
    tx.execute("UPDATE care_case SET claimed_at = NULL WHERE case_id = $1", case_id)


def sent(tx: Transaction, case: Case, channel_id: int, message_id: int) -> None:
    """Note that the card is out.

    A first sending shows the case as it was read; an earlier one that is adopted shows an older
    state.
    """
    tx.execute(
        "UPDATE care_case SET channel_id = $2, message_id = $3, claimed_at = NULL, attempts = 0, "
        "stale = CASE WHEN stale = $4 AND $5 = 1 THEN 0 ELSE stale END WHERE case_id = $1",
        case.case_id,
        channel_id,
        message_id,
        case.stale,
        int(case.claimed_at is None),
    )


def shown(tx: Transaction, case: Case) -> None:
    """Note that the message shows the case as it was read; later changes are still to be shown."""
    tx.execute(
        "UPDATE care_case SET stale = CASE WHEN stale = $2 THEN 0 ELSE stale END, attempts = 0 "
        "WHERE case_id = $1",
        case.case_id,
        case.stale,
    )


def put_off(tx: Transaction, case_id: str, due_at: int, *, keep_claim: bool) -> None:
    """Put the next try off until ``due_at``."""
    tx.execute(
        "UPDATE care_case SET due_at = $2, attempts = attempts + 1, "
        "claimed_at = CASE WHEN $3 = 1 THEN claimed_at END WHERE case_id = $1",
        case_id,
        due_at,
        int(keep_claim),
    )


def make_due(tx: Transaction, case_id: str, now: int) -> None:
    """Make a card that was put off due at once."""
    tx.execute("UPDATE care_case SET due_at = $2 WHERE case_id = $1 AND due_at > $2", case_id, now)


def retry_now(tx: Transaction, guild_id: int | None, now: int, after: int) -> None:
    """Make every card due that was put off to later than ``after``, to be sent or to be edited."""
    tx.execute(
        "UPDATE care_case SET due_at = $2 WHERE due_at > $3 AND (message_id IS NULL OR stale > 0) "
        "AND ($1 IS NULL OR guild_id = $1)",
        guild_id,
        now,
        after,
    )


def lost(tx: Transaction, guild_id: int, message_id: int, nonce: str) -> None:
    """Note that a card's message was deleted: it is sent again while the case is open.

    It gets a new nonce, because Discord answers a known one with the message that was deleted.
    """
    tx.execute(
        "UPDATE care_case SET message_id = NULL, channel_id = NULL, claimed_at = NULL, nonce = $3 "
        "WHERE guild_id = $1 AND message_id = $2 AND state = 'open'",
        guild_id,
        message_id,
        nonce,
    )
