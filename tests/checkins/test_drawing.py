"""The picture itself: a small PNG that everybody can read, with nothing cut and nothing doubled."""

# matplotlib's own types leave every **kwargs open.
# pyright: reportUnknownMemberType=false

from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from itertools import combinations
from typing import cast
from zoneinfo import ZoneInfo

import matplotlib
import pytest
from hypothesis import HealthCheck, given, settings
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image

from bot.checkins.results import drawing
from bot.checkins.results.chart import ChartPoint, Labels
from bot.checkins.results.drawing import draw, figure
from tests.checkins.test_chart import LABELS, START, WEEK, trends

BERLIN = ZoneInfo("Europe/Berlin")
LONG = Labels(
    title="A title that somebody found too beautiful to leave out a single one of its many words",
    score="what the group as a whole answered to the questions of that week",
    interval="where that most likely lies, nineteen times out of twenty",
    too_few="too few answers to tell without telling about somebody",
    answered="members who answered the questions of that round",
    eligible="members who could have answered them had they wished to",
    months=("WWWWW",) * 12,
)


def year(weeks: int, *gaps: int, eligible: int | None = 14) -> list[ChartPoint]:
    return [
        ChartPoint(at=START + week * WEEK, score=None, eligible=eligible)
        if week in gaps
        else ChartPoint(
            at=START + week * WEEK,
            score=(60 + 7 * week) % 101,
            low=max(0, (60 + 7 * week) % 101 - 15),
            high=min(100, (60 + 7 * week) % 101 + 12),
            answered=5 + week % 8,
            eligible=eligible,
        )
        for week in range(weeks)
    ]


def drawn(points: list[ChartPoint], labels: Labels = LABELS) -> Figure:
    picture = figure(points, labels, BERLIN)
    assert picture is not None
    return picture


def png_of(points: list[ChartPoint], labels: Labels = LABELS) -> bytes:
    png = draw(points, labels, BERLIN)
    assert png is not None
    return png


def words_on(picture: Figure) -> list[Text]:
    return [text for text in picture.texts if text.get_text()]


def said(picture: Figure) -> list[str]:
    return [text.get_text() for text in words_on(picture)]


def places_on(line: Line2D) -> list[tuple[float, float]]:
    return [(x, y) for x, y in cast(Iterable[tuple[float, float]], line.get_xydata())]


def sizes_on(picture: Figure) -> list[float]:
    """The height of each text's letters, in pixels."""
    return [float(text.get_fontsize()) / drawing.POINT for text in words_on(picture)]


def boxes_of(picture: Figure) -> list[tuple[str, Bbox]]:
    renderer = FigureCanvasAgg(picture).get_renderer()
    return [(text.get_text(), text.get_window_extent(renderer)) for text in words_on(picture)]


def misplaced(picture: Figure) -> list[str]:
    """Words that leave the card or lie on others."""
    boxes = boxes_of(picture)
    cut = [
        words
        for words, box in boxes
        if box.x0 < 4 or box.y0 < 4 or box.x1 > drawing.WIDTH - 4 or box.y1 > drawing.HEIGHT - 4
    ]
    doubled = [
        f"{words} / {others}"
        for (words, box), (others, other) in combinations(boxes, 2)
        if box.overlaps(other)
    ]
    return cut + doubled


CASES = {
    "one": year(1),
    "two": year(2),
    "three": year(3),
    "eight with a gap": year(8, 3),
    "half a year": year(26, 4, 5, 17),
    "a year": year(52, 9, 23, 51),
    "sixty": year(60, 0),
    "ends at 100": [ChartPoint(at=START, score=100, low=80, high=100, answered=9_999)],
    "ends at 0": [ChartPoint(at=START, score=0, low=0, high=20, answered=5, eligible=20)],
    "a crowd": [ChartPoint(at=START, score=50, answered=80_000, eligible=100_000)],
    "a crowd of which few answer": [ChartPoint(at=START, score=50, answered=6, eligible=100_000)],
    "no answers told": [ChartPoint(at=START + n * WEEK, score=n) for n in range(12)],
    "no intervals": [ChartPoint(at=START + n * WEEK, score=n, answered=9) for n in range(12)],
}
cases = pytest.mark.parametrize("points", CASES.values(), ids=list(CASES))


@cases
def test_it_is_a_png_of_the_right_size_and_small(points: list[ChartPoint]) -> None:
    png = png_of(points)

    with Image.open(BytesIO(png)) as image:
        image.load()
        assert (image.format, image.size) == ("PNG", (drawing.WIDTH, drawing.HEIGHT))
    assert len(png) < 100_000


@cases
@pytest.mark.parametrize("labels", [LABELS, LONG], ids=["short", "long"])
def test_no_words_are_cut_off_or_lie_on_others(points: list[ChartPoint], labels: Labels) -> None:
    assert misplaced(drawn(points, labels)) == []


@given(trends)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_words_of_any_trend_are_cut_off_or_lie_on_others(rounds: list[ChartPoint]) -> None:
    picture = figure(rounds, LABELS, BERLIN)

    assert picture is None or misplaced(picture) == []


def test_words_that_lie_on_others_would_be_found() -> None:
    picture = drawn(year(3))
    picture.text(0.05, 0.9, "over the title")
    picture.text(0.99, 0.5, "out of the card")

    assert len(misplaced(picture)) >= 2


@pytest.mark.parametrize("points", [[], [ChartPoint(at=START, score=None, eligible=9)]])
def test_there_is_no_picture_of_nothing(points: list[ChartPoint]) -> None:
    assert draw(points, LABELS, BERLIN) is None


def test_the_same_points_give_the_same_bytes() -> None:
    assert png_of(year(30, 7)) == png_of(year(30, 7))


def test_this_machines_settings_change_nothing() -> None:
    plain = png_of(year(8, 3))

    with matplotlib.rc_context(
        {"path.sketch": (9, 9, 9), "text.usetex": True, "text.hinting": "none"}
    ):
        assert png_of(year(8, 3)) == plain


def test_the_file_says_nothing_but_the_picture() -> None:
    with Image.open(BytesIO(png_of(year(8)))) as image:
        image.load()
        assert set(image.info) <= {"dpi"}


@pytest.mark.parametrize("extra", ["\U0001f331", "日本", "\n", "\u202e", "\x00"])
def test_what_the_font_lacks_is_left_out_without_a_word(extra: str) -> None:
    labels = replace(LABELS, title=f"Trust {extra} here")

    assert any(words.split() == ["Trust", "here"] for words in said(drawn(year(3), labels)))
    assert png_of(year(3), labels)


def test_words_that_the_font_lacks_altogether_leave_the_symbols_alone() -> None:
    labels = replace(LABELS, title="日本", answered="日", eligible="本")

    assert png_of(year(3), labels)


def test_a_dollar_is_a_dollar() -> None:
    labels = replace(LABELS, title="$\\no such formula$")

    assert labels.title in said(drawn(year(3), labels))
    assert png_of(year(3), labels)


def test_every_score_stands_where_it_belongs_with_its_interval() -> None:
    points = year(8, 3)
    scores = drawn(points).axes[0]

    (dots,) = [line for line in scores.lines if line.get_marker() == "o"]
    (intervals,) = [each for each in scores.collections if isinstance(each, LineCollection)]
    places = [(n, point) for n, point in enumerate(points) if point.score is not None]
    assert scores.get_ylim() == (0, 100)
    assert places_on(dots) == [(n, point.score) for n, point in places]
    assert [[tuple(end) for end in bar] for bar in intervals.get_segments()] == [
        [(n, point.low), (n, point.high)] for n, point in places
    ]


def test_no_line_crosses_a_gap() -> None:
    scores = drawn(year(8, 3)).axes[0]

    solid = [
        [x for x, _ in places_on(line)]
        for line in scores.lines
        if to_hex(line.get_color()) == drawing.SCORE and line.get_marker() != "o"
    ]
    dashed = [places_on(line) for line in scores.lines if to_hex(line.get_color()) == drawing.COUNT]
    assert solid == [[0, 1, 2], [4, 5, 6, 7]]
    assert dashed == [[(3, 0), (3, 100)]]


def test_a_round_without_a_number_has_no_bar() -> None:
    answers = drawn(year(8, 3)).axes[1]

    bars = [patch for patch in answers.patches if isinstance(patch, Rectangle)]
    assert sorted({round(bar.get_x() + bar.get_width() / 2) for bar in bars}) == [
        0, 1, 2, 4, 5, 6, 7,
    ]  # fmt: skip
    filled = [bar.get_height() for bar in bars if bar.get_fill()]
    assert filled == [5 + n % 8 for n in range(8) if n != 3]


def test_without_any_number_of_answers_the_scores_take_their_room() -> None:
    with_answers, without = drawn(year(8)), drawn([ChartPoint(at=START, score=50)])

    assert len(with_answers.axes) == 2
    assert len(without.axes) == 1
    assert without.axes[0].get_position().height > with_answers.axes[0].get_position().height
    assert LABELS.answered not in said(without)


def test_only_what_is_there_is_explained() -> None:
    everything = said(drawn(year(8, 3)))
    bare = said(drawn([ChartPoint(at=START, score=50, answered=9)]))

    assert {"score", "likely between", "no result", "answered", "could answer"} <= set(everything)
    assert {"score", "answered"} <= set(bare)
    assert not {"likely between", "no result", "could answer"} & set(bare)


def test_the_newest_score_is_written_beside_it() -> None:
    points = [ChartPoint(at=START, score=61), ChartPoint(at=START + WEEK, score=58)]

    assert "58" in said(drawn(points))
    assert "61" not in said(drawn(points))


def test_an_older_score_is_not_written_where_the_newest_round_has_none() -> None:
    points = [ChartPoint(at=START, score=61), ChartPoint(at=START + WEEK, score=None)]

    assert "61" not in said(drawn(points))


@cases
def test_letters_are_large_enough_for_a_phone(points: list[ChartPoint]) -> None:
    """A phone shows the picture at 400 of its 1000 pixels: 27 become 11."""
    assert min(sizes_on(drawn(points))) >= 26.9


def test_letters_of_long_words_shrink_no_further_than_can_be_read() -> None:
    assert min(sizes_on(drawn(year(8, 3), LONG))) >= drawing.LEAST_SIZE - 0.1


def luminance(colour: str) -> float:
    """Relative luminance, by WCAG 2.2."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in to_rgb(colour)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2: from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_words_and_marks_stand_out_as_wcag_asks() -> None:
    """4.5 for text (success criterion 1.4.3), 3 for what carries meaning (1.4.11)."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast(drawing.TEXT, drawing.CARD) >= 4.5
    for mark in (drawing.SCORE, drawing.RANGE, drawing.COUNT):
        assert contrast(mark, drawing.CARD) >= 3
    assert contrast(drawing.SCORE, drawing.RANGE) >= 3  # a point on its interval


def test_the_card_stands_out_from_a_light_page_and_its_words_from_a_dark_one() -> None:
    assert contrast(drawing.CARD, "#ffffff") >= 3
    assert contrast(drawing.TEXT, "#313338") >= 4.5


def test_what_is_printed_has_those_colours_and_is_opaque() -> None:
    with Image.open(BytesIO(png_of(year(8, 3)))) as image:
        found = image.convert("RGBA").getcolors(maxcolors=drawing.WIDTH * drawing.HEIGHT)
    assert found is not None

    pixels = {colour: count for count, colour in found if isinstance(colour, tuple)}
    # Seldom enough to leave out the colours in between, at the edges of letters and bars.
    common = {f"#{r:02x}{g:02x}{b:02x}" for (r, g, b, _), count in pixels.items() if count > 1000}
    assert sum(pixels.values()) == drawing.WIDTH * drawing.HEIGHT
    assert {alpha for *_, alpha in pixels} == {255}
    assert {drawing.CARD, drawing.TEXT, drawing.RANGE, drawing.COUNT, drawing.SCORE} <= common
    assert common <= {
        drawing.CARD, drawing.TEXT, drawing.RANGE, drawing.COUNT, drawing.SCORE, drawing.GRID,
    }  # fmt: skip
