"""The learned half of screening: a linear classifier over hashed pieces, with int8 weights.

- There is one row of weights per feature and one column per category.
- A file is a line of JSON (what the numbers are, and their checksum) and then the numbers. Nothing
  in it can be executed.
- Reading the file is the only I/O. Scoring changes nothing, so any thread may call it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from math import isfinite, sqrt
from pathlib import Path
from types import MappingProxyType
from typing import cast

import numpy as np
import numpy.typing as npt

from bot.screening.engine.features import SIZE, features
from bot.screening.verdict import Category

FORMAT = "haven-linear-1"
_HEADER_MOST = 10_000

Weights = npt.NDArray[np.int8]


class ModelFault(Exception):
    """The file cannot be used. ``code``: ``missing``, ``damaged``, ``strange`` (a new format)."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the screening model is {code}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Head:
    """The calibration of one column: ``1 / (1 + exp(-slope * (margin - cut)))``.

    The margin is the mean-like sum ``scale * sum(weights) / sqrt(features) + bias``. At ``cut`` the
    score is 0.5; there the share of harmless lines that are flagged is the one on the model's card.
    """

    category: Category
    scale: float
    bias: float
    slope: float
    cut: float


class Model:
    """Scores normalised texts. Create one with :meth:`load`."""

    def __init__(self, heads: tuple[Head, ...], weights: Weights) -> None:
        if weights.shape != (SIZE, len(heads)):
            raise ModelFault("strange")
        self.heads = heads
        self._weights = weights
        self._scale = np.array([head.scale for head in heads])
        self._bias = np.array([head.bias for head in heads])
        self._slope = np.array([head.slope for head in heads])
        self._cut = np.array([head.cut for head in heads])

    @classmethod
    def load(cls, path: Path) -> "Model":
        """Return the model in a file that :func:`save` wrote. Raises :class:`ModelFault`."""
        try:
            content = path.read_bytes()
        except OSError:
            raise ModelFault("missing") from None
        line, _, numbers = content.partition(b"\n")
        try:
            header = cast("dict[str, object]", json.loads(line[:_HEADER_MOST]))
            if header["format"] != FORMAT:
                raise ModelFault("strange")
            if header["sha256"] != sha256(numbers).hexdigest():
                raise ModelFault("damaged")
            heads = tuple(_head(entry) for entry in cast("list[object]", header["heads"]))
            if len({head.category for head in heads}) < len(heads):
                raise ModelFault("damaged")
            weights = np.frombuffer(numbers, np.int8).reshape(SIZE, len(heads))
        except (ValueError, KeyError, TypeError):
            raise ModelFault("damaged") from None
        return cls(heads, weights)

    def margins(self, text: str) -> npt.NDArray[np.float64]:
        """Return the uncalibrated sums, one per head; minus infinity for a text without a word."""
        found = features(text)
        if not len(found):
            return np.full(len(self.heads), -np.inf)
        rows = self._weights.take(found, axis=0).astype(np.float32)
        sums = np.ones(len(found), np.float32) @ rows  # exact: far below 2 ** 24
        return sums * (self._scale / sqrt(len(found))) + self._bias

    def logits(self, text: str) -> npt.NDArray[np.float64]:
        """Return the calibrated log odds of each head, for a normalised text."""
        return np.clip(self._slope * (self.margins(text) - self._cut), -30.0, 30.0)

    def scores(self, text: str) -> Mapping[Category, float]:
        """Return a probability for each category, 0 to 1, of a normalised text."""
        values = 1.0 / (1.0 + np.exp(-self.logits(text)))
        return MappingProxyType(
            {head.category: float(value) for head, value in zip(self.heads, values, strict=True)}
        )


def save(path: Path, heads: tuple[Head, ...], weights: Weights) -> str:
    """Write a model; return the checksum of its numbers."""
    numbers = np.ascontiguousarray(weights, np.int8).tobytes()
    checksum = sha256(numbers).hexdigest()
    header = {
        "format": FORMAT,
        "sha256": checksum,
        "heads": [
            {
                "category": head.category.value,
                "scale": head.scale,
                "bias": head.bias,
                "slope": head.slope,
                "cut": head.cut,
            }
            for head in heads
        ],
    }
    path.write_bytes(json.dumps(header).encode() + b"\n" + numbers)
    return checksum


def _head(entry: object) -> Head:
    table = cast("dict[str, object]", entry)
    numbers = [float(cast("float", table[name])) for name in ("scale", "bias", "slope", "cut")]
    if not all(map(isfinite, numbers)):
        raise ValueError
    return Head(Category(table["category"]), *numbers)
