"""Computes when a schedule is due. Pure except for the zone tables of ``zones``.

- A rule gives *dates*. A date, an hour, a minute and a zone give an *instant* in integer UTC
  seconds.
- A rule's dates are numbered in order by integers (negative ones too), so the next due time and a
  count over years cost the same.
- The instant of a date is **the first at which the local clocks have reached the wall time**. A
  time that does not exist (the clocks go forward over it) is due at the change itself, the first
  valid instant after it. A time that comes twice (the clocks go back) is due the first time only.
- By that definition a later wall time is never due before an earlier one.
- Two dates of one rule have the same instant only where a zone skips a whole day (Apia,
  30 December 2011). They count as one due time.
- Years from 2 to 9998 work; outside them ``datetime`` raises ``OverflowError`` or ``ValueError``.

A recurrence is spelled as one short line for a database column. It has no colons, so it can be part
of a button's id. Each recurrence has exactly one spelling::

    w2.03.1.1930.Europe/Berlin   every 2 weeks (those numbered 1 of 0 and 1), Monday and Thursday
    d31.0900.UTC                 the last day of every month, 9:00
    n-1.4.1800.Asia/Kathmandu    the last Friday of every month, 18:00
"""

import re
from bisect import bisect_left
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.checkins.schedules.zones import known, zone

MINUTE = 60
DAY = 24 * 3600

EVERY_AT_MOST = 8
"""Max interval of a weekly rule, in weeks."""

LAST = -1
"""``MonthlyNth.nth`` for the last such weekday of a month."""

LARGEST_CHANGE = 2 * 3600
"""Largest clock change of 2026 to 2028, in seconds (Troll; the tests check every zone)."""

_EPOCH = date(1970, 1, 1).toordinal()
_FIRST_MONDAY = date(2001, 1, 1).toordinal()
"""The Monday that weeks are counted from. Any Monday would do."""

_STEPS = 48
"""Steps from date to date: four years of months with a leap year; far more than a week's days."""

_LINE = re.compile(
    r"(?:w(?P<every>[1-8])\.(?P<days>[0-6]{1,7})\.(?P<week>[0-7])"
    r"|d(?P<day>[0-9]{1,2})"
    r"|n(?P<nth>-1|[1-4])\.(?P<weekday>[0-6]))"
    r"\.(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})\.(?P<zone>[A-Za-z0-9_+/-]{1,40})"
)


@dataclass(frozen=True, slots=True)
class Weekly:
    """A rule for ``days`` (0: Monday ... 6: Sunday) of every ``every``-th week.

    ``anchor``: any date in a week that counts. It is stored as the earliest Monday since 2001 of a
    week that counts, so that equivalent rules are equal.
    """

    every: int
    days: frozenset[int]
    anchor: date

    def __post_init__(self) -> None:
        if not 1 <= self.every <= EVERY_AT_MOST:
            raise ValueError("every is out of range")
        if not self.days or not self.days <= frozenset(range(7)):
            raise ValueError("days are out of range")
        week = (self.anchor.toordinal() - _FIRST_MONDAY) // 7 % self.every
        object.__setattr__(self, "anchor", date.fromordinal(_FIRST_MONDAY + week * 7))


@dataclass(frozen=True, slots=True)
class MonthlyDay:
    """A rule for one day of every month, 1 to 31.

    A month that is too short uses its last day: 31 is always the last day of the month, and 29 and
    30 are the last day of a shorter February. No month is ever skipped.
    """

    day: int

    def __post_init__(self) -> None:
        if not 1 <= self.day <= 31:
            raise ValueError("day is out of range")


@dataclass(frozen=True, slots=True)
class MonthlyNth:
    """A rule for the ``nth`` (1 to 4, or ``LAST``) ``weekday`` (0: Monday) of every month.

    A fifth is not offered: most months have none.
    """

    nth: int
    weekday: int

    def __post_init__(self) -> None:
        if self.nth not in (1, 2, 3, 4, LAST):
            raise ValueError("nth is out of range")
        if not 0 <= self.weekday <= 6:
            raise ValueError("weekday is out of range")


Rule = Weekly | MonthlyDay | MonthlyNth


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule for dates, the wall time on each of them, and the IANA zone of that clock."""

    rule: Rule
    hour: int
    minute: int
    zone: str

    def __post_init__(self) -> None:
        if not (0 <= self.hour <= 23 and 0 <= self.minute <= 59):
            raise ValueError("the time of day is out of range")
        if not known(self.zone):
            raise ValueError("no such time zone")


def next_due(recurrence: Recurrence, after: int) -> int:
    """Return the first due time strictly after ``after``, both in UTC seconds."""
    return _instant(recurrence, _index_after(recurrence, after))


def dues(recurrence: Recurrence, after: int, count: int) -> list[int]:
    """Return the first ``count`` due times strictly after ``after``, in UTC seconds, ascending."""
    found: list[int] = []
    for _ in range(count):
        after = next_due(recurrence, after)
        found.append(after)
    return found


def latest_due(recurrence: Recurrence, first: int, now: int) -> tuple[int, int]:
    """Return the latest due time up to ``now``, and the number of due times from ``first`` to it.

    Both ends are counted. ``first`` is a due time that has come. If the zone's rules have changed
    since it was computed, it may no longer be one; the result is then never earlier than ``first``,
    and counts it as one if nothing else is due. An hour takes as long to compute as years do.

    Raises:
        ValueError: ``first`` is in the future.
    """
    if first > now:
        raise ValueError("the first due has not come yet")
    end = _index_after(recurrence, now)
    begin = _index_after(recurrence, first - 1)
    if begin >= end:
        return first, 1
    return _instant(recurrence, end - 1), end - begin


def shortest_gap(recurrence: Recurrence) -> int:
    """Return a lower bound, in seconds, of the time between one due time and the next.

    It is the fewest days between two dates of the rule, minus ``LARGEST_CHANGE``.
    """
    start = 2027 * 12  # January as a month's number; for weekly rules any number will do
    ordinals = [_ordinal(recurrence.rule, start + step) for step in range(_STEPS + 1)]
    return min(b - a for a, b in pairwise(ordinals)) * DAY - LARGEST_CHANGE


def spell(recurrence: Recurrence) -> str:
    """Return the one spelling of this recurrence, of at most 55 characters."""
    match recurrence.rule:
        case Weekly(every, days, anchor):
            week = (anchor.toordinal() - _FIRST_MONDAY) // 7
            rule = f"w{every}.{''.join(map(str, sorted(days)))}.{week}"
        case MonthlyDay(day):
            rule = f"d{day}"
        case MonthlyNth(nth, weekday):
            rule = f"n{nth}.{weekday}"
        case _ as unreachable:
            assert_never(unreachable)
    return f"{rule}.{recurrence.hour:02}{recurrence.minute:02}.{recurrence.zone}"


def read(text: str) -> Recurrence:
    """Return the recurrence with this spelling.

    Raises:
        ValueError: ``spell`` never writes this text.
    """
    found = _LINE.fullmatch(text)
    if found is None:
        raise ValueError("not a recurrence")
    if found["every"]:
        monday = date.fromordinal(_FIRST_MONDAY + 7 * int(found["week"]))
        rule = Weekly(int(found["every"]), frozenset(map(int, found["days"])), monday)
    elif found["day"]:
        rule = MonthlyDay(int(found["day"]))
    else:
        rule = MonthlyNth(int(found["nth"]), int(found["weekday"]))
    recurrence = Recurrence(rule, int(found["hour"]), int(found["minute"]), found["zone"])
    if spell(recurrence) != text:
        raise ValueError("not the spelling of a recurrence")
    return recurrence


def _index_after(recurrence: Recurrence, after: int) -> int:
    """Return the number of the first date whose instant is later than ``after``."""
    today = datetime.fromtimestamp(after, zone(recurrence.zone)).date()
    index = _index(recurrence.rule, today.toordinal())
    # In this zone the clocks have passed every earlier date, so no earlier date can be due later.
    # Today's time may have passed, and so may tomorrow's first minute: some zones have set their
    # clocks back over midnight (St John's, until 2011).
    while _instant(recurrence, index) <= after:
        index += 1
    return index


def _index(rule: Rule, ordinal: int) -> int:
    """Return the number of the rule's first date on or after this one."""
    match rule:
        case Weekly(every, days, anchor):
            cycle, rest = divmod(ordinal - anchor.toordinal(), 7 * every)
            return cycle * len(days) + bisect_left(sorted(days), rest)
        case MonthlyDay() | MonthlyNth():
            today = date.fromordinal(ordinal)
            index = today.year * 12 + today.month - 1
            return index if _ordinal(rule, index) >= ordinal else index + 1
        case _ as unreachable:
            assert_never(unreachable)


def _ordinal(rule: Rule, index: int) -> int:
    """Return the date with this number, as a proleptic Gregorian ordinal (as in ``datetime``)."""
    match rule:
        case Weekly(every, days, anchor):
            cycle, which = divmod(index, len(days))
            return anchor.toordinal() + cycle * 7 * every + sorted(days)[which]
        case MonthlyDay(day):
            year, month = divmod(index, 12)
            _, length = monthrange(year, month + 1)
            return date(year, month + 1, min(day, length)).toordinal()
        case MonthlyNth(nth, weekday):
            year, month = divmod(index, 12)
            first, length = monthrange(year, month + 1)
            day = 1 + (weekday - first) % 7
            day += (length - day) // 7 * 7 if nth == LAST else (nth - 1) * 7
            return date(year, month + 1, day).toordinal()
        case _ as unreachable:
            assert_never(unreachable)


def _instant(recurrence: Recurrence, index: int) -> int:
    """Return the first instant at which the clocks reach the wall time of this date."""
    ordinal = _ordinal(recurrence.rule, index)
    there = zone(recurrence.zone)
    day = date.fromordinal(ordinal)
    wall = datetime(day.year, day.month, day.day, recurrence.hour, recurrence.minute, tzinfo=there)
    reading = (ordinal - _EPOCH) * DAY + recurrence.hour * 3600 + recurrence.minute * MINUTE
    # PEP 495: in a repeated hour, fold=0 is the offset of the first occurrence. In a missing hour,
    # fold=0 is the offset before the change and fold=1 the one after it, which is the larger.
    before, after = _offset(wall), _offset(wall.replace(fold=1))
    if after <= before:
        return reading - before
    return _change(there, wall, reading - after, reading - before)


def _change(there: ZoneInfo, wall: datetime, early: int, late: int) -> int:
    """Return the first instant in (early, late] at which the clocks read ``wall`` or later."""
    missing = wall.replace(tzinfo=None)
    while late - early > 1:
        middle = (early + late) // 2
        if datetime.fromtimestamp(middle, UTC).astimezone(there).replace(tzinfo=None) < missing:
            early = middle
        else:
            late = middle
    return late


def _offset(moment: datetime) -> int:
    offset = moment.utcoffset() or timedelta()  # never None for a zone, though its type allows it
    return offset.days * DAY + offset.seconds
