"""What an amount is: the values that :mod:`~bot.screening.engine.dosing.amounts` finds. Pure."""

from dataclasses import dataclass
from enum import Enum


class Size(Enum):
    """How an amount is said."""

    COUNT = "count"
    WEIGHT = "weight"
    ALL = "all"
    """All of something that is named: ``all my pills``, ``the whole prescription``."""
    MANY = "many"
    """``a handful of tablets``, ``too many pills``."""
    CONTAINER = "container"
    """``half a bottle``, ``two boxes of`` something."""
    PRONOUN = "pronoun"
    """``them all``, ``the lot``: what it is must follow from the rest."""
    NUMBER = "number"
    """A number with nothing behind it: ``took 20 and called no one``."""
    POISON = "poison"
    BARE = "bare"
    """No amount at all: ``my pills``, ``them``."""
    OVERDOSE = "overdose"


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount at ``texts[first:last]``.

    - ``count``: the number, where one is said; ``group``: the group of the medicine, where one is
      named; ``noun``: the medicine, form or container, or the pronoun.
    - ``own``: it belongs to a person ("my pills").
    - ``plain``: a pronoun that hardly means anything but tablets (``the lot``).
    - ``ends``: nothing follows that gives a pronoun a direction (``took them all to school``).
    """

    first: int
    last: int
    size: Size
    count: int = 0
    group: str | None = None
    noun: str = ""
    own: bool = False
    plain: bool = False
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Noun:
    """What is counted, at ``texts[first:last]``; ``kind``: medicine, form, container or poison."""

    first: int
    last: int
    kind: str
    name: str
