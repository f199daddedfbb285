"""What a picture shows: which rounds, where, joined to which; and what a sentence can say of it."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checkins.results.chart import (
    MOST_ROUNDS,
    ChartLayout,
    ChartPoint,
    Labels,
    chart_facts,
    layout,
    shown,
)

DAY = 86400
WEEK = 7 * DAY
START = int(datetime(2026, 1, 5, 18, tzinfo=UTC).timestamp())
UTC_ZONE = ZoneInfo("UTC")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LABELS = Labels(
    title="Trust",
    score="score",
    interval="likely between",
    too_few="no result",
    answered="answered",
    eligible="could answer",
    months=MONTHS,
)

counts = st.none() | st.integers(0, 20_000)


@st.composite
def points(draw: st.DrawFn) -> ChartPoint:
    at = draw(st.integers(START, START + 3 * 365 * DAY))
    answered, eligible = draw(counts), draw(counts)
    if draw(st.booleans()):
        return ChartPoint(at=at, score=None, answered=answered, eligible=eligible)
    low, score, high = sorted(draw(st.tuples(*[st.integers(0, 100)] * 3)))
    return ChartPoint(at=at, score=score, low=low, high=high, answered=answered, eligible=eligible)


trends = st.lists(points(), max_size=80)


def weekly(*scores: int | None) -> list[ChartPoint]:
    return [ChartPoint(at=START + n * WEEK, score=score) for n, score in enumerate(scores)]


def at_days(*days: int) -> list[ChartPoint]:
    return [ChartPoint(at=START + day * DAY, score=50) for day in days]


def plan_of(
    rounds: list[ChartPoint], zone: ZoneInfo = UTC_ZONE, share: float = 0.15
) -> ChartLayout:
    plan = layout(rounds, zone, MONTHS, share)
    assert plan is not None
    return plan


def joined(plan: ChartLayout) -> list[list[int]]:
    return [[column.x for column in line] for line in plan.lines]


def test_rounds_stand_in_the_order_of_their_dates() -> None:
    plan = plan_of(list(reversed(weekly(10, 20, 30))))

    assert [column.point.score for column in plan.columns] == [10, 20, 30]


def test_a_round_without_a_result_keeps_its_column_and_breaks_the_line() -> None:
    plan = plan_of(weekly(50, 52, None, 54, 56, 58))

    assert [column.x for column in plan.gaps] == [2]
    assert joined(plan) == [[0, 1], [3, 4, 5]]


def test_one_round_alone_between_gaps_is_a_point_without_a_line() -> None:
    plan = plan_of(weekly(50, None, 54, None, 58))

    assert [column.x for column in plan.scored] == [0, 2, 4]
    assert plan.lines == ()


def test_one_round_stands_in_the_middle() -> None:
    plan = plan_of(weekly(60))

    assert plan.columns[0].x == (plan.left + plan.right) / 2
    assert plan.lines == ()


def test_a_long_pause_leaves_a_column_empty_and_breaks_the_line() -> None:
    plan = plan_of(at_days(0, 7, 14, 21, 28, 100, 107))

    assert joined(plan) == [[0, 1, 2, 3, 4], [6, 7]]


@pytest.mark.parametrize(
    "days",
    [
        (0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14),  # every weekday
        (0, 1, 7, 8, 14, 15, 21, 22),  # twice a week
        (0, 31, 59, 90, 120, 151, 181, 212),  # monthly
        (0, 7, 14, 28, 35, 42),  # one week left out
    ],
)
def test_a_usual_rhythm_has_no_pauses(days: tuple[int, ...]) -> None:
    plan = plan_of(at_days(*days))

    assert [column.x for column in plan.columns] == list(range(len(days)))


def test_a_second_round_after_a_year_is_no_pause_as_nothing_is_usual_yet() -> None:
    assert [column.x for column in plan_of(at_days(0, 365)).columns] == [0, 1]


def test_only_the_newest_rounds_are_shown() -> None:
    rounds = weekly(*[n % 100 for n in range(MOST_ROUNDS + 5)])

    assert shown(rounds) == tuple(rounds[5:])
    assert len(plan_of(rounds).columns) == MOST_ROUNDS


@pytest.mark.parametrize(
    "rounds",
    [
        [],
        weekly(None, None),
        weekly(70, *[None] * MOST_ROUNDS),  # the one result is no longer shown
    ],
)
def test_without_a_result_there_is_nothing_to_show(rounds: list[ChartPoint]) -> None:
    assert layout(rounds, UTC_ZONE, MONTHS, 0.15) is None
    assert chart_facts(rounds) is None


def test_a_date_is_that_of_the_groups_zone() -> None:
    late = [ChartPoint(at=int(datetime(2026, 12, 31, 23, tzinfo=UTC).timestamp()), score=5)]

    assert [(d.day, d.year) for d in plan_of(late).dates] == [("31 Dec", "2026")]
    assert [(d.day, d.year) for d in plan_of(late, ZoneInfo("Asia/Tokyo")).dates] == [
        ("1 Jan", "2027")
    ]


def test_a_year_is_said_once_until_it_changes() -> None:
    rounds = at_days(0, 90, 180, 270, 360, 450)

    assert [date.year for date in plan_of(rounds, share=0.01).dates] == [
        "2026", "", "", "", "", "2027",
    ]  # fmt: skip


def test_a_year_that_changes_between_two_dates_is_said_at_the_later_one() -> None:
    dates = plan_of(weekly(*[50] * 60)).dates

    assert [date.year for date in dates if date.year] == ["2026", "2027"]


@given(trends, st.floats(0.05, 0.5))
def test_dates_never_stand_closer_than_their_width_and_the_newest_has_one(
    rounds: list[ChartPoint], share: float
) -> None:
    plan = layout(rounds, UTC_ZONE, MONTHS, share)
    if plan is None:
        return

    apart = share * (plan.right - plan.left)
    assert all(later.x - earlier.x >= apart for earlier, later in pairwise(plan.dates))
    assert plan.dates[-1].x == plan.columns[-1].x


@given(trends)
def test_every_round_has_a_column_of_its_own_inside_the_axis(rounds: list[ChartPoint]) -> None:
    plan = layout(rounds, UTC_ZONE, MONTHS, 0.15)
    if plan is None:
        return

    xs = [column.x for column in plan.columns]
    assert xs == sorted(set(xs))
    assert [column.point for column in plan.columns] == list(shown(rounds))
    assert plan.left < xs[0]
    assert xs[-1] < plan.right


@given(trends)
def test_a_line_joins_neighbours_with_a_result_only(rounds: list[ChartPoint]) -> None:
    plan = layout(rounds, UTC_ZONE, MONTHS, 0.15)
    if plan is None:
        return

    for line in plan.lines:
        assert all(column.point.score is not None for column in line)
        assert all(later.x - earlier.x == 1 for earlier, later in pairwise(line))


@given(trends)
def test_the_axis_of_the_answers_has_room_for_every_bar(rounds: list[ChartPoint]) -> None:
    plan = layout(rounds, UTC_ZONE, MONTHS, 0.15)
    if plan is None or plan.counts_top is None:
        return

    for point in shown(rounds):
        if point.answered is not None:
            drawn = max(point.answered, (point.eligible or 0) if plan.outlines else 0)
            assert drawn <= plan.counts_top


@pytest.mark.parametrize(
    ("answered", "eligible", "top", "outlines"),
    [
        (9, 14, 15, True),
        (9, None, 10, False),
        (9, 45, 50, True),
        (9, 46, 10, False),  # too tall a box for so few
        (12, 10, 15, True),  # somebody has left since
        (101, None, 150, False),
        (1_001, 1_500, 1_500, True),
        (None, 14, None, False),
        (0, 14, None, False),
    ],
)
def test_the_axis_of_the_answers_ends_at_a_round_number(
    answered: int | None, eligible: int | None, top: int | None, outlines: bool
) -> None:
    plan = plan_of([ChartPoint(at=START, score=50, answered=answered, eligible=eligible)])

    assert (plan.counts_top, plan.outlines) == (top, outlines)


def test_who_could_answer_a_round_without_a_number_does_not_stretch_the_axis() -> None:
    hidden = ChartPoint(at=START, score=None, answered=None, eligible=30)
    told = ChartPoint(at=START + WEEK, score=50, answered=8, eligible=10)

    assert plan_of([hidden, told]).counts_top == 10


def test_the_facts_are_those_of_the_rounds_with_a_result() -> None:
    rounds = weekly(None, 60, 48, None, 71, 48, 71, 66, None)

    facts = chart_facts(rounds)

    assert facts is not None
    assert (facts.rounds, facts.gaps) == (9, 3)
    assert (facts.first, facts.last) == (rounds[1], rounds[7])
    assert (facts.highest, facts.lowest) == (rounds[6], rounds[5])


def test_one_round_is_first_last_highest_and_lowest() -> None:
    (only,) = weekly(60)

    facts = chart_facts([only])

    assert facts is not None
    assert {facts.first, facts.last, facts.highest, facts.lowest} == {only}
    assert (facts.rounds, facts.gaps) == (1, 0)


@given(trends)
def test_there_are_facts_exactly_when_there_is_a_picture(rounds: list[ChartPoint]) -> None:
    plan = layout(rounds, UTC_ZONE, MONTHS, 0.15)
    facts = chart_facts(rounds)

    assert (plan is None) == (facts is None)
    if plan is not None and facts is not None:
        assert (facts.rounds, facts.gaps) == (len(plan.columns), len(plan.gaps))


@pytest.mark.parametrize(
    ("score", "low", "high", "answered"),
    [
        (101, None, None, 9),
        (-1, None, None, 9),
        (50, 40, None, 9),
        (50, None, 60, 9),
        (50, 60, 40, 9),
        (50, -5, 60, 9),
        (None, 40, 60, 9),
        (50, 40, 60, -1),
    ],
)
def test_what_no_round_can_have_published_is_refused(
    score: int | None, low: int | None, high: int | None, answered: int
) -> None:
    with pytest.raises(ValueError, match=r"score|interval|count"):
        ChartPoint(at=START, score=score, low=low, high=high, answered=answered)


@pytest.mark.parametrize("months", [MONTHS[:11], (*MONTHS[:11], "December"), (*MONTHS[:11], "")])
def test_months_that_do_not_fit_are_refused(months: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="month"):
        replace(LABELS, months=months)
