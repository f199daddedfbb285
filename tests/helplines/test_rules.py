"""When a number is too old, what a group's changes do, and that there is always somebody."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import load
from bot.helplines.rules import (
    ADDED_MOST,
    HIDE_DAYS,
    WARN_DAYS,
    Age,
    Country,
    Directory,
    ListChange,
    ListChangeKind,
    lines_of,
    shown,
)
from cogs.helplines.support import support_text
from tests.helplines.entries import LINE, NOW, REAL, TODAY, change, dated, directory

CONTENT = load()


@pytest.mark.parametrize(
    ("days", "age"),
    [
        (0, Age.FRESH),
        (WARN_DAYS, Age.FRESH),
        (WARN_DAYS + 1, Age.OLD),
        (HIDE_DAYS, Age.OLD),
        (HIDE_DAYS + 1, Age.HIDDEN),
        (10_000, Age.HIDDEN),
        (-1, Age.FRESH),
        (-2, Age.UNVERIFIED),
        (None, Age.UNVERIFIED),
    ],
)
def test_a_number_ages(days: int | None, age: Age) -> None:
    day = None if days is None else TODAY - timedelta(days=days)

    assert replace(LINE, verified=day).age(TODAY) is age


def test_the_last_day_is_the_last_on_which_it_is_shown() -> None:
    line = replace(LINE, verified=TODAY)
    last = line.shown_until()

    assert LINE.shown_until() is None
    assert last is not None
    assert line.age(last) is Age.OLD
    assert line.age(last + timedelta(days=1)) is Age.HIDDEN


def test_what_is_sure_stands_before_what_nobody_verified() -> None:
    known = directory(
        replace(LINE, line_id="aa-never"),
        replace(LINE, line_id="aa-fresh", verified=TODAY),
        replace(LINE, line_id="aa-gone", verified=TODAY - timedelta(days=HIDE_DAYS + 1)),
        replace(LINE, line_id="aa-old", verified=TODAY - timedelta(days=WARN_DAYS + 1)),
    )
    found = shown(known, "AA", [], TODAY, NOW)

    assert [(line.line_id, age) for line, age in found.sure] == [
        ("aa-fresh", Age.FRESH),
        ("aa-old", Age.OLD),
    ]
    assert [line.line_id for line in found.unverified] == ["aa-never"]


def test_a_line_of_the_groups_own_comes_first_until_it_ends() -> None:
    known = directory(replace(LINE, verified=TODAY))
    own = change(ListChangeKind.ADD)
    now = shown(known, "AA", [own], TODAY, own.until - 1)
    then = shown(known, "AA", [own], TODAY, own.until)

    assert [line.dial for line, _ in now.sure] == ["333", "111 222"]
    assert (now.sure[0][0].by, now.sure[0][0].words) == (("text",), "HI")
    assert [line.dial for line, _ in then.sure] == ["111 222"]


def test_a_line_written_in_place_of_another_is_for_the_same_people() -> None:
    known = directory(replace(LINE, audience="young people"), replace(LINE, line_id="aa-two"))
    country = known.countries["AA"]
    lines = lines_of(country, [change(ListChangeKind.REPLACE, "aa-one")], NOW)

    assert [(one.line_id, one.dial, one.audience) for one in lines] == [
        ("aa-one", "333", "young people"),
        ("aa-two", "111 222", "everyone"),
    ]


def test_a_hidden_line_is_gone_and_its_neighbour_is_not() -> None:
    known = directory(LINE, replace(LINE, line_id="aa-two"))
    lines = lines_of(known.countries["AA"], [change(ListChangeKind.HIDE, "aa-one")], NOW)

    assert [one.line_id for one in lines] == ["aa-two"]


def test_a_change_in_one_country_says_nothing_about_another() -> None:
    known = directory(LINE)
    elsewhere = change(ListChangeKind.HIDE, "aa-one", country="BB")

    assert lines_of(known.countries["AA"], [elsewhere], NOW) == [LINE]


def _change() -> st.SearchStrategy[ListChange]:
    ids = [line.line_id for country in REAL.countries.values() for line in country.lines]
    return st.builds(
        change,
        st.sampled_from(ListChangeKind),
        st.sampled_from([*ids, None]),
        country=st.sampled_from([*REAL.countries, "ZZ"]),
        until=st.integers(NOW - 10, NOW + 10),
        name=st.text(min_size=2, max_size=60),
        dial=st.text("0123456789 -", min_size=0, max_size=20),
        hours=st.text(max_size=40),
    )


@given(
    st.sampled_from([*REAL.countries, "ZZ", "-", "", None]),
    st.lists(_change(), max_size=60),
    st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2035, 1, 1))),
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
)
def test_there_is_always_somebody(
    code: str | None, changes: list[ListChange], verified: date | None, today: date
) -> None:
    """Whatever was chosen, changed or forgotten: a number for now, and the finder."""
    found = shown(dated(REAL, verified), code, changes, today, NOW)
    text = support_text(CONTENT, found)
    first, second = text.split("\n")[:2]

    country = REAL.countries.get(code or "")
    numbers = country.emergency if country is not None else ("112", "911")
    assert all(number in first for number in numbers)
    assert REAL.finder_url in second
    assert len(text) <= 4096


def test_every_line_that_may_be_shown_at_once_fits_into_one_message() -> None:
    """As many as the rules allow, each as long as it may be."""
    longest = "x" * 60
    for code, country in REAL.countries.items():
        own = [
            change(ListChangeKind.ADD, country=code, name=longest, dial="1" * 20, hours="y" * 40)
            for _ in range(ADDED_MOST)
        ]
        found = shown(REAL, code, own, TODAY, NOW)
        text = support_text(CONTENT, found)

        assert text.count(longest) == ADDED_MOST
        assert all(line.dial in text for line in country.lines)


def test_a_country_whose_every_line_is_hidden_keeps_its_number_and_the_finder() -> None:
    old = TODAY - timedelta(days=HIDE_DAYS + 1)
    found = shown(dated(REAL, old), "GB", [], TODAY, NOW)

    assert (found.sure, found.unverified) == ((), ())
    assert found.country is not None
    assert found.country.emergency == ("999", "112")
    assert REAL.finder_url in support_text(CONTENT, found)


def test_a_line_is_found_by_its_id() -> None:
    known: Directory = directory(LINE)
    country: Country = known.countries["AA"]

    assert known.line("aa-one") is country.lines[0]
    assert known.line("aa-none") is None
