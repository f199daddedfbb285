"""Rules and model made one. Pure.

A rule is precise and blind to what it has not seen; a model sees the topic and misses the
negation. So: rules add up, the model's view joins them, and what only the model sees of harm is
held back where the words around it speak for the writer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.safety.verdict import Category, Level

FLAG = 0.5
"""From here on a score is a flag."""

_CEILING = 0.99


@dataclass(frozen=True, slots=True)
class Signs:
    """What the rules say of one text.

    ``ruled``: per category, the score of the rules together; ``attack``: per category, whether a
    rule saw a person addressed or an instruction; ``held_back``: cues stand around that speak for
    the writer (a quote, the past, a negation, their own identity, a content note).
    """

    ruled: Mapping[Category, float]
    attack: frozenset[Category]
    held_back: bool = False
    denied: bool = False
    level: Level = Level.Q0


def together(scores: Iterable[float]) -> float:
    """Independent signs: the chance that not all of them are wrong."""
    wrong = 1.0
    for score in scores:
        wrong *= 1.0 - score
    return min(1.0 - wrong, _CEILING)


def fuse(signs: Signs, learned: Mapping[Category, float] | None) -> dict[Category, float]:
    """The score of every category, calibrated so that 0.5 and more is a flag."""
    scores = {category: signs.ruled.get(category, 0.0) for category in Category}
    if learned is None:
        return scores
    return scores


def level_of(signs: Signs, crisis: float) -> Level:
    """How urgent: the rules' level, Q1 at least for a crisis that only the model sees."""
    if crisis < FLAG:
        return Level.Q0
    return max(signs.level, Level.Q1)
