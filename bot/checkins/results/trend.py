"""Computes how a group's published results change from round to round. Pure.

- The input is only what was published, rounded as published: nothing finer exists after a round.
- The caller passes the rounds of one series, oldest first: scores of different questions do not
  make one trend.

**Shrunk scores.** A score of few answers says little, so it is pulled toward the group's own mean
of the earlier rounds: ``w score + (1 - w) mean`` with ``w = n / (n + WEIGHT)``. This is the
credibility estimator of Bühlmann ("Experience rating and credibility", ASTIN Bulletin 4, 1967),
which is empirical Bayes in the sense of Efron and Morris ("Stein's estimation rule and its
competitors", JASA 68, 1973). Signals are computed from the published scores, not from these.

**Signals** are one-sided cumulative sums (Page, "Continuous inspection schemes", Biometrika 41,
1954) of standardised falls, ``S = max(0, S + z - K)``. A signal is given when ``S > H``.

- The group's baseline is not known beforehand, so the sum is self-starting (Hawkins, "Self-starting
  CUSUM charts for location and scale", The Statistician 36, 1987): each round is compared with the
  mean of the earlier ones, and the uncertainty of that mean is part of the standard error.
- While the sum is above zero, its rounds are left out of that mean, so a fall cannot hide itself.
- The standard deviation combines the chance variation of a group of usual spread (worth ``PRIOR``
  rounds) with the observed variation.
- After a signal everything restarts with the next round: one fall is reported once, and later
  rounds are compared only with rounds after the signal.
- A rise is summed in the same way and never reported, but it moves the baseline to the rounds since
  it began. Otherwise a group that got better and then worse again would be compared with its worst
  times.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from bot.checkins.results.publication import Band
from bot.checkins.rules import FLOOR

ROUNDS = 8
"""Rounds of a series before any direction is reported."""

K = 0.5
H = 5.0
"""The textbook pair (Montgomery, "Introduction to Statistical Quality Control"): it finds falls of
one standard error soon, and with a known mean gives one false signal in 900 rounds."""

LEAST = 2
"""Earlier rounds needed before a round can be compared with them."""

WEIGHT = 10
"""Number of answers at which a score counts as much as the mean of the earlier rounds: the squared
ratio of the spread between persons (22 of 100) to that between rounds of a calm group (7)."""

PRIOR = 8
"""Weight of the usual spread against the observed spread, in rounds."""

SPREAD = 24.0
"""The standard deviation between persons (of 100) used to compute chance variation: a little more
than usual (``USUAL_SPREAD`` in ``statistics``), because a false signal costs trust too."""

ROUNDING = 5 / sqrt(12)
"""The standard deviation that rounding to multiples of 5 adds."""

STAND_IN = {
    Band.VERY_LOW: 10.0,
    Band.LOW: 25.0,
    Band.MIXED: 50.0,
    Band.HIGH: 82.0,
    Band.VERY_HIGH: 90.0,
}
"""The value used for a score that was published only as a word. Without it, a group that is nearly
always too content for a number would have a trend of only its worse rounds."""

LIVELY = 0.2
"""Min variance of whether one person answers: where nearly everyone does, the binomial variance is
so small that two members on holiday would be a surprise."""

FEW = FLOOR - 1
"""The value used for "fewer than five answered": the most that it can have been."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What was published about one round. ``at``: UTC seconds; scores are 0 to 100.

    ``answered`` None: fewer than five. ``score`` None with a band: only the word was published.
    """

    at: int
    answered: int | None
    eligible: int | None
    score: int | None
    low: int | None
    high: int | None
    band: Band | None = None


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A point, its shrunk score, and whether a signal came with it.

    ``shrunk`` is None where no score was published.
    """

    point: Point
    shrunk: float | None
    score_signal: bool
    participation_signal: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """A series and the signals of its last round. Before ``needed`` results there is no direction.

    ``asked_at``: UTC seconds of an earlier round that gave a signal, if it is so recent that the
    rounds after it cannot be compared yet.
    """

    points: tuple[TrendPoint, ...]
    enough: bool
    score_signal: bool
    participation_signal: bool
    asked_at: int | None = None
    needed: int = ROUNDS


@dataclass(frozen=True, slots=True)
class _Seen:
    """One round's value, and the standard deviation that chance alone would cause."""

    value: float
    chance: float


def trend(points: Sequence[Point]) -> Trend:
    """Return the trend of one series, oldest round first."""
    scores = _signals([_score(point) for point in points])
    participation = _fewer(points, _signals(_participation(points)))
    shrunk = _shrunk(points)
    found = tuple(
        TrendPoint(*one) for one in zip(points, shrunk, scores, participation, strict=True)
    )
    asked = [each.point.at for each in found if each.score_signal or each.participation_signal]
    lately = {each.point.at for each in found[-ROUNDS:-1]}
    return Trend(
        points=found,
        enough=sum(point.answered is not None for point in points) >= ROUNDS,
        asked_at=asked[-1] if asked and asked[-1] in lately else None,
        score_signal=bool(found) and found[-1].score_signal,
        participation_signal=bool(found) and found[-1].participation_signal,
    )


def _score(point: Point) -> _Seen | None:
    if point.answered is None:
        return None
    value = point.score
    if value is None and point.band is None:
        return None
    chance = sqrt(SPREAD**2 / point.answered + ROUNDING**2)
    return _Seen(
        STAND_IN[point.band] if value is None and point.band else float(value or 0), chance
    )


def _participation(points: Sequence[Point]) -> list[_Seen | None]:
    """Return participation per round: a share if every round's ``eligible`` is known, else a count.

    By chance alone, a share varies binomially and a count like a Poisson variable.
    """
    numbers = [FEW if point.answered is None else point.answered for point in points]
    whole = [point.eligible for point in points]
    found: list[_Seen | None] = []
    if all(whole):
        shares = [min(n / (all_ or 1), 1.0) for n, all_ in zip(numbers, whole, strict=True)]
        for at, (share, all_) in enumerate(zip(shares, whole, strict=True)):
            usual = _mean(shares[: at + 1])
            found.append(_Seen(share, sqrt(max(usual * (1 - usual), LIVELY) / (all_ or 1))))
        return found
    for at, number in enumerate(numbers):
        found.append(_Seen(float(number), sqrt(max(_mean(numbers[: at + 1]), 1.0))))
    return found


def _fewer(points: Sequence[Point], signals: Sequence[bool]) -> list[bool]:
    """Return only the signals with fewer answers than before: a growing group is losing none."""
    numbers = [FEW if point.answered is None else point.answered for point in points]
    return [
        signal and number < _mean(numbers[max(0, at - 2 * ROUNDS) : at])
        for at, (signal, number) in enumerate(zip(signals, numbers, strict=True))
    ]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _shrunk(points: Sequence[Point]) -> list[float | None]:
    found: list[float | None] = []
    total = weight = 0.0
    for point in points:
        if point.score is None or point.answered is None:
            found.append(None)
            continue
        own = point.answered / (point.answered + WEIGHT) if weight else 1.0
        found.append(own * point.score + (1 - own) * (total / weight if weight else 0.0))
        total += point.score * point.answered
        weight += point.answered
    return found


def _signals(values: Sequence[_Seen | None]) -> list[bool]:
    """Return for each round whether it signals a fall; a round without a value never does."""
    found: list[bool] = []
    normal: list[_Seen] = []
    doubtful: list[_Seen] = []
    risen: list[_Seen] = []
    fall = rise = 0.0
    for value in values:
        if value is None:
            found.append(False)
            continue
        if len(normal) >= LEAST:
            surprise = _surprise(normal, value)
            fall, rise = max(0.0, fall + surprise - K), max(0.0, rise - surprise - K)
            risen = [*risen, value] if rise else []
        doubtful.append(value)
        if not fall or len(normal) + len(doubtful) <= ROUNDS:
            normal += doubtful
            doubtful = []
        signal = fall > H and len(normal) + len(doubtful) >= ROUNDS
        if signal:
            normal, doubtful, risen, fall, rise = [], [], [], 0.0, 0.0
        elif rise > H:
            normal, doubtful, risen, fall, rise = risen, [], [], 0.0, 0.0
        found.append(signal)
    return found


def _surprise(before: Sequence[_Seen], value: _Seen) -> float:
    """Return how far a value is below the earlier rounds, in its own standard errors."""
    weights = [1 / one.chance**2 for one in before]
    whole = sum(weights)
    mean = sum(w * one.value for w, one in zip(weights, before, strict=True)) / whole
    # Observed spread relative to chance alone: 1 is as expected.
    squares = sum(w * (one.value - mean) ** 2 for w, one in zip(weights, before, strict=True))
    ratio = (PRIOR + squares) / (PRIOR + len(before) - 1)
    return (mean - value.value) / sqrt(ratio * (value.chance**2 + 1 / whole))
