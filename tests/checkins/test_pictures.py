"""Pictures are drawn beside the event loop, on one thread that ends, from a start that is fast."""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.checkins.results.chart import ChartPoint
from bot.checkins.results.pictures import Pictures
from tests.checkins.test_chart import LABELS, START, WEEK

ROOT = Path(__file__).parents[2]
PNG = b"\x89PNG\r\n\x1a\n"
PATIENCE = 60  # seconds after which a test that would wait for ever fails instead
POINTS = [ChartPoint(at=START + n * WEEK, score=50 + n, answered=9, eligible=14) for n in range(3)]
BERLIN = ZoneInfo("Europe/Berlin")


class Held(ZoneInfo):
    """A time zone that stops whoever asks for a date until it is let go."""

    def hold(self) -> "Held":
        self.asked = threading.Event()
        self.let_go = threading.Event()
        self.threads: set[str] = set()
        return self

    def fromutc(self, dt: datetime, /) -> datetime:
        self.threads.add(threading.current_thread().name)
        self.asked.set()
        assert self.let_go.wait(PATIENCE), "the event loop stood still"
        return super().fromutc(dt)


@pytest.fixture
def held() -> Held:
    return Held.no_cache("Europe/Berlin").hold()


@pytest.fixture
async def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pictures:
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path))  # so that nothing is set for other tests
    return Pictures(tmp_path)


async def until(true: Callable[[], bool]) -> None:
    """Lets the loop go round until something is true."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - a thread's event cannot be awaited
            await asyncio.sleep(0)


def threads() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name.startswith("pictures")]


async def test_a_trend_becomes_a_png(pictures: Pictures) -> None:
    png = await pictures.trend(POINTS, LABELS, BERLIN)
    await pictures.close()

    assert png is not None
    assert png.startswith(PNG)


async def test_the_loop_runs_while_a_picture_is_drawn(pictures: Pictures, held: Held) -> None:
    drawing = asyncio.create_task(pictures.trend(POINTS, LABELS, held))
    await until(held.asked.is_set)
    # The picture is half drawn, and this line runs: the loop is free.
    assert not drawing.done()
    held.let_go.set()
    png = await drawing
    await pictures.close()

    assert png is not None
    assert all(name.startswith("pictures") for name in held.threads)


async def test_pictures_asked_for_together_are_drawn_on_one_thread(
    pictures: Pictures, held: Held
) -> None:
    held.let_go.set()

    found = await asyncio.gather(*(pictures.trend(POINTS, LABELS, held) for _ in range(4)))
    await pictures.close()

    assert len(held.threads) == 1
    assert {png is not None and png.startswith(PNG) for png in found} == {True}


async def test_nothing_to_show_needs_no_thread(pictures: Pictures) -> None:
    nothing = [ChartPoint(at=START, score=None)]

    assert await pictures.trend([], LABELS, BERLIN) is None
    assert await pictures.trend(nothing, LABELS, BERLIN) is None
    assert threads() == []
    await pictures.close()


async def test_closing_ends_the_thread_after_the_picture_it_draws(
    pictures: Pictures, held: Held
) -> None:
    first = asyncio.create_task(pictures.trend(POINTS, LABELS, held))
    await until(held.asked.is_set)
    second = asyncio.create_task(pictures.trend(POINTS, LABELS, BERLIN))
    await asyncio.sleep(0)
    closing = asyncio.create_task(pictures.close())
    await until(second.done)
    assert not closing.done()
    held.let_go.set()
    await closing

    assert (await first or b"").startswith(PNG)
    assert second.cancelled()
    assert threads() == []
    await pictures.close()


ALONE = """
import asyncio, logging, sys
from pathlib import Path
from zoneinfo import ZoneInfo
from bot.checkins.results.pictures import Pictures
from tests.checkins.test_chart import LABELS, weekly
logging.basicConfig(level=logging.WARNING)

async def main():
    pictures = Pictures(Path(sys.argv[1]))
    await pictures.trend(weekly(None), LABELS, ZoneInfo("UTC"))
    print("matplotlib" in sys.modules)
    png = await pictures.trend(weekly(50, 60), LABELS, ZoneInfo("UTC"))
    print(len(png) > 1000, "matplotlib" in sys.modules, "matplotlib.pyplot" in sys.modules)

asyncio.run(main())
"""


def test_a_new_machine_draws_without_a_warning_and_writes_to_its_own_folder_only(
    tmp_path: Path,
) -> None:
    """A process of its own, as matplotlib looks for its folder once; it also ends unclosed."""
    home, cache = tmp_path / "home", tmp_path / "haven" / "pictures"
    home.mkdir()
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG")}

    done = subprocess.run(  # noqa: S603 - Haven's own code
        [sys.executable, "-W", "error", "-c", ALONE, str(cache)],
        cwd=ROOT,
        env=kept | {"HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["False", "True", "True", "False"]
    assert list(home.iterdir()) == []
    assert [path.suffix for path in cache.iterdir()] == [".json"]
