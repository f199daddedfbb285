"""A recurrence as one line: short, the same each time, and nothing else is read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checkins.schedules.recurrence import (
    LAST,
    MonthlyDay,
    MonthlyNth,
    Recurrence,
    Weekly,
    read,
    spell,
)
from bot.checkins.schedules.zones import zone_names

RULES = st.one_of(
    st.builds(
        Weekly,
        st.integers(1, 8),
        st.frozensets(st.integers(0, 6), min_size=1),
        st.dates(date(1990, 1, 1), date(2060, 1, 1)),
    ),
    st.builds(MonthlyDay, st.integers(1, 31)),
    st.builds(MonthlyNth, st.sampled_from([1, 2, 3, 4, LAST]), st.integers(0, 6)),
)
LONGEST = 55
"""A limit that the columns and ids which hold a spelling rest on."""
RECURRENCES = st.builds(
    Recurrence,
    RULES,
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(zone_names()),
)


@given(RECURRENCES)
def test_a_spelling_is_short_and_reads_back(recurrence: Recurrence) -> None:
    text = spell(recurrence)

    assert len(text) <= LONGEST
    assert ":" not in text
    assert read(text) == recurrence


def test_the_longest_spelling_fits() -> None:
    longest = Recurrence(
        Weekly(8, frozenset(range(7)), date(2026, 1, 5)), 23, 59, max(zone_names(), key=len)
    )

    assert len(spell(longest)) <= LONGEST
    assert len(longest.zone) == 32


@pytest.mark.parametrize(
    ("recurrence", "text"),
    [
        (
            Recurrence(Weekly(2, frozenset((3, 0)), date(2001, 1, 8)), 19, 30, "Europe/Berlin"),
            "w2.03.1.1930.Europe/Berlin",
        ),
        (Recurrence(MonthlyDay(31), 9, 0, "UTC"), "d31.0900.UTC"),
        (Recurrence(MonthlyNth(LAST, 4), 18, 0, "Etc/GMT+5"), "n-1.4.1800.Etc/GMT+5"),
    ],
)
def test_a_spelling_never_changes_since_it_is_stored(recurrence: Recurrence, text: str) -> None:
    assert spell(recurrence) == text
    assert read(text) == recurrence


@pytest.mark.parametrize(
    "text",
    [
        "",
        "d31.0900",
        "d31.0900.",
        "d31.0900.Europe/Atlantis",
        "d31.0900.../../etc/passwd",
        "d0.0900.UTC",
        "d32.0900.UTC",
        "d05.0900.UTC",
        "d5.2400.UTC",
        "d5.0060.UTC",
        "d5.0900.UTC ",
        "d5.0900.UTC\n",
        "d\N{ARABIC-INDIC DIGIT FIVE}.0900.UTC",
        "n5.1.0900.UTC",
        "n0.1.0900.UTC",
        "n1.7.0900.UTC",
        "w1.30.0.0900.UTC",
        "w1.00.0.0900.UTC",
        "w1..0.0900.UTC",
        "w2.0.2.0900.UTC",
        "w9.0.0.0900.UTC",
        "w0.0.0.0900.UTC",
    ],
)
def test_what_was_never_spelled_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a recurrence|not the spelling|range|no such"):
        read(text)
