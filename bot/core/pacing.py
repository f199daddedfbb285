"""Haven's own rate limit towards Discord, and turns between groups.

- Discord allows a bot 50 requests a second in all. A bot that exceeds this is shut out, first for
  moments, then for an hour (Discord, "Rate Limits": Global Rate Limit, Invalid Request Limit).
- Answers to interactions do not count there, so they never wait here: a member who presses a
  button must not wait behind a thousand check-ins.
- discord.py keeps the limits of each route and repeats what Discord refused for the moment. Its
  repetitions are requests too, and what it held back for one route is released all at once. So
  requests are counted not where discord.py is called but where they leave: aiohttp calls a *trace*
  just before each one, repeated ones included.
"""

import asyncio
import math
import re
from collections import deque
from collections.abc import Awaitable, Callable
from itertools import count
from types import SimpleNamespace

from aiohttp import (
    ClientSession,
    TraceConfig,
    TraceRequestEndParams,
    TraceRequestExceptionParams,
    TraceRequestStartParams,
)

RATE = 45
"""Max requests in any one second; Discord allows 50."""

SECOND = 1.0

TICK = 0.001
"""The shortest sleep: one too short to advance the clock would loop for ever."""

CATCH_UP = 0.01
"""Seconds by which a turn may be late without the next one being late as well."""

PATIENCE = 10.0
"""Seconds after which a request without an answer is taken to have arrived."""

TOO_MANY = 429

ELSEWHERE = 0
"""The key of requests that belong to no group: commands, direct messages."""

_EXEMPT = re.compile(r"/(?:interactions|webhooks)/\d+/")
"""Answers to interactions, follow-ups and edits of them: all carry the interaction's token."""

_PLACE = re.compile(r"/(guilds|channels)/(\d+)(?:/|$)")


class Pacer:
    """Hands out turns, so that at most ``rate`` requests arrive in any one second.

    A turn counts until one second after its request was answered. If it counted from when it was
    given, 45 delayed requests could arrive together with the 45 of the next second; but a request
    that has been answered has arrived. (A request given its turn at ``t`` arrives after ``t``. At
    ``t``, at most ``rate - 1`` others have been answered less than a second ago or not at all;
    all the rest had arrived a second before.) The price is the time in transit: with 0.1 s it is
    41 requests a second.

    No caller waits while there is room. Callers that have to wait are released evenly, one group
    after another, and within a group in the order of asking: a group with a thousand requests
    delays another group by one of them only.

    ``now`` counts seconds and never goes back; ``sleep`` waits by the same clock.
    """

    def __init__(
        self,
        rate: int,
        now: Callable[[], float],
        sleep: Callable[[float], Awaitable[object]],
    ) -> None:
        if rate < 1:
            raise ValueError("at least one turn in a second")
        self._rate = rate
        self._now = now
        self._sleep = sleep
        self._numbers = count()
        self._under_way: dict[int, float] = {}  # turn -> since when; the oldest first
        self._cooling: deque[float] = deque()  # when the turns that have ended stop counting
        self._waiting: dict[int, deque[asyncio.Future[int]]] = {}
        self._held_until = -math.inf
        self._even_at = -math.inf
        self._server: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """Return how many callers wait for a turn."""
        return sum(len(line) for line in self._waiting.values())

    async def turn(self, key: int) -> int:
        """Wait for this caller's turn; return its number, for :meth:`done`.

        ``key``: the group that the request is for. A caller that is cancelled while it waits uses
        up no turn.
        """
        now = self._now()
        if not self._waiting and self._room_at(now) <= now:
            return self._give()
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, deque()).append(future)
        self._begin()
        try:
            return await future
        except asyncio.CancelledError:
            self._leave(key, future)
            raise

    def done(self, turn: int) -> None:
        """End a turn: its request has been answered, or has failed. Safe to repeat."""
        if self._under_way.pop(turn, None) is not None:
            self._cooling.append(self._now() + SECOND)

    def hold(self, seconds: float) -> None:
        """Give no turn for ``seconds``: Discord has said that the global limit is exceeded."""
        self._held_until = max(self._held_until, self._now() + seconds)

    def _give(self) -> int:
        number = next(self._numbers)
        self._under_way[number] = self._now()
        return number

    def _room_at(self, now: float) -> float:
        """Return the time before which there is no room for a turn. In the past: there is room."""
        for turn, since in list(self._under_way.items()):
            if since + PATIENCE > now:
                break
            self.done(turn)
        while self._cooling and self._cooling[0] <= now:
            self._cooling.popleft()
        if len(self._under_way) + len(self._cooling) < self._rate:
            return self._held_until
        # A request answered from now on counts for one more second: none makes room before that.
        return max(self._cooling[0] if self._cooling else now + SECOND, self._held_until)

    def _begin(self) -> None:
        # A task only while a caller waits: an idle one would be one more thing to stop.
        if self._server is None or self._server.done():
            self._server = asyncio.create_task(self._serve(), name="haven-pacer")
            # A callback of the task itself: one cancelled before its first step runs no code.
            self._server.add_done_callback(self._ended)

    async def _serve(self) -> None:
        while self._waiting:
            now = self._now()
            due = max(self._room_at(now), self._even_at)
            if now < due:
                await self._sleep(max(due - now, TICK))
            else:
                self._serve_one()
                # Evenly, so that a press does not wait for 45 requests at once. Counted from when
                # this turn was due, so that waking a little late does not slow the pace.
                self._even_at = max(self._even_at, now - CATCH_UP) + SECOND / self._rate

    def _ended(self, server: asyncio.Task[None]) -> None:
        if server is not self._server:
            return  # it had finished; later callers are served by the next task
        # No task serves the callers that still wait (the program is ending): cancel them too.
        for line in self._waiting.values():
            for future in line:
                future.cancel()

    def _serve_one(self) -> None:
        """Give the next caller in line a turn, unless that caller has just been cancelled."""
        key = next(iter(self._waiting))
        line = self._waiting.pop(key)
        future = line.popleft()
        if line:
            self._waiting[key] = line  # behind all the others
        if not future.done():
            future.set_result(self._give())

    def _leave(self, key: int, future: asyncio.Future[int]) -> None:
        if not future.cancelled():
            self.done(future.result())  # cancelled just after it was served
            return
        line = self._waiting.get(key)
        if line is not None and future in line:
            line.remove(future)
            if not line:
                del self._waiting[key]


def paced(pacer: Pacer, group_of: Callable[[int], int | None]) -> TraceConfig:
    """Return the ``http_trace`` for discord.py that makes each of its requests wait for a turn.

    ``group_of``: the group to which a channel or thread belongs, None when that is not known.
    """

    async def before(
        _session: ClientSession, context: SimpleNamespace, params: TraceRequestStartParams
    ) -> None:
        context.turn = None
        if counts(params.url.path):
            context.turn = await pacer.turn(key_of(params.url.path, group_of))

    async def after(
        _session: ClientSession, context: SimpleNamespace, params: TraceRequestEndParams
    ) -> None:
        if context.turn is None:
            return
        pacer.done(context.turn)
        headers = params.response.headers
        # discord.py stops sending as well, but requests that wait here have passed its check.
        if params.response.status == TOO_MANY and "X-RateLimit-Global" in headers:
            pacer.hold(_seconds(headers.get("Retry-After", "")))

    async def failed(
        _session: ClientSession, context: SimpleNamespace, _params: TraceRequestExceptionParams
    ) -> None:
        if context.turn is not None:
            pacer.done(context.turn)

    trace = TraceConfig()
    trace.on_request_start.append(before)
    trace.on_request_end.append(after)
    trace.on_request_exception.append(failed)
    return trace


def counts(path: str) -> bool:
    """Return whether a request to ``path`` counts towards the bot's own limit."""
    return _EXEMPT.search(path) is None


def key_of(path: str, group_of: Callable[[int], int | None]) -> int:
    """Return the group for which a request to ``path`` is made, or ``ELSEWHERE``."""
    found = _PLACE.search(path)
    if found is None:
        return ELSEWHERE
    kind, number = found.groups()
    # Unknown channels share one line, so that threads give no group more than its own turns.
    return int(number) if kind == "guilds" else group_of(int(number)) or ELSEWHERE


def _seconds(text: str) -> float:
    """Return the value of ``Retry-After``; one second when it is not usable."""
    try:
        seconds = float(text)
    except ValueError:
        return 1.0
    return seconds if math.isfinite(seconds) and seconds >= 0 else 1.0
