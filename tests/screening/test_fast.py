"""The fast network: plain numbers, checked before use; its sums are those it was trained with."""

import json
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.screening.engine.model import ModelFault
from bot.screening.engine.nets import fast
from bot.screening.engine.nets.fast import FILTERS, HIDDEN, MOST, OUTPUTS, SIZE, WIDTHS, Fast, save
from bot.screening.engine.nets.wordpieces import SPECIAL, WordPieces
from bot.screening.verdict import Category, Level
from tests.screening.places import SAFETY

PIECES = WordPieces((*SPECIAL, "soup", "is", "good", "cold", ".", "##s"))
FOUND = FILTERS * WIDTHS
CARD = (SAFETY / "MODEL.md").read_text(encoding="utf-8")


def arrays(seed: int = 1) -> dict[str, fast.Floats]:
    rng = np.random.default_rng(seed)
    shapes = {
        "kernel": (SIZE, FILTERS * 10),
        "kernel_bias": (FOUND,),
        "hidden": (FOUND + SIZE, HIDDEN),
        "hidden_bias": (HIDDEN,),
        "out": (HIDDEN, len(OUTPUTS)),
        "out_bias": (len(OUTPUTS),),
    }
    return {name: rng.normal(0, 0.1, one).astype(np.float32) for name, one in shapes.items()}


def vectors(seed: int = 2) -> tuple[fast.Floats, fast.Vectors]:
    rng = np.random.default_rng(seed)
    whole = rng.integers(-127, 128, (len(PIECES), SIZE)).astype(np.int8)
    return np.full(len(PIECES), 0.01, np.float32), whole


def made(path: Path) -> Fast:
    save(path, PIECES, *vectors(), arrays())
    return Fast.load(path, PIECES)


def slowly(text: str) -> list[float]:
    """The same network, written down plainly: one filter at one place after the other."""
    scales, whole = vectors()
    net = arrays()
    x = [whole[one].astype(float) * scales[one] for one in PIECES.ids(text)]
    rows = x + [np.zeros(SIZE)] * (WIDTHS - 1)
    starts = [sum(FOUND - FILTERS * p for p in range(place)) for place in range(WIDTHS)]
    answers: list[float] = []
    for width in range(1, WIDTHS + 1):
        for number in range(FILTERS):
            column = (width - 1) * FILTERS + number
            sums = [
                sum(
                    float(rows[at + p] @ net["kernel"][:, starts[p] + column - FILTERS * p])
                    for p in range(width)
                )
                for at in range(len(x))
            ]
            answers.append(max(0.0, max(sums) + float(net["kernel_bias"][column])))
    row = np.array([*answers, *np.mean(x, axis=0)])
    hidden = np.maximum(row @ net["hidden"] + net["hidden_bias"], 0)
    return list(hidden @ net["out"] + net["out_bias"])


@pytest.mark.parametrize("text", [" soup ", " soup is good ", " . soups is is cold good . soup . "])
def test_its_sums_are_those_of_the_plain_network(tmp_path: Path, text: str) -> None:
    assert made(tmp_path / "f").logits(text) == pytest.approx(slowly(text), abs=1e-3)


def test_outputs_are_every_category_and_every_level_above_talk() -> None:
    assert OUTPUTS[: len(Category)] == tuple(one.value for one in Category)
    assert len(OUTPUTS) == len(Category) + len(Level) - 1


def test_a_text_without_a_word_says_nothing(tmp_path: Path) -> None:
    assert (made(tmp_path / "f").logits("   ") == fast.NOTHING).all()


def test_a_long_text_costs_no_more_than_the_most_pieces(tmp_path: Path) -> None:
    net = made(tmp_path / "f")
    longest = " soup" * MOST

    assert (net.logits(longest) == net.logits(longest + " cold" * 5000)).all()


def test_many_threads_hear_the_same(tmp_path: Path) -> None:
    net = made(tmp_path / "f")
    texts = [" soup is" + " good" * n for n in range(40)]
    alone = [net.logits(text).tolist() for text in texts]
    with ThreadPoolExecutor(8) as pool:
        together = [one.tolist() for one in pool.map(net.logits, texts)]

    assert alone == together


def changed(path: Path, change: str) -> None:
    save(path, PIECES, *vectors(), arrays())
    line, _, numbers = path.read_bytes().partition(b"\n")
    header = json.loads(line)
    if change == "cut_short":
        numbers = numbers[:-4]
    elif change == "cut_short_and_signed":
        numbers = numbers[:-4]
        header["sha256"] = sha256(numbers).hexdigest()
    elif change == "more_and_signed":
        numbers += b"\0\0\0\0"
        header["sha256"] = sha256(numbers).hexdigest()
    elif change == "one_number":
        numbers = b"\x01" + numbers[1:]
    elif change == "not_finite":
        numbers = numbers[:-4] + np.float32(np.nan).tobytes()
        header["sha256"] = sha256(numbers).hexdigest()
    elif change == "other_pieces":
        header["pieces"] = "0" * 64
    elif change == "other_format":
        header["format"] = "haven-fast-9"
    elif change == "other_outputs":
        header["outputs"] = header["outputs"][::-1]
    elif change == "no_object":
        path.write_bytes(b"[]\n" + numbers)
        return
    path.write_bytes(json.dumps(header).encode() + b"\n" + numbers)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("cut_short", "damaged"),
        ("cut_short_and_signed", "damaged"),
        ("more_and_signed", "damaged"),
        ("one_number", "damaged"),
        ("not_finite", "damaged"),
        ("no_object", "damaged"),
        ("other_pieces", "strange"),
        ("other_format", "strange"),
        ("other_outputs", "strange"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(tmp_path: Path, change: str, code: str) -> None:
    changed(tmp_path / "f", change)
    with pytest.raises(ModelFault) as caught:
        Fast.load(tmp_path / "f", PIECES)

    assert caught.value.code == code


def test_a_missing_file_is_named_so(tmp_path: Path) -> None:
    with pytest.raises(ModelFault) as caught:
        Fast.load(tmp_path / "none", PIECES)

    assert caught.value.code == "missing"


SHIPPED = Fast.load(SAFETY / "fast.bin", WordPieces.load(SAFETY / "wordpieces.txt"))


def test_the_file_is_the_one_that_the_card_describes() -> None:
    line, _, numbers = (SAFETY / "fast.bin").read_bytes().partition(b"\n")

    assert json.loads(line)["sha256"] == sha256(numbers).hexdigest()
    assert sha256(numbers).hexdigest() in CARD


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_has_finite_logits_and_always_the_same(text: str) -> None:
    once = SHIPPED.logits(text)

    assert once.shape == (len(OUTPUTS),)
    assert np.isfinite(once).all()
    assert (SHIPPED.logits(text) == once).all()


def test_it_tells_danger_from_soup() -> None:
    place = OUTPUTS.index("crisis")
    soup = SHIPPED.logits(" . i made soup today and my sister came by . ")[place]
    danger = SHIPPED.logits(" . i want to die and nobody would even notice . ")[place]

    assert soup < -1.0 < danger
