"""``python -m bench.train_stack MODELS DEV``: fits the heads that weigh rules and models together.

- ``MODELS``: a folder with ``model.bin``, ``fast.bin``, ``wordpieces.txt`` and the encoder's files,
  all trained without the fold ``--fold`` of our own lines: what they say there is what they say of
  a text that they have not seen.
- ``DEV``: a folder with the development half of a benchmark (``*.jsonl`` with ``text``, ``labels``,
  ``source`` and ``tags``). Its general talk helps to fit and to place the cuts; of sources that are
  published benchmarks only the harmless texts are used, and only for cuts.

``--full`` names the folder of the models that are shipped, trained on all our lines. They are surer
than those of the folds, so each cut must also hold for what they say of the general talk.

The features come from the engine itself, so they are those of the bot. Heads are fitted first
without the encoder and then with it; each cut is the highest that one of the groups of harmless
texts in :mod:`bench.quiet` asks for. What is fitted is checked on lines left out five times.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.logistic import average_precision
from bench.quiet import LEVEL_SHARES, SHARES, SHORT_SHARES, VOICE_SHARES, Text, texts
from bot.content import DATA
from bot.screening.engine.engine import ScreeningEngine
from bot.screening.engine.fusion import fuse, spared
from bot.screening.engine.weighing import stack
from bot.screening.engine.weighing.signs import Signs
from bot.screening.engine.weighing.stack import (
    CATEGORIES,
    ENCODER,
    FAST,
    FEATURES,
    LEVEL_FEATURES,
    LEVELS,
    LINEAR,
    SHORT,
    DoubtBand,
    Heads,
    Said,
    Stack,
    StackHead,
)
from bot.screening.verdict import Category, Level

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

STRENGTH = 0.3
STEPS = 3000
PARTS = 5
UNCERTAIN = {
    Category.CRISIS: (0.15, 0.01),
    Category.SH_METHOD: (0.04, 0.004),
    Category.HARASSMENT: (0.04, 0.004),
}
"""The fast heads are uncertain between the cuts at which so many fine lines are flagged."""
MET = {Level.Q2: 0.95, Level.Q3: 0.8}
"""The share of flagged lines of a level that shall stand above its cut, where fine lines allow."""

PRIOR: Mapping[str, float] = {
    LINEAR: 0.7,
    FAST: 0.7,
    ENCODER: 1.2,
    "rule": 0.7,
    "rule_flag": 1.2,
    "rule_sure": 1.2,
    "attack": 0.7,
    "held": -1.0,
}
"""Where each weight begins: some categories have few lines, and rules hardly any of theirs."""

HELD = -1.5
"""The least that words which speak for the author (a quote, the past) hold harm back. Members who
repeat an attack to tell of it are rare among our lines, and models take them for the attacker."""
RULED = 1.2
"""The least that a rule which flags by itself adds, except for hate: attacks repeated to speak
against them look like hate to rules, too."""
SHORT_EXTRA = 0.7
"""How much surer the heads must be of harm in a short text, in log odds."""

_DANGER = frozenset((LINEAR, FAST, ENCODER, "rule", "rule_flag", "rule_sure", "attack"))
_MILD = frozenset(("held", "warm", "short", "known_number"))


@dataclass(frozen=True, slots=True)
class Case:
    """One text with what the rules and the models say of it."""

    text: Text
    signs: Signs
    said: Said


def fitted(
    x: Floats,
    y: Ints,
    weight: Floats,
    bounds: tuple[Floats, Floats],
    prior: Floats,
    strength: float = STRENGTH,
) -> tuple[Floats, float]:
    """Return weights within their bounds, and a bias: logistic regression, projected.

    Weights are held near ``prior``, the less so the higher ``strength`` is.
    """
    design = np.column_stack([x, np.ones(len(x))])
    low, high = np.append(bounds[0], -np.inf), np.append(bounds[1], np.inf)
    begin = np.append(np.clip(prior, *bounds), 0.0)
    held = np.append(np.full(x.shape[1], 1.0 / strength), 0.0)
    curve = 0.25 * np.linalg.norm((design * np.sqrt(weight)[:, None]).T @ design, 2) + held.max()
    point = begin
    ahead, pace = point, 1.0
    for _ in range(STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(design @ ahead, -30, 30)))
        slope = design.T @ (weight * (chance - y)) + held * (ahead - begin)
        following = np.clip(ahead - slope / curve, low, high)
        faster = (1 + np.sqrt(1 + 4 * pace * pace)) / 2
        ahead = following + (pace - 1) / faster * (following - point)
        point, pace = following, faster
    return point[:-1], float(point[-1])


def cases(engine: ScreeningEngine, some: Sequence[Text]) -> list[Case]:
    """Return the texts with what the engine sees in them."""
    found: list[Case] = []
    for number, text in enumerate(some):
        signs, said = engine.evidence(text.text)
        found.append(Case(text, signs, said or {}))
        if number % 1000 == 999:
            print(f"{number + 1} texts read", file=sys.stderr, flush=True)
    return found


def heads_of(
    found: Sequence[Case], general: Sequence[Case], *, deep: bool
) -> tuple[Heads, dict[str, Any]]:
    """Return one set of heads, and figures on our own lines.

    ``general``: the texts that are not ours, with what the models say that are shipped.
    """
    said = [one.said if deep else _without_encoder(one.said) for one in found]
    rows = np.stack([stack.rows(one.signs, s) for one, s in zip(found, said, strict=True)])
    theirs = [one.said if deep else _without_encoder(one.said) for one in general]
    rows_of = [stack.rows(one.signs, s) for one, s in zip(general, theirs, strict=True)]
    own = np.array([one.text.own for one in found])
    parts = np.array([one.text.part(PARTS) for one in found])
    short = np.array([one.signs.words <= SHORT for one in found])
    heads: dict[Category, StackHead] = {}
    bands: dict[Category, DoubtBand] = {}
    figures: dict[str, Any] = {}
    crisis = np.zeros(len(found), np.bool_)
    for place, category in enumerate(CATEGORIES):
        x = rows[:, place]
        y = np.array([one.text.labels.get(category.value, -1) for one in found])
        weight = np.array([one.text.weight for one in found])
        bounds = _bounds(category, deep=deep)
        prior = np.array([PRIOR.get(name, 0.0) for name in FEATURES])
        known = (y >= 0) & (weight > 0)
        margins = np.zeros(len(found))
        for part in range(PARTS):
            kept = known & (parts != part)
            w, b = fitted(x[kept], y[kept], weight[kept], bounds, prior)
            margins[parts == part] = x[parts == part] @ w + b
        w, b = fitted(x[known], y[known], weight[known], bounds, prior)
        judged = np.array([not spared(category, one.signs, one.signs.spared) for one in found])
        cut, because = cut_for(found, margins, y, SHARES[category.value], judged)
        if general:
            sure = np.array([row[place] @ w + b for row in rows_of])
            known_y = np.array([one.text.labels.get(category.value, -1) for one in general])
            plain = np.array([not spared(category, one.signs, one.signs.spared) for one in general])
            higher, group = cut_for(general, sure, known_y, SHARES[category.value], plain)
            cut, because = max((cut, because), (higher, f"{group}, as shipped"))
        quiet = np.array([not one.text.groups.isdisjoint(SHARES[category.value]) for one in found])
        brief = margins[quiet & judged & short & (y <= 0)]
        share = SHORT_SHARES[category.value]
        cut_short = max(cut, float(np.quantile(brief, 1 - share, method="higher")) + 1e-4)
        cut_short += 0.0 if category is Category.CRISIS else SHORT_EXTRA
        heads[category] = StackHead(tuple(map(float, w)), b, cut, cut_short)
        fine = own & (np.array([not any(one.text.labels.values()) for one in found]))
        if category in UNCERTAIN and not deep:
            bands[category] = DoubtBand(
                *(float(np.quantile(margins[fine], 1 - s)) for s in UNCERTAIN[category])
            )
            bands[category] = DoubtBand(bands[category].low - cut, bands[category].high - cut)
        flagged = margins >= np.where(short, cut_short, cut)
        if category is Category.CRISIS:
            crisis = flagged | np.array([category in one.signs.precise for one in found])
        figures[category.value] = {
            "average_precision": round(average_precision(y[own], margins[own]), 3),
            "recall": round(float(flagged[own & (y == 1)].mean()), 3),
            "fine_flagged": round(float(flagged[fine].mean()), 4),
            "cut": round(cut, 2),
            "cut_short": round(cut_short, 2),
            "set_by": because,
        }
    voices = {name: _voice(found, name) for name in ((FAST, ENCODER) if deep else (FAST,))}
    levels = {level: _level_head(found, said, level, parts, crisis) for level in LEVELS}
    return Heads(heads, levels, voices, bands), figures


def _without_encoder(said: Said) -> Said:
    return {name: numbers for name, numbers in said.items() if name != ENCODER}


def _bounds(category: Category, *, deep: bool) -> tuple[Floats, Floats]:
    """Return the range of each weight: danger never speaks against danger."""
    low = np.full(len(FEATURES), -np.inf)
    high = np.full(len(FEATURES), np.inf)
    for place, name in enumerate(FEATURES):
        if name in _DANGER or (name == "crisis" and category is Category.CRISIS):
            low[place] = 0.0
        elif name in _MILD or name == "crisis":
            high[place] = 0.0
        if name == "rule_flag" and category is not Category.HATE:
            low[place] = RULED
        if name == ("known_number" if category is Category.CRISIS else "held"):
            high[place] = HELD
        if name == ENCODER and not deep:
            low[place] = high[place] = 0.0
    return low, high


def cut_for(
    found: Sequence[Case],
    margins: Floats,
    y: Ints,
    shares: Mapping[str, float],
    judged: npt.NDArray[np.bool_] | None = None,
) -> tuple[float, str]:
    """Return the lowest margin that no group of harmless texts forbids, and which group set it."""
    best, because = -np.inf, ""
    for group, share in shares.items():
        there = np.array([group in one.text.groups for one in found]) & (y <= 0)
        if judged is not None:
            there &= judged
        if there.sum() < 1 / max(share, 1e-3) / 4:
            continue  # too few to say anything
        cut = float(np.quantile(margins[there], 1 - share, method="higher")) + 1e-4
        if cut > best:
            best, because = cut, group
    return best, because


def _voice(found: Sequence[Case], voice: str) -> tuple[float, ...]:
    """Return from where one voice speaks by itself, for each category and each level."""
    numbers = np.stack([stack.voice_of(voice, one.said) for one in found])
    cuts: list[float] = []
    for place, category in enumerate(CATEGORIES):
        y = np.array([one.text.labels.get(category.value, -1) for one in found])
        cuts.append(cut_for(found, numbers[:, place], y, VOICE_SHARES[category.value])[0])
    for place in range(len(CATEGORIES), numbers.shape[1]):
        level = place - len(CATEGORIES) + 1
        y = np.array([int(one.text.level >= level) for one in found])
        shares = {group: 2 * share for group, share in LEVEL_SHARES[f"Q{level}"].items()}
        cuts.append(cut_for(found, numbers[:, place], y, shares)[0])
    return tuple(cuts)


def _level_head(
    found: Sequence[Case],
    said: Sequence[Said],
    level: Level,
    parts: Ints,
    flagged: npt.NDArray[np.bool_],
) -> StackHead:
    """Return the head of a level, fitted on our own lines."""
    x = np.stack([stack.level_row(level, one.signs, s) for one, s in zip(found, said, strict=True)])
    y = np.array([int(one.text.level >= level) for one in found])
    own = np.array([one.text.own for one in found])
    bounds = np.zeros(len(LEVEL_FEATURES)), np.full(len(LEVEL_FEATURES), np.inf)
    prior = np.full(len(LEVEL_FEATURES), 0.5)
    margins = np.zeros(len(found))
    weight = np.ones(len(found))
    for part in range(PARTS):
        kept = own & (parts != part)
        w, b = fitted(x[kept], y[kept], weight[kept], bounds, prior)
        margins[parts == part] = x[parts == part] @ w + b
    w, b = fitted(x[own], y[own], weight[own], bounds, prior)
    quiet, _ = cut_for(found, margins, y, LEVEL_SHARES[level.name])
    wanted = float(np.quantile(margins[own & flagged & (y == 1)], 1 - MET[level]))
    cut = max(quiet, wanted)
    return StackHead(tuple(map(float, w)), b, cut, cut)


def measured(found: Sequence[Case], whole: Stack) -> dict[str, Any]:
    """Return how our own lines come out, rules and heads and voices together."""
    figures: dict[str, Any] = {}
    for name in ("fast", "deep"):
        results = [
            (
                one,
                fuse(one.signs, one.said if name == "deep" else _without_encoder(one.said), whole),
            )
            for one in found
            if one.text.own
        ]
        figures[name] = _figures(results)
    return figures


def _figures(results: Sequence[tuple[Case, Any]]) -> dict[str, Any]:
    def share(some: Sequence[bool]) -> float:
        return round(sum(some) / max(1, len(some)), 3)

    fine = [r for c, r in results if not any(c.text.labels.values())]
    crisis = [(c, r) for c, r in results if c.text.labels["crisis"]]
    harm = [(c, r) for c, r in results if any(c.text.labels[x.value] for x in CATEGORIES[1:])]
    flags = {id(r): {x for x, score in r.scores.items() if score >= stack.FLAG} for _, r in results}
    punished = [bool(flags[id(r)] - {Category.CRISIS}) for r in fine]
    return {
        "crisis_met": share([Category.CRISIS in flags[id(r)] for _, r in crisis]),
        "by_level": {
            f"Q{level}": share(
                [Category.CRISIS in flags[id(r)] for c, r in crisis if c.text.level == level]
            )
            for level in (1, 2, 3)
        },
        "q2_met": share([r.level >= Level.Q2 for c, r in crisis if c.text.level >= Level.Q2]),
        "q3_met": share([r.level >= Level.Q3 for c, r in crisis if c.text.level == Level.Q3]),
        "q1_raised": share([r.level >= Level.Q2 for c, r in crisis if c.text.level == Level.Q1]),
        "harm_right": share([any(c.text.labels[x.value] for x in flags[id(r)]) for c, r in harm]),
        "harm_acts": share([bool(r.acts - {Category.CRISIS}) for _, r in harm]),
        "fine_punished": share(punished),
        "fine_acts": share([bool(r.acts - {Category.CRISIS}) for r in fine]),
        "fine_crisis": share([Category.CRISIS in flags[id(r)] for r in fine]),
        "fine_q2": share([r.level >= Level.Q2 for r in fine]),
        "fine_q3": share([r.level >= Level.Q3 for r in fine]),
        "uncertain": share([r.uncertain for r in fine]),
    }


def blank() -> Heads:
    """Return heads that say nothing: what the engine is loaded with before any are fitted."""
    outputs = (0.0,) * (len(CATEGORIES) + len(LEVELS) + 1)
    return Heads(
        {one: StackHead((0.0,) * len(FEATURES), 0.0, 0.0, 0.0) for one in CATEGORIES},
        {one: StackHead((0.0,) * len(LEVEL_FEATURES), 0.0, 0.0, 0.0) for one in LEVELS},
        {FAST: outputs, ENCODER: outputs},
        {},
    )


def loaded(models: Path, heads: Path) -> ScreeningEngine:
    """Return an engine with the models of a folder."""
    engine = ScreeningEngine.load(models=models, stack=heads)
    code = engine.fault or engine.load_encoder()
    if code is not None:
        raise SystemExit(f"the models cannot be used: {code}")
    return engine


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit the heads, write the file, and print one JSON object of figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.train_stack", description=__doc__)
    parser.add_argument("models", type=Path)
    parser.add_argument("dev", type=Path)
    parser.add_argument("--full", type=Path, help="the folder of the models that are shipped")
    parser.add_argument("--fold", type=int, default=0)
    parser.add_argument("--out", type=Path, default=DATA / "safety" / "stack.json")
    options = parser.parse_args(arguments)
    if not options.out.exists():
        options.out.write_text(stack.written(blank(), blank()), encoding="utf-8")
    some = texts(options.dev, options.fold)
    found = cases(loaded(options.models, options.out), some)
    general: list[Case] = []
    if options.full is not None:
        quiet = [one for one in some if not one.own and one.groups]
        general = cases(loaded(options.full, options.out), quiet)
    fast, fast_figures = heads_of(found, general, deep=False)
    deep, deep_figures = heads_of(found, general, deep=True)
    options.out.write_text(stack.written(deep, fast), encoding="utf-8")
    figures = {"fast": fast_figures, "deep": deep_figures}
    print(json.dumps(figures | {"whole": measured(found, Stack(deep, fast))}, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
