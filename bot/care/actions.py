"""What the card of a case offers. Pure.

- Where crisis is in a case, it offers nothing that punishes.
"""

from dataclasses import dataclass
from enum import Enum

from bot.care.case import Kind
from bot.screening.verdict import Category


class Action(Enum):
    """What a card offers."""

    CLAIM = "claim"
    RELEASE = "release"
    SNOOZE = "snooze"
    ESCALATE = "escalate"
    CLOSE = "close"
    FALSE_ALARM = "false_alarm"
    REOPEN = "reopen"
    HISTORY = "history"
    TALK = "talk"
    """Read and answer a talk, or begin one with the author of a post."""
    SUPPORT = "support"
    """Offer support to the member who wrote an ordinary message."""
    APPROVE = "approve"
    RETURN = "return"
    RETURN_METHOD = "return_method"
    """Give a held draft back for its method detail alone."""
    LOCK = "lock"
    REMOVE = "remove"
    PAUSE = "pause"
    HARM = "harm"
    """Remove, warn or time out a member's own message."""
    UPHOLD = "uphold"
    OVERTURN = "overturn"


PUNISHING = frozenset({Action.REMOVE, Action.PAUSE, Action.HARM, Action.RETURN, Action.LOCK})
"""What a member in crisis must never meet. To be given back for method detail is none of these."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A case, as far as what it offers goes. ``out``: about a share or reply that is out."""

    kind: Kind
    categories: frozenset[Category]
    open: bool
    held: bool = False
    out: bool = False
    talk: bool = False
    message: bool = False
    claimed: bool = False


def actions_for(shape: Shape) -> frozenset[Action]:
    """Return everything that a card of this shape may offer."""
    found = {Action.HISTORY}
    if not shape.open:
        return frozenset({*found, Action.REOPEN} if shape.kind is not Kind.HELD else found)
    found |= {Action.ESCALATE, Action.SNOOZE, Action.RELEASE if shape.claimed else Action.CLAIM}
    if shape.kind not in (Kind.HELD, Kind.APPEAL):
        found.add(Action.CLOSE)
    if shape.kind in (Kind.ALERT, Kind.AUTOMOD):
        found.add(Action.FALSE_ALARM)
    if shape.kind is Kind.APPEAL:
        found |= {Action.UPHOLD, Action.OVERTURN}
    if shape.kind is Kind.HELD and shape.held:
        found |= {Action.APPROVE, Action.RETURN, Action.RETURN_METHOD, Action.PAUSE}
    if shape.kind in (Kind.REPORT, Kind.ALERT) and shape.out:
        found |= {Action.LOCK, Action.REMOVE, Action.PAUSE}
    if shape.talk or shape.held or shape.out or shape.kind is Kind.APPEAL:
        found.add(Action.TALK)
    if shape.message and shape.kind in (Kind.ALERT, Kind.ASK, Kind.AUTOMOD):
        found |= {Action.SUPPORT, Action.HARM}
    if Category.CRISIS in shape.categories:
        found -= PUNISHING
    return frozenset(found)
