"""The actions that the card of a case offers. Pure.

- A case that involves a crisis offers no action that punishes.
"""

from dataclasses import dataclass
from enum import Enum

from bot.care.case import CaseKind
from bot.screening.verdict import Category


class CaseAction(Enum):
    """An action that a card offers."""

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
    """Give a held draft back only because of its method detail."""
    LOCK = "lock"
    REMOVE = "remove"
    PAUSE = "pause"
    HARM = "harm"
    """Remove, warn or time out a member's own message."""
    UPHOLD = "uphold"
    OVERTURN = "overturn"


PUNISHING = frozenset(
    {CaseAction.REMOVE, CaseAction.PAUSE, CaseAction.HARM, CaseAction.RETURN, CaseAction.LOCK}
)
"""What a card never offers about a member in crisis. Giving back for method detail is not in it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides which actions a case offers. ``out``: about a share or reply that is out."""

    kind: CaseKind
    categories: frozenset[Category]
    open: bool
    held: bool = False
    out: bool = False
    talk: bool = False
    message: bool = False
    claimed: bool = False


def actions_for(shape: Shape) -> frozenset[CaseAction]:
    """Return every action that a card of this shape may offer."""
    found = {CaseAction.HISTORY}
    if not shape.open:
        return frozenset({*found, CaseAction.REOPEN} if shape.kind is not CaseKind.HELD else found)
    found |= {
        CaseAction.ESCALATE,
        CaseAction.SNOOZE,
        CaseAction.RELEASE if shape.claimed else CaseAction.CLAIM,
    }
    if shape.kind not in (CaseKind.HELD, CaseKind.APPEAL):
        found.add(CaseAction.CLOSE)
    if shape.kind in (CaseKind.ALERT, CaseKind.AUTOMOD):
        found.add(CaseAction.FALSE_ALARM)
    if shape.kind is CaseKind.APPEAL:
        found |= {CaseAction.UPHOLD, CaseAction.OVERTURN}
    if shape.kind is CaseKind.HELD and shape.held:
        found |= {CaseAction.APPROVE, CaseAction.RETURN, CaseAction.RETURN_METHOD, CaseAction.PAUSE}
    if shape.kind in (CaseKind.REPORT, CaseKind.ALERT) and shape.out:
        found |= {CaseAction.LOCK, CaseAction.REMOVE, CaseAction.PAUSE}
    if shape.talk or shape.held or shape.out or shape.kind is CaseKind.APPEAL:
        found.add(CaseAction.TALK)
    if shape.message and shape.kind in (CaseKind.ALERT, CaseKind.ASK, CaseKind.AUTOMOD):
        found |= {CaseAction.SUPPORT, CaseAction.HARM}
    if Category.CRISIS in shape.categories:
        found -= PUNISHING
    return frozenset(found)
