"""The one door to SQLite: what was acknowledged is kept, what was deleted is gone."""

import asyncio
import gc
import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Literal

import pytest

from bot.content import DATA
from bot.core.db import BATCH, Database, Reader, Transaction
from bot.core.sqlite.opening import DELETE_PRAGMAS, WRITER_PRAGMAS, DatabaseFault, connect, fault_of
from tests.harness import threads_left

MIGRATIONS = DATA / "migrations"
ROOM_FOR_WORK = 1  # the function that keeps the database's thread busy has a commit of its own


def _migrations(folder: Path, *scripts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for number, script in enumerate(scripts, 1):
        (folder / f"{number:04}_step.sql").write_text(script, encoding="utf-8")
    return folder


TABLE = "CREATE TABLE line (name TEXT PRIMARY KEY, words TEXT NOT NULL) STRICT;"


@pytest.fixture
async def lines(tmp_path: Path) -> AsyncGenerator[Database]:
    """A database with one table, ``line``."""
    database = await Database.open(tmp_path / "lines.db", _migrations(tmp_path / "steps", TABLE))
    yield database
    await database.close()


def _add(tx: Transaction, name: str, words: str = "x") -> str:
    tx.execute("INSERT INTO line (name, words) VALUES ($1, $2)", name, words)
    return name


def _names(reader: Reader) -> set[str]:
    return {row["name"] for row in reader.all("SELECT name FROM line")}


def _elsewhere(path: Path) -> set[str]:
    """What another program sees in the file."""
    connection = sqlite3.connect(path)
    try:
        return {row[0] for row in connection.execute("SELECT name FROM line")}
    finally:
        connection.close()


class _Commits:
    """Counts the commits SQLite makes, by listening to its statements."""

    def __init__(self) -> None:
        self.count = 0

    async def listen(self, db: Database) -> None:
        def attach(tx: Transaction) -> None:
            connection = tx._connection  # pyright: ignore[reportPrivateUsage] - a test's ear
            assert connection is not None
            connection.set_trace_callback(self._hear)

        await db.write(attach)
        self.count = 0

    def _hear(self, statement: str) -> None:
        self.count += statement == "COMMIT"


async def test_fifty_callers_share_far_fewer_commits(lines: Database) -> None:
    commits = _Commits()
    await commits.listen(lines)
    busy = threading.Event()
    first = asyncio.create_task(lines.write(lambda _: busy.wait(10)))
    await asyncio.sleep(0)
    callers = [
        asyncio.create_task(lines.write(lambda tx, n=n: _add(tx, str(n)))) for n in range(50)
    ]
    await asyncio.sleep(0)
    busy.set()
    await asyncio.gather(first, *callers)

    assert commits.count <= 2 + ROOM_FOR_WORK
    assert len(await lines.read(_names)) == 50


async def test_more_callers_than_a_batch_holds_all_have_their_turn(tmp_path: Path) -> None:
    steps = _migrations(tmp_path / "steps", TABLE)
    db = await Database.open(tmp_path / "lines.db", steps, batch=4)
    commits = _Commits()
    await commits.listen(db)
    await asyncio.gather(*(db.write(lambda tx, n=n: _add(tx, str(n))) for n in range(10)))
    names = await db.read(_names)
    await db.close()

    assert commits.count == 3
    assert len(names) == 10
    assert BATCH >= 50


async def test_a_function_that_fails_undoes_its_own_work_only(lines: Database) -> None:
    def fail(tx: Transaction) -> None:
        _add(tx, "undone")
        raise LookupError("mine")

    outcomes = await asyncio.gather(
        lines.write(lambda tx: _add(tx, "before")),
        lines.write(fail),
        lines.write(lambda tx: _add(tx, "after")),
        return_exceptions=True,
    )

    assert outcomes[0] == "before"
    assert isinstance(outcomes[1], LookupError)
    assert outcomes[2] == "after"
    assert await lines.read(_names) == {"before", "after"}


class _Odd(BaseException):
    """Not an Exception: what catches only those lets it through."""


@pytest.mark.parametrize("error", [StopIteration, _Odd, asyncio.CancelledError])
async def test_whatever_a_function_raises_reaches_its_caller_and_no_neighbour(
    lines: Database, error: type[BaseException]
) -> None:
    def fail(tx: Transaction) -> None:
        _add(tx, "undone")
        raise error

    failing = asyncio.ensure_future(lines.write(fail))
    neighbour = asyncio.ensure_future(lines.write(lambda tx: _add(tx, "kept")))
    await asyncio.wait([failing, neighbour], timeout=10)

    assert failing.done()
    assert failing.cancelled() or failing.exception() is not None
    assert neighbour.result() == "kept"
    assert await lines.read(_names) == {"kept"}


async def test_a_function_may_return_an_exception_as_its_result(lines: Database) -> None:
    returned = await lines.write(lambda _: LookupError("a value"))

    assert isinstance(returned, LookupError)


async def test_a_result_is_given_only_when_others_can_see_it(lines: Database) -> None:
    inside = await lines.write(lambda tx: _add(tx, "a") and _elsewhere(lines.path))

    assert inside == set()
    assert _elsewhere(lines.path) == {"a"}


async def test_every_commit_is_counted_before_its_caller_hears_of_it(lines: Database) -> None:
    seen: list[tuple[int, int]] = []
    for _ in range(2):
        before = lines.commits
        await lines.write(lambda tx: tx.one("SELECT 1"))
        seen.append((before, lines.commits))
    await lines.read(lambda reader: reader.one("SELECT 1"))

    assert all(before < after for before, after in seen)
    assert lines.commits == seen[-1][1]


async def test_the_work_of_a_cancelled_caller_is_kept(lines: Database) -> None:
    busy = threading.Event()
    first = asyncio.create_task(lines.write(lambda _: busy.wait(10)))
    caller = asyncio.create_task(lines.write(lambda tx: _add(tx, "kept")))
    await asyncio.sleep(0)
    caller.cancel()
    busy.set()
    await first
    await lines.write(lambda _: None)

    assert caller.cancelled()
    assert await lines.read(_names) == {"kept"}


@pytest.mark.expects_errors(1)
async def test_the_failure_of_a_cancelled_caller_is_logged_and_disturbs_nobody(
    lines: Database,
) -> None:
    caller = asyncio.create_task(lines.write(lambda tx: tx.execute("no sql")))
    await asyncio.sleep(0)
    caller.cancel()
    added = await lines.write(lambda tx: _add(tx, "a"))
    del caller
    await lines.write(lambda _: None)  # the thread lets go of its last work only for the next
    gc.collect()  # asyncio logs an exception that nobody fetched when it throws it away

    assert added == "a"


async def test_the_settings_the_promises_rest_on_are_in_force(db: Database) -> None:
    def look(session: Reader) -> dict[str, object]:
        found = {name: session.one(f"PRAGMA {name}") for name in WRITER_PRAGMAS}
        return {name: row[0] if row else None for name, row in found.items()}

    written, read = await db.write(look), await db.read(lambda r: r.one("PRAGMA query_only"))

    assert written == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 5000,
    }
    assert read is not None
    assert read[0] == 1


async def test_a_setting_sqlite_does_not_take_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(dict(WRITER_PRAGMAS), "journal_mode", ("WAL", "wal"))
    monkeypatch.setattr("bot.core.db.WRITER_PRAGMAS", {"journal_mode": ("PERSIST", "wal")})

    with pytest.raises(DatabaseFault, match="SQLite did not take journal_mode"):
        await Database.open(tmp_path / "haven.db", MIGRATIONS)


async def test_a_reader_cannot_write(lines: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match=r"readonly|read-only"):
        await lines.read(lambda r: r.all("INSERT INTO line VALUES ('a', 'b') RETURNING name"))

    assert await lines.read(_names) == set()


async def test_a_reader_sees_one_picture_for_the_length_of_its_function(lines: Database) -> None:
    def look(reader: Reader) -> list[set[str]]:
        pictures = [_names(reader)]
        other = sqlite3.connect(lines.path)
        other.execute("INSERT INTO line VALUES ('b', 'x')")
        other.commit()
        other.close()
        return [*pictures, _names(reader)]

    await lines.write(lambda tx: _add(tx, "a"))
    pictures = await lines.read(look)

    assert pictures == [{"a"}, {"a"}]
    assert await lines.read(_names) == {"a", "b"}


async def test_a_session_is_useless_once_its_function_has_returned(lines: Database) -> None:
    transaction = await lines.write(lambda tx: tx)
    reader = await lines.read(lambda r: r)

    with pytest.raises(RuntimeError, match="after its function had returned"):
        transaction.execute("DELETE FROM line")
    with pytest.raises(RuntimeError, match="after its function had returned"):
        reader.one("SELECT 1")


async def test_parameters_are_never_read_as_sql(lines: Database) -> None:
    await lines.write(lambda tx: _add(tx, "'; DROP TABLE line; --", "$1"))

    assert await lines.read(_names) == {"'; DROP TABLE line; --"}


async def test_the_real_migrations_reach_their_version_and_open_again(tmp_path: Path) -> None:
    for _ in range(2):
        db = await Database.open(tmp_path / "haven.db", MIGRATIONS)
        row = await db.read(lambda r: r.one("PRAGMA user_version"))
        await db.close()

        assert row is not None
        assert row[0] == len(list(MIGRATIONS.glob("*.sql")))


async def test_a_migration_that_fails_half_way_changes_nothing(tmp_path: Path) -> None:
    steps = _migrations(tmp_path / "steps", TABLE)
    await (await Database.open(tmp_path / "a.db", steps)).close()
    _migrations(steps, TABLE, "CREATE TABLE other (a TEXT);\nINSERT INTO nowhere VALUES (1);")
    with pytest.raises(DatabaseFault, match=r"Migration 0002_step\.sql failed: no such table"):
        await Database.open(tmp_path / "a.db", steps)
    connection = sqlite3.connect(tmp_path / "a.db")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema")]
    connection.close()

    assert version == 1
    assert "other" not in tables


async def test_an_update_keeps_what_was_there(tmp_path: Path) -> None:
    steps = _migrations(tmp_path / "steps", TABLE)
    db = await Database.open(tmp_path / "a.db", steps)
    await db.write(lambda tx: _add(tx, "kept"))
    await db.close()
    _migrations(steps, TABLE, "ALTER TABLE line ADD COLUMN more TEXT;")
    db = await Database.open(tmp_path / "a.db", steps)
    row = await db.read(lambda r: r.one("SELECT name, more FROM line"))
    await db.close()

    assert row is not None
    assert tuple(row) == ("kept", None)


async def test_a_gap_in_the_numbers_of_the_migrations_is_refused(tmp_path: Path) -> None:
    steps = _migrations(tmp_path / "steps", TABLE, "SELECT 1;", "SELECT 2;")
    (steps / "0002_step.sql").unlink()

    with pytest.raises(DatabaseFault, match="not numbered 0001, 0002"):
        await Database.open(tmp_path / "a.db", steps)


async def test_a_file_of_a_newer_haven_is_refused_in_clear_words_and_kept(tmp_path: Path) -> None:
    steps = _migrations(tmp_path / "steps", TABLE, "CREATE TABLE newer (a TEXT);")
    db = await Database.open(tmp_path / "a.db", steps)
    await db.write(lambda tx: _add(tx, "kept"))
    await db.close()
    (steps / "0002_step.sql").unlink()

    with pytest.raises(DatabaseFault) as caught:
        await Database.open(tmp_path / "a.db", steps)
    assert "version 2, but this Haven knows only up to 1" in str(caught.value)
    assert _elsewhere(tmp_path / "a.db") == {"kept"}


def _fill(tx: Transaction) -> None:
    for n in range(50):
        tx.execute("INSERT INTO meta (name, value) VALUES ($1, $2)", f"{n}", "x" * 2000)


@pytest.mark.parametrize("damage", ["garbage", "torn", "schema", "page"])
async def test_a_damaged_file_is_refused_and_no_thread_is_left(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "haven.db"
    if damage == "garbage":
        path.write_bytes(b"this is no database at all, " * 400)
    else:
        db = await Database.open(path, MIGRATIONS)
        await db.write(_fill)
        await db.close()
        whole = path.read_bytes()
        torn, schema = whole[: len(whole) // 2 + 100], whole[:100] + b"\xff" * 700 + whole[800:]
        page = whole[: -5 * 4096] + b"\xff" * 4096 + whole[-4 * 4096 :]  # seen by a check alone
        path.write_bytes({"torn": torn, "schema": schema, "page": page}[damage])
    before, threads = path.read_bytes(), threading.enumerate()
    with pytest.raises(DatabaseFault) as caught:
        await Database.open(path, MIGRATIONS)

    assert "estore the last backup" in str(caught.value)
    assert threads_left(threads) == []
    assert path.read_bytes() == before


async def test_a_folder_in_the_file_s_place_is_refused_and_no_thread_is_left(
    tmp_path: Path,
) -> None:
    (tmp_path / "haven.db").mkdir()
    threads = threading.enumerate()

    with pytest.raises(DatabaseFault, match=r"haven\.db cannot be opened"):
        await Database.open(tmp_path / "haven.db", MIGRATIONS)
    assert threads_left(threads) == []


async def _open_fails(path: Path) -> str:
    """What the operator reads when the file cannot be opened; its bytes and threads are kept."""
    before, threads = _stands(path), threading.enumerate()
    with pytest.raises(DatabaseFault) as caught:
        await Database.open(path, MIGRATIONS)
    assert threads_left(threads) == []
    assert _stands(path) == before
    assert "backup;" not in str(caught.value)
    return str(caught.value)


def _stands(path: Path) -> bytes:
    return path.read_bytes()


def _empty(path: Path) -> Path:
    path.touch()
    return path


@pytest.fixture
async def closed(tmp_path: Path) -> Path:
    """The file of a database that has been closed, filled and up to date."""
    db = await Database.open(tmp_path / "haven.db", MIGRATIONS)
    await db.write(_fill)
    await db.close()
    return db.path


async def test_a_locked_file_is_not_called_damaged(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def impatient(where: str, *, uri: bool) -> sqlite3.Connection:
        connection = connect(where, uri=uri)
        connection.execute("PRAGMA busy_timeout = 0")
        return connection

    monkeypatch.setattr("bot.core.db.connect", impatient)
    other = sqlite3.connect(closed, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    other.execute("CREATE TABLE other (a TEXT)")
    try:
        said = await _open_fails(closed)
    finally:
        other.close()

    assert "(SQLITE_BUSY). Another program keeps it locked" in said
    assert "nothing is damaged" in said
    await (await Database.open(closed, MIGRATIONS)).close()


@pytest.mark.parametrize("up_to_date", [True, False])
async def test_a_file_that_may_only_be_read_is_not_called_damaged(
    closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, up_to_date: bool
) -> None:
    if not up_to_date:
        closed = _empty(tmp_path / "new.db")

    def only_read(where: str, *, uri: bool) -> sqlite3.Connection:
        return connect(where if uri else f"{Path(where).as_uri()}?mode=ro", uri=True)

    monkeypatch.setattr("bot.core.db.connect", only_read)
    said = await _open_fails(closed)

    assert "(SQLITE_READONLY" in said
    assert "must belong to Haven's user" in said


async def test_a_full_disk_at_the_start_is_not_called_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(where: str, *, uri: bool) -> sqlite3.Connection:
        connection = connect(where, uri=uri)
        connection.execute("PRAGMA max_page_count = 1")
        return connection

    path = _empty(tmp_path / "haven.db")
    monkeypatch.setattr("bot.core.db.connect", full)
    with pytest.raises(DatabaseFault) as caught:
        await Database.open(path, MIGRATIONS)

    assert "(SQLITE_FULL). The disk is full. Free some space" in str(caught.value)
    assert "backup" not in str(caught.value)


@pytest.mark.parametrize(
    ("code", "what_to_do"),
    [
        (sqlite3.SQLITE_BUSY | 1 << 8, "End that program"),  # an extended code: BUSY_RECOVERY
        (sqlite3.SQLITE_LOCKED, "End that program"),
        (sqlite3.SQLITE_IOERR | 2 << 8, "system's log"),
        (sqlite3.SQLITE_CANTOPEN, "not a folder"),
        (sqlite3.SQLITE_NOMEM, "no memory left"),
        (sqlite3.SQLITE_MISMATCH, "Keep the file as it is"),
        (sqlite3.SQLITE_CORRUPT, "restore the last backup"),
        (sqlite3.SQLITE_NOTADB, "restore the last backup"),
    ],
)
def test_each_cause_has_its_own_advice_and_only_damage_asks_for_a_backup(
    code: int, what_to_do: str
) -> None:
    error = sqlite3.OperationalError("on purpose")
    error.sqlite_errorcode, error.sqlite_errorname = code, "SQLITE_TEST"
    said = str(fault_of(error, "haven.db"))

    assert said.startswith("haven.db cannot be opened (SQLITE_TEST). ")
    assert what_to_do in said
    assert ("backup" in said) == (what_to_do == "restore the last backup" or "program" in said)


async def test_a_failed_migration_leaves_no_thread(tmp_path: Path) -> None:
    threads = threading.enumerate()
    with pytest.raises(DatabaseFault):
        await Database.open(tmp_path / "a.db", _migrations(tmp_path / "steps", "nonsense;"))

    assert threads_left(threads) == []


async def test_a_start_that_is_cancelled_leaves_no_thread(tmp_path: Path) -> None:
    threads = threading.enumerate()
    for turns in range(12):
        opening = asyncio.create_task(Database.open(tmp_path / f"{turns}.db", MIGRATIONS))
        for _ in range(turns):
            await asyncio.sleep(0)
        opening.cancel()
        result = (await asyncio.gather(opening, return_exceptions=True))[0]
        if isinstance(result, Database):
            await result.close()

    assert threads_left(threads) == []


async def test_closing_finishes_what_was_handed_in_and_may_be_repeated(tmp_path: Path) -> None:
    threads = threading.enumerate()
    db = await Database.open(tmp_path / "a.db", _migrations(tmp_path / "steps", TABLE))
    callers = [asyncio.create_task(db.write(lambda tx, n=n: _add(tx, str(n)))) for n in range(20)]
    await asyncio.sleep(0)
    await asyncio.gather(db.close(), db.close())
    await db.close()
    results = await asyncio.gather(*callers)

    assert len(results) == 20
    assert _elsewhere(tmp_path / "a.db") == set(results)
    assert threads_left(threads) == []
    with pytest.raises(RuntimeError, match="the database is closed"):
        await db.write(lambda _: None)


async def test_the_second_of_two_closings_waits_for_the_first(tmp_path: Path) -> None:
    threads = threading.enumerate()
    db = await Database.open(tmp_path / "a.db", _migrations(tmp_path / "steps", TABLE))
    busy = threading.Event()
    work = asyncio.create_task(db.write(lambda _: busy.wait(10)))
    await asyncio.sleep(0)
    first = asyncio.create_task(db.close())
    await asyncio.sleep(0)
    second = asyncio.create_task(db.close())
    for _ in range(5):
        await asyncio.sleep(0)
    early = second.done()
    busy.set()
    await asyncio.gather(work, first, second)

    assert not early
    assert threads_left(threads) == []


@pytest.mark.parametrize("turns", range(4))
async def test_a_flush_that_is_cancelled_still_lets_the_database_close(
    tmp_path: Path, turns: int
) -> None:
    before = threading.enumerate()
    db = await Database.open(tmp_path / "a.db", _migrations(tmp_path / "steps", TABLE))
    busy = threading.Event()
    work = asyncio.create_task(db.write(lambda _: busy.wait(10)))
    await asyncio.sleep(0)
    (flush,) = [t for t in asyncio.all_tasks() if t.get_name() == "haven-db-flush"]
    for _ in range(turns):
        await asyncio.sleep(0)
    flush.cancel()  # as asyncio.run does with every task on its way out
    busy.set()
    await db.close()
    await asyncio.gather(work, return_exceptions=True)

    assert threads_left(before) == []


async def test_the_file_and_its_log_can_be_read_by_their_owner_alone(lines: Database) -> None:
    await lines.write(lambda tx: _add(tx, "a"))
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode) for path in lines.path.parent.glob("lines.db*")
    }

    assert set(modes) >= {"lines.db", "lines.db-wal"}
    assert set(modes.values()) == {0o600}


async def test_deleted_words_are_gone_from_the_file_and_its_log_after_a_scrub(
    lines: Database,
) -> None:
    secret = "what nobody may find again " * 400  # more than a page
    await lines.write(lambda tx: _add(tx, "a", secret))
    before = _bytes_of(lines.path)
    await lines.write(lambda tx: tx.execute("DELETE FROM line"))
    await lines.scrub()
    after = _bytes_of(lines.path)

    assert b"nobody may find" in before
    assert b"nobody may find" not in after


async def test_a_reader_at_work_does_not_keep_deleted_words_in_the_log(lines: Database) -> None:
    await lines.write(lambda tx: _add(tx, "a", "what nobody may find again"))
    reading, go = threading.Event(), threading.Event()

    def look(reader: Reader) -> None:
        _names(reader)
        reading.set()
        go.wait(10)

    slow = asyncio.create_task(lines.read(look))
    await asyncio.to_thread(reading.wait, 10)
    await lines.write(lambda tx: tx.execute("DELETE FROM line"))
    scrub = asyncio.create_task(lines.scrub())
    await asyncio.sleep(0)
    go.set()
    await asyncio.gather(slow, scrub)

    assert b"nobody may find" not in _bytes_of(lines.path)


async def test_a_scrub_that_another_reader_holds_up_says_so_and_is_done_later(
    lines: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await lines.write(lambda tx: _add(tx, "a", "what nobody may find again"))
    backup = sqlite3.connect(lines.path, isolation_level=None)
    backup.execute("BEGIN")
    backup.execute("SELECT name FROM line").fetchall()
    await lines.write(lambda tx: tx.execute("DELETE FROM line"))
    began = time.monotonic()
    held_up = [await lines.scrub(), await lines.scrub()]
    took = time.monotonic() - began
    pending, held = lines.scrub_pending, _bytes_of(lines.path)
    await lines.write(lambda tx: _add(tx, "b"))
    backup.close()

    assert held_up == [False, False]
    assert pending
    assert b"nobody may find" in held
    assert took < 2, "the writer waited for another connection's reader"
    assert [getattr(record, "haven", None) for record in caplog.records] == [
        {"code": "scrub_busy", "file": "lines.db"}
    ]
    assert await lines.scrub()
    assert not lines.scrub_pending
    assert b"nobody may find" not in _bytes_of(lines.path)
    timeout = await lines.write(lambda tx: tx.one("PRAGMA busy_timeout"))
    assert timeout is not None
    assert timeout[0] == 5000


def _bytes_of(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))


async def test_a_full_disk_is_told_to_every_caller_who_lost_work_and_costs_nothing_older(
    lines: Database,
) -> None:
    await lines.write(lambda tx: _add(tx, "older"))
    await lines.write(lambda tx: tx.all("PRAGMA max_page_count = 1"))
    big = "x" * 20_000
    results = await asyncio.gather(
        *(lines.write(lambda tx, n=n: _add(tx, str(n), big)) for n in range(10)),
        return_exceptions=True,
    )
    kept = {result for result in results if isinstance(result, str)}
    await lines.write(lambda tx: tx.all("PRAGMA max_page_count = 100000"))

    assert any(isinstance(result, sqlite3.OperationalError) for result in results)
    assert await lines.read(_names) == {"older"} | kept
    assert await lines.write(lambda tx: _add(tx, "later", big)) == "later"


async def test_a_commit_that_fails_is_told_to_the_whole_batch(lines: Database) -> None:
    def defer(tx: Transaction) -> None:
        tx.execute("CREATE TABLE child (name TEXT REFERENCES line DEFERRABLE INITIALLY DEFERRED)")

    await lines.write(defer)
    await lines.write(lambda tx: _add(tx, "older"))
    results = await asyncio.gather(
        lines.write(lambda tx: _add(tx, "neighbour")),
        lines.write(lambda tx: tx.execute("INSERT INTO child VALUES ('nobody')")),
        return_exceptions=True,
    )

    assert [type(result) for result in results] == [sqlite3.IntegrityError] * 2
    assert await lines.read(_names) == {"older"}
    assert await lines.write(lambda tx: _add(tx, "later")) == "later"


WRITING = """
import asyncio, sys
from pathlib import Path
from bot.core.db import Database

async def main(path, steps, start):
    db = await Database.open(Path(path), Path(steps))

    async def caller(number):
        for turn in range(10_000):
            name = f"{start}-{number}-{turn}"
            await db.write(lambda tx: tx.execute("INSERT INTO line VALUES ($1, 'x')", name))
            print(name, flush=True)

    await asyncio.gather(*(caller(number) for number in range(20)))

asyncio.run(main(*sys.argv[1:]))
"""
KILLS = 12


def test_every_row_acknowledged_before_a_kill_is_there_afterwards(on_disk: Path) -> None:
    steps = _migrations(on_disk / "steps", TABLE)
    path, acknowledged = on_disk / "lines.db", set[str]()
    moments = random.Random(7)  # noqa: S311 - to be repeated, not to be safe
    for kill in range(KILLS):
        child = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", WRITING, str(path), str(steps), str(kill)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        assert child.stdout is not None
        for _ in range(moments.randint(1, 400)):
            acknowledged.add(child.stdout.readline().strip())
        os.kill(child.pid, signal.SIGKILL)
        acknowledged |= {line.strip() for line in child.stdout if line.endswith("\n")}
        child.stdout.close()
        ended = child.wait(timeout=30)
        found = _elsewhere(path)

        assert ended == -signal.SIGKILL
        assert "" not in acknowledged
        assert acknowledged <= found

    assert len(acknowledged) > KILLS


@pytest.fixture
async def undated(tmp_path: Path) -> AsyncGenerator[Database]:
    """The same, without a write-ahead log."""
    steps = _migrations(tmp_path / "steps", TABLE)
    database = await Database.open(tmp_path / "undated.db", steps, journal="delete")
    yield database
    await database.close()


async def test_without_a_log_the_settings_are_stricter_still(undated: Database) -> None:
    def look(session: Reader) -> dict[str, object]:
        found = {name: session.one(f"PRAGMA {name}") for name in DELETE_PRAGMAS}
        return {name: row[0] if row else None for name, row in found.items()}

    written, read = await undated.write(look), await undated.read(look)

    assert written == read
    assert written == {
        "journal_mode": "delete",
        "synchronous": 3,  # EXTRA: the folder is synced as well
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 5000,
        "temp_store": 2,  # MEMORY
    }


async def test_without_a_log_a_commit_leaves_nothing_beside_the_file(undated: Database) -> None:
    def names() -> set[str]:
        return {path.name for path in undated.path.parent.glob("undated.db*")}

    inside = await undated.write(lambda tx: _add(tx, "a") and names())

    assert inside == {"undated.db", "undated.db-journal"}
    assert names() == {"undated.db"}


async def test_the_journal_can_be_read_by_its_owner_alone(undated: Database) -> None:
    def modes(tx: Transaction) -> set[int]:
        _add(tx, "a")
        files = undated.path.parent.glob("undated.db*")
        return {stat.S_IMODE(path.stat().st_mode) for path in files}

    assert await undated.write(modes) == {0o600}


async def test_without_a_log_reads_and_writes_take_turns_and_none_is_refused(
    undated: Database,
) -> None:
    writing = asyncio.gather(*(undated.write(lambda tx, n=n: _add(tx, str(n))) for n in range(30)))
    seen = await asyncio.gather(*(undated.read(_names) for _ in range(30)))
    added = set(await writing)

    assert len(added) == 30
    assert all(names <= added for names in seen)
    assert await undated.read(_names) == added


async def test_without_a_log_what_a_reader_writes_is_not_kept(undated: Database) -> None:
    await undated.read(lambda r: r.all("INSERT INTO line VALUES ('a', 'b') RETURNING name"))

    assert await undated.read(_names) == set()


async def test_without_a_log_closing_finishes_what_was_handed_in(tmp_path: Path) -> None:
    threads = threading.enumerate()
    steps = _migrations(tmp_path / "steps", TABLE)
    db = await Database.open(tmp_path / "a.db", steps, journal="delete")
    callers = [asyncio.create_task(db.write(lambda tx, n=n: _add(tx, str(n)))) for n in range(20)]
    await asyncio.sleep(0)
    await asyncio.gather(db.close(), db.close())
    results = await asyncio.gather(*callers)

    assert _elsewhere(tmp_path / "a.db") == set(results)
    assert threads_left(threads) == []


@pytest.mark.parametrize("journal", ["wal", "delete"])
async def test_a_vacuum_leaves_nothing_of_what_was_deleted_and_keeps_the_rest(
    journal: Literal["wal", "delete"], tmp_path: Path
) -> None:
    steps = _migrations(tmp_path / "steps", TABLE)
    db = await Database.open(tmp_path / "a.db", steps, journal=journal)
    for number in range(60):
        words = "nobody may find" + " this again" * 100
        await db.write(lambda tx, n=number, words=words: _add(tx, str(n), words))
    await db.write(lambda tx: tx.execute("DELETE FROM line WHERE name <> '7'"))
    await db.scrub()
    before = len(_bytes_of(db.path))
    await db.vacuum()
    after, left = _bytes_of(db.path), await db.read(_names)
    await db.close()

    assert len(after) < before
    assert after.count(b"nobody may find") == 1
    assert left == {"7"}
