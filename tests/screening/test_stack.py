"""The file of the heads: read once, checked, written and read the same."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench.train_stack import blank
from bot.screening.engine.model import ModelFault
from bot.screening.engine.weighing.stack import FEATURES, LEVELS, Stack, written
from bot.screening.verdict import Category
from tests.screening.places import SAFETY

SHIPPED = SAFETY / "stack.json"


def fault(path: Path) -> str:
    with pytest.raises(ModelFault) as caught:
        Stack.load(path)
    return caught.value.code


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    found = Stack.load(SHIPPED)
    text = written(found.deep, found.fast)
    (tmp_path / "s").write_text(text, encoding="utf-8")
    again = Stack.load(tmp_path / "s")

    assert text == SHIPPED.read_text(encoding="utf-8")
    assert written(again.deep, again.fast) == text


def test_there_is_a_head_for_everything(tmp_path: Path) -> None:
    (tmp_path / "blank").write_text(written(blank(), blank()), encoding="utf-8")
    for path in (SHIPPED, tmp_path / "blank"):
        for heads in (Stack.load(path).deep, Stack.load(path).fast):
            assert set(heads.heads) == set(Category)
            assert set(heads.levels) == set(LEVELS)


def changed(change: str) -> Any:
    table = json.loads(SHIPPED.read_text(encoding="utf-8"))
    match change:
        case "no_deep":
            del table["deep"]
        case "head_missing":
            del table["fast"]["heads"]["hate"]
        case "head_unknown":
            table["fast"]["heads"]["weather"] = table["fast"]["heads"]["hate"]
        case "a_weight_short":
            table["deep"]["heads"]["hate"]["weights"].pop()
        case "not_finite":
            table["deep"]["heads"]["hate"]["cut"] = float("inf")
        case "voice_short":
            table["deep"]["voices"]["encoder"].pop()
        case "level_missing":
            del table["deep"]["levels"]["Q3"]
        case "format":
            table["format"] = "haven-stack-9"
        case "features":
            table["features"] = list(FEATURES)[::-1]
        case "list":
            return []
        case _:
            raise ValueError(change)
    return table


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("no_deep", "damaged"),
        ("head_missing", "damaged"),
        ("head_unknown", "damaged"),
        ("a_weight_short", "damaged"),
        ("not_finite", "damaged"),
        ("voice_short", "damaged"),
        ("level_missing", "damaged"),
        ("list", "damaged"),
        ("format", "strange"),
        ("features", "strange"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(tmp_path: Path, change: str, code: str) -> None:
    (tmp_path / "s").write_text(json.dumps(changed(change)), encoding="utf-8")

    assert fault(tmp_path / "s") == code


def test_no_file_and_no_json_are_named(tmp_path: Path) -> None:
    (tmp_path / "s").write_bytes(b"\x80\x04 no json")

    assert fault(tmp_path / "none") == "missing"
    assert fault(tmp_path / "s") == "damaged"
