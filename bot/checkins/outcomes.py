"""What the services of check-ins answer: one frozen value for each thing that can happen."""

from dataclasses import dataclass

from bot.checkins.questions.bank import OwnFault, OwnWarning, Question
from bot.checkins.rules import Act, Schedule
from bot.checkins.schedules.plans import Change, PlanFault
from bot.core import text


@dataclass(frozen=True, slots=True)
class Gone:
    """This group has no such thing (any more)."""


@dataclass(frozen=True, slots=True)
class NotSetUp:
    """Haven has not been set up in this group, so nothing can be kept for it."""


# Schedules.


@dataclass(frozen=True, slots=True)
class Created:
    """The schedule is saved and runs."""

    schedule: Schedule


@dataclass(frozen=True, slots=True)
class Refused:
    """The plan was not saved. ``existing``: the schedule it would repeat (``PlanFault.SAME``)."""

    fault: PlanFault
    existing: Schedule | None = None


@dataclass(frozen=True, slots=True)
class TooMany:
    """The group has ``most`` live schedules."""

    most: int


@dataclass(frozen=True, slots=True)
class Edited:
    """The new plan is saved. A round that is open keeps its own times."""

    before: Schedule
    after: Schedule


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The schedule was already as asked: nothing to save."""

    schedule: Schedule


@dataclass(frozen=True, slots=True)
class Outdated:
    """Somebody changed the schedule meanwhile; nothing was saved. ``current``: as it is now."""

    current: Schedule


@dataclass(frozen=True, slots=True)
class Paused:
    """The schedule asks no more until it is resumed; a round that is open runs to its end."""

    schedule: Schedule


@dataclass(frozen=True, slots=True)
class Resumed:
    """The schedule runs, from its next due time on.

    ``skipped``: so many due times passed meanwhile and are not caught up.
    """

    schedule: Schedule
    skipped: int


@dataclass(frozen=True, slots=True)
class Deleted:
    """The schedule is gone, but can be brought back until ``until`` (UTC seconds, inclusive)."""

    schedule: Schedule
    with_results: bool
    until: int


@dataclass(frozen=True, slots=True)
class Restored:
    """The schedule is back as it was, running or paused.

    ``skipped``: so many due times passed meanwhile and are not caught up.
    """

    schedule: Schedule
    skipped: int


@dataclass(frozen=True, slots=True)
class AlreadySo:
    """Paused, running, deleted: it was so before, and nothing changed."""

    schedule: Schedule


@dataclass(frozen=True, slots=True)
class Shown:
    """A schedule, its next due times (none while paused), its history with the newest first."""

    schedule: Schedule
    dues: tuple[int, ...]
    changes: tuple[Change, ...]


# Questions of the group's own.


@dataclass(frozen=True, slots=True)
class Kept:
    """A question of the group's own in its newest wording. Not ``live``: it was retired."""

    question: Question
    live: bool


@dataclass(frozen=True, slots=True)
class Considered:
    """The question can be added. ``question``: as it would be asked; nothing is saved yet."""

    question: Question
    warnings: tuple[OwnWarning, ...]


@dataclass(frozen=True, slots=True)
class Added:
    """The question is saved and will be asked in its turn."""

    question: Question


@dataclass(frozen=True, slots=True)
class OwnRefused:
    """The question cannot be asked like that; nothing was saved."""

    fault: OwnFault


@dataclass(frozen=True, slots=True)
class Reworded:
    """The new words are asked from the next round on; old results keep the old ones."""

    before: Question
    after: Question


@dataclass(frozen=True, slots=True)
class Retired:
    """The question is asked no more; it can be brought back."""

    question: Question


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """The question is asked again, in its turn."""

    question: Question


@dataclass(frozen=True, slots=True)
class SameAsBefore:
    """The question was already so, or is worded so: nothing to save."""

    question: Question


@dataclass(frozen=True, slots=True)
class Newer:
    """Somebody reworded the question meanwhile; nothing was saved. ``current``: as it is now."""

    current: Question


# "You said, we did".


@dataclass(frozen=True, slots=True)
class Noted:
    """The words are saved. ``before``: what they replace; ``changes``: what was made harmless."""

    act: Act
    before: Act | None
    changes: frozenset[text.Change]


@dataclass(frozen=True, slots=True)
class ActRefused:
    """There is nothing to read in the words, or they are too long; nothing was saved."""

    fault: text.Fault


@dataclass(frozen=True, slots=True)
class Cleared:
    """The words are gone."""

    act: Act


@dataclass(frozen=True, slots=True)
class WithoutAct:
    """A result to which the team has not said anything. Times in UTC seconds."""

    round_id: str
    schedule_id: str
    channel_id: int
    opened_at: int
    closed_at: int
