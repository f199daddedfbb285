"""What is shown of a round, and what is left out. That it gives nobody away: test_disclosure.py."""

from itertools import product
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checkins.ballots.tally import Ballot, BallotLayout, Tally
from bot.checkins.results.disclosure import SPREAD_FROM, publish
from bot.checkins.results.publication import Band, Published
from bot.checkins.results.statistics import USUAL_SPREAD, WIDE_SPREAD, interval


def alike(ballot: Ballot, n: int) -> Published:
    layout = BallotLayout(4, (True,) * 4, (False,) * 3 + (True,))
    tally = Tally.empty(layout)
    for _ in range(n):
        tally = tally.add(ballot)
    return publish(tally, ["T1.1", "T2.1", "T3.1", "T4.1"], 40, interval(tally, 40, seed=3))


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_under_five_answers_nothing_is_said_not_even_how_many(n: int) -> None:
    found = alike((5, 5, 5, 1), n)

    assert found.answered is None
    assert (found.band, found.score, found.low, found.high) == (None, None, None, None)
    assert all((one.band, one.score, one.shares) == (None, None, None) for one in found.questions)


@pytest.mark.parametrize("n", [5, 9, 10, 24, 25, 60])
@pytest.mark.parametrize("ballot", [(5, 5, 5, 1), (1, 1, 1, 5)])
def test_a_group_that_is_of_one_mind_at_an_end_gets_a_word(ballot: Ballot, n: int) -> None:
    found = alike(ballot, n)

    assert found.band is not None
    assert (found.score, found.low, found.high) == (None, None, None)
    assert all(one.score is None and one.shares is None for one in found.questions)


@pytest.mark.parametrize("n", [5, 9, 10, 24])
def test_one_who_differs_changes_nothing_in_a_group_of_one_mind(n: int) -> None:
    layout = BallotLayout(1, (True,), (False,))
    same = Tally.empty(layout)
    for _ in range(n - 1):
        same = same.add((5,))

    pages = {publish(same.add((last,)), ["T1.1"], None, None) for last in range(1, 6)}

    assert len(pages) == 1


def test_a_question_that_few_answered_is_not_shown_and_not_in_the_score() -> None:
    layout = BallotLayout(2, (True, True), (False, False))
    tally = Tally.empty(layout)
    for answer in (1, 1, 1, 1, None, None, None, None):
        tally = tally.add((3, answer))

    found = publish(tally, ["T1.1", "T2.1"], None, None)

    assert (found.questions[1].band, found.score) == (None, 50)


def test_when_no_question_can_be_shown_there_is_no_score() -> None:
    found = alike((None, None, None, None), 12)

    assert (found.answered, found.band, found.score, found.low) == (12, None, None, None)


def test_a_question_is_shown_as_it_is_worded_and_scored_turned_round() -> None:
    found = alike((4, 4, 4, 2), 12)

    assert found.questions[0].score == 75
    assert found.questions[3].score == 25
    assert found.score == 75


def test_a_question_of_the_groups_own_is_shown_but_not_scored() -> None:
    layout = BallotLayout(2, (True, False), (False, False))
    tally = Tally.empty(layout)
    for _ in range(6):
        tally = tally.add((3, 5))

    found = publish(tally, ["T1.1", "own:" + "a" * 22 + ".1"], None, None)

    assert (found.score, found.questions[1].band) == (50, Band.HIGH)


@pytest.mark.parametrize("n", [5, 9, 10, 24, 25, 39])
def test_the_interval_does_not_tell_a_unanimous_group_from_a_split_one(n: int) -> None:
    layout = BallotLayout(1, (True,), (False,))
    split = Tally.empty(layout)
    for at in range(n):
        split = split.add((3 if n % 2 and not at else 1 + 4 * (at % 2),))
    same = Tally.empty(layout)
    for _ in range(n):
        same = same.add((3,))

    pages = [publish(tally, ["T1.1"], 40, interval(tally, 40, seed=3)) for tally in (split, same)]

    assert pages[0].score == 50
    assert pages[0].low is not None
    assert (pages[0].low, pages[0].high) == (pages[1].low, pages[1].high)


@pytest.mark.parametrize("n", [SPREAD_FROM, SPREAD_FROM + 1, 100])
@pytest.mark.parametrize("mean", [0.2, 0.35, 0.5, 0.65, 0.8])
def test_a_large_group_with_an_interval_may_always_be_close_or_split(n: int, mean: float) -> None:
    """So an interval at either end tells nothing of one person, whatever a reader answered."""
    for own, other in product((0.0, mean, 1.0), repeat=2):
        rest = (n * mean - own - other) / (n - 2)
        camps = (n - 2) * rest * (1 - rest)
        fixed = (own - mean) ** 2 + (other - mean) ** 2
        shift = (n - 2) * (rest - mean) ** 2

        assert 0 <= rest <= 1
        assert sqrt((fixed + shift) / (n - 1)) * 100 <= 0.9 * USUAL_SPREAD
        assert sqrt((fixed + shift + camps) / (n - 1)) * 100 >= 1.1 * WIDE_SPREAD


BALLOTS = st.lists(
    st.tuples(*[st.none() | st.integers(1, 5) for _ in range(4)]), min_size=5, max_size=60
)


@given(BALLOTS, st.none() | st.integers(0, 90))
def test_what_is_published_is_in_order(ballots: list[Ballot], eligible: int | None) -> None:
    tally = Tally.empty(BallotLayout(4, (True,) * 4, (False,) * 3 + (True,)))
    for ballot in ballots:
        tally = tally.add(ballot)

    found = publish(tally, ["a", "b", "c", "d"], eligible, interval(tally, eligible, seed=1))

    assert found.answered == len(ballots)
    assert (found.low is None) == (found.high is None) == (found.score is None)
    if found.score is not None and found.low is not None and found.high is not None:
        assert 0 <= found.low <= found.score <= found.high <= 100
    for one in found.questions:
        assert one.score is None or one.score % 5 == 0
        assert one.shares is None or (sum(one.shares) == 100 and min(one.shares) > 0)


def test_a_key_for_each_question_is_asked_for() -> None:
    with pytest.raises(ValueError, match="key"):
        publish(Tally.empty(BallotLayout(2, (True,) * 2, (False,) * 2)), ["T1.1"], None, None)
