"""What the team may do about harm. It may never punish a member for being in pain. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from bot.screening.verdict import Category

RECORD_DAYS = 90
"""Days for which a warning, a timeout or a removal stays on a member's record."""

TIMEOUTS = (600, 3600, 86400)
"""Lengths of the timeouts offered, in seconds: 10 minutes, an hour, a day."""


class Sanction(Enum):
    """An action against a harmful message, from the mildest to the strictest."""

    REMOVE = "remove"
    WARN = "warn"
    TIMEOUT = "timeout"


class Reason(Enum):
    """The reason for a step, as the member reads it."""

    UNKIND = "unkind"
    THREAT = "threat"
    HATE = "hate"
    SEXUAL = "sexual"
    VIOLENT = "violent"
    PRIVATE = "private"
    SCAM = "scam"
    METHOD = "method"


OF_CATEGORY = {
    Category.HARASSMENT: Reason.UNKIND,
    Category.HATE: Reason.HATE,
    Category.SEXUAL: Reason.SEXUAL,
    Category.VIOLENCE: Reason.VIOLENT,
    Category.PII: Reason.PRIVATE,
    Category.SCAM: Reason.SCAM,
    Category.SH_METHOD: Reason.METHOD,
}
"""The reason that fits each category. Crisis has none: there is nothing to give a reason for."""


@dataclass(frozen=True, slots=True)
class Concern:
    """The parts of a case that decide which steps are allowed.

    ``named``: a member wrote it under their own name. ``message``: it can still be referred to.
    """

    categories: frozenset[Category]
    named: bool
    message: bool


def steps(concern: Concern) -> frozenset[Sanction]:
    """Return the steps that the team may take through Haven.

    None at all when crisis is in the case, whatever else is. A member who writes about methods is
    as often in danger as a danger: the message may be removed, but they are not warned or timed
    out.
    """
    if Category.CRISIS in concern.categories or not concern.named:
        return frozenset()
    found = {Sanction.WARN, Sanction.TIMEOUT}
    if concern.message:
        found.add(Sanction.REMOVE)
    if Category.SH_METHOD in concern.categories:
        found -= {Sanction.WARN, Sanction.TIMEOUT}
    return frozenset(found)


def reasons(categories: Collection[Category]) -> tuple[Reason, ...]:
    """Return all reasons, those that fit the case first."""
    fitting = [OF_CATEGORY[one] for one in Category if one in categories and one in OF_CATEGORY]
    return tuple(dict.fromkeys([*fitting, *Reason]))


@dataclass(frozen=True, slots=True)
class Record:
    """One step taken by the team. Times: integer UTC seconds; ``made_at`` to the hour."""

    record_id: str
    guild_id: int
    case_id: str | None
    step: Sanction
    reason: Reason
    made_at: int
    until: int | None = None
    undone: bool = False
    appeal_id: str | None = None
