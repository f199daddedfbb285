"""The results that the check-in services return: one frozen class per outcome."""

from dataclasses import dataclass

from bot.checkins.questions.bank import OwnFault, OwnWarning, Question
from bot.checkins.rules import Act, Schedule
from bot.checkins.schedules.plans import PlanChange, PlanFault
from bot.core import text


@dataclass(frozen=True, slots=True)
class Gone:
    """Not found in this group, or deleted."""


@dataclass(frozen=True, slots=True)
class NotSetUp:
    """Haven has not been set up in this group, so it can store nothing for it."""


# Schedules.


@dataclass(frozen=True, slots=True)
class Created:
    """The schedule is saved and runs."""

    schedule: Schedule


@dataclass(frozen=True, slots=True)
class PlanRefused:
    """The plan was not saved. ``existing``: the schedule it would repeat (``PlanFault.SAME``)."""

    fault: PlanFault
    existing: Schedule | None = None


@dataclass(frozen=True, slots=True)
class TooMany:
    """The group already has ``most`` live schedules."""

    most: int


@dataclass(frozen=True, slots=True)
class Edited:
    """The new plan is saved. An open round keeps its own times."""

    before: Schedule
    after: Schedule


@dataclass(frozen=True, slots=True)
class ScheduleUnchanged:
    """The schedule already has this plan: nothing to save."""

    schedule: Schedule


@dataclass(frozen=True, slots=True)
class Outdated:
    """Another admin changed the schedule first; nothing was saved. ``current``: as it is now."""

    current: Schedule


@dataclass(frozen=True, slots=True)
class SchedulePaused:
    """The schedule stops asking until it is resumed; an open round runs to its end."""

    schedule: Schedule


@dataclass(frozen=True, slots=True)
class Resumed:
    """The schedule runs from its next due time on.

    ``skipped``: number of due times that passed meanwhile and are not caught up.
    """

    schedule: Schedule
    skipped: int


@dataclass(frozen=True, slots=True)
class Deleted:
    """The schedule is deleted, but can be restored until ``until`` (UTC seconds, inclusive)."""

    schedule: Schedule
    with_results: bool
    until: int


@dataclass(frozen=True, slots=True)
class Restored:
    """The schedule is restored as it was, running or paused.

    ``skipped``: number of due times that passed meanwhile and are not caught up.
    """

    schedule: Schedule
    skipped: int


@dataclass(frozen=True, slots=True)
class AlreadySo:
    """The schedule was already paused, running or deleted; nothing changed."""

    schedule: Schedule


@dataclass(frozen=True, slots=True)
class ScheduleShown:
    """A schedule, its next due times (none while paused), and its history, newest first."""

    schedule: Schedule
    dues: tuple[int, ...]
    changes: tuple[PlanChange, ...]


# Questions of the group's own.


@dataclass(frozen=True, slots=True)
class QuestionKept:
    """A group's own question in its newest wording. Not ``live``: it was retired."""

    question: Question
    live: bool


@dataclass(frozen=True, slots=True)
class Considered:
    """The question can be added. ``question``: as it would be asked. Nothing is saved yet."""

    question: Question
    warnings: tuple[OwnWarning, ...]


@dataclass(frozen=True, slots=True)
class QuestionAdded:
    """The question is saved and will be asked in its turn."""

    question: Question


@dataclass(frozen=True, slots=True)
class OwnRefused:
    """The question cannot be asked as worded; nothing was saved."""

    fault: OwnFault


@dataclass(frozen=True, slots=True)
class Reworded:
    """The new words are asked from the next round on; old results keep the old ones."""

    before: Question
    after: Question


@dataclass(frozen=True, slots=True)
class Retired:
    """The question is no longer asked; it can be brought back."""

    question: Question


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """The question is asked again, in its turn."""

    question: Question


@dataclass(frozen=True, slots=True)
class SameAsBefore:
    """The question already has this state or wording: nothing to save."""

    question: Question


@dataclass(frozen=True, slots=True)
class Newer:
    """Another admin reworded the question first; nothing was saved. ``current``: as it is now."""

    current: Question


# "You said, we did".


@dataclass(frozen=True, slots=True)
class Noted:
    """The words are saved. ``before``: what they replace; ``changes``: what was made harmless."""

    act: Act
    before: Act | None
    changes: frozenset[text.TextChange]


@dataclass(frozen=True, slots=True)
class ActRefused:
    """The words have no readable text, or they are too long; nothing was saved."""

    fault: text.TextFault


@dataclass(frozen=True, slots=True)
class Cleared:
    """The act and its words are deleted."""

    act: Act


@dataclass(frozen=True, slots=True)
class WithoutAct:
    """A result that the team has not responded to. Times in UTC seconds."""

    round_id: str
    schedule_id: str
    channel_id: int
    opened_at: int
    closed_at: int
