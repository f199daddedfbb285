"""Validates, compares and serialises plans. Pure.

A plan is everything that an admin chooses about a schedule (``rules.Plan``). The history of a
schedule keeps serialised plans, so it can show the values before a change.
"""

import json
from dataclasses import dataclass
from enum import Enum
from typing import Any, cast

from bot.checkins.rules import OPEN_HOURS, REMINDERS, CatchUp, Plan, QuestionSet
from bot.checkins.schedules.recurrence import LARGEST_CHANGE, read, shortest_gap, spell

SCHEDULES_MOST = 10
"""Max live schedules of one group: more would ask people more often than they want to answer."""

PREVIEW = 5
"""Number of coming dates shown with a plan."""


class PlanFault(Enum):
    """Why a plan cannot be a schedule."""

    OPEN_HOURS = "open_hours"  # not one of OPEN_HOURS
    TOO_LONG_OPEN = "too_long_open"  # open for longer than from one due time to the next
    REMINDER = "reminder"  # not one of REMINDERS
    SAME = "same"  # a live schedule of the group already asks this channel at these times


def fault(plan: Plan) -> PlanFault | None:
    """Return what is wrong with a plan on its own; None when it is valid."""
    if plan.open_hours not in OPEN_HOURS:
        return PlanFault.OPEN_HOURS
    # A week in which the clocks go forward is shorter than 168 hours. 168 is still allowed for it:
    # ``rules.closes_at`` ends a round when the next one is due in any case.
    if plan.open_hours * 3600 > shortest_gap(plan.recurrence) + LARGEST_CHANGE:
        return PlanFault.TOO_LONG_OPEN
    if plan.reminder not in REMINDERS:
        return PlanFault.REMINDER
    return None


def same_times(one: Plan, other: Plan) -> bool:
    """Return whether both ask the same channel, by the same rule and at the same time of day.

    This keeps a second press on the button from creating a second schedule.
    """
    return (one.channel_id, one.recurrence) == (other.channel_id, other.recurrence)


def spell_plan(plan: Plan) -> str:
    """Return a plan as text for the history of a schedule; ``read_plan`` reads it back."""
    return json.dumps(
        {
            "channel_id": plan.channel_id,
            "recurrence": spell(plan.recurrence),
            "open_hours": plan.open_hours,
            "question_set": plan.question_set.value,
            "reminder": plan.reminder,
            "catch_up": plan.catch_up.value,
        }
    )


def read_plan(text: str) -> Plan:
    """Return the plan that ``spell_plan`` wrote.

    Raises:
        ValueError: the text is not a plan.
    """
    try:
        found = cast("dict[str, Any]", json.loads(text))
        return Plan(
            channel_id=found["channel_id"],
            recurrence=read(found["recurrence"]),
            open_hours=found["open_hours"],
            question_set=QuestionSet(found["question_set"]),
            reminder=found["reminder"],
            catch_up=CatchUp(found["catch_up"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError("not a spelled plan") from error


class PlanChangeKind(Enum):
    """What an admin did to a schedule."""

    CREATED = "created"
    EDITED = "edited"
    PAUSED = "paused"
    RESUMED = "resumed"
    DELETED = "deleted"
    RESTORED = "restored"
    RUN_NOW = "run_now"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """One line in the history of a schedule.

    ``admin_id``: None once that admin has asked to be forgotten. ``version``: the schedule's
    version after the change. ``before`` and ``after``: set only when the plan begins, changes or
    ends.
    """

    change_id: str
    schedule_id: str
    guild_id: int
    admin_id: int | None
    changed_at: int
    version: int
    kind: PlanChangeKind
    before: Plan | None = None
    after: Plan | None = None
