"""The table of posts. SQL and nothing else. Rows about people are in ``identity_store``."""

from collections.abc import Collection, Sequence

from bot.care.subject import post_changed
from bot.core.db import Reader, Row, Transaction
from bot.sharing.rules import UNDO_TIME, Help, Post, Return, State


def _post(row: Row) -> Post:
    return Post(
        post_id=row["post_id"],
        guild_id=row["guild_id"],
        parent_id=row["parent_id"],
        state=State(row["state"]),
        help=Help(row["help"]) if row["help"] else None,
        alias=row["alias"],
        by_author=bool(row["by_author"]),
        nonce=row["nonce"],
        due_at=row["due_at"],
        claimed_at=row["claimed_at"],
        attempts=row["attempts"],
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        thread_id=row["thread_id"],
        locked=bool(row["locked"]),
        heard=row["heard"],
        reason=Return(row["reason"]) if row["reason"] else None,
    )


def get(reader: Reader, guild_id: int, post_id: str) -> Post | None:
    """Return a post of this group; None for one of another group, so that ids work in one only."""
    row = reader.one("SELECT * FROM post WHERE post_id = $1 AND guild_id = $2", post_id, guild_id)
    return _post(row) if row else None


def by_id(reader: Reader, post_id: str) -> Post | None:
    """Return a post of any group: for the outbox, which serves all of them."""
    row = reader.one("SELECT * FROM post WHERE post_id = $1", post_id)
    return _post(row) if row else None


def by_message(reader: Reader, guild_id: int, message_id: int) -> Post | None:
    """Return the post of this message, for context menus and messages deleted by hand."""
    row = reader.one(
        "SELECT * FROM post WHERE message_id = $1 AND guild_id = $2", message_id, guild_id
    )
    return _post(row) if row else None


def by_thread(reader: Reader, guild_id: int, thread_id: int) -> Post | None:
    """Return the share whose thread this is."""
    row = reader.one(
        "SELECT * FROM post WHERE thread_id = $1 AND guild_id = $2", thread_id, guild_id
    )
    return _post(row) if row else None


def add(tx: Transaction, post: Post) -> bool:
    """Add a post in HELD or WAITING; return False when it exists already (a second press)."""
    return bool(
        tx.execute(
            """
            INSERT INTO post (post_id, guild_id, parent_id, state, help, alias, by_author, nonce,
                due_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (post_id) DO NOTHING
            """,
            post.post_id,
            post.guild_id,
            post.parent_id,
            post.state.value,
            post.help.value if post.help else None,
            post.alias,
            int(post.by_author),
            post.nonce,
            post.due_at,
        )
    )


def due(reader: Reader, now: int, per_group: int) -> list[Post]:
    """Return posts that are due on Discord: to be sent, or to be taken down."""
    rows = reader.all(
        """
        SELECT * FROM (
            SELECT *, ROW_NUMBER() OVER (PARTITION BY guild_id ORDER BY due_at) AS place
            FROM post WHERE state IN ('waiting', 'withdrawing', 'removing') AND due_at <= $1
        ) WHERE place <= $2 ORDER BY due_at
        """,
        now,
        per_group,
    )
    return [_post(row) for row in rows]


def claim(tx: Transaction, post_id: str, now: int, place: int | None) -> Post | None:
    """Mark a WAITING post as being sent to ``place``; return it *as it was before*.

    The place of the first try is kept: that is where to look after a crash, even if an admin has
    chosen another since.
    """
    row = tx.one("SELECT * FROM post WHERE post_id = $1 AND state = 'waiting'", post_id)
    if row is None:
        return None
    tx.execute(
        "UPDATE post SET claimed_at = COALESCE(claimed_at, $2), "
        "channel_id = CASE WHEN claimed_at IS NULL AND message_id IS NULL THEN $3 "
        "ELSE channel_id END WHERE post_id = $1",
        post_id,
        now,
        place,
    )
    return _post(row)


def sent(tx: Transaction, post_id: str, channel_id: int, message_id: int) -> None:
    """Note that the message is on Discord; for a share the thread comes next."""
    tx.execute(
        "UPDATE post SET channel_id = $2, message_id = $3, claimed_at = NULL WHERE post_id = $1",
        post_id,
        channel_id,
        message_id,
    )


def posted(tx: Transaction, post_id: str, thread_id: int | None) -> None:
    """Note that all of it is on Discord. Delete the words, unless they go back to the author."""
    tx.execute(
        "UPDATE post SET thread_id = $2, claimed_at = NULL, attempts = 0, "
        "state = CASE WHEN state = 'waiting' THEN 'posted' ELSE state END WHERE post_id = $1",
        post_id,
        thread_id,
    )
    tx.execute(
        "DELETE FROM words WHERE post_id = $1 AND post_id IN "
        "(SELECT post_id FROM post WHERE post_id = $1 AND state <> 'removing')",
        post_id,
    )
    post_changed(tx, post_id)


def postpone(tx: Transaction, post_id: str, due_at: int, *, surely_not_sent: bool) -> None:
    """Put the next try off until ``due_at``. The claim stays while the message may be out."""
    tx.execute(
        "UPDATE post SET due_at = $2, attempts = attempts + 1, "
        "claimed_at = CASE WHEN $3 = 1 THEN NULL ELSE claimed_at END WHERE post_id = $1",
        post_id,
        due_at,
        int(surely_not_sent),
    )


def release(tx: Transaction, post_id: str) -> None:
    """Take back the claim of a message that surely is not on Discord."""
    tx.execute("UPDATE post SET claimed_at = NULL WHERE post_id = $1", post_id)


def retry_now(tx: Transaction, guild_id: int | None, now: int, after: int) -> None:
    """Make due what was put off to later than ``after`` in this group (None: in any)."""
    tx.execute(
        "UPDATE post SET due_at = $2 WHERE guild_id = COALESCE($1, guild_id) AND attempts > 0 "
        "AND state IN ('waiting', 'withdrawing', 'removing') AND due_at > $3",
        guild_id,
        now,
        after,
    )


NOT_OUT = (State.HELD, State.WAITING, State.RETURNED, State.REMOVED)
"""States of a post that is not on Discord, or may not be."""


def move(
    tx: Transaction,
    post_id: str,
    before: Sequence[State],
    after: State,
    now: int,
    reason: Return | None = None,
) -> bool:
    """Change the state if it is still one of ``before`` and no sending is under way.

    A returned post keeps its due time: if it is put back, it still waits for its release window.
    """
    ended = after in (State.RETURNED, State.WITHDRAWN, State.REMOVED)
    marks = ", ".join(f"'{state.value}'" for state in before)  # values of an enum, not input
    changed = tx.execute(
        f"""
        UPDATE post SET state = $2, attempts = 0, reason = COALESCE($4, reason), ended_at = $5,
            due_at = CASE WHEN $2 = 'returned' THEN due_at ELSE $3 END
        WHERE post_id = $1 AND state IN ({marks})
            AND (state <> 'waiting' OR $2 IN ('returned', 'withdrawing', 'removing')
                OR (claimed_at IS NULL AND message_id IS NULL))
        """,  # noqa: S608 - see above
        post_id,
        after.value,
        now,
        reason.value if reason else None,
        now if ended else None,
    )
    if changed:
        post_changed(tx, post_id)
    if changed and after is State.WITHDRAWN:
        tx.execute("DELETE FROM words WHERE post_id = $1", post_id)
    return bool(changed)


def revive(
    tx: Transaction, post_id: str, state: State, nonce: str, now: int, *, ever: bool = False
) -> bool:
    """Put a returned or removed post back to held or waiting, as if it had never been sent.

    Return False when it is neither, or has been for longer than the undo time (unless ``ever``).
    """
    post_changed(tx, post_id)
    return bool(
        tx.execute(
            """
            UPDATE post SET state = $2, reason = NULL, ended_at = NULL, claimed_at = NULL,
                channel_id = NULL, message_id = NULL, thread_id = NULL, nonce = $3,
                due_at = CASE WHEN due_at > $4 THEN due_at ELSE $4 END
            WHERE post_id = $1 AND state IN ('returned', 'removed') AND ended_at >= $5
            """,
            post_id,
            state.value,
            nonce,
            now,
            0 if ever else now - int(UNDO_TIME.total_seconds()),
        )
    )


def set_locked(tx: Transaction, post_id: str, locked: bool) -> None:
    """Open or close a share for replies."""
    post_changed(tx, post_id)
    tx.execute("UPDATE post SET locked = $2 WHERE post_id = $1", post_id, int(locked))


def add_heard(tx: Transaction, post_id: str, by: int) -> int:
    """Change the count of "I hear you"; return the new count."""
    row = tx.one(
        "UPDATE post SET heard = heard + $2 WHERE post_id = $1 RETURNING heard", post_id, by
    )
    return row["heard"] if row else 0


def waiting_count(reader: Reader, guild_id: int) -> int:
    """Return how many posts of this group are held or waiting."""
    row = reader.one(
        "SELECT count(*) AS n FROM post WHERE guild_id = $1 AND state IN ('held', 'waiting')",
        guild_id,
    )
    return row["n"] if row else 0


def save_words(tx: Transaction, post_id: str, key_day: str, sealed: bytes) -> None:
    """Save sealed words while they wait or are on their way back."""
    tx.execute(
        "INSERT INTO words (post_id, key_day, sealed) VALUES ($1, $2, $3) "
        "ON CONFLICT (post_id) DO UPDATE SET key_day = excluded.key_day, "
        "sealed = excluded.sealed",
        post_id,
        key_day,
        sealed,
    )


def words(reader: Reader, post_id: str) -> tuple[str, bytes] | None:
    """Return the day of the key, and the sealed words."""
    row = reader.one("SELECT key_day, sealed FROM words WHERE post_id = $1", post_id)
    return (row["key_day"], row["sealed"]) if row else None


def drop_ended_before(tx: Transaction, moment: int, kept: Collection[str]) -> None:
    """Delete posts that ended long ago, except those in ``kept``. A share takes its replies' rows.

    A share stays while a reply to it is kept: the message of its card must still be kept current.
    """
    for row in tx.all("SELECT post_id FROM post WHERE ended_at < $1", moment):
        replies = tx.all("SELECT post_id FROM post WHERE parent_id = $1", row["post_id"])
        if not any(each["post_id"] in kept for each in (row, *replies)):
            tx.execute("DELETE FROM post WHERE post_id = $1", row["post_id"])


def drop_words_until(tx: Transaction, day: str, now: int) -> list[str]:
    """Delete words whose key is being destroyed.

    Posts that still waited with them end: return the ids of those posts.
    """
    expired = [r["post_id"] for r in tx.all("SELECT post_id FROM words WHERE key_day <= $1", day)]
    waiting = (State.HELD, State.WAITING)
    over = [each for each in expired if move(tx, each, waiting, State.WITHDRAWN, now)]
    for post_id in expired:
        post_changed(tx, post_id)
    tx.execute("DELETE FROM words WHERE key_day <= $1", day)
    return over
