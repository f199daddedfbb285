"""Dues in every zone there is, around every change of clocks from 2026 to 2028.

What is right is found by ``clocks``, by other means. Every test takes all zones, each time it is
run (the one over whole years: a sample).
"""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checkins.schedules.recurrence import (
    LARGEST_CHANGE,
    LAST,
    MonthlyDay,
    MonthlyNth,
    Recurrence,
    Rule,
    Weekly,
    dues,
    latest_due,
    next_due,
    shortest_gap,
)
from bot.checkins.schedules.zones import zone_names
from tests.checkins.clocks import (
    DAY,
    HOUR,
    Change,
    alike,
    changes,
    changes_of,
    clock,
    falls_on,
    first_in_days,
    reached,
)

EVERY_DAY = frozenset(range(7))
MONDAY = date(2026, 1, 5)
SAMPLE = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/El_Aaiun",
    "America/Havana",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "America/Vancouver",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Europe/Dublin",
    "Pacific/Apia",
    "Pacific/Chatham",
)


def right_around(change: Change, recurrence: Recurrence) -> list[int]:
    """What is due later than a day before the change and up to a day after it."""
    middle = clock(change.name, change.at).date()
    days = (middle + timedelta(days=step) for step in range(-3, 4))
    at = time(recurrence.hour, recurrence.minute)
    walls = (datetime.combine(day, at) for day in days if falls_on(recurrence.rule, day))
    instants = [reached(change, wall) for wall in walls]
    return [at for at in instants if change.at - DAY < at <= change.at + DAY]


def found_around(change: Change, recurrence: Recurrence) -> list[int]:
    """The same by Haven's reckoning."""
    found: list[int] = []
    due = next_due(recurrence, change.at - DAY)
    while due <= change.at + DAY:
        found.append(due)
        due = next_due(recurrence, due)
        assert due > found[-1]
    return found


def times_at_the_edges(change: Change) -> set[tuple[int, int]]:
    """Times of day in, at and beside what is skipped or repeated, and at midnight and noon."""
    low, high = sorted((change.at + change.before, change.at + change.after))
    edges = {low - 60, low, low + 60, (low + high) // 120 * 60, high - 60, high, high + 60}
    return {(at // HOUR % 24, at // 60 % 60) for at in edges} | {(0, 0), (23, 59), (12, 0)}


def assert_right_around(change: Change, hour: int, minute: int, name: str) -> None:
    recurrence = Recurrence(Weekly(1, EVERY_DAY, MONDAY), hour, minute, name)
    right = right_around(change, recurrence)

    assert right
    assert found_around(change, recurrence) == right, recurrence


def test_there_are_changes_of_every_kind_to_look_at() -> None:
    sizes = {abs(change.after - change.before) for change in changes()}
    at_midnight = [c for c in changes() if 0 in ((c.at + c.before) % DAY, (c.at + c.after) % DAY)]

    assert sizes >= {HOUR // 2, HOUR, 2 * HOUR}
    assert {c.name for c in at_midnight} >= {"Africa/Cairo", "Asia/Beirut", "America/Scoresbysund"}
    assert len(changes()) > 600
    assert sum(len(names) for names in alike().values()) == len(zone_names()) > 590


def test_no_change_is_larger_than_the_shortest_gap_allows_for() -> None:
    assert max(abs(change.after - change.before) for change in changes()) == LARGEST_CHANGE


@pytest.mark.slow
def test_around_every_change_each_date_is_due_once_when_the_clocks_first_get_there() -> None:
    looked_at: set[str] = set()
    for names in alike().values():
        for change in changes_of(names[0]):
            for hour, minute in times_at_the_edges(change):
                assert_right_around(change, hour, minute, names[0])
            for name in names[1:]:  # the same file by another name: one time of day will do
                assert_right_around(change, 2, 30, name)
        looked_at.update(names)

    assert looked_at == set(zone_names())


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(
    kind=st.sampled_from(["daily", "weekly", "day", "nth", "last"]),
    every=st.integers(1, 8),
    shown=st.integers(-1, 1),
    minute=st.integers(0, 24 * 60 - 1),
)
def test_any_rule_is_due_around_a_change_just_when_its_dates_say(
    kind: str, every: int, shown: int, minute: int
) -> None:
    for change in changes():
        day = clock(change.name, change.at).date() + timedelta(days=shown)
        rules: dict[str, Rule] = {
            "daily": Weekly(every, EVERY_DAY, day),
            "weekly": Weekly(every, frozenset((day.weekday(),)), day),
            "day": MonthlyDay(day.day),
            "nth": MonthlyNth(min(4, (day.day - 1) // 7 + 1), day.weekday()),
            "last": MonthlyNth(LAST, day.weekday()),
        }
        recurrence = Recurrence(rules[kind], *divmod(minute, 60), change.name)

        found = found_around(change, recurrence)
        assert found == right_around(change, recurrence), (change, recurrence)
        assert all(b - a >= shortest_gap(recurrence) for a, b in pairwise(found))


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(
    seconds=st.integers(-26 * HOUR, 26 * HOUR),
    minute=st.integers(0, 24 * 60 - 1),
)
def test_from_any_instant_around_a_change_the_next_due_is_the_first_later_one(
    seconds: int, minute: int
) -> None:
    for change in changes():
        recurrence = Recurrence(Weekly(1, EVERY_DAY, MONDAY), *divmod(minute, 60), change.name)
        now = change.at + seconds
        day = clock(change.name, now).date()
        around = [
            datetime.combine(day + timedelta(days=step), time(*divmod(minute, 60)))
            for step in range(-2, 3)
        ]
        instants = [first_in_days(change.name, wall) for wall in around]

        assert next_due(recurrence, now) == min(at for at in instants if at > now)
        latest = latest_due(recurrence, instants[0], now)
        assert latest == (
            max(at for at in instants if at <= now),
            sum(at <= now for at in instants),
        )


RULES = st.one_of(
    st.builds(
        Weekly,
        st.integers(1, 8),
        st.frozensets(st.integers(0, 6), min_size=1),
        st.dates(date(2024, 1, 1), date(2027, 1, 1)),
    ),
    st.builds(MonthlyDay, st.integers(1, 31)),
    st.builds(MonthlyNth, st.sampled_from([1, 2, 3, 4, LAST]), st.integers(0, 6)),
)
CLOCKS = st.one_of(
    st.integers(0, 24 * 60 - 1), st.sampled_from([0, 30, 60, 90, 120, 135, 150, 23 * 60 + 30])
)


@pytest.mark.parametrize("name", SAMPLE)
@settings(max_examples=10, deadline=None)
@given(rule=RULES, minute=CLOCKS)
def test_for_whole_years_each_date_of_the_rule_is_due_once_and_in_order(
    name: str, rule: Rule, minute: int
) -> None:
    at = time(*divmod(minute, 60))
    days = [date(2026, 1, 2) + timedelta(days=n) for n in range(3 * 365 - 3)]
    right = [first_in_days(name, datetime.combine(d, at)) for d in days if falls_on(rule, d)]
    recurrence = Recurrence(rule, at.hour, at.minute, name)
    before = first_in_days(name, datetime.combine(days[0], at)) - 1

    found = dues(recurrence, before, len(right))

    assert found == right
    assert all(later - earlier >= shortest_gap(recurrence) for earlier, later in pairwise(found))


@pytest.mark.slow
def test_in_every_zone_a_fortnightly_due_reads_as_asked_for_three_years() -> None:
    for number, name in enumerate(zone_names()):
        at = time(number % 24, number * 7 % 60)
        recurrence = Recurrence(
            Weekly(2, frozenset((number % 7,)), MONDAY), at.hour, at.minute, name
        )
        days = [MONDAY + timedelta(days=number % 7, weeks=2 * n) for n in range(75)]

        right = [first_in_days(name, datetime.combine(day, at)) for day in days]

        assert dues(recurrence, right[0] - 1, len(right)) == right, name
