"""Combines the rules' signs with the models' numbers. Pure.

- A rule is precise but blind to what it has not seen. A model sees the topic but misses the
  negation. The heads of :mod:`.weighing.stack` weigh them: a rule that both models doubt is no
  flag, and neither is a model that the words around speak against.
- There are three voices: the rules, the fast models, the encoder. Where two agree, Haven acts by
  the table; where one speaks alone, a person looks (:attr:`Fused.acts`). A precise rule of danger,
  and the shape of contact data or of a bad link, acts alone.
- Crisis comes first: beside it, harm is flagged only where a rule saw a person addressed.
- The level is the highest of the rules' and the heads'. Q3 by models alone needs both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.screening.engine.weighing.signs import Signs, together
from bot.screening.engine.weighing.stack import (
    CATEGORIES,
    ENCODER,
    FAST,
    FLAG,
    Heads,
    Said,
    Stack,
    chances,
)
from bot.screening.verdict import Category, Level

__all__ = ["FLAG", "Fused", "Signs", "fuse", "together"]

_BELOW = 0.49
"""The highest score that is no flag: of what models alone must not flag."""
_SOFTENED = 0.55
"""The factor for an attack that addresses no one, in a text about its author."""
_PERSONAL = (Category.HARASSMENT, Category.VIOLENCE, Category.HATE, Category.SEXUAL)
_BY_SHAPE = (Category.PII,)
"""Categories that only rules flag: a model confuses a helpline's number with a person's."""
_BESIDE_CRISIS = (Category.SH_METHOD, Category.PII)
"""Categories that a rule flags beside a crisis even where it saw no person addressed."""
_AGREE = 2
_BRIEF = 16
"""A text of an ordinary dose, or of whom to call, with at most so many words says no more."""
_NUMBERS = (Category.PII, Category.SCAM, Category.SH_METHOD)
"""Categories that a model sees in "call 999 now"."""


_NO_RULE = dict.fromkeys(Category, 0.0)


@dataclass(frozen=True, slots=True)
class Fused:
    """The result for one text.

    - ``scores``: of every category; 0.5 and more is a flag.
    - ``acts``: the flags for which Haven acts by the table; for the others a person looks.
    - ``uncertain``: the encoder was not asked, and should be.
    """

    scores: Mapping[Category, float]
    acts: frozenset[Category]
    level: Level
    uncertain: bool = False


Spares = Callable[[Mapping[Category, float]], frozenset[Category]]


def fuse(
    signs: Signs, said: Said | None, stack: Stack | None, spares: Spares | None = None
) -> Fused:
    """Return what the rules and the models say together; the rules alone without models.

    ``spares`` is asked only about a text with a flag, and instead of ``signs.spared``: which
    categories must models alone not flag in it?
    """
    ruled = _softened(signs)
    if said is None or stack is None:
        acts = frozenset(one for one, score in ruled.items() if score >= FLAG)
        return Fused(ruled, acts, signs.level if Category.CRISIS in acts else Level.Q0)
    heads = stack.heads(said)
    margins = heads.margins(signs, said)
    scores = dict(zip(CATEGORIES, chances(margins), strict=True))
    for category in _BY_SHAPE:
        scores[category] = max(ruled[category], min(scores[category], _BELOW))
    for category in signs.precise:
        scores[category] = max(scores[category], ruled[category])
    flags = [one for one, score in scores.items() if score >= FLAG]
    acts: frozenset[Category] = frozenset()
    level = Level.Q0
    if flags:
        kept = signs.spared if spares is None else spares(scores)
        by_rule = ruled[Category.CRISIS] >= FLAG or Category.CRISIS in signs.precise
        crisis = Category.CRISIS in flags and (by_rule or not spared(Category.CRISIS, signs, kept))
        flags = [
            one
            for one in flags
            if (one is not Category.CRISIS or crisis)
            and _stays(one, ruled[one], signs, kept, crisis=crisis or by_rule)
        ]
        scores.update(
            (one, min(score, _BELOW))
            for one, score in scores.items()
            if score >= FLAG and one not in flags
        )
        acts = frozenset(one for one in flags if _acts(one, ruled[one], signs, said, heads))
        level = _level(signs, said, heads) if crisis else Level.Q0
    return Fused(scores, acts, level, ENCODER not in said and heads.uncertain(margins))


def _stays(
    category: Category, ruled: float, signs: Signs, kept: frozenset[Category], *, crisis: bool
) -> bool:
    """Return whether a category above its cut is a flag in a text with these signs.

    ``crisis``: the text reads as a crisis, or a rule sees one that the models doubt.
    """
    if category in signs.precise or category is Category.CRISIS:
        return True
    if ruled < FLAG and spared(category, signs, kept):
        return False
    aimed = category in signs.attack or category in _BESIDE_CRISIS
    return not crisis or (ruled >= FLAG and aimed)


def _acts(category: Category, ruled: float, signs: Signs, said: Said, heads: Heads) -> bool:
    """Return whether Haven acts on a flag by the table: two voices agree, or a rule is precise."""
    if category in signs.precise or category in _BY_SHAPE:
        return True
    place = CATEGORIES.index(category)
    voices = (ruled >= FLAG, *(heads.speaks(one, said, place) for one in (FAST, ENCODER)))
    return sum(voices) >= _AGREE


def spared(category: Category, signs: Signs, kept: frozenset[Category]) -> bool:
    """Return whether models alone never flag the category in a text with these signs.

    ``kept``: the categories that the words spare.
    """
    if category is Category.CRISIS and (signs.sends_for_help or signs.medicated):
        return signs.words <= _BRIEF or category in kept
    return category in kept or (signs.known_number and category in _NUMBERS)


def _softened(signs: Signs) -> dict[Category, float]:
    """Return the rules' scores, without attacks that a text about its author makes on no one."""
    if not signs.ruled:
        return dict(_NO_RULE)
    ruled = {category: signs.ruled.get(category, 0.0) for category in Category}
    if signs.narrative:
        for category in _PERSONAL:
            ruled[category] *= _SOFTENED
        if Category.SH_METHOD not in signs.attack:
            ruled[Category.SH_METHOD] *= _SOFTENED
    return ruled


def _level(signs: Signs, said: Said, heads: Heads) -> Level:
    """Return the level of a text that reads as crisis: never below the rules' level."""
    learned = Level.Q1
    if heads.level_margin(Level.Q2, signs, said) >= 0:
        learned = Level.Q2
        place = len(CATEGORIES) + int(Level.Q3) - 1
        both = heads.speaks(FAST, said, place) and heads.speaks(ENCODER, said, place)
        if both and heads.level_margin(Level.Q3, signs, said) >= 0:
            learned = Level.Q3
    return max(signs.level, learned)
