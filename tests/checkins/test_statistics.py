"""The score of a round and its interval. How often the interval is right: test_coverage.py."""

import pytest

from bot.checkins.ballots.tally import Ballot, BallotLayout, Tally
from bot.checkins.results.statistics import interval, score

FOUR = BallotLayout(4, (True,) * 4, (False, False, False, True))


def count(*ballots: Ballot) -> Tally:
    tally = Tally.empty(FOUR)
    for ballot in ballots:
        tally = tally.add(ballot)
    return tally


MIXED = count((5, 4, 4, 1), (3, 3, 2, 4), (4, 4, 5, 2), (2, 1, 3, 5), (4, 3, 4, 2), (5, 5, 5, 1))


def test_the_score_is_the_mean_of_the_persons() -> None:
    assert score(count((5, 5, 5, 1), (1, 1, 1, 5))) == 50
    assert score(count((4, 4, 4, 2))) == 75


def test_a_blank_does_not_change_what_somebody_said_otherwise() -> None:
    assert score(count((5, None, None, None), (1, 1, 1, 5))) == 50


def test_there_is_no_score_of_nothing() -> None:
    assert score(count()) is None
    assert score(count((None, None, None, None))) is None


def test_the_same_seed_gives_the_same_interval_and_another_a_little_other_one() -> None:
    one, again, other = (interval(MIXED, 20, seed) for seed in (1, 1, 2))

    assert one == again
    assert one is not None
    assert other is not None
    assert one != other
    assert one.low == pytest.approx(other.low, abs=2)


def test_the_interval_shrinks_to_the_score_when_everybody_answered() -> None:
    found = interval(MIXED, 6, seed=1)

    assert found is not None
    assert found.low == pytest.approx(score(MIXED))
    assert found.high == pytest.approx(score(MIXED))
    assert found.usual == pytest.approx(0)


def test_the_fewer_of_all_answered_the_wider_is_the_interval() -> None:
    widths = [
        found.high - found.low
        for eligible in (7, 12, 60, None)
        if (found := interval(MIXED, eligible, seed=1))
    ]

    assert len(widths) == 4
    assert widths == sorted(widths)


def test_too_small_a_number_of_members_counts_as_unknown() -> None:
    assert interval(MIXED, 5, seed=1) == interval(MIXED, None, seed=1)


def test_there_is_no_interval_of_fewer_than_five_persons() -> None:
    blank: Ballot = (None, None, None, None)

    assert interval(count(*[(3, 3, 3, 3)] * 4), 20, seed=1) is None
    assert interval(count(*[(3, 3, 3, 3)] * 4, blank, blank), 20, seed=1) is None


def test_an_interval_stays_on_the_scale() -> None:
    found = interval(count(*[(5, 5, 5, 1)] * 5), None, seed=1)

    assert found is not None
    assert found.low < 95
    assert found.high == 100


def test_the_usual_and_the_wide_margin_come_from_the_numbers_of_people_alone() -> None:
    same, split = (
        interval(count(*ballots), 30, seed=4)
        for ballots in ([(3, 3, 3, 3)] * 8, [(1, 1, 1, 5), (5, 5, 5, 1)] * 4)
    )

    assert same is not None
    assert split is not None
    assert (same.usual, same.wide) == (split.usual, split.wide)
    assert 0 < same.usual < same.wide
    assert split.high - split.low > same.high - same.low
