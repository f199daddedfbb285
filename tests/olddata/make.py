"""``python -m tests.olddata.make DAY``: records a populated data folder of this version.

Run once for a version, when its schema is about to change; what was recorded before is never made
again. It plays :func:`tests.olddata.story.live` through the real bot with simulated time, a fixed
root secret and seeded chance, so that two runs of one version write the same bytes.
"""

import asyncio
import json
import os
import random
import sqlite3
import sys
import tempfile
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.core.keys import Keyring
from bot.core.ticker import Ticker
from bot.privacy.service import Privacy
from tests.harness import Room, open_room
from tests.olddata import facts, recorded
from tests.olddata.story import PEOPLE, live

ROOT = bytes(range(32))
SEED = "0"


class _Chance(threading.local):
    """One stream of chance a thread, so that it does not matter which of two is faster."""

    def __init__(self) -> None:
        self.stream = random.Random(threading.current_thread().name)  # noqa: S311 - to be foreseen


def seed_chance() -> None:
    """Lets every id, key, nonce and shuffle of this process be the same in each run."""
    chance = _Chance()

    def fraction(_: object) -> float:
        return chance.stream.random()

    def bits(_: object, count: int) -> int:
        return chance.stream.getrandbits(count)

    def some_of(_: object, count: int) -> bytes:
        return chance.stream.randbytes(count)

    def some(count: int) -> bytes:
        return chance.stream.randbytes(count)

    system: Any = random.SystemRandom
    system.random, system.getrandbits, system.randbytes = fraction, bits, some_of
    # Their chance is a default argument: what it was when the module was read.
    keyring: Any = Keyring.__init__
    privacy: Any = Privacy.__init__
    keyring.__kwdefaults__ = {**keyring.__kwdefaults__, "random": some}
    privacy.__defaults__ = (some,)


def stop_the_ticker() -> None:
    """Lets nothing happen but what the story does: which tick comes first is chance as well."""
    ticker: Any = Ticker
    ticker.start = _do_nothing


def _do_nothing(_: object) -> None:
    return


def make(day: str, folder: Path) -> None:
    """Plays the story in ``folder`` and writes the four files of ``day``."""
    folder.mkdir()
    secret = folder / "haven.secret"
    secret.touch(mode=0o600)
    secret.write_text(f"{ROOT.hex()}\n", encoding="ascii")
    moment, said = asyncio.run(_play(folder))
    versions = {name: _dump(folder / name, day) for name in recorded.DATABASES}
    said["rows"] = {name: _rows(folder / name) for name in recorded.DATABASES}
    lines = [
        "# The fixed root secret of a test, and the key files of the recorded data folder.",
        f'moment = "{moment.isoformat()}"',
        f'root = "{ROOT.hex()}"',
        "",
        "[versions]",
        *(f'"{name}" = {version}' for name, version in versions.items()),
        "",
        "[keys]",
        *(f'"{key.name}" = "{key.read_bytes().hex()}"' for key in sorted(folder.glob("keys/*"))),
    ]
    _write(f"{day}.toml", "\n".join(lines) + "\n")
    _write(f"{day}.json", json.dumps(said, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


async def _play(folder: Path) -> tuple[datetime, dict[str, Any]]:
    async with open_room(folder) as room:
        with room.env.time_context():
            await room.set_up()
            await live(room)
            return room.env.now(), await _said(room)


async def _said(room: Room) -> dict[str, Any]:
    guild_id, services = room.group.guild.id, room.bot.services
    people = {name: room.who(name).id for name in PEOPLE}
    rows = await services.db.read(lambda r: r.all("SELECT case_id FROM care_case"))
    case_ids = [row["case_id"] for row in rows]
    threads, messages = recorded.standing(room)
    return {
        "facts": await facts.gather(services, guild_id, people, case_ids),
        "people": people,
        "guild": guild_id,
        "threads": threads,
        "messages": messages,
    }


def _dump(path: Path, day: str) -> int:
    connection = sqlite3.connect(path)
    [version] = connection.execute("PRAGMA user_version").fetchone()
    lines = [*connection.iterdump(), f"PRAGMA user_version = {version};"]
    connection.close()
    _write(f"{day}{recorded.DATABASES[path.name]}", "\n".join(lines) + "\n")
    return version


def _rows(path: Path) -> dict[str, int]:
    connection = sqlite3.connect(path)
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    found = {
        name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for (name,) in names
    }
    connection.close()
    return found


def _write(name: str, text: str) -> None:
    (recorded.HERE / name).write_text(text, encoding="utf-8")


def main() -> None:
    """The command."""
    if os.environ.get("PYTHONHASHSEED") != SEED:
        # The order of sets of texts is chance as well, and can only be fixed before a start.
        os.execve(  # noqa: S606 - this same program
            sys.executable,
            [sys.executable, "-m", "tests.olddata.make", *sys.argv[1:]],
            {**os.environ, "PYTHONHASHSEED": SEED},
        )
    [day] = sys.argv[1:]
    if (recorded.HERE / f"{day}.toml").exists():
        sys.exit(f"{day} is recorded. What an older version has left is not made again.")
    seed_chance()
    stop_the_ticker()
    with tempfile.TemporaryDirectory() as folder:
        make(day, Path(folder) / "data")


if __name__ == "__main__":
    main()
