"""The rules of schedules and rounds. Pure.

- A *schedule* says when a group is asked; a *round* is one instance of asking.
- Times are integer UTC seconds.
- ``claimed_at`` is set from just before a send until its outcome is known: in ``waiting``, and in
  ``cancelled`` when the round was cancelled during the send.

The states of a round::

    waiting --> open: its message is posted
    waiting --> missed: too late, or nowhere to send it
    open --> closed: its time has ended; the result is stored, the ballots and their key are gone
    open --> lost: the ballots or their key are gone, so nothing can be said
    waiting, open --> cancelled: its schedule was deleted, or a later round takes its place
"""

from dataclasses import dataclass
from enum import Enum
from math import ceil

from bot.checkins.schedules.recurrence import Recurrence, next_due

FLOOR = 5
"""Fewer answers than this are never shown in any form. No setting lowers it."""

FINE = 10
"""From this many answers on, more than a band and a rounded score is shown."""

QUESTIONS = 4
"""Questions in one round: a form holds five components (Discord's documentation), and one of them
says that an answer cannot be changed."""

GRACE = 72 * 3600
"""Max seconds by which ``CatchUp.ONCE`` still posts late: a weekend without power, but not the
check-in of a forgotten week."""

PUNCTUAL = 15 * 60
"""Max delay in seconds that counts as on time, even for ``CatchUp.SKIP``: a restart, an update."""

LEAST_OPEN = 6 * 3600
"""Min seconds that a round posted late, or out of turn, is open before the next one is due."""

DOWN_ATTEMPTS = 5
"""Number of temporary refusals (about eight minutes) after which the team is told that Discord is
not accepting messages."""

KEEP_TELLING = 7 * 24 * 3600
"""Seconds for which Haven tries to show and announce a result. After a week without the permission
it is old news; admins can still find the result."""

PARKED_RETRY_SECONDS = 600
"""Seconds until a parked schedule retries by itself."""

UNDO_SECONDS = 24 * 3600
"""Seconds for which a deleted schedule can be restored."""

CHANGES_DAYS = 365
"""Days for which Haven remembers which admin changed a schedule."""

OPEN_HOURS = (24, 48, 72, 120, 168)
"""Hours for which a round may take answers; an admin chooses one of these."""

REMINDERS = (0, 50, 75)
"""Percent of the open time after which the channel is reminded once; 0: never."""


class QuestionSet(Enum):
    """Which four questions a round asks. Its core questions make up the score."""

    CORE = "core"  # T1 T2 T3 T4, every time
    ROTATING = "rotating"  # T1 T2 T4, and T3, R1 ... R6 in turn
    OWN = "own"  # T1 T2 T4, and the group's own questions in turn


class CatchUp(Enum):
    """What happens to a due time that passed while Haven was not running."""

    ONCE = "once"  # posted late, once, within GRACE
    SKIP = "skip"


class Standing(Enum):
    """Whether a schedule runs."""

    ACTIVE = "active"
    PAUSED = "paused"
    DELETED = "deleted"  # for UNDO_SECONDS; then its row is purged


class Parked(Enum):
    """Why a schedule cannot post at the moment; it resumes by itself when the cause is fixed."""

    CHANNEL_GONE = "channel_gone"
    NOT_ALLOWED = "not_allowed"
    DISCORD_DOWN = "discord_down"


class RoundState(Enum):
    """The state of a round."""

    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"
    MISSED = "missed"
    LOST = "lost"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an admin chooses: everything about a schedule except its history."""

    channel_id: int
    recurrence: Recurrence
    open_hours: int = 72
    question_set: QuestionSet = QuestionSet.CORE
    reminder: int = 0
    catch_up: CatchUp = CatchUp.ONCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """One schedule. ``next_due``: None while paused or deleted."""

    schedule_id: str
    guild_id: int
    plan: Plan
    standing: Standing = Standing.ACTIVE
    next_due: int | None = None
    parked: Parked | None = None
    version: int = 1  # incremented by every change, so two admins cannot overwrite each other
    deleted_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One check-in. ``question_keys``: what it asks, as ``T1.1`` (id and version), in order.

    ``nonce`` belongs to the message, ``notice_nonce`` to the notice that the result is available.
    ``eligible``: how many could answer, as far as Discord reports it; None: unknown.
    """

    round_id: str
    schedule_id: str
    guild_id: int
    channel_id: int
    due_at: int
    state: RoundState
    collapsed: int = 0  # earlier due times that were missed and merged into this one
    question_keys: tuple[str, ...]
    scored: tuple[str, ...]  # those of question_keys that make up the score
    nonce: str
    try_at: int
    claimed_at: int | None = None
    attempts: int = 0
    message_id: int | None = None
    opened_at: int | None = None
    closes_at: int | None = None
    remind_at: int | None = None  # None: no reminder, or it has been sent
    remind_nonce: str
    remind_claimed_at: int | None = None
    eligible: int | None = None
    shown: bool = False  # the message now shows the result
    notice_nonce: str
    notice_claimed_at: int | None = None
    notice_id: int | None = None
    notice_done: bool = False


class Late(Enum):
    """What to do about a due time that has passed."""

    POST = "post"
    MISS = "miss"


def lateness(plan: Plan, due_at: int, now: int) -> Late:
    """Return whether to post a due time that has passed, or to miss it.

    It is also missed when the next one would end it before members had time to answer.
    """
    late = now - due_at
    if late <= PUNCTUAL:
        return Late.POST
    if plan.catch_up is CatchUp.SKIP or late > GRACE:
        return Late.MISS
    return Late.POST if next_due(plan.recurrence, now) - now >= LEAST_OPEN else Late.MISS


def closes_at(plan: Plan, opened_at: int, following_due: int | None) -> int:
    """Return when a round that opens now closes: after its open time, or when the next is due."""
    end = opened_at + plan.open_hours * 3600
    return min(end, following_due) if following_due is not None else end


def remind_at(plan: Plan, opened_at: int, closes: int) -> int | None:
    """Return when the channel is reminded once; None: never."""
    if not plan.reminder:
        return None
    return opened_at + ceil((closes - opened_at) * plan.reminder / 100)


def takes_answers(round_: Round, now: int) -> bool:
    """Return whether an answer given now counts.

    It also counts while the message is being sent: a member who presses the button already sees the
    message, and Discord confirms it to Haven a moment later.
    """
    on_its_way = round_.state is RoundState.WAITING and round_.claimed_at is not None
    return (
        (round_.state is RoundState.OPEN or on_its_way)
        and round_.closes_at is not None
        and now < round_.closes_at
    )


class ActKind(Enum):
    """What a group did about a result."""

    DID = "did"
    NO_CHANGE = "no_change"  # an honest "no change, because ..."


@dataclass(frozen=True, slots=True)
class Act:
    """ "You said, we did": public words of the team about one round."""

    round_id: str
    kind: ActKind
    words: str
    noted_at: int


class SignalKind(Enum):
    """The trend that a signal is about."""

    SCORE = "score"
    ANSWERING = "answering"


@dataclass(frozen=True, slots=True)
class Signal:
    """A change in a trend, to be put to the care team as a question."""

    round_id: str
    schedule_id: str
    guild_id: int
    channel_id: int
    kind: SignalKind
    nonce: str
    claimed_at: int | None
    attempts: int
