"""Draws a trend as a PNG.

- Only this module imports matplotlib, which takes half a second to load.
- Import it where it is used, on the thread of :mod:`.pictures`: matplotlib is not safe to use from
  several threads at once (its documentation, "Working with threads").
- One hue and different shapes: readers with any kind of colour blindness lose nothing, and no
  colour says "good" or "bad".
- The card has its own background, which stands out in Discord's dark and light themes alike.
- The smallest letters are as tall as Discord's own on a phone, which shows the picture at about 400
  of its 1000 pixels.
"""

# matplotlib's types leave every **kwargs untyped.
# pyright: reportUnknownMemberType=false

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import matplotlib
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from bot.checkins.results.chart import ChartLayout, ChartPoint, Column, Labels, layout

WIDTH, HEIGHT = 1000, 680
"""Size of the picture in pixels."""

PACKING = {"compress_level": 4}
"""Compression blocks every other thread. Level 4 takes half as long as the default 6, for 2 % more
bytes."""

CARD = "#1b2230"
TEXT = "#eef2f8"
SCORE = "#cfe6ff"
RANGE = "#4079ad"
COUNT = "#8795ab"
GRID = "#39445a"
"""Colours: the background, words, points and their line, intervals, answers, and the faint guide
lines."""

FONTS = Path(matplotlib.get_data_path(), "fonts", "ttf")
PLAIN = FONTS / "DejaVuSans.ttf"
BOLD = FONTS / "DejaVuSans-Bold.ttf"
"""The fonts that come with matplotlib, so that the picture is the same on every machine."""

TITLE_SIZE, TEXT_SIZE, LEAST_SIZE = 36, 27, 22
"""Pixels of the title, of other text, and the minimum for a row that is shrunk to fit."""

INCH = 100  # pixels
POINT = 72 / INCH  # matplotlib measures letters and lines in points, 72 to an inch

LEFT, RIGHT = 88, 912
SCORES = (264, 540)
COUNTS = (100, 174)
SCORES_ALONE = (100, 540)
"""Positions of the axes in pixels from the lower left corner. When there are no answers to show,
the scores take up their space too."""

TITLE_TOP, SCORES_LINE, COUNTS_LINE = 655, 586, 214
MARGIN = 32
DATE_ROOM = 30  # between two dates
SYMBOL, SYMBOL_ROOM, ENTRY_ROOM = 18, 12, 34  # of a legend
GAP, DASHES = 3, (0, (2.4, 1.6))  # the line through a round without a result
DAYS_LINE, YEARS_LINE = 62, 26


def draw(points: Sequence[ChartPoint], labels: Labels, zone: ZoneInfo) -> bytes | None:
    """Return the picture as PNG, equal bytes for equal points; None if no round has a result."""
    picture = figure(points, labels, zone)
    if picture is None:
        return None
    png = BytesIO()
    with style.context("default"):
        # No metadata: it would name the program and its version.
        FigureCanvasAgg(picture).print_png(png, metadata={"Software": None}, pil_kwargs=PACKING)
    return png.getvalue()


def figure(points: Sequence[ChartPoint], labels: Labels, zone: ZoneInfo) -> Figure | None:
    """Return what :func:`draw` prints, still as a matplotlib figure."""
    with style.context("default"):  # ignore this machine's settings
        card = _Card()
        widest = max(card.width(f"00 {_drawable(month, PLAIN)}") for month in labels.months)
        plan = layout(points, zone, labels.months, (widest + DATE_ROOM) / (RIGHT - LEFT))
        if plan is None:
            return None
        card.title(labels.title)
        _scores(card, plan, labels)
        if plan.counts_top is not None:
            _counts(card, plan, plan.counts_top, labels)
        for axes in card.figure.axes:
            for artist in axes.get_children():
                artist.set_clip_on(False)  # clipping would halve the width of a line on the edge
        return card.figure


class _Card:
    """The figure, with text placed in pixels."""

    def __init__(self) -> None:
        self.figure = Figure(figsize=(WIDTH / INCH, HEIGHT / INCH), dpi=INCH, facecolor=CARD)
        self._renderer = FigureCanvasAgg(self.figure).get_renderer()

    def axes(self, bottom: int, top: int, plan: ChartLayout, highest: int) -> Axes:
        """Return bare axes between two heights, across all columns and from 0 to ``highest``."""
        place = (LEFT / WIDTH, bottom / HEIGHT, (RIGHT - LEFT) / WIDTH, (top - bottom) / HEIGHT)
        axes = self.figure.add_axes(place)
        axes.set_axis_off()
        axes.set_xlim(plan.left, plan.right)
        axes.set_ylim(0, highest)
        return axes

    def words(
        self, x: float, y: float, words: str, *, across: str = "left", up: str = "center_baseline",
        bold: bool = False, size: float = TEXT_SIZE,
    ) -> Text:  # fmt: skip
        """Return words placed at a position in pixels."""
        font = BOLD if bold else PLAIN
        return self.figure.text(
            x / WIDTH,
            y / HEIGHT,
            _drawable(words, font),
            fontproperties=FontProperties(fname=str(font), size=size * POINT),
            color=TEXT,
            horizontalalignment=across,
            verticalalignment=up,
            parse_math=False,
        )

    def width(self, words: str, size: float = TEXT_SIZE) -> float:
        """Return the width of plain words in pixels."""
        text = self.words(0, 0, words, size=size)
        wide = self.wide(text)
        text.remove()
        return wide

    def wide(self, text: Text) -> float:
        """Return the width of a text on the card in pixels."""
        return text.get_window_extent(self._renderer).width

    def title(self, words: str) -> None:
        """Draw the title, shrunk or cut if it is long."""
        text = self.words(MARGIN, TITLE_TOP, words, up="top", bold=True, size=TITLE_SIZE)
        room = WIDTH - 2 * MARGIN
        if self.wide(text) > room:
            text.set_fontsize(max(LEAST_SIZE, TITLE_SIZE * room / self.wide(text) - 0.5) * POINT)
        self._cut(text, room)

    def legend(self, y: float, entries: Sequence[tuple[Line2D | Rectangle, str]]) -> None:
        """Draw one row of symbols with words, shrunk or cut if it is long.

        The caller makes each symbol around the pixel (0, 0); it is moved to its place here.
        """
        other_parts = len(entries) * (SYMBOL + SYMBOL_ROOM) + (len(entries) - 1) * ENTRY_ROOM
        room = WIDTH - 2 * MARGIN - other_parts
        widths = [self.width(words) for _, words in entries]
        total = sum(widths) or 1  # words that the font cannot draw take no space
        size = TEXT_SIZE if total <= room else max(LEAST_SIZE, TEXT_SIZE * room / total - 0.5)
        x = float(MARGIN)
        for (symbol, words), width in zip(entries, widths, strict=True):
            symbol.set_transform(Affine2D().translate(x + SYMBOL / 2, y))
            self.figure.add_artist(symbol)
            x += SYMBOL + SYMBOL_ROOM
            text = self.words(x, y, words, size=size)
            # The longest words lose the most.
            self._cut(text, room * width / total if size <= LEAST_SIZE else room)
            x += self.wide(text) + ENTRY_ROOM

    def _cut(self, text: Text, room: float) -> None:
        words = text.get_text()
        while words and self.wide(text) > room:
            words = words[:-1].rstrip()
            text.set_text(f"{words}…")


def _scores(card: _Card, plan: ChartLayout, labels: Labels) -> None:
    """Draw the scores with their intervals, the gaps, and the dates below everything."""
    bottom, top = SCORES if plan.counts_top is not None else SCORES_ALONE
    axes = card.axes(bottom, top, plan, 100)
    for tick in (0, 25, 50, 75, 100):
        axes.axhline(tick, color=GRID, linewidth=2 * POINT, zorder=0)
        card.words(LEFT - 14, bottom + (top - bottom) * tick / 100, str(tick), across="right")
    dot = min(17.0, max(8.0, 0.6 * _column_width(plan)))
    ranges = [(at.x, at.point.low, at.point.high) for at in plan.scored if at.point.low is not None]
    if ranges:
        xs, lows, highs = zip(*ranges, strict=True)
        axes.vlines(xs, lows, highs, colors=RANGE, linewidth=1.05 * dot * POINT, zorder=1)
    for line in plan.lines:
        axes.plot(*_places(line), color=SCORE, linewidth=max(2.5, 0.22 * dot) * POINT, zorder=2)
    axes.plot(
        *_places(plan.scored), "o", color=SCORE, markersize=dot * POINT, markeredgewidth=0, zorder=3
    )
    for gap in plan.gaps:
        # Full height: a mark at any single height would look like a score.
        axes.plot([gap.x] * 2, [0, 100], color=COUNT, linewidth=GAP * POINT, linestyle=DASHES)
    newest = plan.columns[-1].point.score
    if newest is not None:
        height = bottom + (top - bottom) * newest / 100
        card.words(RIGHT + 4, height, str(newest), bold=True, size=TITLE_SIZE)
    for date in plan.dates:
        x = LEFT + (date.x - plan.left) * _column_width(plan)
        card.words(x, DAYS_LINE, date.day, across="center", up="baseline")
        card.words(x, YEARS_LINE, date.year, across="center", up="baseline")
    symbols: list[tuple[Line2D | Rectangle, str]] = [
        (Line2D([0], [0], marker="o", color=SCORE, markersize=16 * POINT), labels.score)
    ]
    if ranges:
        symbols.append((Rectangle((-8, -14), 16, 28, color=RANGE, linewidth=0), labels.interval))
    if plan.gaps:
        dashed = Line2D([0, 0], [-15.6, 15.6], color=COUNT, linewidth=GAP * POINT, linestyle=DASHES)
        symbols.append((dashed, labels.too_few))
    card.legend(SCORES_LINE, symbols)


def _counts(card: _Card, plan: ChartLayout, top: int, labels: Labels) -> None:
    """Draw how many answered, and out of how many. A round without a number gets no bar."""
    axes = card.axes(*COUNTS, plan, top)
    axes.axhline(0, color=GRID, linewidth=2 * POINT, zorder=0)
    for height, tick in zip(COUNTS, (0, top), strict=True):
        card.words(LEFT - 14, height, _short(tick), across="right")
    wide = min(0.62, 40 / _column_width(plan))  # of a column
    for column in plan.columns:
        answered, eligible = column.point.answered, column.point.eligible
        if answered is None:
            continue
        left = column.x - wide / 2
        if plan.outlines and eligible:
            axes.add_artist(
                Rectangle((left, 0), wide, eligible, fill=False, color=COUNT, linewidth=2 * POINT)
            )
        axes.add_artist(Rectangle((left, 0), wide, answered, color=COUNT, linewidth=0))
    newest = plan.columns[-1].point.answered
    if newest is not None:
        middle = COUNTS[0] + (COUNTS[1] - COUNTS[0]) * newest / top / 2
        card.words(RIGHT + 4, middle, _short(newest), bold=True)
    symbols: list[tuple[Line2D | Rectangle, str]] = [
        (Rectangle((-9, -11), 18, 22, color=COUNT, linewidth=0), labels.answered)
    ]
    if plan.outlines:
        box = Rectangle((-9, -11), 18, 22, fill=False, color=COUNT, linewidth=2.5 * POINT)
        symbols.append((box, labels.eligible))
    card.legend(COUNTS_LINE, symbols)


def _places(columns: Sequence[Column]) -> tuple[list[int], list[int]]:
    scores = [(at.x, at.point.score) for at in columns if at.point.score is not None]
    return [x for x, _ in scores], [score for _, score in scores]


def _column_width(plan: ChartLayout) -> float:
    """Return the width of one column in pixels."""
    return (RIGHT - LEFT) / (plan.right - plan.left)


def _short(count: int) -> str:
    """Return a count in at most four characters; five digits do not fit the margin."""
    return str(count) if count < 10_000 else f"{count // 1000}k"


def _drawable(words: str, font: Path) -> str:
    """Return ``words`` on one line, without characters that the font would draw as boxes."""
    letters = FT2Font(str(font))
    line = " ".join(words.split())
    return "".join(c for c in line if c.isprintable() and letters.get_char_index(ord(c))).strip()
