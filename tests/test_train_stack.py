"""What fits the heads: weights within their bounds, cuts that spare each harmless group."""

import json
from pathlib import Path

import numpy as np
import pytest

from bench.neutral import ASKED, FRIENDLY, IDIOMS, PEOPLE, PLACING, SAYINGS, about
from bench.quiet import FITTED, SHARES, VOICE_SHARES, Text, texts
from bench.train_screen import NEVER, fold_of, own_rows
from bench.train_stack import Case, cut_for, fitted
from bot.screening.engine.weighing.signs import Signs

WIDE = np.full(2, -np.inf), np.full(2, np.inf)

FLAT = np.zeros(2)


def rows(count: int = 400) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(count, 2))
    chance = 1 / (1 + np.exp(-(2 * x[:, 0] - 1.5 * x[:, 1] + 0.5)))
    return x, (rng.random(count) < chance).astype(np.int64)


def test_weights_are_those_that_made_the_labels() -> None:
    x, y = rows(20_000)

    weights, bias = fitted(x, y, np.ones(len(y)), WIDE, FLAT, strength=1e6)

    assert weights == pytest.approx([2.0, -1.5], abs=0.1)
    assert bias == pytest.approx(0.5, abs=0.1)


def test_no_weight_leaves_its_bounds() -> None:
    x, y = rows()
    low, high = np.zeros(2), np.array([1.0, np.inf])

    weights, _ = fitted(x, y, np.ones(len(y)), (low, high), FLAT)

    assert weights.tolist() == pytest.approx([1.0, 0.0])


def test_without_lines_a_weight_stays_where_it_began() -> None:
    x, y = rows(4)
    x[:, 1] = 0.0

    weights, _ = fitted(x, y, np.ones(len(y)), WIDE, np.array([0.0, 0.7]))

    assert weights[1] == pytest.approx(0.7)


def test_a_line_with_more_weight_counts_more() -> None:
    x, y = rows()
    heavy = np.where(y == 1, 10.0, 1.0)

    assert fitted(x, y, heavy, WIDE, FLAT)[1] > fitted(x, y, np.ones(len(y)), WIDE, FLAT)[1]


def text(group: str, hate: int = 0) -> Text:
    return Text("a", {"hate": hate}, 0, True, 1.0, frozenset((group,)), "a")


def test_a_cut_spares_the_group_that_needs_it_most() -> None:
    some = [*(text("kind") for _ in range(100)), *(text("idioms") for _ in range(100))]
    found = [Case(one, Signs({}, frozenset()), {}) for one in some]
    margins = np.concatenate([np.arange(100.0), np.arange(100.0) + 50.0])
    y = np.zeros(200, np.int64)

    cut, group = cut_for(found, margins, y, {"kind": 0.02, "idioms": 0.1})

    assert group == "idioms"
    assert (margins[:100] >= cut).mean() <= 0.02
    assert 0 < (margins[100:] >= cut).mean() <= 0.1


def test_lines_with_the_category_place_no_cut() -> None:
    some = [*(text("kind") for _ in range(50)), *(text("kind", hate=1) for _ in range(50))]
    found = [Case(one, Signs({}, frozenset()), {}) for one in some]
    margins = np.concatenate([np.zeros(50), np.full(50, 9.0)])
    y = np.array([one.labels["hate"] for one in some])

    assert cut_for(found, margins, y, {"kind": 0.02})[0] < 1.0


def test_texts_are_ours_of_one_fold_and_the_general_talk(tmp_path: Path) -> None:
    line: dict[str, object] = {"text": "hi", "labels": {}, "source": "xstest_safe", "tags": []}
    (tmp_path / "xstest_safe.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    found = texts(tmp_path, 0)

    own = [one for one in found if one.own]
    assert len(own) == sum(fold_of(row) == 0 for row in own_rows())
    assert {group for one in found for group in one.groups} >= {"own_fine", "kind", "idioms"}
    assert [one.text for one in found if one.weight == 0.0 and one.text == "hi"] == ["hi"]


def test_nothing_is_fitted_on_a_published_benchmark() -> None:
    assert not set(FITTED) & NEVER
    assert set(SHARES) == set(VOICE_SHARES)


def test_what_measures_is_not_what_places() -> None:
    assert not set(PLACING) & set(ASKED)
    assert not set(IDIOMS) & set(SAYINGS)
    assert len(set(FRIENDLY)) == len(FRIENDLY) >= 50
    asked = list(about(ASKED))
    assert {group for _, group in asked} == set(PEOPLE)
    assert min(sum(one == group for _, one in asked) for group in PEOPLE) >= 34
