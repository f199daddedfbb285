"""Fixtures for all tests. A test in which Haven logs an ERROR fails: the boundary hides crashes."""

import gc
import logging
import os
import shutil
from collections.abc import AsyncGenerator, Generator
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bench.places import folder
from bot.content import Content
from bot.core.config import Settings
from bot.core.db import Database
from bot.core.keys import Keyring
from bot.demo.clock import scheduler_clock
from tests.harness import CONTENT, START, Room, noted_errors, open_room, settings_in

ROOT = bytes(range(32))


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime = START) -> None:
        self.time = start

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, **span: float) -> None:
        """Moves on, for example ``pass_by(days=1)``."""
        self.time += timedelta(**span)


MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of the user's own in it
MEMORY_NEEDED = 1 << 30


def pytest_configure() -> None:
    """Keep the tests' databases in memory where there is room: a disk waits at every commit."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= MEMORY_NEEDED:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_finish() -> None:
    """Exempt what has been collected from garbage collection: it lives to the end of the run."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Function) -> Generator[None]:
    """Simulated time for the test itself; simcord's own hook only knows tests that take an Env."""
    room = next((arg for arg in item.funcargs.values() if isinstance(arg, Room)), None)
    with room.env.time_context() if room else nullcontext():
        return (yield)


@pytest.fixture(autouse=True)
def logged_errors(request: pytest.FixtureRequest) -> Generator[list[logging.LogRecord]]:
    """Fails a test that logged an ERROR it did not announce with ``expects_errors(count)``."""
    marker = request.node.get_closest_marker("expects_errors")
    with noted_errors(marker.args[0] if marker else 0) as records:
        yield records


@pytest.fixture(autouse=True, scope="session")
def scheduler_stands_still() -> Generator[None]:
    """No test ticks because it took long: APScheduler's time passes only where a test lets it."""
    with scheduler_clock(lambda: START):
        yield


@pytest.fixture
def clock() -> Clock:
    """A clock to be moved by hand."""
    return Clock()


@pytest.fixture(scope="session")
def content() -> Content:
    """The real wording and names."""
    return CONTENT


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings in a folder of the test's own."""
    return settings_in(tmp_path)


@pytest.fixture
def keys(tmp_path: Path) -> Keyring:
    """A keyring with a fixed root."""
    return Keyring(ROOT, tmp_path / "keys")


@pytest.fixture
def on_disk() -> Generator[Path]:
    """A folder on a disk, where a commit takes its time: for tests that kill a process in one."""
    with folder() as path:
        yield path


@pytest.fixture
async def db(tmp_path: Path) -> AsyncGenerator[Database]:
    """The real database with the real migrations."""
    from bot.content import DATA

    database = await Database.open(tmp_path / "haven.db", DATA / "migrations")
    yield database
    await database.close()


@pytest.fixture
async def empty_room(tmp_path: Path) -> AsyncGenerator[Room]:
    """The demo's group with Haven in it, not set up."""
    async with open_room(tmp_path / "data") as room:
        yield room


@pytest.fixture
async def room(empty_room: Room) -> Room:
    """The demo's group with Haven set up."""
    await empty_room.set_up()
    return empty_room
