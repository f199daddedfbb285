"""Structured logs that never hold a member's words or id.

- A record is built from what a programmer wrote; ``bot.core.redaction`` decides what is shown.
- Facts go into ``extra={"haven": {"step": "release", "waiting": 3}}``: numbers, switches, and
  one-word codes of plain ASCII. A code is one of Haven's constants, never what a person typed.
- Other libraries never log below INFO here: at DEBUG discord.py prints every message it receives
  and aiosqlite every value it stores.
- No record is printed raw, not even one that cannot be written, or an error that was not caught.
"""

import json
import logging
import sys
import threading
from contextlib import suppress
from types import TracebackType
from typing import Literal, TextIO, cast

from bot.core.redaction import Field, content_of

OWN = ("bot", "cogs", "haven", "__main__")
"""The loggers, by first name, that may log below INFO."""

FLOORS = {
    "aiohttp": "WARNING",
    "aiosqlite": "WARNING",
    "apscheduler": "WARNING",
    "asyncio": "WARNING",
}
"""The lowest level of verbose libraries; every other logger that is not Haven's has INFO."""


def configure(level: str, fmt: Literal["json", "text"], stream: TextIO) -> None:
    """Send every log record, redacted, to ``stream``; a later call replaces an earlier one.

    ``level`` is the level of Haven's own loggers; others use it too where it is above their floor.
    Start discord.py without its own handler (``log_handler=None``): that one prints raw. Raises
    ValueError for an unknown level.
    """
    levels = logging.getLevelNamesMapping()
    if level not in levels:
        raise ValueError("unknown log level")
    handler = _Handler(stream)
    handler.setFormatter(JsonFormatter() if fmt == "json" else TextFormatter())
    handler.addFilter(_Floor(levels[level]))
    root = logging.getLogger()
    for other in root.handlers[:]:
        # A plain StreamHandler is what logging.basicConfig leaves behind; it prints raw.
        if type(other) in (_Handler, logging.StreamHandler):
            root.removeHandler(other)
    root.addHandler(handler)
    root.setLevel(max(levels[level], logging.INFO))
    for name in (*OWN, "discord", *FLOORS):
        logging.getLogger(name).setLevel(max(levels[level], _floor(name)))


def guard_crashes() -> None:
    """Send each uncaught error, of any thread, to the log instead of raw to standard error."""

    def crashed(kind: type[BaseException], error: BaseException, tb: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        logging.getLogger("haven").critical("an error was not caught", exc_info=(kind, error, tb))

    def thread_crashed(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            crashed(args.exc_type, args.exc_value, args.exc_traceback)

    def not_raised(args: "sys.UnraisableHookArgs") -> None:
        if args.exc_value is not None:
            crashed(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = crashed
    threading.excepthook = thread_crashed
    sys.unraisablehook = not_raised


class JsonFormatter(logging.Formatter):
    """One JSON object per line: time, level, logger, event, and fields and traceback if any."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(content_of(record))


class TextFormatter(logging.Formatter):
    """One line of text per record, its traceback indented below. Only printable ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        content = content_of(record)
        fields = cast("dict[str, Field]", content.get("fields", {}))
        head = [content[key] for key in ("time", "level", "logger", "event")]
        line = " ".join([*map(str, head), *(f"{key}={value}" for key, value in fields.items())])
        lines = [line, *(f"  {line}" for line in cast("list[str]", content.get("traceback", [])))]
        # A line break or an escape sequence within a value must not look like a line of Haven's.
        return "\n".join(line.encode("unicode_escape").decode("ascii") for line in lines)


class _Handler(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Report nothing raw: logging's default prints the record to standard error."""
        with suppress(OSError, ValueError):
            self.stream.write("a log record could not be written\n")


class _Floor(logging.Filter):
    """Enforces the floors even when other code lowers a logger later."""

    def __init__(self, level: int) -> None:
        super().__init__()
        self._level = level

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= max(self._level, _floor(record.name))


def _floor(name: str) -> int:
    first = name.partition(".")[0]
    if first in OWN:
        return logging.DEBUG
    return logging.getLevelNamesMapping()[FLOORS.get(first, "INFO")]
