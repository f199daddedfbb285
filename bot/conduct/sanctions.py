"""What the team may do about harm, and the one thing it may never do: punish pain. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from bot.screening.verdict import Category

RECORD_DAYS = 90
"""For how long a warning, a timeout or a removal stays on a member's record."""

TIMEOUTS = (600, 3600, 86400)
"""Seconds of the timeouts offered: 10 minutes, an hour, a day."""


class Step(Enum):
    """What can be done about a message that does harm, from the mildest on."""

    REMOVE = "remove"
    WARN = "warn"
    TIMEOUT = "timeout"


class Reason(Enum):
    """Why, as the member reads it."""

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
"""The reason that fits a category. Crisis has none: there is nothing to give a reason for."""


@dataclass(frozen=True, slots=True)
class Concern:
    """What a case is about, as far as this matters.

    ``named``: written by a member under their own name. ``message``: it can still be pointed at.
    """

    categories: frozenset[Category]
    named: bool
    message: bool


def steps(concern: Concern) -> frozenset[Step]:
    """What the team may do through Haven.

    Nothing at all where crisis is in the case, whatever else is. Who writes about methods is as
    often in danger as a danger: what they wrote may go, but they are not warned or shut out.
    """
    if Category.CRISIS in concern.categories or not concern.named:
        return frozenset()
    found = {Step.WARN, Step.TIMEOUT}
    if concern.message:
        found.add(Step.REMOVE)
    if Category.SH_METHOD in concern.categories:
        found -= {Step.WARN, Step.TIMEOUT}
    return frozenset(found)


def reasons(categories: Collection[Category]) -> tuple[Reason, ...]:
    """All reasons, those that fit the case first."""
    fitting = [OF_CATEGORY[one] for one in Category if one in categories and one in OF_CATEGORY]
    return tuple(dict.fromkeys([*fitting, *Reason]))


@dataclass(frozen=True, slots=True)
class Record:
    """One step of the team's. Times: integer UTC seconds; ``made_at`` to the hour."""

    record_id: str
    guild_id: int
    case_id: str | None
    step: Step
    reason: Reason
    made_at: int
    until: int | None = None
    undone: bool = False
    appeal_id: str | None = None
