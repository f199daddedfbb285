"""A Discord on loopback that takes messages, and discord.py's own client that sends them there."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from discord.http import HTTPClient, Route, handle_message_parameters

from bench.fake_discord import TOKEN
from bot.core.pacing import Pacer, paced

Refuse = Callable[[str, int], web.Response | None]
"""(channel, how many requests for it were answered before) -> a refusal, or None to take it."""


def _take(_channel: str, _before: int) -> web.Response | None:
    return None


@dataclass(slots=True)
class Messages:
    """What arrived. Like Discord it takes one message a nonce, however often it is sent."""

    refuse: Refuse = _take
    arrived: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])
    """By the event loop's clock: when a request for a message came in, and for which channel."""
    asked: Counter[str] = field(default_factory=Counter[str])
    taken: dict[str, str] = field(default_factory=dict[str, str])
    """The content of each message by its nonce."""
    answers: int = 0
    """Answers to interactions."""
    hangs_up: bool = False
    """Closes the connection instead of answering."""

    def app(self) -> web.Application:
        """Return the web application that answers."""
        app = web.Application()
        app.router.add_get("/api/v10/users/@me", self._me)
        app.router.add_post("/api/v10/channels/{channel}/messages", self._message)
        app.router.add_post("/api/v10/interactions/{id}/{token}/callback", self._interaction)
        return app

    async def _me(self, _: web.Request) -> web.Response:
        return answer(200, {"id": "1"})

    async def _message(self, request: web.Request) -> web.Response:
        channel = request.match_info["channel"]
        self.arrived.append((asyncio.get_running_loop().time(), channel))
        sent = await request.json()
        if self.hangs_up and request.transport is not None:
            request.transport.abort()
        refusal = self.refuse(channel, self.asked[channel])
        self.asked[channel] += 1
        # A server that fails may have taken the message all the same: the case that doubles.
        if refusal is None or refusal.status >= 500:
            self.taken.setdefault(sent["nonce"], sent["content"])
        return refusal or answer(200, {"id": "1"})

    async def _interaction(self, request: web.Request) -> web.Response:
        await request.read()
        self.answers += 1
        return answer(200, {})


def answer(status: int, content: object, **headers: str) -> web.Response:
    """Return an answer as Discord gives it: JSON without a charset.

    An underscore in a header's name stands for a dash.
    """
    return web.Response(
        body=json.dumps(content).encode(),
        status=status,
        content_type="application/json",
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def limited(seconds: float, *, everywhere: bool) -> web.Response:
    """Return "too many requests": for this route, or for the whole bot (Discord, "Rate Limits")."""
    content = {"message": "You are being rate limited.", "retry_after": seconds}
    headers = {"Via": "1.1 loopback", "Retry_After": str(seconds)}
    if everywhere:
        headers["X_RateLimit_Global"] = "true"
    return answer(429, content | {"global": everywhere}, **headers)


@asynccontextmanager
async def sending(
    server: Messages, pacer: Pacer, group_of: Callable[[int], int | None]
) -> AsyncGenerator[HTTPClient]:
    """discord.py's client, logged in to ``server`` and paced as Haven's is."""
    runner = web.AppRunner(server.app())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    base = Route.BASE
    http = HTTPClient(asyncio.get_running_loop(), http_trace=paced(pacer, group_of))
    try:
        await site.start()
        host, port = runner.addresses[0][:2]
        Route.BASE = f"http://{host}:{port}/api/v10"
        await http.static_login(TOKEN)
        yield http
    finally:
        await http.close()
        await runner.cleanup()
        Route.BASE = base


async def send(http: HTTPClient, channel: int, nonce: str) -> None:
    """Send one message, as every channel of discord.py does."""
    with handle_message_parameters("How is it here?", nonce=nonce) as params:
        await http.send_message(channel, params=params)
