"""Numbers have their form, age, and never leave anybody with nothing."""

import re
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import DATA, load
from bot.helplines import check, rules
from bot.helplines.rules import Age, Change, ChangeKind, Directory, FormFault, Wrong, parse, shown

RAW = tomllib.loads((DATA / "helplines.toml").read_text(encoding="utf-8"))
DIRECTORY = load().helplines
LINES = [line for country in DIRECTORY.countries.values() for line in country.lines]
TODAY = date(2026, 11, 26)
NOW = 1_800_000_000


def changed(**fields: Any) -> dict[str, Any]:
    """The file with the first line of the first country changed."""
    first = RAW["country"][0]
    line = {**first["line"][0], **fields}
    return {**RAW, "country": [{**first, "line": [line]}]}


def verified(days: int) -> Directory:
    """The directory, every line looked at so many days ago."""
    day = TODAY - timedelta(days=days)
    return replace(
        DIRECTORY,
        countries={
            code: replace(one, lines=tuple(replace(line, verified=day) for line in one.lines))
            for code, one in DIRECTORY.countries.items()
        },
    )


def test_the_countries_of_the_start_set_are_there() -> None:
    wanted = {"US", "CA", "GB", "IE", "AU", "NZ", "NL", "ES", "FR", "DE", "IN", "BR"}

    assert wanted <= set(DIRECTORY.countries)
    assert DIRECTORY.finder_url.startswith("https://")


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.line_id)
def test_a_number_is_written_as_it_is_dialled_inside_the_country(line: rules.Line) -> None:
    digits = re.sub(r"\D", "", line.dial)

    assert not line.dial.startswith(("+", "00"))
    assert 3 <= len(digits) <= 11
    assert line.hours
    assert set(line.by) <= {"call", "text", "chat"}
    assert line.verified is None, "a person has to have opened the page: see docs/helplines.md"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"dial": "+1 988"}, "dial"),
        ({"dial": "call us"}, "dial"),
        ({"source": "https://example.com/list"}, "provider's own page"),
        ({"source": "http://988lifeline.org"}, "https"),
        ({"last_verified": "yesterday"}, "YYYY-MM-DD"),
        ({"last_verified": "2026-11-01"}, "who verified"),
        ({"hours": "?"}, "hours"),
        ({"by": ["fax"]}, "by must be"),
        ({"by": []}, "by must be"),
        ({"id": "gb-988"}, "an id is us-"),
        ({"name": ""}, "name"),
        ({"colour": "red"}, "unknown field"),
    ],
)
def test_a_fault_in_an_entry_is_named(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(FormFault, match=re.escape(said)):
        parse(changed(**fields))


def test_a_governments_page_may_speak_for_a_line() -> None:
    found = parse(changed(source="https://www.samhsa.gov/find-help/988"))

    assert found.countries["US"].lines[0].dial == "988"


@pytest.mark.parametrize(
    ("days", "age"),
    [(0, Age.FRESH), (180, Age.FRESH), (181, Age.OLD), (365, Age.OLD), (366, Age.HIDDEN)],
)
def test_numbers_age(days: int, age: Age) -> None:
    line = replace(LINES[0], verified=TODAY - timedelta(days=days))

    assert line.age(TODAY) is age
    assert LINES[0].age(TODAY) is Age.UNVERIFIED


def test_what_is_unverified_stands_below_and_what_is_too_old_not_at_all() -> None:
    found = shown(DIRECTORY, "US", [], TODAY, NOW)
    old = shown(verified(400), "US", [], TODAY, NOW)
    fresh = shown(verified(1), "US", [], TODAY, NOW)

    assert found.sure == ()
    assert found.unverified == DIRECTORY.countries["US"].lines
    assert (old.sure, old.unverified) == ((), ())
    assert [line.line_id for line, _ in fresh.sure] == [line.line_id for line in found.unverified]


CHANGES = st.builds(
    Change,
    change_id=st.text("abc", min_size=22, max_size=22),
    guild_id=st.just(1),
    country=st.sampled_from(sorted(DIRECTORY.countries)),
    kind=st.sampled_from(ChangeKind),
    line_id=st.one_of(st.none(), st.sampled_from([line.line_id for line in LINES])),
    name=st.just("Ours"),
    dial=st.just("123"),
    hours=st.just("24/7"),
    url=st.just("https://example.org"),
    made_at=st.just(0),
    until=st.integers(NOW - 5, NOW + 5),
)


@given(
    st.one_of(st.none(), st.just("XX"), st.sampled_from(sorted(DIRECTORY.countries))),
    st.lists(CHANGES, max_size=12),
    st.integers(0, 1000),
)
def test_nobody_is_ever_left_with_nothing(
    code: str | None, changes: list[Change], days: int
) -> None:
    for directory in (DIRECTORY, verified(days)):
        found = shown(directory, code, changes, TODAY, NOW)

        assert found.finder_url
        assert found.country is None or found.country.emergency
        assert (found.country is None) == (code not in DIRECTORY.countries)


def test_a_groups_own_line_comes_first_and_ends_by_itself() -> None:
    change = Change(
        change_id="c" * 22,
        guild_id=1,
        country="US",
        kind=ChangeKind.REPLACE,
        line_id="us-988",
        name="Ours",
        dial="123",
        hours="24/7",
        url="https://example.org",
        made_at=0,
        until=NOW + 1,
    )
    now, later = (shown(DIRECTORY, "US", [change], TODAY, at) for at in (NOW, NOW + 1))
    hidden = shown(DIRECTORY, "US", [replace(change, kind=ChangeKind.HIDE)], TODAY, NOW)

    assert [line.name for line, _ in now.sure] == ["Ours"]
    assert "us-988" not in [line.line_id for line in now.unverified]
    assert later == shown(DIRECTORY, "US", [], TODAY, NOW)
    assert "us-988" not in [line.line_id for line in hidden.unverified]


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        (("", "123", "24/7", "https://a.org", "9"), Wrong.NAME),
        (("Ours", "+44 116 123", "24/7", "https://a.org", "9"), Wrong.INTERNATIONAL),
        (("Ours", "0044116123", "24/7", "https://a.org", "9"), Wrong.INTERNATIONAL),
        (("Ours", "one two", "24/7", "https://a.org", "9"), Wrong.DIAL),
        (("Ours", "123", "?", "https://a.org", "9"), Wrong.HOURS),
        (("Ours", "123", "24/7", "a.org", "9"), Wrong.URL),
        (("Ours", "123", "24/7", "https://a.org", "181"), Wrong.DAYS),
        (("Ours", "123", "24/7", "https://a.org", "soon"), Wrong.DAYS),
        (("Ours", "116 123", "Mon-Fri 9:00-17:00", "https://a.org", "180"), None),
        (("Ours", "000", "24/7", "https://a.org", "1"), None),
    ],
)
def test_what_an_admin_types_is_checked(
    typed: tuple[str, str, str, str, str], fault: Wrong | None
) -> None:
    assert rules.wrong(*typed) is fault


def test_the_check_lists_the_worst_first() -> None:
    assert len(list(check.lines(DIRECTORY, TODAY))) == len(LINES)
    assert check.hidden(DIRECTORY, TODAY) == 0
    assert check.hidden(verified(400), TODAY) == len(LINES)
    assert list(check.lines(verified(10), TODAY)) == []
    assert next(iter(check.lines(verified(400), TODAY))).startswith("hidden since")
