"""SQL for open rounds in ``ballots.db``: sealed counts, and tags of who has answered.

This module can read neither: :mod:`bot.checkins.ballots.box` has the keys.
"""

from collections.abc import Collection
from dataclasses import dataclass

from bot.core.db import Reader, Transaction

_EACH = """
    WITH RECURSIVE place (start) AS (
        SELECT 1 WHERE length($1) > 0
        UNION ALL SELECT start + 16 FROM place WHERE start + 16 <= length($1)
    ), each (tag) AS (SELECT substr($1, start, 16) FROM place)
"""
"""Yields each of the tags (16 bytes) that ``$1`` holds end to end. One statement takes a batch:
after each statement the thread waits for the interpreter's lock, which a busy event loop holds for
up to 5 ms."""


@dataclass(frozen=True, slots=True)
class Box:
    """One round. ``taking``: whether it still takes ballots."""

    taking: bool
    sealed: bytes


def add(tx: Transaction, round_id: str, guild_id: int, sealed: bytes) -> None:
    """Add a round that takes ballots."""
    tx.execute(
        "INSERT INTO ballot_round (round_id, guild_id, taking, sealed) VALUES ($1, $2, 1, $3)",
        round_id,
        guild_id,
        sealed,
    )


def find(reader: Reader, round_id: str) -> Box | None:
    """Return the round; None when there is none."""
    row = reader.one("SELECT taking, sealed FROM ballot_round WHERE round_id = $1", round_id)
    return Box(bool(row["taking"]), row["sealed"]) if row else None


def replace(tx: Transaction, round_id: str, sealed: bytes) -> None:
    """Replace the round's sealed count."""
    tx.execute("UPDATE ballot_round SET sealed = $2 WHERE round_id = $1", round_id, sealed)


def end(tx: Transaction, round_id: str) -> None:
    """Stop taking ballots for the round."""
    tx.execute("UPDATE ballot_round SET taking = 0 WHERE round_id = $1", round_id)


def add_tags(tx: Transaction, round_id: str, tags: Collection[bytes]) -> None:
    """Record who has answered: tags that are not recorded yet.

    One statement, in the tags' own order: the file does not reveal who came first.
    """
    tx.execute(
        f"{_EACH} INSERT INTO ballot_tag (round_id, tag) SELECT $2, tag FROM each",  # noqa: S608 - fixed text
        b"".join(sorted(tags)),
        round_id,
    )


def tags_among(reader: Reader, round_id: str, tags: Collection[bytes]) -> set[bytes]:
    """Return those of ``tags`` that are recorded in this round."""
    rows = reader.all(
        f"{_EACH} SELECT tag FROM each CROSS JOIN ballot_tag USING (tag) WHERE round_id = $2",  # noqa: S608 - fixed text
        b"".join(tags),
        round_id,
    )
    return {row["tag"] for row in rows}


def rounds(reader: Reader) -> set[str]:
    """Return every round in the file."""
    return {row["round_id"] for row in reader.all("SELECT round_id FROM ballot_round")}


def rounds_of(reader: Reader, guild_id: int) -> set[str]:
    """Return every round of one group."""
    found = reader.all("SELECT round_id FROM ballot_round WHERE guild_id = $1", guild_id)
    return {row["round_id"] for row in found}


def remove(tx: Transaction, round_id: str) -> None:
    """Delete a round and its tags."""
    tx.execute("DELETE FROM ballot_round WHERE round_id = $1", round_id)
