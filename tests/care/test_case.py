"""Who is called when, and what a case offers: by brute force where that is possible."""

from itertools import combinations, product

import pytest

from bot.care.actions import PUNISHING, CaseAction, Shape, actions_for
from bot.care.case import CaseKind
from bot.care.counts import band, shown
from bot.care.ladder import AGAIN, LADDER, Rung, due, next_call
from bot.screening.verdict import Category, Level

MINUTE = 60


def shapes() -> list[Shape]:
    kinds = [(a, b) for a in Category for b in Category]
    flags = list(product((False, True), repeat=6))
    return [
        Shape(kind, frozenset(pair), open_, held, out, talk, message, claimed)
        for kind in CaseKind
        for pair in [*kinds]
        for open_, held, out, talk, message, claimed in flags
    ]


def test_no_punishing_action_is_reachable_where_crisis_is_in_the_case() -> None:
    found = [one for one in shapes() if Category.CRISIS in one.categories]

    assert len(found) > 5000
    assert {action for one in found for action in actions_for(one)} & PUNISHING == set()
    assert {action for one in shapes() for action in actions_for(one)} == set(CaseAction)


def test_a_case_is_always_either_to_be_taken_or_to_be_given_back() -> None:
    for one in shapes():
        offered = actions_for(one) & {CaseAction.CLAIM, CaseAction.RELEASE}

        assert len(offered) == (1 if one.open else 0)


def test_a_closed_case_offers_nothing_but_to_look_back_and_open_it() -> None:
    for one in shapes():
        if not one.open:
            assert actions_for(one) <= {CaseAction.HISTORY, CaseAction.REOPEN}


def test_an_appeal_is_answered_and_not_simply_closed() -> None:
    offered = actions_for(Shape(CaseKind.APPEAL, frozenset(), open=True))

    assert {CaseAction.UPHOLD, CaseAction.OVERTURN} <= offered
    assert CaseAction.CLOSE not in offered


@pytest.mark.parametrize(
    ("level", "called"),
    [
        (Level.Q3, [(0, Rung.DUTY), (5, Rung.TEAM), (15, Rung.ALL)]),
        (Level.Q2, [(0, Rung.QUIET), (30, Rung.TEAM), (60, Rung.ALL)]),
        (Level.Q1, [(1440, Rung.ALOUD), (2880, Rung.TEAM)]),
        (Level.Q0, [(1440, Rung.ALOUD)]),
    ],
)
def test_each_level_calls_at_its_minutes_and_not_one_second_before(
    level: Level, called: list[tuple[int, Rung]]
) -> None:
    began, step = 1_000_000, 0
    for minutes, rung in called:
        at = began + minutes * MINUTE
        early = due(level, began, step, at - 1)
        now = due(level, began, step, at)

        assert (early.rung, early.step, early.call_at) == (None, step, at)
        assert (now.rung, now.step) == (rung, step + 1)
        step = now.step
    again = next_call(level, began, step)

    assert again == began + called[-1][0] * MINUTE + AGAIN
    assert due(level, began, step, again).rung is Rung.ALOUD


def test_of_calls_that_were_missed_only_the_loudest_is_made() -> None:
    found = due(Level.Q3, 0, 0, 20 * MINUTE)

    assert (found.rung, found.step) == (Rung.ALL, 3)
    assert found.call_at == 15 * MINUTE + AGAIN


def test_what_was_missed_for_weeks_is_still_called_as_loudly_as_its_ladder_goes() -> None:
    found = due(Level.Q3, 0, 0, 30 * 86400)

    assert found.rung is Rung.ALL
    assert found.call_at > 30 * 86400


def test_a_higher_level_never_calls_later_or_more_softly() -> None:
    order = list(Rung)
    for low, high in combinations(sorted(LADDER), 2):
        for at in range(0, 3 * 86400, 300):
            one, other = due(low, 0, 0, at), due(high, 0, 0, at)
            if one.rung is not None:
                assert other.rung is not None
                assert order.index(other.rung) >= order.index(one.rung)


def test_small_counts_are_not_shown() -> None:
    assert [shown(n) for n in (0, 1, 4, 5, 12)] == ["0", "<5", "<5", "5", "12"]
    assert [band(m) for m in (0, 5, 5.1, 60, 1440, 1441)] == ["5", "5", "15", "60", "1440", "more"]
