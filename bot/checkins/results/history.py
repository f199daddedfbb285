"""What is known of rounds that are over: pure. Everything here was published, nothing is finer.

A *series* is made of rounds whose score comes from the same wordings ("T1.1+T2.1+T4.1"). Two series
are never put on one line: a changed question would look like a changed group.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.checkins.results.disclosure import Published
from bot.checkins.results.trend import Point
from bot.checkins.rules import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One round that is over. Times are UTC seconds. ``act``: what the group did about it."""

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
        """What a trend takes from it, dated by when its answers were complete."""
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
    """The rounds of one series, the oldest first; never empty."""

    name: str
    results: tuple[Result, ...]

    @property
    def points(self) -> tuple[Point, ...]:
        """What a trend is made of, the oldest first."""
        return tuple(result.point for result in self.results)


def by_series(results: Sequence[Result]) -> tuple[Series, ...]:
    """The series in ``results`` (the oldest first); the one asked last comes first.

    A group that goes back to earlier questions goes on with their series.
    """
    rows: dict[str, list[Result]] = {}
    for result in results:
        # Taken out and put back: the order of the dictionary is that of the last round.
        rows[result.series] = [*rows.pop(result.series, []), result]
    return tuple(Series(name, tuple(rows[name])) for name in reversed(rows))
