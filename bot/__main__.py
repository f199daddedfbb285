"""``python -m bot <command>``: the command line. The only module that reads ``os.environ``."""

import argparse
import asyncio
import base64
import binascii
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.core import logs
from bot.core.secret import ConfigError

if TYPE_CHECKING:
    from bot.core.config import Settings

# Modules that talk to Discord are imported where they are needed: `screen` starts once for every
# scoring and must neither wait for them nor load them.

OK, FAILED = 0, 1

DEMO_YEARS = range(2017, 2101)
"""Years in which the demo can start: Discord's ids count from 2015, and a year is played first."""


def utc_now() -> datetime:
    """Return the real time. This is its only reading: all other code is given a clock."""
    return datetime.now(UTC)


def main(arguments: Sequence[str] | None = None, *, clock: Callable[[], datetime]) -> int:
    """Run one command in the time of ``clock`` (aware).

    Returns the exit code: 0 success, 1 failure, 2 wrong usage.
    """
    parser = argparse.ArgumentParser(prog="python -m bot", description="Haven, for peer support.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="connect to Discord (needs DISCORD_TOKEN)")
    demo = commands.add_parser("demo", help="try Haven in a simulated Discord in your browser")
    demo.add_argument("--port", type=int, default=8123, help="port of the page (default 8123)")
    demo.add_argument("--speed", type=float, default=1.0, help="how fast time passes (default 1)")
    demo.add_argument(
        "--start",
        type=_moment,
        help="the time in the demo, as 2026-11-25T10:00+00:00 (default now)",
    )
    invite = commands.add_parser("invite", help="print the link that adds Haven to a server")
    invite.add_argument("--application-id", type=int, help="instead of reading it from the token")
    helplines = commands.add_parser("helplines", help="look after the list of helplines")
    helplines.add_argument("what", choices=["check"], help="list what a person has to look at")
    screen = commands.add_parser("screen", help="read JSON lines and say what screening finds")
    screen.add_argument("--domains", type=Path, help="a list of domains of swindlers, in addition")
    options = parser.parse_args(arguments)
    if options.command == "screen":
        return _screen(options.domains)
    return _with_haven(options, clock)


def _screen(domains: Path | None) -> int:
    """Answer each line of JSON with one line, at once (see :mod:`bot.screening.cli`)."""
    from bot.core.data import DATA, ContentFault
    from bot.screening import cli, policy
    from bot.screening import load as taught

    try:
        engine = taught.load_engine(domains=domains)
        table, _ = policy.load_table(DATA / "safety" / "policy.toml")
    except ContentFault as error:
        return _fail(str(error))
    if engine.fault is not None:
        print(f"Not all of screening works: {engine.fault}", file=sys.stderr)
    if engine.listed is not None:
        count, skipped = engine.listed
        print(f"The list of domains: {count} entries read, {skipped} skipped.", file=sys.stderr)
    engine.warm()
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr] - a real file
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr] - a real file
    try:
        for line in sys.stdin:
            print(cli.answer(line, engine, table), flush=True)
    except (BrokenPipeError, KeyboardInterrupt):
        return OK  # the reader of the output has gone
    return OK


def _with_haven(options: Any, clock: Callable[[], datetime]) -> int:
    from bot.core.data import ContentFault
    from bot.core.single import AlreadyRunning, FolderUnusable
    from bot.core.sqlite.opening import DatabaseFault

    try:
        if options.command == "demo":
            return _demo(options.port, options.speed, options.start or clock())
        if options.command == "helplines":
            return _check_helplines(clock().date())
        if options.command == "invite":
            return _invite(options.application_id)
        return _run(clock)
    except ConfigError as error:
        return _fail("Haven can't start. Please fix this first:", *error.faults)
    except (ContentFault, DatabaseFault, AlreadyRunning, FolderUnusable) as error:
        return _fail(str(error))


def _run(clock: Callable[[], datetime]) -> int:
    import aiohttp
    import discord

    from bot.core.config import Settings, load_env
    from bot.core.single import only_one

    settings = Settings.from_env(load_env(Path(".env"), os.environ))
    logs.configure(settings.log_level, settings.log_format, sys.stdout)
    logs.guard_crashes()
    token = settings.token
    if token is None:
        return _fail("DISCORD_TOKEN is missing.")
    with only_one(settings.data_dir):
        try:
            return asyncio.run(_connect(settings, token.reveal(), clock))
        except discord.LoginFailure:
            return _fail(
                "Discord refused the token. Make a new one (Developer Portal, your application, "
                "Bot, Reset Token) and put it into DISCORD_TOKEN."
            )
        except discord.PrivilegedIntentsRequired:
            return _fail(
                "HAVEN_MESSAGE_CONTENT is on, but the application may not read messages. Switch on "
                "Message Content Intent (Developer Portal, Bot), or set HAVEN_MESSAGE_CONTENT=off."
            )
        except (
            discord.HTTPException,
            discord.GatewayNotFound,
            aiohttp.ClientError,
            OSError,
        ) as error:
            if isinstance(error, OSError) and error.filename is not None:
                return _fail(
                    f"A file in the data folder cannot be used ({error.strerror}). Everything in "
                    "HAVEN_DATA_DIR must belong to Haven's user."
                )
            return _fail(
                "Discord could not be reached. Is there a network, and is HAVEN_API_URL right?"
            )


async def _connect(settings: "Settings", token: str, clock: Callable[[], datetime]) -> int:
    from bot.app import create_bot, serve

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await serve(create_bot(settings, clock=clock), token, stop)
    return OK


def _moment(text: str) -> datetime:
    """Return the moment that ISO 8601 `text` names; raise an argument error when it is not one."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not a time in ISO 8601") from error
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text} does not say its offset from UTC")
    if moment.year not in DEMO_YEARS:
        raise argparse.ArgumentTypeError(f"the year must be {DEMO_YEARS[0]} to {DEMO_YEARS[-1]}")
    return moment.astimezone(UTC)


def _demo(port: int, speed: float, start: datetime) -> int:
    logs.configure("WARNING", "text", sys.stderr)
    # Warnings about voice, which Haven lacks, and about the simulator's check of discord.py's
    # intents.
    for name in ("discord.client", "discord.state"):
        logging.getLogger(name).setLevel(logging.ERROR)
    try:
        from bot.demo import haven
    except ImportError as missing:  # the extra packages are missing, or the one matching version
        return _fail(f"The demo needs its extra packages: run `make demo`. ({missing})")
    return haven.main(port=port, speed=speed, start=start)


def _check_helplines(today: date) -> int:
    """List entries that are old or never verified; return 1 if one is too old to be shown."""
    from bot.content import load
    from bot.helplines import check

    directory = load().helplines
    print(*check.lines(directory, today), sep="\n")
    return FAILED if check.fails(directory, today) else OK


def _invite(application_id: int | None) -> int:
    from bot.core.config import Settings, load_env
    from bot.invite import invite_url

    if application_id is None:
        settings = Settings.from_env(load_env(Path(".env"), os.environ))
        application_id = _id_in(settings.token.reveal() if settings.token else "")
    if application_id is None:
        return _fail("That token holds no application id. Use --application-id with it.")
    print(invite_url(application_id))
    return OK


def _id_in(token: str) -> int | None:
    """Return the application id that the first part of a bot token contains in base64."""
    part = token.split(".")[0]
    try:
        return int(base64.b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError):
        return None


def _fail(*lines: str) -> int:
    print(*lines, sep="\n", file=sys.stderr)
    return FAILED


if __name__ == "__main__":
    sys.exit(main(clock=utc_now))
