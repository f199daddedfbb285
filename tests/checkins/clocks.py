"""What clocks read, and when: found another way than Haven finds it.

By reading the clocks in the direction from UTC to there, minute by minute around every change from
2026 to 2028, and trying rules date by date.
"""

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import accumulate

from bot.checkins.schedules.recurrence import LAST, MonthlyDay, MonthlyNth, Rule, Weekly
from bot.checkins.schedules.zones import zone, zone_names

HOUR, DAY = 3600, 24 * 3600
BEGIN = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
END = int(datetime(2029, 1, 1, tzinfo=UTC).timestamp())
AROUND = 30 * HOUR  # from a change; what is asserted stays six hours inside


def clock(name: str, at: int) -> datetime:
    """What the clocks read there, without a zone."""
    return datetime.fromtimestamp(at, zone(name)).replace(tzinfo=None)


def shift(name: str, at: int) -> int:
    """How far the clocks there are ahead of UTC, in seconds."""
    ahead = datetime.fromtimestamp(at, zone(name)).utcoffset()
    assert ahead is not None
    return int(ahead.total_seconds())


@dataclass(frozen=True, slots=True)
class Change:
    """``at``: the first instant of the new time."""

    name: str
    at: int
    before: int
    after: int


@cache
def alike() -> dict[bytes, tuple[str, ...]]:
    """The zones by what is in their files: many are the same zone by another name."""
    found: dict[bytes, tuple[str, ...]] = {}
    for name in zone_names():
        rules = files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()
        found[rules] = (*found.get(rules, ()), name)
    return found


@cache
def changes() -> tuple[Change, ...]:
    """One zone of each kind with each of its changes."""
    return tuple(change for first, *_ in alike().values() for change in changes_of(first))


@cache
def changes_of(name: str) -> tuple[Change, ...]:
    return tuple(_search(name))


def _search(name: str) -> Iterator[Change]:
    step = 6 * HOUR
    before = shift(name, BEGIN)
    for start in range(BEGIN, END, step):
        after = shift(name, start + step)
        if after != before:
            instants = range(start, start + step + 1)
            at = instants[bisect_left(instants, 1, key=lambda t: shift(name, t) == after)]
            yield Change(name, at, before, after)
        before = after


@cache
def furthest(change: Change) -> list[datetime]:
    """The furthest that the clocks have got, at each minute around the change."""
    minutes = range(change.at - AROUND, change.at + AROUND, 60)
    return list(accumulate((clock(change.name, at) for at in minutes), max))


def reached(change: Change, wall: datetime) -> int:
    """The first instant around the change at which the clocks have got to ``wall``."""
    return change.at - AROUND + 60 * bisect_left(furthest(change), wall)


def falls_on(rule: Rule, day: date) -> bool:
    """Whether the rule has this date, told from the date alone."""
    length = monthrange(day.year, day.month)[1]
    match rule:
        case Weekly():
            weeks = (day - timedelta(days=day.weekday()) - rule.anchor).days / 7
            return day.weekday() in rule.days and weeks % rule.every == 0
        case MonthlyDay():
            return day.day == rule.day or (day.day == length and rule.day > length)
        case MonthlyNth(nth, weekday):
            ahead = (day.day - 1) // 7 + 1 == nth if nth != LAST else day.day + 7 > length
            return day.weekday() == weekday and ahead


def first_in_days(name: str, wall: datetime) -> int:
    """The first instant that reads ``wall`` there, or the change that skips it.

    By trying every offset the zone has in these years, and looking which of them the clocks
    confirm: what is left over is a time that does not exist.
    """
    as_utc = int(wall.replace(tzinfo=UTC).timestamp())
    candidates = sorted(as_utc - ahead for ahead in shifts(name))
    confirmed = [at for at in candidates if clock(name, at) == wall]
    if confirmed:
        return confirmed[0]
    (skipping,) = (
        change.at
        for change in changes_of(name)
        if change.at + change.before <= as_utc < change.at + change.after
    )
    return skipping


@cache
def shifts(name: str) -> frozenset[int]:
    ahead = {side for change in changes_of(name) for side in (change.before, change.after)}
    return frozenset(ahead or {shift(name, BEGIN)})
