import ast
import asyncio
import gc
import io
import json
import logging
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, Literal

import pytest

from bot.core.logs import configure, guard_crashes
from bot.core.redaction import MAX_TEXT, redact

ROOT = Path(__file__).parents[2]
WORDS = "I feel alone since Tuesday"
USER = 118000000000000001
TOKEN = "MTE4MDAwMDAwMDAwMDAwMDAwMA.GaBcDe." + "x1Y2z3_-" * 5
INTERACTION = "aW50ZXJhY3Rpb246MTE4MDAw" + "Zm9vYmFy" * 20
SECRET = "0123456789abcdef" * 4
MAIL = "alice.o+x@mail.example.org"
FORBIDDEN = (WORDS, "alone", str(USER), TOKEN, "GaBcDe", INTERACTION, SECRET, "alice", "Zm9vYmFy")

log = logging.getLogger("bot.test")


class Fruit(Enum):
    APPLE = "alone"


class Refusal(Exception):
    """Has the shape of discord.HTTPException."""

    def __init__(self, text: str) -> None:
        super().__init__(f"403 Forbidden: {text}")
        self.status = 403
        self.code = 50007
        self.text = text


class Loud:
    def __repr__(self) -> str:
        return f"<Loud {WORDS} {USER}>"


@pytest.fixture(autouse=True)
def restored_logging() -> Iterator[None]:
    """Puts every level and the root's handlers back."""
    root = logging.getLogger()
    handlers = root.handlers[:]
    loggers = [
        root,
        *(x for x in root.manager.loggerDict.values() if isinstance(x, logging.Logger)),
    ]
    levels = {logger: logger.level for logger in loggers}
    yield
    root.handlers[:] = handlers
    for logger in (x for x in root.manager.loggerDict.values() if isinstance(x, logging.Logger)):
        logger.setLevel(levels.get(logger, logging.NOTSET))
    root.setLevel(levels[root])


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


def listen(level: str, fmt: Literal["json", "text"], stream: io.StringIO) -> None:
    """Configures with no other handler about: pytest's own chokes on what is logged here."""
    logging.getLogger().handlers.clear()
    configure(level, fmt, stream)


def records(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def raised(action: Callable[[], object]) -> BaseException:
    try:
        action()
    except BaseException as error:  # noqa: BLE001 - whatever it was is what is logged
        return error
    raise AssertionError("nothing was raised")


def fail(text: str) -> None:
    raise ValueError(text)


def fail_because(text: str) -> None:
    try:
        fail(text)
    except ValueError as error:
        raise RuntimeError(text) from error


def fail_while_handling(text: str) -> None:
    try:
        fail(text)
    except ValueError:
        raise KeyError(text)  # noqa: B904 - the implicit context is the subject


def fail_together(text: str) -> None:
    raise BaseExceptionGroup(
        text,
        [raised(lambda: fail(text)), ExceptionGroup(text, [Refusal(text)])],
    )


def fail_with_a_note(text: str) -> None:
    error = OSError(28, text, text)
    error.add_note(text)
    raise error


def fail_in_a_query(text: str) -> None:
    database = sqlite3.connect(":memory:")
    try:
        database.execute("CREATE TABLE t (a TEXT CHECK (a = ''))")
        database.execute("INSERT INTO t VALUES (?)", (text,))
    finally:
        database.close()


FAILURES: dict[str, tuple[Callable[[str], None], str]] = {
    "plain": (fail, "ValueError"),
    "chained": (fail_because, "caused by ValueError"),
    "in context": (fail_while_handling, "while handling ValueError"),
    "grouped": (fail_together, "status=403 code=50007"),
    "with a note": (fail_with_a_note, "errno=ENOSPC"),
    "in SQLite": (fail_in_a_query, "SQLITE_CONSTRAINT_CHECK"),
}
UNSAFE = f"{WORDS} {USER} {TOKEN} {INTERACTION} {SECRET} {MAIL} <@{USER}> @alice"
ROUTES: dict[str, Callable[[logging.Logger], None]] = {
    "a text argument": lambda to: to.warning("saw %s", UNSAFE),
    "a quoted argument": lambda to: to.warning("saw %r", UNSAFE),
    "a named argument": lambda to: to.warning("saw %(what)s", {"what": UNSAFE}),
    "a one-word argument": lambda to: to.warning("saw %s", "alice"),
    "an object": lambda to: to.warning("saw %s and %r", Loud(), [Loud()]),
    "an exception as argument": lambda to: to.warning("saw %s", ValueError(UNSAFE)),
    "an exception as message": lambda to: to.warning(ValueError(UNSAFE)),
    "an enum member": lambda to: to.warning("saw %s", Fruit.APPLE),
    "an id": lambda to: to.warning("saw %s, %d, %20d and %s", USER, USER, USER, float(USER)),
    "arguments that do not fit": lambda to: to.warning("saw %d", UNSAFE),
    "too many arguments": lambda to: to.warning("saw %s", WORDS, UNSAFE),
    "an API address": lambda to: to.warning(
        "%s %s", "POST", f"https://discord.com/api/v10/webhooks/{USER}/{INTERACTION}?q=alone"
    ),
    "ids and tokens in the message": lambda to: to.warning(UNSAFE.replace(WORDS, "")),
    "fields": lambda to: to.warning(
        "saw",
        extra={
            "haven": {
                "words": UNSAFE,
                "member": USER,
                "text_member": str(USER),
                "ratio": float(USER),
                "token": TOKEN,
                "loud": Loud(),
                "many": [UNSAFE],
                "alone Key": 1,
                UNSAFE: 1,
            }
        },
    ),
    "fields that are none": lambda to: to.warning("saw", extra={"haven": UNSAFE}),
    "another extra": lambda to: to.warning("saw", extra={"member": UNSAFE}),
    "a stack": lambda to: to.warning("saw", stack_info=True),
}


@pytest.mark.parametrize("fmt", ["json", "text"])
@pytest.mark.parametrize("name", ["bot.sharing.service", "discord.http"])
@pytest.mark.parametrize("route", ROUTES)
def test_no_words_ids_or_secrets_reach_the_log_by_any_route(
    stream: io.StringIO, route: str, name: str, fmt: Literal["json", "text"]
) -> None:
    listen("DEBUG", fmt, stream)

    ROUTES[route](logging.getLogger(name))

    assert name in stream.getvalue()
    assert [word for word in FORBIDDEN if word in stream.getvalue()] == []


@pytest.mark.parametrize("fmt", ["json", "text"])
@pytest.mark.parametrize("failure", FAILURES)
def test_an_exception_shows_its_kind_and_codes_but_not_its_text(
    stream: io.StringIO, failure: str, fmt: Literal["json", "text"]
) -> None:
    listen("INFO", fmt, stream)
    fails, shows = FAILURES[failure]

    log.error("it went wrong", exc_info=raised(lambda: fails(UNSAFE)))

    assert shows in stream.getvalue()
    assert [word for word in FORBIDDEN if word in stream.getvalue()] == []


def test_a_record_is_one_line_of_json(stream: io.StringIO) -> None:
    listen("INFO", "json", stream)

    log.info(
        "%d shares went out in %.1f s",
        3,
        0.25,
        extra={
            "haven": {"step": "sharing.release", "waiting": 2, "late": False, "took": 0.123456789}
        },
    )

    (record,) = records(stream)
    time = datetime.fromisoformat(record.pop("time"))
    assert time.utcoffset() is not None
    assert record == {
        "level": "INFO",
        "logger": "bot.test",
        "event": "3 shares went out in 0.2 s",
        "fields": {"step": "sharing.release", "waiting": 2, "late": False, "took": 0.123457},
    }


def test_a_record_is_one_line_of_text(stream: io.StringIO) -> None:
    listen("INFO", "text", stream)

    log.info("%s is ready", Fruit.APPLE, extra={"haven": {"step": "start", "shards": 2}})

    _, _, line = stream.getvalue().partition(" ")
    assert line == "INFO bot.test Fruit.APPLE is ready step=start shards=2\n"


@pytest.mark.parametrize("sign", [1, -1])
def test_no_number_that_is_long_enough_for_an_id_is_shown(stream: io.StringIO, sign: int) -> None:
    listen("INFO", "json", stream)

    log.info("m", extra={"haven": {"a": sign * 10**14, "b": sign * 1e14, "c": sign * 99999}})

    (record,) = records(stream)
    assert record["fields"] == {"a": "[number]", "b": "[number]", "c": sign * 99999}


def test_a_number_that_json_cannot_spell_is_still_json(stream: io.StringIO) -> None:
    listen("INFO", "json", stream)

    log.info("measured", extra={"haven": {"a": float("nan"), "b": float("-inf"), "c": 10**5000}})

    (record,) = records(stream)
    assert record["fields"] == {"a": "[number]", "b": "[number]", "c": "[number]"}


def test_a_line_break_cannot_pretend_to_be_another_record(stream: io.StringIO) -> None:
    listen("INFO", "text", stream)

    logging.getLogger("other").warning("one\n2026 ERROR bot two\x1b[31m \u202e")

    assert stream.getvalue().count("\n") == 1
    assert stream.getvalue().endswith(r"one\n2026 ERROR bot two\x1b[31m \u202e" + "\n")


def test_a_traceback_shows_place_function_and_line_without_the_home_folder(
    stream: io.StringIO,
) -> None:
    listen("INFO", "json", stream)

    log.error("it went wrong", exc_info=raised(lambda: json.loads("{")))

    (record,) = records(stream)
    lines = record["traceback"]
    assert lines[0] == "json.decoder.JSONDecodeError"
    assert lines[1].startswith("  tests/core/test_logs.py:")
    assert lines[1].endswith(" in raised")
    assert lines[2] == "    action()"
    assert any(line.startswith("  json/decoder.py:") for line in lines)
    assert str(ROOT) not in stream.getvalue()


def test_a_library_is_shown_from_its_package_on(stream: io.StringIO) -> None:
    listen("INFO", "json", stream)

    log.error("it went wrong", exc_info=raised(lambda: pytest.fail("x")))

    assert any(
        line.startswith("  _pytest/outcomes.py:") for line in records(stream)[0]["traceback"]
    )
    assert "site-packages" not in stream.getvalue()


def test_a_stack_shows_where_the_record_came_from(stream: io.StringIO) -> None:
    listen("INFO", "json", stream)

    log.info("here", stack_info=True)

    lines = records(stream)[0]["traceback"]
    assert lines[0] == "logged from"
    assert lines[-1] == '    log.info("here", stack_info=True)'
    assert lines[-2].endswith(" in test_a_stack_shows_where_the_record_came_from")
    assert str(ROOT) not in stream.getvalue()


def test_an_endless_recursion_and_a_circle_of_causes_stay_short(stream: io.StringIO) -> None:
    listen("INFO", "json", stream)

    def again() -> None:
        again()

    recursion = raised(again)
    circle = ValueError()
    circle.__cause__ = recursion
    recursion.__cause__ = circle

    log.error("it went wrong", exc_info=circle)
    log.error("it went wrong", exc_info=ExceptionGroup("x", [ValueError() for _ in range(999)]))

    first, second = (record["traceback"] for record in records(stream))
    assert len(first) < 70
    assert any("earlier calls" in line for line in first)
    assert [line for line in second if not line.startswith(" ")][-1] == "and more errors"
    assert len(second) < 30


def test_logging_an_exception_where_there_is_none_is_no_crash(stream: io.StringIO) -> None:
    listen("INFO", "json", stream)

    log.error("nothing happened", exc_info=True)

    assert "traceback" not in records(stream)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"member {USER}.", "member [id]."),
        ("at 1700000000", "at 1700000000"),
        ("12345678901234", "12345678901234"),
        ("123456789012345", "[id]"),
        (f"{USER}{USER}", "[id]"),
        (
            f"/webhooks/{USER}/ab-c_D/messages/@original",
            "/webhooks/[id]/[token]/messages/[mention]",
        ),
        (f"/interactions/{USER}/abc/callback", "/interactions/[id]/[token]/callback"),
        (f"Bot {TOKEN}", "Bot [token]"),
        (SECRET, "[token]"),
        (f"to {MAIL}!", "to [e-mail]!"),
        (f"<@{USER}> <@!1> <@&2> <#3>", "[mention] [mention] [mention] [mention]"),
        ("hello @everyone", "hello [mention]"),
        ("alice#1234 left", "[mention] left"),
        (
            "the_name_of_a_rather_long_function_in_the_code",
            "the_name_of_a_rather_long_function_in_the_code",
        ),
        (
            "bot/sharing/service.py:12 in Sharing.submit",
            "bot/sharing/service.py:12 in Sharing.submit",
        ),
    ],
)
def test_what_identifies_is_taken_out_and_the_rest_stays(text: str, expected: str) -> None:
    assert redact(text) == expected


@pytest.mark.parametrize("start", range(MAX_TEXT - 80, MAX_TEXT + 2))
def test_cutting_a_long_text_leaves_no_half_of_an_id_or_token(start: int) -> None:
    text = redact("a " * (start // 2) + f"{USER} {TOKEN} end")

    assert len(text) < MAX_TEXT + 40
    assert str(USER)[:4] not in text
    assert TOKEN[:4] not in text


def test_a_debug_request_leaves_other_libraries_at_their_floor(stream: io.StringIO) -> None:
    listen("DEBUG", "json", stream)

    for name in ("discord.http", "discord", "aiosqlite", "apscheduler.x", "asyncio", "new.library"):
        logger = logging.getLogger(name)
        logger.debug("body")
        logger.info("quiet")
        logger.warning("heard")
    for name in ("bot.x", "cogs.y", "haven", "__main__"):
        logging.getLogger(name).debug("own")

    shown = [(record["logger"], record["event"]) for record in records(stream)]
    assert shown == [
        ("discord.http", "quiet"),
        ("discord.http", "heard"),
        ("discord", "quiet"),
        ("discord", "heard"),
        ("aiosqlite", "heard"),
        ("apscheduler.x", "heard"),
        ("asyncio", "heard"),
        ("new.library", "quiet"),
        ("new.library", "heard"),
        ("bot.x", "own"),
        ("cogs.y", "own"),
        ("haven", "own"),
        ("__main__", "own"),
    ]


def test_lowering_a_logger_later_does_not_open_it(stream: io.StringIO) -> None:
    listen("DEBUG", "json", stream)

    for name in ("", "discord", "discord.http", "discord.gateway", "aiosqlite"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.getLogger("discord.http").debug("POST with %s", {"content": WORDS})
    logging.getLogger("discord.gateway").debug("event")
    logging.getLogger("aiosqlite").debug("INSERT")

    assert stream.getvalue() == ""


def test_a_high_level_holds_for_everyone(stream: io.StringIO) -> None:
    listen("ERROR", "json", stream)

    for name in ("bot", "discord.http", "aiosqlite"):
        logging.getLogger(name).warning("not now")
        logging.getLogger(name).error("now")

    assert [record["event"] for record in records(stream)] == ["now"] * 3


def test_configuring_again_replaces_the_first_time(stream: io.StringIO) -> None:
    earlier = io.StringIO()
    logging.getLogger().addHandler(logging.StreamHandler(earlier))
    configure("INFO", "json", earlier)
    configure("INFO", "json", stream)

    log.info("once")

    assert earlier.getvalue() == ""
    assert len(records(stream)) == 1


def test_an_unknown_level_is_refused(stream: io.StringIO) -> None:
    with pytest.raises(ValueError, match="unknown log level"):
        configure("LOUD", "json", stream)


def test_a_record_that_cannot_be_written_is_not_printed_elsewhere(
    capsys: pytest.CaptureFixture[str],
) -> None:
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

    listen("INFO", "json", Full())

    log.info("saw %s", WORDS)

    assert capsys.readouterr() == ("", "")


async def test_a_forgotten_task_does_not_print_what_it_raised(stream: io.StringIO) -> None:
    listen("INFO", "json", stream)

    async def share(words: str) -> None:
        raise ValueError(words)

    task = asyncio.ensure_future(share(UNSAFE))
    await asyncio.wait([task])
    del task
    gc.collect()

    (record,) = records(stream)
    assert record["event"] == "Task exception was never retrieved"
    assert record["traceback"][0] == "ValueError"
    assert [word for word in FORBIDDEN if word in stream.getvalue()] == []


async def test_a_failed_callback_does_not_print_its_arguments(stream: io.StringIO) -> None:
    listen("INFO", "json", stream)

    asyncio.get_running_loop().call_soon(fail, UNSAFE)
    await asyncio.sleep(0)

    (record,) = records(stream)
    assert record["event"].startswith("Exception in callback fail")
    assert [word for word in FORBIDDEN if word in stream.getvalue()] == []


def test_what_nobody_caught_goes_to_the_log_only(
    stream: io.StringIO, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module, hook in ((sys, "excepthook"), (threading, "excepthook"), (sys, "unraisablehook")):
        monkeypatch.setattr(module, hook, getattr(module, hook))
    listen("INFO", "json", stream)

    class Broken:
        def __del__(self) -> None:
            raise ValueError(UNSAFE)

    guard_crashes()
    error = raised(lambda: fail(UNSAFE))
    sys.excepthook(type(error), error, error.__traceback__)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    thread = threading.Thread(target=fail, args=(UNSAFE,))
    thread.start()
    thread.join()
    Broken()
    gc.collect()

    assert [record["event"] for record in records(stream)] == ["an error was not caught"] * 3
    assert [word for word in FORBIDDEN if word in stream.getvalue()] == []
    assert capsys.readouterr() == ("", "")


LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


def spoken_sentences(source: str) -> Iterator[tuple[int, ast.expr]]:
    """The message of every call of a logger: ``log.info(...)``, ``self._log.error(...)``."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner = ast.unparse(node.func.value)
        if node.func.attr in LEVELS and ("getLogger" in owner or is_logger(owner)) and node.args:
            yield node.lineno, node.args[1 if node.func.attr == "log" else 0]


def is_logger(owner: str) -> bool:
    return owner.rpartition(".")[2].strip("_").lower() in ("log", "logger")


def is_fixed(message: ast.expr) -> bool:
    return isinstance(message, ast.Constant) and isinstance(message.value, str)


def test_every_log_call_of_haven_says_a_fixed_sentence() -> None:
    varying = [
        f"{path.relative_to(ROOT)}:{line}"
        for folder in ("bot", "cogs")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for line, message in spoken_sentences(path.read_text(encoding="utf-8"))
        if not is_fixed(message)
    ]

    assert varying == []


@pytest.mark.parametrize(
    ("call", "fixed"),
    [
        ("log.info('a %s', x)", True),
        ("log.info(f'a {x}')", False),
        ("self._log.error('a' + x)", False),
        ("logging.getLogger('x').warning(str(error))", False),
        ("logger.log(10, error)", False),
        ("_log.log(10, 'a')", True),
    ],
)
def test_a_sentence_put_together_at_run_time_is_noticed(call: str, fixed: bool) -> None:
    ((_, message),) = spoken_sentences(call)

    assert is_fixed(message) is fixed
