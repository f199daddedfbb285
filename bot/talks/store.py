"""The tables of talks: the member and the words are sealed. SQL only."""

from collections.abc import Callable

from bot.core.db import Reader, Row, Transaction
from bot.talks.rules import Talk

TABLES = ("talk", "talk_line")
"""The tables that this module reads and writes."""

Opens = Callable[[Talk], bool]
"""Tests whether a sealed talk is that of one member."""


def _talk(row: Row) -> Talk:
    return Talk(
        talk_id=row["talk_id"],
        guild_id=row["guild_id"],
        post_id=row["post_id"],
        alias=row["alias"],
        named=bool(row["named"]),
        key_day=row["key_day"],
        sealed=row["sealed"],
        closed=bool(row["closed"]),
        muted=bool(row["muted"]),
        told=bool(row["told"]),
        unread=row["unread"],
        lines=row["lines"],
    )


def add(tx: Transaction, talk: Talk) -> None:
    """Insert a talk without a line."""
    tx.execute(
        "INSERT INTO talk (talk_id, guild_id, post_id, alias, named, key_day, sealed) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        talk.talk_id,
        talk.guild_id,
        talk.post_id,
        talk.alias,
        int(talk.named),
        talk.key_day,
        talk.sealed,
    )


def get(reader: Reader, talk_id: str) -> Talk | None:
    """Return a talk of any group; None when it is not found."""
    row = reader.one("SELECT * FROM talk WHERE talk_id = $1", talk_id)
    return _talk(row) if row else None


def in_group(reader: Reader, guild_id: int) -> list[Talk]:
    """Return every talk of a group. The caller must try all seals: no column names the member."""
    return [_talk(row) for row in reader.all("SELECT * FROM talk WHERE guild_id = $1", guild_id)]


def about(reader: Reader, guild_id: int, post_id: str) -> list[Talk]:
    """Return the talks about one post."""
    rows = reader.all(
        "SELECT * FROM talk WHERE guild_id = $1 AND post_id = $2 ORDER BY talk_id",
        guild_id,
        post_id,
    )
    return [_talk(row) for row in rows]


def add_line(
    tx: Transaction, talk_id: str, number: int, key_day: str, sealed: bytes, *, by_team: bool
) -> None:
    """Add a line after the last one."""
    tx.execute(
        "INSERT INTO talk_line (talk_id, number, by_team, key_day, sealed) "
        "VALUES ($1, $2, $3, $4, $5)",
        talk_id,
        number,
        int(by_team),
        key_day,
        sealed,
    )
    tx.execute(
        "UPDATE talk SET lines = $2, unread = unread + $3 WHERE talk_id = $1",
        talk_id,
        number,
        int(by_team),
    )


def renew(tx: Transaction, talk_id: str, key_day: str, sealed: bytes) -> None:
    """Replace the sealed member id with one that lasts longer, because of a new line."""
    tx.execute(
        "UPDATE talk SET key_day = $2, sealed = $3 WHERE talk_id = $1", talk_id, key_day, sealed
    )


def lines(reader: Reader, talk_id: str) -> list[tuple[int, bool, str, bytes]]:
    """Return (number, whether the team said it, day of its key, the sealed words), oldest first."""
    rows = reader.all("SELECT * FROM talk_line WHERE talk_id = $1 ORDER BY number", talk_id)
    return [(row["number"], bool(row["by_team"]), row["key_day"], row["sealed"]) for row in rows]


def drop_line(tx: Transaction, talk_id: str, number: int, *, by_team: bool) -> bool:
    """Delete a line that is taken back; False when it is not found."""
    dropped = tx.execute(
        "DELETE FROM talk_line WHERE talk_id = $1 AND number = $2 AND by_team = $3",
        talk_id,
        number,
        int(by_team),
    )
    if dropped and by_team:
        tx.execute("UPDATE talk SET unread = unread - 1 WHERE talk_id = $1 AND unread > 0", talk_id)
    return bool(dropped)


def set_read(tx: Transaction, talk_id: str) -> None:
    """Mark the talk as read, so that the member is told about the next answer."""
    tx.execute("UPDATE talk SET unread = 0, told = 0 WHERE talk_id = $1", talk_id)


def set_told(tx: Transaction, talk_id: str) -> None:
    """Record that the member was told about an answer; once until they open the talk."""
    tx.execute("UPDATE talk SET told = 1 WHERE talk_id = $1", talk_id)


def set_closed(tx: Transaction, talk_id: str, closed: bool) -> bool:
    """Close or reopen a talk; False when it already is in that state."""
    return bool(
        tx.execute(
            "UPDATE talk SET closed = $2 WHERE talk_id = $1 AND closed <> $2", talk_id, int(closed)
        )
    )


def set_muted(tx: Transaction, talk_id: str, muted: bool) -> None:
    """Set whether the member is told about answers."""
    tx.execute("UPDATE talk SET muted = $2 WHERE talk_id = $1", talk_id, int(muted))


def drop(tx: Transaction, talk_id: str) -> None:
    """Delete a talk with all its lines."""
    tx.execute("DELETE FROM talk WHERE talk_id = $1", talk_id)


def drop_until(tx: Transaction, day: str) -> list[str]:
    """Delete lines and talks whose key is being destroyed; return the ids of the deleted talks."""
    tx.execute("DELETE FROM talk_line WHERE key_day <= $1", day)
    gone = [r["talk_id"] for r in tx.all("SELECT talk_id FROM talk WHERE key_day <= $1", day)]
    tx.execute("DELETE FROM talk WHERE key_day <= $1", day)
    return gone


def export(reader: Reader, guild_id: int, opens: Opens) -> dict[str, list[str]]:
    """Return this member's talks in one group, by table: ids of talks, numbers of their lines."""
    mine = [talk for talk in in_group(reader, guild_id) if opens(talk)]
    return {
        "talk": [talk.talk_id for talk in mine],
        "talk_line": [
            f"{talk.talk_id}:{number}"
            for talk in mine
            for number, *_ in lines(reader, talk.talk_id)
        ],
    }


def forget(tx: Transaction, guild_id: int, opens: Opens) -> list[str]:
    """Erase this member's talks in one group with every word of both sides; return their ids."""
    mine = [talk.talk_id for talk in in_group(tx, guild_id) if opens(talk)]
    for talk_id in mine:
        drop(tx, talk_id)
    return mine
