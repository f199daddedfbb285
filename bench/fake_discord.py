"""As much of Discord as ``python -m bot run`` needs to start, on loopback.

It knows one bot: who it is, its commands, and a gateway that says hello, ready and which groups
there are. Without any it is all that a start needs.
"""

import json
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, TypeVar

from aiohttp import WSMsgType, web
from aiohttp.typedefs import Handler

BOT_ID = "100200300400500600"
TOKEN = "MTAwMjAwMzAwNDAwNTAwNjAw.Gfake0.not-a-token-of-anybody-and-not-of-discord"  # noqa: S105 - opens nothing
HEARTBEAT_MS = 41_250
DISPATCH, HEARTBEAT, IDENTIFY, HELLO, HEARTBEAT_ACK = 0, 1, 2, 10, 11


class FakeDiscord:
    """What it was asked, and where it is. ``identified_at``: when a bot last logged in to the
    gateway, by ``time.perf_counter``. ``groups``: each as a GUILD_CREATE event has it."""

    def __init__(self, groups: Sequence[dict[str, Any]] = ()) -> None:
        self.identified_at = 0.0
        self.asked: list[str] = []
        self.address = ""
        self._groups = groups
        self._gateway_socket: web.WebSocketResponse | None = None
        self._sequence = count(1)

    @property
    def api_url(self) -> str:
        """Return the value for HAVEN_API_URL."""
        return f"http://{self.address}/api/v10"

    def app(self) -> web.Application:
        """Return the web application that answers."""
        app = web.Application(middlewares=[self._note])
        app.router.add_get("/api/v10/users/@me", self._me)
        app.router.add_get("/api/v10/oauth2/applications/@me", self._application)
        app.router.add_get("/api/v10/gateway/bot", self._gateway_bot)
        app.router.add_put("/api/v10/applications/{id}/commands", self._commands)
        app.router.add_get("/gateway/", self._gateway)
        return app

    async def tell(self, event: str, data: dict[str, Any]) -> None:
        """Send an event to the bot that logged in last."""
        if self._gateway_socket is None:
            raise RuntimeError("no bot has logged in to the gateway")
        await _say(self._gateway_socket, DISPATCH, data, event=event, sequence=next(self._sequence))

    @web.middleware
    async def _note(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.asked.append(f"{request.method} {request.path}")
        # An answer to an interaction bears that one's token instead.
        wanted = request.path.startswith("/api/") and "/interactions/" not in request.path
        if wanted and request.headers.get("Authorization") != f"Bot {TOKEN}":
            return as_json({"message": "401: Unauthorized", "code": 0}, status=401)
        return await handler(request)

    async def _me(self, _: web.Request) -> web.Response:
        return as_json(bot_user())

    async def _application(self, _: web.Request) -> web.Response:
        return as_json(
            {
                "id": BOT_ID,
                "name": "Haven",
                "description": "",
                "icon": None,
                "bot_public": False,
                "bot_require_code_grant": False,
                "verify_key": "0" * 64,
                "flags": 0,
                "owner": bot_user() | {"id": "1"},
            }
        )

    async def _gateway_bot(self, _: web.Request) -> web.Response:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return as_json(
            {"url": f"ws://{self.address}/gateway/", "shards": 1, "session_start_limit": limit}
        )

    async def _commands(self, request: web.Request) -> web.Response:
        sent = await request.json()
        return as_json(
            [
                {"description": ""}
                | command
                | {"id": str(200 + i), "application_id": BOT_ID, "version": "1"}
                for i, command in enumerate(sent)
            ]
        )

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await _say(socket, HELLO, {"heartbeat_interval": HEARTBEAT_MS})
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            heard = json.loads(message.data)["op"]
            if heard == IDENTIFY:
                self.identified_at = time.perf_counter()
                self._gateway_socket = socket
                ready: dict[str, Any] = {
                    "v": 10,
                    "user": bot_user(),
                    "guilds": [{"id": group["id"], "unavailable": True} for group in self._groups],
                    "session_id": "bench",
                    "resume_gateway_url": f"ws://{self.address}/gateway/",
                    "shard": [0, 1],
                    "application": {"id": BOT_ID, "flags": 0},
                }
                await self.tell("READY", ready)
                for group in self._groups:
                    await self.tell("GUILD_CREATE", group)
            elif heard == HEARTBEAT:
                await _say(socket, HEARTBEAT_ACK, None)
        return socket


def as_json(content: object, *, status: int = 200) -> web.Response:
    """Return an answer as Discord gives it."""
    # Without a charset, as Discord does: discord.py reads anything else as text.
    body = json.dumps(content).encode()
    return web.Response(body=body, status=status, content_type="application/json")


def bot_user() -> dict[str, object]:
    """Return the bot as Discord shows it."""
    return {
        "id": BOT_ID,
        "username": "Haven",
        "discriminator": "0",
        "global_name": None,
        "avatar": None,
        "bot": True,
        "flags": 0,
    }


async def _say(
    socket: web.WebSocketResponse,
    op: int,
    data: object,
    *,
    event: str | None = None,
    sequence: int | None = None,
) -> None:
    await socket.send_json({"op": op, "d": data, "s": sequence, "t": event})


FakeT = TypeVar("FakeT", bound=FakeDiscord)


@asynccontextmanager
async def fake_discord() -> AsyncGenerator[FakeDiscord]:
    """Serve a fake Discord on a free port of 127.0.0.1 for the length of the block."""
    async with serving(FakeDiscord()) as fake:
        yield fake


@asynccontextmanager
async def serving(fake: FakeT) -> AsyncGenerator[FakeT]:
    """Serve this fake Discord likewise."""
    runner = web.AppRunner(fake.app(), shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        fake.address = f"{host}:{port}"
        yield fake
    finally:
        await runner.cleanup()
