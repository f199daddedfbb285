"""Just enough of Discord, on loopback, for ``python -m bot run`` to come up against.

It knows one bot without groups: who it is, its commands, and a gateway that says hello and ready.
"""

import json
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from aiohttp import WSMsgType, web
from aiohttp.typedefs import Handler

BOT_ID = "100200300400500600"
TOKEN = "MTAwMjAwMzAwNDAwNTAwNjAw.Gfake0.not-a-token-of-anybody-and-not-of-discord"  # noqa: S105 - opens nothing
HEARTBEAT_MS = 41_250
DISPATCH, HEARTBEAT, IDENTIFY, HELLO, HEARTBEAT_ACK = 0, 1, 2, 10, 11


class FakeDiscord:
    """What it was asked, and where it is. ``identified_at``: when a bot last logged in to the
    gateway, by ``time.perf_counter``."""

    def __init__(self) -> None:
        self.identified_at = 0.0
        self.asked: list[str] = []
        self.address = ""

    @property
    def api_url(self) -> str:
        """For HAVEN_API_URL."""
        return f"http://{self.address}/api/v10"

    def app(self) -> web.Application:
        """The web application that answers."""
        app = web.Application(middlewares=[self._note])
        app.router.add_get("/api/v10/users/@me", self._me)
        app.router.add_get("/api/v10/oauth2/applications/@me", self._application)
        app.router.add_get("/api/v10/gateway/bot", self._gateway_bot)
        app.router.add_put("/api/v10/applications/{id}/commands", self._commands)
        app.router.add_get("/gateway/", self._gateway)
        return app

    @web.middleware
    async def _note(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.asked.append(f"{request.method} {request.path}")
        wanted = request.path.startswith("/api/")
        if wanted and request.headers.get("Authorization") != f"Bot {TOKEN}":
            return _json({"message": "401: Unauthorized", "code": 0}, status=401)
        return await handler(request)

    async def _me(self, _: web.Request) -> web.Response:
        return _json(_user())

    async def _application(self, _: web.Request) -> web.Response:
        return _json(
            {
                "id": BOT_ID,
                "name": "Haven",
                "description": "",
                "icon": None,
                "bot_public": False,
                "bot_require_code_grant": False,
                "verify_key": "0" * 64,
                "flags": 0,
                "owner": _user() | {"id": "1"},
            }
        )

    async def _gateway_bot(self, _: web.Request) -> web.Response:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return _json(
            {"url": f"ws://{self.address}/gateway/", "shards": 1, "session_start_limit": limit}
        )

    async def _commands(self, request: web.Request) -> web.Response:
        sent = await request.json()
        return _json(
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
                ready = {
                    "v": 10,
                    "user": _user(),
                    "guilds": [],
                    "session_id": "bench",
                    "resume_gateway_url": f"ws://{self.address}/gateway/",
                    "shard": [0, 1],
                    "application": {"id": BOT_ID, "flags": 0},
                }
                await _say(socket, DISPATCH, ready, event="READY")
            elif heard == HEARTBEAT:
                await _say(socket, HEARTBEAT_ACK, None)
        return socket


def _json(content: object, *, status: int = 200) -> web.Response:
    # Without a charset, as Discord does: discord.py reads anything else as text.
    body = json.dumps(content).encode()
    return web.Response(body=body, status=status, content_type="application/json")


def _user() -> dict[str, object]:
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
    socket: web.WebSocketResponse, op: int, data: object, *, event: str | None = None
) -> None:
    await socket.send_json({"op": op, "d": data, "s": 1 if event else None, "t": event})


@asynccontextmanager
async def fake_discord() -> AsyncGenerator[FakeDiscord]:
    """A fake Discord on a free port of 127.0.0.1, gone again at the end."""
    fake = FakeDiscord()
    runner = web.AppRunner(fake.app(), shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        fake.address = f"{host}:{port}"
        yield fake
    finally:
        await runner.cleanup()
