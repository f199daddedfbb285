"""The count of a round's answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checkins.ballots.tally import Ballot, BallotLayout, Composite, Tally

FOUR = BallotLayout(4, (True, True, False, True), (False, False, False, True))
BALLOTS = st.lists(st.tuples(*[st.none() | st.integers(1, 5) for _ in range(4)]), max_size=30)


def count(layout: BallotLayout, *ballots: Ballot) -> Tally:
    tally = Tally.empty(layout)
    for ballot in ballots:
        tally = tally.add(ballot)
    return tally


def test_each_answer_is_counted_once_as_it_was_given() -> None:
    tally = count(FOUR, (1, 2, 3, 4), (1, None, 5, 4))

    assert tally.answers == 2
    assert tally.counts(0) == (2, 0, 0, 0, 0, 0)
    assert tally.counts(1) == (0, 1, 0, 0, 0, 1)
    assert tally.counts(3) == (0, 0, 0, 2, 0, 0)


def test_a_composite_turns_reverse_questions_round_and_leaves_out_unscored_ones() -> None:
    tally = count(FOUR, (5, 5, 1, 1))

    assert tally.composites() == (Composite(items=3, points=12, persons=1),)
    assert tally.composites()[0].mean == 4


def test_a_composite_is_made_of_the_answered_questions() -> None:
    tally = count(FOUR, (None, 3, 5, None), (None, 3, None, None))

    assert tally.composites() == (Composite(items=1, points=2, persons=2),)


def test_a_blank_ballot_is_an_answer_without_a_composite() -> None:
    tally = count(FOUR, (None, None, None, None), (None, None, 4, None))

    assert tally.answers == 2
    assert tally.composites() == ()


@given(BALLOTS)
def test_packing_has_an_exact_inverse_and_one_length(ballots: list[Ballot]) -> None:
    tally = count(FOUR, *ballots)

    assert Tally.unpack(FOUR, tally.pack()) == tally
    assert len(tally.pack()) == len(Tally.empty(FOUR).pack())
    assert tally.answers == len(ballots)


@given(BALLOTS.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_the_order_of_the_ballots_leaves_no_trace(
    orders: tuple[list[Ballot], list[Ballot]],
) -> None:
    one, other = orders

    assert count(FOUR, *one).pack() == count(FOUR, *other).pack()


@pytest.mark.parametrize(
    "ballot", [(), (1, 2, 3), (1, 2, 3, 4, 5), (0, 1, 1, 1), (6, 1, 1, 1), (True, 1, 1, 1)]
)
def test_a_malformed_ballot_is_refused(ballot: Ballot) -> None:
    with pytest.raises(ValueError, match=r"ballot|answer"):
        Tally.empty(FOUR).add(ballot)


def test_bytes_of_another_shape_are_refused() -> None:
    one = BallotLayout(1, (True,), (False,))

    with pytest.raises(ValueError, match="long"):
        Tally.unpack(one, Tally.empty(FOUR).pack())


def test_bytes_that_contradict_themselves_are_refused() -> None:
    data = bytearray(Tally.empty(FOUR).pack())
    data[3] = 1  # the first question has an answer, the others have none
    crowd = bytearray(Tally.empty(FOUR).pack())
    crowd[-1] = 1  # a composite of nobody

    with pytest.raises(ValueError, match="equally many"):
        Tally.unpack(FOUR, bytes(data))
    with pytest.raises(ValueError, match="more composites"):
        Tally.unpack(FOUR, bytes(crowd))


def test_a_count_beyond_its_cell_is_refused_and_not_wrapped() -> None:
    one = BallotLayout(1, (False,), (False,))
    full = Tally.unpack(one, b"\xff\xff\xff\xff" + bytes(20)).add((1,))

    with pytest.raises(ValueError, match="fit"):
        full.pack()


@pytest.mark.parametrize("layout", [(0, (), ()), (2, (True,), (True, True)), (1, (True,), ())])
def test_a_layout_has_one_entry_for_each_question(
    layout: tuple[int, tuple[bool, ...], tuple[bool, ...]],
) -> None:
    with pytest.raises(ValueError, match="question"):
        BallotLayout(*layout)


def test_there_are_no_counts_of_a_question_that_is_not_there() -> None:
    with pytest.raises(IndexError):
        Tally.empty(FOUR).counts(-1)
    with pytest.raises(IndexError):
        Tally.empty(FOUR).counts(4)
