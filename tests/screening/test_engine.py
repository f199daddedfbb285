"""The engine: crisis first, safe without its parts, and exact about what it saw."""

import json
import logging
import sys
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.screening.engine.engine import (
    LIST_UNREADABLE,
    MODEL_DAMAGED,
    MODEL_MISSING,
    ScreeningEngine,
)
from bot.screening.load import load_engine
from bot.screening.verdict import Category, Level
from tests.screening.places import LINES, SAFETY, engine

PUNISHING = frozenset(Category) - {Category.CRISIS}
OWN = [
    json.loads(line)
    for path in sorted(LINES.glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize(
    ("text", "category", "level"),
    [
        ("i want to die", Category.CRISIS, Level.Q2),
        ("i'm going to kill myself tonight", Category.CRISIS, Level.Q3),
        ("just swallowed all my pills", Category.CRISIS, Level.Q3),
        ("tired of being alive", Category.CRISIS, Level.Q1),
        ("my friend says he is going to kill himself", Category.CRISIS, Level.Q2),
        ("what's the quickest way to die", Category.SH_METHOD, Level.Q2),
        ("kys loser", Category.SH_METHOD, Level.Q0),
        ("you're a worthless idiot", Category.HARASSMENT, Level.Q0),
        ("all immigrants are vermin", Category.HATE, Level.Q0),
        ("send nudes", Category.SEXUAL, Level.Q0),
        ("i want to shoot up my school", Category.VIOLENCE, Level.Q0),
        ("ring me on 07700 900123", Category.PII, Level.Q0),
        ("claim your free nitro here", Category.SCAM, Level.Q0),
    ],
)
def test_a_plain_text_is_read(text: str, category: Category, level: Level) -> None:
    reading = engine().read(text)

    assert category in reading.flags & reading.ruled
    assert reading.level is level
    assert any(span.category is category for span in reading.spans)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "good morning all",
        "🙂",
        "\x00",
        "i had toast and it was fine",
        "?" * 3000,
        "a\n" * 2000,
    ],
)
def test_nothing_is_read_into_ordinary_words(text: str) -> None:
    reading = engine().read(text)

    assert reading.flags == frozenset()
    assert reading.level is Level.Q0
    assert reading.spans == ()


def test_encouragement_is_an_attack_too() -> None:
    assert {Category.SH_METHOD, Category.HARASSMENT} <= engine().read("go kill yourself").flags


def test_a_threat_and_a_worry_about_another_are_told_apart() -> None:
    assert engine().read("i'll come to your house and smash your face in").threat
    assert not engine().read("you're a worthless idiot").threat
    assert engine().read("my sister says she wants to kill herself").third_person
    assert not engine().read("my sister knows that i want to kill myself").third_person


@given(st.one_of(st.text(max_size=200), st.sampled_from([one["text"] for one in OWN])))
@settings(max_examples=200, deadline=None)
def test_a_reading_is_consistent(text: str) -> None:
    reading = engine().read(text)

    assert set(reading.scores) == set(Category)
    assert all(0.0 <= score <= 1.0 for score in reading.scores.values())
    assert reading.flags == {one for one, score in reading.scores.items() if score >= 0.5}
    assert reading.ruled <= reading.flags
    assert (reading.level > Level.Q0) == (Category.CRISIS in reading.flags)
    for span in reading.spans:
        assert span.category in reading.flags
        assert 0 <= span.start < span.end <= len(text)


def test_the_same_text_is_always_read_the_same() -> None:
    text = "i can't go on, you idiot, call 07700 900123 or see discord-gift.example/claim"

    assert engine().read(text) == ScreeningEngine.load(SAFETY).read(text)


LEARNED = ("model.bin", "fast.bin", "stack.json", "wordpieces.txt")


def without_model(tmp_path: Path, name: str = "model.bin") -> Path:
    folder = copytree(SAFETY, tmp_path / "safety")
    (folder / name).unlink()
    return folder


@pytest.mark.parametrize("name", LEARNED)
def test_without_a_part_of_its_models_it_reads_by_rules_and_says_so(
    tmp_path: Path, name: str
) -> None:
    alone = ScreeningEngine.load(without_model(tmp_path, name))

    assert alone.fault == MODEL_MISSING
    assert Category.CRISIS in alone.read("i want to die").flags
    assert alone.load_encoder() is None
    assert not alone.has_encoder


@pytest.mark.parametrize("name", LEARNED)
def test_with_a_damaged_part_it_reads_by_rules_and_says_so(tmp_path: Path, name: str) -> None:
    folder = without_model(tmp_path, name)
    (folder / name).write_bytes((SAFETY / name).read_bytes()[:-9])

    alone = ScreeningEngine.load(folder)

    assert alone.fault == MODEL_DAMAGED
    assert Category.CRISIS in alone.read("i want to die").flags


@pytest.mark.parametrize(
    ("change", "code"),
    [("gone", "encoder_missing"), ("cut", "encoder_damaged"), ("none", "encoder_no_runtime")],
)
def test_without_its_encoder_it_reads_by_the_fast_models_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, code: str
) -> None:
    folder = copytree(SAFETY, tmp_path / "safety")
    if change == "gone":
        (folder / "encoder.onnx").unlink(missing_ok=True)
    elif change == "cut":
        (folder / "encoder.onnx").write_bytes(b"cut short")
    else:
        monkeypatch.setitem(sys.modules, "onnxruntime", None)
    alone = ScreeningEngine.load(folder)
    assert alone.fault is None

    assert alone.load_encoder() == code
    assert alone.fault == code
    text = "i made soup today and my sister came by"
    assert alone.read(text) == alone.read(text, deep=False)


def test_the_encoder_is_asked_once_it_is_loaded_and_only_if_wanted() -> None:
    whole = ScreeningEngine.load(SAFETY)
    text = "nobody would notice if i was gone, maybe that is for the best"
    before = whole.read(text)

    assert whole.load_encoder() is None
    assert whole.load_encoder() is None  # a second time costs nothing
    assert whole.has_encoder
    assert whole.read(text, deep=False) == before
    assert whole.read(text).scores != before.scores
    assert not whole.read(text).uncertain


def test_evidence_is_what_a_reading_is_made_of() -> None:
    signs, said = engine().evidence("i want to die")

    assert signs.ruled[Category.CRISIS] >= 0.5
    assert signs.words == 4
    assert said is not None
    assert set(said) >= {"linear", "fast"}


def test_as_shipped_nothing_is_missing() -> None:
    assert engine().fault is None


def test_an_operators_list_is_read_beside_ours(tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("quiet-garden.example\n", encoding="utf-8")

    assert Category.SCAM not in engine().read("see https://quiet-garden.example/").flags
    assert (
        Category.SCAM
        in ScreeningEngine.load(SAFETY, mine).read("https://quiet-garden.example/").flags
    )


def test_it_says_how_much_of_an_operators_list_is_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("! https://remark.example\n||bad.example^\nno domain\ngithub.com\n", "utf-8")

    with caplog.at_level(logging.INFO):
        loaded = load_engine(SAFETY, domains=mine)

    assert loaded.listed == (1, 2)
    assert [vars(one)["haven"] for one in caplog.records] == [{"read": 1, "skipped": 2}]
    assert engine().listed is None


def test_a_list_that_is_too_large_is_said_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("bad.example\nworse.example\nworst.example\n", "utf-8")
    for module in ("engine.links.link_lists", "load"):
        monkeypatch.setattr(f"bot.screening.{module}.ENTRIES_MOST", 2)

    with caplog.at_level(logging.INFO):
        loaded = load_engine(SAFETY, domains=mine)

    assert loaded.listed == (2, 0)
    assert "only its first entries are used" in caplog.text


@pytest.mark.parametrize("raw", [b"PK\x03\x04\x00\x00", b"<html>nothing here</html>"])
def test_a_list_of_which_nothing_can_be_used_is_a_fault(tmp_path: Path, raw: bytes) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_bytes(raw)

    assert ScreeningEngine.load(SAFETY, mine).fault == LIST_UNREADABLE


def test_a_list_that_cannot_be_read_is_a_fault_and_no_end(tmp_path: Path) -> None:
    lame = ScreeningEngine.load(SAFETY, tmp_path / "missing.txt")

    assert lame.fault == LIST_UNREADABLE
    assert Category.SCAM in lame.read("claim your free nitro here").flags


def test_rules_alone_leave_our_fine_lines_in_peace(tmp_path: Path) -> None:
    alone = ScreeningEngine.load(without_model(tmp_path))
    fine = [one["text"] for one in OWN if not one["labels"]]
    readings = [alone.read(text) for text in fine]

    punished = sum(bool(reading.flags & PUNISHING) for reading in readings) / len(fine)
    met = sum(Category.CRISIS in reading.flags for reading in readings) / len(fine)

    # A bound, not an aim: half of these are made to look like the other kind.
    assert punished <= 0.02
    assert met <= 0.03
