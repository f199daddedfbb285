"""The demo starts, answers on this computer alone, lets time pass, and ends without a trace."""

import asyncio
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from discord.ext import tasks

from bot.demo.server import Past, PortUnusable, run, serve
from bot.demo.story import DemoGroup
from tests.demo.lab import START, LabBot

ROOT = Path(__file__).parents[2]


class Running:
    """A demo that runs, and somebody who asks it things."""

    def __init__(self, link: str, bot: LabBot, session: aiohttp.ClientSession) -> None:
        self.link, self.bot, self.session = link, bot, session

    async def index(self) -> dict[str, Any]:
        """What the page asks for."""
        async with self.session.get(f"{self.link}demo/places.json") as answer:
            return await answer.json()

    async def door(self, place: str, name: str) -> str:
        """The path that opens `place` as `name`."""
        for found in (await self.index())["places"]:
            for person in found["people"]:
                if (found["name"], person["name"]) == (place, name):
                    return f"open/{found['id']}/{person['id']}"
        raise LookupError(place)


@asynccontextmanager
async def running(
    *, bot_type: type[LabBot] = LabBot, speed: float = 1.0, port: int = 0
) -> AsyncGenerator[Running]:
    bots: list[LabBot] = []
    stop, ready = asyncio.Event(), asyncio.get_running_loop().create_future()

    def make_bot(folder: Path, clock: Callable[[], datetime]) -> LabBot:
        (folder / "haven.db").touch()
        bots.append(bot_type(folder, clock))
        return bots[0]

    demo = asyncio.create_task(
        serve(
            make_bot=make_bot,
            port=port,
            speed=speed,
            start=START,
            on_ready=ready.set_result,
            stop=stop,
        )
    )
    await asyncio.wait([demo, ready], return_when=asyncio.FIRST_COMPLETED)
    if demo.done():
        await demo
    try:
        async with aiohttp.ClientSession() as session:
            yield Running(ready.result(), bots[0], session)
    finally:
        stop.set()
        await demo


async def test_the_link_leads_to_a_page_that_needs_nothing_from_elsewhere() -> None:
    async with running() as demo, demo.session.get(demo.link) as answer:
        page = await answer.text()

    assert answer.status == 200
    assert "Quiet Room" in page
    assert "http" not in page
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "{{" not in page


async def test_the_places_say_who_can_look_into_them() -> None:
    async with running() as demo:
        index = await demo.index()

    seen = {place["name"]: [p["name"] for p in place["people"]] for place in index["places"]}
    assert seen["#sharing"] == ["Alice", "Bob", "Chen", "Lina", "Mo", "Ada"]
    assert seen["#care"] == ["Mo", "Ada"]
    assert seen["Alice’s messages from Haven"] == ["Alice"]
    assert index["travelling"] is False


async def test_a_place_opens_as_the_person_asked_for() -> None:
    async with running() as demo:
        path = await demo.door("#sharing", "Bob")
        async with demo.session.get(demo.link + path, allow_redirects=False) as answer:
            where, secret = answer.headers["Location"].split("#")
        async with demo.session.get(demo.link[:-1] + where) as answer:
            page = await answer.text()
        async with demo.session.post(
            f"{demo.link}api/pages", json={}, headers={"X-Simcord-Capability": secret}
        ) as answer:
            state = await answer.json()

    assert "<title>Bob in #sharing · Haven demo</title>" in page
    assert 'href="/demo/page.css"' in page
    assert state["channel"]["name"] == "sharing"
    assert where.endswith(state["viewerId"])


async def test_a_place_is_closed_to_who_cannot_read_it() -> None:
    async with running() as demo:
        care = await demo.door("#care", "Mo")
        alice = await demo.door("#sharing", "Alice")
        path = f"{care.rsplit('/', 1)[0]}/{alice.rsplit('/', 1)[1]}"
        async with demo.session.get(demo.link + path) as answer:
            status = answer.status

    assert status == 404


@pytest.mark.parametrize("path", ["", "demo/places.json", "app.js", "demo/page.css"])
async def test_another_host_name_is_refused(path: str) -> None:
    async with running() as demo:
        headers = {"Host": "haven.example"}
        async with demo.session.get(demo.link + path, headers=headers) as answer:
            status = answer.status

    assert status == 403


async def test_a_page_elsewhere_cannot_move_time() -> None:
    async with running() as demo:
        url, headers = f"{demo.link}demo/time", {"Origin": "http://haven.example"}
        async with demo.session.post(url, json=3600, headers=headers) as answer:
            elsewhere = answer.status
        async with demo.session.post(url, data="3600") as answer:
            form = answer.status
        async with demo.session.post(url, json=7) as answer:
            odd = answer.status

    assert (elsewhere, form, odd) == (403, 400, 400)


async def test_a_secret_nobody_has_opens_nothing() -> None:
    async with running() as demo:
        await demo.session.get(demo.link + await demo.door("#sharing", "Bob"))
        headers = {"X-Simcord-Capability": "guessed"}
        async with demo.session.post(f"{demo.link}api/pages", json={}, headers=headers) as answer:
            status = answer.status

    assert status == 401


class Ticking(LabBot):
    """Counts the minutes of its own time."""

    ticks = 0

    async def setup_hook(self) -> None:
        await super().setup_hook()
        self.tick.start()

    @tasks.loop(minutes=1)
    async def tick(self) -> None:
        self.ticks += 1


async def test_an_hour_passes_at_the_press_of_a_button() -> None:
    async with running(bot_type=Ticking) as demo:
        assert isinstance(demo.bot, Ticking)
        before = datetime.fromisoformat((await demo.index())["time"])
        ticks = demo.bot.ticks
        async with demo.session.post(f"{demo.link}demo/time", json=3600):
            while (await demo.index())["travelling"]:
                pass
        after = datetime.fromisoformat((await demo.index())["time"])

    assert after - before >= timedelta(hours=1)
    assert demo.bot.ticks - ticks >= 4
    assert demo.bot.clock is not None
    assert demo.bot.clock() >= after


async def test_the_bot_and_its_folder_are_gone_at_the_end() -> None:
    async with running() as demo:
        folder = demo.bot.folder
        assert folder is not None
        existed = (folder / "haven.db").exists()

    assert existed
    assert not folder.exists()
    assert demo.bot.closed


async def test_a_taken_port_is_said_with_what_to_do() -> None:
    async with running() as demo:
        port = int(demo.link.split(":")[2].strip("/"))
        with pytest.raises(PortUnusable, match=f"make demo PORT={port + 1}"):
            async with running(port=port):
                pass


def test_a_taken_port_ends_the_command_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code = run(make_bot=LabBot, port=taken.getsockname()[1], speed=1.0, start=START)

    assert code == 2
    assert "another program has it" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("port", "speed", "said"),
    [(70_000, 1.0, "0 to 65535. Please"), (0, 0.0, "speed"), (0, float("nan"), "speed")],
)
def test_an_impossible_wish_ends_the_command_with_2(
    port: int, speed: float, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(make_bot=LabBot, port=port, speed=speed, start=START)

    assert code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_command_cleanly(number: signal.Signals, tmp_path: Path) -> None:
    code = (
        "import sys; from bot.demo.server import run; from tests.demo.lab import START, LabBot;"
        "sys.exit(run(make_bot=LabBot, port=0, speed=1.0, start=START))"
    )
    with subprocess.Popen(  # noqa: S603 # what runs is this very test's own text
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        process.send_signal(number)
        _, errors = process.communicate()

    assert said.startswith(b"Haven is ready. Open http://127.0.0.1:")
    assert process.returncode == 0
    assert b"Traceback" not in errors
    assert list(tmp_path.iterdir()) == []


async def test_the_past_is_played_before_the_link_is_given_and_ends_now() -> None:
    told: list[str] = []
    moments: list[datetime] = []
    stop = asyncio.Event()

    async def play(group: DemoGroup, now: datetime) -> DemoGroup:
        moments.extend((group.env.now(), now))
        await group.actor("Alice").send(group.lounge, "Good morning.")
        told.append("played")
        worlds.append(group)
        return group

    worlds: list[DemoGroup] = []

    def on_ready(_: str) -> None:
        told.append("ready")
        moments.append(worlds[0].env.now())
        stop.set()

    past = Past(play, timedelta(days=40))
    await serve(
        make_bot=LabBot, port=0, speed=1.0, start=START, on_ready=on_ready, stop=stop, past=past
    )

    assert told == ["played", "ready"]
    assert moments == [START - timedelta(days=40), START, START]
