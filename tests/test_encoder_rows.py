"""What the encoder is trained on: which rows, what is known of each, in which order."""

import json
from pathlib import Path

import pytest

from bench.encoder_logits import main as write_logits
from bench.encoder_rows import (
    LEVELS,
    MOST_OTHERS,
    MOST_OWN,
    SAMPLE,
    Example,
    batches,
    examples,
    sampled,
    targets,
)
from bench.train_screen import BENIGN, HEADS, NEVER, WEIGHT, Row
from bot.content import DATA
from bot.screening.engine.nets.wordpieces import END, START, WordPieces
from tests.screening.test_encoder import numbers
from tests.screening.tiny_encoder import write_tiny

PIECES = WordPieces.load(DATA / "safety" / "wordpieces.txt")
FINE = dict.fromkeys((one.value for one in HEADS), 0)


def rows(source: str, count: int, word: str = "soup") -> list[Row]:
    return [Row(f"{word} number {number}", source, FINE, level=0) for number in range(count)]


def levels(row: Row) -> tuple[list[float], list[float]]:
    values, known = targets(row)
    return values[-LEVELS:].tolist(), (known[-LEVELS:] > 0).tolist()


def test_a_level_counts_for_itself_and_every_lower_one() -> None:
    crisis = FINE | {"crisis": 1}

    assert levels(Row("a", "own", FINE, level=0)) == ([0, 0, 0], [1, 1, 1])
    assert levels(Row("a", "own", crisis, level=1)) == ([1, 0, 0], [1, 1, 1])
    assert levels(Row("a", "own", crisis, level=2)) == ([1, 1, 0], [1, 1, 1])
    assert levels(Row("a", "own", crisis, level=3)) == ([1, 1, 1], [1, 1, 1])


def test_a_crisis_without_a_level_says_nothing_of_the_upper_two() -> None:
    assert levels(Row("a", "rmhd", {"crisis": 1})) == ([1, 0, 0], [1, 0, 0])
    assert levels(Row("a", "rmhd", {"crisis": 0})) == ([0, 0, 0], [1, 1, 1])
    assert levels(Row("a", "rmhd", {"hate": 1})) == ([0, 0, 0], [0, 0, 0])


def test_a_category_that_is_not_labelled_is_no_target() -> None:
    values, known = targets(Row("a", "edos", {"hate": 1, "scam": 0}))
    said = dict(zip((one.value for one in HEADS), zip(values, known, strict=False), strict=False))

    assert said["hate"] == (1, 1)
    assert said["scam"] == (0, 1)
    assert said["crisis"] == (0, 0)


def test_every_own_row_is_used_and_a_fixed_sample_of_the_others() -> None:
    found = [*rows("own", 50), *rows("sms_spam", 2000), *rows("moments", 10)]
    kept = sampled(found)

    assert sum(row.source == "own" for row in kept) == 50
    assert sum(row.source == "sms_spam" for row in kept) == SAMPLE["sms_spam"]
    assert sum(row.source == "moments" for row in kept) == 10
    assert sampled(found[::-1])[50:] == kept[50:]
    assert sum(row.source == "sms_spam" for row in sampled(found, 0.5)) == 600


def test_no_sampled_source_is_one_that_must_not_be_trained_on() -> None:
    assert not NEVER & set(SAMPLE)
    assert set(BENIGN) <= set(SAMPLE)
    assert set(SAMPLE) <= set(WEIGHT)


def test_a_row_is_cut_and_has_its_two_ends() -> None:
    text = "soup and bread " * 100
    own, other = examples([Row(text, "own", FINE), Row(text, "edos", FINE)], PIECES)

    assert len(own.normalised) == len(own.folded) == MOST_OWN + 2
    assert len(other.normalised) == MOST_OTHERS + 2
    assert (own.normalised[0], own.normalised[-1]) == (START, END)
    assert own.weight > other.weight


def test_a_link_is_left_out_of_the_normalised_row() -> None:
    texts = ("win this https://example.org/a now", "win this now")
    with_link, without = examples([Row(text, "own", FINE) for text in texts], PIECES)

    assert with_link.normalised == without.normalised
    assert len(with_link.folded) > len(without.folded)


@pytest.fixture
def found() -> list[Example]:
    own = [Row("soup " * (number % 30 + 1), "own", FINE) for number in range(40)]
    return examples([*own, *rows("edos", 95, "bread")], PIECES)


def test_own_rows_come_in_each_pass_and_others_once(found: list[Example]) -> None:
    seen = [id(one) for batch in batches(found, 3, 8, seed=1) for one, _ in batch]

    for one in found:
        assert seen.count(id(one)) == (3 if one.own else 1)


def test_both_views_of_a_row_are_read(found: list[Example]) -> None:
    read = [(one, pieces) for batch in batches(found, 4, 8, seed=1) for one, pieces in batch]

    assert all(pieces in (one.normalised, one.folded) for one, pieces in read)
    assert any(pieces == one.folded != one.normalised for one, pieces in read)
    assert any(pieces == one.normalised != one.folded for one, pieces in read)


def test_a_seed_gives_one_order(found: list[Example]) -> None:
    def order(seed: int) -> list[list[tuple[int, ...]]]:
        return [[pieces for _, pieces in batch] for batch in batches(found, 2, 8, seed)]

    assert order(1) == order(1) != order(2)


def test_the_logits_of_a_file_of_texts_are_written_in_order(tmp_path: Path) -> None:
    write_tiny(tmp_path, {"dark": numbers(crisis=15.0, q1=15.0), "soup": numbers()})
    texts = tmp_path / "texts.jsonl"
    texts.write_text('{"text": "dark"}\n{"text": "Soup!"}\n', encoding="utf-8")
    out = tmp_path / "logits.jsonl"

    write_logits([str(tmp_path), "--score", str(texts), "--out", str(out)])

    one, two = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    assert one == {"text": "dark", "c": [4.0, *[0.0] * 7], "l": [4.0, 0.0, 0.0]}
    assert two["text"] == "Soup!"
    assert two["c"] == [0.0] * 8
