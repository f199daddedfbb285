"""Ticks come again and again, wherever the wall clock is moved; a stop lets one end."""

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
    await ticker.stop(0)


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
    await ticker.stop(0)

    assert wall.ticks == 1
    assert [delay for delay, _ in planned].count(LOOK_SECONDS) == 2


@pytest.mark.parametrize("late", [timedelta(seconds=2), timedelta(minutes=59), timedelta(days=3.3)])
async def test_a_tick_is_not_dropped_for_being_late(wall: Wall, late: timedelta) -> None:
    ticker = Ticker()
    ticker.every(3600, "hourly", wall.tick)
    ticker.start()
    wall.time += timedelta(hours=1) + late
    wake(ticker)
    await settle()
    await ticker.stop(0)

    assert wall.ticks == 1


def wake(ticker: Ticker) -> None:
    """APScheduler's own timer, which waits by the loop's clock, goes off."""
    ticker._scheduler.wakeup()  # pyright: ignore[reportPrivateUsage]


class Slow:
    """A tick that goes on until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go = asyncio.Event(), asyncio.Event()
        self.ended = list[str]()

    async def tick(self) -> None:
        self.begun.set()
        try:
            await self.go.wait()
            self.ended.append("by itself")
        except asyncio.CancelledError:
            self.ended.append("cancelled")
            raise


@pytest.fixture
async def slow(wall: Wall) -> tuple[Ticker, Slow]:
    """A ticker in the middle of a slow tick."""
    ticker, slow = Ticker(), Slow()
    ticker.every(EVERY, "slow", slow.tick)
    ticker.start()
    wall.time += timedelta(seconds=EVERY)
    wake(ticker)
    await asyncio.wait_for(slow.begun.wait(), 5)
    return ticker, slow


async def test_a_stop_lets_a_tick_under_way_end(slow: tuple[Ticker, Slow]) -> None:
    ticker, tick = slow
    stopping = asyncio.create_task(ticker.stop(60))
    await settle()
    waiting = not stopping.done()
    tick.go.set()
    await stopping

    assert waiting
    assert tick.ended == ["by itself"]


async def test_a_stop_waits_for_a_tick_no_longer_than_its_patience(
    slow: tuple[Ticker, Slow], caplog: pytest.LogCaptureFixture
) -> None:
    ticker, tick = slow
    await ticker.stop(0.01)
    await ticker.stop(0.01)  # safe to repeat
    await settle()

    assert tick.ended == ["cancelled"]
    assert "a tick was ended by the stop" in caplog.messages


async def test_a_stop_that_is_cancelled_leaves_no_tick_behind(slow: tuple[Ticker, Slow]) -> None:
    ticker, tick = slow
    stopping = asyncio.create_task(ticker.stop(60))
    await settle()
    stopping.cancel()
    await settle()

    assert tick.ended == ["cancelled"]


async def test_a_tick_that_begins_as_the_ticker_stops_does_nothing(
    wall: Wall, ticker: Ticker
) -> None:
    wall.time += timedelta(seconds=EVERY)
    wake(ticker)
    await asyncio.sleep(0)  # APScheduler has made the task, which has not taken its first step
    await ticker.stop(0)
    await settle()

    assert wall.ticks == 0
