"""What is true of schedules and rounds: pure.

A *schedule* says when a group is asked; a *round* is one asking. Times are integer UTC seconds.

The states of a round::

    waiting --> open: its message is out
    waiting --> missed: too late, or nowhere to send it
    open --> closed: its time is over; the result is stored, the ballots and their key are gone
    open --> lost: the ballots or their key are gone, so nothing can be said
    waiting, open --> cancelled: its schedule was deleted, or a later round takes its place

``claimed_at`` is set from just before a sending until its outcome is known: in ``waiting``, and in
``cancelled`` where it was that which was ended.
"""

from dataclasses import dataclass
from enum import Enum
from math import ceil

from bot.checkins.schedules.recurrence import Recurrence, next_due

FLOOR = 5
"""Fewer answers than this are never shown in any form. No setting lowers it."""

FINE = 10
"""From this many answers on more is shown than a band and a rounded score."""

QUESTIONS = 4
"""Questions in one round: a form holds five parts (Discord's documentation), and one of them says
that an answer cannot be changed."""

GRACE = 72 * 3600
"""By so many seconds ``CatchUp.ONCE`` still posts late: a weekend without power, but not the
check-in of a forgotten week."""

PUNCTUAL = 15 * 60
"""So late is still on time, also for ``CatchUp.SKIP``: a restart, an update."""

LEAST_OPEN = 6 * 3600
"""A round that is posted late, or out of turn, is open for at least so many seconds before the next
one is due."""

YOUNG_CLAIM = 120
"""Seconds for which Discord surely still knows a nonce ("the past few minutes")."""

DOWN_ATTEMPTS = 5
"""After so many refusals that should have passed by themselves (about eight minutes) the team is
told that Discord is not taking anything."""

KEEP_TELLING = 7 * 24 * 3600
"""For so many seconds Haven tries to show a result and to tell about it. After a week without the
permission it is old news; the result stays where admins find it."""

MEND_SECONDS = 600
"""How soon a parked schedule tries again by itself."""

UNDO_SECONDS = 24 * 3600
"""For how long a deleted schedule can be brought back."""

CHANGES_DAYS = 365
"""For how long Haven remembers which admin changed a schedule."""

OPEN_HOURS = (24, 48, 72, 120, 168)
"""For how many hours a round may take answers; an admin chooses one of these."""

REMINDERS = (0, 50, 75)
"""After which share of the open time, in percent, the channel is reminded once; 0: never."""


class QuestionSet(Enum):
    """Which four questions a round asks. The score is made of the core questions in it."""

    CORE = "core"  # T1 T2 T3 T4, every time
    ROTATING = "rotating"  # T1 T2 T4, and T3, R1 ... R6 in turn
    OWN = "own"  # T1 T2 T4, and the group's own questions in turn


class CatchUp(Enum):
    """What happens to a due time that passed while Haven was away."""

    ONCE = "once"  # posted late, once, within GRACE
    SKIP = "skip"


class Standing(Enum):
    """Whether a schedule runs."""

    ACTIVE = "active"
    PAUSED = "paused"
    DELETED = "deleted"  # for UNDO_SECONDS; then it is gone


class Parked(Enum):
    """Why a schedule cannot post at the moment; it resumes by itself when that is mended."""

    CHANNEL_GONE = "channel_gone"
    NOT_ALLOWED = "not_allowed"
    DISCORD_DOWN = "discord_down"


class RoundState(Enum):
    """How far a round has come."""

    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"
    MISSED = "missed"
    LOST = "lost"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an admin chooses: everything about a schedule but its history."""

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
    version: int = 1  # one more with every change, so that two admins do not overwrite each other
    deleted_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One asking. ``question_keys``: what it asks, as ``T1.1`` (id and version), in order.

    ``nonce`` goes with the message, ``notice_nonce`` with the line that says the result is there.
    ``eligible``: how many could answer, as far as Discord tells; None: unknown.
    """

    round_id: str
    schedule_id: str
    guild_id: int
    channel_id: int
    due_at: int
    state: RoundState
    collapsed: int = 0  # due times before this one that passed unseen with it
    question_keys: tuple[str, ...]
    scored: tuple[str, ...]  # those of question_keys that make up the score
    nonce: str
    try_at: int
    claimed_at: int | None = None
    attempts: int = 0
    message_id: int | None = None
    opened_at: int | None = None
    closes_at: int | None = None
    remind_at: int | None = None  # None: no reminder, or it is out
    remind_nonce: str
    remind_claimed_at: int | None = None
    eligible: int | None = None
    shown: bool = False  # the message has become the result
    notice_nonce: str
    notice_claimed_at: int | None = None
    notice_id: int | None = None
    notice_done: bool = False


def nonce_holds(claimed_at: int, now: int) -> bool:
    """Whether a sending claimed then may simply be repeated; not if the clock was set back."""
    return 0 <= now - claimed_at < YOUNG_CLAIM


class Late(Enum):
    """What to do about a due time that has come."""

    POST = "post"
    MISS = "miss"


def lateness(plan: Plan, due_at: int, now: int) -> Late:
    """Whether a due time that has passed is still posted.

    Not so late that the next one ends it before people had time to answer.
    """
    late = now - due_at
    if late <= PUNCTUAL:
        return Late.POST
    if plan.catch_up is CatchUp.SKIP or late > GRACE:
        return Late.MISS
    return Late.POST if next_due(plan.recurrence, now) - now >= LEAST_OPEN else Late.MISS


def closes_at(plan: Plan, opened_at: int, following_due: int | None) -> int:
    """When a round that opens now ends: its open time, but before the next one is due."""
    end = opened_at + plan.open_hours * 3600
    return min(end, following_due) if following_due is not None else end


def remind_at(plan: Plan, opened_at: int, closes: int) -> int | None:
    """When the channel is reminded once, if at all."""
    if not plan.reminder:
        return None
    return opened_at + ceil((closes - opened_at) * plan.reminder / 100)


def takes_answers(round_: Round, now: int) -> bool:
    """Whether an answer given now counts.

    Also while its message is on its way: who presses the button has it already, and Haven hears
    from Discord a moment later that it is out.
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
    """Of which trend a signal speaks."""

    SCORE = "score"
    ANSWERING = "answering"


@dataclass(frozen=True, slots=True)
class Signal:
    """A trend that has changed, to be put to the care team as a question."""

    round_id: str
    schedule_id: str
    guild_id: int
    channel_id: int
    kind: SignalKind
    nonce: str
    claimed_at: int | None
    attempts: int
