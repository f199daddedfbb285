"""What is true of schedules and rounds."""

from dataclasses import replace
from datetime import date

import pytest

from bot.checkins.rules import (
    GRACE,
    LEAST_OPEN,
    PUNCTUAL,
    CatchUp,
    Late,
    Plan,
    closes_at,
    lateness,
    remind_at,
)
from bot.checkins.schedules.recurrence import Recurrence, Weekly, next_due

HOUR = 3600
WEEKLY = Plan(
    channel_id=1,
    recurrence=Recurrence(Weekly(1, frozenset({0}), date(2026, 11, 2)), 19, 0, "UTC"),
)
DAILY = replace(
    WEEKLY,
    recurrence=replace(WEEKLY.recurrence, rule=Weekly(1, frozenset(range(7)), date(2026, 11, 2))),
    open_hours=24,
)
DUE = next_due(WEEKLY.recurrence, 1_793_600_000)


@pytest.mark.parametrize(
    ("catch_up", "late", "expected"),
    [
        (CatchUp.ONCE, 0, Late.POST),
        (CatchUp.ONCE, GRACE, Late.POST),
        (CatchUp.ONCE, GRACE + 1, Late.MISS),
        (CatchUp.SKIP, PUNCTUAL, Late.POST),
        (CatchUp.SKIP, PUNCTUAL + 1, Late.MISS),
    ],
)
def test_how_late_a_due_time_is_still_posted(catch_up: CatchUp, late: int, expected: Late) -> None:
    assert lateness(replace(WEEKLY, catch_up=catch_up), DUE, DUE + late) is expected


@pytest.mark.parametrize(
    ("before_next", "expected"),
    [(LEAST_OPEN, Late.POST), (LEAST_OPEN - 1, Late.MISS), (1, Late.MISS)],
)
def test_nothing_is_posted_late_that_the_next_one_would_end_at_once(
    before_next: int, expected: Late
) -> None:
    due = next_due(DAILY.recurrence, DUE)

    assert lateness(DAILY, due, due + 24 * HOUR - before_next) is expected


def test_a_round_ends_after_its_open_time_but_before_the_next_is_due() -> None:
    assert closes_at(WEEKLY, DUE, None) == DUE + 72 * HOUR
    assert closes_at(WEEKLY, DUE, DUE + 10) == DUE + 10


@pytest.mark.parametrize(("share", "after"), [(50, 36 * HOUR), (75, 54 * HOUR)])
def test_a_reminder_comes_at_its_share_of_the_open_time(share: int, after: int) -> None:
    plan = replace(WEEKLY, reminder=share)

    assert remind_at(plan, DUE, DUE + 72 * HOUR) == DUE + after
    assert remind_at(WEEKLY, DUE, DUE + 72 * HOUR) is None
