"""`python -m bot` as an operator runs it: a process of its own against a small Discord of ours."""

import asyncio
import json
import os
import re
import signal
import stat
import sys
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import discord
import pytest
from aiohttp import web

from bot.app import create_bot, serve
from bot.core.config import Settings
from bot.groups.rules import PERMISSION_NAMES
from tests.conftest import Clock
from tests.harness import settings_in

ROOT = Path(__file__).parents[1]
TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAx.GfakeX.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
APPLICATION = "100000000000000001"
GUILD = "880000000000000077"
PATIENCE = 30.0


def _json(data: object, status: int = 200) -> web.Response:
    # Without a charset: discord.py compares the whole header.
    return web.Response(
        body=json.dumps(data).encode(), status=status, content_type="application/json"
    )


@dataclass(slots=True)
class SmallDiscord:
    """As much of Discord as a bot without a group meets: log in, commands, gateway."""

    token: str = TOKEN
    url: str = ""
    calls: list[str] = field(default_factory=list[str])
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    called: asyncio.Condition = field(default_factory=asyncio.Condition)
    silent: bool = False
    privileged: bool = False
    intents: int | None = None

    async def calls_reach(self, number: int) -> None:
        """Waits for so many calls."""
        async with asyncio.timeout(PATIENCE), self.called:
            await self.called.wait_for(lambda: len(self.calls) >= number)

    def app(self) -> web.Application:
        """The routes."""
        app = web.Application(middlewares=[self._door])
        app.router.add_get("/api/v10/users/@me", self._me)
        app.router.add_get("/api/v10/oauth2/applications/@me", self._application)
        app.router.add_put(f"/api/v10/applications/{APPLICATION}/commands", self._commands)
        app.router.add_get("/api/v10/gateway/bot", self._where)
        app.router.add_get("/", self._gateway)
        return app

    @web.middleware
    async def _door(
        self,
        request: web.Request,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        self.calls.append(f"{request.method} {request.path}")
        async with self.called:
            self.called.notify_all()
        if self.silent:
            await asyncio.Event().wait()
        if request.path != "/" and request.headers.get("Authorization") != f"Bot {self.token}":
            return _json({"message": "401: Unauthorized", "code": 0}, status=401)
        return await handler(request)

    async def _me(self, _: web.Request) -> web.Response:
        return _json(
            {
                "id": APPLICATION,
                "username": "Haven",
                "discriminator": "0",
                "avatar": None,
                "bot": True,
            }
        )

    async def _application(self, _: web.Request) -> web.Response:
        return _json(
            {
                "id": APPLICATION,
                "name": "Haven",
                "icon": None,
                "description": "",
                "bot_public": True,
                "bot_require_code_grant": False,
                "verify_key": "0" * 64,
                "flags": 0,
                "owner": {
                    "id": "5",
                    "username": "somebody",
                    "discriminator": "0",
                    "avatar": None,
                },
            }
        )

    async def _commands(self, request: web.Request) -> web.Response:
        sent: list[dict[str, object]] = await request.json()
        made = [
            {"id": str(7000 + n), "application_id": APPLICATION, "description": "", "version": "1"}
            | command
            for n, command in enumerate(sent)
        ]
        return _json(made)

    async def _where(self, _: web.Request) -> web.Response:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        url = self.url.replace("http", "ws", 1)
        return _json({"url": url, "shards": 1, "session_start_limit": limit})

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 41250}, "s": None, "t": None})
        async for message in socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                continue
            said = json.loads(message.data)
            if said["op"] == 1:
                await socket.send_json({"op": 11, "d": None, "s": None, "t": None})
            elif said["op"] == 2:
                intents = int(said["d"]["intents"])
                self.intents = intents
                if intents & (1 << 15) and not self.privileged:
                    await socket.close(code=4014)
                    break
                user = {"id": APPLICATION, "username": "Haven", "discriminator": "0"}
                hello = {
                    "v": 10,
                    "user": user | {"avatar": None, "bot": True},
                    "guilds": [{"id": GUILD, "unavailable": True}],
                    "session_id": "small",
                    "shard": [0, 1],
                    "resume_gateway_url": self.url.replace("http", "ws", 1),
                    "application": {"id": APPLICATION, "flags": 0},
                }
                await socket.send_json({"op": 0, "d": hello, "s": 1, "t": "READY"})
                self.ready.set()
        return socket


@pytest.fixture
async def small_discord() -> AsyncGenerator[SmallDiscord]:
    small = SmallDiscord()
    runner = web.AppRunner(small.app(), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    small.url = f"http://{host}:{port}"
    yield small
    await runner.cleanup()


@dataclass(slots=True)
class Haven:
    """A running `python -m bot`, and what it has said so far."""

    process: asyncio.subprocess.Process
    lines: list[str] = field(default_factory=list[str])

    async def says(self, word: str) -> None:
        """Waits until a line of its log holds ``word``."""
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while line := (await self.process.stdout.readline()).decode():
                self.lines.append(line)
                if word in line:
                    return
        raise AssertionError(f"it ended without saying {word!r}: {self.lines}")

    async def end(self, *, patience: float = PATIENCE) -> tuple[int, str]:
        """Waits for its end: the exit code, and everything it said."""
        async with asyncio.timeout(patience):
            out, err = await self.process.communicate()
        assert self.process.returncode is not None
        return self.process.returncode, "".join(self.lines) + out.decode() + err.decode()


Start = Callable[..., Awaitable[Haven]]


@pytest.fixture
async def start(tmp_path: Path, small_discord: SmallDiscord) -> AsyncGenerator[Start]:
    """Starts ``python -m bot`` with only these settings, in a folder without a .env."""
    begun: list[Haven] = []

    async def run(*arguments: str, **settings: str) -> Haven:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DISCORD_TOKEN": TOKEN,
            "HAVEN_API_URL": f"{small_discord.url}/api/v10",
            "HAVEN_DATA_DIR": str(tmp_path / "data"),
        } | settings
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *(arguments or ("run",)),
            cwd=tmp_path,
            env={name: value for name, value in environment.items() if value},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        begun.append(Haven(process))
        return begun[-1]

    yield run
    for haven in begun:
        if haven.process.returncode is None:
            haven.process.kill()
            await haven.process.communicate()


def _assert_discreet(said: str) -> None:
    assert TOKEN not in said
    assert TOKEN.split(".")[2] not in said
    assert not re.search(r"\d{17,20}", said)
    assert "Traceback" not in said


async def test_haven_comes_up_and_ends_at_once_and_cleanly_when_asked(
    start: Start, small_discord: SmallDiscord, tmp_path: Path
) -> None:
    haven = await start()
    await haven.says('"ready"')
    haven.process.send_signal(signal.SIGTERM)
    code, said = await haven.end(patience=10)
    data = tmp_path / "data"

    assert code == 0
    assert f"PUT /api/v10/applications/{APPLICATION}/commands" in small_discord.calls
    assert not (data / "haven.db-wal").exists()
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in data.rglob("*"))
    _assert_discreet(said)


async def test_haven_asks_discord_for_no_more_than_it_uses(
    start: Start, small_discord: SmallDiscord
) -> None:
    haven = await start()
    await haven.says("connected to Gateway")
    without = small_discord.intents
    haven.process.kill()
    small_discord.privileged = True
    haven = await start(HAVEN_MESSAGE_CONTENT="on", HAVEN_DATA_DIR="another")
    await haven.says("connected to Gateway")

    guilds, guild_messages, message_content, automod = 1, 1 << 9, 1 << 15, 1 << 21
    assert without == guilds | guild_messages | automod
    assert small_discord.intents == without | message_content


async def test_an_intent_that_is_not_switched_on_ends_the_start_with_what_to_do(
    start: Start,
) -> None:
    haven = await start(HAVEN_MESSAGE_CONTENT="on")
    code, said = await haven.end()

    assert code == 1
    assert "Message Content Intent (Developer Portal, Bot)" in said
    _assert_discreet(said)


async def test_a_second_start_registers_no_commands_again(
    start: Start, small_discord: SmallDiscord
) -> None:
    for _ in range(2):
        haven = await start()
        await haven.says('"ready"')
        haven.process.send_signal(signal.SIGINT)
        code, _said = await haven.end(patience=10)
        assert code == 0

    assert sum(call.startswith("PUT ") for call in small_discord.calls) == 1


async def test_a_start_that_is_asked_to_end_half_way_ends(
    start: Start, small_discord: SmallDiscord
) -> None:
    small_discord.silent = True
    haven = await start()
    await small_discord.calls_reach(1)
    haven.process.send_signal(signal.SIGTERM)
    code, said = await haven.end(patience=10)

    assert code == 0
    _assert_discreet(said)


MOMENTS = [(calls, turns) for calls in range(6) for turns in (0, 4, 16, 64, 256)]
SOONER = [(0, 0), (2, 16), (5, 256)]
"""At the beginning, half way, and when it is up."""


@pytest.mark.parametrize(
    ("calls", "turns"),
    [m if m in SOONER else pytest.param(*m, marks=pytest.mark.slow) for m in MOMENTS],
)
async def test_a_stop_at_any_moment_of_the_start_leaves_nothing_running(
    tmp_path: Path,
    small_discord: SmallDiscord,
    monkeypatch: pytest.MonkeyPatch,
    clock: Clock,
    calls: int,
    turns: int,
) -> None:
    settings = Settings.from_env(
        {
            "DISCORD_TOKEN": TOKEN,
            "HAVEN_API_URL": f"{small_discord.url}/api/v10",
            "HAVEN_DATA_DIR": str(tmp_path),
        }
    )
    monkeypatch.setattr("discord.http.Route.BASE", settings.api_url)
    threads = threading.enumerate()
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(create_bot(settings, clock=clock), TOKEN, stop))
    reached = asyncio.create_task(small_discord.calls_reach(calls))
    await asyncio.wait({reached, serving}, return_when=asyncio.FIRST_COMPLETED)
    for _ in range(turns):
        await asyncio.sleep(0)
    stop.set()
    async with asyncio.timeout(10):
        await serving
    left = [t for t in threading.enumerate() if t not in threads and "connection_worker" in t.name]
    for thread in left:
        thread.join(5)

    assert not [thread for thread in left if thread.is_alive()]
    assert not (tmp_path / "haven.db-wal").exists()


async def test_a_wrong_token_ends_the_start_with_what_to_do(
    start: Start, small_discord: SmallDiscord
) -> None:
    small_discord.token = "another"
    code, said = await (await start()).end()

    assert code == 1
    assert "Discord refused the token. Make a new one" in said
    _assert_discreet(said)


async def test_a_discord_that_cannot_be_reached_ends_the_start_with_what_to_check(
    start: Start,
) -> None:
    haven = await start(HAVEN_API_URL="http://127.0.0.1:9/api/v10")
    code, said = await haven.end()

    assert code == 1
    assert "Discord could not be reached" in said
    _assert_discreet(said)


async def test_a_discord_that_never_answers_does_not_hold_the_start_for_ever(
    small_discord: SmallDiscord,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    clock: Clock,
) -> None:
    small_discord.silent = True
    monkeypatch.setattr("bot.app.LOGIN_SECONDS", 0.2)
    bot = create_bot(settings, clock=clock)
    monkeypatch.setattr("discord.http.Route.BASE", f"{small_discord.url}/api/v10")

    with pytest.raises(TimeoutError):  # an OSError: "Discord could not be reached"
        async with asyncio.timeout(20):
            await serve(bot, TOKEN, asyncio.Event())
    assert bot.is_closed()


async def test_a_damaged_database_ends_the_start_with_what_to_do(
    start: Start, tmp_path: Path
) -> None:
    data = settings_in(tmp_path / "data").data_dir
    data.mkdir()
    (data / "haven.db").write_bytes(b"no database " * 1000)
    haven = await start(HAVEN_SECRET=bytes(range(32)).hex())
    code, said = await haven.end()

    assert code == 1
    assert "restore the last backup" in said
    assert (data / "haven.db").read_bytes() == b"no database " * 1000
    _assert_discreet(said)


async def test_a_second_haven_on_the_same_data_is_refused(start: Start) -> None:
    first = await start()
    await first.says('"ready"')
    code, said = await (await start()).end()
    running = first.process.returncode
    first.process.send_signal(signal.SIGTERM)
    last, _ = await first.end()

    assert code == 1
    assert "Another Haven is already running on this data folder" in said
    assert running is None
    assert last == 0
    _assert_discreet(said)


async def test_a_killed_haven_leaves_the_folder_free_for_the_next(start: Start) -> None:
    first = await start()
    await first.says('"ready"')
    first.process.kill()
    await first.end()
    second = await start()
    await second.says('"ready"')
    second.process.send_signal(signal.SIGTERM)
    code, said = await second.end()

    assert code == 0
    _assert_discreet(said)


async def test_every_faulty_setting_is_named_at_once(start: Start) -> None:
    haven = await start(DISCORD_TOKEN="", HAVEN_LOG_LEVEL="LOUD", HAVEN_DATADIR="x")
    code, said = await haven.end()

    assert code == 1
    assert all(name in said for name in ("DISCORD_TOKEN", "HAVEN_LOG_LEVEL", "HAVEN_DATADIR"))
    _assert_discreet(said)


async def test_a_data_folder_that_may_not_be_made_is_named(start: Start) -> None:
    haven = await start(HAVEN_DATA_DIR="/proc/nobody/may")
    code, said = await haven.end()

    assert code == 1
    assert "HAVEN_DATA_DIR" in said
    _assert_discreet(said)


async def test_the_invitation_asks_for_exactly_the_permissions_haven_names(start: Start) -> None:
    haven = await start("invite", "--application-id", "1", DISCORD_TOKEN="")
    code, said = await haven.end()
    query = parse_qs(urlsplit(said.strip()).query)
    wanted = discord.Permissions(**dict.fromkeys(PERMISSION_NAMES, True))

    assert code == 0
    assert query["client_id"] == ["1"]
    assert query["permissions"] == [str(wanted.value)]
    assert set(query["scope"][0].split()) == {"bot", "applications.commands"}


async def test_the_invitation_finds_the_application_in_the_token(start: Start) -> None:
    code, said = await (await start("invite")).end()

    assert code == 0
    assert f"client_id={APPLICATION}" in said
    assert TOKEN not in said


async def test_wrong_usage_exits_with_two(start: Start) -> None:
    code, said = await (await start("fly")).end()

    assert code == 2
    assert "usage: python -m bot" in said
