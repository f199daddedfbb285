"""The trend of published results: shrunk scores, and falls that are worth a question.

``python -m tests.checkins.test_trend`` prints the simulated figures; docs/statistics.md shows them.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from bot.checkins.results.publication import Band
from bot.checkins.results.trend import ROUNDS, WEIGHT, Point, trend

SERIES = 400
YEAR = 52
SPREADS = (0.6, 0.8, 1.0)
"""Standard deviations between persons, on the scale of 1 to 5; 0.88 is USUAL_SPREAD."""

STAY = (0.0, 0.8)
"""How much of the variance between persons is the same persons, answering much as before."""

SIMULATED_CHANCE = 6
"""The first of the seeds: fixed, so that a figure in the documentation can be had again."""


def point(at: int, score: int | None, answered: int | None = 9, eligible: int | None = 20) -> Point:
    return Point(at=at, answered=answered, eligible=eligible, score=score, low=None, high=None)


def scores(*values: int | None) -> list[Point]:
    return [point(at, value) for at, value in enumerate(values)]


def turnout(*values: int | None, eligible: int | None) -> list[Point]:
    return [point(at, 60, answered, eligible) for at, answered in enumerate(values)]


@pytest.mark.parametrize("before", [8, 20, 30])
def test_a_group_that_got_better_and_then_worse_is_noticed(before: int) -> None:
    """What is normal for it is what it has become, not its worst times."""
    low = [(50, 55, 45, 50)[n % 4] for n in range(before)]
    high = [(75, 80, 70, 75)[n % 4] for n in range(16)]
    rising = trend(scores(*low, *high)).points
    falling = trend(scores(*low, *high, *[55] * 8)).points
    many = trend(turnout(*[6] * before, *[20] * 14, *[10] * 8, eligible=40)).points

    assert not any(one.score_signal for one in rising)
    assert [one.score_signal for one in falling[before + 16 :]].count(True) == 1
    assert [one.participation_signal for one in many[before + 14 :]].count(True) == 1
    assert not any(one.participation_signal for one in many[: before + 14])


def test_a_group_that_grows_is_not_said_to_answer_less() -> None:
    """The share falls, since new people do not answer yet; as many as before do, or more."""
    growing = [20 if n < 10 else 20 + 2 * (n - 9) for n in range(30)]
    same = [point(n, 60, 12, whole) for n, whole in enumerate(growing)]
    more = [point(n, 60, 12 + max(0, n - 10) // 4, whole) for n, whole in enumerate(growing)]
    fewer = [point(n, 60, 12 if n < 10 else 7, whole) for n, whole in enumerate(growing)]

    assert not any(one.participation_signal for one in trend(same).points)
    assert not any(one.participation_signal for one in trend(more).points)
    assert any(one.participation_signal for one in trend(fewer).points)


def simulated(
    chance: np.random.Generator,
    *,
    spread: float,
    stay: float,
    rounds: int,
    fall_at: int | None,
    answered: int = 9,
) -> list[Point]:
    """Rounds as they would be published: four answers of each person, rounded to fives.

    From ``fall_at`` on everybody feels 0.5 of 1 to 5 worse.
    """
    felt = np.sqrt(spread**2 - 0.5**2 / 4 - 1 / 48)  # the four answers add the rest
    settled = chance.normal(0, np.sqrt(stay), answered)
    found: list[Point] = []
    for at in range(rounds):
        level = 3.0 if fall_at is not None and at >= fall_at else 3.5
        person = level + felt * (settled + chance.normal(0, np.sqrt(1 - stay), answered))
        items = np.rint(person[:, None] + chance.normal(0, 0.5, (answered, 4)))
        mean = float((np.clip(items, 1, 5).mean() - 1) * 25)
        found.append(point(at, 5 * round(mean / 5), answered))
    return found


def false_signals(spread: float, stay: float) -> float:
    """How many falls are signalled in a year of weeks in which nothing changed."""
    chance = np.random.default_rng(SIMULATED_CHANCE)
    return float(
        np.mean(
            [
                sum(
                    one.score_signal
                    for one in trend(
                        simulated(chance, spread=spread, stay=stay, rounds=YEAR, fall_at=None)
                    ).points
                )
                for _ in range(SERIES)
            ]
        )
    )


def found_falls(spread: float, stay: float, before: int) -> float:
    """How often a fall after so many rounds is signalled within eight."""
    chance = np.random.default_rng(SIMULATED_CHANCE + 1)
    return float(
        np.mean(
            [
                any(
                    one.score_signal
                    for one in trend(
                        simulated(
                            chance, spread=spread, stay=stay, rounds=before + 8, fall_at=before
                        )
                    ).points[before:]
                )
                for _ in range(SERIES)
            ]
        )
    )


def false_turnout(share: float, eligible: int, *, known: bool) -> float:
    """The same for how many answer, each by a coin of their own every week."""
    chance = np.random.default_rng(SIMULATED_CHANCE + 2)
    signals = 0
    for _ in range(SERIES):
        numbers = [int(number) for number in chance.binomial(eligible, share, YEAR)]
        points = turnout(
            *[number if number >= 5 else None for number in numbers],
            eligible=eligible if known else None,
        )
        signals += sum(one.participation_signal for one in trend(points).points)
    return signals / SERIES


@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize("stay", STAY)
def test_a_year_without_change_gives_a_false_signal_in_one_group_of_four_at_most(
    spread: float, stay: float
) -> None:
    assert false_signals(spread, stay) <= 0.25


@pytest.mark.parametrize("before", [8, 12, 26])
@pytest.mark.parametrize(("spread", "stay"), [(0.6, 0.0), (0.8, 0.0), (0.6, 0.8), (1.0, 0.8)])
def test_a_fall_of_half_an_answer_of_nine_people_is_found_within_eight_rounds(
    spread: float, stay: float, before: int
) -> None:
    assert found_falls(spread, stay, before) >= 0.85


@pytest.mark.parametrize(("share", "eligible"), [(0.5, 20), (0.8, 20), (0.3, 40)])
@pytest.mark.parametrize("known", [True, False])
def test_a_year_of_usual_turnout_gives_a_false_signal_in_one_group_of_four_at_most(
    share: float, eligible: int, *, known: bool
) -> None:
    assert false_turnout(share, eligible, known=known) <= 0.25


def test_nothing_is_said_before_eight_rounds() -> None:
    early = trend(scores(90, 85, 90, 85, 10, 5, 0))

    assert not early.enough
    assert early.needed == ROUNDS
    assert not any(one.score_signal or one.participation_signal for one in early.points)


def test_a_plain_fall_is_signalled_at_the_last_round_of_the_series() -> None:
    calm = [70, 75, 70, 65, 70, 75, 70, 70, 75]

    assert trend(scores(*calm)).enough
    assert not trend(scores(*calm)).score_signal
    assert trend(scores(*calm, 40, 35)).score_signal


def test_a_rise_is_no_signal() -> None:
    assert not any(one.score_signal for one in trend(scores(*[40] * 10, *[90] * 20)).points)


def test_one_fall_is_signalled_once() -> None:
    calm, low = [70, 75, 70, 65, 70, 75, 70, 70, 75], [40, 40, 45, 40, 35, 40] * 4

    signals = [one.score_signal for one in trend(scores(*calm, *low)).points]

    assert signals.count(True) == 1


def test_a_second_fall_is_signalled_again() -> None:
    steps = [85] * 10 + [60] * 14 + [35] * 10

    signals = [one.score_signal for one in trend(scores(*steps)).points]

    assert signals.count(True) == 2


def test_a_signal_does_not_change_when_later_rounds_are_added() -> None:
    steps = scores(*[80] * 9, *[50] * 9, *[20] * 9)
    whole = [one.score_signal for one in trend(steps).points]

    assert [trend(steps[: at + 1]).score_signal for at in range(len(steps))] == whole


def test_a_fall_is_seen_of_a_group_that_was_too_content_for_a_number() -> None:
    high = [replace(at, band=Band.VERY_HIGH) for at in scores(*[None] * 10)]

    found = trend([*high, *scores(65, 60, 60, 65)])

    assert any(one.score_signal for one in found.points)


def test_rounds_without_a_result_pass_without_a_word() -> None:
    gaps = [point(at, None, None) for at in range(12)]

    assert not trend(gaps).score_signal
    assert all(one.shrunk is None for one in trend(gaps).points)


@pytest.mark.parametrize("eligible", [24, None])
def test_fewer_and_fewer_answers_are_signalled(eligible: int | None) -> None:
    steady: Sequence[int | None] = [18, 17, 19, 18, 18, 17, 18, 19, 18, 18]

    found = trend(turnout(*steady, 8, 7, None, None, eligible=eligible))

    assert not trend(turnout(*steady, eligible=eligible)).participation_signal
    assert any(one.participation_signal for one in found.points)
    assert not any(one.score_signal for one in found.points)


def test_a_group_that_grows_is_not_one_that_falls_silent() -> None:
    grown = [point(at, 60, answered=9 + at, eligible=20 + 2 * at) for at in range(20)]

    assert not any(one.participation_signal for one in trend(grown).points)


def test_a_small_round_is_pulled_toward_the_rounds_before() -> None:
    found = trend([point(0, 60, 20), point(1, 80, 5), point(2, 80, 40)]).points

    assert found[0].shrunk == 60
    assert found[1].shrunk == pytest.approx(60 + 20 * 5 / (5 + WEIGHT))
    assert found[2].shrunk == pytest.approx(64 + 16 * 40 / (40 + WEIGHT))


def test_a_trend_of_nothing_says_nothing() -> None:
    assert trend([]).points == ()
    assert not trend([]).enough


def main() -> None:
    """Prints the simulated figures."""
    for spread in SPREADS:
        for stay in STAY:
            found = ", ".join(f"{found_falls(spread, stay, before):.2f}" for before in (8, 12, 26))
            print(  # noqa: T201 - what this command is for
                f"spread {spread} stay {stay}: false a year {false_signals(spread, stay):.2f}; "
                f"found after 8, 12, 26 rounds: {found}"
            )
    for share, eligible in ((0.5, 12), (0.5, 20), (0.8, 20), (0.3, 40)):
        both = [false_turnout(share, eligible, known=known) for known in (True, False)]
        print(f"turnout {share} of {eligible}: false a year {both}")  # noqa: T201 - the same


if __name__ == "__main__":
    main()
