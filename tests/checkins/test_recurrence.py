"""Dates and instants that were looked up, and what holds for any rule."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checkins.schedules.recurrence import (
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
from bot.checkins.schedules.zones import zone, zone_names

DAY = 24 * 3600
MONDAY = date(2026, 1, 5)
DAILY = Weekly(1, frozenset(range(7)), MONDAY)

RULES = st.one_of(
    st.builds(
        Weekly,
        st.integers(1, 8),
        st.frozensets(st.integers(0, 6), min_size=1),
        st.dates(date(1990, 1, 1), date(2060, 1, 1)),
    ),
    st.builds(MonthlyDay, st.integers(1, 31)),
    st.builds(MonthlyNth, st.sampled_from([1, 2, 3, 4, LAST]), st.integers(0, 6)),
)
RECURRENCES = st.builds(
    Recurrence,
    RULES,
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(zone_names()),
)


def instant(text: str) -> int:
    """UTC seconds of an ISO time in UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def dates(recurrence: Recurrence, after: str, count: int) -> list[str]:
    """The local dates, as ISO, of so many dues after a time in UTC."""
    there = zone(recurrence.zone)
    found = dues(recurrence, instant(after), count)
    return [datetime.fromtimestamp(at, there).date().isoformat() for at in found]


@pytest.mark.parametrize(
    ("name", "hour", "minute", "day", "due"),
    [
        # An ordinary evening, in winter and in summer.
        ("Europe/Berlin", 19, 0, "2026-01-07", "2026-01-07T18:00"),
        ("Europe/Berlin", 19, 0, "2026-07-07", "2026-07-07T17:00"),
        ("America/New_York", 19, 0, "2026-01-07", "2026-01-08T00:00"),
        ("Asia/Kathmandu", 19, 0, "2026-01-07", "2026-01-07T13:15"),
        ("Pacific/Apia", 8, 0, "2026-01-07", "2026-01-06T19:00"),
        ("Pacific/Apia", 8, 0, "2026-07-07", "2026-07-06T19:00"),
        # Skipped: due at the change.
        ("Europe/Berlin", 1, 59, "2026-03-29", "2026-03-29T00:59"),
        ("Europe/Berlin", 2, 0, "2026-03-29", "2026-03-29T01:00"),
        ("Europe/Berlin", 2, 30, "2026-03-29", "2026-03-29T01:00"),
        ("Europe/Berlin", 3, 0, "2026-03-29", "2026-03-29T01:00"),
        ("Europe/Berlin", 3, 1, "2026-03-29", "2026-03-29T01:01"),
        ("America/New_York", 2, 30, "2026-03-08", "2026-03-08T07:00"),
        ("Australia/Lord_Howe", 2, 15, "2026-10-04", "2026-10-03T15:30"),
        ("Africa/Cairo", 0, 30, "2026-04-24", "2026-04-23T22:00"),
        ("America/Nuuk", 23, 30, "2026-03-28", "2026-03-29T01:00"),
        ("Antarctica/Troll", 2, 59, "2026-03-29", "2026-03-29T01:00"),
        # Repeated: due the first time.
        ("Europe/Berlin", 2, 0, "2026-10-25", "2026-10-25T00:00"),
        ("Europe/Berlin", 2, 59, "2026-10-25", "2026-10-25T00:59"),
        ("Europe/Berlin", 3, 0, "2026-10-25", "2026-10-25T02:00"),
        ("America/New_York", 1, 30, "2026-11-01", "2026-11-01T05:30"),
        ("Australia/Lord_Howe", 1, 45, "2026-04-05", "2026-04-04T14:45"),
        ("Asia/Beirut", 23, 30, "2026-10-24", "2026-10-24T20:30"),
        ("Asia/Beirut", 0, 0, "2026-10-25", "2026-10-24T22:00"),
        ("Antarctica/Troll", 1, 30, "2026-10-25", "2026-10-24T23:30"),
        # Morocco: an hour back for Ramadan, forward after it, and back for good in September.
        ("Africa/Casablanca", 19, 0, "2026-02-14", "2026-02-14T18:00"),
        ("Africa/Casablanca", 2, 30, "2026-02-15", "2026-02-15T01:30"),
        ("Africa/Casablanca", 19, 0, "2026-02-15", "2026-02-15T19:00"),
        ("Africa/Casablanca", 2, 30, "2026-03-22", "2026-03-22T02:00"),
        ("Africa/Casablanca", 19, 0, "2026-03-22", "2026-03-22T18:00"),
        ("Africa/Casablanca", 19, 0, "2027-07-07", "2027-07-07T19:00"),
        # A day that never was: at its end, which is the next day's beginning.
        ("Pacific/Apia", 8, 0, "2011-12-30", "2011-12-30T10:00"),
    ],
)
def test_a_wall_time_is_due_when_the_clocks_first_get_there(
    name: str, hour: int, minute: int, day: str, due: str
) -> None:
    recurrence = Recurrence(MonthlyDay(int(day[-2:])), hour, minute, name)
    a_week_before = instant(f"{day}T00:00") - 7 * DAY

    assert next_due(recurrence, a_week_before) == instant(due)


def test_a_day_that_a_zone_leaves_out_is_not_due_twice() -> None:
    midnight = Recurrence(DAILY, 0, 0, "Pacific/Apia")
    after = instant("2011-12-29T00:00")

    found = dues(midnight, after, 3)

    assert found == [
        instant("2011-12-29T10:00"),  # the 29th
        instant("2011-12-30T10:00"),  # the 31st, and the 30th that never was
        instant("2011-12-31T10:00"),
    ]


def test_clocks_that_go_back_over_midnight_make_no_date_due_twice() -> None:
    midnight = Recurrence(DAILY, 0, 0, "America/St_Johns")  # at 00:01 they went back to 23:01
    first = instant("2010-11-07T02:30")

    assert next_due(midnight, first - 1) == first
    assert next_due(midnight, first) == instant("2010-11-08T03:30")
    assert next_due(midnight, first + 15 * 60) == instant("2010-11-08T03:30")


@pytest.mark.parametrize(
    ("rule", "after", "expected"),
    [
        (MonthlyDay(31), "2026-01-15", ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
        (MonthlyDay(31), "2028-02-01", ["2028-02-29", "2028-03-31"]),
        (MonthlyDay(30), "2027-01-31", ["2027-02-28", "2027-03-30", "2027-04-30"]),
        (MonthlyDay(29), "2027-02-01", ["2027-02-28", "2027-03-29"]),
        (MonthlyDay(29), "2028-02-01", ["2028-02-29", "2028-03-29"]),
        (MonthlyDay(1), "2026-11-15", ["2026-12-01", "2027-01-01", "2027-02-01"]),
        (MonthlyNth(1, 0), "2026-05-31", ["2026-06-01", "2026-07-06", "2026-08-03"]),
        (MonthlyNth(2, 1), "2026-08-31", ["2026-09-08", "2026-10-13"]),
        (MonthlyNth(4, 6), "2026-01-31", ["2026-02-22", "2026-03-22"]),
        (MonthlyNth(LAST, 4), "2026-01-01", ["2026-01-30", "2026-02-27", "2026-03-27"]),
        (MonthlyNth(LAST, 6), "2026-05-01", ["2026-05-31", "2026-06-28"]),
        (
            Weekly(1, frozenset((0, 3)), MONDAY),
            "2026-01-01T23:00",
            ["2026-01-05", "2026-01-08", "2026-01-12"],
        ),
        (
            Weekly(2, frozenset((0, 3)), date(2026, 12, 16)),
            "2026-12-16",
            ["2026-12-17", "2026-12-28", "2026-12-31", "2027-01-11", "2027-01-14"],
        ),
        (
            Weekly(3, frozenset((6,)), date(2026, 12, 27)),
            "2026-12-20T23:00",
            ["2026-12-27", "2027-01-17", "2027-02-07"],
        ),
        (Weekly(8, frozenset((2,)), MONDAY), "2025-12-01", ["2026-01-07", "2026-03-04"]),
    ],
)
def test_a_rule_has_its_dates(rule: Rule, after: str, expected: list[str]) -> None:
    recurrence = Recurrence(rule, 19, 0, "Europe/Berlin")

    assert dates(recurrence, after, len(expected)) == expected


@given(RECURRENCES, st.integers(instant("2025-01-01"), instant("2035-01-01")))
def test_dues_are_later_than_asked_and_at_least_the_shortest_gap_apart(
    recurrence: Recurrence, after: int
) -> None:
    found = dues(recurrence, after, 30)

    assert after < found[0]
    assert all(b - a >= shortest_gap(recurrence) > 0 for a, b in pairwise(found))
    assert next_due(recurrence, found[0] - 1) == found[0]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        (DAILY, 1),
        (Weekly(1, frozenset((3,)), MONDAY), 7),
        (Weekly(1, frozenset((0, 3)), MONDAY), 3),
        (Weekly(1, frozenset((0, 6)), MONDAY), 1),
        (Weekly(2, frozenset((0, 6)), MONDAY), 6),
        (Weekly(2, frozenset((0, 1)), MONDAY), 1),
        (Weekly(4, frozenset((5,)), MONDAY), 28),
        (MonthlyDay(1), 28),
        (MonthlyDay(28), 28),
        (MonthlyDay(29), 29),
        (MonthlyDay(30), 29),
        (MonthlyDay(31), 28),
        (MonthlyNth(1, 0), 28),
        (MonthlyNth(LAST, 6), 28),
    ],
)
def test_the_shortest_gap_is_the_fewest_days_less_two_hours(rule: Rule, days: int) -> None:
    assert shortest_gap(Recurrence(rule, 19, 0, "UTC")) == days * DAY - 2 * 3600


def test_after_years_of_sleep_the_latest_due_and_their_number_are_known() -> None:
    recurrence = Recurrence(DAILY, 19, 0, "America/New_York")
    first = next_due(recurrence, instant("2026-01-01T00:00"))
    now = instant("2926-01-01T12:00")

    latest, number = latest_due(recurrence, first, now)

    assert latest == instant("2926-01-01T00:00")  # 19:00 of the 31st
    assert number == (date(2926, 1, 1) - date(2026, 1, 1)).days


@given(RECURRENCES, st.integers(instant("2025-01-01"), instant("2030-01-01")), st.data())
def test_the_latest_due_is_the_one_that_counting_finds(
    recurrence: Recurrence, after: int, data: st.DataObject
) -> None:
    found = dues(recurrence, after, 20)
    now = data.draw(st.integers(found[0], found[-1]))

    passed = [due for due in found if due <= now]

    assert latest_due(recurrence, found[0], now) == (passed[-1], len(passed))


def test_a_due_that_has_just_come_is_itself_the_latest() -> None:
    recurrence = Recurrence(DAILY, 19, 0, "UTC")
    due = instant("2026-01-05T19:00")

    assert latest_due(recurrence, due, due) == (due, 1)


def test_a_due_that_the_zone_has_since_moved_still_counts_as_one() -> None:
    recurrence = Recurrence(DAILY, 19, 0, "UTC")
    stale = instant("2026-01-05T18:00")

    assert latest_due(recurrence, stale, stale + 60) == (stale, 1)
    assert latest_due(recurrence, stale, stale + 3600) == (instant("2026-01-05T19:00"), 1)


def test_a_due_in_the_future_has_no_latest() -> None:
    with pytest.raises(ValueError, match="not come yet"):
        latest_due(Recurrence(DAILY, 19, 0, "UTC"), 1_000_001, 1_000_000)


@given(st.integers(1, 8), st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(-200, 200))
def test_any_date_of_any_week_that_counts_gives_the_same_rule(
    every: int, anchor: date, turns: int
) -> None:
    rule = Weekly(every, frozenset((1,)), anchor)
    monday = anchor - timedelta(days=anchor.weekday())

    assert Weekly(every, frozenset((1,)), monday + timedelta(weeks=every * turns, days=6)) == rule
    assert rule.anchor.weekday() == 0
    assert (monday - rule.anchor).days % (7 * every) == 0


def test_rules_that_cannot_be_are_refused() -> None:
    for every, days in ((0, {0}), (9, {0}), (1, set[int]()), (1, {7}), (1, {-1})):
        with pytest.raises(ValueError, match="out of range"):
            Weekly(every, frozenset(days), MONDAY)
    for day in (0, 32):
        with pytest.raises(ValueError, match="out of range"):
            MonthlyDay(day)
    for nth, weekday in ((0, 0), (5, 0), (-2, 0), (1, 7), (1, -1)):
        with pytest.raises(ValueError, match="out of range"):
            MonthlyNth(nth, weekday)
    for hour, minute in ((24, 0), (-1, 0), (0, 60), (0, -1)):
        with pytest.raises(ValueError, match="out of range"):
            Recurrence(DAILY, hour, minute, "UTC")
    with pytest.raises(ValueError, match="no such time zone"):
        Recurrence(DAILY, 0, 0, "Europe/Atlantis")
