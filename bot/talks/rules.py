"""Values and rules of talks between a member and the care team. Pure: no clock, no randomness."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.core import text

TALK_DAYS = 30
"""Days for which a sealed line is kept, and a talk after its last line."""

TALK_WORDS = text.MAX_WORDS
"""Max characters in one line: the same as in a share, so that a whole draft can become one line."""

LINES_SHOWN = 6
"""Max lines of a talk shown together; a message takes 6,000 characters in embeds."""
SHOWN_CHARACTERS = 5000


class TalkFault(Enum):
    """Why words cannot be sent; the cog has a sentence for each that says what to do next."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    CLOSED = "closed"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One stored talk. ``sealed`` holds the member's id, readable until ``key_day``.

    ``post_id``: the share or reply that it is about. ``alias``: the member's name in that thread.
    ``unread``: number of team lines that the member has not opened. ``lines``: number of the last
    line.
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
class TalkLine:
    """One line by one side. ``at``: integer UTC seconds; stored inside the seal only."""

    number: int
    by_team: bool
    words: str
    at: int


@dataclass(frozen=True, slots=True)
class Conversation:
    """A talk with its lines that can still be read, oldest first.

    ``member_id`` is set only when the member chose to show their name.
    """

    talk: Talk
    lines: tuple[TalkLine, ...]
    member_id: int | None = None

    @property
    def shown(self) -> tuple[TalkLine, ...]:
        """Return the last lines that fit in one message; at least the last one."""
        room, kept = SHOWN_CHARACTERS, list[TalkLine]()
        for line in reversed(self.lines[-LINES_SHOWN:]):
            room -= len(text.escape(line.words))
            if kept and room < 0:
                break
            kept.append(line)
        return tuple(reversed(kept))


@dataclass(frozen=True, slots=True)
class Unsent:
    """Nothing was stored. ``until``: when the sender may try again, if known."""

    fault: TalkFault
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """The line is durable. ``case_id``: the case on which the care team sees it."""

    talk: Talk
    number: int
    case_id: str | None
    again: bool = False


def fault(words: str) -> TalkFault | None:
    """Return what is wrong with cleaned words; None when they can be sent."""
    found = text.fault(words, TALK_WORDS)
    if found is None:
        return None
    return TalkFault.EMPTY if found is text.TextFault.EMPTY else TalkFault.TOO_LONG
