"""The heads that weigh the rules' signs and the models' numbers of one text together. Pure.

- There is one head per category and per level above Q1: a weighted sum and a cut. ``0.5`` is at the
  cut, which was placed on texts that are fine (``bench/train_stack.py``). Texts of a few words have
  a cut of their own: they give a model less to go by.
- There are two sets of heads: ``deep`` if the encoder was asked, ``fast`` if it was not.
- What speaks for danger never has a weight below 0, so more danger never lowers a score or a level.
- The file is JSON. Nothing in it can be executed.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from bot.screening.engine.model import ModelFault
from bot.screening.engine.weighing.signs import Signs
from bot.screening.verdict import Category, Level

FORMAT = "haven-stack-1"
FLAG = 0.5
"""The score from which a category is flagged."""

LINEAR, FAST, ENCODER = "linear", "fast", "encoder"
MODELS = (LINEAR, FAST, ENCODER)
CATEGORIES = tuple(Category)
_HARASSMENT = CATEGORIES.index(Category.HARASSMENT)
FEATURES = (
    *MODELS,
    "rule",
    "rule_flag",
    "rule_sure",
    "attack",
    "held",
    "narrative",
    "recovering",
    "warm",
    "crisis",
    "short",
    "known_number",
)
"""What a head of a category weighs.

``crisis``: for the crisis head the rules' level, for the others how much the models see a crisis,
which speaks against punishing. ``known_number``: for the crisis head, that the text only sends for
help or tells of an ordinary dose.
"""
LEVEL_FEATURES = (
    *MODELS,
    "fast_level",
    "encoder_level",
    "rule",
    "rule_level",
    "rule_crisis",
)
"""What a head of a level weighs: the models' numbers for crisis and for this level, the rules'."""
LEVELS = (Level.Q2, Level.Q3)

SHORT = 6
"""A text with at most so many words is short."""
SURE = 0.8
"""A rule with at least this score is precise."""
_MOST = 9.0
_PART = 3.0

Floats = npt.NDArray[np.float64]
Said = Mapping[str, npt.NDArray[np.floating]]
"""The logits of each model that was asked: every category, and every level above Q0 for the
networks (``nets.fast.OUTPUTS``)."""


@dataclass(frozen=True, slots=True)
class StackHead:
    """A weighted sum. At ``cut`` the score is 0.5; ``cut_short`` is the cut for short texts."""

    weights: tuple[float, ...]
    bias: float
    cut: float
    cut_short: float


@dataclass(frozen=True, slots=True)
class DoubtBand:
    """The margins of a category between which the fast heads are not certain."""

    low: float
    high: float


class Heads:
    """One set of heads.

    ``voices``: for each model, the logit from which it speaks by itself, for each category and then
    for each level above Q0. The fast voice is the mean of the linear model and the network.
    """

    def __init__(
        self,
        heads: Mapping[Category, StackHead],
        levels: Mapping[Level, StackHead],
        voices: Mapping[str, tuple[float, ...]],
        bands: Mapping[Category, DoubtBand],
    ) -> None:
        self.heads, self.levels, self.voices, self.bands = heads, levels, voices, bands
        self._bands = [(CATEGORIES.index(one), b.low, b.high) for one, b in bands.items()]
        self._weights = np.array([heads[one].weights for one in CATEGORIES])
        self._bias = np.array([heads[one].bias for one in CATEGORIES])
        self._cuts = {
            short: np.array(
                [heads[one].cut_short if short else heads[one].cut for one in CATEGORIES]
            )
            for short in (False, True)
        }

    def margins(self, signs: Signs, said: Said) -> Floats:
        """Return how far above its cut each category is, in log odds."""
        sums = (rows(signs, said) * self._weights).sum(axis=1) + self._bias
        return sums - self._cuts[signs.words <= SHORT]

    def level_margin(self, level: Level, signs: Signs, said: Said) -> float:
        """Return how far above its cut a level is."""
        head = self.levels[level]
        margin = float(level_row(level, signs, said) @ np.array(head.weights)) + head.bias
        return margin - (head.cut_short if signs.words <= SHORT else head.cut)

    def uncertain(self, margins: Floats) -> bool:
        """Return whether a category is so near its cut that the encoder should be asked."""
        return any(low <= margins[place] <= high for place, low, high in self._bands)

    def speaks(self, voice: str, said: Said, place: int) -> bool:
        """Return whether one voice, ``fast`` or ``encoder``, speaks for an output by itself."""
        return voice in said and bool(voice_of(voice, said)[place] >= self.voices[voice][place])


class Stack:
    """Both sets of heads. Create one with :meth:`load`."""

    def __init__(self, deep: Heads, fast: Heads) -> None:
        self.deep, self.fast = deep, fast

    @classmethod
    def load(cls, path: Path) -> "Stack":
        """Return the heads in a file that :func:`written` made. Raises :class:`ModelFault`."""
        try:
            content = path.read_bytes()
        except OSError:
            raise ModelFault("missing") from None
        try:
            table = cast("dict[str, Any]", json.loads(content))
            if table["format"] != FORMAT or table["features"] != list(FEATURES):
                raise ModelFault("strange")
            return cls(_heads(table["deep"]), _heads(table["fast"]))
        except (ValueError, KeyError, TypeError):
            raise ModelFault("damaged") from None

    def heads(self, said: Said) -> Heads:
        """Return the heads for the models that were asked."""
        return self.deep if ENCODER in said else self.fast


def rows(signs: Signs, said: Said) -> Floats:
    """Return the features of every category, in the order of :data:`FEATURES`."""
    found = np.zeros((len(CATEGORIES), len(FEATURES)))
    crisis: list[float] = []
    for place, name in enumerate(MODELS):
        if name in said:
            found[:, place] = scaled(said[name][: len(CATEGORIES)])
            crisis.append(float(found[0, place]))
    for category, ruled in signs.ruled.items():
        place = CATEGORIES.index(category)
        found[place, 3:6] = ruled, ruled >= FLAG, ruled >= SURE
        found[place, 6] = category in signs.attack
    found[:, 7:11] = (
        signs.held_back or signs.denied,
        signs.narrative,
        signs.recovering,
        signs.warm,
    )
    found[1:, 11] = sum(crisis) / max(1, len(crisis))
    found[0, 11] = signs.level >= Level.Q1
    found[0, 7] = signs.denied
    found[:, 12:14] = signs.words <= SHORT, signs.known_number
    if signs.known_number:
        found[_HARASSMENT, 7] = 1.0
    sends = signs.sends_for_help and not signs.ruled.get(Category.CRISIS, 0.0)
    found[0, 13] = signs.medicated or sends
    return found


def level_row(level: Level, signs: Signs, said: Said) -> Floats:
    """Return the features of a level, in the order of :data:`LEVEL_FEATURES`."""
    found = np.zeros(len(LEVEL_FEATURES))
    for place, name in enumerate(MODELS):
        if name in said:
            found[place] = scaled(said[name])[0]
    output = len(CATEGORIES) + int(level) - 1
    for place, name in ((3, FAST), (4, ENCODER)):
        if name in said:
            found[place] = scaled(said[name])[output]
    found[5] = signs.ruled.get(Category.CRISIS, 0.0)
    found[6] = signs.level >= level
    found[7] = signs.level >= Level.Q1
    return found


def scaled(logits: npt.NDArray[np.floating]) -> Floats:
    """Return logits as the heads weigh them."""
    return np.clip(logits, -_MOST, _MOST).astype(np.float64) / _PART


def voice_of(voice: str, said: Said) -> Floats:
    """Return the numbers of one voice, for each category and each level above Q0."""
    found = scaled(said[voice])
    if voice == FAST and LINEAR in said:
        count = len(CATEGORIES)
        found[:count] = (found[:count] + scaled(said[LINEAR][:count])) / 2
    return found


def chances(margins: Floats) -> list[float]:
    """Return the score of each margin: 0.5 at the cut."""
    found: list[float] = (1.0 / (1.0 + np.exp(-np.clip(margins, -30.0, 30.0)))).tolist()
    return found


def written(deep: Heads, fast: Heads) -> str:
    """Return the text of the file."""
    table = {
        "format": FORMAT,
        "features": list(FEATURES),
        "level_features": list(LEVEL_FEATURES),
        "deep": _plain(deep),
        "fast": _plain(fast),
    }
    return json.dumps(table, indent=1) + "\n"


def _plain(heads: Heads) -> dict[str, object]:
    def head(one: StackHead) -> dict[str, object]:
        return {
            "weights": [round(weight, 4) for weight in one.weights],
            "bias": round(one.bias, 4),
            "cut": round(one.cut, 4),
            "cut_short": round(one.cut_short, 4),
        }

    return {
        "heads": {one.value: head(found) for one, found in heads.heads.items()},
        "levels": {one.name: head(found) for one, found in heads.levels.items()},
        "voices": {name: [round(cut, 4) for cut in cuts] for name, cuts in heads.voices.items()},
        "bands": {
            one.value: [round(band.low, 4), round(band.high, 4)]
            for one, band in heads.bands.items()
        },
    }


def _heads(table: dict[str, Any]) -> Heads:
    outputs = len(CATEGORIES) + len(LEVELS) + 1
    heads = {Category(name): _head(one, len(FEATURES)) for name, one in table["heads"].items()}
    levels = {Level[name]: _head(one, len(LEVEL_FEATURES)) for name, one in table["levels"].items()}
    voices = {
        str(name): tuple(_number(cut) for cut in cuts) for name, cuts in table["voices"].items()
    }
    bands = {
        Category(name): DoubtBand(_number(low), _number(high))
        for name, (low, high) in table["bands"].items()
    }
    whole = set(heads) == set(Category) and set(levels) == set(LEVELS)
    if not whole or any(len(cuts) != outputs for cuts in voices.values()):
        raise ValueError
    return Heads(MappingProxyType(heads), MappingProxyType(levels), voices, bands)


def _head(table: dict[str, Any], count: int) -> StackHead:
    weights = tuple(_number(one) for one in table["weights"])
    if len(weights) != count:
        raise ValueError
    return StackHead(
        weights, _number(table["bias"]), _number(table["cut"]), _number(table["cut_short"])
    )


def _number(value: object) -> float:
    found = float(cast("float", value))
    if not math.isfinite(found):
        raise ValueError
    return found
