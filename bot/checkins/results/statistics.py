"""Computes the score of a round, and how far it may be from that of the whole group.

Scores are 0 to 100. A person's *composite* is the mean of the scored questions that they answered;
the group's score is the mean of the composites.

The interval is a **finite-population Bayesian bootstrap with two pseudo-persons**. The persons who
did not answer are drawn, one after another, from an urn that holds those who did; each draw adds
one more of its kind (the Polya urn: Lo, "A Bayesian bootstrap for a finite population", Annals of
Statistics 16, 1988; Ghosh and Meeden, "Bayesian Methods for Finite Population Sampling", 1997; for
an unknown size it becomes Rubin's Bayesian bootstrap, Annals of Statistics 9, 1981). So the
interval reflects that n of N answered, and has width zero when all did. Three corrections are
added, because with five answers resampling alone underestimates the spread (a plain percentile
bootstrap covers the truth in 80 % of cases there, not 90 %; see
``tests/checkins/test_coverage.py``):

- The urn starts with ``PSEUDO`` additional persons, at the observed mean plus and minus
  ``USUAL_SPREAD``: five persons who happen to agree do not prove that everyone does.
- Deviations from the mean are stretched by ``sqrt((n + PSEUDO + 1) / (n - 1))``, which makes up for
  the urn's variance being smaller than the unbiased one.
- Ends beyond 0 or 100 are cut off: no group can score there.

These corrections were calibrated by simulation (docs/statistics.md), not derived.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from bot.checkins.ballots.tally import POINTS, Composite, Tally
from bot.checkins.rules import FLOOR

LEVEL = 0.9
"""The nominal coverage of the interval. At 80 %, actual coverage depends more on the shape of the
group, and members would read the one round in five outside as a change."""

PSEUDO = 2
"""Weight of the usual spread, in persons."""

USUAL_SPREAD = 22.0
"""The usual standard deviation of composites between persons (of 100): 18 to 23 in simulated groups
of four related five-point answers that are neither split nor unanimous."""

WIDE_SPREAD = 33.0
"""The same for a split group: two camps three answers apart."""

DRAWS = 2000
"""Bootstrap draws; the ends vary by about 2 % of the width from seed to seed."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """The range of the score if everyone had answered, at ``LEVEL``. All values are of 100.

    ``usual`` and ``wide``: half the width for the same number of answers and persons in a group of
    ``USUAL_SPREAD`` and of ``WIDE_SPREAD``. They reveal nothing about the answers.
    """

    low: float
    high: float
    usual: float
    wide: float


def score(tally: Tally) -> float | None:
    """Return the group's score, 0 to 100; None when no scored question has an answer."""
    composites = tally.composites()
    persons = sum(one.persons for one in composites)
    if not persons:
        return None
    return _percent(1) * sum(one.mean * one.persons for one in composites) / persons


def interval(tally: Tally, eligible: int | None, seed: int) -> Interval | None:
    """Return the interval for the mean of all ``eligible`` persons.

    ``eligible`` None: unknown, so the population counts as infinite. An ``eligible`` below the
    number of answers also counts as unknown: Discord's number was wrong. Returns None when fewer
    than ``FLOOR`` persons answered a scored question. The same tally, ``eligible`` and ``seed``
    give the same interval.
    """
    composites = tally.composites()
    counts = np.array([one.persons for one in composites], dtype=np.float64)
    persons = int(counts.sum())
    if persons < FLOOR:
        return None
    unseen = None if eligible is None or eligible < tally.answers else eligible - tally.answers
    values = np.array([[_value(one) for one in composites]])
    low, high = ends(values, counts, weights(counts, unseen, seed))
    # Use everyone who answered, not only those with a composite: the number of persons who left
    # everything blank stays hidden.
    typical = np.array([_typical(tally.answers)])
    one_each = np.ones(tally.answers)
    urn = weights(one_each, unseen, seed)
    halves: list[float] = []
    for spread in (USUAL_SPREAD, WIDE_SPREAD):
        below, above = ends(50 + spread * typical, one_each, urn)
        halves.append(float(above[0] - below[0]) / 2)
    return Interval(float(low[0]), float(high[0]), *halves)


def weights(counts: Array, unseen: int | None, seed: int) -> Array:
    """Return each value's weight in the mean of the whole group, drawn ``DRAWS`` times.

    Args:
        counts: shape (k,): how many persons gave each value.
        unseen: how many persons did not answer; None: unknown.
        seed: seed of the draws.

    Returns:
        Shape (``DRAWS``, k + 2): the weights of the k values and of the two pseudo-persons. Each
        row sums to 1.
    """
    rng = np.random.default_rng(seed)
    shapes = np.concatenate([counts, [PSEUDO / 2, PSEUDO / 2]])
    drawn = rng.standard_gamma(shapes, (DRAWS, len(shapes)))
    drawn /= drawn.sum(axis=1, keepdims=True)
    if unseen is None:
        return drawn
    seen = np.concatenate([counts, [0.0, 0.0]])
    # A Dirichlet draw followed by a multinomial one gives the counts of the urn's draws.
    return (rng.multinomial(unseen, drawn) + seen) / (unseen + counts.sum())


def ends(values: Array, counts: Array, urn: Array) -> tuple[Array, Array]:
    """Return the lower and upper ends, shape (s,) each, of s samples of one size.

    Args:
        values: shape (s, k), 0 to 100.
        counts: shape (k,): how many persons gave each value; at least 2 in all.
        urn: the result of :func:`weights` for ``counts``.
    """
    persons = counts.sum()
    centre = (values @ counts / persons)[:, None]
    deviations = np.concatenate(
        [
            values - centre,
            np.full_like(centre, -USUAL_SPREAD),
            np.full_like(centre, USUAL_SPREAD),
        ],
        axis=1,
    )
    stretch = np.sqrt((persons + PSEUDO + 1) / (persons - 1))
    means = centre + stretch * (deviations @ urn.T)
    tails = np.array([(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    low, high = np.clip(np.quantile(means, tails, axis=1), 0, 100)
    return low, high


def _percent(points: float) -> float:
    return 100 / POINTS * points


def _value(composite: Composite) -> float:
    return _percent(composite.mean)


def _typical(persons: int) -> Array:
    """Return ``persons`` values spread evenly over a normal distribution (mean 0, deviation 1)."""
    normal = NormalDist()
    found = np.array([normal.inv_cdf((at + 0.5) / persons) for at in range(persons)])
    return found / found.std(ddof=1)
