"""The figures of docs/screening.md are counted from lines, and say what they miss."""

import pytest

from bench.screening_page import (
    BEGIN,
    END,
    FEWEST,
    MEASURES,
    PAGE,
    Line,
    by_kind,
    kinds_table,
    lines_in,
    measured,
    table,
    write,
)
from bot.screening.verdict import Category, Level, Reading
from tests.screening.places import LINES

CRISIS = frozenset((Category.CRISIS,))
NOW = Line("a", "third_person", CRISIS, Level.Q3)
HARM = Line("b", "hate", frozenset((Category.HATE,)), Level.Q0)
FINE = Line("c", "ordinary_chat", frozenset(), Level.Q0)
ALL = [NOW, HARM, FINE]
MET = Reading(flags=CRISIS, level=Level.Q3)
QUIET = Reading()
WRONG = Reading(flags=frozenset((Category.SCAM,)))


def test_a_perfect_reading_meets_every_aim_and_a_blind_one_hardly_any() -> None:
    perfect = measured(ALL, [MET, Reading(flags=HARM.labels), QUIET])
    blind = measured(ALL, [QUIET, QUIET, WRONG])

    assert set(perfect) == {one.name for one in MEASURES}
    for one in MEASURES:
        assert perfect[one.name] == (1.0 if one.high else 0.0), one.name
    assert "(missed)" not in table(dict.fromkeys(("rules", "fast", "full"), perfect))
    missed = table({"rules": perfect, "fast": perfect, "full": blind})
    assert "**0.000** (missed)" in missed
    assert blind["fine lines taken for harm"] == 1.0


def test_a_crisis_that_is_seen_too_low_is_no_danger_seen() -> None:
    found = measured([NOW], [Reading(flags=CRISIS, level=Level.Q1)])

    assert found["crisis met with care"] == 1.0
    assert found["... danger now (Q3), seen as Q3"] == 0.0


def test_kinds_are_counted_apart_and_small_ones_left_out() -> None:
    lines = [FINE] * FEWEST + [HARM]
    kinds = by_kind(lines, [QUIET] * (FEWEST - 3) + [WRONG] * 4)

    assert kinds == {"ordinary_chat (fine)": (FEWEST, (FEWEST - 3) / FEWEST)}
    assert "| ordinary_chat (fine) |" in kinds_table(kinds)


def test_the_unread_half_is_as_large_as_the_read_one_and_shares_no_text() -> None:
    read, unread = (lines_in(LINES / half) for half in ("read", "unread"))

    assert abs(len(read) - len(unread)) < 300
    assert not {one.text for one in read} & {one.text for one in unread}


def test_only_the_figures_of_the_page_are_replaced() -> None:
    assert write(f"a\n{BEGIN}\nold\n{END}\nb", "new") == f"a\n{BEGIN}\n\nnew\n\n{END}\nb"
    with pytest.raises(ValueError, match="no place"):
        write("a page", "new")


def test_the_page_has_figures() -> None:
    shown = PAGE.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0]

    assert all(f"| {one.name} |" in shown for one in MEASURES)
