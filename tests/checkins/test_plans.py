"""Plans: what is refused, what counts as the same, and how a plan is spelled."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checkins.rules import OPEN_HOURS, REMINDERS, CatchUp, Plan, QuestionSet
from bot.checkins.schedules.plans import PlanFault, fault, read_plan, same_times, spell_plan
from bot.checkins.schedules.recurrence import MonthlyDay, MonthlyNth, Recurrence, Weekly

MONDAYS = Weekly(1, frozenset({0}), date(2026, 11, 2))
BERLIN = Recurrence(MONDAYS, 19, 30, "Europe/Berlin")
WEEKLY = Plan(channel_id=30, recurrence=BERLIN)


def _days(*days: int) -> Recurrence:
    return replace(BERLIN, rule=replace(MONDAYS, days=frozenset(days)))


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, None),
        ({"open_hours": 24}, None),
        ({"open_hours": 168}, None),  # the whole week, also when clocks go forward in it
        ({"open_hours": 0}, PlanFault.OPEN_HOURS),
        ({"open_hours": 73}, PlanFault.OPEN_HOURS),
        ({"open_hours": -24}, PlanFault.OPEN_HOURS),
        ({"reminder": 50}, None),
        ({"reminder": 1}, PlanFault.REMINDER),
        ({"reminder": 100}, PlanFault.REMINDER),
        ({"recurrence": _days(0, 3), "open_hours": 72}, None),
        ({"recurrence": _days(0, 3), "open_hours": 120}, PlanFault.TOO_LONG_OPEN),
        ({"recurrence": _days(6, 0), "open_hours": 24}, None),
        ({"recurrence": _days(6, 0), "open_hours": 48}, PlanFault.TOO_LONG_OPEN),
        ({"recurrence": _days(*range(7)), "open_hours": 24}, None),
        ({"recurrence": _days(*range(7)), "open_hours": 48}, PlanFault.TOO_LONG_OPEN),
        ({"recurrence": replace(BERLIN, rule=MonthlyDay(31)), "open_hours": 168}, None),
        ({"recurrence": replace(BERLIN, rule=MonthlyNth(-1, 4)), "open_hours": 168}, None),
    ],
)
def test_a_plan_that_cannot_work_is_refused(
    changes: dict[str, Any], found: PlanFault | None
) -> None:
    assert fault(replace(WEEKLY, **changes)) is found


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (WEEKLY, True),
        (replace(WEEKLY, open_hours=24, question_set=QuestionSet.OWN, reminder=50), True),
        (replace(WEEKLY, channel_id=31), False),
        (replace(WEEKLY, recurrence=replace(BERLIN, minute=31)), False),
        (replace(WEEKLY, recurrence=replace(BERLIN, zone="Europe/Paris")), False),
        (replace(WEEKLY, recurrence=_days(0, 1)), False),
    ],
)
def test_plans_are_the_same_by_channel_rule_and_time(other: Plan, same: bool) -> None:
    assert same_times(WEEKLY, other) is same


RULES = st.one_of(
    st.builds(
        Weekly,
        st.integers(1, 8),
        st.frozensets(st.integers(0, 6), min_size=1),
        st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    ),
    st.builds(MonthlyDay, st.integers(1, 31)),
    st.builds(MonthlyNth, st.sampled_from((1, 2, 3, 4, -1)), st.integers(0, 6)),
)
PLANS = st.builds(
    Plan,
    channel_id=st.integers(1, 2**63 - 1),
    recurrence=st.builds(
        Recurrence,
        RULES,
        st.integers(0, 23),
        st.integers(0, 59),
        st.sampled_from(("UTC", "America/Argentina/ComodRivadavia", "Etc/GMT+1")),
    ),
    open_hours=st.sampled_from(OPEN_HOURS),
    question_set=st.sampled_from(QuestionSet),
    reminder=st.sampled_from(REMINDERS),
    catch_up=st.sampled_from(CatchUp),
)


@given(PLANS)
def test_a_spelled_plan_is_read_back(plan: Plan) -> None:
    assert read_plan(spell_plan(plan)) == plan


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        json.dumps({**json.loads(spell_plan(WEEKLY)), "recurrence": "every now and then"}),
        json.dumps({**json.loads(spell_plan(WEEKLY)), "catch_up": "twice"}),
    ],
)
def test_what_is_no_spelled_plan_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_plan(text)
