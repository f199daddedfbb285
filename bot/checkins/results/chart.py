"""What the picture of a trend shows, and where on its axes: pure.

The points are what was published about a group's rounds, never raw counts. A round without a
result stays visible as a gap: leaving it out would tell a smoother story than the true one.

Every round takes one column, whatever the dates: rounds are what is compared, and columns of one
width keep 60 of them apart on a phone. A long pause leaves a column empty and breaks the line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

MOST_ROUNDS = 60
"""Rounds in one picture, the newest ones: a year of weeks and some more stays readable."""

EDGE = 0.6
"""Columns of room left of the first round and right of the last one."""

PAUSE_TIMES = 2.5
PAUSE_SECONDS = 21 * 86400
"""A pause is longer than both: so many usual distances, so many seconds. The second keeps the
weekends of a daily check-in from looking like pauses."""

USUAL_FROM = 4
"""Distances between rounds from which on one can say what is usual."""

OUTLINES_TIMES = 5
"""Who could answer is drawn while it is at most so many times the most answers: beyond that, the
answers would be specks in a tall box."""

ROUND_TOPS = (5, 10, 15, 20, 30, 40, 50, 80, 100)
"""Where the axis of the answers may end, and these times 10, 100 and so on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPoint:
    """What was published about one round.

    ``at``: UTC seconds. ``score``, ``low`` and ``high``: 0 to 100; the two ends of the interval
    come together or not at all. No score: the round had no result. ``answered`` None: fewer than
    may be told, or none asked. ``eligible`` None: unknown. Raises ValueError for anything else.
    """

    at: int
    score: int | None
    low: int | None = None
    high: int | None = None
    answered: int | None = None
    eligible: int | None = None

    def __post_init__(self) -> None:
        """Refuses what no round can have published."""
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
    """Every word in the picture. What does not fit gets smaller, then it is cut.

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
        """Refuses another number of months, and names that would not stand beside each other."""
        if len(self.months) != 12:
            raise ValueError("a year has twelve months")
        if any(not 0 < len(month) <= 5 for month in self.months):
            raise ValueError("a month's name has one to five letters here")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartFacts:
    """What a sentence about the picture needs. ``first`` to ``lowest`` have a score.

    ``rounds`` counts the columns, ``gaps`` those without a result. Of several highest or lowest
    rounds it is the newest.
    """

    rounds: int
    gaps: int
    first: ChartPoint
    last: ChartPoint
    highest: ChartPoint
    lowest: ChartPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One round at its place: ``x`` counts columns from 0."""

    x: int
    point: ChartPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """The date below a column; ``year`` is empty while it is that of the date to the left."""

    x: int
    day: str
    year: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Everything that is decided before drawing.

    ``lines``: the columns that are joined, each run without a gap or pause. ``left`` and
    ``right``: the ends of the axis, in columns. ``counts_top``: where the axis of the answers ends;
    None: there are none to show. ``outlines``: whether it also shows who could answer.
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
    """The rounds that a picture of these has: the newest ones, oldest first."""
    return tuple(sorted(points, key=lambda point: point.at)[-MOST_ROUNDS:])


def chart_facts(points: Sequence[ChartPoint]) -> ChartFacts | None:
    """What the picture of ``points`` says; None when it would have no result to show."""
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
) -> Layout | None:
    """Where everything goes; None when no round has a result.

    ``date_share``: how much of the axis the widest date takes, with the room around it (0 to 1).
    """
    rounds = shown(points)
    if all(point.score is None for point in rounds):
        return None
    columns = _columns(rounds)
    left, right = -EDGE, columns[-1].x + EDGE
    top, outlines = _counts(rounds)
    return Layout(
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
    open_at: int | None = None  # where the line so far would go on
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
    """As many dates as stand ``apart`` columns from each other, the newest among them."""
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
    """Where the axis of the answers ends, and whether it has room for who could answer."""
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
