"""The clock of a case: who is called, and when, while no carer takes it. Pure.

- A clock is a row: when it began, how many calls it has made, when the next one is due.
- When several calls were missed, only the loudest is made.
"""

from dataclasses import dataclass
from enum import Enum

from bot.screening.verdict import Level

COOL_SECONDS = 900
"""Seconds after a call for which the same case calls no one, unless it becomes more urgent."""

URGENT_ATTEMPTS = 2
"""An urgent call or card is put off as if it had been tried at most this often: for a minute. With
the back-off of all else it would come up to an hour after Discord is back."""


class Rung(Enum):
    """Who is called, from the quietest call to the loudest."""

    ALOUD = "aloud"
    """A line in the care channel that mentions no one."""
    QUIET = "quiet"
    """The carers on duty, without a sound."""
    DUTY = "duty"
    """The carers on duty."""
    TEAM = "team"
    """The whole care team."""
    ALL = "all"
    """The whole care team and, by a separate call, the server's owner."""
    OWNER = "owner"
    """The server's owner, directly."""


MINUTE, DAY = 60, 86400
LADDER: dict[Level, tuple[tuple[int, Rung], ...]] = {
    Level.Q3: ((0, Rung.DUTY), (5 * MINUTE, Rung.TEAM), (15 * MINUTE, Rung.ALL)),
    Level.Q2: ((0, Rung.QUIET), (30 * MINUTE, Rung.TEAM), (60 * MINUTE, Rung.ALL)),
    Level.Q1: ((DAY, Rung.ALOUD), (2 * DAY, Rung.TEAM)),
    Level.Q0: ((DAY, Rung.ALOUD),),
}
"""Seconds after a clock was started, and who is called then. After the last one the channel is
reminded every :data:`AGAIN` until a carer takes the case."""
AGAIN = 3 * DAY
REMIND = DAY
"""Seconds after which the channel is reminded of a claimed case that is still open; then every
:data:`AGAIN`."""


@dataclass(frozen=True, slots=True)
class Due:
    """The state of a clock: the call to make now, if any, and when the next one is due."""

    rung: Rung | None
    step: int
    call_at: int


def next_call(level: Level, began_at: int, step: int) -> int:
    """Return when (UTC seconds) a clock that has made ``step`` calls makes the next one."""
    ladder = LADDER[level]
    if step < len(ladder):
        return began_at + ladder[step][0]
    return began_at + ladder[-1][0] + (step - len(ladder) + 1) * AGAIN


def due(level: Level, began_at: int, step: int, now: int) -> Due:
    """Return the call that is due; when several were missed, only the last, the loudest."""
    rung: Rung | None = None
    while (at := next_call(level, began_at, step)) <= now:
        ladder = LADDER[level]
        rung = ladder[step][1] if step < len(ladder) else rung or Rung.ALOUD
        step += 1
    return Due(rung, step, at)


def loudest(level: Level, step: int) -> Rung:
    """Return the last rung that a clock has reached after ``step`` calls."""
    ladder = LADDER[level]
    return ladder[max(0, min(step, len(ladder)) - 1)][1]


@dataclass(frozen=True, slots=True)
class Call:
    """A call to be sent. ``people``: the carers on duty. ``channel_id``, ``message_id``: the card.

    ``claimed_at``: since when it may be out; None if it surely is not.
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
