"""Every migration that came after a recording is applied to it, and loses no row.

A developer who adds a migration adds an entry to :data:`CHECKS`: a function that gets the database
before and after, both open, and asserts what that migration is to keep and to make. What holds for
every migration (version, foreign keys, the rows of tables that it leaves alone) is checked here.
"""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.content import DATA
from bot.core.db import migrate
from tests.olddata.recorded import DATABASES, Recording, read, recordings

FOLDERS = {"haven.db": "migrations", "ballots.db": "ballots"}
"""Where the migrations of each database are, below ``data/``."""


@dataclass(frozen=True, slots=True)
class Check:
    """What one migration does. ``gone``: tables that it drops or renames, whose rows live on where
    ``holds`` looks for them. ``holds(before, after)``: asserts that.
    """

    holds: Callable[[sqlite3.Connection, sqlite3.Connection], None]
    gone: frozenset[str] = frozenset()


def _cards_are_cases(before: sqlite3.Connection, after: sqlite3.Connection) -> None:
    """Every value of a card is in the row of its case, but for a copy of a talk's words."""
    moved = {
        "card_id": "case_id",
        "tag": "reporter_tag",
        **{
            same: same
            for same in (
                *("guild_id", "post_id", "kind", "reason", "nonce", "due_at", "claimed_at"),
                *("attempts", "channel_id", "message_id", "stale", "ended_at"),
            )
        },
    }
    old = f"SELECT {', '.join(moved)} FROM card ORDER BY card_id"
    new = f"SELECT {', '.join(moved.values())} FROM care_case ORDER BY case_id"
    assert before.execute(old).fetchall() == after.execute(new).fetchall()
    states = "SELECT card_id, replace(state, 'done', 'closed') FROM card ORDER BY card_id"
    assert (
        before.execute(states).fetchall()
        == after.execute("SELECT case_id, state FROM care_case ORDER BY case_id").fetchall()
    )
    words = (
        "SELECT c.card_id, CASE WHEN k.talk_id IS NULL THEN c.sealed END, "
        "CASE WHEN k.talk_id IS NULL THEN c.key_day END, k.sealed_member, k.key_day "
        "FROM card c JOIN care_case k ON k.case_id = c.card_id ORDER BY c.card_id"
    )
    sealed = (
        "SELECT case_id, sealed_words, words_day, sealed_member, member_day "
        "FROM care_case ORDER BY case_id"
    )
    assert before.execute(words).fetchall() == after.execute(sealed).fetchall()


def _no_import_was_made_before(before: sqlite3.Connection, after: sqlite3.Connection) -> None:
    """The table of what undoes an import is there, empty, and every phrase stays as it was."""
    assert after.execute("SELECT COUNT(*) FROM phrase_import").fetchone() == (0,)
    phrases = "SELECT * FROM screen_phrase ORDER BY phrase_id"
    assert before.execute(phrases).fetchall() == after.execute(phrases).fetchall()


CHECKS: dict[tuple[str, int], Check] = {
    ("haven.db", 8): Check(_cards_are_cases, gone=frozenset({"card"})),
    ("haven.db", 9): Check(_no_import_was_made_before),
}
"""By database and number of the migration, for example ``("haven.db", 8): Check(cards_are_cases)``.

A migration that was there when the oldest recording was made needs none.
"""


def _numbers(database: str) -> dict[int, Path]:
    files = sorted((DATA / FOLDERS[database]).glob("*.sql"))
    return {int(path.name[:4]): path for path in files}


def _later() -> Iterator[tuple[str, str, int]]:
    for name in recordings():
        for database, version in read(name).versions.items():
            for number in _numbers(database):
                if number > version:
                    yield name, database, number


def test_every_later_migration_has_a_check() -> None:
    missing = {(database, number) for _, database, number in _later()} - set(CHECKS)

    assert not missing, (
        f"{sorted(missing)}: add a Check to CHECKS in {__file__} that says what the migration keeps"
    )


def test_every_check_is_of_a_migration_that_is_there() -> None:
    known = {(database, number) for database in DATABASES for number in _numbers(database)}

    assert set(CHECKS) <= known


@pytest.mark.parametrize("database", sorted(DATABASES))
@pytest.mark.parametrize("name", recordings())
def test_a_recording_is_brought_up_to_date_and_keeps_its_rows(
    name: str, database: str, tmp_path: Path
) -> None:
    recording, steps = read(name), _numbers(database)
    now = recording.connect(database)
    for number in (one for one in steps if one > recording.versions[database]):
        before = _copy(now)
        _apply(now, steps, number, tmp_path / str(number))
        check = CHECKS[database, number]
        _kept(before, now, check.gone)
        check.holds(before, now)
        before.close()

    assert _version(now) == max(steps)
    assert now.execute("PRAGMA foreign_key_check").fetchall() == []
    assert now.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    now.close()


@pytest.mark.parametrize("name", recordings())
def test_the_recording_was_made_by_the_migrations_that_are_there(name: str) -> None:
    """The same schema, from the recorded text and from the migrations up to its version."""
    recording = read(name)
    for database in DATABASES:
        made = _blank(database, recording)
        held = recording.connect(database)
        assert _schema(made) == _schema(held)
        made.close()
        held.close()


def test_a_migration_that_loses_a_row_or_a_table_is_seen() -> None:
    """Or the comparison of rows would compare nothing."""
    whole = read(recordings()[0]).connect("haven.db")
    less, renamed = _copy(whole), _copy(whole)
    less.execute("DELETE FROM duty")
    renamed.execute("ALTER TABLE duty RENAME TO on_duty")

    with pytest.raises(AssertionError, match="duty"):
        _kept(whole, less, frozenset())
    with pytest.raises(AssertionError, match="duty"):
        _kept(whole, renamed, frozenset())
    _kept(whole, renamed, frozenset({"duty"}))
    for one in (whole, less, renamed):
        one.close()


def _kept(before: sqlite3.Connection, after: sqlite3.Connection, gone: frozenset[str]) -> None:
    left = set(_tables(after))
    for table in set(_tables(before)) - gone:
        assert table in left, f"{table} is gone"
        columns = ", ".join(sorted(_columns(before, table) & _columns(after, table)))
        rows = f"SELECT {columns} FROM {table} ORDER BY {columns}"
        lost = [row for row in before.execute(rows) if row not in set(after.execute(rows))]
        assert not lost, f"{table} has lost or changed {len(lost)} rows"


def _apply(
    connection: sqlite3.Connection, steps: dict[int, Path], number: int, folder: Path
) -> None:
    """One step further, with the program's own code, which applies all that it finds."""
    folder.mkdir()
    for path in (steps[one] for one in steps if one <= number):
        (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    migrate(connection, folder)
    assert _version(connection) == number


def _blank(database: str, recording: Recording) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for number, path in _numbers(database).items():
        if number <= recording.versions[database]:
            connection.executescript(path.read_text(encoding="utf-8"))
    return connection


def _copy(connection: sqlite3.Connection) -> sqlite3.Connection:
    made = sqlite3.connect(":memory:", isolation_level=None)
    connection.backup(made)
    made.execute("PRAGMA foreign_keys = ON")
    return made


def _version(connection: sqlite3.Connection) -> int:
    return connection.execute("PRAGMA user_version").fetchone()[0]


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return [name for (name,) in rows]


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    return {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}


def _schema(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    rows = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name"
    )
    return rows.fetchall()
