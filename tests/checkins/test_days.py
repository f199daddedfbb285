"""What people type for days and times."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checkins.schedules.date_input import (
    OFFERED_AT_MOST,
    TYPED_AT_MOST,
    DaysFault,
    RepeatRule,
    parse_days,
    parse_time,
    suggest_days,
    written,
)
from bot.checkins.schedules.recurrence import LAST, MonthlyDay, MonthlyNth, Rule, Weekly

THURSDAY = date(2026, 1, 8)
REPEATS = st.sampled_from(RepeatRule)


def weekly(*days: int) -> Weekly:
    """Every week on these days."""
    return Weekly(1, frozenset(days), THURSDAY)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("19:00", (19, 0)),
        ("19.30", (19, 30)),
        ("7pm", (19, 0)),
        ("7 PM", (19, 0)),
        ("7:30 pm", (19, 30)),
        ("7.30 p.m.", (19, 30)),
        ("7p", (19, 0)),
        ("0:00", (0, 0)),
        ("00:00", (0, 0)),
        ("9:05", (9, 5)),
        ("12am", (0, 0)),
        ("12:30 am", (0, 30)),
        ("12pm", (12, 0)),
        ("11:59 pm", (23, 59)),
        ("noon", (12, 0)),
        ("midnight", (0, 0)),
        ("1900", (19, 0)),
        ("0730", (7, 30)),
        ("19h", (19, 0)),
        ("19h30", (19, 30)),
        ("  8:15  ", (8, 15)),
        ("\N{FULLWIDTH DIGIT SEVEN}:30 pm", (19, 30)),
    ],
)
def test_a_time_is_understood(typed: str, meant: tuple[int, int]) -> None:
    assert parse_time(typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["", "7", "19", "24:00", "25:00", "19:60", "7:5", "13pm", "0pm", "7:60 pm", "730", "soon",
     "-1:00", "19:00:00", "7 am pm", "19:00 19:00", "9" * 5000, "7:30:pm", "7pmm"],
)  # fmt: skip
def test_what_is_not_a_time_or_may_be_two_is_not_taken(typed: str) -> None:
    assert parse_time(typed) is None


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_minute_of_the_day_can_be_said_by_either_clock(hour: int, minute: int) -> None:
    half = "pm" if hour >= 12 else "am"

    assert parse_time(f"{hour}:{minute:02}") == (hour, minute)
    assert parse_time(f"{hour:02}.{minute:02}") == (hour, minute)
    assert parse_time(f"{hour % 12 or 12}:{minute:02} {half}") == (hour, minute)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("mon", {0}),
        ("Monday", {0}),
        ("mondays", {0}),
        ("Mo", {0}),
        ("mon,thu", {0, 3}),
        ("Monday and Thursday", {0, 3}),
        ("on Mondays & Thursdays", {0, 3}),
        ("mon thu sat", {0, 3, 5}),
        ("tues/thurs", {1, 3}),
        ("weds", {2}),
        ("wed.", {2}),
        ("every friday", {4}),
        ("daily", set(range(7))),
        ("every day", set(range(7))),
        ("Everyday", set(range(7))),
        ("weekdays", {0, 1, 2, 3, 4}),
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("Monday to Friday", {0, 1, 2, 3, 4}),
        ("mon \N{EN DASH} wed, sat", {0, 1, 2, 5}),
        ("fri-mon", {4, 5, 6, 0}),
        ("weekend", {5, 6}),
        ("weekends and wed", {2, 5, 6}),
        ("mon mon", {0}),
    ],
)
def test_weekdays_are_understood(typed: str, days: set[int]) -> None:
    assert parse_days(RepeatRule.WEEKLY, typed, THURSDAY) == weekly(*days)


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("15", MonthlyDay(15)),
        ("15th", MonthlyDay(15)),
        ("the 15th", MonthlyDay(15)),
        ("on day 15", MonthlyDay(15)),
        ("1", MonthlyDay(1)),
        ("1.", MonthlyDay(1)),
        ("first", MonthlyDay(1)),
        ("22nd", MonthlyDay(22)),
        ("29", MonthlyDay(29)),
        ("31", MonthlyDay(31)),
        ("last", MonthlyDay(31)),
        ("last day", MonthlyDay(31)),
        ("the last day of the month", MonthlyDay(31)),
        ("first monday", MonthlyNth(1, 0)),
        ("1st Mon", MonthlyNth(1, 0)),
        ("2nd tue", MonthlyNth(2, 1)),
        ("the second Tuesday of every month", MonthlyNth(2, 1)),
        ("3 wed", MonthlyNth(3, 2)),
        ("fourth sunday", MonthlyNth(4, 6)),
        ("last friday", MonthlyNth(LAST, 4)),
        ("friday, last", MonthlyNth(LAST, 4)),
    ],
)
def test_days_of_a_month_are_understood(typed: str, rule: Rule) -> None:
    assert parse_days(RepeatRule.MONTHLY, typed, THURSDAY) == rule


@pytest.mark.parametrize(
    ("repeat", "typed", "fault"),
    [
        (RepeatRule.WEEKLY, "", DaysFault.EMPTY),
        (RepeatRule.WEEKLY, "  ,. ", DaysFault.EMPTY),
        (RepeatRule.WEEKLY, "on every", DaysFault.EMPTY),
        (RepeatRule.WEEKLY, "someday", DaysFault.NOT_UNDERSTOOD),
        (RepeatRule.WEEKLY, "m", DaysFault.NOT_UNDERSTOOD),
        (RepeatRule.WEEKLY, "mon to", DaysFault.NOT_UNDERSTOOD),
        (RepeatRule.WEEKLY, "to mon", DaysFault.NOT_UNDERSTOOD),
        (RepeatRule.WEEKLY, "mon to weekend", DaysFault.NOT_UNDERSTOOD),
        (RepeatRule.WEEKLY, "mon or so", DaysFault.NOT_UNDERSTOOD),
        (RepeatRule.WEEKLY, "mon " * 30, DaysFault.NOT_UNDERSTOOD),
        (RepeatRule.WEEKLY, "15", DaysFault.NOT_A_WEEKDAY),
        (RepeatRule.FOUR_WEEKS, "last friday", DaysFault.NOT_A_WEEKDAY),
        (RepeatRule.MONTHLY, "", DaysFault.EMPTY),
        (RepeatRule.MONTHLY, "the month", DaysFault.EMPTY),
        (RepeatRule.MONTHLY, "sometimes", DaysFault.NOT_UNDERSTOOD),
        (RepeatRule.MONTHLY, "every day", DaysFault.NOT_UNDERSTOOD),
        (RepeatRule.MONTHLY, "friday", DaysFault.WHICH_ONE),
        (RepeatRule.MONTHLY, "1 and 15", DaysFault.ONLY_ONE),
        (RepeatRule.MONTHLY, "first and third monday", DaysFault.ONLY_ONE),
        (RepeatRule.MONTHLY, "first mon and tue", DaysFault.ONLY_ONE),
        (RepeatRule.MONTHLY, "0", DaysFault.NO_SUCH_DAY),
        (RepeatRule.MONTHLY, "32", DaysFault.NO_SUCH_DAY),
        (RepeatRule.MONTHLY, "9" * 99, DaysFault.NO_SUCH_DAY),
        (RepeatRule.MONTHLY, "6th friday", DaysFault.NO_SUCH_DAY),
        (RepeatRule.MONTHLY, "fifth friday", DaysFault.NO_FIFTH),
        (RepeatRule.MONTHLY, "5th fri", DaysFault.NO_FIFTH),
    ],
)
def test_what_is_wrong_with_the_days_is_said(
    repeat: RepeatRule, typed: str, fault: DaysFault
) -> None:
    assert parse_days(repeat, typed, THURSDAY) is fault


@pytest.mark.parametrize(
    ("repeat", "every"),
    [
        (RepeatRule.WEEKLY, 1),
        (RepeatRule.TWO_WEEKS, 2),
        (RepeatRule.THREE_WEEKS, 3),
        (RepeatRule.FOUR_WEEKS, 4),
    ],
)
def test_the_week_of_the_first_fitting_day_counts(repeat: RepeatRule, every: int) -> None:
    this_week, next_week = date(2026, 1, 5), date(2026, 1, 12)

    friday = parse_days(repeat, "fri", THURSDAY)
    monday = parse_days(repeat, "mon", THURSDAY)
    both = parse_days(repeat, "mon, thu", THURSDAY)

    assert friday == Weekly(every, frozenset((4,)), this_week)
    assert monday == Weekly(every, frozenset((0,)), next_week)
    assert both == Weekly(every, frozenset((0, 3)), this_week)


@given(
    st.one_of(
        st.builds(
            Weekly,
            st.integers(1, 4),
            st.frozensets(st.integers(0, 6), min_size=1),
            st.just(THURSDAY),
        ),
        st.builds(MonthlyDay, st.integers(1, 31)),
        st.builds(MonthlyNth, st.sampled_from([1, 2, 3, 4, LAST]), st.integers(0, 6)),
    )
)
def test_a_rule_in_words_reads_back(rule: Rule) -> None:
    by_weeks = (
        RepeatRule.WEEKLY,
        RepeatRule.TWO_WEEKS,
        RepeatRule.THREE_WEEKS,
        RepeatRule.FOUR_WEEKS,
    )
    repeat = by_weeks[rule.every - 1] if isinstance(rule, Weekly) else RepeatRule.MONTHLY

    found = parse_days(repeat, written(rule), THURSDAY)

    if isinstance(rule, Weekly):
        assert isinstance(found, Weekly)
        assert (found.every, found.days) == (rule.every, rule.days)
    else:
        assert found == rule


@pytest.mark.parametrize(
    ("repeat", "typed", "first"),
    [
        (RepeatRule.WEEKLY, "", ["Monday", "Tuesday"]),
        (RepeatRule.WEEKLY, "t", ["Tuesday", "Thursday"]),
        (RepeatRule.WEEKLY, "mon", ["Monday", "Monday and Tuesday"]),
        (RepeatRule.TWO_WEEKS, "mon, t", ["Monday and Tuesday", "Monday and Thursday"]),
        (RepeatRule.WEEKLY, "mon-fri", ["Monday to Friday"]),
        (RepeatRule.WEEKLY, "every d", ["Every day"]),
        (RepeatRule.WEEKLY, "?", ["Monday", "Tuesday"]),
        (RepeatRule.MONTHLY, "", ["1st", "15th", "Last day", "First Monday"]),
        (RepeatRule.MONTHLY, "15", ["15th"]),
        (RepeatRule.MONTHLY, "3", ["3rd", "30th", "Last day", "Third Monday"]),
        (RepeatRule.MONTHLY, "2nd t", ["Second Tuesday", "Second Thursday"]),
        (RepeatRule.MONTHLY, "fri", ["First Friday", "Second Friday"]),
        (RepeatRule.MONTHLY, "last", ["Last day", "Last Monday"]),
        (RepeatRule.MONTHLY, "mond of", ["First Monday", "Second Monday"]),
    ],
)
def test_what_is_begun_is_completed(repeat: RepeatRule, typed: str, first: list[str]) -> None:
    assert suggest_days(repeat, typed)[: len(first)] == first


@given(
    REPEATS, st.one_of(st.text(max_size=120), st.sampled_from(["m", "mon, ", "la", "3 ", "2nd t"]))
)
def test_whatever_is_offered_can_be_sent_as_it_stands(repeat: RepeatRule, typed: str) -> None:
    offered = suggest_days(repeat, typed)

    assert 0 < len(offered) == len(set(offered)) <= OFFERED_AT_MOST
    for text in offered:
        assert len(text) <= TYPED_AT_MOST
        assert not isinstance(parse_days(repeat, text, THURSDAY), DaysFault)


@given(REPEATS, st.text(max_size=200))
def test_no_text_breaks_the_reading(repeat: RepeatRule, typed: str) -> None:
    time = parse_time(typed)

    assert isinstance(parse_days(repeat, typed, THURSDAY), Rule | DaysFault)
    assert time is None or (0 <= time[0] < 24 and 0 <= time[1] < 60)
