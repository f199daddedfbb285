"""Runs bots in processes of their own, as they really run."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from bench.fake_discord import TOKEN
from bench.places import ROOT

SECRET = bytes(range(32))
HAVEN = ("-m", "bench.haven")
READY_SECONDS = 60.0
STOP_SECONDS = 30.0
CPU_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class NotStarted(Exception):
    """A bot did not start."""


@asynccontextmanager
async def running(
    module: tuple[str, ...], data: Path, api_url: str, **settings: str
) -> AsyncGenerator[Process]:
    """Run a bot, from when it is ready until the end of the block. Its log is read on meanwhile, so
    that a full pipe cannot hold it up. ``settings``: more of Haven's, by their names.

    Raises :class:`NotStarted` when it does not start.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *module),
        cwd=data,  # so that no .env is read
        env=_environment(data, api_url) | settings,
        stdout=asyncio.subprocess.PIPE,
    )
    reading: asyncio.Task[None] | None = None
    try:
        async with asyncio.timeout(READY_SECONDS):
            log = await _ready(process)
        reading = asyncio.create_task(_read_on(log))
        yield process
    finally:
        if reading is not None:
            reading.cancel()
            await asyncio.wait({reading})
        await _stop(process)


def processor_seconds(pid: int) -> float:
    """Return the processor time of a process, all its threads together (``man 5 proc_pid_stat``).

    It is 0.0 on a system without ``/proc``.
    """
    if not sys.platform.startswith("linux"):
        return 0.0
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    fields = stat.rpartition(")")[2].split()  # the name before may hold blanks
    return (int(fields[11]) + int(fields[12])) / CPU_TICKS


def _environment(data: Path, api_url: str) -> dict[str, str]:
    """Return the settings for a bot, without those of the person who runs the bench."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HAVEN_")}
    kept.pop("DISCORD_TOKEN_FILE", None)
    return kept | {
        "PYTHONPATH": str(ROOT),
        "DISCORD_TOKEN": TOKEN,
        "HAVEN_SECRET": SECRET.hex(),
        "HAVEN_DATA_DIR": str(data),
        "HAVEN_API_URL": api_url,
        "HAVEN_LOG_FORMAT": "json",
    }


async def _ready(process: Process) -> asyncio.StreamReader:
    """Wait until the bot says that it is ready; return the rest of its log."""
    if process.stdout is None:
        raise NotStarted("its log could not be read")
    log: list[str] = []
    async for line in process.stdout:
        log.append(line.decode())
        if json.loads(line)["event"] == "ready":
            return process.stdout
    code = await process.wait()
    raise NotStarted(f"the bot ended with exit code {code}. Its log's end:\n{''.join(log[-5:])}")


async def _read_on(log: asyncio.StreamReader) -> None:
    async for line in log:
        if json.loads(line).get("level") in ("ERROR", "CRITICAL"):
            print(line.decode(), end="", file=sys.stderr)


async def _stop(process: Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.communicate()  # reads on, so that a full pipe cannot hold it up
    except TimeoutError:
        process.kill()
        await process.wait()
