"""The fast network: a convolution over word pieces, with numpy alone, for every text that is read.

- Each piece has a vector (int8, one scale a piece). Filters look at 1 to 4 pieces in a row; the
  highest answer of each filter and the mean vector go through one hidden layer to
  :data:`OUTPUTS`: a logit for each category, and one for each level ("at least Q1", ...).
- A file is a line of JSON (what the numbers are, and their checksum) and then the numbers. Nothing
  in it can be executed. It fits one list of word pieces and names it by its checksum.
- Reading the file is the only I/O. Scoring changes nothing, so any thread may call it.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt

from bot.screening.engine.model import ModelFault
from bot.screening.engine.nets.wordpieces import WordPieces
from bot.screening.verdict import Category, Level

FORMAT = "haven-fast-1"
OUTPUTS = (
    *(category.value for category in Category),
    *(f"at_least_{level.name.lower()}" for level in Level if level > Level.Q0),
)
"""What the logits of a network mean, in order: every category, then every level above Q0."""

SIZE = 64
WIDTHS = 4
FILTERS = 96
HIDDEN = 128
MOST = 512
"""Max pieces of a text that are read: all of a text of 2,000 characters of English."""
NOTHING = -12.0
"""The logit of every output for a text without a word."""

_FOUND = FILTERS * WIDTHS
_COLUMNS = FILTERS * sum(range(1, WIDTHS + 1))
_HEADER_MOST = 10_000
_SHAPES = {
    "kernel": (SIZE, _COLUMNS),
    "kernel_bias": (_FOUND,),
    "hidden": (_FOUND + SIZE, HIDDEN),
    "hidden_bias": (HIDDEN,),
    "out": (HIDDEN, len(OUTPUTS)),
    "out_bias": (len(OUTPUTS),),
}
"""The float32 arrays of a file after the pieces' scales and vectors, in order.

``kernel``: the columns of the first piece of all widths, then of the second piece of widths 2 to 4,
and so on.
"""

Floats = npt.NDArray[np.float32]
Vectors = npt.NDArray[np.int8]


class Fast:
    """Scores normalised texts. Create one with :meth:`load`."""

    def __init__(
        self, pieces: WordPieces, scales: Floats, vectors: Vectors, arrays: dict[str, Floats]
    ) -> None:
        fits = vectors.shape == (len(pieces), SIZE) and scales.shape == (len(pieces),)
        if not fits or {name: one.shape for name, one in arrays.items()} != _SHAPES:
            raise ModelFault("strange")
        self._pieces = pieces
        self._scales = scales.reshape(-1, 1)
        self._vectors = vectors
        self._kernel = arrays["kernel"]
        self._kernel_bias = arrays["kernel_bias"]
        self._hidden = arrays["hidden"]
        self._hidden_bias = arrays["hidden_bias"]
        self._out = arrays["out"]
        self._out_bias = arrays["out_bias"]

    @classmethod
    def load(cls, path: Path, pieces: WordPieces) -> "Fast":
        """Return the network in a file that :func:`save` wrote. Raises :class:`ModelFault`."""
        try:
            content = path.read_bytes()
        except OSError:
            raise ModelFault("missing") from None
        line, _, numbers = content.partition(b"\n")
        try:
            header = cast("dict[str, object]", json.loads(line[:_HEADER_MOST]))
            if header["format"] != FORMAT or header["outputs"] != list(OUTPUTS):
                raise ModelFault("strange")
            if header["sha256"] != sha256(numbers).hexdigest():
                raise ModelFault("damaged")
            if header["pieces"] != checksum(pieces):
                raise ModelFault("strange")
            count = len(pieces)
            scales = np.frombuffer(numbers, "<f4", count)
            vectors = np.frombuffer(numbers, np.int8, count * SIZE, scales.nbytes)
            place = scales.nbytes + vectors.nbytes
            arrays: dict[str, Floats] = {}
            for name, shape in _SHAPES.items():
                flat = np.frombuffer(numbers, "<f4", int(np.prod(shape)), place)
                arrays[name] = flat.reshape(shape)
                place += flat.nbytes
            if place != len(numbers) or not all(np.isfinite(one).all() for one in arrays.values()):
                raise ModelFault("damaged")
        except (ValueError, KeyError, TypeError):
            raise ModelFault("damaged") from None
        return cls(pieces, scales, vectors.reshape(count, SIZE), arrays)

    def logits(self, text: str) -> Floats:
        """Return one number for each of :data:`OUTPUTS`, for a normalised text."""
        ids = self._pieces.ids(text)[:MOST]
        count = len(ids)
        if not count:
            return np.full(len(OUTPUTS), NOTHING, np.float32)
        padded = np.zeros((count + WIDTHS - 1, SIZE), np.float32)
        found = padded[:count]
        np.multiply(self._vectors[ids], self._scales[ids], out=found)
        answers = padded @ self._kernel
        sums = answers[:count, :_FOUND]
        column = _FOUND
        for place in range(1, WIDTHS):
            width = _FOUND - place * FILTERS
            part = answers[place : place + count, column : column + width]
            sums[:, place * FILTERS :] += part
            column += width
        row = np.empty(_FOUND + SIZE, np.float32)
        np.maximum(sums.max(axis=0) + self._kernel_bias, 0.0, out=row[:_FOUND])
        found.mean(axis=0, out=row[_FOUND:])
        hidden = np.maximum(row @ self._hidden + self._hidden_bias, 0.0)
        return cast("Floats", hidden @ self._out + self._out_bias)


def checksum(pieces: WordPieces) -> str:
    """Return what a file is made for: the checksum of the list of word pieces."""
    return sha256("\n".join(pieces.pieces).encode()).hexdigest()


def save(
    path: Path, pieces: WordPieces, scales: Floats, vectors: Vectors, arrays: dict[str, Floats]
) -> str:
    """Write a network; return the checksum of its numbers."""
    parts = [np.ascontiguousarray(scales, "<f4"), np.ascontiguousarray(vectors, np.int8)]
    parts += [np.ascontiguousarray(arrays[name], "<f4") for name in _SHAPES]
    numbers = b"".join(part.tobytes() for part in parts)
    header = {
        "format": FORMAT,
        "sha256": sha256(numbers).hexdigest(),
        "pieces": checksum(pieces),
        "outputs": list(OUTPUTS),
    }
    path.write_bytes(json.dumps(header).encode() + b"\n" + numbers)
    return str(header["sha256"])
