"""The lines for screening can be read, mean what they say, and stand there once."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.screening.phrasebook.fine_lines import fine_lines

LINES = Path(__file__).parents[1] / "bench" / "lines"
FILES = sorted(LINES.glob("*.jsonl"))
LABELS = {"crisis", "sh_method", "harassment", "hate", "sexual", "violence", "pii", "scam"}
LEVELS = ("Q0", "Q1", "Q2", "Q3")


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_line_has_its_parts_and_a_level_that_fits(path: Path) -> None:
    for line in _read(path):
        assert set(line) == {"text", "labels", "level", "tags"}
        assert line["text"].strip()
        assert set(line["labels"]) <= LABELS
        assert len(set(line["labels"])) == len(line["labels"])
        assert line["level"] in LEVELS
        assert ("crisis" in line["labels"]) == (line["level"] != "Q0"), line["text"]
        assert line["tags"]


def test_no_line_stands_twice() -> None:
    texts = [re.sub(r"\W+", " ", one["text"].casefold()) for path in FILES for one in _read(path)]

    assert [text for text, count in Counter(texts).items() if count > 1] == []


def test_every_pair_has_a_fine_line_and_another() -> None:
    pairs: dict[str, set[bool]] = {}
    for path in FILES:
        for line in _read(path):
            for tag in line["tags"]:
                if re.fullmatch(r"pair_\w+", tag):
                    pairs.setdefault(tag, set()).add(bool(line["labels"]))

    assert [tag for tag, kinds in pairs.items() if kinds != {True, False}] == []


def test_the_page_about_the_lines_names_every_file() -> None:
    page = (LINES / "README.md").read_text(encoding="utf-8")

    assert FILES
    assert set(re.findall(r"`(\w+\.jsonl)`", page)) == {path.name for path in FILES}


def test_the_lines_that_are_shipped_are_fine_lines_of_ours() -> None:
    """Where this fails, ``python -m bench.fine_lines`` chooses again."""
    paths = (*FILES, *sorted(LINES.glob("read/*.jsonl")))
    fine = {line["text"] for path in paths for line in _read(path) if not line["labels"]}
    shipped = fine_lines()

    assert len(shipped) == len(set(shipped)) >= 500
    assert [line for line in shipped if line not in fine] == []
