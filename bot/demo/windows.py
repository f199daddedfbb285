"""simcord's pages in the browser: every place of one world, for every person, on one port.

simcord shows one channel per `Preview`, each on its own port, and allows one at a time. Here many
share the port of the demo's server: the secret in a page's address identifies its requests. Only
the demo uses this module; tests of Haven do not need it.
"""

# As in `simulator`: simcord has no public way to do this, and its names are partly untyped.
# pyright: reportPrivateUsage=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

import asyncio
import struct
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from aiohttp import web
from simcord import ChannelHandle, Env
from simcord import preview as simcord_preview
from simcord.enums import MessageType
from simcord.preview import Preview, _server, _validate_preview
from simcord.preview._markdown import markdown_tokens
from simcord.preview._media import MediaInfo, MediaWorker
from simcord.preview._pages import _Page
from simcord.preview._server import PreviewServer

from bot.demo.simulator import Person

_EXTRAS: Final = (
    '<link rel="stylesheet" href="/demo/page.css"><script src="/demo/page.js" defer></script>'
)
_CAPABILITY: Final = "X-Simcord-Capability"
_STATIC: Final = Path(str(simcord_preview.__file__)).with_name("static")
_TITLE: Final = "<title>SimCord Preview</title>"
_STYLESHEET: Final = '<link rel="stylesheet" href="/preview.css">'
_STARTER: Final = "This thread answers"  # and simcord adds a link: "Haven's message"
_PNG: Final = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"
_BRAND: Final = """<span><strong>SimCord</strong><small>Preview</small></span>"""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class _SharedPort(PreviewServer):
    """A preview's server that does not listen: `Windows` passes it its requests."""

    async def start(self) -> None:
        module: Any = _server
        module.web = web  # simcord imports it here, only when it listens
        self.port = self._requested_port


class _Pictures(MediaWorker):
    """Accepts a PNG by its header.

    simcord starts a process to decode each picture, one after the other: a channel with a year of
    results took eight seconds to appear. Here Haven has drawn every picture itself.
    """

    async def validate(
        self, key: str, blob: bytes, *, media_time: float | None = None
    ) -> MediaInfo:
        if blob[: len(_PNG)] != _PNG or media_time is not None:
            return await super().validate(key, blob, media_time=media_time)
        # Every PNG begins with its header, and that with two big-endian numbers (RFC 2083).
        width, height = struct.unpack_from("!II", blob, len(_PNG))
        return MediaInfo("PNG", width, height, 1, 4 * width * height, blob, "image/png")


class _Window(Preview):
    """A preview that runs next to others while time passes."""

    # A visitor opens a tab for each person and place, and comes back to it after lunch.
    _MAX_PAGES = 64
    _PAGE_LEASE_SECONDS = 4 * 3600.0

    def __init__(self, lock: asyncio.Lock, *args: Any, port: int, **options: Any) -> None:
        super().__init__(*args, port=port, **options)
        self._lock = lock
        self._server = _SharedPort(self, port)
        self._media_worker = _Pictures()
        self._told: dict[str, tuple[tuple[object, ...], dict[str, Any]]] = {}

    async def _action(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        async with self._lock:
            page = self._get_page(context_id)
            asked: Any = body
            if isinstance(asked, dict):
                sequence = asked.get("sequence")
                if isinstance(sequence, int) and sequence > page.last_sequence:
                    # Redrawn since the press. What it refers to is looked up again by message and
                    # key, so an older drawing does no harm.
                    asked = {**asked, "published_revision": page.revision}
            answer = await super()._action(context_id, asked)
            if isinstance(asked, dict) and asked.get("kind") == "viewer":
                self.follow(page)
            return answer

    def _open_page(self, viewer_id: Any = None, target_id: Any = None) -> _Page:
        page = super()._open_page(viewer_id, target_id)
        self.follow(page)
        return page

    def _publish(self, page: _Page, **options: Any) -> None:
        super()._publish(page, **options)
        for message in page.snapshot.get("messages", {}).values():
            system = message.get("system") or {}
            if system.get("kind") == MessageType.THREAD_STARTER_MESSAGE.name.lower():
                system["text"] = _STARTER
                system["text_tokens"] = markdown_tokens(_STARTER, "system")

    def _page_payload(self, page: _Page) -> dict[str, Any]:
        # Every tab polls twice a second and simcord checks each message for it, 50 ms of work for
        # 50 messages. Everything that could change the answer is in the page or in the transcript.
        happened = len(self.env.backend.transcript)
        state = (happened, page.revision, page.status, id(page.last_action), len(page.activity))
        known, payload = self._told.get(page.id, (None, {}))
        if known != state:
            payload = super()._page_payload(page)
            self._told[page.id] = (state, payload)
        return payload

    def follow(self, page: _Page) -> None:
        """Keep `page` at the newest message, now and as more come."""
        if page.id in self._pages:
            page.window_end_id = None
            self._publish(page, reason="navigation")

    def republish(self) -> None:
        """Redraw every open page."""
        self._advance_presentation_time()
        for page in tuple(self._pages.values()):
            if page is not self._python and page.id in self._pages:
                self._publish(page, reason="refresh")


class _Everyone:
    """Replaces simcord's one preview, and passes its calls on to every window."""

    _closed = True  # so that simcord lets the next one start

    def __init__(self, windows: Sequence[_Window]) -> None:
        self._windows = windows

    def _mark_action_dispatched(self) -> None:
        for window in self._windows:
            window._mark_action_dispatched()


class Windows:
    """The pages of the running `env`, served by the caller that adds `routes()` on `port`.

    Hold `lock` around anything that moves the world (`env.advance_time`, an actor): simcord refuses
    a press that meets another operation.
    """

    def __init__(self, env: Env, port: int) -> None:
        self.lock = asyncio.Lock()
        self._env = env
        self._port = port
        self._windows: dict[tuple[int, int], _Window] = {}
        self._drawn = 0

    async def open(self, place: ChannelHandle, people: Sequence[Person]) -> str:
        """Return the secret of `place`'s page for the first of `people`, who may become the others.

        Everyone must be able to read `place`; otherwise raises `simcord.SetupError`. The page's
        address is that of `page_html`, with `#` and the secret.
        """
        key = (place.id, people[0].id)
        async with self.lock:
            window = self._windows.get(key)
            if window is None or window._closed:
                channel, viewers, assets, skus, port = _validate_preview(
                    self._env, place, tuple(people), 960, 720, "en-US", "UTC", port=self._port
                )
                window = self._windows[key] = _Window(
                    self.lock,
                    self._env,
                    channel,
                    viewers,
                    layout="channel",
                    display="responsive",
                    width=960,
                    height=720,
                    locale="en-US",
                    timezone="UTC",
                    presentation_time=None,
                    assets=assets,
                    sku_presentations=skus,
                    port=port,
                )
                self._env._preview = None
                try:
                    await window.__aenter__()
                finally:
                    everyone: Any = _Everyone(tuple(self._windows.values()))
                    self._env._preview = everyone
            return window.capability

    def refresh(self) -> bool:
        """Redraw all pages if anything has happened since; return whether it has. Hold `lock`."""
        happened = len(self._env.backend.transcript)
        if happened == self._drawn:
            return False
        self._drawn = happened
        for window in self._windows.values():
            if not window._closed:
                window.republish()
        return True

    async def close(self) -> None:
        """End every page; idempotent."""
        for window in self._windows.values():
            await window.close()

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of simcord's files and requests. `/` stays free for the caller."""
        files = [web.get(p, self._static) for p in PreviewServer._STATIC_FILES if p != "/"]
        return [
            *files,
            web.post("/api/pages", self._to(lambda server: server._pages)),
            web.delete("/api/pages/{context_id}", self._to(lambda server: server._delete_page)),
            web.get("/api/state", self._to(lambda server: server._state)),
            web.get("/api/commands", self._to(lambda server: server._commands)),
            web.get("/api/action-result", self._to(lambda server: server._action_result)),
            web.post("/api/action", self._to(lambda server: server._action)),
            web.get("/api/assets/{asset_id}", self._to(lambda server: server._asset)),
        ]

    async def _static(self, request: web.Request) -> web.StreamResponse:
        server = next((w._server for w in self._windows.values() if not w._closed), None)
        if server is None:
            raise web.HTTPNotFound
        return await server._static(request)

    def _to(self, which: Callable[[PreviewServer], Handler]) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            secret = request.headers.get(_CAPABILITY, "")
            for window in self._windows.values():
                if window.capability == secret and not window._closed:
                    return await which(window._server)(request)
            raise web.HTTPUnauthorized

        return handle


def page_html(title: str) -> web.Response:
    """Return simcord's page with a plain-text `title`, `/demo/page.css` and `/demo/page.js`."""
    text = (_STATIC / "index.html").read_text(encoding="utf-8")
    escaped = title.replace("&", "&amp;").replace("<", "&lt;")
    text = text.replace(_TITLE, f"<title>{escaped}</title>")
    text = text.replace(_STYLESHEET, _STYLESHEET + _EXTRAS)
    text = text.replace(_BRAND, '<a class="haven-home" href="/">All places</a>')
    return web.Response(
        text=text, content_type="text/html", headers=PreviewServer._SECURITY_HEADERS
    )
