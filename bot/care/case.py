"""A case: what the care team has to look at, with the card that shows it. Pure.

- A case and its card are one entity: one id, one row, one state, open or closed.
- It knows its subject (a post, a talk, a message, a number) only by an id. The feature that the
  subject belongs to provides what the card shows: see :mod:`bot.care.subject`.
- Words are sealed with a case only where no other row stores them: a report, a quoted message, an
  appeal. The author is sealed with it only where they wrote under their own name.
"""

from dataclasses import dataclass
from enum import Enum

from bot.screening.verdict import Category, Level

OPEN_MOST = 3
"""Max cases that a carer has at a time: no one helps well with more."""
SNOOZE_HOURS = (1, 4, 24)
ALONE_SECONDS = 3 * 86400
"""After this time without an answer from another carer, an appeal may be answered by the carer
who decided before."""
CLOSED_DAYS = 30
"""Days for which a closed case is kept."""


class CaseKind(Enum):
    """What a case is about."""

    HELD = "held"
    REPORT = "report"
    ALERT = "alert"
    """Screening found something, in a share or reply or in an ordinary message."""
    ASK = "ask"
    """A member asked for help with a message."""
    TALK = "talk"
    """A member wants to talk with the team."""
    AUTOMOD = "automod"
    """Discord's AutoMod blocked something by Haven's rules."""
    APPEAL = "appeal"
    NUMBER = "number"
    """A helpline's number did not work."""
    NOTE = "note"
    """Haven has something to say to the team."""


class Closing(Enum):
    """Why a case is closed."""

    HANDLED = "handled"
    TALKED = "talked"
    NOTHING = "nothing"
    FALSE_ALARM = "false_alarm"
    ELSEWHERE = "elsewhere"


class What(Enum):
    """The event that a line of a case's history records."""

    OPENED = "opened"
    AGAIN = "again"
    CALLED = "called"
    CLAIMED = "claimed"
    RELEASED = "released"
    SNOOZED = "snoozed"
    ESCALATED = "escalated"
    CLOSED = "closed"
    REOPENED = "reopened"
    APPROVED = "approved"
    RETURNED = "returned"
    REMOVED = "removed"
    UNDONE = "undone"
    WARNED = "warned"
    TIMED_OUT = "timed_out"
    LOCKED = "locked"
    PAUSED = "paused"
    UPHELD = "upheld"
    OVERTURNED = "overturned"


@dataclass(frozen=True, slots=True)
class MessageRef:
    """An ordinary message, by Discord's ids."""

    channel_id: int
    message_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """The values that a case is opened with.

    ``member_id``: only for what a member did under their own name; it is sealed, and shown to the
    team. ``words``: only those that no other row stores; they are sealed and expire. ``rules``: ids
    of the rules that led to it. ``about_id``: of an appeal, the case that was decided.
    ``reporter_tag``: of a report, the tag of the reporter. ``reason``: of a report, its reason; of
    others a word of the kind's own.
    """

    guild_id: int
    kind: CaseKind
    level: Level
    categories: frozenset[Category]
    post_id: str | None = None
    talk_id: str | None = None
    about_id: str | None = None
    message: MessageRef | None = None
    member_id: int | None = None
    words: str = ""
    rules: tuple[str, ...] = ()
    reason: str | None = None
    reporter_tag: bytes | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """The case is durable. ``grouped``: it existed before and has come up again."""

    case_id: str
    grouped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case as stored, with its card.

    ``sealed_words`` can be opened until ``words_day``, ``sealed_member`` until ``member_day``.
    ``put_off``: the call at ``call_at`` is a reminder, not one of its level's. ``closing``: None
    while open, and where a decision on its subject ended it. ``nonce`` to ``stale``: its card.
    """

    case_id: str
    guild_id: int
    kind: CaseKind
    open: bool = True
    closing: Closing | None = None
    post_id: str | None
    talk_id: str | None
    about_id: str | None
    message: MessageRef | None
    reason: str | None
    level: Level
    categories: frozenset[Category]
    rules: tuple[str, ...]
    times: int = 1
    words_day: str | None
    sealed_words: bytes | None
    member_day: str | None
    sealed_member: bytes | None
    group_tag: bytes | None
    reporter_tag: bytes | None
    holder_id: int | None = None
    step: int = 0
    began_at: int
    call_at: int | None
    put_off: bool = False
    nonce: str
    due_at: int
    claimed_at: int | None = None
    attempts: int = 0
    channel_id: int | None = None
    message_id: int | None = None
    stale: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """A line of a case's history."""

    what: What
    member_id: int | None
    detail: str | None
    at: int


class CaseFault(Enum):
    """Why a press on a case changed nothing."""

    GONE = "gone"
    CLOSED = "closed"
    TAKEN = "taken"
    """Another carer has the case."""
    FULL = "full"
    """The carer has the max number of cases."""
    NOT_YOURS = "not_yours"
    SAME = "same"
    """The carer who decided may not decide on the appeal."""
    TOO_LATE = "too_late"
    LOUDEST = "loudest"
    """It is at the highest urgency already."""
