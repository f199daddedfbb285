"""Which word pieces are kept of the encoder's base."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from bench.encoder_pieces import FOLDER, BaseFault, base_pieces, kept
from bench.train_screen import Row
from bot.screening.engine.nets.wordpieces import SPECIAL, WordPieces

SIGNS = "abcdefghijklmnopqrstuvwxyz."
BASE = ["[unused1]", *SPECIAL, "[", "soup", "soups", "tea", "##s", "harbour", "##bour", "choir"]


def test_pieces_that_occur_twice_are_kept_and_ordinary_words_and_single_signs() -> None:
    pieces = [*BASE, *SIGNS, *(f"##{sign}" for sign in SIGNS if sign != "s")]
    rows = [Row(text, "own", {}) for text in ("Soup, soup!", "some soup", "a choir", "tea")]
    found = kept(pieces, rows, frozenset(("harbour",)))

    assert tuple(found[:4]) == SPECIAL
    assert "soup" in found
    assert "harbour" in found
    assert not {"soups", "choir", "tea", "##bour", "[unused1]"} & set(found)
    assert {*SIGNS, *(f"##{sign}" for sign in SIGNS), "["} <= set(found)
    assert WordPieces(found).ids("tea") == [found.index(one) for one in ("t", "##e", "##a")]


def test_a_wheel_with_other_pieces_is_refused(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "base.whl", "w") as wheel:
        wheel.writestr(f"{FOLDER}/vocab.txt", "\n".join(BASE))

    with pytest.raises(BaseFault):
        base_pieces(tmp_path / "base.whl")
