"""``python -m tests.mutants``: puts one fault after the other into a copy, and runs its tests.

- The faults go into a copy of the tree in a temporary folder, never into the checkout.
- A fault is caught when one of its tests fails, or does not end. A fault with which no test can
  even be collected is broken: then the tests have said nothing about it.
- First of all the tests run without any fault: a test that fails anyway catches nothing.

Returns 1 when more than ``MOST`` faults are not caught, or when one of them is broken.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from enum import Enum
from pathlib import Path

from tests.mutants.fault import Fault
from tests.mutants.faults import FAULTS

ROOT = Path(__file__).parents[2]
LEFT_OUT = (".git", ".venv", ".hypothesis", ".pytest_cache", ".ruff_cache", "runtime")

MOST = 2
"""Max faults that may survive."""

PATIENCE = 300.0
"""Seconds for the tests of one fault. With a fault, a loop may never end."""

TESTS_FAILED = 1
"""pytest's exit code for "some tests failed"; 0: none did; above: it could not run them."""


class Found(Enum):
    """What the tests of a fault said."""

    CAUGHT = "caught"
    SURVIVED = "survived"
    BROKEN = "broken"


def main() -> int:
    """Run the faults that were chosen; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--only", default="", help="only faults whose file contains this")
    parser.add_argument("--output", action="store_true", help="show what pytest prints")
    options = parser.parse_args()
    chosen = [fault for fault in FAULTS if options.only in fault.file]
    os.nice(10)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder) / "haven"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
        every = sorted({test for fault in chosen for test in fault.tests})
        code, output = run(copy, every, PATIENCE * len(chosen))
        if code != 0:
            _print(output)
            _print("these tests fail without any fault")
            return 1
        found = [_try(copy, at, fault, options.output) for at, fault in enumerate(chosen, 1)]
    survived, broken = found.count(Found.SURVIVED), found.count(Found.BROKEN)
    _print(f"{found.count(Found.CAUGHT)} of {len(found)} caught, {survived} survived")
    return int(survived > MOST or broken > 0)


def _try(copy: Path, at: int, fault: Fault, show: bool) -> Found:
    """Put a fault in, run its tests, take it out again; print and return what they said."""
    code, output = with_fault(copy, at, fault)
    found = verdict(code)
    by = re.search(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", output, re.MULTILINE)
    _print(f"{at:3} {found.value:8} {fault.file}  {fault.old.strip().splitlines()[0][:60]}")
    if found is Found.CAUGHT:
        _print(f"    by {by[1] if by else 'never ending'}")
    else:
        _print(f"    {fault.hurts}")
    if show or found is Found.BROKEN:
        _print(output)
    return found


def verdict(code: int) -> Found:
    """Return what pytest's exit code says about a fault."""
    return {0: Found.SURVIVED, TESTS_FAILED: Found.CAUGHT}.get(code, Found.BROKEN)


def with_fault(copy: Path, at: int, fault: Fault) -> tuple[int, str]:
    """Return pytest's exit code and output with a fault in the copy, which is whole afterwards."""
    path = copy / fault.file
    before, whole = path.stat(), path.read_text(encoding="utf-8")
    path.write_text(fault.changed(whole), encoding="utf-8")
    # A time of its own: what Python has compiled of another version is not taken for this one.
    os.utime(path, (before.st_atime, before.st_mtime + 10 * at))
    try:
        return run(copy, fault.tests, PATIENCE)
    finally:
        path.write_text(whole, encoding="utf-8")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def run(folder: Path, tests: Sequence[str], patience: float) -> tuple[int, str]:
    """Return pytest's exit code and output for these tests; not ending counts as failing."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with subprocess.Popen(  # noqa: S603 - pytest, with tests of our own
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate()
            return TESTS_FAILED, output
    return process.returncode, output


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a command line's output


if __name__ == "__main__":
    sys.exit(main())
