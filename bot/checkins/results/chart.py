"""Computes what the picture of a trend shows, and where on its axes. Pure.

- The points are what was published about a group's rounds, never raw counts.
- A round without a result stays visible as a gap: leaving it out would show a smoother trend than
  the true one.
- Every round takes one column, whatever the dates: the picture compares rounds, and equal columns
  keep 60 of them apart on a phone.
- A long pause leaves a column empty and breaks the line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

MOST_ROUNDS = 60
"""Max rounds in one picture, the newest ones: a little over a year of weeks stays readable."""

EDGE = 0.6
"""Padding left of the first round and right of the last one, in columns."""

PAUSE_TIMES = 2.5
PAUSE_SECONDS = 21 * 86400
"""A pause is longer than both this multiple of the usual distance and this many seconds. The second
limit keeps the weekends of a daily check-in from looking like pauses."""

USUAL_FROM = 4
"""Distances between rounds needed to tell what is usual."""

OUTLINES_TIMES = 5
"""The number who could answer is drawn up to this multiple of the most answers: beyond it, the
answers would be specks in a tall box."""

ROUND_TOPS = (5, 10, 15, 20, 30, 40, 50, 80, 100)
"""Where the axis of the answers may end; also these values times 10, 100 and so on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPoint:
    """What was published about one round.

    ``at``: UTC seconds. ``score``, ``low`` and ``high``: 0 to 100; an interval has both ends or
    neither. No score: the round had no result. ``answered`` None: too few to publish, or no member
    was asked. ``eligible`` None: unknown. Raises ValueError for anything else.
    """

    at: int
    score: int | None
    low: int | None = None
    high: int | None = None
    answered: int | None = None
    eligible: int | None = None

    def __post_init__(self) -> None:
        """Reject what no round can have published."""
        scale = [value for value in (self.score, self.low, self.high) if value is not None]
        if any(not 0 <= value <= 100 for value in scale):
            raise ValueError("a score lies between 0 and 100")
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval has two ends")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("an interval begins before it ends")
        if self.score is None and self.low is not None:
            raise ValueError("there is no interval without a score")
        if min(self.answered or 0, self.eligible or 0) < 0:
            raise ValueError("a count is not negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Every text in the picture. Text that does not fit is shrunk, then cut.

    ``score`` and ``interval`` explain the points and the bars through them, ``too_few`` the dashed
    lines, ``answered`` and ``eligible`` the two kinds of bars below. ``months``: twelve names of
    at most five letters, from January on.
    """

    title: str
    score: str
    interval: str
    too_few: str
    answered: str
    eligible: str
    months: tuple[str, ...]

    def __post_init__(self) -> None:
        """Reject any number of months but twelve, and names too long to fit next to each other."""
        if len(self.months) != 12:
            raise ValueError("a year has twelve months")
        if any(not 0 < len(month) <= 5 for month in self.months):
            raise ValueError("a month's name has one to five letters here")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartFacts:
    """The facts for a sentence about the picture. ``first`` to ``lowest`` have a score.

    ``rounds`` counts the columns, ``gaps`` those without a result. The newest round wins a tie for
    highest or lowest.
    """

    rounds: int
    gaps: int
    first: ChartPoint
    last: ChartPoint
    highest: ChartPoint
    lowest: ChartPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One round and its position: ``x`` counts columns from 0."""

    x: int
    point: ChartPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """The date below a column; ``year`` is empty when the date to the left has the same year."""

    x: int
    day: str
    year: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartLayout:
    """Everything that is decided before drawing.

    ``lines``: the runs of columns that are joined, each without a gap or pause. ``left`` and
    ``right``: the ends of the axis, in columns. ``counts_top``: where the axis of the answers ends;
    None: there are none to show. ``outlines``: whether it also shows how many could answer.
    """

    columns: tuple[Column, ...]
    lines: tuple[tuple[Column, ...], ...]
    left: float
    right: float
    dates: tuple[Date, ...]
    counts_top: int | None
    outlines: bool

    @property
    def scored(self) -> tuple[Column, ...]:
        """The columns with a result."""
        return tuple(column for column in self.columns if column.point.score is not None)

    @property
    def gaps(self) -> tuple[Column, ...]:
        """The columns without a result."""
        return tuple(column for column in self.columns if column.point.score is None)


def shown(points: Sequence[ChartPoint]) -> tuple[ChartPoint, ...]:
    """Return the rounds that the picture shows: the newest ones, oldest first."""
    return tuple(sorted(points, key=lambda point: point.at)[-MOST_ROUNDS:])


def chart_facts(points: Sequence[ChartPoint]) -> ChartFacts | None:
    """Return the facts that the picture of ``points`` shows; None when no round has a result."""
    rounds = shown(points)
    scored = [(point.score, point) for point in rounds if point.score is not None]
    if not scored:
        return None
    newest_first = scored[::-1]
    return ChartFacts(
        rounds=len(rounds),
        gaps=len(rounds) - len(scored),
        first=scored[0][1],
        last=scored[-1][1],
        highest=max(newest_first, key=lambda pair: pair[0])[1],
        lowest=min(newest_first, key=lambda pair: pair[0])[1],
    )


def layout(
    points: Sequence[ChartPoint], zone: ZoneInfo, months: Sequence[str], date_share: float
) -> ChartLayout | None:
    """Return where everything goes; None when no round has a result.

    ``date_share``: the share of the axis (0 to 1) that the widest date takes with its padding.
    """
    rounds = shown(points)
    if all(point.score is None for point in rounds):
        return None
    columns = _columns(rounds)
    left, right = -EDGE, columns[-1].x + EDGE
    top, outlines = _counts(rounds)
    return ChartLayout(
        columns=columns,
        lines=_lines(columns),
        left=left,
        right=right,
        dates=_dates(columns, zone, months, date_share * (right - left)),
        counts_top=top,
        outlines=outlines,
    )


def _columns(rounds: Sequence[ChartPoint]) -> tuple[Column, ...]:
    distances = [later.at - earlier.at for earlier, later in pairwise(rounds)]
    usual = median(distances) if len(distances) >= USUAL_FROM else None
    columns = [Column(x=0, point=rounds[0])]
    for point, distance in zip(rounds[1:], distances, strict=True):
        paused = usual is not None and distance > max(PAUSE_TIMES * usual, PAUSE_SECONDS)
        columns.append(Column(x=columns[-1].x + (2 if paused else 1), point=point))
    return tuple(columns)


def _lines(columns: Sequence[Column]) -> tuple[tuple[Column, ...], ...]:
    lines: list[list[Column]] = []
    open_at: int | None = None  # the column at which the current line would continue
    for column in columns:
        if column.point.score is None:
            continue
        if column.x != open_at:
            lines.append([])
        lines[-1].append(column)
        open_at = column.x + 1
    return tuple(tuple(line) for line in lines if len(line) > 1)


def _dates(
    columns: Sequence[Column], zone: ZoneInfo, months: Sequence[str], apart: float
) -> tuple[Date, ...]:
    """Return as many dates as fit ``apart`` columns from each other, including the newest."""
    kept: list[Column] = []
    for column in reversed(columns):
        if not kept or kept[-1].x - column.x >= apart:
            kept.append(column)
    dates: list[Date] = []
    year = 0
    for column in reversed(kept):
        day = datetime.fromtimestamp(column.point.at, zone)
        dates.append(
            Date(
                x=column.x,
                day=f"{day.day} {months[day.month - 1]}",
                year="" if day.year == year else str(day.year),
            )
        )
        year = day.year
    return tuple(dates)


def _counts(rounds: Sequence[ChartPoint]) -> tuple[int | None, bool]:
    """Return where the axis of the answers ends, and whether to draw how many could answer."""
    counted = [point for point in rounds if point.answered is not None]
    answered = max((point.answered or 0 for point in counted), default=0)
    eligible = max((point.eligible or 0 for point in counted), default=0)
    if not answered:
        return None, False
    outlines = 0 < eligible <= OUTLINES_TIMES * answered
    most = max(answered, eligible) if outlines else answered
    unit = 1
    while most > ROUND_TOPS[-1] * unit:
        unit *= 10
    return next(top * unit for top in ROUND_TOPS if top * unit >= most), outlines
