"""Word pieces: the longest piece first, every text of letters has numbers, the cost is bounded."""

from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import DATA
from bot.screening.engine.lexicon import load_lexicon
from bot.screening.engine.nets.wordpieces import (
    MOST_LETTERS,
    SPECIAL,
    UNKNOWN,
    VocabularyFault,
    WordPieces,
)

SHIPPED = WordPieces.load(DATA / "safety" / "wordpieces.txt")
NORMALISER = load_lexicon(DATA / "safety").normaliser


def cut(pieces: WordPieces, text: str) -> list[str]:
    return [pieces.pieces[number] for number in pieces.ids(text)]


def made_up(*pieces: str) -> WordPieces:
    return WordPieces((*SPECIAL, *pieces))


def test_a_word_is_cut_at_the_longest_piece_that_fits() -> None:
    pieces = made_up("un", "unhap", "##hap", "##py", "##p", "##y", ".")

    assert cut(pieces, " unhappy . ") == ["unhap", "##py", "."]
    assert cut(pieces, "unhapp") == ["unhap", "##p"]


def test_a_piece_that_continues_a_word_does_not_begin_one() -> None:
    pieces = made_up("sad", "##ness")

    assert cut(pieces, "sadness") == ["sad", "##ness"]
    assert pieces.ids("ness") == [UNKNOWN]


def test_a_word_without_an_end_is_unknown_as_a_whole() -> None:
    pieces = made_up("sad", "##n")

    assert pieces.ids("sad sadness sad") == [4, UNKNOWN, 4]


def test_a_sign_is_a_word_of_its_own() -> None:
    pieces = made_up("sad", "!", "?")

    assert cut(pieces, "sad!?sad") == ["sad", "!", "?", "sad"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" . i made soup today . ", [".", "i", "made", "soup", "today", "."]),
        ("paracetamol", ["para", "##ce", "##tam", "##ol"]),
        ("sertraline", ["ser", "##tral", "##ine"]),
        ("embeddings", ["em", "##bed", "##ding", "##s"]),
    ],
)
def test_the_shipped_pieces_cut_as_bert_does(text: str, expected: list[str]) -> None:
    assert cut(SHIPPED, text) == expected


def test_the_shipped_pieces_can_cut_every_word_of_plain_letters() -> None:
    signs = "abcdefghijklmnopqrstuvwxyz0123456789"

    assert all(sign in SHIPPED.pieces and f"##{sign}" in SHIPPED.pieces for sign in signs)
    assert 19_000 < len(SHIPPED) < 20_500


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_every_text_has_numbers_within_the_list(text: str) -> None:
    numbers = SHIPPED.ids(NORMALISER.view(text).text)

    assert all(UNKNOWN <= number < len(SHIPPED) for number in numbers)


def test_only_the_start_of_a_very_long_word_is_read() -> None:
    assert SHIPPED.ids("q" * MOST_LETTERS + "sad" * 1000) == SHIPPED.ids("q" * MOST_LETTERS)


def test_the_cost_grows_with_the_text_and_no_faster() -> None:
    def seconds(text: str) -> float:
        started = process_time()
        SHIPPED.ids(text)
        return process_time() - started

    hard = ("zq" * 31 + "\x7f ") * 30
    once = min(seconds(hard) for _ in range(5))
    often = min(seconds(hard * 16) for _ in range(5))

    assert often < once * 16 * 4


def test_a_list_that_is_missing_or_damaged_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(VocabularyFault) as missing:
        WordPieces.load(tmp_path / "none.txt")
    assert missing.value.code == "missing"

    for content in (b"", b"sad\n", b"\xff\xfe", "\n".join((*SPECIAL, "a", "a")).encode()):
        (tmp_path / "pieces.txt").write_bytes(content)
        with pytest.raises(VocabularyFault) as damaged:
            WordPieces.load(tmp_path / "pieces.txt")
        assert damaged.value.code == "damaged"


def test_a_list_is_read_as_its_lines(tmp_path: Path) -> None:
    (tmp_path / "pieces.txt").write_text("\n".join((*SPECIAL, "sad", "##der", "")), "utf-8")
    pieces = WordPieces.load(tmp_path / "pieces.txt")

    assert pieces.pieces == (*SPECIAL, "sad", "##der")
    assert pieces.ids("sadder") == [4, 5]
