"""Who steals every byte around every vote learns nothing; and the thief is no fool."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.thief.heist import Haul, steal
from tests.thief.loot import CHANCE, LAYOUT, ROUND, VOTERS, Crowd, Find, crowd, linked
from tests.thief.reading import SEALED_AT, SIZE
from tests.thief.service import Haven
from tests.thief.stores import (
    Box,
    Rows,
    Store,
    guessable_keys,
    keys_with_one_nonce,
    unsealed_keys,
)

NEARLY_ALL = 0.95 * VOTERS
TAG = 16


@pytest.fixture(scope="module")
def who() -> Crowd:
    return crowd(1)


@pytest.fixture
async def haul(tmp_path: Path, who: Crowd) -> Haul:
    """What a thief carries away from Haven."""
    store = Haven()
    haul = await steal(store, tmp_path / "data", who)
    assert store.answers == VOTERS
    return haul


async def test_a_thief_of_every_byte_does_no_better_than_chance_and_nothing_is_left(
    haul: Haul, tmp_path: Path
) -> None:
    tags = {blob for blob in haul.blobs if len(blob) == TAG}
    sealed = haul.blobs - tags
    before, after = b"".join(haul.last.values()), b"".join(haul.closed.values())

    assert {name: hits for name, hits in haul.links.items() if hits > CHANCE} == {}
    assert {name: found for name, found in haul.named.items() if found} == {}

    # He had something to look at: each vote with its journal, each tag, each sealing.
    assert haul.journals == VOTERS
    assert (len(tags), len(sealed)) == (VOTERS, VOTERS)
    assert {len(blob) for blob in sealed} == {SEALED_AT + SIZE + 16}
    assert len({blob[:12] for blob in sealed}) == VOTERS
    assert sum(tag in before for tag in tags) == VOTERS
    assert sum(blob in before for blob in sealed) == 1

    # And a vote writes nothing anywhere else. (The "shm" is SQLite's own: which readers are where.)
    assert haul.changed - {"haven.db-shm"} == {"ballots.db"}

    # After the close neither is anywhere, and the round's key is nowhere at all.
    assert {"ballots.db", "haven.db"} <= set(haul.closed)
    assert [blob for blob in haul.blobs if blob in after] == []
    assert ROUND.encode() not in haul.closed["ballots.db"]
    assert len(haul.keys) == 1
    assert [key for key in haul.keys if key in before or key in after] == []
    assert list((tmp_path / "data" / "keys").iterdir()) == []


@pytest.mark.parametrize(
    ("store", "ways"),
    [
        (Rows, {"physical order", "differences"}),
        (lambda: Rows(rowids=True), {"row numbers", "differences"}),
        (lambda: Rows(hashed=True), {"brute force"}),
        (lambda: Box(journal="wal", keys=unsealed_keys), {"diary", "differences"}),
        (lambda: Box(keys=keys_with_one_nonce), {"differences"}),
    ],
    ids=["random ids", "row numbers", "hashed members", "log and open count", "one nonce"],
)
async def test_a_store_that_only_looks_harmless_gives_nearly_everybody_away(
    store: Callable[[], Store], ways: set[str], tmp_path: Path, who: Crowd
) -> None:
    haul = await steal(store(), tmp_path / "data", who)

    assert {way for way in ways if haul.links[way] < NEARLY_ALL} == set()


@pytest.mark.parametrize(
    ("store", "way"),
    [
        (lambda: Rows(plain=True), "spellings"),
        (lambda: Box(keys=guessable_keys), "brute force"),
    ],
    ids=["plain ids", "guessable tags"],
)
async def test_a_store_that_tells_who_has_answered_is_caught(
    store: Callable[[], Store], way: str, tmp_path: Path, who: Crowd
) -> None:
    haul = await steal(store(), tmp_path / "data", who)

    assert haul.named[way] == VOTERS


async def test_rows_deleted_in_the_usual_way_are_still_found(tmp_path: Path, who: Crowd) -> None:
    haul = await steal(Rows(), tmp_path / "data", who)

    left = b"".join(haul.closed.values())
    assert sum(blob in left for blob in haul.blobs) > NEARLY_ALL


def test_blind_guesses_are_right_as_often_as_the_bound_says(who: Crowd) -> None:
    hits = [linked(Find(), who, seed) for seed in range(2000)]

    assert 0.9 < sum(hits) / len(hits) < 1.1
    assert max(hits) <= CHANCE


def test_who_knows_every_ballot_links_everybody(who: Crowd) -> None:
    known = Find(dict(enumerate(who.ballots)))

    assert linked(known, who, 0) == VOTERS
    assert len(set(who.ballots)) == VOTERS
    assert {len(ballot) for ballot in who.ballots} == {LAYOUT.questions}
