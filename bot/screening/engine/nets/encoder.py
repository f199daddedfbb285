"""The encoder: a small transformer that reads a normalised text as a whole.

- It returns numbers (logits), not decisions. :mod:`bot.screening.engine.fusion` decides.
- Nothing is loaded before :meth:`Encoder.load` is called: neither onnxruntime nor the file.
- ``encoder.json`` beside the file says what it must be: its checksum, that of the word pieces, and
  the order of the numbers. A file that differs is not used.
- Of a long text its start and its end are read, so the cost has an upper limit (about 30 ms).
- Loading is the only I/O. Reading changes nothing, so any thread may call it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import numpy as np

from bot.screening.engine.nets.wordpieces import END, START, VocabularyFault, WordPieces
from bot.screening.verdict import Category, Level

FORMAT = "haven-encoder-1"
MODEL_FILE = "encoder.onnx"
CARD_FILE = "encoder.json"
PIECES_FILE = "wordpieces.txt"

FIRST_CHARACTERS = 600
LAST_CHARACTERS = 250
"""How much of the start and of the end of a normalised text is read, in whole words."""
FIRST_PIECES = 180
LAST_PIECES = 70
"""The same in pieces, for a text of signs and single letters, which has more of them."""
MOST_WRITTEN = 130
"""Max pieces of a folded text that is read beside the normalised one (about 13 ms more)."""

_LEVELS = (Level.Q1, Level.Q2, Level.Q3)


class EncoderFault(Exception):
    """The encoder cannot be used. ``code``: ``missing``, ``damaged``, ``no_runtime``."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the encoder cannot be used: {code}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Logits:
    """What the encoder says of one text. More is more likely; what a number means, fusion knows.

    ``levels``: for Q1, Q2 and Q3 whether it is that urgent or more; never rising.
    """

    categories: Mapping[Category, float]
    levels: Mapping[Level, float]


class Encoder:
    """Reads normalised texts. Create one with :meth:`load`. Keeps nothing of them."""

    def __init__(self, session: Any, pieces: WordPieces, heads: tuple[Category, ...]) -> None:
        self._session = session
        self._pieces = pieces
        self._heads = heads

    @classmethod
    def load(cls, folder: Path) -> "Encoder":
        """Return the encoder in ``folder`` (``data/safety``). Raises :class:`EncoderFault`."""
        heads = _checked(folder)
        try:
            pieces = WordPieces.load(folder / PIECES_FILE)
        except VocabularyFault as fault:
            raise EncoderFault(fault.code) from None
        try:
            runtime = import_module("onnxruntime")
        except ImportError:
            raise EncoderFault("no_runtime") from None
        return cls(_session(runtime, folder / MODEL_FILE), pieces, heads)

    def read(self, text: str, written: str = "") -> Logits:
        """Return the logits of a normalised text.

        ``written``: the same text folded, with its case and signs. A short one is read as well, and
        the logits are the mean of both: signs say what words alone do not.
        """
        views = [numbers_of(text, self._pieces)]
        if 0 < len(written) <= FIRST_CHARACTERS:
            second = numbers_of(written.lower(), self._pieces)
            if len(second) <= MOST_WRITTEN:
                views.append(second)
        said = [self._session.run(None, {"pieces": np.array([one], np.int64)}) for one in views]
        categories, levels = (np.mean([one[place] for one in said], 0) for place in (0, 1))
        return Logits(
            MappingProxyType(dict(zip(self._heads, map(float, categories), strict=True))),
            MappingProxyType(dict(zip(_LEVELS, map(float, levels), strict=True))),
        )


def numbers_of(text: str, pieces: WordPieces) -> list[int]:
    """Return the numbers that the encoder reads of a normalised text: its start and its end."""
    if len(text) > FIRST_CHARACTERS + LAST_CHARACTERS:
        first, last = text[: FIRST_CHARACTERS + 1], text[-LAST_CHARACTERS - 1 :]
        text = f"{first.rpartition(' ')[0]} {last.partition(' ')[2]}"
    found = pieces.ids(text.replace(" url ", " "))
    if len(found) > FIRST_PIECES + LAST_PIECES:
        found = found[:FIRST_PIECES] + found[-LAST_PIECES:]
    return [START, *found, END]


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, read in parts."""
    found = sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 16):
            found.update(part)
    return found.hexdigest()


def _checked(folder: Path) -> tuple[Category, ...]:
    """Return the order of the categories, after a check of every file."""
    try:
        card = cast("dict[str, Any]", json.loads((folder / CARD_FILE).read_bytes()))
        same = (
            card["format"] == FORMAT
            and card["sha256"] == digest(folder / MODEL_FILE)
            and card["pieces_sha256"] == digest(folder / PIECES_FILE)
        )
        heads = tuple(Category(name) for name in card["categories"])
    except OSError:
        raise EncoderFault("missing") from None
    except (ValueError, KeyError, TypeError):
        raise EncoderFault("damaged") from None
    if not same or len(heads) != len(Category) or set(heads) != set(Category):
        raise EncoderFault("damaged")
    return heads


def _session(runtime: Any, path: Path) -> Any:
    """Return a session on one thread that waits without work and keeps no spare memory."""
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    try:
        return runtime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception:  # noqa: BLE001 (its own classes, which are not the same in every version)
        raise EncoderFault("damaged") from None
