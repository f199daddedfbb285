"""The rules of shares and replies. Pure: no clock, no randomness."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256

ENDED_DAYS = 30
"""How long the row of a withdrawn, returned or removed post is kept, and a closed card."""
HEARING_DAYS = 30
"""How long Haven remembers, as a keyed tag, who pressed "I hear you"; the count stays."""
UNDO_TIME = timedelta(hours=1)
"""How long the care team can undo a return or removal. After it the author can rely on it."""
PAUSE_DAYS = (1, 7, 30)
"""The lengths of a pause that a carer may choose, in days."""

WAITING_IN_A_GROUP = 300
"""Max shares and replies that wait at once in one group: far above normal use, below a flood."""

TELL_AGAIN = timedelta(minutes=30)
"""Min time between two lines to an author about answers to one share."""

WINDOW_ANCHOR = timedelta(hours=18)
"""Release windows are counted from 18:00 UTC, so that a daily one opens in an evening, not at
midnight, for most of Europe and Africa, and during the day in the Americas."""


class Help(Enum):
    """The kind of answer that the author of a share would find helpful."""

    LISTEN = "listen"
    ADVICE = "advice"
    CELEBRATE = "celebrate"


class State(Enum):
    """The life of a post.

    HELD -> WAITING (approved), RETURNED (given back with a reason) or WITHDRAWN (by its author)
    WAITING -> POSTED (it is on Discord and the row says where), RETURNED (Discord refused it),
    WITHDRAWN (by its author, in time), or WITHDRAWING or REMOVING (while its thread is opened)
    POSTED -> WITHDRAWING -> WITHDRAWN (by its author), REMOVING -> REMOVED (by the care team), or
    WITHDRAWN (its message was deleted by hand)
    RETURNED -> HELD or WAITING (the care team undid it), or WITHDRAWN (by its author)
    REMOVED -> WAITING (the care team undid it), or WITHDRAWN (by its author)
    REMOVING -> WITHDRAWING (its author erased their data meanwhile)

    Words are stored exactly in HELD, WAITING, RETURNED, REMOVING and REMOVED (sealed; for the
    author alone in the last three). ``claimed_at`` is set only in WAITING, from just before a
    sending until its outcome is known. ``message_id`` without ``thread_id`` in WAITING means that
    the share is out and its thread is not open yet.
    """

    HELD = "held"
    WAITING = "waiting"
    POSTED = "posted"
    RETURNED = "returned"
    WITHDRAWING = "withdrawing"
    REMOVING = "removing"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"


class Return(Enum):
    """Why a post went back to its author. The care team picks one of the first five."""

    DETAILS = "details"
    UNKIND = "unkind"
    METHOD = "method"
    RULES = "rules"
    TALK = "talk"
    THREAD_GONE = "thread_gone"
    LOCKED = "locked"
    DISCORD = "discord"


ASKED = "asked"
"""The reason on a held post's card whose author asked a person to look."""
CARE_REASONS = (Return.DETAILS, Return.UNKIND, Return.METHOD, Return.RULES, Return.TALK)


class ReportReason(Enum):
    """Why a member reports a post."""

    WORRIED = "worried"
    UNKIND = "unkind"
    PRIVATE = "private"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A post that its author has not sent yet; it lives on their private preview, not in Haven.

    ``parent_id`` is None for a share. ``window``: wait for the next release window. ``replaces``:
    the post that came back and ends once this one is accepted.
    """

    post_id: str
    words: str
    note: str = ""
    help: Help | None = None
    window: bool = False
    parent_id: str | None = None
    replaces: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A share or reply as stored. It holds nothing about its author."""

    post_id: str
    guild_id: int
    parent_id: str | None
    state: State
    help: Help | None
    alias: str
    by_author: bool
    nonce: str
    due_at: int
    claimed_at: int | None
    attempts: int
    channel_id: int | None
    message_id: int | None
    thread_id: int | None
    locked: bool
    heard: int
    reason: Return | None

    @property
    def is_share(self) -> bool:
        """Return whether it is a share, which opens a thread; a reply is posted in one."""
        return self.parent_id is None

    @property
    def is_out(self) -> bool:
        """Return whether members can see it; a share that only lacks its thread is out too."""
        waits_for_thread = self.state is State.WAITING and self.message_id is not None
        return self.state is State.POSTED or waits_for_thread


def read_as(draft: Draft) -> str:
    """Return the text of a draft that screening reads: both the note and the words are public."""
    return f"{draft.note}\n{draft.words}"


def name_index(seed: bytes) -> int:
    """Return the number of the per-thread name that ``seed`` stands for."""
    return int.from_bytes(sha256(seed).digest()[:8])


def next_window(now: datetime, minutes: int) -> datetime:
    """Return when the next release window opens: a fixed grid, whenever the words were written."""
    period = timedelta(minutes=minutes)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    start = midnight - timedelta(days=1) + WINDOW_ANCHOR
    return start + ((now - start) // period + 1) * period
