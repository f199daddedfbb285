"""Results of rounds that have ended. Pure.

- Everything here was published; nothing is finer.
- A *series* consists of rounds whose score comes from the same wordings ("T1.1+T2.1+T4.1"). Two
  series are never drawn as one line: a changed question would look like a changed group.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.checkins.results.publication import Published
from bot.checkins.results.trend import Point
from bot.checkins.rules import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundResult:
    """A round that has ended. Times are UTC seconds. ``act``: what the group did about it."""

    round_id: str
    schedule_id: str
    guild_id: int
    channel_id: int
    opened_at: int
    closed_at: int
    series: str
    published: Published
    act: Act | None = None

    @property
    def point(self) -> Point:
        """The part that a trend uses, dated by when the answers were complete."""
        seen = self.published
        return Point(
            at=self.closed_at,
            answered=seen.answered,
            eligible=seen.eligible,
            score=seen.score,
            low=seen.low,
            high=seen.high,
            band=seen.band,
        )


@dataclass(frozen=True, slots=True)
class Series:
    """The rounds of one series, oldest first; never empty."""

    name: str
    results: tuple[RoundResult, ...]

    @property
    def points(self) -> tuple[Point, ...]:
        """The points of its trend, oldest first."""
        return tuple(result.point for result in self.results)


def by_series(results: Sequence[RoundResult]) -> tuple[Series, ...]:
    """Return the series in ``results`` (oldest first), the most recently asked series first.

    A group that goes back to earlier questions continues their series.
    """
    rows: dict[str, list[RoundResult]] = {}
    for result in results:
        # Remove and reinsert the series, so that the dictionary is ordered by last round.
        rows[result.series] = [*rows.pop(result.series, []), result]
    return tuple(Series(name, tuple(rows[name])) for name in reversed(rows))
