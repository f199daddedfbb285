"""The results of the sharing service: one frozen value for each possible outcome."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.core import text
from bot.screening.verdict import Decision, Verdict
from bot.sharing.preview import mirror
from bot.sharing.rules import Draft, Post


class DraftRefusal(Enum):
    """Why a draft was refused; for each the cog has a sentence that says what to do next."""

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
    """Nothing was stored. ``until``: when the author may try again, if that is known."""

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
        """Return whether the care team reads the draft before it appears."""
        return self.verdict.decision is Decision.HOLD

    @property
    def given_back(self) -> bool:
        """Return whether it cannot appear as it is, unless a carer decides that it can."""
        return self.verdict.decision is Decision.RETURN


@dataclass(frozen=True, slots=True)
class Accepted:
    """The post is durable. ``again``: it had been accepted before (a second press).

    ``case_id``: the case that the care team sees at once; None when there is none.
    """

    post: Post
    again: bool
    case_id: str | None = None


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Nothing was stored: the author may edit it, ask a carer to look, or talk to the team."""

    verdict: Verdict


def explained(verdict: Verdict) -> bool:
    """Return whether the words are a reason why a draft is held: not where a group vets all."""
    phrase = any(rule.startswith("phrase:") for rule in verdict.rules)
    return verdict.failed or verdict.because is not None or phrase or verdict.reading.unread


def alerts(verdict: Verdict) -> bool:
    """Return whether the care team is told of a draft that may appear at once."""
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

    ``case_id``: set when the reporter's words read as a crisis, which opens a case as well.
    ``support``: they read as the reporter's own crisis, or as a worry that needs more than a
    report.
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
