"""The demo server: Haven in a simulated Discord, in the browser, on 127.0.0.1 only."""

import asyncio
import errno
import logging
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler
from discord.ext import commands
from simcord import Env

from bot.demo import simulator
from bot.demo.clock import scheduler_clock
from bot.demo.index import DemoPlace, index_html, index_json, places
from bot.demo.story import DemoGroup, build_group, leap
from bot.demo.windows import Windows, page_html

MakeBot = Callable[[Path, Callable[[], datetime]], commands.AutoShardedBot]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Past:
    """What happened before a visitor comes.

    `play(group, now)` gets a world that is `span` before `now`, runs it up to `now`, and returns
    the resulting group.
    """

    play: Callable[[DemoGroup, datetime], Awaitable[DemoGroup]]
    span: timedelta = timedelta()


# How often the simulated world catches up with the wall clock; simcord's pages poll as often.
_TICK_SECONDS: Final = 0.4
# A jump in time is made of slices. Within a slice every timer fires once, as after a computer's
# sleep: a day of ticks every few seconds would take minutes. Between slices pages are drawn and
# people can press.
_SLICE_SECONDS: Final = 900.0
_LEAPS: Final = (3600, 86_400)
# Real seconds the bot may take for one slice before it is called stuck (a warning, not the end).
_SETTLE_SECONDS: Final = 30.0


class PortUnusable(Exception):
    """The server cannot listen on the requested port; the text says why and what to do."""

    def __init__(self, port: int, why: str) -> None:
        other = f"choose another port: make demo PORT={port + 1 if port < 65_535 else 8123}"
        super().__init__(f"Port {port} cannot be used: {why}. Please {other}")


async def serve(
    *,
    make_bot: MakeBot,
    port: int,
    speed: float,
    start: datetime,
    on_ready: Callable[[str], None],
    stop: asyncio.Event,
    past: Past | None = None,
) -> None:
    """Run the demo until `stop` is set; `on_ready` gets the one link when it can be opened.

    `make_bot(folder, clock)` makes the bot; `folder` is fresh and removed at the end. `port` 0
    takes any free one. `speed` is simulated seconds for each real second. `start` (aware) is the
    time in the demo when the link is given; `past` is played through the group's members first.
    Raises `PortUnusable`, and `ValueError` for a speed that is not more than 0.
    """
    if not speed > 0:
        raise ValueError("the speed must be more than 0")
    with _listen(port) as listener, TemporaryDirectory(prefix="haven-demo-") as folder:
        began = start - past.span if past else start
        async with _group(make_bot, Path(folder), began) as group:
            if past is not None:
                group = await past.play(group, start)
                simulator.reload_clients(group.env)
                await leap(group.env, start)
            demo = _Demo(group, listener.getsockname()[1], speed)
            runner = web.AppRunner(demo.app(), access_log=None, shutdown_timeout=1.0)
            await runner.setup()
            try:
                await web.SockSite(runner, listener).start()
                on_ready(f"http://127.0.0.1:{demo.port}/")
                await demo.drive(stop)
            finally:
                await demo.windows.close()
                await runner.cleanup()


def _listen(port: int) -> socket.socket:
    if not 0 <= port <= 65_535:
        raise PortUnusable(port, "ports go from 0 to 65535")
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            why = "another program has it (perhaps another demo)"
        else:
            why = os.strerror(error.errno or 0).lower()
        raise PortUnusable(port, why) from error


@asynccontextmanager
async def _group(make_bot: MakeBot, folder: Path, began: datetime) -> AsyncGenerator[DemoGroup]:
    """Yield a running bot in a group of people, from `began` on; both end with the block."""
    simulator.apply()
    worlds: list[Env] = []
    bot = make_bot(folder, lambda: worlds[0].now() if worlds else began)
    env = Env(bot, check_errors=False, settle_timeout=_SETTLE_SECONDS)
    worlds.append(env)
    simulator.start_at(env, began)
    simulator.stop_wall_clock(env)
    env.backend.bot_user.name = "Haven"
    try:
        with scheduler_clock(env.now):
            await env.start()
            try:
                with env.time_context():
                    yield build_group(env)
            finally:
                await env.shutdown()
    finally:
        # simcord ends the bot's tasks; only the bot itself can close its files.
        await bot.close()


class _Demo:
    """The pages of one group, and the passing of its time."""

    def __init__(self, group: DemoGroup, port: int, speed: float) -> None:
        self.port = port
        self.windows = Windows(group.env, port)
        self._group = group
        self._speed = speed
        self._leap = 0.0  # seconds still to jump

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._only_this_computer])
        app.router.add_routes(
            [
                web.get("/", self._index),
                web.get("/demo/places.json", self._places),
                web.get("/demo/page.css", self._file),
                web.get("/demo/page.js", self._file),
                web.get("/favicon.ico", self._no_icon),
                web.post("/demo/time", self._time),
                web.get("/open/{place}/{person}", self._open),
                web.get("/see/{place}/{person}", self._see),
                *self.windows.routes(),
            ]
        )
        return app

    async def drive(self, stop: asyncio.Event) -> None:
        """Let time pass and keep the pages up to date until `stop` is set."""
        last = time.monotonic()
        while not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 0 if self._leap else _TICK_SECONDS)
            now = time.monotonic()
            leap = min(self._leap, _SLICE_SECONDS)
            await self._advance((now - last) * self._speed, leap)
            self._leap -= leap
            last = now

    async def _advance(self, seconds: float, leap: float) -> None:
        async with self.windows.lock:
            try:
                if leap:
                    await simulator.doze(self._group.env, leap)
                await self._group.env.advance_time(seconds)
            except TimeoutError:
                log.warning("The bot was still busy after %s seconds.", _SETTLE_SECONDS)
            self.windows.refresh()

    @web.middleware
    async def _only_this_computer(
        self, request: web.Request, handler: Handler
    ) -> web.StreamResponse:
        # Another site may point its own name at 127.0.0.1 (DNS rebinding); its Host header gives it
        # away.
        ours = {f"127.0.0.1:{self.port}", f"localhost:{self.port}"}
        origin = request.headers.get("Origin", "null").removeprefix("http://")
        if request.headers.get("Host") not in ours or origin not in {*ours, "null"}:
            raise web.HTTPForbidden(text="This demo answers on this computer only.")
        return await handler(request)

    async def _index(self, _: web.Request) -> web.Response:
        nonce = secrets.token_urlsafe(16)
        policy = (
            f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'unsafe-inline'; "
            "connect-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
        )
        return web.Response(
            text=index_html(nonce),
            content_type="text/html",
            headers={"Content-Security-Policy": policy, "Cache-Control": "no-store"},
        )

    async def _places(self, _: web.Request) -> web.Response:
        return web.json_response(
            index_json(self._group, travelling=self._leap > 0),
            headers={"Cache-Control": "no-store"},
        )

    async def _file(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(Path(__file__).with_name(Path(request.path).name))

    async def _no_icon(self, _: web.Request) -> web.Response:
        return web.Response(status=204)

    async def _time(self, request: web.Request) -> web.Response:
        # Only JSON: a form on another site can post here, but not with this type unless permitted.
        seconds = await request.json() if request.content_type == "application/json" else None
        if seconds not in _LEAPS:
            raise web.HTTPBadRequest(text=f"A leap is one of {_LEAPS} seconds.")
        self._leap += seconds
        return web.json_response({"leap": self._leap}, status=202)

    def _place(self, request: web.Request) -> tuple[DemoPlace, int]:
        place_id, person_id = request.match_info["place"], request.match_info["person"]
        for place in places(self._group):
            if str(place.channel.id) == place_id and place.seen_by(int(person_id)):
                return place, int(person_id)
        raise web.HTTPNotFound(text="There is no such place for this person.")

    async def _open(self, request: web.Request) -> web.Response:
        place, person_id = self._place(request)
        secret = await self.windows.open(place.channel, place.seen_by(person_id))
        raise web.HTTPSeeOther(f"/see/{place.channel.id}/{person_id}#{secret}")

    async def _see(self, request: web.Request) -> web.Response:
        place, person_id = self._place(request)
        name = next(name for person, name, _ in place.people if person.id == person_id)
        return page_html(f"{name} in {place.name} · Haven demo")


def run(
    *, make_bot: MakeBot, port: int, speed: float, start: datetime, past: Past | None = None
) -> int:
    """Serve until Ctrl-C or SIGTERM; return 0, or 2 for a port or speed that cannot be used."""
    try:
        asyncio.run(_until_signal(make_bot, port, speed, start, past))
    except (PortUnusable, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:  # where signals cannot be handled (Windows), Ctrl-C arrives here
        return 0
    return 0


async def _until_signal(
    make_bot: MakeBot, port: int, speed: float, start: datetime, past: Past | None
) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)

    def on_ready(link: str) -> None:
        sys.stdout.write(f"Haven is ready. Open {link}\nPress Ctrl-C to end.\n")
        sys.stdout.flush()

    await serve(
        make_bot=make_bot,
        port=port,
        speed=speed,
        start=start,
        on_ready=on_ready,
        stop=stop,
        past=past,
    )
