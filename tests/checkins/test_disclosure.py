"""No answer can be found out from what is published: by brute force.

A *world* is what everybody may have answered. Published is the same for many worlds, and who reads
it (an outsider, or an insider who knows their own ballot) knows only that one of them is true. The
worlds are enumerated, and in each such set every other person must still be able to hold any
answer.

Two facts make this finite. Nothing published depends on which person gave which answers, so a world
is, for each question, how often each answer was given: any counts of one question go with any
counts of another, since each pairing of them is a set of ballots. And where only sums count, a
world is the sums: m persons of 0 to 4 points reach every whole number up to 4 m.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement, product

import pytest

from bot.checkins.ballots.tally import BallotLayout, Tally
from bot.checkins.results.disclosure import publish
from bot.checkins.results.publication import Published

ANSWERS = (1, 2, 3, 4, 5)
Counts = tuple[int, ...]
"""How often 1 to 5 and blank were given to one question."""
World = tuple[Counts, ...]
Publisher = Callable[[World], Hashable]


@dataclass(frozen=True)
class Telltale:
    """Margins that give everything away, if anybody looked at what must not be looked at."""

    low: float
    high: float
    usual: float = 8.0
    wide: float = 12.0


def column(counts: Counts) -> list[int | None]:
    return [
        answer for answer, count in zip((*ANSWERS, None), counts, strict=True) for _ in range(count)
    ]


def tally_of(world: World) -> Tally:
    layout = BallotLayout(len(world), (True,) * len(world), (False,) * len(world))
    tally = Tally.empty(layout)
    for ballot in zip(*[column(counts) for counts in world], strict=True):
        tally = tally.add(ballot)
    return tally


def published(world: World) -> Published:
    tally = tally_of(world)
    spread = sum(one.persons * one.points**2 for one in tally.composites())
    return publish(tally, [f"T{at}.1" for at in range(len(world))], 60, Telltale(0.0, spread % 97))


@cache
def counts_of(answers: int, blanks: int = 0) -> tuple[Counts, ...]:
    """Every way in which so many people may answer one question, so many of them not at all."""
    return tuple(
        (*(found.count(answer) for answer in ANSWERS), blanks)
        for found in combinations_with_replacement(ANSWERS, answers)
    )


def seen_as(worlds: Iterable[World], publisher: Publisher) -> list[list[World]]:
    """The worlds, in sets that look the same from outside; who knows the blanks knows no more."""
    found: dict[Hashable, list[World]] = defaultdict(list)
    for world in worlds:
        found[publisher(world), tuple(counts[-1] for counts in world)].append(world)
    return list(found.values())


def given_by_others(worlds: list[World]) -> Iterator[tuple[int, set[int]]]:
    """For each question and each reader, the answers that somebody else may have given to it.

    The readers: an outsider, and insiders with every ballot that fits at least one world.
    """
    at = range(len(worlds[0]))
    for own in product((None, *range(6)), repeat=len(at)):
        if None in own and any(answer is not None for answer in own):
            continue
        mine = [
            world
            for world in worlds
            if all(answer is None or world[q][answer] for q, answer in zip(at, own, strict=True))
        ]
        if not mine:
            continue
        for q in at:
            yield (
                q,
                {
                    answer + 1
                    for world in mine
                    for answer in range(5)
                    if world[q][answer] > (own[q] == answer)
                },
            )


def is_open(worlds: Iterable[World], publisher: Publisher = published) -> bool:
    """Whether nobody, whatever was published, can exclude any answer of another person."""
    return all(
        answers == set(ANSWERS)
        for same in seen_as(worlds, publisher)
        for _, answers in given_by_others(same)
    )


def determines(worlds: Iterable[World], publisher: Publisher) -> bool:
    """Whether somebody can find out what another person answered."""
    return any(
        len(answers) == 1
        for same in seen_as(worlds, publisher)
        for _, answers in given_by_others(same)
    )


def worlds_of_one(n: int) -> list[World]:
    """Every world of one question that ``n`` people were asked and at least five answered."""
    return [(counts,) for blanks in range(n - 4) for counts in counts_of(n - blanks, blanks)]


slow = pytest.mark.slow


@pytest.mark.parametrize("n", [5, 6, 7, 8, *(pytest.param(n, marks=slow) for n in range(9, 13))])
def test_one_question_leaves_every_answer_of_everybody_else_open(n: int) -> None:
    assert is_open(worlds_of_one(n))


@slow
@pytest.mark.parametrize("n", [15, 18])
def test_shares_leave_every_answer_of_everybody_else_open(n: int) -> None:
    worlds = [(counts,) for counts in counts_of(n)]

    assert is_open(worlds)
    assert any(published(world).questions[0].shares for world in worlds)


def test_two_questions_of_five_people_leave_every_answer_open() -> None:
    worlds = list(product(counts_of(5), repeat=2))

    assert is_open(worlds)


@slow
def test_two_questions_of_six_people_leave_every_answer_open() -> None:
    """Also with a blank at one of them: the total then weighs two numbers of answers."""
    assert is_open(product(counts_of(5, 1), counts_of(6)))
    assert is_open(product(counts_of(6), repeat=2))


@slow
def test_shares_of_two_questions_and_their_total_leave_every_answer_open() -> None:
    fives = [counts for counts in counts_of(15) if counts[0] + counts[1] == 5 == counts[2]]
    # Where shares are not shown, other counts than these look the same: those worlds are above.
    worlds = [
        world
        for world in product(fives, repeat=2)
        if all(one.shares for one in published(world).questions)
    ]

    assert len(worlds) > 500
    assert is_open(worlds)


def spread_out(total: int, answers: int) -> Counts:
    """Counts of so many answers with so many points in sum."""
    level, more = divmod(total, answers)
    counts = [0] * 6
    counts[level] = answers - more
    if more:
        counts[level + 1] = more
    return tuple(counts)


def sums_are_open(n: int, questions: int) -> bool:
    """The same for worlds that are the sums of all questions: every sum of every question."""
    cells: dict[Hashable, set[int]] = defaultdict(set)
    seen: dict[Hashable, set[int]] = defaultdict(set)
    shown: set[tuple[tuple[Hashable, ...], Hashable]] = set()
    for sums in combinations_with_replacement(range(4 * n + 1), questions):
        found = published(tuple(spread_out(total, n) for total in sums))
        of_each = tuple((one.band, one.score, one.shares) for one in found.questions)
        for total, cell in zip(sums, of_each, strict=True):
            cells[cell].add(total)
        whole = found.band, found.score, found.low, found.high
        shown.add((of_each, whole))
        seen[of_each, whole].add(sum(sums))
    for of_each, whole in shown:
        totals = seen[of_each, whole]
        ends = [(min(cells[cell]), max(cells[cell])) for cell in of_each]
        for own in product((0, 2, 4), repeat=questions):
            inner = [
                (max(least, mine), min(most, mine + 4 * (n - 1)))
                for (least, most), mine in zip(ends, own, strict=True)
            ]
            if not _meets(inner, totals):
                continue  # nobody with this ballot can have seen this
            for q, other in product(range(questions), range(5)):
                least, most = inner[q]
                known = own[q] + other
                held = max(least, known), min(most, known + 4 * (n - 2))
                if not _meets([*inner[:q], held, *inner[q + 1 :]], totals):
                    return False
    return True


def _meets(ends: list[tuple[int, int]], totals: set[int]) -> bool:
    low, high = sum(least for least, _ in ends), sum(most for _, most in ends)
    return all(least <= most for least, most in ends) and any(
        low <= total <= high for total in totals
    )


@pytest.mark.parametrize(
    ("n", "questions"),
    [
        (10, 2),
        (12, 2),
        *(pytest.param(*of, marks=slow) for of in ((5, 4), (6, 4), (9, 3), (25, 2))),
    ],
)
def test_all_questions_and_their_total_leave_every_answer_open(n: int, questions: int) -> None:
    assert sums_are_open(n, questions)


def exact_mean(world: World) -> Hashable:
    return sum(points * count for points, count in enumerate(world[0][:5]))


def distribution(world: World) -> Hashable:
    return world[0]


def shares_without_a_floor(world: World) -> Hashable:
    no, low, between, high, yes, _ = world[0]
    return no + low, between, high + yes, round(exact_rounded(world), -1)


def exact_rounded(world: World) -> int:
    return (
        100
        * sum(points * count for points, count in enumerate(world[0][:5]))
        // (4 * sum(world[0][:5]))
    )


def tens(world: World) -> Hashable:
    return round(exact_rounded(world) / 10)


def word_when_unanimous(world: World) -> Hashable:
    """Says nothing about a unanimous group, and so says that it is one."""
    return None if max(world[0][:5]) == sum(world[0]) else exact_mean(world)


@pytest.mark.parametrize(
    "naive", [exact_mean, distribution, shares_without_a_floor, tens, word_when_unanimous]
)
@pytest.mark.parametrize("n", [5, 6, 9])
def test_the_brute_force_finds_what_a_naive_publisher_gives_away(naive: Publisher, n: int) -> None:
    worlds = worlds_of_one(n)

    assert not is_open(worlds, naive)
    assert determines(worlds, naive) or naive in (tens, word_when_unanimous)


def test_a_total_beside_the_words_of_the_questions_would_give_an_answer_away() -> None:
    def words_and_exact_total(world: World) -> Hashable:
        return (
            [one.band for one in published(world).questions],
            sum(points * count for counts in world for points, count in enumerate(counts[:5])),
        ).__repr__()

    assert determines(product(counts_of(5), repeat=2), words_and_exact_total)
