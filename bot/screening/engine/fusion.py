"""Combines the scores of the rules and of the model. Pure.

- A rule is precise but blind to what it has not seen. A model sees the topic but misses the
  negation.
- So the rules' scores add up and the model's score joins them. Harm that only the model sees is
  held back when the surrounding words suggest that the author means no harm.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.screening.verdict import Category, Level

FLAG = 0.5
"""The score from which a category is flagged."""

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
"""How much surer than its calibration the model must be when no rule agrees, in log odds."""

_HELD = 1.5
"""The same again when the surrounding words suggest that the author means no harm."""
_WELL = 0.9
"""For a crisis that only the model sees in a text about recovery or the past."""
_HELD_HATE = 3.5
"""Models learn that the words for a group are hateful, so hate is held back further."""
_HELD_PII = 6.5
"""For contact data that only the model sees, in a text without figures: talk about numbers."""
_BELOW = 0.49
"""The highest learned score that is no flag: beside a crisis, or for a category that is spared."""
_DOUBT = 0.03
"""Below this score the model doubts a rule: a middling rule is then no longer a flag."""
_SURE = 0.8
"""A rule with at least this score is not doubted."""
_SOFTENED = 0.55
"""The factor for an attack that addresses no one, in a text about its author."""
_SURELY = 2.5
"""For a method that only the model sees, in a text that passes on a number to call for help."""
_PERSONAL = (Category.HARASSMENT, Category.VIOLENCE, Category.HATE, Category.SEXUAL)


@dataclass(frozen=True, slots=True)
class Signs:
    """The rules' findings about one text.

    - ``ruled``: per category, the combined score of the rules.
    - ``attack``: categories in which a rule saw a person addressed or an instruction.
    - ``held_back``: cues suggest that the author means no harm (a quote, the past, a negation, the
      author's own identity, a content note).
    - ``narrative``: the text is about its author and addresses almost no one else.
    - ``warm``: the text says something good about people.
    - ``figures``: it has figures or a sign of an address that may lead to a person.
    - ``denied``: it says that there is no risk.
    - ``medicated``: it tells of a dose that is ordinary.
    - ``recovering``: it is about the past, recovery, or a person who has died.
    - ``known_number``: all its figures are numbers of helplines or emergency services, or it says
      whom to call for help.
    - ``sends_for_help``: it says no more than that, and nothing about its author.
    - ``spared``: categories in which the model alone never flags this text, because the words
      show whom or what they are meant for.
    """

    ruled: Mapping[Category, float]
    attack: frozenset[Category]
    held_back: bool = False
    narrative: bool = False
    warm: bool = False
    figures: bool = True
    denied: bool = False
    medicated: bool = False
    recovering: bool = False
    known_number: bool = False
    sends_for_help: bool = False
    spared: frozenset[Category] = frozenset()
    level: Level = Level.Q0


def together(scores: Iterable[float]) -> float:
    """Return the combined score of independent signs: the chance that not all are wrong."""
    wrong = 1.0
    for score in scores:
        wrong *= 1.0 - score
    return min(1.0 - wrong, _CEILING)


def fuse(signs: Signs, learned: Mapping[Category, float] | None) -> dict[Category, float]:
    """Return the score of every category, calibrated so that 0.5 and more is a flag."""
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
    for category in signs.spared:
        if ruled[category] < FLAG:
            scores[category] = min(scores[category], _BELOW)
    if scores[Category.CRISIS] >= FLAG:
        for category in Category:
            by_rule = ruled[category] >= FLAG and category in signs.attack
            if category is not Category.CRISIS and not by_rule:
                scores[category] = min(scores[category], max(ruled[category], _BELOW))
    return scores


def _joined(category: Category, ruled: float, learned: float, signs: Signs) -> float:
    """Return one category's score: the rules', and the model's as far as it may count."""
    if signs.known_number and category in (Category.PII, Category.SCAM):
        return ruled
    alone = _logit(learned) - _SHIFT[category]
    if category is Category.CRISIS:
        if signs.denied or signs.medicated or (signs.sends_for_help and not ruled):
            alone -= _HELD
        elif signs.recovering:
            alone -= _WELL
    elif signs.known_number and category is Category.SH_METHOD:
        alone -= _SURELY
    elif signs.held_back or (signs.known_number and category is Category.HARASSMENT):
        alone -= _HELD_HATE if category is Category.HATE else _HELD
    elif signs.warm and category is Category.HATE:
        alone -= _HELD_HATE
    if category is Category.PII and not signs.figures:
        alone -= _HELD_PII
    if FLAG <= ruled < _SURE and learned < _DOUBT and category is not Category.CRISIS:
        ruled = ruled * _SOFTENED
    return together((ruled, 1.0 / (1.0 + math.exp(-alone))))


def _logit(score: float) -> float:
    score = min(max(score, _FLOOR), 1.0 - _FLOOR)
    return math.log(score / (1.0 - score))


def level_of(signs: Signs, crisis: float) -> Level:
    """Return the rules' level; at least Q1 for a crisis that only the model sees."""
    if crisis < FLAG:
        return Level.Q0
    return max(signs.level, Level.Q1)
