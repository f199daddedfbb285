"""Which questions a round asks, in which turn, and to which series its score belongs."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checkins.questions.bank import (
    ALWAYS,
    NAME_MOST,
    OWN_MOST,
    TEXT_MOST,
    Bank,
    Question,
    QuestionKind,
    choose,
    own_question,
    reworded,
    scored,
    series,
)
from bot.checkins.rules import QUESTIONS, QuestionSet
from bot.content import load

BANK = load().bank
TAKES_TURNS = ("T3", "R1", "R2", "R3", "R4", "R5", "R6")
SETS = st.sampled_from(QuestionSet)


def _own(number: int, text: str = "") -> Question:
    return own_question(f"{number:022}", 1, text or f"We keep our promise number {number} here.")


def _ids(questions: tuple[Question, ...]) -> tuple[str, ...]:
    return tuple(question.id for question in questions)


def _rounds(
    sets: list[QuestionSet], own: list[Question], bank: Bank = BANK
) -> list[tuple[Question, ...]]:
    """Round after round, as a schedule asks them, a week apart."""
    asked: dict[str, int] = {}
    found: list[tuple[Question, ...]] = []
    for week, question_set in enumerate(sets):
        found.append(choose(bank, question_set, own, asked))
        asked |= {question.id: week * 604_800 for question in found[-1]}
    return found


@given(st.lists(SETS, max_size=30), st.integers(0, OWN_MOST))
def test_a_round_asks_four_different_questions_and_at_most_one_of_the_groups_own(
    sets: list[QuestionSet], many: int
) -> None:
    own = [_own(number) for number in range(many)]

    for question_set, questions in zip(sets, _rounds(sets, own), strict=True):
        assert len({question.id for question in questions}) == len(questions) == QUESTIONS
        assert set(ALWAYS) < set(_ids(questions))
        own_ones = sum(question.kind is QuestionKind.OWN for question in questions)
        assert own_ones == (1 if question_set is QuestionSet.OWN and many else 0)


def test_a_core_round_asks_the_four_core_questions_in_order() -> None:
    assert _ids(choose(BANK, QuestionSet.CORE, [_own(1)], {"T3": 5})) == ("T1", "T2", "T3", "T4")


def test_the_rotating_questions_come_in_the_order_of_the_file() -> None:
    rounds = _rounds([QuestionSet.ROTATING] * 8, [_own(1)])

    assert [_ids(questions)[:3] for questions in rounds] == [ALWAYS] * 8
    assert [_ids(questions)[3] for questions in rounds] == [*TAKES_TURNS, "T3"]


@given(st.integers(0, 60), st.integers(0, OWN_MOST), st.sampled_from(["rotating", "own"]))
def test_after_any_number_of_rounds_nothing_was_asked_twice_more_than_anything_else(
    rounds: int, many: int, chosen: str
) -> None:
    own = [_own(number) for number in range(many)]
    fourths = [questions[3].id for questions in _rounds([QuestionSet(chosen)] * rounds, own)]

    pool = [one.id for one in own] if chosen == "own" and own else TAKES_TURNS
    counts = [fourths.count(id_) for id_ in pool]
    assert sum(counts) == rounds
    assert max(counts) - min(counts) <= 1


def test_a_group_without_questions_of_its_own_is_asked_the_rotating_ones() -> None:
    assert _rounds([QuestionSet.OWN] * 9, []) == _rounds([QuestionSet.ROTATING] * 9, [])


def test_a_new_question_comes_next_and_then_waits_its_turn() -> None:
    first, second, new = _own(1), _own(2), _own(3)
    asked = {first.id: 100, second.id: 200}

    turns: list[str] = []
    for now in range(300, 304):
        turns.append(choose(BANK, QuestionSet.OWN, [first, second, new], asked)[3].id)
        asked[turns[-1]] = now

    assert turns == [new.id, first.id, second.id, new.id]


def test_a_schedule_that_asked_the_core_for_a_year_does_not_wait_a_year_for_t3() -> None:
    rounds = _rounds([QuestionSet.CORE] * 52 + [QuestionSet.ROTATING] * 7, [])

    assert [questions[3].id for questions in rounds[52:]] == [
        "R1",
        "R2",
        "R3",
        "R4",
        "R5",
        "R6",
        "T3",
    ]


def test_a_question_asked_at_the_start_of_time_was_asked() -> None:
    assert choose(BANK, QuestionSet.OWN, [_own(1), _own(2)], {_own(1).id: 0})[3] == _own(2)


def test_a_new_wording_keeps_the_turn_of_the_old() -> None:
    first, second = _own(1), _own(2)
    asked = {first.id: 200, second.id: 100}

    own = [reworded(first, "We keep all of our promises here."), second]

    assert choose(BANK, QuestionSet.OWN, own, asked)[3] == second


@given(SETS, st.integers(0, OWN_MOST), st.dictionaries(st.sampled_from(TAKES_TURNS), st.integers()))
def test_the_same_past_gives_the_same_questions(
    question_set: QuestionSet, many: int, asked: dict[str, int]
) -> None:
    own = [_own(number) for number in range(many)]
    backwards = dict(reversed(asked.items()))

    assert choose(BANK, question_set, own, asked) == choose(BANK, question_set, own, backwards)


@given(st.lists(SETS, min_size=1, max_size=30))
def test_what_is_retired_is_never_asked(sets: list[QuestionSet]) -> None:
    old = BANK.core[0]
    new = reworded(old, "I could bring something hard here and be met with care.")
    bank = Bank(
        {**BANK.known, new.key: new},
        (new, *BANK.core[1:]),
        tuple(question for question in BANK.rotating if question.id != "R2"),
    )

    asked = {question.key for questions in _rounds(sets, [], bank) for question in questions}
    assert new.key in asked
    assert old.key not in asked
    assert "R2.1" not in asked


@pytest.mark.parametrize(
    ("question_set", "expected"),
    [
        (QuestionSet.CORE, "T1.1+T2.1+T3.1+T4.1"),
        (QuestionSet.ROTATING, "T1.1+T2.1+T4.1"),
        (QuestionSet.OWN, "T1.1+T2.1+T4.1"),
    ],
)
def test_every_round_of_a_set_belongs_to_one_series(
    question_set: QuestionSet, expected: str
) -> None:
    """Also the ROTATING round in which T3 has its turn: it is asked then, and not scored."""
    rounds = _rounds([question_set] * 14, [_own(1), _own(2)])

    assert {series(scored(questions)) for questions in rounds} == {expected}


def test_another_version_is_another_series_and_another_order_is_not() -> None:
    questions = choose(BANK, QuestionSet.CORE, [], {})
    changed = (reworded(questions[0], "I could bring a hard thing here."), *questions[1:])

    assert series(scored(changed)) == "T1.2+T2.1+T3.1+T4.1"
    assert series(reversed(scored(questions))) == series(scored(questions))


def test_a_new_wording_is_the_next_version_of_the_same_question() -> None:
    old = BANK.known["T4.1"]

    new = reworded(old, "  Lately I  have held back here. ")

    assert new == replace(old, version=2, text="Lately I have held back here.")
    assert (old.key, new.key) == ("T4.1", "T4.2")


def test_a_question_of_the_groups_own_is_named_after_its_words() -> None:
    short = own_question("A" * 22, 1, "We welcome new people here.")
    long = reworded(short, "When somebody new arrives here, two of us say hello.")

    assert (short.key, short.name) == (f"own:{'A' * 22}.1", "We welcome new people here")
    assert (long.key, long.name) == (f"own:{'A' * 22}.2", "When somebody new arrives…")
    assert (long.kind, long.reverse) == (QuestionKind.OWN, False)


@given(st.text(min_size=1, max_size=TEXT_MOST))
def test_a_name_is_never_empty_nor_longer_than_its_place(text: str) -> None:
    name = own_question("A" * 22, 1, "x" + text).name

    assert 1 <= len(name) <= NAME_MOST
