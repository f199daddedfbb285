"""What the fast models learn from: changed copies of our lines, and the encoder's answers."""

import gzip
import json
from dataclasses import asdict
from pathlib import Path
from random import Random

import numpy as np

from bench import train_screen
from bench.distil import KEPT, TIMES, asked, augmented, changed, neighbours, vectors
from bench.soft import Soft, load
from bot.screening.engine.model import Model
from bot.screening.verdict import Category

NEAR = {"pills": ["tablets"], "friend": ["mate"], "not": ["never"], "took": ["ate"]}
LINES = [
    Soft(f" . i did not took pills with a friend {n} . ", "own", f"p{n}", {}) for n in range(9)
]


def base(folder: Path) -> Path:
    """Start weights of four pieces in the format that the encoder's come in."""
    table = np.array([[1, 0], [0.9, 0.1], [0, 1], [0.1, 0.9]], "<f4")
    header = {
        "embeddings.word_embeddings.weight": {
            "dtype": "F32",
            "shape": [4, 2],
            "data_offsets": [8, 8 + table.nbytes],
        }
    }
    said = json.dumps(header).encode()
    content = len(said).to_bytes(8, "little") + said + b"\0" * 8 + table.tobytes()
    (folder / "model.safetensors").write_bytes(content)
    (folder / "vocab.txt").write_text("pills\ntablets\nfriend\nmate\n", encoding="utf-8")
    return folder


def test_near_words_are_those_with_near_vectors(tmp_path: Path) -> None:
    table = vectors(base(tmp_path))
    many = {f"word{'x' * n}": np.array([-1.0, n / 50], np.float32) for n in range(12)}

    found = neighbours([*table, *many], {**table, **many})

    assert table["tablets"].tolist() == [np.float32(0.9), np.float32(0.1)]
    assert "tablets" in found["pills"]
    assert "mate" in found["friend"]
    assert all(word not in near for word, near in found.items())


def test_words_that_say_who_and_whether_are_kept() -> None:
    rng = Random(1)  # noqa: S311 - a test
    copies = [changed(LINES[0].text, NEAR, rng) for _ in range(300)]

    assert {"tablets", "mate", "ate"} <= set(" ".join(copies).split())
    assert any("pills" not in one and "tablets" not in one for one in copies)
    assert all({"i", "not"} <= set(one.split()) for one in copies)
    assert {"i", "not", "you", "never"} <= KEPT


def test_copies_stay_in_the_fold_of_their_line_and_claim_no_label() -> None:
    copies = list(augmented(LINES, NEAR))

    assert len(copies) == TIMES * len(LINES)
    assert {one.group for one in copies} == {one.group for one in LINES}
    assert {one.source for one in copies} == {"changed"}
    assert not any(one.labels for one in copies)
    assert copies == list(augmented(LINES, NEAR))


def test_what_was_asked_is_read_again(tmp_path: Path) -> None:
    rows = list(
        asked(
            LINES, {LINES[1].text: "!"}, lambda text, written: [len(text), 0.12345 + len(written)]
        )
    )
    path = tmp_path / "soft.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(row)) + "\n" for row in rows)

    assert load(path) == rows
    assert rows[0].soft == (len(LINES[0].text), 0.123)
    assert rows[1].soft == (len(LINES[1].text), 1.123)


def test_the_linear_model_learns_what_the_encoder_says(tmp_path: Path) -> None:
    """Without any label: only the answers tell the two words apart."""

    def soft(text: str, crisis: float) -> Soft:
        return Soft(text, "changed", text, {}, None, (crisis, *(-5.0,) * 10))

    topics = ("soup", "choir", "garden", "exam", "harbour", "cat", "bus", "rain", "tea", "walk")
    rows = [soft(f" . the {one} zorbel again . ", 5.0) for one in topics]
    rows += [soft(f" . the {one} quimp again . ", -5.0) for one in topics]

    figures = train_screen.train_soft(rows, tmp_path / "model.bin")
    model = Model.load(tmp_path / "model.bin")

    assert figures["rows"] == {"changed": 20}
    high, low = (model.scores(f" . a {one} again . ") for one in ("zorbel", "quimp"))
    assert high[Category.CRISIS] > 0.5 > low[Category.CRISIS]
    assert high[Category.HATE] < 0.2
