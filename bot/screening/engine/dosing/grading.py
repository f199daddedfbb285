"""Says whether an amount is more than an ordinary single intake. Pure."""

from enum import Enum

from bot.screening.engine.dosing.medicines import DoseWords
from bot.screening.engine.dosing.quantities import Amount, Size


class Grade(Enum):
    """How an amount compares with an ordinary intake."""

    ORDINARY = "ordinary"
    ROUTINE = "routine"
    """More than usual as a number, yet some people take it; or all of one's medicine."""
    BEYOND = "beyond"
    UNSAID = "unsaid"
    """No amount is said."""
    UNNAMED = "unnamed"
    """Much of something, and only the rest of the text can say of what."""


_MILD = frozenset(("vitamin", "infection", "stomach", "inhaler", "hormone_and_immune"))
"""Groups of which a pack is finished as a course, or several at once are harmless."""
_FEW = 4
"""All of so few (``all 4 of my morning pills``) is an ordinary intake."""
_COUNTED = {"puffs": 20, "units": 100, "teaspoons": 6, "tablespoons": 4, "patches": 2}


def grade(amount: Amount, words: DoseWords, *, in_a_day: bool) -> Grade:
    """Return how an amount compares; ``in_a_day``: it was spread over hours."""
    match amount.size:
        case Size.POISON | Size.OVERDOSE:
            return Grade.BEYOND
        case Size.COUNT:
            return _count(amount, words, in_a_day=in_a_day)
        case Size.WEIGHT:
            limit = words.limits[amount.group].most_mg if amount.group else None
            return Grade.BEYOND if limit and amount.count > limit else Grade.ORDINARY
        case Size.ALL if 0 < amount.count <= _FEW:
            return Grade.ORDINARY
        case Size.ALL:
            mild = amount.group in _MILD or amount.noun in words.routine
            return Grade.ROUTINE if mild else Grade.BEYOND
        case Size.MANY:
            return Grade.ROUTINE if amount.group in _MILD else Grade.BEYOND
        case Size.CONTAINER:
            return _container(amount, words)
        case Size.NUMBER:
            return Grade.UNNAMED if amount.count > words.most else Grade.ORDINARY
        case Size.PRONOUN:
            return Grade.UNNAMED
        case Size.BARE:
            return Grade.UNSAID


def _count(amount: Amount, words: DoseWords, *, in_a_day: bool) -> Grade:
    group = words.limits[amount.group] if amount.group else None
    most = words.most if group is None or group.most is None else group.most
    if group is not None and in_a_day and group.most_in_a_day:
        most = max(most, group.most_in_a_day)
    most = max(most, _COUNTED.get(amount.noun, 0))
    if amount.count <= most:
        return Grade.ORDINARY
    routine = words.most_in_routine if group is None else max(words.most, most)
    return Grade.ROUTINE if amount.count <= routine else Grade.BEYOND


def _container(amount: Amount, words: DoseWords) -> Grade:
    if amount.group is not None:
        return Grade.ROUTINE if amount.group in _MILD else Grade.BEYOND
    if amount.noun not in words.sold:
        return Grade.BEYOND if amount.noun in words.forms else Grade.UNSAID
    return Grade.UNNAMED
