"""Cards of the care channel remembered: what each case shows there. SQL and nothing else."""

from bot.core.db import Reader, Row, Transaction
from bot.sharing.rules import Card
from bot.sharing.rules import CardKind as Kind


def _card(row: Row) -> Card:
    return Card(
        card_id=row["card_id"],
        guild_id=row["guild_id"],
        post_id=row["post_id"],
        kind=Kind(row["kind"]),
        open=row["state"] == "open",
        reason=row["reason"],
        key_day=row["key_day"],
        sealed=row["sealed"],
        nonce=row["nonce"],
        claimed_at=row["claimed_at"],
        attempts=row["attempts"],
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        stale=row["stale"],
    )


def add(tx: Transaction, card: Card, tag: bytes | None, now: int) -> bool:
    """Adds an open card; False when this member has reported this post already."""
    return bool(
        tx.execute(
            """
            INSERT INTO card (card_id, guild_id, post_id, kind, state, reason, tag, key_day, sealed,
                nonce, due_at)
            VALUES ($1, $2, $3, $4, 'open', $5, $6, $7, $8, $9, $10)
            ON CONFLICT DO NOTHING
            """,
            card.card_id,
            card.guild_id,
            card.post_id,
            card.kind.value,
            card.reason,
            tag,
            card.key_day,
            card.sealed,
            card.nonce,
            now,
        )
    )


def get(reader: Reader, guild_id: int, card_id: str) -> Card | None:
    """A card of this group."""
    row = reader.one("SELECT * FROM card WHERE card_id = $1 AND guild_id = $2", card_id, guild_id)
    return _card(row) if row else None


def by_message(reader: Reader, guild_id: int, message_id: int) -> Card | None:
    """The card that this message is."""
    row = reader.one(
        "SELECT * FROM card WHERE message_id = $1 AND guild_id = $2", message_id, guild_id
    )
    return _card(row) if row else None


def guild_of(reader: Reader, card_id: str) -> int | None:
    """The group that a card belongs to."""
    row = reader.one("SELECT guild_id FROM card WHERE card_id = $1", card_id)
    return int(row["guild_id"]) if row else None


def of_post(reader: Reader, post_id: str) -> list[Card]:
    """Every card about a post."""
    return [_card(row) for row in reader.all("SELECT * FROM card WHERE post_id = $1", post_id)]


def open_in(reader: Reader, guild_id: int, limit: int) -> list[Card]:
    """A group's open cards, the longest waiting first."""
    rows = reader.all(
        "SELECT * FROM card WHERE guild_id = $1 AND state = 'open' ORDER BY due_at LIMIT $2",
        guild_id,
        limit,
    )
    return [_card(row) for row in rows]


def due(reader: Reader, now: int, limit: int) -> list[Card]:
    """Cards that are not in their channel yet."""
    rows = reader.all(
        "SELECT * FROM card WHERE message_id IS NULL AND state = 'open' AND due_at <= $1 "
        "ORDER BY due_at LIMIT $2",
        now,
        limit,
    )
    return [_card(row) for row in rows]


def claim(tx: Transaction, card_id: str, now: int) -> Card | None:
    """Marks a card as being sent; returns it as it was before. None when it is out already."""
    row = tx.one("SELECT * FROM card WHERE card_id = $1 AND message_id IS NULL", card_id)
    if row is None:
        return None
    tx.execute(
        "UPDATE card SET claimed_at = COALESCE(claimed_at, $2) WHERE card_id = $1", card_id, now
    )
    return _card(row)


def sent(tx: Transaction, card_id: str, channel_id: int, message_id: int) -> None:
    """The card is in its channel."""
    tx.execute(
        "UPDATE card SET channel_id = $2, message_id = $3, claimed_at = NULL, attempts = 0 "
        "WHERE card_id = $1",
        card_id,
        channel_id,
        message_id,
    )


def postpone(tx: Transaction, card_id: str, due_at: int, *, surely_not_sent: bool) -> None:
    """Tries again at ``due_at``."""
    tx.execute(
        "UPDATE card SET due_at = $2, attempts = attempts + 1, "
        "claimed_at = CASE WHEN $3 = 1 THEN NULL ELSE claimed_at END WHERE card_id = $1",
        card_id,
        due_at,
        int(surely_not_sent),
    )


def hasten(tx: Transaction, guild_id: int, now: int) -> None:
    """What was waiting for a mended care channel is due at once."""
    tx.execute(
        "UPDATE card SET due_at = $2 WHERE guild_id = $1 AND message_id IS NULL AND due_at > $2",
        guild_id,
        now,
    )


def set_open(tx: Transaction, card_id: str, now: int, *, is_open: bool) -> None:
    """Closes a card, or opens it again (the undo)."""
    tx.execute(
        "UPDATE card SET state = $2, ended_at = $3, stale = stale + 1 WHERE card_id = $1",
        card_id,
        "open" if is_open else "done",
        None if is_open else now,
    )


def set_words(tx: Transaction, card_id: str, key_day: str, sealed: bytes) -> None:
    """What the case is about now."""
    tx.execute(
        "UPDATE card SET key_day = $2, sealed = $3, stale = stale + 1 WHERE card_id = $1",
        card_id,
        key_day,
        sealed,
    )


def close_held(tx: Transaction, post_id: str, now: int) -> None:
    """A held post has been decided on, or taken back: its card asks for nothing any more."""
    tx.execute(
        "UPDATE card SET state = 'done', ended_at = $2, stale = stale + 1 "
        "WHERE post_id = $1 AND kind = 'held' AND state = 'open'",
        post_id,
        now,
    )


def lost(tx: Transaction, guild_id: int, message_id: int, nonce: str) -> None:
    """Somebody deleted the card's message: it goes out again while it is open.

    With a new nonce, because Discord answers a known one with the message that was deleted.
    """
    tx.execute(
        "UPDATE card SET message_id = NULL, channel_id = NULL, claimed_at = NULL, nonce = $3 "
        "WHERE guild_id = $1 AND message_id = $2 AND state = 'open'",
        guild_id,
        message_id,
        nonce,
    )


def stale(reader: Reader, now: int, limit: int) -> list[Card]:
    """Cards whose message shows an older state than their row."""
    rows = reader.all(
        "SELECT * FROM card WHERE stale > 0 AND message_id IS NOT NULL AND due_at <= $1 LIMIT $2",
        now,
        limit,
    )
    return [_card(row) for row in rows]


def shown(tx: Transaction, card: Card) -> None:
    """The message shows the card as it was read; what changed since stays to be shown."""
    tx.execute(
        "UPDATE card SET stale = 0, attempts = 0 WHERE card_id = $1 AND stale = $2",
        card.card_id,
        card.stale,
    )


def drop_ended_before(tx: Transaction, moment: int) -> int:
    """Forgets cards closed long ago."""
    return tx.execute("DELETE FROM card WHERE ended_at < $1", moment)


def drop_words_until(tx: Transaction, day: str) -> int:
    """Deletes the reporters' words whose key is being destroyed."""
    return tx.execute(
        "UPDATE card SET sealed = NULL, key_day = NULL, stale = stale + 1 WHERE key_day <= $1", day
    )
