"""The learned half: what it says of a text, and of a file that is not whole."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.safety import features as features_module
from bot.safety.features import MOST, SIZE, features
from bot.safety.lexicon import load_lexicon
from bot.safety.model import FORMAT, Head, Model, ModelFault, save
from bot.safety.verdict import Category
from tests.safety.places import SAFETY

FILE = SAFETY / "model.bin"
CARD = (SAFETY / "MODEL.md").read_text(encoding="utf-8")
MODEL = Model.load(FILE)
WEIGHTS = np.zeros((SIZE, 2), np.int8)
HEADS = (
    Head(Category.CRISIS, 0.5, -0.25, 2.0, 0.5),
    Head(Category.SCAM, 0.25, 0.5, 1.0, 1.0),
)


NORMALISER = load_lexicon(SAFETY).normaliser


def view(text: str) -> str:
    """The text as the engine hands it to the model."""
    return NORMALISER.view(text).text


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


def test_a_file_of_another_format_is_named_so(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    save(path, HEADS, WEIGHTS)
    path.write_bytes(path.read_bytes().replace(FORMAT.encode(), b"haven-other-9", 1))
    with pytest.raises(ModelFault) as caught:
        Model.load(path)
    assert caught.value.code == "strange"


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


def test_every_category_has_a_score_and_a_text_without_words_has_none() -> None:
    assert set(MODEL.scores(view("good morning"))) == set(Category)
    for text in ("", " ", "\n\t "):
        assert max(MODEL.scores(text).values()) < 1e-6


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_scores_from_0_to_1_and_always_the_same(text: str) -> None:
    once = dict(MODEL.scores(text))
    assert all(0.0 <= score <= 1.0 for score in once.values())
    assert dict(MODEL.scores(text)) == once
    assert dict(Model.load(FILE).scores(view(text))) == dict(MODEL.scores(view(text)))


def test_many_threads_hear_what_one_hears() -> None:
    texts = [view(f"line {n}: i slept badly and my sister made soup {n}") for n in range(200)]
    alone = [dict(MODEL.scores(text)) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert [dict(scores) for scores in pool.map(MODEL.scores, texts)] == alone


def test_the_weights_cannot_be_changed_and_a_copy_of_the_scores_may() -> None:
    scores = MODEL.scores(view("hello"))
    with pytest.raises(TypeError):
        scores[Category.CRISIS] = 1.0  # type: ignore[index]


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

    def counted(codes: npt.NDArray[np.uint64], n: int) -> npt.NDArray[np.int64]:
        calls.append(n)
        return plain(codes, n)

    monkeypatch.setattr(features_module, "_grams", counted)
    features(view("word " * 5000))
    assert len(calls) <= len(features_module.GRAMS)


def test_hashes_are_the_same_on_every_machine() -> None:
    """Numbers of this test were made once: others mean that no file trained before can be used."""
    found = features(" i am here . ")
    assert len(found) == len(set(found.tolist()))
    assert int(found.min()) >= 0
    assert int(found.max()) < SIZE
    assert sha256(found.astype("<i8").tobytes()).hexdigest()[:16] == "f65690582d3356a6"


def test_the_file_is_the_one_of_its_card() -> None:
    line, _, numbers = FILE.read_bytes().partition(b"\n")
    header = json.loads(line)
    assert header["format"] == FORMAT
    assert sha256(numbers).hexdigest() == header["sha256"]
    named = re.search(r"\b[0-9a-f]{64}\b", CARD)
    assert named is not None
    assert named[0] == header["sha256"]
    assert len(numbers) == SIZE * len(Category)
    assert [head["category"] for head in header["heads"]] == [one.value for one in Category]


def test_nothing_in_the_file_or_its_reader_could_run() -> None:
    """A line of JSON and numbers: no pickle, no archive."""
    line, _, _ = FILE.read_bytes().partition(b"\n")
    assert set(json.loads(line)) == {"format", "sha256", "heads"}
    reader = Path(str(features_module.__file__)).with_name("model.py").read_text(encoding="utf-8")
    for name in ("pickle", "np.load", "eval(", "exec(", "marshal", "joblib"):
        assert name not in reader


def test_the_card_names_every_source_and_credits_it() -> None:
    for source in (
        "goemotions_benign",
        "edos",
        "implicit_hate",
        "civil_spans",
        "toxigen_human",
        "davidson",
        "rmhd",
        "sms_spam",
        "hatemojibuild",
        "counselchat",
    ):
        assert f"`{source}`" in CARD


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("i wrote the letters and i won't be here in the morning", Category.CRISIS),
        ("you are worthless and everybody here laughs at you", Category.HARASSMENT),
        ("send me a picture of you naked", Category.SEXUAL),
        ("claim your free gift card now, click the link and log in", Category.SCAM),
    ],
)
def test_it_has_learned_something_of_each_kind(text: str, category: Category) -> None:
    """The score stands above that of ordinary talk; whether it is a flag is the engine's matter."""
    plain = ("i had soup and a nap", "my exam is on monday", "thank you for listening, all of you")
    highest = max(MODEL.scores(view(one))[category] for one in plain)
    assert MODEL.scores(view(text))[category] > 5 * highest


def test_kind_words_about_groups_are_no_hate_to_it() -> None:
    for text in (
        "i am a trans woman and today was a good day",
        "any other muslims here who like knitting?",
        "my gay brother is getting married in june",
        "being autistic and tired, anyone else?",
        "black women in this group have been so kind to me",
    ):
        assert MODEL.scores(view(text))[Category.HATE] < 0.5, text
