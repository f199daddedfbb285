"""``python -m bench.encoder_logits FOLDER``: writes what an encoder says of each of our own lines.

``FOLDER`` holds ``encoder.onnx`` with its card and word pieces. ``--score FILE`` reads texts from a
``*.jsonl`` (or ``*.jsonl.gz``) with ``text`` in each line instead. ``--out`` is where to write:
``{"text": ..., "c": [eight logits], "l": [three logits]}`` a line, through the same code as in the
bot, so that what is fitted on them holds for the bot.
"""

import argparse
import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bench.train_screen import HEADS, LINES, own_rows
from bot.content import DATA
from bot.screening.engine.lexicon import load_lexicon
from bot.screening.engine.nets.encoder import Encoder


def scored(texts: Iterable[str], encoder: Encoder) -> Iterator[dict[str, object]]:
    """Return the logits of each text, in the order of the categories and of the levels."""
    view = load_lexicon(DATA / "safety").normaliser.view
    for text in texts:
        seen = view(text)
        said = encoder.read(seen.text, seen.folded.text)
        categories = [round(said.categories[one], 4) for one in HEADS]
        levels = [round(one, 4) for one in said.levels.values()]
        yield {"text": text, "c": categories, "l": levels}


def texts_of(path: Path) -> Iterator[str]:
    """Return the texts of a file of lines."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the logits and print how many there are."""
    parser = argparse.ArgumentParser(prog="python -m bench.encoder_logits", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--score", type=Path, help="a file of texts, instead of our own lines")
    parser.add_argument("--lines", type=Path, nargs="+", default=[LINES])
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    if options.score is not None:
        texts: Iterable[str] = texts_of(options.score)
    else:
        texts = (row.text for folder in options.lines for row in own_rows(folder))
    count = 0
    with options.out.open("w", encoding="utf-8") as file:
        for said in scored(texts, Encoder.load(options.folder)):
            file.write(json.dumps(said, ensure_ascii=False) + "\n")
            count += 1
    print(json.dumps({"texts": count}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
