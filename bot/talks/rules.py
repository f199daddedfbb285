"""What is true of talks between a member and the care team: pure, no clock, no randomness."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.core import text

TALK_DAYS = 30
"""How long a line is kept, sealed, and how long after the last one a talk is known at all."""

TALK_WORDS = text.MAX_WORDS
"""Characters in one line: as many as in a share, so that a draft can become one whole."""

LINES_SHOWN = 6
"""The last lines of a talk that are shown together; a message takes 6,000 characters in embeds."""
SHOWN_CHARACTERS = 5000


class Fault(Enum):
    """Why words cannot be sent; the cog has a sentence for each that says what to do next."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    CLOSED = "closed"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One talk as remembered. ``sealed`` holds who the member is, until ``key_day``.

    ``post_id``: the share or reply that it is about; ``alias``: the member's name in that thread.
    ``unread``: lines by the team that the member has not opened; ``lines``: the last one's number.
    """

    talk_id: str
    guild_id: int
    post_id: str | None
    alias: str
    named: bool
    key_day: str
    sealed: bytes
    closed: bool = False
    muted: bool = False
    told: bool = False
    unread: int = 0
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """What one side said. ``at``: integer UTC seconds; it stands inside the seal only."""

    number: int
    by_team: bool
    words: str
    at: int


@dataclass(frozen=True, slots=True)
class Conversation:
    """A talk with those of its lines that can still be read, the oldest first.

    ``member_id`` is there only where the member chose to show their name.
    """

    talk: Talk
    lines: tuple[Line, ...]
    member_id: int | None = None

    @property
    def shown(self) -> tuple[Line, ...]:
        """The last lines, as many as fit on one message; at least the last one."""
        room, kept = SHOWN_CHARACTERS, list[Line]()
        for line in reversed(self.lines[-LINES_SHOWN:]):
            room -= len(text.escape(line.words))
            if kept and room < 0:
                break
            kept.append(line)
        return tuple(reversed(kept))


@dataclass(frozen=True, slots=True)
class Unsent:
    """Nothing was stored. ``until``: when it may be tried again, where that is known."""

    fault: Fault
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A line is durable. ``case_id``: the case that the care team sees it on."""

    talk: Talk
    number: int
    case_id: str | None
    again: bool = False


def fault(words: str) -> Fault | None:
    """What is wrong with cleaned words; None when they can be sent."""
    found = text.fault(words, TALK_WORDS)
    if found is None:
        return None
    return Fault.EMPTY if found is text.Fault.EMPTY else Fault.TOO_LONG
