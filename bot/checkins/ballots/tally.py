"""The count of one round's answers. Pure: it holds no member and no order of arrival.

Two kinds of cells are counted:

- for each question six: the answers 1 to 5 as they were given, and the blanks ("prefer not to
  say");
- for each person's own mean over the scored questions (the *composite*) one cell for each pair
  (scored questions answered, sum of their points). A question gives 0 to 4 points: the answer less
  one, or five less the answer where agreeing is the worse sign (*reverse*). The spread between
  persons cannot be computed from the cells of the questions, and an honest interval needs it.

A ballot without any scored answer is counted among the answers but has no composite.
"""

from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from struct import Struct
from typing import Self

CHOICES = 5
"""The answers are 1 to 5."""

POINTS = CHOICES - 1
"""Max points that one question gives."""

MOST = 2**32 - 1
"""The largest count that fits into a cell."""

_WIDTH = CHOICES + 1

Ballot = tuple[int | None, ...]
"""One person's answers, one entry per question: 1 to 5, or None for "prefer not to say"."""


@dataclass(frozen=True, slots=True)
class BallotLayout:
    """The shape of a round: how many questions, which are scored, which are reverse.

    Raises:
        ValueError: no question, or a tuple whose length is not the number of questions.
    """

    questions: int
    scored: tuple[bool, ...]
    reverse: tuple[bool, ...]

    def __post_init__(self) -> None:
        if self.questions < 1:
            raise ValueError("a round asks at least one question")
        if len(self.scored) != self.questions or len(self.reverse) != self.questions:
            raise ValueError("scored and reverse need one entry for each question")


@dataclass(frozen=True, slots=True)
class Composite:
    """How many persons answered this number of scored questions with this sum of points."""

    items: int
    points: int
    persons: int

    @property
    def mean(self) -> float:
        """Return the mean of each of these persons, 0 to 4."""
        return self.points / self.items


@dataclass(frozen=True, slots=True)
class _Form:
    """The encoding of a layout: where each cell is, and how all of them are packed."""

    starts: tuple[int, ...]  # starts[k - 1]: the cell of (k scored questions answered, 0 points)
    size: int
    struct: Struct


@cache
def _form(layout: BallotLayout) -> _Form:
    sizes = [POINTS * items + 1 for items in range(1, sum(layout.scored) + 1)]
    edges = tuple(accumulate(sizes, initial=layout.questions * _WIDTH))
    return _Form(edges[:-1], edges[-1], Struct(f">{edges[-1]}I"))


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of one round. Immutable: ``add`` returns a new one."""

    layout: BallotLayout
    _cells: tuple[int, ...]

    @classmethod
    def empty(cls, layout: BallotLayout) -> Self:
        """Return a tally without any answers."""
        return cls(layout, (0,) * _form(layout).size)

    @classmethod
    def unpack(cls, layout: BallotLayout, data: bytes) -> Self:
        """Return the tally that ``pack`` turned into ``data``.

        Raises:
            ValueError: ``data`` is not a tally of this layout.
        """
        form = _form(layout)
        if len(data) != form.struct.size:
            raise ValueError("not as long as a tally of this layout")
        tally = cls(layout, form.struct.unpack(data))
        answers = tally.answers
        if any(sum(tally.counts(question)) != answers for question in range(layout.questions)):
            raise ValueError("the questions were not answered by equally many")
        if sum(tally._cells[layout.questions * _WIDTH :]) > answers:
            raise ValueError("more composites than answers")
        return tally

    def pack(self) -> bytes:
        """Return the counts as bytes; the length depends only on the layout.

        Raises:
            ValueError: a count exceeds ``MOST``.
        """
        if self.answers > MOST:  # no cell holds more than all answers
            raise ValueError("a count does not fit into its cell")
        return _form(self.layout).struct.pack(*self._cells)

    def add(self, ballot: Ballot) -> Self:
        """Return this tally with one more ballot.

        Raises:
            ValueError: not one entry for each question, or one that is neither 1 to 5 nor None.
        """
        layout = self.layout
        if len(ballot) != layout.questions:
            raise ValueError("a ballot needs one entry for each question")
        cells = list(self._cells)
        items = points = 0
        for question, answer in enumerate(ballot):
            start = question * _WIDTH
            if answer is None:
                cells[start + CHOICES] += 1
                continue
            # A bool is an int, so True would pass as 1.
            if type(answer) is not int or not 1 <= answer <= CHOICES:
                raise ValueError("an answer is 1 to 5, or None")
            cells[start + answer - 1] += 1
            if layout.scored[question]:
                items += 1
                points += CHOICES - answer if layout.reverse[question] else answer - 1
        if items:
            cells[_form(layout).starts[items - 1] + points] += 1
        return type(self)(layout, tuple(cells))

    @property
    def answers(self) -> int:
        """Return how many ballots were counted, including blank ones."""
        return sum(self._cells[:_WIDTH])

    def counts(self, question: int) -> tuple[int, ...]:
        """Return how often 1, 2, 3, 4, 5 and blank were given to a question, as it is worded.

        Raises:
            IndexError: there is no such question.
        """
        if not 0 <= question < self.layout.questions:
            raise IndexError("no such question")
        return self._cells[question * _WIDTH : (question + 1) * _WIDTH]

    def composites(self) -> tuple[Composite, ...]:
        """Return the persons with at least one scored answer, grouped by answers and points.

        Only pairs that occur; sorted by number of questions, then by points.
        """
        found: list[Composite] = []
        for items, start in enumerate(_form(self.layout).starts, start=1):
            row = self._cells[start : start + POINTS * items + 1]
            found += (Composite(items, points, n) for points, n in enumerate(row) if n)
        return tuple(found)
