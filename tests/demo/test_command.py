"""``python -m bot demo`` as a newcomer runs it: a process, one link, and a clean end."""

import asyncio
import os
import re
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import aiohttp
import pytest

from bot.__main__ import main
from tests.demo.lab import START

ROOT = Path(__file__).parents[2]
PATIENCE = 180
"""Seconds after which a demo that does not come up, move or end counts as hung."""


async def _time_in(session: aiohttp.ClientSession, link: str) -> datetime:
    async with session.get(f"{link}demo/places.json") as answer:
        found = cast("dict[str, str]", await answer.json())
    return datetime.fromisoformat(found["time"])


async def test_the_demo_prints_one_link_moves_as_fast_as_asked_and_ends_cleanly() -> None:
    demo = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "ignore::DeprecationWarning", "-m", "bot", "demo"),
        *("--port", "0", "--speed", "3600", "--start", START.isoformat()),
        cwd=ROOT,
        env={"PATH": os.environ.get("PATH", "")},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert demo.stdout is not None
        async with asyncio.timeout(PATIENCE):
            said = b""
            while not (link := re.search(rb"http://127\.0\.0\.1:\d+/", said)):
                line = await demo.stdout.readline()
                assert line, "it ended without a link"
                said += line
            address = link.group().decode()
            async with aiohttp.ClientSession() as session:
                began = await _time_in(session, address)
                while (await _time_in(session, address) - began).total_seconds() < 60:
                    pass  # each request is a wait of its own
            demo.send_signal(signal.SIGINT)
            _, complaints = await demo.communicate()
    finally:
        if demo.returncode is None:
            demo.kill()
            await demo.wait()

    assert timedelta() <= began - START < timedelta(seconds=PATIENCE * 3600)
    assert demo.returncode == 0
    assert complaints == b""


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("tomorrow", "is not a time"),
        ("2026-11-25T10:00", "offset from UTC"),
        ("1999-01-01T00:00+00:00", "2017 to 2100"),
    ],
)
def test_a_start_that_is_no_moment_is_refused_with_the_reason(
    start: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["demo", "--start", start], clock=lambda: START)

    assert ended.value.code == 2
    assert said in capsys.readouterr().err
