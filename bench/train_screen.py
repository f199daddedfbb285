"""``python -m bench.train_screen POOL``: trains the model of screening and writes its file.

``POOL`` is a folder (or one file) of ``*.jsonl`` or ``*.jsonl.gz`` with ``text``, ``source`` and
``labels`` (category -> 0 or 1; a category that is not there is not known) in each line. Our own
lines (``bench/lines``) and sentences made from parts are always used. No row of the pool is kept:
only weights come out. ``--without a,b`` leaves sources out. ``--soft FILE`` learns from a file of
:mod:`bench.distil` instead: what the encoder says of each line, and its label.

Sources named in :data:`NEVER` are refused: published benchmarks stay comparable.
"""

import argparse
import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bench import identities, moments
from bench.logistic import Flags, Floats, Rows, average_precision, fit, fit_many, slope
from bench.soft import Soft, load
from bot.content import DATA
from bot.screening.engine.features import SIZE, features
from bot.screening.engine.lexicon import load_lexicon
from bot.screening.engine.model import Head, save
from bot.screening.verdict import Category

Labels = npt.NDArray[np.int64]

LINES = Path(__file__).parent / "lines"
NEVER = frozenset(("hatecheck", "xstest_safe", "simplesafety", "surge_toxicity", "wiki_cat"))
HEADS = tuple(Category)

WEIGHT = {
    "own": 12.0,
    "groups": 0.7,
    "moments": 1.0,
    "goemotions_benign": 0.5,
    "rmhd": 0.7,
    "counselchat": 1.0,
    "edos": 0.5,
    "implicit_hate": 0.5,
    "civil_spans": 0.5,
    "davidson": 0.4,
    "toxigen_human": 0.7,
    "sms_spam": 1.0,
    "hatemojibuild": 0.5,
}
"""How much one line counts. Ours are few and are what members write."""

BENIGN = {
    "goemotions_benign": ("crisis", "violence"),
    "sms_spam": ("crisis",),
    "rmhd": ("pii",),
    "edos": ("crisis", "sh_method", "pii", "scam"),
    "implicit_hate": ("crisis", "sh_method", "pii", "scam"),
    "civil_spans": ("crisis", "sh_method", "pii", "scam"),
    "toxigen_human": ("crisis", "sh_method", "pii", "scam"),
    "hatemojibuild": ("crisis", "sh_method", "pii", "scam"),
    "davidson": ("crisis", "sh_method", "pii", "scam"),
}
"""Categories a source was not labelled for and hardly ever has: taken as absent."""

SOFT_WEIGHT = {"own": 4.0, "changed": 1.5}
"""The same for lines with the encoder's answer: four changed copies stand beside each of ours."""
SOFT_SHARE = 0.6
"""How much the encoder's answer counts beside the label."""
SOFT_STEPS = 120

STRENGTH = 4.0
"""How little the weights are held down: C of the usual libraries."""
FLATTEST = 0.2
MOST_BALANCE = 8.0
"""Positives are weighted up to balance their head, but no more than so often."""
FOLDS = 4
FALSE_ALARMS = {
    "crisis": 0.035,
    "harassment": 0.006,
    "hate": 0.006,
    "sh_method": 0.008,
    "sexual": 0.004,
    "violence": 0.004,
    "pii": 0.004,
    "scam": 0.004,
}
"""The share of our own lines without the category, never seen in training, above the score 0.5.
These lines are chosen to be near to what is not fine: of ordinary talk far fewer are."""


FALSE_ALARMS_NEAR = 0.1
"""The same for hate, of the sentences about groups that are none, their patterns new to the model:
counter-speech and quoted insults in their hardest form, a third of them."""


@dataclass(frozen=True, slots=True)
class Row:
    """One text. ``group``: what must stand in one fold together.

    ``level``: how urgent, from 0 to 3, or None where it is not known.
    """

    text: str
    source: str
    labels: dict[str, int]
    group: str = field(default="")
    level: int | None = None


def own_rows(lines: Path = LINES) -> Iterator[Row]:
    """Return our own lines, without those kept for measuring (the folder ``unread``)."""
    for path in (*sorted(lines.glob("*.jsonl")), *sorted((lines / "read").glob("*.jsonl"))):
        for line in path.read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            pair = [tag for tag in one["tags"] if re.fullmatch(r"pair_\w+", tag)]
            labels = {c.value: int(c.value in one["labels"]) for c in HEADS}
            level = int(one["level"].removeprefix("Q")) if "level" in one else None
            yield Row(one["text"], "own", labels, pair[0] if pair else one["text"], level)


def made_rows(groups: int = 8000, dangers: int = 7000) -> Iterator[Row]:
    """Return sentences made from parts."""
    harmless = dict.fromkeys((c.value for c in HEADS), 0)
    for text, hate, pattern in identities.made(groups):
        known = harmless | {"hate": hate}
        if hate:  # whether it is also an insult or a threat is not labelled
            known = {name: known[name] for name in known if name not in ("harassment", "violence")}
        yield Row(text, "groups", known, pattern)
    for text, danger, pattern in moments.made(dangers):
        yield Row(text, "moments", harmless | {"crisis": danger}, pattern)


def pool_rows(pool: Path, without: frozenset[str]) -> Iterator[Row]:
    """Return the rows of the pool. Raises ValueError for a source that must not be trained on."""
    paths = [pool] if pool.is_file() else sorted((*pool.glob("*.jsonl"), *pool.glob("*.jsonl.gz")))
    for path in paths:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                one: dict[str, Any] = json.loads(line)
                source = str(one["source"])
                if source in NEVER:
                    raise ValueError(f"{source} must not be trained on")
                if source not in without:
                    absent = dict.fromkeys(BENIGN.get(source, ()), 0)
                    yield Row(one["text"], source, absent | one["labels"])


def share(text: str) -> float:
    """Return a number from 0 up to 1 that is always the same for a text."""
    return int.from_bytes(sha256(text.encode()).digest()[:4]) / 2**32


def fold_of(row: Row) -> int:
    """Return the fold of a row, below :data:`FOLDS`; rows of one group have one fold."""
    return int(share(row.group or row.text) * FOLDS)


class Trainer:
    """Return the rows as numbers, and one head after the other."""

    def __init__(self, rows: Sequence[Row]) -> None:
        view = load_lexicon(DATA / "safety").normaliser.view
        self.rows = list(rows)
        self.matrix = Rows([features(view(row.text).text) for row in rows], SIZE)
        self.own = np.array([row.source == "own" for row in self.rows])
        self.made = np.array([row.source in ("groups", "moments") for row in self.rows])
        self.fold = np.array([fold_of(row) for row in self.rows])
        self.base = np.array([WEIGHT.get(row.source, 0.5) for row in self.rows])

    def labels(self, category: Category) -> Labels:
        """Return 1, 0, or -1 where it is not known."""
        return np.array([row.labels.get(category.value, -1) for row in self.rows])

    def fit(self, labels: Labels, chosen: Flags) -> tuple[Floats, float]:
        """Return weights and bias of one head, from the chosen rows that have a label for it."""
        chosen = chosen & (labels >= 0)
        y, weight = labels[chosen], self.base[chosen]
        balance = weight[y == 0].sum() / max(weight[y == 1].sum(), 1.0)
        weight = np.where(y == 1, weight * min(balance, MOST_BALANCE), weight)
        return fit(self.matrix.chosen(chosen), y, weight, STRENGTH)

    def unseen(self, labels: Labels) -> Floats:
        """Return margins of our own lines, by models that have not seen them or their pattern."""
        margins = np.zeros(len(self.rows))
        for fold in range(FOLDS):
            held = (self.own | self.made) & (self.fold == fold)
            if held.any():
                weights, bias = self.fit(labels, self.fold != fold)
                margins[held] = self.matrix.chosen(held).times(weights) + bias
        return margins


def calibrated(margins: Floats, labels: Labels, share: float) -> tuple[float, float]:
    """(slope, cut): ``share`` of the lines without the category stands above the cut."""
    cut = float(np.quantile(margins[labels == 0], 1.0 - share))
    return max(slope(margins, labels), FLATTEST), cut


def quantised(coefficients: Floats) -> tuple[npt.NDArray[np.int8], float]:
    """Return weights as int8, and the scale that brings them back; the few largest are cut off."""
    scale = float(np.quantile(np.abs(coefficients[coefficients != 0]), 0.9999)) / 127
    return np.clip(np.rint(coefficients / scale), -127, 127).astype(np.int8), scale


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, write the file, and print one JSON object of figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.train_screen", description=__doc__)
    parser.add_argument("pool", type=Path, nargs="?", help="folder or file of training rows")
    parser.add_argument("--without", default="", help="sources to leave out, by comma")
    parser.add_argument("--soft", type=Path, help="learn from this file of bench.distil")
    parser.add_argument("--out", type=Path, default=DATA / "safety" / "model.bin")
    options = parser.parse_args(arguments)
    if options.soft is not None:
        print(json.dumps(train_soft(load(options.soft), options.out), indent=2))
        return 0
    rows = [*own_rows(), *made_rows()]
    if options.pool is not None:
        rows += pool_rows(options.pool, frozenset(options.without.split(",")))
    figures = train(rows, options.out)
    print(json.dumps(figures, indent=2))
    return 0


def train(rows: Sequence[Row], out: Path) -> dict[str, Any]:
    """Train every head and write ``out``; figures on our own lines, each unseen by its model."""
    trainer = Trainer(rows)
    columns: list[npt.NDArray[np.int8]] = []
    heads: list[Head] = []
    figures: dict[str, Any] = {"rows": dict(Counter(row.source for row in rows))}
    for category in HEADS:
        labels = trainer.labels(category)
        unseen = trainer.unseen(labels)
        margins, own = unseen[trainer.own], labels[trainer.own]
        steep, cut = calibrated(margins, own, FALSE_ALARMS[category.value])
        if category is Category.HATE:
            near = unseen[trainer.made & (labels == 0)]
            cut = max(cut, float(np.quantile(near, 1.0 - FALSE_ALARMS_NEAR)))
        coefficients, bias = trainer.fit(labels, np.ones(len(labels), np.bool_))
        weights, scale = quantised(coefficients)
        columns.append(weights)
        heads.append(Head(category, scale, bias, steep, cut))
        figures[category.value] = {
            "positives": int((labels == 1).sum()),
            "own_positives": int((own == 1).sum()),
            "average_precision": round(average_precision(own, margins), 3),
            "by_fold": [
                round(average_precision(own[part], margins[part]), 3)
                for part in (trainer.fold[trainer.own] == fold for fold in range(FOLDS))
                if own[part].any()
            ],
            "recall": round(float((margins[own == 1] > cut).mean()), 3),
            "false_alarms": FALSE_ALARMS[category.value],
        }
        print(category.value, figures[category.value], file=sys.stderr, flush=True)
    figures["sha256"] = save(out, tuple(heads), np.stack(columns, axis=1))
    return figures


def train_soft(rows: Sequence[Soft], out: Path) -> dict[str, Any]:
    """Train every head on the encoder's answers and the labels, and write ``out``.

    The scores are not calibrated: :mod:`bench.train_stack` places the cuts of all models together.
    """
    found = [(row, features(row.text)) for row in rows]
    found = [(row, one) for row, one in found if len(one)]
    matrix = Rows([one for _, one in found], SIZE)
    base = np.array([SOFT_WEIGHT.get(row.source, WEIGHT.get(row.source, 0.5)) for row, _ in found])
    said = 1.0 / (1.0 + np.exp(-np.array([row.soft[: len(HEADS)] for row, _ in found])))
    label = np.array([[row.labels.get(one.value, -1) for one in HEADS] for row, _ in found])
    wanted = np.where(label >= 0, SOFT_SHARE * said + (1 - SOFT_SHARE) * label, said)
    balance = (base @ (1 - wanted)) / np.maximum(base @ wanted, 1.0)
    weight = base[:, None] * (1 + (np.minimum(balance, MOST_BALANCE) - 1) * wanted)
    coefficients, bias = fit_many(matrix, wanted, weight, STRENGTH, SOFT_STEPS)
    columns: list[npt.NDArray[np.int8]] = []
    heads: list[Head] = []
    for place, category in enumerate(HEADS):
        weights, scale = quantised(coefficients[:, place])
        columns.append(weights)
        heads.append(Head(category, scale, float(bias[place]), 1.0, 0.0))
    figures: dict[str, Any] = {"rows": dict(Counter(row.source for row, _ in found))}
    figures["sha256"] = save(out, tuple(heads), np.stack(columns, axis=1))
    return figures


if __name__ == "__main__":
    raise SystemExit(main())
