"""What trains the model of screening, on a few made lines."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from bench import train_screen
from bench.logistic import Rows, average_precision, fit, slope
from bench.train_screen import NEVER, Row, own_rows, pool_rows, train
from bot.screening.engine.model import Model
from bot.screening.verdict import Category

TOPICS = ("soup", "choir", "garden", "exam", "harbour", "cat", "night shift", "bus", "rain", "tea")
WORDS = ("zorbel", "quimp", "drastle", "vonk", "plimsey", "gruff", "tarnic", "wexil")
SIGNS = dict(zip(Category, WORDS, strict=True))


def rows() -> list[Row]:
    """Every category has a made-up word of its own, in half of the lines that have it as theirs."""
    made: list[Row] = []
    for number, topic in enumerate(TOPICS * 3):
        plain = dict.fromkeys((one.value for one in Category), 0)
        made.append(Row(f"the {topic} was fine today {number}", "own", plain, f"p{number}"))
        for category, sign in SIGNS.items():
            labels = plain | {category.value: 1}
            made.append(Row(f"the {topic} {sign} again {number}", "own", labels, f"p{number}"))
        made.append(Row(f"a {topic} of its own {number}", "groups", plain, topic))
    return made


def test_it_learns_what_tells_lines_apart(tmp_path: Path) -> None:
    figures = train(rows(), tmp_path / "model.bin")
    model = Model.load(tmp_path / "model.bin")
    for category, sign in SIGNS.items():
        assert figures[category.value]["average_precision"] > 0.9
        said = model.scores(f" . a {sign} again . ")
        assert max(said, key=lambda one: said[one]) is category
        assert said[category] > 0.5 > model.scores(" . the tea was fine today . ")[category]


def test_the_same_lines_give_the_same_file(tmp_path: Path) -> None:
    some = rows()[:150]
    train(some, tmp_path / "one.bin")
    train(some, tmp_path / "two.bin")
    assert (tmp_path / "one.bin").read_bytes() == (tmp_path / "two.bin").read_bytes()


def test_what_nobody_labelled_is_no_negative(tmp_path: Path) -> None:
    """Lines of a source that does not know a category leave its head as it was."""
    some = rows()[:150]
    unknown = [
        Row(f"{SIGNS[Category.HATE]} {topic}", "civil_spans", {"harassment": 1}) for topic in TOPICS
    ]
    for name, chosen in (("without", some), ("with", some + unknown)):
        train(chosen, tmp_path / name)
    before, after = (Model.load(tmp_path / name) for name in ("without", "with"))
    text = f" . {SIGNS[Category.HATE]} again . "
    assert after.scores(text)[Category.HATE] == before.scores(text)[Category.HATE]
    assert after.scores(text)[Category.HARASSMENT] != before.scores(text)[Category.HARASSMENT]


def test_lines_of_a_pair_stand_in_one_fold() -> None:
    trainer = train_screen.Trainer([*own_rows()][:400])
    folds: dict[str, set[int]] = {}
    for row, fold in zip(trainer.rows, trainer.fold, strict=True):
        folds.setdefault(row.group, set()).add(int(fold))
    assert any(group.startswith("pair_") for group in folds)
    assert all(len(found) == 1 for found in folds.values())
    assert len({one for found in folds.values() for one in found}) == train_screen.FOLDS


@pytest.mark.parametrize("source", sorted(NEVER))
def test_sources_that_are_measured_with_are_refused(tmp_path: Path, source: str) -> None:
    line = json.dumps({"text": "a", "source": source, "labels": {"hate": 1}})
    (tmp_path / "pool.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=source):
        list(pool_rows(tmp_path, frozenset()))


def test_a_pool_is_read_from_a_file_or_a_folder_and_sources_can_be_left_out(
    tmp_path: Path,
) -> None:
    lines = [
        json.dumps({"text": "one", "source": "edos", "labels": {"hate": 1}}),
        json.dumps({"text": "two", "source": "rmhd", "labels": {"crisis": 0}}),
    ]
    file = tmp_path / "pool.jsonl.gz"
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
    assert [row.text for row in pool_rows(file, frozenset())] == ["one", "two"]
    (left,) = pool_rows(tmp_path, frozenset({"rmhd"}))
    assert left.text == "one"
    assert left.labels["hate"] == 1
    assert left.labels["scam"] == 0  # taken as absent: see BENIGN
    assert "sexual" not in left.labels


def test_a_fit_stands_where_the_gradient_is_zero() -> None:
    rng = np.random.default_rng(3)
    found = [np.unique(rng.integers(0, 60, rng.integers(3, 12))) for _ in range(300)]
    some = Rows(found, 60)
    labels = (some.times(rng.normal(size=60)) > 0).astype(np.int64)
    importance = rng.random(300) + 0.5
    weights, bias = fit(some, labels, importance, 2.0)
    chance = 1 / (1 + np.exp(-(some.times(weights) + bias)))
    pull = importance * (chance - labels)
    start = np.abs(some.back(importance * (0.5 - labels))).max()
    assert np.abs(some.back(pull) + weights / 2.0).max() < 0.01 * start
    assert abs(pull.sum()) < 0.01 * start


def test_rows_times_and_back_are_a_matrix_and_its_transpose() -> None:
    some = Rows([np.array([0, 2]), np.array([1]), np.array([0, 1, 2, 3])], 5)
    matrix = np.array([[1, 0, 1, 0, 0], [0, 1, 0, 0, 0], [1, 1, 1, 1, 0]], float)
    matrix /= np.sqrt(matrix.sum(axis=1))[:, None]
    weights, values = np.arange(5.0), np.array([1.0, -2.0, 0.5])
    assert some.times(weights) == pytest.approx(matrix @ weights)
    assert some.back(values) == pytest.approx(matrix.T @ values)
    chosen = some.chosen(np.array([True, False, True]))
    assert chosen.times(weights) == pytest.approx((matrix @ weights)[[0, 2]])


def test_a_row_without_a_feature_is_refused() -> None:
    """None comes up: a text without a word still reads as a full stop."""
    with pytest.raises(ValueError, match="no feature"):
        Rows([np.array([1]), np.array([], np.int64)], 5)
    assert len(train_screen.Trainer([Row("   ", "own", {"crisis": 0})]).rows) == 1


def test_a_slope_is_the_one_the_labels_were_drawn_with() -> None:
    rng = np.random.default_rng(5)
    margins = rng.normal(size=20_000)
    labels = (rng.random(20_000) < 1 / (1 + np.exp(-1.7 * margins + 0.4))).astype(np.int64)
    assert slope(margins, labels) == pytest.approx(1.7, abs=0.1)


def test_average_precision_by_hand() -> None:
    """Ranks: 1, 0, 1, 0: (1/1 + 2/3) / 2. Tied scores are one step: precision 2/4."""
    labels = np.array([1, 0, 1, 0])
    assert average_precision(labels, np.array([4.0, 3, 2, 1])) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(labels, np.zeros(4)) == pytest.approx(0.5)
    assert average_precision(np.zeros(4, np.int64), np.arange(4.0)) == 0.0


def test_lines_kept_for_measuring_are_never_trained_on(tmp_path: Path) -> None:
    for folder in (".", "read", "unread"):
        (tmp_path / folder).mkdir(exist_ok=True)
        line = {"text": f"soup {folder}", "labels": ["crisis"], "level": "Q2", "tags": ["pair_n1"]}
        (tmp_path / folder / "one.jsonl").write_text(json.dumps(line) + "\n", "utf-8")

    found = [*own_rows(tmp_path)]

    assert [row.text for row in found] == ["soup .", "soup read"]
    assert {(row.level, row.group) for row in found} == {(2, "pair_n1")}


def test_rows_of_a_group_have_one_fold() -> None:
    rows = [*own_rows()]
    folds = {row.group: train_screen.fold_of(row) for row in rows}

    assert all(folds[row.group] == train_screen.fold_of(row) for row in rows)
    assert set(folds.values()) == set(range(train_screen.FOLDS))
