"""Every row that stands for a person: sealed authorship, keyed tags. SQL and nothing else.

- Callers pass tags, and an ``opens`` function that says whether a sealed record is the member's:
  how tags and seals are made is the business of ``keys``.
- :func:`export` and :func:`forget` cover each table here; a test walks the schema and fails on a
  table that they do not know.
"""

from collections.abc import Callable, Iterator

from bot.care.subject import (
    forget_reporters,
    post_taken_back,
    posts_reported_by,
    posts_with_reporters,
)
from bot.core.db import Reader, Row, Transaction
from bot.core.seals import Authorship, Opens, TagFor
from bot.sharing import store
from bot.sharing.rules import State

TABLES = ("authorship", "alias", "hearing", "pause")
"""The tables that this module is responsible for."""


def _authorship(row: Row) -> Authorship:
    return Authorship(
        row["post_id"], row["key_day"], row["sealed"], bool(row["muted"]), row["told_at"]
    )


def add_author(tx: Transaction, post_id: str, guild_id: int, key_day: str, sealed: bytes) -> None:
    """Save the sealed link from a post to its author."""
    tx.execute(
        "INSERT INTO authorship (post_id, guild_id, key_day, sealed) VALUES ($1, $2, $3, $4)",
        post_id,
        guild_id,
        key_day,
        sealed,
    )


def held_until(reader: Reader, day: str) -> list[Authorship]:
    """Return links to held posts that end by ``day`` and whose author has not been told yet."""
    rows = reader.all(
        "SELECT a.* FROM authorship a JOIN post p ON p.post_id = a.post_id "
        "WHERE a.key_day <= $1 AND a.told_at = 0 AND p.state = 'held'",
        day,
    )
    return [_authorship(row) for row in rows]


def author(reader: Reader, post_id: str) -> Authorship | None:
    """Return the sealed link of a post, while there is one."""
    row = reader.one("SELECT * FROM authorship WHERE post_id = $1", post_id)
    return _authorship(row) if row else None


def authors(reader: Reader, guild_id: int) -> list[Authorship]:
    """Return every sealed link of a group. All must be tried: none says whose it is."""
    rows = reader.all("SELECT * FROM authorship WHERE guild_id = $1", guild_id)
    return [_authorship(row) for row in rows]


def set_muted(tx: Transaction, post_id: str, muted: bool) -> None:
    """Set whether the author is not told about answers."""
    tx.execute("UPDATE authorship SET muted = $2 WHERE post_id = $1", post_id, int(muted))


def set_told(tx: Transaction, post_id: str, now: int) -> None:
    """Note that the author has just been told about an answer."""
    tx.execute("UPDATE authorship SET told_at = $2 WHERE post_id = $1", post_id, now)


def forget_author(tx: Transaction, post_id: str) -> None:
    """Delete one sealed link."""
    tx.execute("DELETE FROM authorship WHERE post_id = $1", post_id)


def forget_authors_until(tx: Transaction, day: str) -> int:
    """Delete the links whose key is being destroyed; return how many."""
    return tx.execute("DELETE FROM authorship WHERE key_day <= $1", day)


def forget_authors_beyond(tx: Transaction, guild_id: int, day: str) -> int:
    """Delete a group's links that would outlast a newly chosen, shorter period; return how many."""
    return tx.execute("DELETE FROM authorship WHERE guild_id = $1 AND key_day > $2", guild_id, day)


def alias(
    tx: Reader, share_id: str, share_alias: str, tag: bytes, names: Iterator[str]
) -> tuple[str, bool]:
    """Return the member's name in this thread, and whether it is already theirs.

    If it is not, the name is the first of ``names`` that neither the share nor another member in
    the thread has.
    """
    row = tx.one("SELECT name FROM alias WHERE share_id = $1 AND tag = $2", share_id, tag)
    if row is not None:
        return row["name"], True
    taken = {r["name"] for r in tx.all("SELECT name FROM alias WHERE share_id = $1", share_id)}
    return next(name for name in names if name != share_alias and name not in taken), False


def add_alias(tx: Transaction, share_id: str, tag: bytes, name: str) -> None:
    """Give a member a name in this thread."""
    tx.execute("INSERT INTO alias (share_id, tag, name) VALUES ($1, $2, $3)", share_id, tag, name)


def hear(tx: Transaction, post_id: str, tag: bytes) -> bool:
    """Record one "I hear you"; return False when this member has given theirs already."""
    return bool(
        tx.execute(
            "INSERT INTO hearing (post_id, tag) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            post_id,
            tag,
        )
    )


def unhear(tx: Transaction, post_id: str, tag: bytes) -> bool:
    """Take an "I hear you" back; return False when there was none."""
    return bool(tx.execute("DELETE FROM hearing WHERE post_id = $1 AND tag = $2", post_id, tag))


def drop_old_tags(tx: Transaction, moment: int, now: int, random: Callable[[int], bytes]) -> None:
    """Delete who pressed, answered or reported in posts that appeared before ``moment``.

    Counts and names in threads stay: a name keeps its row with a meaningless tag, so that no other
    member is given it. While a thread stays active this is repeated, but not before the period
    from ``moment`` to ``now`` has passed again: a member who answers there keeps their name for a
    while.
    """
    tx.execute(
        "DELETE FROM hearing WHERE post_id IN (SELECT post_id FROM post WHERE due_at < $1)", moment
    )
    old = tx.all(
        "SELECT post_id, EXISTS (SELECT 1 FROM alias a WHERE a.share_id = p.post_id "
        "AND length(a.tag) = 16) AS answered FROM post p "
        "WHERE due_at < $1 AND COALESCE(faded_at, 0) < $1",
        moment,
    )
    reported = posts_with_reporters(tx)
    for post_id in [row["post_id"] for row in old if row["answered"] or row["post_id"] in reported]:
        tagged = "SELECT name FROM alias WHERE share_id = $1 AND length(tag) = 16"
        for row in tx.all(tagged, post_id):
            _blank_alias(tx, post_id, row["name"], random(8))
        forget_reporters(tx, post_id)
        tx.execute("UPDATE post SET faded_at = $2 WHERE post_id = $1", post_id, now)


def _blank_alias(tx: Transaction, share_id: str, name: str, blank: bytes) -> None:
    """Replace a name's tag with one of 8 bytes, which stands for no one: real tags have 16."""
    tx.execute("UPDATE alias SET tag = $3 WHERE share_id = $1 AND name = $2", share_id, name, blank)


def pause(tx: Transaction, pause_id: str, guild_id: int, tag: bytes, until: int) -> None:
    """Pause a member. Each pause is a row of its own: it ends, or is lifted, by itself."""
    tx.execute(
        "INSERT INTO pause (pause_id, guild_id, tag, until) VALUES ($1, $2, $3, $4)",
        pause_id,
        guild_id,
        tag,
        until,
    )


def paused_until(reader: Reader, guild_id: int, tag: bytes, now: int) -> int | None:
    """Return when the last of this member's pauses ends; None when there is none."""
    row = reader.one(
        "SELECT max(until) AS until FROM pause WHERE guild_id = $1 AND tag = $2 AND until > $3",
        guild_id,
        tag,
        now,
    )
    return row["until"] if row else None


def lift(tx: Transaction, guild_id: int, pause_id: str) -> bool:
    """End a pause; return False when it has ended already."""
    return bool(
        tx.execute("DELETE FROM pause WHERE pause_id = $1 AND guild_id = $2", pause_id, guild_id)
    )


def pauses(reader: Reader, guild_id: int, now: int) -> list[tuple[str, int]]:
    """Return (pause id, end) of a group's pauses: nothing else about them is stored."""
    rows = reader.all(
        "SELECT pause_id, until FROM pause WHERE guild_id = $1 AND until > $2 ORDER BY until",
        guild_id,
        now,
    )
    return [(row["pause_id"], row["until"]) for row in rows]


def drop_pauses_before(tx: Transaction, moment: int) -> int:
    """Delete pauses that have ended; return how many."""
    return tx.execute("DELETE FROM pause WHERE until <= $1", moment)


def mine(reader: Reader, guild_id: int, opens: Opens) -> list[str]:
    """Return the ids of the posts that can still be recognised as this member's."""
    return [record.post_id for record in authors(reader, guild_id) if opens(record)]


def export(reader: Reader, guild_id: int, opens: Opens, tag: TagFor) -> dict[str, list[str]]:
    """Return this member's rows in one group, by table: ids of posts, and the end of a pause."""
    return {
        "authorship": mine(reader, guild_id, opens),
        "alias": [
            row["name"]
            for row in _in_group(reader, "alias", "share_id", guild_id)
            if row["tag"] == tag("alias", row["share_id"])
        ],
        "hearing": [
            row["post_id"]
            for row in _in_group(reader, "hearing", "post_id", guild_id)
            if row["tag"] == tag("hearing", row["post_id"])
        ],
        "report": posts_reported_by(reader, guild_id, lambda post_id: tag("report", post_id)),
        "pause": [
            str(row["until"])
            for row in reader.all(
                "SELECT until FROM pause WHERE guild_id = $1 AND tag = $2 ORDER BY until DESC",
                guild_id,
                tag("pause", ""),
            )
        ],
    }


def forget(
    tx: Transaction,
    guild_id: int,
    opens: Opens,
    tag: TagFor,
    random: Callable[[int], bytes],
    now: int,
) -> None:
    """Erase this member's rows in one group, except for a pause, which ends by itself.

    Posts that have not appeared yet are withdrawn first: afterwards no one could take them back.
    """
    for post_id in mine(tx, guild_id, opens):
        if not store.move(tx, post_id, store.NOT_OUT, State.WITHDRAWN, now):
            # Being sent at this moment, out without a thread, or being taken down, with words that
            # have no author to go back to: Discord has to be asked.
            unfinished = (State.WAITING, State.REMOVING)
            if store.move(tx, post_id, unfinished, State.WITHDRAWING, now):
                post_taken_back(tx, post_id, now)
        else:
            post_taken_back(tx, post_id, now)
        forget_author(tx, post_id)
    for row in _in_group(tx, "alias", "share_id", guild_id):
        if row["tag"] == tag("alias", row["share_id"]):
            _blank_alias(tx, row["share_id"], row["name"], random(8))
    for row in _in_group(tx, "hearing", "post_id", guild_id):
        unhear(tx, row["post_id"], tag("hearing", row["post_id"]))
    for post_id in posts_reported_by(tx, guild_id, lambda each: tag("report", each)):
        forget_reporters(tx, post_id, tag("report", post_id))


def _in_group(reader: Reader, table: str, key: str, guild_id: int) -> list[Row]:
    return reader.all(
        f"SELECT t.* FROM {table} t JOIN post p ON p.post_id = t.{key} WHERE p.guild_id = $1",  # noqa: S608 - names from this module
        guild_id,
    )
