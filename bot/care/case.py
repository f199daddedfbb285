"""What is true of cases: who is called when, what a case offers, what ends it. Pure."""

from dataclasses import dataclass
from enum import Enum

from bot.screening.verdict import Category, Level
from bot.sharing.rules import CardKind

Kind = CardKind

OPEN_MOST = 3
"""Cases one person may hold at a time: nobody helps well with more."""
SNOOZE_HOURS = (1, 4, 24)
COOL_SECONDS = 900
"""For so long after a call the same case calls nobody again, unless it has become more urgent."""
CALL_TRIES = 12
FEWEST = 5
"""A count below this reads "<5": who is behind it could be guessed."""
ALONE_SECONDS = 3 * 86400
"""So long nobody else has looked at an appeal: then whoever decided may answer it, and says so."""


class Rung(Enum):
    """Who is called, from the quietest on."""

    ALOUD = "aloud"
    """A line in the care channel that mentions nobody."""
    QUIET = "quiet"
    """Who is on duty, without a sound."""
    DUTY = "duty"
    """Who is on duty."""
    TEAM = "team"
    """The whole care team."""
    ALL = "all"
    """The whole care team; and, by a call of their own, the server's owner."""
    OWNER = "owner"
    """The server's owner, directly."""


MINUTE, DAY = 60, 86400
LADDER: dict[Level, tuple[tuple[int, Rung], ...]] = {
    Level.Q3: ((0, Rung.DUTY), (5 * MINUTE, Rung.TEAM), (15 * MINUTE, Rung.ALL)),
    Level.Q2: ((0, Rung.QUIET), (30 * MINUTE, Rung.TEAM), (60 * MINUTE, Rung.ALL)),
    Level.Q1: ((DAY, Rung.ALOUD), (2 * DAY, Rung.TEAM)),
    Level.Q0: ((DAY, Rung.ALOUD),),
}
"""Seconds after a clock was started, and who is called then. After the last one
the case is said aloud every :data:`AGAIN` until somebody takes it."""
AGAIN = 3 * DAY
REMIND = DAY
"""A case that somebody has, and that stays open, is said aloud after this time, then likewise."""


@dataclass(frozen=True, slots=True)
class Due:
    """What a clock says: the call to make now, if any, and when it speaks next."""

    rung: Rung | None
    step: int
    call_at: int


def next_call(level: Level, began_at: int, step: int) -> int:
    """When the next call is due for a clock that has made ``step`` of them. UTC seconds."""
    ladder = LADDER[level]
    if step < len(ladder):
        return began_at + ladder[step][0]
    return began_at + ladder[-1][0] + (step - len(ladder) + 1) * AGAIN


def due(level: Level, began_at: int, step: int, now: int) -> Due:
    """The call that is due. Of several that were missed, only the last is made: the loudest."""
    rung: Rung | None = None
    while (at := next_call(level, began_at, step)) <= now:
        ladder = LADDER[level]
        rung = ladder[step][1] if step < len(ladder) else rung or Rung.ALOUD
        step += 1
    return Due(rung, step, at)


class Action(Enum):
    """What a card offers."""

    CLAIM = "claim"
    RELEASE = "release"
    SNOOZE = "snooze"
    ESCALATE = "escalate"
    CLOSE = "close"
    FALSE_ALARM = "false_alarm"
    REOPEN = "reopen"
    HISTORY = "history"
    TALK = "talk"
    """Read and answer a talk, or begin one with the author of a post."""
    SUPPORT = "support"
    """Offer support to whoever wrote an ordinary message."""
    APPROVE = "approve"
    RETURN = "return"
    RETURN_METHOD = "return_method"
    """Give a held draft back for its method detail alone."""
    LOCK = "lock"
    REMOVE = "remove"
    PAUSE = "pause"
    HARM = "harm"
    """Remove, warn or time out a member's own message."""
    UPHOLD = "uphold"
    OVERTURN = "overturn"


PUNISHING = frozenset({Action.REMOVE, Action.PAUSE, Action.HARM, Action.RETURN, Action.LOCK})
"""What somebody in crisis must never meet. To be given back for method detail is none of these."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A case, as far as what it offers goes. ``out``: about a share or reply that is posted."""

    kind: Kind
    categories: frozenset[Category]
    open: bool
    held: bool = False
    out: bool = False
    talk: bool = False
    message: bool = False
    claimed: bool = False


def actions_for(shape: Shape) -> frozenset[Action]:
    """Everything a card of this shape may offer. Where crisis is in it, nothing that punishes."""
    found = {Action.HISTORY}
    if not shape.open:
        return frozenset({*found, Action.REOPEN} if shape.kind is not Kind.HELD else found)
    found |= {Action.ESCALATE, Action.SNOOZE, Action.RELEASE if shape.claimed else Action.CLAIM}
    if shape.kind not in (Kind.HELD, Kind.APPEAL):
        found.add(Action.CLOSE)
    if shape.kind in (Kind.ALERT, Kind.AUTOMOD):
        found.add(Action.FALSE_ALARM)
    if shape.kind is Kind.APPEAL:
        found |= {Action.UPHOLD, Action.OVERTURN}
    if shape.kind is Kind.HELD and shape.held:
        found |= {Action.APPROVE, Action.RETURN, Action.RETURN_METHOD, Action.PAUSE}
    if shape.kind in (Kind.REPORT, Kind.ALERT) and shape.out:
        found |= {Action.LOCK, Action.REMOVE, Action.PAUSE}
    if shape.talk or shape.held or shape.out or shape.kind is Kind.APPEAL:
        found.add(Action.TALK)
    if shape.message and shape.kind in (Kind.ALERT, Kind.ASK, Kind.AUTOMOD):
        found |= {Action.SUPPORT, Action.HARM}
    if Category.CRISIS in shape.categories:
        found -= PUNISHING
    return frozenset(found)


class Closing(Enum):
    """Why a case is closed."""

    HANDLED = "handled"
    TALKED = "talked"
    NOTHING = "nothing"
    FALSE_ALARM = "false_alarm"
    ELSEWHERE = "elsewhere"


class What(Enum):
    """What a line of a case's history says."""

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
    """What a case is opened with.

    ``member_id`` only for what somebody did under their own name: it is sealed, and shown to the
    team. ``words`` are sealed and expire. ``rules``: ids of the rules that led to it. ``about_id``:
    of an appeal, the case that was decided.
    """

    guild_id: int
    kind: Kind
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


@dataclass(frozen=True, slots=True)
class Opened:
    """The case is durable. ``grouped``: it was there before and has come up again."""

    case_id: str
    grouped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The work on a card, as remembered."""

    case_id: str
    guild_id: int
    level: Level
    categories: frozenset[Category]
    rules: tuple[str, ...]
    times: int
    talk_id: str | None
    about_id: str | None
    message: MessageRef | None
    key_day: str | None
    sealed_member: bytes | None
    group_tag: bytes | None
    holder_id: int | None
    step: int
    began_at: int
    call_at: int | None
    closing: Closing | None


@dataclass(frozen=True, slots=True)
class Done:
    """A line of a case's history."""

    what: What
    member_id: int | None
    detail: str | None
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """A call on its way. ``people``: the carers who are on duty."""

    call_id: str
    case_id: str
    guild_id: int
    rung: Rung
    level: Level
    attempts: int
    channel_id: int | None
    message_id: int | None
    people: tuple[int, ...] = ()


class Fault(Enum):
    """Why a press on a case changed nothing."""

    GONE = "gone"
    CLOSED = "closed"
    TAKEN = "taken"
    """Somebody else has it."""
    FULL = "full"
    """Whoever pressed holds as many as one may."""
    NOT_YOURS = "not_yours"
    SAME = "same"
    """Whoever decided may not decide on the appeal."""
    TOO_LATE = "too_late"
    LOUDEST = "loudest"
    """It cannot be called out any louder."""


def band(minutes: float) -> str:
    """The band that a time to the first claim falls into, for the counts."""
    for most in (5, 15, 30, 60, 240, 1440):
        if minutes <= most:
            return f"{most}"
    return "more"


def shown(count: int) -> str:
    """A count as it may be shown: small ones are not."""
    return f"<{FEWEST}" if 0 < count < FEWEST else str(count)
