"""How often the interval holds the mean of everybody: simulated, with fixed seeds.

``python -m tests.checkins.test_coverage`` prints every figure; docs/statistics.md shows them.
"""

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.checkins.results.disclosure import GRID
from bot.checkins.results.statistics import LEVEL, USUAL_SPREAD, ends, weights

Array = NDArray[np.float64]
Latent = Callable[[np.random.Generator, tuple[int, int]], Array]

ANSWERS = (5, 8, 15, 40)
LARGER = [pytest.param(answers, marks=pytest.mark.slow) for answers in ANSWERS[1:]]
ROUNDS = 800
"""Simulated rounds of each population and each size: 28,000 for each number of answers, so that
chance moves a coverage of 90 % by less than 0.2 points (one standard error)."""

POPULATIONS: dict[str, tuple[Latent, float]] = {
    "normal": (lambda chance, shape: chance.normal(3.3, 0.8, shape), 0.7),
    "at the top": (lambda chance, shape: 5.2 - chance.gamma(1.5, 0.6, shape), 0.7),
    "near the bottom": (lambda chance, shape: 1.2 + chance.gamma(2, 0.6, shape), 0.7),
    "two camps": (
        lambda chance, shape: (
            np.where(chance.random(shape) < 0.6, 4.3, 2.0) + chance.normal(0, 0.3, shape)
        ),
        0.7,
    ),
    "uniform": (lambda chance, shape: chance.uniform(1, 5, shape), 0.7),
    "of one mind": (lambda chance, shape: chance.normal(4.2, 0.25, shape), 0.4),
    "a few apart": (
        lambda chance, shape: (
            np.where(chance.random(shape) < 0.1, 1.5, 4.2) + chance.normal(0, 0.4, shape)
        ),
        0.7,
    ),
}
"""What persons feel, on 1 to 5, and how much the four answers of one person differ from it."""


def composites(name: str, chance: np.random.Generator, shape: tuple[int, int]) -> Array:
    """The mean of four answers of each person, 0 to 100."""
    latent, noise = POPULATIONS[name]
    felt = latent(chance, shape)
    answers = np.clip(np.rint(felt[..., None] + chance.normal(0, noise, (*shape, 4))), 1, 5)
    return (answers.mean(axis=-1) - 1) * 25


def sizes(answers: int) -> tuple[int | None, ...]:
    """Of how many persons so many answered; None: of very many."""
    return answers + 1, round(1.5 * answers), 2 * answers, 5 * answers, None


@cache
def truth(name: str) -> float:
    return float(composites(name, np.random.default_rng(99), (1, 500_000)).mean())


def sampled(name: str, answers: int, size: int | None, seed: int) -> tuple[Array, Array]:
    """Rounds of so many answers, shape (ROUNDS, answers), and the mean of everybody in each."""
    chance = np.random.default_rng(seed)
    if size is None:
        return composites(name, chance, (ROUNDS, answers)), np.full(ROUNDS, truth(name))
    everybody = composites(name, chance, (ROUNDS, size))
    return everybody[:, :answers], everybody.mean(axis=1)


def held(values: Array, mean: Array, low: Array, high: Array) -> float:
    """The share of rounds whose interval holds the mean; a hair for the last binary digit."""
    return float(((low <= mean + 1e-9) & (mean <= high + 1e-9)).mean())


def ours(values: Array, mean: Array, unseen: int | None, seed: int) -> float:
    ones = np.ones(values.shape[1])
    return held(values, mean, *ends(values, ones, weights(ones, unseen, seed)))


def percentile(values: Array, mean: Array, unseen: int | None, seed: int) -> float:
    """The plain percentile bootstrap, which knows nothing of who did not answer."""
    n = values.shape[1]
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), 2000) / n
    tails = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    return held(values, mean, *np.quantile(values @ drawn.T, tails, axis=1))


def shown(values: Array, mean: Array, unseen: int | None, seed: int) -> float:
    """What is published in a small round: the usual width around the rounded score."""
    n = values.shape[1]
    ones = np.ones(n)
    even = np.linspace(-1, 1, n)[None, :]
    usual = even * (USUAL_SPREAD / float(np.std(even, ddof=1)))
    low, high = ends(50 + usual, ones, weights(ones, unseen, seed))
    half = np.ceil((high - low) / 2 + GRID / 2)
    score = np.rint(values.mean(axis=1) / GRID) * GRID
    return held(values, mean, score - half, score + half)


Method = Callable[[Array, Array, int | None, int], float]


@cache
def coverage(method: Method, answers: int) -> dict[tuple[str, int | None], float]:
    """The coverage for each population and size."""
    found: dict[tuple[str, int | None], float] = {}
    for at, name in enumerate(POPULATIONS):
        for of, size in enumerate(sizes(answers)):
            seed = 1000 * answers + 10 * at + of
            values, mean = sampled(name, answers, size, seed)
            unseen = None if size is None else size - answers
            found[name, size] = method(values, mean, unseen, seed + 1)
    return found


def mean_of(found: dict[tuple[str, int | None], float]) -> float:
    return sum(found.values()) / len(found)


def by_population(found: dict[tuple[str, int | None], float], answers: int) -> dict[str, float]:
    count = len(sizes(answers))
    return {name: sum(found[name, size] for size in sizes(answers)) / count for name in POPULATIONS}


@pytest.mark.parametrize("answers", [ANSWERS[0], *LARGER])
def test_the_interval_holds_the_mean_of_everybody_within_three_points_of_what_it_says(
    answers: int,
) -> None:
    assert mean_of(coverage(ours, answers)) == pytest.approx(LEVEL, abs=0.03)


@pytest.mark.parametrize("answers", [ANSWERS[0], *LARGER])
def test_in_no_kind_of_group_does_the_interval_fall_short_by_more_than_five_points(
    answers: int,
) -> None:
    """Each kind over all its sizes. Beyond 90 % it may go: a group of one mind is always held."""
    assert min(by_population(coverage(ours, answers), answers).values()) > LEVEL - 0.05


@pytest.mark.slow
def test_a_plain_percentile_bootstrap_would_not_do_at_five() -> None:
    of_many = {key: value for key, value in coverage(percentile, 5).items() if key[1] in (25, None)}

    assert mean_of(of_many) < LEVEL - 0.1


@pytest.mark.slow
@pytest.mark.parametrize("answers", [5, 8, 15])
def test_the_published_interval_of_a_small_round_falls_short_by_three_points_at_most(
    answers: int,
) -> None:
    """Its width does not follow the spread, so that it cannot give it away."""
    assert mean_of(coverage(shown, answers)) > LEVEL - 0.03


def main() -> None:
    """Prints the coverage of all methods, in percent."""
    for method in (ours, shown, percentile):
        for answers in ANSWERS:
            found = coverage(method, answers)
            kinds = by_population(found, answers)
            worst = min(found, key=lambda key: found[key])
            line = ", ".join(f"{name} {100 * share:.1f}" for name, share in kinds.items())
            print(  # noqa: T201 - what this command is for
                f"{method.__name__} n={answers}: all {100 * mean_of(found):.1f}; {line}; "
                f"worst {worst} {100 * found[worst]:.1f}"
            )


if __name__ == "__main__":
    main()
