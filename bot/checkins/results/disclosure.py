"""Decides what may be said about a round. Pure. All published, stored or shown data passes here.

**The guarantee.** Take everything published about a round, all of one member's own answers, and how
many left each shown question blank. Still every other person who answered a question may have given
any of the five answers to it. This is stronger than "no answer is determined": not even the worst
answer is ruled out for anyone. ``tests/checkins/test_disclosure.py`` proves it by brute force.

How it is kept:

- With fewer than ``FLOOR`` answers nothing is said, not even how many. A question that fewer than
  ``FLOOR`` answered is not shown and is not part of the score.
- A question is shown as a cell, a range of its mean: with fewer than ``FINE`` answers, one of three
  words; from ``FINE`` on, a score on a grid of ``GRID``. The outermost cells are wide enough for
  two persons to be at the far end from everyone else: the sum of m answers of 0 to 4 points is
  never shown to be above 4 (m - 2), or below 8. So a unanimous group looks like one that is nearly
  so. In the outermost cells there is only a word.
- The score is the mean of the questions' means, so it depends on the same sums; without blanks it
  is also the mean of the persons. It is rounded so that one person moves it by at most four steps.
  Steps that, together with the cells of the questions, would push a question too far to one end are
  merged with all beyond them; for those only the word is said.
- How often people disagreed, were in between, or agreed is shown to the nearest 5 %, if each has at
  least ``FLOOR`` answers and the question's score leaves both halves of a side open.
- Below ``SPREAD_FROM`` the interval's width depends only on the number of answers: a unanimous
  group gets the same as any other. From there on it follows the spread, but stays between that of a
  usual and of a split group, and only in the middle of the scale, where any spread is possible.

Every decision uses only what is published anyway, and the blanks, which the guarantee gives away.
So "there is no number" reveals no more than the cell does.

**What no method can prevent.** A person who knows all other answers knows the rest. If two rounds
differ by one person and all others answer every question exactly the same, the rounds reveal
something about that person, in a small part of cases one of their answers (``docs/statistics.md``
says how often). Only all those others together can know that they did. Likely is not certain, but
it is something: "very high" says that most were content. Each person may tell what they answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Protocol

from bot.checkins.ballots.tally import CHOICES, POINTS, Tally
from bot.checkins.results.publication import Band, Published, QuestionResult
from bot.checkins.rules import FINE, FLOOR

GRID = 5
"""Scores of questions and of small rounds are multiples of this."""

WHOLE_FROM = 25
"""From this many answers to each scored question on, the score is a whole number: one person moves
it by at most four steps, as with a grid of 5 (100 / 5 / 5) in the smallest round."""

SPREAD_FROM = 40
"""From this many answers on the interval follows the spread: two persons at the far end from all
others are then still within a usual group's spread (at most 0.19 of the scale, against 0.22)."""

MIDDLE = range(20, 81)
"""Only scores in this range get an interval that follows the spread: for a group near an end, a
split would determine the answers."""


class Margins(Protocol):
    """An interval for the score, as ``statistics.py`` computes it; all of 100."""

    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def usual(self) -> float: ...
    @property
    def wide(self) -> float: ...


@dataclass(frozen=True, slots=True)
class _Known:
    """What publishing a question reveals about the sum of its points, with the blanks known.

    ``cell``: the min and max sum. ``inner``: the min that one person at 4 can force, and the max
    that one person at 0 can force. ``innermost``: the same for two persons.
    """

    answers: int
    total: int
    cell: tuple[int, int]
    inner: tuple[int, int]
    innermost: tuple[int, int]

    def turned(self) -> "_Known":
        """Return the same for the reversed question."""
        full = POINTS * self.answers

        def turn(ends: tuple[int, int]) -> tuple[int, int]:
            return full - ends[1], full - ends[0]

        return _Known(
            self.answers,
            full - self.total,
            turn(self.cell),
            turn(self.inner),
            turn(self.innermost),
        )


def publish(
    tally: Tally, keys: Sequence[str], eligible: int | None, margins: Margins | None
) -> Published:
    """Return what may be published about a tally.

    Args:
        tally: the counts at the close.
        keys: keys of the questions, in the order of the tally.
        eligible: how many could answer; None: unknown.
        margins: result of :func:`.statistics.interval`, with a seed that does not depend on
            the answers; None: no interval is shown.

    Raises:
        ValueError: there is not exactly one key per question.
    """
    layout = tally.layout
    if len(keys) != layout.questions:
        raise ValueError("one key for each question")
    if tally.answers < FLOOR:
        return Published(
            answered=None,
            eligible=eligible,
            band=None,
            score=None,
            low=None,
            high=None,
            questions=tuple(_hidden(key) for key in keys),
        )
    results: list[QuestionResult] = []
    scored: list[_Known] = []
    for at, key in enumerate(keys):
        counts = tally.counts(at)[:CHOICES]
        if sum(counts) < FLOOR:
            results.append(_hidden(key))
            continue
        result, known = _question(key, counts)
        results.append(result)
        if layout.scored[at]:
            scored.append(known.turned() if layout.reverse[at] else known)
    band, score, grid = _total(scored) if scored else (None, None, GRID)
    low = high = None
    if score is not None and margins is not None:
        half = _half_width(score, tally.answers, margins, grid)
        low, high = max(score - half, 0), min(score + half, 100)
    return Published(
        answered=tally.answers,
        eligible=eligible,
        band=band,
        score=score,
        low=low,
        high=high,
        questions=tuple(results),
    )


def band_of(score: int) -> Band:
    """Return the word for a score of 0 to 100."""
    if score <= 20:
        return Band.VERY_LOW
    if score <= 40:
        return Band.LOW
    if score < 60:
        return Band.MIXED
    return Band.HIGH if score < 80 else Band.VERY_HIGH


def _hidden(key: str) -> QuestionResult:
    return QuestionResult(key=key, band=None, score=None, shares=None)


def _nearest(mean: Fraction, grid: int) -> int:
    """Return a mean of 0 to 1 as the nearest multiple of ``grid``, of 100.

    Halves round to the middle, so a reversed question has the reversed result.
    """
    steps = mean * 100 / grid
    half = Fraction(1, 2)
    return grid * (ceil(steps - half) if mean > half else int(steps + half))


def _question(key: str, counts: Sequence[int]) -> tuple[QuestionResult, _Known]:
    """Return a question's publication and what it reveals; ``FLOOR`` or more answered it."""
    answers = sum(counts)
    full = POINTS * answers
    total = sum(points * count for points, count in enumerate(counts))
    score = None
    if answers < FINE:
        low, high = 2 * full // 5, -(-3 * full // 5)
        if total <= low:
            band, cell = Band.LOW, (0, low)
        elif total >= high:
            band, cell = Band.HIGH, (high, full)
        else:
            band, cell = Band.MIXED, (low + 1, high - 1)
    else:
        steps = [_nearest(Fraction(points, full), GRID) for points in range(full + 1)]
        last = steps[full - 2 * POINTS]  # step of the sum with two persons at the far end
        steps = [min(max(step, 100 - last), last) for step in steps]
        step = steps[total]
        band = band_of(step)
        score = None if step in (last, 100 - last) else step
        first = steps.index(step)
        cell = first, first + steps.count(step) - 1
    known = _Known(answers, total, cell, *_narrowed(cell, (0, full), POINTS))
    shares = None
    if answers >= FINE and score is not None:
        no, between, yes = counts[0] + counts[1], counts[2], counts[3] + counts[4]
        # The sums that these three counts allow: everyone at the lower, or upper, of two answers.
        least = 2 * between + 3 * yes
        inner, innermost = _narrowed(cell, (least, least + no + yes), 1)
        if min(no, between, yes) >= FLOOR and cell[0] <= innermost[1] and innermost[0] <= cell[1]:
            shares = _percent((no, between, yes))
            known = _Known(answers, total, cell, inner, innermost)
    return QuestionResult(key=key, band=band, score=score, shares=shares), known


def _narrowed(
    cell: tuple[int, int], possible: tuple[int, int], reach: int
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the ends of a cell when one, and when two, persons deviate by ``reach`` points."""
    one, two = (
        (
            max(cell[0], possible[0] + persons * reach),
            min(cell[1], possible[1] - persons * reach),
        )
        for persons in (1, 2)
    )
    return one, two


def _percent(counts: tuple[int, int, int]) -> tuple[int, int, int]:
    """Return three counts as percent, in multiples of ``GRID`` that add up to 100.

    The largest remainders are rounded up (Hamilton's method).
    """
    steps = 100 // GRID
    whole = sum(counts)
    parts = [count * steps // whole for count in counts]
    order = sorted(range(3), key=lambda at: counts[at] * steps % whole, reverse=True)
    for at in order[: steps - sum(parts)]:
        parts[at] += 1
    no, between, yes = (GRID * part for part in parts)
    return no, between, yes


def _total(scored: Sequence[_Known]) -> tuple[Band, int | None, int]:
    """Return the word for the score, the score if it may be published, and its grid."""
    grid = 1 if all(known.answers >= WHOLE_FROM for known in scored) else GRID

    def step(sums: Sequence[int]) -> int:
        means = (
            Fraction(points, POINTS * known.answers)
            for points, known in zip(sums, scored, strict=True)
        )
        return _nearest(sum(means, Fraction(0)) / len(scored), grid)

    def farthest(end: int) -> list[int]:
        """Return the score at one end, for each question in which a second person may deviate."""
        return [
            step([(one.innermost if one is held else one.inner)[end] for one in scored])
            for held in scored
        ]

    bottom, top = max(farthest(0)), min(farthest(1))
    here = step([known.total for known in scored])
    # The outermost step is treated as any other when no step lies beyond it.
    if here >= top and step([known.cell[1] for known in scored]) > top:
        return band_of(top), None, grid
    if here <= bottom and step([known.cell[0] for known in scored]) < bottom:
        return band_of(bottom), None, grid
    return band_of(here), here, grid


def _half_width(score: int, answers: int, margins: Margins, grid: int) -> int:
    """Return half the interval: the margin plus the rounding of the score, as a whole number."""
    margin = margins.usual
    if answers >= SPREAD_FROM and score in MIDDLE:
        margin = min(max((margins.high - margins.low) / 2, margins.usual), margins.wide)
    return ceil(margin + grid / 2)
