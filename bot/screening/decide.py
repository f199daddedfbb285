"""Maps a reading to a verdict: a table of degree x place, with bounds that no setting breaks.

Pure. :func:`allowed` keeps the bounds for the table, and :func:`decide` keeps them for everything
that is found together in one text:

- Crisis is never returned, held or punished as such, and comes first. In a text that also reads as
  crisis, learned punitive flags are dropped, a group's own phrases at most alert, and nothing is
  returned (the team looks at it instead, after the fork).
- Method detail may be held; the feeling never.
- A learned punitive flag, which one voice alone raises, at most brings the text to the team: HOLD
  for a draft, ALERT for a message. By the defaults a draft appears, except for method and sexual.
- Of two decisions the stricter one wins.
- When the screener fails, drafts go to the team and messages pass.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from bot.screening.verdict import (
    STRICTNESS,
    Category,
    Decision,
    Level,
    Place,
    Reading,
    Span,
    Verdict,
)


class Degree(Enum):
    """A row of the table: what a text is, and how certain that is."""

    CRISIS_Q1 = "crisis_q1"
    CRISIS_Q2 = "crisis_q2"
    CRISIS_Q3 = "crisis_q3"
    SH_METHOD_RULED = "sh_method_ruled"
    SH_METHOD_LEARNED = "sh_method_learned"
    HARASSMENT_RULED = "harassment_ruled"
    HARASSMENT_LEARNED = "harassment_learned"
    THREAT_RULED = "threat_ruled"
    THREAT_LEARNED = "threat_learned"
    HATE_RULED = "hate_ruled"
    HATE_LEARNED = "hate_learned"
    SEXUAL_RULED = "sexual_ruled"
    SEXUAL_LEARNED = "sexual_learned"
    VIOLENCE_RULED = "violence_ruled"
    VIOLENCE_LEARNED = "violence_learned"
    PII_RULED = "pii_ruled"
    PII_LEARNED = "pii_learned"
    SCAM_RULED = "scam_ruled"
    SCAM_LEARNED = "scam_learned"
    LANGUAGE_UNREAD = "language_unread"
    """The text is not English, and nothing is known of it."""

    @property
    def is_crisis(self) -> bool:
        """Return whether the row is about a person in crisis rather than about harm."""
        return self in CRISIS

    @property
    def is_learned(self) -> bool:
        """Return whether one voice alone raises the flag: the rules, or one of the models."""
        return self.value.endswith(("_learned", "_unread"))

    @property
    def category(self) -> Category | None:
        """Return the category of this row; None when nothing is known of the text."""
        if self is Degree.LANGUAGE_UNREAD:
            return None
        name = self.value.rsplit("_", 1)[0]
        return Category.HARASSMENT if name == "threat" else Category(name)


CRISIS = (Degree.CRISIS_Q1, Degree.CRISIS_Q2, Degree.CRISIS_Q3)
"""The crisis rows by level, Q1 first."""

DRAFTS = (Place.SHARE, Place.REPLY, Place.TALK, Place.FREE)
"""Places where a text is screened before it appears."""

TO_THE_TEAM = (Place.TALK, Place.FREE)
"""Places where only the care team reads the text, whatever the decision."""

Table = Mapping[tuple[Degree, Place], Decision]


class Action(Enum):
    """The action of a group's own phrase."""

    ALLOW = "allow"
    """Ignore harm found in exactly these words: reclaimed words, the name of a game."""
    ALERT = "alert"
    RETURN = "return"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Hit:
    """One of the group's own phrases, found at ``text[start:end]``."""

    phrase_id: str
    action: Action
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Policy:
    """A group's choices for one text. ``vetting``: the care team reads every draft first."""

    table: Table
    place: Place
    vetting: bool = False
    hits: tuple[Hit, ...] = ()


def allowed(degree: Degree, place: Place) -> tuple[Decision, ...]:
    """Return the decisions that a group may choose for a cell, mildest first. Never empty."""
    if degree.is_crisis:
        # Crisis is never returned or held. From Q2 on a draft always meets the fork, and the team
        # always learns of what was written to it or in public.
        if degree is Degree.CRISIS_Q1:
            return (Decision.LET_THROUGH, Decision.OFFER_SUPPORT, Decision.ALERT)
        if place in (Place.SHARE, Place.REPLY, Place.FREE):
            return (Decision.OFFER_SUPPORT,)
        return (Decision.ALERT,) if place is Place.TALK else _SEEN
    if place in TO_THE_TEAM:
        return (Decision.LET_THROUGH, Decision.ALERT)
    if place is Place.MESSAGE:
        # Only its author could put a removed message back into the channel. The words of a message
        # that a precise rule removes are sent to the author, so RETURN would add nothing to HOLD.
        mild = (Decision.LET_THROUGH, Decision.ALERT)
        return mild if degree.is_learned else (*mild, Decision.HOLD)
    if degree.is_learned:
        return (Decision.LET_THROUGH, Decision.ALERT, Decision.HOLD)
    return (Decision.LET_THROUGH, Decision.ALERT, Decision.RETURN, Decision.HOLD)


_SEEN = (Decision.OFFER_SUPPORT, Decision.ALERT)


def degrees(reading: Reading) -> tuple[Degree, ...]:
    """Return the rows that apply to a reading, in the order of the table."""
    return tuple(_degrees(reading, reading.flags))


def decide(reading: Reading, policy: Policy) -> Verdict:
    """Return the decision on one text, and the category that led to it."""
    crisis = any(degree.is_crisis for degree in _degrees(reading, reading.flags))
    flags = reading.flags - _excused(reading, policy.hits)
    best = Decision.LET_THROUGH
    because: Category | None = None
    support = False
    for degree in _degrees(reading, flags):
        choice = policy.table[degree, policy.place]
        if degree.is_crisis:
            support = choice is Decision.OFFER_SUPPORT or degree is not Degree.CRISIS_Q1
        elif crisis:
            choice = _beside_crisis(degree, policy.place, choice)
        if _stricter(choice, best):
            best, because = choice, degree.category
    phrases = tuple(hit for hit in policy.hits if hit.action is not Action.ALLOW)
    for hit in phrases:
        choice = _by_phrase(hit.action, policy.place, crisis=crisis)
        if _stricter(choice, best):
            best, because = choice, None
    vets = policy.vetting and policy.place in (Place.SHARE, Place.REPLY)
    # A vetting group reads every draft, but a draft that is returned at once still is.
    if vets and best is not Decision.RETURN and _stricter(Decision.HOLD, best):
        best, because = Decision.HOLD, None
    rules = [span.rule for span in reading.spans if span.category in flags]
    if reading.language is not None:
        rules.append(reading.language.rule)
    rules += [f"phrase:{hit.phrase_id}" for hit in phrases]
    return Verdict(best, reading, because, support=support, rules=tuple(dict.fromkeys(rules)))


def when_failed(place: Place) -> Verdict:
    """Return the verdict for a failed screener: drafts go to the team, messages pass."""
    decision = Decision.LET_THROUGH if place is Place.MESSAGE else Decision.HOLD
    return Verdict(decision, failed=True)


def _degrees(reading: Reading, flags: frozenset[Category]) -> Iterator[Degree]:
    # When the level and the crisis flag disagree, the more urgent one counts.
    if reading.level > Level.Q0 or Category.CRISIS in flags:
        yield CRISIS[max(reading.level, Level.Q1) - 1]
    for category in Category:
        if category is Category.CRISIS or category not in flags:
            continue
        threat = category is Category.HARASSMENT and reading.threat
        name = "threat" if threat else category.value
        yield Degree(f"{name}_{'ruled' if category in reading.ruled else 'learned'}")
    if reading.unread:
        yield Degree.LANGUAGE_UNREAD


def _beside_crisis(degree: Degree, place: Place, choice: Decision) -> Decision:
    """Return what a punitive row still does to a text that also reads as crisis."""
    if place is Place.MESSAGE and choice is Decision.HOLD:
        return Decision.ALERT  # a member in crisis never sees their words vanish
    if degree.category is Category.SH_METHOD:
        return choice if choice is not Decision.RETURN else Decision.HOLD
    if degree.is_learned:
        return Decision.LET_THROUGH
    return Decision.HOLD if choice is Decision.RETURN else choice


def _by_phrase(action: Action, place: Place, *, crisis: bool) -> Decision:
    if crisis or place in TO_THE_TEAM or action is Action.ALERT:
        return Decision.ALERT
    if place is Place.MESSAGE:
        return Decision.HOLD
    return Decision.RETURN if action is Action.RETURN else Decision.HOLD


def _excused(reading: Reading, hits: tuple[Hit, ...]) -> frozenset[Category]:
    """Return the flags whose every span is in allowed words. Never crisis or method."""
    allowing = [hit for hit in hits if hit.action is Action.ALLOW]
    if not allowing:
        return frozenset()
    spans: dict[Category, list[Span]] = {}
    for span in reading.spans:
        spans.setdefault(span.category, []).append(span)
    return frozenset(
        category
        for category, found in spans.items()
        if category not in (Category.CRISIS, Category.SH_METHOD)
        and all(
            any(hit.start <= span.start and span.end <= hit.end for hit in allowing)
            for span in found
        )
    )


def _stricter(one: Decision, other: Decision) -> bool:
    return STRICTNESS.index(one) > STRICTNESS.index(other)
