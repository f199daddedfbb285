"""What the sharing service answers: one frozen value for each thing that can happen."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.core import text
from bot.screening.verdict import Decision, Verdict
from bot.sharing.preview import mirror
from bot.sharing.rules import Draft, Post


class DraftRefusal(Enum):
    """Why a draft cannot go on; the cog has a sentence for each that says what to do next."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    PAUSED = "paused"
    TOO_MANY = "too_many"
    GROUP_FULL = "group_full"
    LOCKED = "locked"
    NO_THREAD = "no_thread"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class DraftRefused:
    """Nothing was stored. ``until``: when it may be tried again, where that is known."""

    reason: DraftRefusal
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What the author is shown before anything is stored.

    ``findings`` point into the words, ``in_note`` into the content note: both are public.
    ``verdict`` is screening's; its spans point into ``rules.read_as(draft)``.
    """

    draft: Draft
    alias: str
    by_author: bool
    findings: tuple[mirror.MirrorFinding, ...]
    in_note: tuple[mirror.MirrorFinding, ...]
    changes: frozenset[text.TextChange]
    verdict: Verdict
    due_at: datetime
    linked_until: datetime | None

    @property
    def held(self) -> bool:
        """The care team reads it before it appears."""
        return self.verdict.decision is Decision.HOLD

    @property
    def given_back(self) -> bool:
        """It cannot appear as it is, unless a person finds that it can."""
        return self.verdict.decision is Decision.RETURN


@dataclass(frozen=True, slots=True)
class Accepted:
    """The post is durable. ``again``: it had been accepted before (a second press).

    ``case_id``: what the care team sees of it at once, if anything.
    """

    post: Post
    again: bool
    case_id: str | None = None


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Nothing was stored: its author may edit it, ask a person to look, or talk to the team."""

    verdict: Verdict


def explained(verdict: Verdict) -> bool:
    """Whether the words have to do with it that a draft is held: not where a group vets all."""
    phrase = any(rule.startswith("phrase:") for rule in verdict.rules)
    return verdict.failed or verdict.because is not None or phrase


def alerts(verdict: Verdict) -> bool:
    """Whether the care team hears of a draft that may appear at once."""
    return verdict.support or verdict.decision is Decision.ALERT


@dataclass(frozen=True, slots=True)
class Heard:
    """The new count of "I hear you"."""

    heard: int


class HearRefusal(Enum):
    """Why "I hear you" changed nothing."""

    ALREADY = "already"
    OWN = "own"
    CLOSED = "closed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Reported:
    """The report is durable and on its way to the care team.

    ``case_id``: there is a case as well, because the reporter's words read as a crisis.
    ``support``: they read as the reporter's own, or as a worry that needs more than a report.
    """

    card_id: str
    post_id: str
    case_id: str | None = None
    support: bool = False


class ReportRefusal(Enum):
    """Why there is no new report."""

    ALREADY = "already"
    TOO_MANY = "too_many"
    GONE = "gone"
