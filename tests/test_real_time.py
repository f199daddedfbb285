"""No test, bench or demo asks what time it really is: it would fail on some day and on no other.

- Whoever needs the time is given a clock; `main` and `create_bot` have none of their own.
- A stopwatch (`time.monotonic`, `time.perf_counter`) knows no date and is free to use.
- A process of `python -m bot` reads the real time, so each place that starts one has a reason.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PYTHON = sorted(
    path for folder in ("tests", "bench", "bot/demo") for path in (ROOT / folder).rglob("*.py")
)
PAGES = sorted(path for end in ("js", "html") for path in ROOT.glob(f"bot/demo/*.{end}"))

READINGS = re.compile(
    r"(datetime\.)?datetime\.(now|utcnow|today)|(datetime\.)?date\.today"
    r"|time\.(time|time_ns|localtime|gmtime|ctime|asctime|strftime|clock_gettime(_ns)?)"
    r"|discord\.utils\.utcnow|bot\.__main__\.utc_now|tzlocal\..*"
    r"|.*\.(st_[amc]time(_ns)?|get[amc]time)"
)
PAGE_READINGS = re.compile(r"Date\.now|new Date\(\s*\)|\bDate\(\s*\)|performance\.timeOrigin")

REASONS = {
    "tests/test_process.py": "starts Haven as an operator does, without a group: nothing is due",
    "tests/demo/test_command.py": "starts the demo as a newcomer does, with --start",
}
"""Who may start a process of `python -m bot`."""


def real_time_in(source: str) -> set[str]:
    """Return each reading of the real time in `source`, under its full name."""
    tree = ast.parse(source)
    known = dict(_imported(tree))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            first, *rest = _dotted(node).split(".")
            name = ".".join((known.get(first, first), *rest))
            if READINGS.fullmatch(name):
                found.add(name)
        if isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name for name in names if READINGS.fullmatch(name)}
    return found


def starts_haven(source: str) -> bool:
    """Return whether `source` has the words of a command that starts `python -m bot`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Tuple | ast.List | ast.Call):
            parts = node.args if isinstance(node, ast.Call) else node.elts
            words = [part.value for part in parts if isinstance(part, ast.Constant)]
            flags = [at for at, word in enumerate(words) if word == "-m"]
            if any(words[at + 1 : at + 2] in (["bot"], []) for at in flags):
                return True
    return False


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Each name that an import gives, with what it stands for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.asname, alias.name) for alias in node.names if alias.asname)
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return ""


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize(
    "source",
    [
        "import datetime\ndatetime.datetime.now(datetime.UTC)",
        "from datetime import UTC, datetime\nnow = datetime.now(UTC)",
        "from datetime import datetime as D\nD.utcnow()",
        "import datetime as dt\ndt.date.today()",
        "from datetime import date\ndef f(day=date.today()): ...",
        "import time\nclock = time.time",
        "from time import time_ns as stamp\nstamp()",
        "import discord\ndiscord.utils.utcnow()",
        "from discord.utils import utcnow",
        "from bot.__main__ import main, utc_now",
        "from pathlib import Path\nPath('a').stat().st_mtime",
    ],
)
def test_every_way_to_read_the_real_time_is_found(source: str) -> None:
    assert real_time_in(source)


@pytest.mark.parametrize(
    "source",
    [
        "import time\ntime.monotonic()",
        "env.now()",
        "from datetime import UTC, datetime\ndatetime(2026, 11, 2, tzinfo=UTC)",
        "now = clock()",
    ],
)
def test_a_clock_that_was_given_and_a_stopwatch_are_free(source: str) -> None:
    assert not real_time_in(source)


FILE_TIMES = {
    "tests/mutants/__main__.py": "moves a file's time on, so that no compiled copy of it is used",
    "tests/mutants/test_mutants.py": "looks whether that time is set back afterwards",
}
"""Who may read the time of a file, compares it with no other, and why."""


def test_no_test_bench_or_demo_reads_the_real_time() -> None:
    found = {_name(path): real_time_in(path.read_text(encoding="utf-8")) for path in PYTHON}

    assert {
        name: readings for name, readings in found.items() if readings and name not in FILE_TIMES
    } == {}
    assert all(found[name] for name in FILE_TIMES)
    assert len(found) > 100


def test_no_page_of_the_demo_reads_the_visitors_clock() -> None:
    assert PAGES
    assert not [_name(path) for path in PAGES if PAGE_READINGS.search(path.read_text("utf-8"))]


def test_only_named_tests_start_a_haven_that_reads_the_real_time() -> None:
    found = {_name(path) for path in PYTHON if starts_haven(path.read_text(encoding="utf-8"))}

    assert found == set(REASONS)
