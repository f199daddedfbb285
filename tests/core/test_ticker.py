"""Ticks come again and again, whatever a tick raises and wherever the wall clock is moved."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.ticker import LOOK_SECONDS, Ticker
from bot.demo.clock import scheduler_clock

START = datetime(2026, 3, 28, 9, 0, tzinfo=UTC)
EVERY = 15


class Wall:
    """A wall clock that can be set, and how often it was ticked."""

    def __init__(self) -> None:
        self.time = START
        self.ticks = 0

    async def tick(self) -> None:
        self.ticks += 1


@pytest.fixture
async def wall() -> AsyncGenerator[Wall]:
    wall = Wall()
    with scheduler_clock(lambda: wall.time):
        yield wall


@pytest.fixture
async def ticker(wall: Wall) -> AsyncGenerator[Ticker]:
    ticker = Ticker()
    ticker.every(EVERY, "all", wall.tick)
    ticker.start()
    yield ticker
    ticker.stop()


async def settle() -> None:
    """Lets what is due now be done: APScheduler needs a few turns of the loop."""
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.mark.parametrize("back", [timedelta(minutes=5), timedelta(hours=1), timedelta(days=400)])
async def test_ticks_go_on_when_the_clock_is_set_back(
    wall: Wall, ticker: Ticker, back: timedelta
) -> None:
    wall.time -= back
    await settle()
    before = wall.ticks
    ticker.look()
    await settle()

    assert (before, wall.ticks) == (0, 1)


async def test_nothing_is_ticked_early_while_the_clock_goes_on(wall: Wall, ticker: Ticker) -> None:
    for seconds in (0, 1, 5, 14):
        wall.time = START + timedelta(seconds=seconds)
        ticker.look()
    await settle()

    assert wall.ticks == 0


async def test_somebody_looks_by_a_clock_that_nobody_sets(
    wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, planned = asyncio.get_running_loop(), list[tuple[float, object]]()
    real = loop.call_later

    def note(delay: float, callback: object, *given: object) -> asyncio.TimerHandle:
        planned.append((delay, callback))
        return real(3600, lambda: None)

    ticker = Ticker()
    ticker.every(EVERY, "all", wall.tick)
    monkeypatch.setattr(loop, "call_later", note)
    ticker.start()
    [look] = [callback for delay, callback in planned if delay == LOOK_SECONDS]
    assert callable(look)
    wall.time -= timedelta(hours=1)
    look()
    await settle()
    ticker.stop()

    assert wall.ticks == 1
    assert [delay for delay, _ in planned].count(LOOK_SECONDS) == 2
