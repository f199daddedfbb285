"""What screening says about a text: categories, levels, and what is to happen. Pure values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from types import MappingProxyType


class Category(Enum):
    """What a text may be. The value is the name used everywhere, in data and on the wire."""

    CRISIS = "crisis"
    """A present risk of suicide or self-harm, of the author or of somebody they tell about."""
    SH_METHOD = "sh_method"
    """How-to of self-harm, encouragement, a pact, advice for an eating disorder."""
    HARASSMENT = "harassment"
    HATE = "hate"
    SEXUAL = "sexual"
    VIOLENCE = "violence"
    PII = "pii"
    SCAM = "scam"


class Level(IntEnum):
    """How urgent a text is. It is about the text, never a score of a person."""

    Q0 = 0
    """Talk: nothing to do."""
    Q1 = 1
    """Care: listed, seen within a day."""
    Q2 = 2
    """Soon: the people on duty are called quietly."""
    Q3 = 3
    """Now: they are called, and others after them, until somebody answers."""


class Place(Enum):
    """Where a text is to appear, or has appeared."""

    SHARE = "share"
    REPLY = "reply"
    TALK = "talk"
    """The sealed line between an author and the care team."""
    FREE = "free"
    """Any other text field: a report's words, an appeal."""
    MESSAGE = "message"
    """An ordinary message, written by a member under their own name."""


class Decision(Enum):
    """What is to happen with a text, from the mildest to the strictest."""

    LET_THROUGH = "let_through"
    OFFER_SUPPORT = "offer_support"
    """A draft meets the crisis fork first; with a message, support is offered."""
    ALERT = "alert"
    """It appears, and the care team has a case."""
    RETURN = "return"
    """Its author has it back at once, with the reason; they may edit, appeal, or talk."""
    HOLD = "hold"
    """The care team reads it before it appears (a message is taken out of sight until then)."""


STRICTNESS = tuple(Decision)
"""Ties go up: of two decisions the later one here holds."""


@dataclass(frozen=True, slots=True)
class Span:
    """The part of the text as written, ``text[start:end]``, that led to a flag.

    ``rule``: the id of the rule or phrase, or ``model``.
    """

    start: int
    end: int
    category: Category
    rule: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says, whatever a group makes of it.

    ``scores``: 0..1, a flag from 0.5 on. ``ruled``: the flags with a precise rule behind them,
    the others are learned. ``threat``: the harassment is a threat. ``third_person``: the worry is
    about somebody else.
    """

    scores: Mapping[Category, float] = field(default_factory=lambda: MappingProxyType({}))
    level: Level = Level.Q0
    flags: frozenset[Category] = frozenset()
    ruled: frozenset[Category] = frozenset()
    threat: bool = False
    third_person: bool = False
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on one text, and the reading that it stands on.

    ``because``: the category that led to it; None where nothing did, the group vets, or one of its
    own phrases did. ``support``: the text reads as crisis, so a draft meets the fork first,
    whatever else is decided. ``rules``: ids of what led to it, ``model`` and ``phrase:<id>``
    included. ``failed``: the screener failed; the author did nothing.
    """

    decision: Decision
    reading: Reading = Reading()
    because: Category | None = None
    support: bool = False
    rules: tuple[str, ...] = ()
    failed: bool = False
