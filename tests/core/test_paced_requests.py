"""Haven's pace on discord.py's own client, against a server on loopback: no message is lost to it.

The loop's clock runs SPEED times as fast as the one on the wall, so that the seconds for which
discord.py waits before it tries again pass in a moment.
"""

import asyncio
from collections.abc import Coroutine
from selectors import DefaultSelector, SelectorKey
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession, web
from discord.http import HTTPClient
from discord.webhook.async_ import async_context, interaction_response_params

from bench.messages import Messages, limited, send, sending
from bot.core.pacing import RATE, Pacer

SPEED = 20.0
BURST = 120
PRESSES = 3


class _FastSelector(DefaultSelector):
    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, int]]:
        return super().select(timeout / SPEED if timeout else timeout)


class _FastLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        super().__init__(_FastSelector())

    def time(self) -> float:
        return super().time() * SPEED


class Noting(Pacer):
    """A pacer that notes the turns it gave, and from when to when it was held."""

    def __init__(self) -> None:
        self.clock = asyncio.get_running_loop().time
        self.given: list[float] = []
        self.holds: list[tuple[float, float]] = []
        super().__init__(RATE, self.clock, asyncio.sleep)

    async def turn(self, key: int) -> int:
        turn = await super().turn(key)
        self.given.append(self.clock())
        return turn

    def hold(self, seconds: float) -> None:
        now = self.clock()
        self.holds.append((now, now + seconds))
        super().hold(seconds)


def _send_a_burst(server: Messages) -> Noting:
    """Sends ``BURST`` messages at once, each to a channel of its own, and answers some presses."""

    async def story() -> Noting:
        pacer = Noting()
        async with (
            sending(server, pacer, lambda channel: channel % 7) as http,
            asyncio.TaskGroup() as tasks,
        ):
            for number in range(BURST):
                tasks.create_task(send(http, 1000 + number, f"nonce {number}"))
            for _ in range(PRESSES):
                tasks.create_task(_answer_a_press(http))
        return pacer

    return _run(story())


def _run(story: Coroutine[Any, Any, Noting]) -> Noting:
    with asyncio.Runner(loop_factory=_FastLoop) as runner:
        return runner.run(story)


async def _answer_a_press(http: HTTPClient) -> None:
    """As ``interaction.response`` does it, on the very same session."""
    session: ClientSession = getattr(http, "_HTTPClient__session")  # noqa: B009 - its name is mangled
    with interaction_response_params(type=5) as params:
        await async_context.get().create_interaction_response(
            5, "token", session=session, params=params
        )


def _each_once(server: Messages) -> bool:
    return set(server.taken) == {f"nonce {number}" for number in range(BURST)}


LOGIN = 1
"""The one request of logging in, which takes a turn like any other."""


def test_each_request_takes_a_turn_and_answers_to_presses_take_none() -> None:
    server = Messages()
    pacer = _send_a_burst(server)

    assert _each_once(server)
    assert server.answers == PRESSES
    assert len(server.arrived) == BURST
    assert len(pacer.given) == BURST + LOGIN


def test_a_burst_survives_the_limit_of_a_route_and_every_repetition_takes_a_turn() -> None:
    server = Messages(lambda _, before: limited(0.3, everywhere=False) if before < 2 else None)
    pacer = _send_a_burst(server)

    assert _each_once(server)
    assert set(server.asked.values()) == {3}
    assert len(pacer.given) == len(server.arrived) + LOGIN == 3 * BURST + LOGIN
    assert pacer.holds == []


def test_a_burst_survives_a_limit_for_everything_which_stops_everything() -> None:
    over: list[float] = []

    def refuse(_channel: str, _before: int) -> web.Response | None:
        now = asyncio.get_running_loop().time()
        if len(server.arrived) == 20:
            over.append(now + 8.0)
        if over and now < over[0]:
            return limited(over[0] - now, everywhere=True)
        return None

    server = Messages(refuse)
    pacer = _send_a_burst(server)

    assert _each_once(server)
    assert len(pacer.given) == len(server.arrived) + LOGIN
    assert pacer.holds
    for start, end in pacer.holds:
        assert [moment for moment in pacer.given if start < moment < end] == []


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_failing_server_that_took_the_message_gets_it_again_but_not_twice(status: int) -> None:
    server = Messages(lambda _, before: None if before else web.Response(status=status))
    pacer = _send_a_burst(server)

    assert _each_once(server)
    assert set(server.asked.values()) == {2}
    assert len(pacer.given) == 2 * BURST + LOGIN


@pytest.mark.parametrize("said", ["", "soon", "-1", "nan", "inf"])
def test_a_limit_without_a_usable_length_holds_for_a_second(said: str) -> None:
    def refuse(_channel: str, before: int) -> web.Response | None:
        if before:
            return None
        refusal = limited(0.1, everywhere=True)
        refusal.headers["Retry-After"] = said
        return refusal

    server = Messages(refuse)
    pacer = _send_a_burst(server)

    assert _each_once(server)
    assert {round(end - start, 6) for start, end in pacer.holds} == {1.0}


async def test_a_request_that_fails_on_the_way_is_over_at_once() -> None:
    server = Messages(hangs_up=True)
    pacer = Pacer(RATE, asyncio.get_running_loop().time, asyncio.sleep)
    async with sending(server, pacer, lambda _: None) as http:
        with pytest.raises(ClientError):
            await send(http, 1000, "nonce")

        assert len(server.arrived) == 1
        assert not pacer._under_way  # pyright: ignore[reportPrivateUsage] - no turn is left open
