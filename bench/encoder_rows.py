"""Chooses the rows that train the encoder, and writes each as numbers.

- A row has eleven targets: one per category, then "Q1 or more", "Q2 or more", "Q3". What is not
  known of a row is no target.
- Our own lines come once in each pass; of the others a fixed sample comes once in all passes.
- Half of the time a row is its normalised text, otherwise its folded text: at use the text is
  normalised, and two views of a line are harder to learn by heart than one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from bench.train_screen import HEADS, WEIGHT, Row, share
from bot.content import DATA
from bot.screening.engine.lexicon import load_lexicon
from bot.screening.engine.nets.wordpieces import END, START, WordPieces

T = TypeVar("T")

LEVELS = 3
TARGETS = len(HEADS) + LEVELS

OWN_WEIGHT = 2.0
SAMPLE = {
    "groups": 6000,
    "moments": 2500,
    "hatemojibuild": 3500,
    "toxigen_human": 3000,
    "implicit_hate": 3000,
    "civil_spans": 2500,
    "edos": 2500,
    "rmhd": 1500,
    "counselchat": 400,
    "sms_spam": 1200,
    "goemotions_benign": 3500,
    "davidson": 1500,
}
"""How many rows of a source are used, in all passes together."""

POSITIVE = {
    "crisis": 1.5,
    "sh_method": 4.0,
    "harassment": 2.0,
    "hate": 2.0,
    "sexual": 4.0,
    "violence": 4.0,
    "pii": 4.0,
    "scam": 3.0,
}
POSITIVE_LEVELS = (1.5, 2.0, 3.0)
"""How many times a positive counts, for each category and each level."""

WEIGHT_OF_LEVELS = 0.6
"""How much a level counts beside a category: the three say much of the same."""

MOST_OWN = 128
MOST_OTHERS = 56
"""Max pieces of a row. Longer ones are rare among our own lines, and slow elsewhere."""

Numbers = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Example:
    """One row as numbers. ``known``: how much a target counts, 0 where it is not known."""

    normalised: tuple[int, ...]
    folded: tuple[int, ...]
    targets: Numbers
    known: Numbers
    weight: float
    own: bool


def sampled(rows: Iterable[Row], part: float = 1.0) -> list[Row]:
    """Return our own rows, and ``part`` of the sample of each other source, the same each time."""
    kept: list[Row] = []
    others: dict[str, list[Row]] = {}
    for row in rows:
        if row.source == "own":
            kept.append(row)
        else:
            others.setdefault(row.source, []).append(row)
    for source, found in sorted(others.items()):
        found.sort(key=lambda row: (share(f"sample {row.text}"), row.text))
        kept += found[: round(SAMPLE.get(source, len(found)) * part)]
    return kept


def targets(row: Row) -> tuple[Numbers, Numbers]:
    """Return the targets of a row, and how much each counts: 0 where it is not known."""
    values = np.zeros(TARGETS, np.float32)
    known = np.zeros(TARGETS, np.float32)
    for place, category in enumerate(HEADS):
        label = row.labels.get(category.value)
        if label is not None:
            values[place], known[place] = label, 1
    crisis = row.labels.get("crisis")
    if row.level is not None and (row.source == "own" or crisis is not None):
        values[len(HEADS) :] = [row.level >= level for level in range(1, LEVELS + 1)]
        known[len(HEADS) :] = 1
    elif crisis == 0:
        known[len(HEADS) :] = 1
    elif crisis == 1:  # at least Q1; how much more is not known
        values[len(HEADS)] = known[len(HEADS)] = 1
    known[len(HEADS) :] *= WEIGHT_OF_LEVELS
    return values, known


def examples(rows: Sequence[Row], pieces: WordPieces) -> list[Example]:
    """Return the rows as numbers."""
    view = load_lexicon(DATA / "safety").normaliser.view
    found: list[Example] = []
    for row in rows:
        own = row.source == "own"
        most = MOST_OWN if own else MOST_OTHERS
        seen = view(row.text)
        normalised = pieces.ids(seen.text.replace(" url ", " "))
        folded = pieces.ids(seen.folded.text.lower())
        values, known = targets(row)
        weight = OWN_WEIGHT if own else WEIGHT.get(row.source, 0.5)
        found.append(
            Example(_ends(normalised, most), _ends(folded, most), values, known, weight, own)
        )
    return found


def _ends(numbers: list[int], most: int) -> tuple[int, ...]:
    return (START, *numbers[:most], END)


Batch = list[tuple[Example, tuple[int, ...]]]
"""Examples, each with the pieces to read of it."""


def batches(
    found: Sequence[Example], passes: int, size: int, seed: int, sorted_within: int = 20
) -> list[Batch]:
    """Return every batch of a training, in order.

    Lengths within a batch are alike, because rows are sorted within some batches at a time.
    """
    chance = np.random.default_rng(seed)
    own = [one for one in found if one.own]
    others = _shuffled([one for one in found if not one.own], chance)
    made: list[Batch] = []
    for number in range(passes):
        part = _shuffled([*own, *others[number::passes]], chance)
        tossed = (chance.random(len(part)) < 0.5).tolist()
        read: Batch = [
            (one, one.folded if toss else one.normalised)
            for one, toss in zip(part, tossed, strict=True)
        ]
        for start in range(0, len(read), size * sorted_within):
            near = sorted(read[start : start + size * sorted_within], key=lambda one: len(one[1]))
            cut = [near[place : place + size] for place in range(0, len(near), size)]
            made += _shuffled(cut, chance)
    return made


def _shuffled(values: list[T], chance: np.random.Generator) -> list[T]:
    return [values[int(place)] for place in chance.permutation(len(values))]
