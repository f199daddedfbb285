"""The second file: nothing in it stands for a person or a time, and tags go with their round."""

import sqlite3
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.checkins.ballots import store as ballot_store
from bot.checkins.ballots.store import Box
from bot.content import DATA
from bot.core.db import Database, Reader, Transaction
from bot.core.migrations import migrate

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


async def test_a_tag_is_noted_once_in_each_round(file: Database) -> None:
    def go(tx: Transaction) -> list[bool]:
        _two_rounds(tx)
        return [ballot_store.add_tag(tx, *tag) for tag in ((A, ONE), (A, ONE), (B, ONE), (A, TWO))]

    def look(reader: Reader) -> list[bool]:
        return [ballot_store.has_tag(reader, *tag) for tag in ((A, ONE), (B, ONE), (B, TWO))]

    assert await file.write(go) == [True, False, True, True]
    assert await file.read(look) == [True, True, False]


async def test_a_round_that_is_removed_takes_its_tags_along_and_no_other(file: Database) -> None:
    def go(tx: Transaction) -> None:
        _two_rounds(tx)
        ballot_store.add_tag(tx, A, ONE)
        ballot_store.add_tag(tx, B, ONE)
        ballot_store.remove(tx, A)

    await file.write(go)

    assert await file.read(ballot_store.rounds) == {B}
    assert not await file.read(lambda r: ballot_store.has_tag(r, A, ONE))
    assert await file.read(lambda r: ballot_store.has_tag(r, B, ONE))


async def test_the_rounds_of_one_group_are_found(file: Database) -> None:
    await file.write(_two_rounds)

    assert await file.read(lambda r: ballot_store.rounds_of(r, 2)) == {B}
    assert await file.read(lambda r: ballot_store.rounds_of(r, 3)) == set()


async def test_a_tag_without_a_round_or_of_another_length_is_refused(file: Database) -> None:
    await file.write(_two_rounds)

    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        await file.write(lambda tx: ballot_store.add_tag(tx, "c" * 22, ONE))
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        await file.write(lambda tx: ballot_store.add_tag(tx, A, b"short"))


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
