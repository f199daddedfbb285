"""The clock of a case: who is called when no carer takes it. Pure.

- A clock is a row: when it began, how many calls it has made, when the next one is.
- Of calls that were missed only the loudest is made.
"""

from dataclasses import dataclass
from enum import Enum

from bot.screening.verdict import Level

COOL_SECONDS = 900
"""After a call the same case calls no one for this long, unless it has become more urgent."""


class Rung(Enum):
    """Who is called, from the quietest on."""

    ALOUD = "aloud"
    """A line in the care channel that mentions no one."""
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
"""Seconds after a clock was started, and who is called then. After the last one the case is said
aloud every :data:`AGAIN` until a carer takes it."""
AGAIN = 3 * DAY
REMIND = DAY
"""A case that a carer has, and that stays open, is said aloud after this time, then every AGAIN."""


@dataclass(frozen=True, slots=True)
class Due:
    """What a clock says: the call to make now, if any, and when the next one is."""

    rung: Rung | None
    step: int
    call_at: int


def next_call(level: Level, began_at: int, step: int) -> int:
    """Return when (UTC seconds) a clock that has made ``step`` calls has the next one."""
    ladder = LADDER[level]
    if step < len(ladder):
        return began_at + ladder[step][0]
    return began_at + ladder[-1][0] + (step - len(ladder) + 1) * AGAIN


def due(level: Level, began_at: int, step: int, now: int) -> Due:
    """Return the call that is due; of several that were missed only the last, the loudest."""
    rung: Rung | None = None
    while (at := next_call(level, began_at, step)) <= now:
        ladder = LADDER[level]
        rung = ladder[step][1] if step < len(ladder) else rung or Rung.ALOUD
        step += 1
    return Due(rung, step, at)


def loudest(level: Level, step: int) -> Rung:
    """Return the last rung that a clock which has made ``step`` calls has reached."""
    ladder = LADDER[level]
    return ladder[max(0, min(step, len(ladder)) - 1)][1]


@dataclass(frozen=True, slots=True)
class Call:
    """A call on its way. ``people``: who is on duty. ``channel_id``, ``message_id``: the card.

    ``claimed_at``: since when it may be out, None if it surely is not.
    """

    call_id: str
    case_id: str
    guild_id: int
    rung: Rung
    level: Level
    attempts: int
    claimed_at: int | None
    channel_id: int | None
    message_id: int | None
    people: tuple[int, ...] = ()
