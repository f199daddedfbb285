"""``python -m bench.distil ENCODER POOL BASE OUT``: asks the encoder about each line to learn from.

- ``ENCODER``: a folder with ``encoder.onnx``; ``POOL``: as in :mod:`bench.train_screen`;
  ``BASE``: a folder with ``model.safetensors`` and ``vocab.txt``, from which the encoder started.
  Its word vectors say which words are near each other.
- ``OUT`` gets the lines with the encoder's answers (:mod:`bench.soft`), for :mod:`bench.train_fast`
  and :mod:`bench.train_screen`. It holds rows of the pool, so it is never committed.
- ``--fold N`` leaves out all that stands in this fold: what is learned from the rest can be
  measured there. ``--inside`` takes only what stands in it: both files together are the whole.
"""

import argparse
import gzip
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.encoder_rows import sampled
from bench.soft import Soft
from bench.train_screen import FOLDS, HEADS, Row, fold_of, made_rows, own_rows, pool_rows
from bot.content import DATA
from bot.screening.engine.lexicon import load_lexicon
from bot.screening.engine.nets.wordpieces import WordPieces

Floats = npt.NDArray[np.float32]
Asks = Callable[[str, str], Sequence[float]]

TIMES = 3
"""How many changed copies of each of our own lines."""
NEAR = 8
CHANGED, DROPPED, JOINED = 0.2, 0.07, 0.25
"""The share of words replaced by a near one, of words left out, of lines joined with another."""
LONGEST = 1200
_WORD = re.compile(r"[a-z]{3,}")
_NEGATIONS = ("not", "no", "never", "dont", "didnt", "wont", "cant", "isnt", "wasnt", "without")
_PERSONS = ("i", "im", "me", "my", "myself", "you", "your", "yourself", "he", "she", "they", "them")
KEPT = frozenset((*_NEGATIONS, *_PERSONS))
"""Words that decide who and whether: never replaced or left out."""


def vectors(base: Path) -> dict[str, Floats]:
    """Return the word vector of every piece of the encoder's start weights."""
    content = (base / "model.safetensors").read_bytes()
    size = int.from_bytes(content[:8], "little")
    header: dict[str, Any] = json.loads(content[8 : 8 + size])
    name = next(one for one in header if one.endswith("word_embeddings.weight"))
    entry = header[name]
    begin, end = entry["data_offsets"]
    flat = np.frombuffer(content[8 + size + begin : 8 + size + end], "<f4")
    table = flat.reshape(entry["shape"])
    pieces = (base / "vocab.txt").read_text(encoding="utf-8").split("\n")
    return {piece: table[place] for place, piece in enumerate(pieces[: len(table)])}


def neighbours(pieces: Sequence[str], table: dict[str, Floats]) -> dict[str, list[str]]:
    """Return the nearest words of every word among the pieces, by the cosine of their vectors."""
    words = [one for one in pieces if _WORD.fullmatch(one) and one in table]
    matrix = np.stack([table[one] for one in words])
    matrix = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    found: dict[str, list[str]] = {}
    for start in range(0, len(words), 1000):
        close = matrix[start : start + 1000] @ matrix.T
        best = np.argpartition(-close, NEAR + 1, axis=1)[:, : NEAR + 1]
        for row, word in enumerate(words[start : start + 1000]):
            found[word] = [words[int(one)] for one in best[row] if words[int(one)] != word]
    return found


def changed(text: str, near: dict[str, list[str]], rng: Random) -> str:
    """Return the text with some words replaced by near ones and some left out."""
    out: list[str] = []
    for word in text.split():
        tossed = rng.random()
        if word in KEPT or word not in near or tossed > CHANGED + DROPPED:
            out.append(word)
        elif tossed < CHANGED and near[word]:
            out.append(rng.choice(near[word]))
    return f" {' '.join(out)} "


def augmented(own: Sequence[Soft], near: dict[str, list[str]], seed: int = 11) -> Iterator[Soft]:
    """Return changed copies of our own lines; they have no labels, only what the encoder says."""
    rng = Random(seed)  # noqa: S311 - training data, the same on every machine
    for row in own:
        for _ in range(TIMES):
            text = changed(row.text, near, rng)
            if rng.random() < JOINED:
                other = rng.choice(own).text.split()
                cut = rng.randint(1, max(1, len(other)))
                text = f"{text}{' '.join(other[:cut])} "
            yield Soft(text, "changed", row.group, {})


def gathered(
    pool: Path, near: dict[str, list[str]], fold: int, *, inside: bool = False
) -> tuple[list[Soft], dict[str, str]]:
    """Return every line to ask about, normalised, and how ours were written."""
    view = load_lexicon(DATA / "safety").normaliser.view
    written: dict[str, str] = {}

    def soft(row: Row) -> Soft:
        seen = view(row.text[:LONGEST])
        text = seen.text.replace(" url ", " ")
        if row.source == "own":
            written[text] = seen.folded.text
        return Soft(text, row.source, row.group or row.text, row.labels, row.level)

    rows = [*own_rows(), *made_rows(), *pool_rows(pool, frozenset())]
    kept = (row for row in rows if (fold_of(row) == fold) is inside)
    chosen = [soft(row) for row in sampled(kept, 1 / FOLDS if inside else 1.0)]
    own = [row for row in chosen if row.source == "own"]
    return [*chosen, *augmented(own, near)], written


def asked(rows: Sequence[Soft], written: Mapping[str, str], asks: Asks) -> Iterator[Soft]:
    """Return the rows with what the encoder says of each."""
    for one in rows:
        said = tuple(round(float(value), 3) for value in asks(one.text, written.get(one.text, "")))
        yield Soft(one.text, one.source, one.group, one.labels, one.level, said)


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask about every line and write the file."""
    from bot.screening.engine.nets.encoder import Encoder  # needs onnxruntime

    parser = argparse.ArgumentParser(prog="python -m bench.distil", description=__doc__)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("pool", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--fold", type=int, default=-1)
    parser.add_argument("--inside", action="store_true")
    options = parser.parse_args(arguments)
    pieces = WordPieces.load(DATA / "safety" / "wordpieces.txt")
    near = neighbours(pieces.pieces, vectors(options.base))
    encoder = Encoder.load(options.encoder)

    def asks(text: str, as_written: str) -> list[float]:
        said = encoder.read(text, as_written)
        return [*(said.categories[one] for one in HEADS), *said.levels.values()]

    rows, written = gathered(options.pool, near, options.fold, inside=options.inside)
    with gzip.open(options.out, "wt", encoding="utf-8") as out:
        for row in asked(rows, written, asks):
            out.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")
    print(f"{len(rows)} rows")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
