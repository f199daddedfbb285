"""The encoder: reads a text as a whole, says when it cannot, and loads nothing unasked."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from bot.content import DATA
from bot.screening.engine.lexicon import load_lexicon
from bot.screening.engine.nets import encoder as encoder_module
from bot.screening.engine.nets.encoder import (
    CARD_FILE,
    FIRST_CHARACTERS,
    FIRST_PIECES,
    LAST_PIECES,
    MODEL_FILE,
    MOST_WRITTEN,
    PIECES_FILE,
    Encoder,
    EncoderFault,
    digest,
    numbers_of,
)
from bot.screening.engine.nets.wordpieces import END, START, WordPieces
from bot.screening.verdict import Category, Level
from tests.screening.tiny_encoder import OUTPUTS, write_card, write_tiny

SAFETY = DATA / "safety"
VIEW = load_lexicon(SAFETY).normaliser.view


def numbers(**each: float) -> npt.NDArray[np.float32]:
    """Eleven numbers, those that are named and otherwise zero."""
    places = [*(one.value for one in Category), "q1", "q2", "q3"]
    return np.array([each.get(place, 0.0) for place in places], np.float32)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_tiny(
        tmp_path,
        {
            "dark": numbers(crisis=12.0, q1=12.0, q2=6.0, q3=-6.0),
            "win": numbers(scam=6.0),
            "url": numbers(scam=60.0),
            "soup": numbers(),
        },
    )
    return tmp_path


def test_it_returns_a_number_for_each_category_and_level(folder: Path) -> None:
    said = Encoder.load(folder).read(" . dark soup . ")

    # two ends, two stops and two words: the mean of six rows
    assert said.categories == {one: 2.0 if one is Category.CRISIS else 0.0 for one in Category}
    assert said.levels == {Level.Q1: 2.0, Level.Q2: 1.0, Level.Q3: -1.0}


def test_a_text_without_a_word_has_numbers_too(folder: Path) -> None:
    said = Encoder.load(folder).read("")

    assert set(said.categories) == set(Category)
    assert len(said.categories) + len(said.levels) == OUTPUTS


def test_a_link_is_not_judged_for_being_one(folder: Path) -> None:
    encoder = Encoder.load(folder)

    assert encoder.read(" . win url . ") == encoder.read(" . win . ")


def test_a_short_text_is_read_as_it_was_written_too(folder: Path) -> None:
    encoder = Encoder.load(folder)
    normalised, written = encoder.read(" . soup . "), encoder.read("dark")
    both = encoder.read(" . soup . ", "DARK")

    assert written.categories[Category.CRISIS] == 4.0
    assert both.categories[Category.CRISIS] == 2.0
    assert both.levels[Level.Q2] == (normalised.levels[Level.Q2] + written.levels[Level.Q2]) / 2


@pytest.mark.parametrize("long", ["dark " * 121, "." * (MOST_WRITTEN - 1)])
def test_a_long_text_is_not_read_twice(folder: Path, long: str) -> None:
    encoder = Encoder.load(folder)

    assert encoder.read(" . soup . ", long) == encoder.read(" . soup . ")


def test_of_a_long_text_the_start_and_the_end_are_read_in_whole_words(folder: Path) -> None:
    pieces = WordPieces.load(folder / PIECES_FILE)
    dark, soup, win = (pieces.pieces.index(word) for word in ("dark", "soup", "win"))
    words = ["dark"] * 90 + ["soup"] * 900 + ["win"] * 90
    read = numbers_of(f" {' '.join(words)} ", pieces)

    assert read[0] == START
    assert read[-1] == END
    assert read.count(dark) == 90
    assert read.count(win) == 250 // len("win ")
    assert read.count(soup) == (FIRST_CHARACTERS - 90 * len("dark ")) // len("soup ")
    assert set(read) == {START, dark, soup, win, END}


def test_a_text_of_single_signs_is_no_longer_to_read(folder: Path) -> None:
    pieces = WordPieces.load(folder / PIECES_FILE)

    assert len(numbers_of(". " * 5000, pieces)) == FIRST_PIECES + LAST_PIECES + 2


@pytest.mark.parametrize("name", [MODEL_FILE, CARD_FILE, PIECES_FILE])
def test_a_part_that_is_missing_is_named_as_missing(folder: Path, name: str) -> None:
    (folder / name).unlink()

    with pytest.raises(EncoderFault) as fault:
        Encoder.load(folder)
    assert fault.value.code == "missing"


@pytest.mark.parametrize("name", [MODEL_FILE, CARD_FILE, PIECES_FILE])
def test_a_part_with_one_other_byte_is_damaged(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 0xFF
    (folder / name).write_bytes(content)

    with pytest.raises(EncoderFault) as fault:
        Encoder.load(folder)
    assert fault.value.code == "damaged"


def test_a_file_that_is_no_network_is_damaged_even_if_its_checksum_is_right(folder: Path) -> None:
    (folder / MODEL_FILE).write_bytes(b"soup")
    write_card(folder)

    with pytest.raises(EncoderFault) as fault:
        Encoder.load(folder)
    assert fault.value.code == "damaged"


@pytest.mark.parametrize(
    "changed",
    [
        {"format": "haven-encoder-0"},
        {"categories": ["crisis", "crisis"]},
        {"categories": ["soup"]},
        {"categories": None},
    ],
)
def test_a_card_of_another_kind_is_damaged(folder: Path, changed: dict[str, object]) -> None:
    write_card(folder, **changed)

    with pytest.raises(EncoderFault) as fault:
        Encoder.load(folder)
    assert fault.value.code == "damaged"


def test_a_card_with_fewer_categories_than_the_network_is_damaged(folder: Path) -> None:
    write_card(folder, categories=["crisis", "scam"])

    with pytest.raises(EncoderFault) as fault:
        Encoder.load(folder)
    assert fault.value.code == "damaged"


def test_without_the_runtime_it_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)

    with pytest.raises(EncoderFault) as fault:
        Encoder.load(folder)
    assert fault.value.code == "no_runtime"


def test_the_runtime_is_not_loaded_before_the_encoder_is() -> None:
    code = f"import sys, {encoder_module.__name__}; print('onnxruntime' in sys.modules)"
    done = subprocess.run(  # noqa: S603 (fixed words)
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert done.stdout == "False\n"


def test_a_fault_names_no_path(folder: Path) -> None:
    (folder / CARD_FILE).write_text(json.dumps({"format": str(folder)}), encoding="utf-8")

    with pytest.raises(EncoderFault) as fault:
        Encoder.load(folder)
    assert str(folder) not in str(fault.value)
    assert fault.value.__cause__ is None


def test_the_shipped_file_is_the_one_that_the_card_describes() -> None:
    card = (SAFETY / "MODEL.md").read_text(encoding="utf-8")

    assert digest(SAFETY / MODEL_FILE) in card
    assert (SAFETY / MODEL_FILE).stat().st_size < 23_000_000


@pytest.fixture(scope="module")
def shipped() -> Encoder:
    return Encoder.load(SAFETY)


@pytest.mark.parametrize(
    ("danger", "fine"),
    [
        ("I have decided, tonight I will end my life", "I have decided, tonight I will cook soup"),
        ("i cant keep myself safe anymore", "i cant keep myself awake anymore"),
        ("she took all her tablets, what do i do", "she took all her tablets back to the shop"),
        ("nobody would notice if i died", "nobody noticed that i dyed my hair"),
    ],
)
def test_the_shipped_encoder_tells_danger_from_soup(
    shipped: Encoder, danger: str, fine: str
) -> None:
    read = [shipped.read(view.text, view.folded.text) for view in map(VIEW, (danger, fine))]

    for said in read:
        assert list(said.levels.values()) == sorted(said.levels.values(), reverse=True)
    assert read[0].categories[Category.CRISIS] > read[1].categories[Category.CRISIS] + 1
    assert read[0].levels[Level.Q2] > read[1].levels[Level.Q2] + 1


def test_the_shipped_encoder_reads_a_text_of_any_length(shipped: Encoder) -> None:
    for text in ("", "a", "\U0001f60a" * 400, "soup and bread " * 500, "x" * 5000, ". " * 3000):
        said = shipped.read(VIEW(text).text, VIEW(text).folded.text)

        assert all(np.isfinite([*said.categories.values(), *said.levels.values()]))
