"""``python -m bench.screening_page``: measures screening on lines that no author of rules has read.

The figures go into docs/screening.md (``--write``). The lines are ``bench/lines/unread``; neither
rules nor models have learned from them. What is printed is counts by kind, never a text, so that
the lines stay unread. Three readings are compared: the rules alone, the fast reading that ordinary
messages get, and the full one that drafts get.
"""

import argparse
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.content import DATA
from bot.screening.load import load_engine
from bot.screening.verdict import Category, Level, Reading

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "screening.md"
UNREAD = ROOT / "bench" / "lines" / "unread"
BEGIN, END = "<!-- figures: written by bench.screening_page -->", "<!-- end of the figures -->"
MODELS = ("model.bin", "fast.bin", "encoder.onnx", "encoder.json", "stack.json")
"""Files that the rules do without."""
OTHERS = frozenset(("third_person", "worry_other"))
"""Kinds of worries about another person."""
FEWEST = 15
"""Lines that a kind needs to have a row of its own."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its kind (its first tag), its labels and level."""

    text: str
    kind: str
    labels: frozenset[Category]
    level: Level


@dataclass(frozen=True, slots=True)
class Measure:
    """One row: of the lines that ``counts``, the share that is ``good``. ``high``: more is better.

    The aims are those that the project has set itself for lines of this sort.
    """

    name: str
    counts: Callable[[Line], bool]
    good: Callable[[Line, Reading], bool]
    aim: float
    high: bool = True


def _crisis(line: Line) -> bool:
    return Category.CRISIS in line.labels


def _met(_: Line, reading: Reading) -> bool:
    return Category.CRISIS in reading.flags


def _punished(_: Line, reading: Reading) -> bool:
    return bool(reading.flags - {Category.CRISIS})


def _harm(line: Line) -> bool:
    return bool(line.labels - {Category.CRISIS})


def _right(line: Line, reading: Reading) -> bool:
    return bool(line.labels & reading.flags)


def _fine(line: Line) -> bool:
    return not line.labels


MEASURES = (
    Measure("crisis met with care", _crisis, _met, 0.85),
    Measure(
        "... danger soon or now (Q2, Q3), seen as Q2 or Q3",
        lambda line: line.level >= Level.Q2,
        lambda _, reading: reading.level >= Level.Q2,
        0.90,
    ),
    Measure(
        "... danger now (Q3), seen as Q3",
        lambda line: line.level is Level.Q3,
        lambda _, reading: reading.level is Level.Q3,
        0.70,
    ),
    Measure(
        "... worries about another person",
        lambda line: _crisis(line) and line.kind in OTHERS,
        _met,
        0.85,
    ),
    Measure("crisis and nothing else, taken for harm",
            lambda line: line.labels == frozenset((Category.CRISIS,)), _punished, 0.01, high=False),
    Measure("harm given a right category", _harm, _right, 0.80),
    Measure("fine lines without any flag", _fine, lambda _, reading: not reading.flags, 0.98),
    Measure("fine lines taken for a crisis", _fine, _met, 0.05, high=False),
    Measure("fine lines taken for harm", _fine, _punished, 0.01, high=False),
)  # fmt: skip


def lines_in(folder: Path) -> list[Line]:
    """Return the lines of every file of a folder."""
    found: list[Line] = []
    for path in sorted(folder.glob("*.jsonl")):
        for written in path.read_text(encoding="utf-8").splitlines():
            one = json.loads(written)
            labels = frozenset(map(Category, one["labels"]))
            found.append(Line(one["text"], one["tags"][0], labels, Level[one["level"]]))
    return found


def measured(lines: Sequence[Line], readings: Sequence[Reading]) -> dict[str, float]:
    """Return the share of each measure that has lines."""
    figures: dict[str, float] = {}
    for one in MEASURES:
        asked = [(a, b) for a, b in zip(lines, readings, strict=True) if one.counts(a)]
        if asked:
            figures[one.name] = sum(one.good(a, b) for a, b in asked) / len(asked)
    return figures


def by_kind(lines: Sequence[Line], readings: Sequence[Reading]) -> dict[str, tuple[int, float]]:
    """Return for each kind how many lines it has, and the share that came out right.

    Right is a right category for what has one, and no flag at all for what is fine.
    """
    found: dict[str, list[bool]] = {}
    for line, reading in zip(lines, readings, strict=True):
        good = _right(line, reading) if line.labels else not reading.flags
        name = f"{line.kind}{'' if line.labels else ' (fine)'}"
        found.setdefault(name, []).append(good)
    return {
        kind: (len(good), sum(good) / len(good))
        for kind, good in sorted(found.items())
        if len(good) >= FEWEST
    }


def _readings(lines: Iterable[Line]) -> dict[str, list[Reading]]:
    """Return the readings of each of the three ways."""
    texts = [line.text for line in lines]
    with TemporaryDirectory() as bare:
        for path in (DATA / "safety").iterdir():
            if path.name not in MODELS:
                (Path(bare) / path.name).symlink_to(path)
        rules = load_engine(Path(bare))
        found = {"rules": [rules.read(text) for text in texts]}
    engine = load_engine()
    engine.warm()
    found["fast"] = [engine.read(text, deep=False) for text in texts]
    found["full"] = [engine.read(text) for text in texts]
    return found


def table(figures: dict[str, dict[str, float]]) -> str:
    """Return the table of the measures in Markdown; what misses its aim stands in bold."""
    rows = ["| | rules alone | messages | **drafts** | aim |", "|---|---|---|---|---|"]
    for one in MEASURES:
        if one.name not in figures["full"]:
            continue
        rules, fast, full = (round(figures[way][one.name], 3) for way in ("rules", "fast", "full"))
        met = full >= one.aim if one.high else full <= one.aim
        shown = f"{full:.3f}" if met else f"**{full:.3f}** (missed)"
        sign = "≥" if one.high else "≤"
        rows.append(f"| {one.name} | {rules:.3f} | {fast:.3f} | {shown} | {sign} {one.aim:.2f} |")
    return "\n".join(rows)


def kinds_table(kinds: dict[str, tuple[int, float]]) -> str:
    """Return the table by kind in Markdown."""
    rows = ["| kind | lines | right |", "|---|---|---|"]
    rows += [f"| {kind} | {count} | {share:.2f} |" for kind, (count, share) in kinds.items()]
    return "\n".join(rows)


def write(page: str, text: str) -> str:
    """Return ``page`` with its figures replaced. Raises ValueError where the marks are missing."""
    pattern = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    if not pattern.search(page):
        raise ValueError("docs/screening.md has no place for the figures")
    return pattern.sub(lambda _: f"{BEGIN}\n\n{text}\n\n{END}", page)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the tables, and write the page when asked to."""
    parser = argparse.ArgumentParser(prog="python -m bench.screening_page", description=__doc__)
    parser.add_argument("--lines", type=Path, default=UNREAD, help="a folder of lines")
    parser.add_argument("--write", action="store_true", help="write docs/screening.md")
    options = parser.parse_args(arguments)
    lines = lines_in(options.lines)
    readings = _readings(lines)
    figures = {way: measured(lines, found) for way, found in readings.items()}
    text = f"{table(figures)}\n\n{kinds_table(by_kind(lines, readings['full']))}"
    print(text)
    if options.write:
        PAGE.write_text(write(PAGE.read_text(encoding="utf-8"), text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
