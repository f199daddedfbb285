"""What of a log record may be shown: nothing that a member wrote, and no id.

- The *message* is the fixed sentence in the source. Of its arguments only numbers, switches, enum
  members and type names are shown; any other becomes its type in brackets (``[text]``).
- A *field* is a number, a switch or a one-word code of plain ASCII; a sentence becomes ``[text]``.
- An *exception* shows where it happened and its type. Its text, notes and variables are left out,
  as they can quote a member; of its attributes only known status codes are shown.
- Ids, tokens, addresses and mentions are then removed from everything, wherever they came from.
"""

import errno
import linecache
import logging
import math
import re
import sysconfig
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import cast

Field = str | int | float | bool

LEAST_ID = 10**14
"""Smallest number that is not shown: it may be an id, and no count gets this large."""

MAX_TEXT = 1000
"""Max characters of one message or source line: enough for any sentence; limits regex work."""

MAX_FRAMES = 30
"""Max frames shown of one traceback: an endless recursion has a thousand."""

MAX_ERRORS = 20
"""Max exceptions shown of one chain or group."""

_ROOT = Path(__file__).resolve().parents[2]
_STDLIB = Path(sysconfig.get_paths()["stdlib"])
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"/(webhooks|interactions)/\d+/[\w.%=-]+"), r"/\1/[id]/[token]"),
    # Discord's own shape: base64 of the id, a time stamp, a signature.
    (re.compile(r"(?<![\w-])[\w-]{18,}\.[\w-]{5,7}\.[\w-]{20,}"), "[token]"),
    (re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"), "[e-mail]"),
    (re.compile(r"<[@#][!&]?\d+>|@[\w.]{2,32}|[\w.]{2,32}#\d{4}(?!\d)"), "[mention]"),
    # Discord's ids have 17 to 20 digits; the margin below is for the oldest. No upper limit.
    (re.compile(r"\d{15,}"), "[id]"),
)
# A Haven secret has 64 (hex) or 43 (base64url) characters, an interaction's token over 100.
_LONG = re.compile(r"[\w-]{40,}")
_CODE = re.compile(r"[A-Za-z0-9_.:/+-]{1,64}")
_KEY = re.compile(r"[a-z_]+")
_METHOD = re.compile(r"GET|POST|PUT|PATCH|DELETE")
_ROUTE = re.compile(r"https?://[a-z0-9.:-]+(/api/v\d+/[\w/@-]*)")
_STACK_LINE = re.compile(r'  File "(.+)", line (\d+), in (.+)')


def content_of(record: logging.LogRecord) -> dict[str, object]:
    """Return what may be shown of ``record``: time, level, logger, event, fields and traceback."""
    content: dict[str, object] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": redact(record.name),
        "event": redact(_event(record)),
    }
    fields = _fields(record)
    if fields:
        content["fields"] = fields
    lines: list[str] = []
    if isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
        lines += _error_lines(record.exc_info[1])
    if record.stack_info:
        lines += ["logged from", *_stack_lines(record.stack_info)]
    if lines:
        content["traceback"] = [redact(line) for line in lines]
    return content


def redact(text: str) -> str:
    """Return ``text`` without ids, tokens, addresses and mentions, cut at :data:`MAX_TEXT`."""
    if len(text) > MAX_TEXT:
        # Cut between words: half an id or token would slip through the rules.
        text = text[:MAX_TEXT].rpartition(" ")[0] + " [cut]"
    for pattern, stand_in in _RULES:
        text = pattern.sub(stand_in, text)
    return _LONG.sub(lambda run: "[token]" if _looks_random(run[0]) else run[0], text)


def _event(record: logging.LogRecord) -> str:
    template: object = record.msg
    if not isinstance(template, str):
        return str(_argument(template))
    if record.name.partition(".")[0] == "asyncio":
        # asyncio writes whole objects, with their contents, into the sentence.
        return re.split(r"[\n(<]", template, maxsplit=1)[0].strip()
    if not record.args:
        return template
    try:
        if isinstance(record.args, Mapping):
            return template % {key: _argument(value) for key, value in record.args.items()}
        return template % tuple(_argument(value) for value in record.args)
    except (TypeError, ValueError, KeyError):
        return template


class _Shown(str):
    """Text that looks the same whether a template uses ``%s`` or ``%r``."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _argument(value: object) -> object:
    shown = _number(value)
    if shown is not None:
        return shown
    if value is None:
        return value
    if isinstance(value, Enum):
        return _Shown(f"{type(value).__name__}.{value.name}")
    if isinstance(value, type):
        return _Shown(value.__qualname__)
    if isinstance(value, str):
        if _METHOD.fullmatch(value):
            return _Shown(value)
        # Which of Discord's routes refused is useful; its query may hold what a member typed.
        route = _ROUTE.match(value)
        return _Shown(route[1] if route else "[text]")
    return _Shown(f"[{type(value).__name__}]")


def _number(value: object) -> int | float | bool | None:
    if isinstance(value, Enum):
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    # Rounded: an id that became a float must not be shown with all its digits.
    return float(f"{value:.6g}") if isinstance(value, float) else None


def _fields(record: logging.LogRecord) -> dict[str, Field]:
    given: object = getattr(record, "haven", None)
    if not isinstance(given, Mapping):
        return {}
    shown: dict[str, Field] = {}
    for key, value in cast("Mapping[object, object]", given).items():
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            continue
        if isinstance(value, str):
            shown[key] = redact(value) if _CODE.fullmatch(value) else "[text]"
            continue
        number = _number(value)
        if number is None:
            shown[key] = redact(str(_argument(value)))
        elif abs(number) >= LEAST_ID or not math.isfinite(number):
            shown[key] = "[number]"
        else:
            shown[key] = number
    return shown


def _error_lines(error: BaseException) -> list[str]:
    """Return the error, its causes and the errors it groups, without any of their texts."""
    lines: list[str] = []
    seen: set[int] = set()
    waiting: list[tuple[str, BaseException]] = [("", error)]
    while waiting:
        relation, current = waiting.pop(0)
        if id(current) in seen:
            continue
        if len(seen) == MAX_ERRORS:
            lines.append("and more errors")
            break
        seen.add(id(current))
        lines.append(f"{relation}{_type_name(type(current))}{_codes(current)}")
        lines += _frames(current.__traceback__)
        if current.__cause__ is not None:
            waiting.append(("caused by ", current.__cause__))
        elif current.__context__ is not None and not current.__suppress_context__:
            waiting.append(("while handling ", current.__context__))
        if isinstance(current, BaseExceptionGroup):
            group = cast("BaseExceptionGroup[BaseException]", current)
            waiting += [("grouped with ", member) for member in group.exceptions]
    return lines


def _type_name(kind: type[BaseException]) -> str:
    return (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )


def _codes(error: BaseException) -> str:
    """Return the numbers that tell one failure from another: Discord's, the system's, SQLite's."""
    attributes: dict[str, object] = getattr(error, "__dict__", {})
    shown = ""
    status, code = attributes.get("status"), attributes.get("code")
    if type(status) is int and type(code) is int:
        shown += f" status={status} code={code}"
    if isinstance(error, OSError) and error.errno is not None:
        shown += f" errno={errno.errorcode.get(error.errno, 'other')}"
    name = attributes.get("sqlite_errorname")
    if isinstance(name, str) and re.fullmatch(r"SQLITE_[A-Z_]{1,40}", name):
        shown += f" {name}"
    return shown


def _frames(tb: TracebackType | None) -> Iterator[str]:
    frames = [
        (f.f_code.co_filename, line, f.f_code.co_qualname) for f, line in traceback.walk_tb(tb)
    ]
    if len(frames) > MAX_FRAMES:
        yield f"  {len(frames) - MAX_FRAMES} earlier calls"
    for frame in frames[-MAX_FRAMES:]:
        yield from _frame(*frame)


def _stack_lines(text: str) -> Iterator[str]:
    found = [match for match in map(_STACK_LINE.fullmatch, text.splitlines()) if match]
    for match in found[-MAX_FRAMES:]:
        yield from _frame(match[1], int(match[2]), match[3])


def _frame(file_name: str, line: int, function: str) -> Iterator[str]:
    yield f"  {_short_path(file_name)}:{line} in {function}"
    source = linecache.getline(file_name, line).strip()
    if source:
        yield f"    {source}"


def _short_path(file_name: str) -> str:
    """Return a path relative to its package or project: a full one names the operator's home."""
    path = Path(file_name)
    parts = path.parts
    if "site-packages" in parts:
        return "/".join(parts[parts.index("site-packages") + 1 :])
    for base in (_ROOT, _STDLIB):
        if path.is_relative_to(base):
            return path.relative_to(base).as_posix()
    return path.name


def _looks_random(run: str) -> bool:
    """Return whether a long run is a key rather than a long name in the code."""
    return any(c.isdigit() for c in run) or (run != run.lower() and run != run.upper())
