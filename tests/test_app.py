"""Starting and stopping: commands registered once, work under way finished, nothing left open."""

import asyncio
import sqlite3
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import discord
import pytest
from discord import app_commands
from discord.http import Route

from bench.fake_discord import TOKEN, fake_discord
from bot import app
from bot.app import create_bot, serve
from bot.checkins.rounds.service import Rounds
from bot.checkins.schedules.service import Schedules
from bot.core import facts
from bot.core.config import Settings
from bot.discord.client import Interaction
from bot.helplines.service import Helplines
from bot.privacy.service import Privacy
from bot.sharing.delivery import Outbox
from tests.cogs.deeds import SURFACES, do, learn
from tests.conftest import Clock
from tests.harness import Room, answer, make_bot, threads_left


async def test_commands_are_registered_when_they_change_and_only_then(room: Room) -> None:
    first = _registrations(room)
    await room.restart()
    await room.restart(died=True)
    same = _registrations(room)
    await _restart_with_one_command_more(room)
    more = _registrations(room)
    await room.restart()
    less = _registrations(room)

    assert (first, same, more, less) == (1, 1, 2, 3)


def _registrations(room: Room) -> int:
    asked = room.env.http_requests
    return sum(r.method == "PUT" and r.path.endswith("/commands") for r in asked)


async def _restart_with_one_command_more(room: Room) -> None:
    await room.bot.finish()
    room.bot = make_bot(room.folder, lambda: room.env.now(), room.script)
    room.bot.tree.add_command(_command("tea"))
    await room.env.restart_bot(room.bot)


def _command(name: str) -> "app_commands.Command[discord.app_commands.Group, ..., None]":
    async def nothing(interaction: Interaction) -> None: ...

    return app_commands.Command(name=name, description="One more", callback=nothing)


STEPS = ((Schedules, "purge"), (Helplines, "tell_ending"), (Privacy, "purge"), (Rounds, "tidy"))


@pytest.mark.expects_errors(1)
@pytest.mark.parametrize("broken", range(len(STEPS)))
async def test_a_deletion_that_fails_stops_no_other(
    room: Room, monkeypatch: pytest.MonkeyPatch, broken: int
) -> None:
    done: list[int] = []

    def step(number: int) -> Callable[[object], Awaitable[None]]:
        async def run(_: object) -> None:
            if number == broken:
                raise OSError(5, "on purpose")
            done.append(number)

        return run

    for number, (service, name) in enumerate(STEPS):
        monkeypatch.setattr(service, name, step(number))
    await room.bot.purge()

    assert done == [number for number in range(len(STEPS)) if number != broken]


async def test_a_slow_discord_holds_up_no_deletion(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answered, done = asyncio.Event(), asyncio.Event(), list[str]()

    async def slow(_: Outbox) -> None:
        asked.set()
        await answered.wait()
        done.append("told")

    async def note(_: Privacy) -> None:
        done.append("deleted")

    monkeypatch.setattr(Outbox, "tell_expiring", slow)
    monkeypatch.setattr(Privacy, "purge", note)
    telling = asyncio.create_task(room.bot.tick_expiring())
    await asked.wait()
    await asyncio.wait_for(room.bot.purge(), 5)
    answered.set()
    await telling

    assert done == ["deleted", "told"]


async def test_a_log_that_is_in_use_at_an_erasure_is_emptied_at_a_later_tick(room: Room) -> None:
    db = room.bot.services.db
    await db.write(lambda tx: facts.put(tx, "words", "what must be gone"))
    backup = sqlite3.connect(db.path, isolation_level=None)
    backup.execute("BEGIN")
    backup.execute("SELECT name FROM meta").fetchall()
    await db.write(lambda tx: facts.put(tx, "words", ""))
    erased = await db.scrub()
    await room.bot.tick_scrub()
    held = b"must be gone" in _log_of(db.path)
    backup.close()
    await room.bot.tick_scrub()

    assert (erased, held) == (False, True)
    assert b"must be gone" not in _log_of(db.path)
    assert not db.scrub_pending


def _log_of(path: Path) -> bytes:
    return path.with_name(f"{path.name}-wal").read_bytes()


@pytest.mark.parametrize("surface", SURFACES)
async def test_a_stop_lets_what_is_under_way_finish(room: Room, surface: str) -> None:
    await learn(room)
    said = answer(await do(room, surface, "stopping"))
    await room.bot.finish()

    assert said.content == room.bot.content.say("slip.kept")
    with pytest.raises(RuntimeError, match="closed"):
        await room.bot.services.db.write(lambda tx: facts.put(tx, "late", "lost"))
    await room.restart()
    assert await room.bot.services.db.read(lambda r: facts.get(r, "deed")) == "kept"
    assert await room.bot.services.db.read(lambda r: facts.get(r, "late")) is None


async def test_a_stop_does_not_wait_for_ever(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(app, "FINISH_SECONDS", 0.01)
    with room.bot.busy:
        await room.bot.finish()

    assert "stopping with work still under way; what was stored is kept" in caplog.messages
    with pytest.raises(RuntimeError, match="closed"):
        await room.bot.services.db.write(lambda tx: facts.put(tx, "late", "lost"))


async def test_a_start_that_fails_half_way_leaves_nothing_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    threads, tasks = set(threading.enumerate()), asyncio.all_tasks()
    async with fake_discord() as fake:
        names = {"HAVEN_DATA_DIR": str(tmp_path / "data"), "HAVEN_API_URL": fake.api_url}
        bot = create_bot(Settings.from_env(names, need_token=False), clock=clock)
        bot.tree.add_command(_command("share"))  # the cog that brings its own cannot be loaded
        with pytest.raises(discord.DiscordException, match="share"):
            await serve(bot, TOKEN, asyncio.Event())
    # Its helping threads are the loop's own; asyncio.run ends them with it, as this does.
    await asyncio.get_running_loop().shutdown_default_executor()

    assert bot.is_closed()
    assert threads_left(threads) == []
    assert asyncio.all_tasks() <= tasks
    with pytest.raises(RuntimeError, match="closed"):
        await bot.services.db.write(lambda tx: facts.put(tx, "late", "lost"))
