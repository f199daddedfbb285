"""The model: plain numbers, read once, the same for everybody; damage is noticed."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import DATA
from bot.screening.engine import features as features_module
from bot.screening.engine.features import MOST, SIZE, features
from bot.screening.engine.lexicon import load_lexicon
from bot.screening.engine.model import Head, Model, ModelFault, save
from bot.screening.verdict import Category

SAFETY = DATA / "safety"
SHIPPED = SAFETY / "model.bin"
CARD = (SAFETY / "MODEL.md").read_text(encoding="utf-8")
MODEL = Model.load(SHIPPED)
NORMALISER = load_lexicon(SAFETY).normaliser
WEIGHTS = np.zeros((SIZE, 2), np.int8)
HEADS = (
    Head(Category.CRISIS, 0.5, -0.25, 2.0, 0.5),
    Head(Category.SCAM, 0.25, 0.5, 1.0, 1.0),
)


def view(text: str) -> str:
    """The text as the engine hands it to the model."""
    return NORMALISER.view(text).text


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


def damaged(path: Path, change: str) -> Path:
    """A small file in which one thing is not as it should be."""
    save(path, HEADS, WEIGHTS)
    line, _, numbers = path.read_bytes().partition(b"\n")
    header = json.loads(line)
    match change:
        case "cut_short":
            numbers = numbers[:-1]
        case "one_number":
            numbers = b"\x01" + numbers[1:]
        case "empty":
            path.write_bytes(b"")
            return path
        case "no_json":
            path.write_bytes(b"\x80\x04model\n" + numbers)
            return path
        case "no_object":
            path.write_bytes(b"[]\n" + numbers)
            return path
        case "no_heads":
            del header["heads"]
        case "head_unknown":
            header["heads"][0]["category"] = "weather"
        case "no_slope":
            del header["heads"][0]["slope"]
        case "not_finite":
            header["heads"][1]["cut"] = float("nan")
        case "head_twice":
            header["heads"][1]["category"] = header["heads"][0]["category"]
        case _:
            raise ValueError(change)
    path.write_bytes(json.dumps(header).encode() + b"\n" + numbers)
    return path


@pytest.mark.parametrize(
    "change",
    [
        "cut_short",
        "one_number",
        "empty",
        "no_json",
        "no_object",
        "no_heads",
        "head_unknown",
        "no_slope",
        "not_finite",
        "head_twice",
    ],
)
def test_a_damaged_file_is_named_so(tmp_path: Path, change: str) -> None:
    with pytest.raises(ModelFault) as caught:
        Model.load(damaged(tmp_path / "model.bin", change))
    assert caught.value.code == "damaged"


def test_a_missing_file_and_a_folder_are_named_so(tmp_path: Path) -> None:
    for path in (tmp_path / "none.bin", tmp_path):
        with pytest.raises(ModelFault) as caught:
            Model.load(path)
        assert caught.value.code == "missing"


def test_a_score_is_the_formula_of_its_head(tmp_path: Path) -> None:
    """margin = scale * sum / sqrt(n) + bias; score = 1 / (1 + exp(-slope * (margin - cut)))."""
    weights = WEIGHTS.copy()
    found = features(" a word ")
    weights[found[:3], 0] = (100, -20, 7)
    path = tmp_path / "model.bin"
    save(path, HEADS, weights)
    scores = Model.load(path).scores(" a word ")
    margin = 0.5 * (100 - 20 + 7) / len(found) ** 0.5 - 0.25
    assert scores[Category.CRISIS] == pytest.approx(1 / (1 + np.exp(-2.0 * (margin - 0.5))))
    assert scores[Category.SCAM] == pytest.approx(1 / (1 + np.exp(0.5)))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_scores_from_0_to_1_and_always_the_same(text: str) -> None:
    once = dict(MODEL.scores(text))
    assert all(0.0 <= score <= 1.0 for score in once.values())
    assert dict(MODEL.scores(text)) == once
    assert dict(Model.load(SHIPPED).scores(view(text))) == dict(MODEL.scores(view(text)))


def test_the_cost_of_a_long_text_is_bounded() -> None:
    """Counted in features: the window ends growth, and a character adds at most seven of them."""
    words = "today i walked to the harbour and the gulls were loud as ever; "
    long, longer = (features(view(words * n)) for n in (400, 4000))
    assert len(longer) == len(long)
    for text in (words * 3000, "ab" * 50_000, "a b " * 20_000, "? 1 " * 90_000):
        assert len(features(text)) <= 7 * (MOST + 2)


def test_a_text_is_hashed_by_few_calls_whatever_its_length(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[int] = []
    plain = features_module._grams  # pyright: ignore[reportPrivateUsage]

    def counted(codes: npt.NDArray[np.uint64]) -> Iterator[npt.NDArray[np.uint64]]:
        for found in plain(codes):
            calls.append(len(found))
            yield found

    monkeypatch.setattr(features_module, "_grams", counted)
    features(view("word " * 5000))
    assert len(calls) == len(features_module.GRAMS)


def test_hashes_are_the_same_on_every_machine() -> None:
    """Numbers of this test were made once: others mean that no file trained before can be used."""
    found = features(" i am here . ")
    assert len(found) == len(set(found.tolist()))
    assert int(found.min()) >= 0
    assert int(found.max()) < SIZE
    assert sha256(found.astype("<i8").tobytes()).hexdigest()[:16] == "f65690582d3356a6"


def test_nothing_in_the_file_or_its_reader_could_run() -> None:
    """A line of JSON and numbers: no pickle, no archive."""
    line, _, _ = SHIPPED.read_bytes().partition(b"\n")
    assert set(json.loads(line)) == {"format", "sha256", "heads"}
    reader = Path(str(features_module.__file__)).with_name("model.py").read_text(encoding="utf-8")
    for name in ("pickle", "np.load", "eval(", "exec(", "marshal", "joblib"):
        assert name not in reader


def test_the_card_names_every_source_and_credits_it() -> None:
    for name in (
        "GoEmotions",
        "EDOS",
        "Implicit Hate",
        "Civil Comments",
        "ToxiGen",
        "Davidson",
        "Reddit mental health",
        "SMS Spam Collection",
        "HatemojiBuild",
        "CounselChat",
    ):
        assert name in CARD


def test_kind_words_about_groups_are_no_hate_to_it() -> None:
    for text in (
        "i am a trans woman and today was a good day",
        "any other muslims here who like knitting?",
        "my gay brother is getting married in june",
        "being autistic and tired, anyone else?",
        "black women in this group have been so kind to me",
    ):
        assert MODEL.scores(view(text))[Category.HATE] < 0.5, text
