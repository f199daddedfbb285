"""The model: plain numbers, read once, the same for everybody; damage is noticed."""

import json
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from bot.content import DATA
from bot.safety.features import SIZE, features
from bot.safety.model import Head, Model, ModelFault, save
from bot.safety.verdict import Category

SHIPPED = DATA / "safety" / "model.bin"
CARD = (DATA / "safety" / "MODEL.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load(SHIPPED)


def test_the_file_is_the_one_that_the_card_describes(model: Model) -> None:
    line, _, numbers = SHIPPED.read_bytes().partition(b"\n")

    assert json.loads(line)["sha256"] == sha256(numbers).hexdigest()
    assert sha256(numbers).hexdigest() in CARD
    assert len(numbers) == SIZE * len(Category)
    assert {head.category for head in model.heads} == set(Category)


def test_scores_are_probabilities_of_every_category(model: Model) -> None:
    for text in ("", " . ", " . i made soup today . ", "\U0001f60a " * 400, "x" * 5000):
        scores = model.scores(text)

        assert set(scores) == set(Category)
        assert all(0.0 <= score <= 1.0 for score in scores.values())


def test_it_tells_danger_from_soup(model: Model) -> None:
    soup = model.scores(" . i made soup today and my sister came by . ")
    danger = model.scores(" . i want to die and nobody would even notice . ")

    assert soup[Category.CRISIS] < 0.1 < 0.5 < danger[Category.CRISIS]


def test_many_threads_hear_the_same(model: Model) -> None:
    texts = [f" . line {n} of many about my week and my cat . " for n in range(50)]
    alone = [dict(model.scores(text)) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        together = [dict(scores) for scores in pool.map(model.scores, texts)]

    assert alone == together


def test_a_piece_counts_once_and_order_of_sentences_hardly(model: Model) -> None:
    once, often = features("so tired"), features("so tired so tired so tired")

    assert len(set(once.tolist())) == len(once)
    assert set(once.tolist()) <= set(often.tolist())
    assert len(features("")) == 0
    assert len(features("word " * 1000)) < 200  # repeating costs nothing more


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "missing"),
        (b"", "damaged"),
        (b"{}\n", "damaged"),
        (b"not json\n123", "damaged"),
        (SHIPPED.read_bytes()[:-1], "damaged"),
        (SHIPPED.read_bytes().replace(b"haven-linear-1", b"haven-linear-9"), "strange"),
        (SHIPPED.read_bytes()[:-1] + b"\x7f\x7f", "damaged"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(
    tmp_path: Path, content: bytes | None, code: str
) -> None:
    path = tmp_path / "model.bin"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelFault) as caught:
        Model.load(path)

    assert caught.value.code == code


def test_what_was_saved_is_read_again(tmp_path: Path) -> None:
    heads = tuple(Head(category, 0.5, -1.0, 2.0, 0.25) for category in Category)
    weights = np.zeros((SIZE, len(heads)), np.int8)
    weights[features("tea").tolist(), 0] = 4
    save(tmp_path / "m", heads, weights)
    read = Model.load(tmp_path / "m")

    assert read.heads == heads
    assert read.margins("tea")[0] > 0 > read.margins("tea")[1]
    assert read.scores("tea")[heads[0].category] > 0.5
