"""What is remembered of open rounds in ``ballots.db``: sealed counts, and tags of who has answered.

Nothing here can read either: keys are the business of :mod:`bot.checkins.ballots.box`.
"""

from dataclasses import dataclass

from bot.core.db import Reader, Transaction


@dataclass(frozen=True, slots=True)
class Box:
    """One round. ``taking``: whether it still takes ballots."""

    taking: bool
    sealed: bytes


def add(tx: Transaction, round_id: str, guild_id: int, sealed: bytes) -> None:
    """A new round that takes ballots."""
    tx.execute(
        "INSERT INTO ballot_round (round_id, guild_id, taking, sealed) VALUES ($1, $2, 1, $3)",
        round_id,
        guild_id,
        sealed,
    )


def find(reader: Reader, round_id: str) -> Box | None:
    """The round, unless there is none."""
    row = reader.one("SELECT taking, sealed FROM ballot_round WHERE round_id = $1", round_id)
    return Box(bool(row["taking"]), row["sealed"]) if row else None


def replace(tx: Transaction, round_id: str, sealed: bytes) -> None:
    """Puts another count in the place of the one before."""
    tx.execute("UPDATE ballot_round SET sealed = $2 WHERE round_id = $1", round_id, sealed)


def end(tx: Transaction, round_id: str) -> None:
    """From now on the round takes no ballots."""
    tx.execute("UPDATE ballot_round SET taking = 0 WHERE round_id = $1", round_id)


def add_tag(tx: Transaction, round_id: str, tag: bytes) -> bool:
    """Notes that somebody has answered; False when that was noted before."""
    added = tx.execute(
        "INSERT INTO ballot_tag (round_id, tag) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        round_id,
        tag,
    )
    return added == 1


def has_tag(reader: Reader, round_id: str, tag: bytes) -> bool:
    """Whether it is noted that somebody has answered."""
    found = reader.one("SELECT 1 FROM ballot_tag WHERE round_id = $1 AND tag = $2", round_id, tag)
    return found is not None


def rounds(reader: Reader) -> set[str]:
    """Every round in the file."""
    return {row["round_id"] for row in reader.all("SELECT round_id FROM ballot_round")}


def rounds_of(reader: Reader, guild_id: int) -> set[str]:
    """Every round of one group."""
    found = reader.all("SELECT round_id FROM ballot_round WHERE guild_id = $1", guild_id)
    return {row["round_id"] for row in found}


def remove(tx: Transaction, round_id: str) -> None:
    """Deletes a round and its tags."""
    tx.execute("DELETE FROM ballot_round WHERE round_id = $1", round_id)
