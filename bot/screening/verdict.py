"""The results of screening a text: categories, levels and decisions. Pure values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from types import MappingProxyType


class Category(Enum):
    """A kind of content. The value is its name everywhere, in data and in the line protocol."""

    CRISIS = "crisis"
    """A present risk of suicide or self-harm, of the author or of a person they write about."""
    SH_METHOD = "sh_method"
    """Instructions for self-harm, encouragement, a pact, advice for an eating disorder."""
    HARASSMENT = "harassment"
    HATE = "hate"
    SEXUAL = "sexual"
    VIOLENCE = "violence"
    PII = "pii"
    SCAM = "scam"

    __hash__ = object.__hash__  # of Enum's own, in Python, each text would call dozens


class Level(IntEnum):
    """How urgent a text is. It rates the text, never a person."""

    Q0 = 0
    """Talk: nothing to do."""
    Q1 = 1
    """Care: listed, seen within a day."""
    Q2 = 2
    """Soon: the carers on duty are called quietly."""
    Q3 = 3
    """Now: the carers on duty are called, then others, until one answers."""


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
    """What happens with a text, from the mildest to the strictest."""

    LET_THROUGH = "let_through"
    OFFER_SUPPORT = "offer_support"
    """A draft meets the crisis fork first; after a message, support is offered."""
    ALERT = "alert"
    """The text appears, and the care team has a case."""
    RETURN = "return"
    """The author gets it back at once, with the reason; they may edit, appeal, or talk."""
    HOLD = "hold"
    """The care team reads it before it appears (a message is hidden until then)."""


STRICTNESS = tuple(Decision)
"""Of two decisions, the one that is later in this order wins."""


@dataclass(frozen=True, slots=True)
class Span:
    """The part of the original text, ``text[start:end]``, that led to a flag.

    ``rule``: the id of the rule or phrase, or ``model``.
    """

    start: int
    end: int
    category: Category
    rule: str


@dataclass(frozen=True, slots=True)
class Language:
    """A language that is not English: its code (ISO 639, ``und`` when unknown), its name."""

    code: str
    name: str

    @property
    def rule(self) -> str:
        """Return the id under which a case names it: ``language.Norwegian``."""
        return f"{LANGUAGE_RULE}{self.name.replace(' ', '_')}"


LANGUAGE_RULE = "language."


@dataclass(frozen=True, slots=True)
class KnownNumber:
    """The number of a helpline or an emergency service at ``text[start:end]``."""

    start: int
    end: int
    digits: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The engine's result for a text, independent of any group's settings.

    - ``scores``: 0..1, a flag from 0.5 on.
    - ``ruled``: the flags for which Haven acts by the table: two of the rules, the fast models and
      the encoder agree, or a precise rule of danger speaks. The others are learned.
    - ``threat``: the harassment is a threat.
    - ``third_person``: the worry is about another person than the author.
    - ``language``: the text is in this other language, of which only the plainest words of crisis
      are read; None for English.
    - ``uncertain``: this is a fast reading, and a full one might say something else.
    """

    scores: Mapping[Category, float] = field(default_factory=lambda: MappingProxyType({}))
    level: Level = Level.Q0
    flags: frozenset[Category] = frozenset()
    ruled: frozenset[Category] = frozenset()
    threat: bool = False
    third_person: bool = False
    uncertain: bool = False
    spans: tuple[Span, ...] = ()
    language: Language | None = None
    known_numbers: tuple[KnownNumber, ...] = ()

    @property
    def unread(self) -> bool:
        """Return whether nothing is known of the text, because it is not English."""
        return self.language is not None and not self.flags and self.level is Level.Q0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on one text, and the reading that it is based on.

    - ``because``: the category that led to it; None when none did, when the group vets, or when one
      of its own phrases did.
    - ``support``: the text reads as crisis, so a draft meets the fork first, whatever else is
      decided.
    - ``rules``: ids of the rules that led to it, including ``model`` and ``phrase:<id>``.
    - ``failed``: the screener failed; this is not the author's doing.
    """

    decision: Decision
    reading: Reading = Reading()
    because: Category | None = None
    support: bool = False
    rules: tuple[str, ...] = ()
    failed: bool = False
