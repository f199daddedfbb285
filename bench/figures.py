"""``python -m bench.figures RUN``: writes a run's figures to docs/figures.md and to quotations.

``RUN`` is the file that ``python -m bench`` printed. A quotation in README.md or docs/ looks like
``<!-- figure vote.press_ratio -->0.6<!-- -->``; a test holds every one to docs/figures.md.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from bench.gate import Bound, load
from bench.places import ROOT

PAGE = ROOT / "docs" / "figures.md"
QUOTE = re.compile(r"(<!-- figure ([a-z0-9_.]+) -->)(.*?)(<!-- -->)")
ROW = re.compile(r"^\| `([a-z0-9_.]+)` \| ([^|]+) \|", re.MULTILINE)
HEAD = """# Figures

Written by `python -m bench.figures` from a run of `make bench`; do not edit it. `make bench GATE=1`
fails when a bound is broken. Only a figure that one run measures against itself may have a bound.
"""


class NotMeasured(Exception):
    """A document quotes a figure that the run does not have."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page and the quotations; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.figures", description=__doc__)
    parser.add_argument("run", type=Path, help="the JSON that `python -m bench` printed")
    run = json.loads(parser.parse_args(arguments).run.read_text(encoding="utf-8"))
    text = page(run, load())
    known = figures(text)
    try:
        written = {path: quoted(path.read_text("utf-8"), known) for path in documents()}
    except NotMeasured as fault:
        print(fault, file=sys.stderr)
        return 1
    PAGE.write_text(text, encoding="utf-8")
    for path, content in written.items():
        path.write_text(content, encoding="utf-8")
    return 0


def documents(root: Path = ROOT) -> list[Path]:
    """Return the files that may quote a figure."""
    return [
        root / "README.md",
        *sorted(path for path in (root / "docs").glob("*.md") if path.name != PAGE.name),
    ]


def page(run: Mapping[str, Any], bounds: Sequence[Bound]) -> str:
    """Return the page of a run."""
    machine = cast("dict[str, object]", run["machine"])
    told = ", ".join(f"{name} {value}" for name, value in machine.items())
    held = {bound.name: str(bound) for bound in bounds}
    rows = [
        f"| `{name}` | {_spelled(value)} | {held.get(name, '')} |"
        for name, value in run.items()
        if isinstance(value, int | float)
    ]
    table = "\n".join(["| figure | measured | bound |", "| --- | ---: | --- |", *rows])
    return f"{HEAD}\nMeasured on: {told}.\n\n{table}\n"


def figures(text: str) -> dict[str, str]:
    """Return the figures of a page, by name, as they are spelled there."""
    return {name: value.strip() for name, value in ROW.findall(text)}


def quotations(text: str) -> Iterator[tuple[str, str]]:
    """Return each figure that a document quotes: its name and how it is spelled there."""
    for match in QUOTE.finditer(text):
        yield match[2], match[3]


def quoted(text: str, known: Mapping[str, str]) -> str:
    """Return a document with its quotations brought up to date. Raises :class:`NotMeasured`."""
    if unknown := {name for name, _ in quotations(text)} - set(known):
        raise NotMeasured(f"no such figure in this run: {', '.join(sorted(unknown))}")
    return QUOTE.sub(lambda match: f"{match[1]}{known[match[2]]}{match[4]}", text)


def _spelled(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:g}"


if __name__ == "__main__":
    sys.exit(main())
