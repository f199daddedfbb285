"""The second file: nothing in it stands for a person or a time, and tags go with their round."""

import sqlite3
from collections.abc import AsyncGenerator
from pathlib import Path
from random import Random

import pytest

from bot.checkins.ballots import store as ballot_store
from bot.checkins.ballots.store import Box
from bot.content import DATA
from bot.core.db import Database, Transaction
from bot.core.sqlite.migrations import migrate

A, B = "a" * 22, "b" * 22
ONE, TWO = b"1" * 16, b"2" * 16


@pytest.fixture
async def file(tmp_path: Path) -> AsyncGenerator[Database]:
    db = await Database.open(tmp_path / "ballots.db", DATA / "ballots", journal="delete")
    yield db
    await db.close()


def _two_rounds(tx: Transaction) -> None:
    ballot_store.add(tx, A, 1, b"sealed")
    ballot_store.add(tx, B, 2, b"other")


async def test_a_round_takes_ballots_until_it_ends(file: Database) -> None:
    def go(tx: Transaction) -> list[Box | None]:
        _two_rounds(tx)
        ballot_store.end(tx, A)
        return [ballot_store.find(tx, A), ballot_store.find(tx, B), ballot_store.find(tx, "c" * 22)]

    assert await file.write(go) == [Box(False, b"sealed"), Box(True, b"other"), None]


async def test_a_count_takes_the_place_of_the_one_before_in_its_round_only(file: Database) -> None:
    def go(tx: Transaction) -> list[Box | None]:
        _two_rounds(tx)
        ballot_store.replace(tx, A, b"later")
        return [ballot_store.find(tx, A), ballot_store.find(tx, B)]

    assert await file.write(go) == [Box(True, b"later"), Box(True, b"other")]


async def test_tags_are_noted_in_their_round_only(file: Database) -> None:
    def go(tx: Transaction) -> None:
        _two_rounds(tx)
        ballot_store.add_tags(tx, A, [TWO, ONE])
        ballot_store.add_tags(tx, B, [ONE])
        ballot_store.add_tags(tx, B, [])

    await file.write(go)

    for asked, there in (([ONE, TWO], {ONE}), ([TWO], set[bytes]()), ([], set[bytes]())):
        assert await file.read(lambda r, a=asked: ballot_store.tags_among(r, B, a)) == there
    assert await file.read(lambda r: ballot_store.tags_among(r, A, [ONE, TWO])) == {ONE, TWO}


async def test_a_tag_that_is_noted_already_is_refused(file: Database) -> None:
    await file.write(_two_rounds)
    await file.write(lambda tx: ballot_store.add_tags(tx, A, [ONE]))

    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        await file.write(lambda tx: ballot_store.add_tags(tx, A, [TWO, ONE]))

    assert await file.read(lambda r: ballot_store.tags_among(r, A, [ONE, TWO])) == {ONE}


async def test_the_file_does_not_tell_who_of_those_that_came_together_came_first(
    file: Database,
) -> None:
    tags = [Random(seed).randbytes(16) for seed in range(60)]  # noqa: S311 - no secret

    def go(tx: Transaction) -> None:
        _two_rounds(tx)
        ballot_store.add_tags(tx, A, tags)

    await file.write(go)
    content = file.path.read_bytes()
    written = sorted(tags, key=content.index, reverse=True)  # a page is filled from its end

    assert all(content.count(tag) == 1 for tag in tags)
    assert written == sorted(tags)
    assert written != tags


async def test_a_round_that_is_removed_takes_its_tags_along_and_no_other(file: Database) -> None:
    def go(tx: Transaction) -> None:
        _two_rounds(tx)
        ballot_store.add_tags(tx, A, [ONE])
        ballot_store.add_tags(tx, B, [ONE])
        ballot_store.remove(tx, A)

    await file.write(go)

    assert await file.read(ballot_store.rounds) == {B}
    assert await file.read(lambda r: ballot_store.tags_among(r, A, [ONE])) == set()
    assert await file.read(lambda r: ballot_store.tags_among(r, B, [ONE])) == {ONE}


async def test_the_rounds_of_one_group_are_found(file: Database) -> None:
    await file.write(_two_rounds)

    assert await file.read(lambda r: ballot_store.rounds_of(r, 2)) == {B}
    assert await file.read(lambda r: ballot_store.rounds_of(r, 3)) == set()


async def test_a_tag_without_a_round_or_of_another_length_is_refused(file: Database) -> None:
    await file.write(_two_rounds)

    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        await file.write(lambda tx: ballot_store.add_tags(tx, "c" * 22, [ONE]))
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        await file.write(lambda tx: ballot_store.add_tags(tx, A, [b"short"]))


def test_no_table_numbers_its_rows_and_no_column_says_who_when_or_what() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, DATA / "ballots")
    tables = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table'"
    ).fetchall()
    columns = {
        (name, row[1])
        for name, _ in tables
        for row in connection.execute(f"PRAGMA table_info({name})")
    }
    connection.close()

    assert [name for name, sql in tables if "STRICT, WITHOUT ROWID" not in sql] == []
    assert columns == {
        ("ballot_round", "round_id"),
        ("ballot_round", "guild_id"),
        ("ballot_round", "taking"),
        ("ballot_round", "sealed"),
        ("ballot_tag", "round_id"),
        ("ballot_tag", "tag"),
    }
