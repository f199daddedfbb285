"""Rules and model made one. Pure.

A rule is precise and blind to what it has not seen; a model sees the topic and misses the
negation. So: rules add up, the model's view joins them, and what only the model sees of harm is
held back where the words around it speak for the writer.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.screening.verdict import Category, Level

FLAG = 0.5
"""From here on a score is a flag."""

_CEILING = 0.99
_FLOOR = 1e-4

_SHIFT = {
    Category.CRISIS: -0.5,
    Category.SH_METHOD: 0.0,
    Category.HARASSMENT: 0.5,
    Category.HATE: 1.5,
    Category.SEXUAL: 0.3,
    Category.VIOLENCE: 0.0,
    Category.PII: 1.2,
    Category.SCAM: 0.8,
}
"""How much surer than its own calibration the model must be when it is alone, in log odds."""

_HELD = 1.5
"""The same once more where the words around speak for the writer."""
_WELL = 0.9
"""For a crisis that only the model sees in a text that tells of getting well, or of the past."""
_HELD_HATE = 3.5
"""Models learn that the words for a group are hateful, so hate is held back further."""
_BESIDE_CRISIS = 0.49
"""The most that a learned punitive score is beside a crisis: never a flag."""
_DOUBT = 0.03
"""Below this the model doubts a rule: a middling one is then no flag any more."""
_SURE = 0.8
"""A rule from here on is not doubted."""
_SOFTENED = 0.55
"""What is left of an attack on nobody who is addressed, in a text about oneself."""
_PERSONAL = (Category.HARASSMENT, Category.VIOLENCE, Category.HATE, Category.SEXUAL)


@dataclass(frozen=True, slots=True)
class Signs:
    """What the rules say of one text.

    ``ruled``: per category, the score of the rules together; ``attack``: per category, whether a
    rule saw a person addressed or an instruction; ``held_back``: cues stand around that speak for
    the writer (a quote, the past, a negation, their own identity, a content note); ``narrative``: a
    text about oneself that addresses hardly anybody; ``warm``: something good is said of people;
    ``figures``: a number or a sign of an address stands in it; ``denied``: it says that there is no
    risk; ``recovering``: it tells of the past, of getting well, or of one who has died.
    """

    ruled: Mapping[Category, float]
    attack: frozenset[Category]
    held_back: bool = False
    narrative: bool = False
    warm: bool = False
    figures: bool = True
    denied: bool = False
    recovering: bool = False
    level: Level = Level.Q0


def together(scores: Iterable[float]) -> float:
    """Independent signs: the chance that not all of them are wrong."""
    wrong = 1.0
    for score in scores:
        wrong *= 1.0 - score
    return min(1.0 - wrong, _CEILING)


def fuse(signs: Signs, learned: Mapping[Category, float] | None) -> dict[Category, float]:
    """The score of every category, calibrated so that 0.5 and more is a flag."""
    ruled = {category: signs.ruled.get(category, 0.0) for category in Category}
    if signs.narrative:
        for category in _PERSONAL:
            ruled[category] *= _SOFTENED
        if Category.SH_METHOD not in signs.attack:
            ruled[Category.SH_METHOD] *= _SOFTENED
    if learned is None:
        return ruled
    scores = {
        category: _joined(category, ruled[category], learned.get(category, 0.0), signs)
        for category in Category
    }
    if scores[Category.CRISIS] >= FLAG:
        for category in Category:
            by_rule = ruled[category] >= FLAG and category in signs.attack
            if category is not Category.CRISIS and not by_rule:
                scores[category] = min(scores[category], max(ruled[category], _BESIDE_CRISIS))
    return scores


def _joined(category: Category, ruled: float, learned: float, signs: Signs) -> float:
    """One category: the rules' score, and the model's as far as it may count."""
    alone = _logit(learned) - _SHIFT[category]
    if category is Category.CRISIS:
        alone -= _HELD if signs.denied else _WELL if signs.recovering else 0.0
    elif signs.held_back:
        alone -= _HELD_HATE if category is Category.HATE else _HELD
    elif signs.warm and category is Category.HATE:
        alone -= _HELD_HATE
    if category is Category.PII and not signs.figures:
        alone -= _HELD_HATE  # talk about numbers, without one
    if FLAG <= ruled < _SURE and learned < _DOUBT and category is not Category.CRISIS:
        ruled = ruled * _SOFTENED
    return together((ruled, 1.0 / (1.0 + math.exp(-alone))))


def _logit(score: float) -> float:
    score = min(max(score, _FLOOR), 1.0 - _FLOOR)
    return math.log(score / (1.0 - score))


def level_of(signs: Signs, crisis: float) -> Level:
    """How urgent: the rules' level, Q1 at least for a crisis that only the model sees."""
    if crisis < FLAG:
        return Level.Q0
    return max(signs.level, Level.Q1)
