"""Keeps the files of a bench and summarises its measurements."""

import math
import shutil
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent


@contextmanager
def folder() -> Generator[Path]:
    """Make a new folder on the disk that holds the data, and remove it at the end.

    Not the system's temporary folder: that is often memory, where a durable write costs nothing.
    """
    runtime = ROOT / "data" / "runtime"
    runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = Path(tempfile.mkdtemp(prefix="bench-", dir=runtime))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest of ``values`` that at least ``share`` (0 to 1) of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
