"""The form of an entry: of the list that comes with Haven, and of what an admin types."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.content import DATA, ContentFault, load
from bot.helplines.form import Wrong, wrong
from bot.helplines.load import GOVERNMENTS, parse
from bot.helplines.rules import Helpline
from tests.helplines.entries import REAL

TEXT = DATA.joinpath("helplines.toml").read_text(encoding="utf-8")
START_SET = {"US", "CA", "GB", "IE", "AU", "NZ", "NL", "ES", "FR", "DE", "IN", "BR"}
LINES = [line for country in REAL.countries.values() for line in country.lines]

SHORT = 6
"""Digits of a short number, at most: 116 123, 741741. It exists inside of its country only."""

LONG_BEGINS = {
    "US": ("1",), "CA": ("1",), "GB": ("0",), "IE": ("1800",), "AU": ("0", "1800"), "NZ": ("0",),
    "NL": ("0",), "ES": ("6", "7", "8", "9"), "FR": ("0",), "DE": ("0",), "IN": ("1800",),
    "BR": ("0800",),
}  # fmt: skip
"""How a longer number begins inside each country: with its trunk prefix, a free call, or, in Spain,
any of these. None begins with the country's own code; the 1 of North America is its prefix, too."""


def test_the_countries_that_were_asked_for_are_there_and_the_finder() -> None:
    assert set(REAL.countries) >= START_SET
    assert REAL.finder_url == "https://findahelpline.com"


def _as_dialled(line: Helpline) -> bool:
    digits = re.sub(r"\D", "", line.dial)
    known = len(digits) <= SHORT or digits.startswith(LONG_BEGINS[line.line_id[:2].upper()])
    plain = re.fullmatch(r"[0-9][0-9 -]*[0-9]", line.dial) is not None
    return plain and known and 3 <= len(digits) <= 11 and not digits.startswith("00")


def test_each_number_is_as_people_dial_it_there() -> None:
    assert {line.line_id: line.dial for line in LINES if not _as_dialled(line)} == {}


def _comparable(line: Helpline) -> bool:
    own, source = (urlsplit(url).hostname or "" for url in (line.url, line.source))
    domains = (own.removeprefix("www."), *GOVERNMENTS)
    close = any(source == domain or source.endswith(f".{domain}") for domain in domains)
    return close and line.source.startswith("https://")


def test_each_number_can_be_compared_where_it_is_from() -> None:
    assert {line.line_id: line.source for line in LINES if not _comparable(line)} == {}


def test_nobody_is_said_to_have_verified_what_nobody_did() -> None:
    """A date needs a name; what is never verified has neither. (The check finds a date ahead.)"""
    wrong = [line for line in LINES if (line.verified is None) != (line.verified_by == "")]

    assert {line.line_id: line.verified for line in wrong} == {}


def test_no_number_stands_twice_in_a_country() -> None:
    seen = [(line.line_id[:2], re.sub(r"\D", "", line.dial)) for line in LINES]

    assert len(set(seen)) == len(seen)


def test_each_entry_says_where_its_number_was_seen() -> None:
    """A comment above an entry, or above the one of the same provider before it."""
    blocks = re.split(r"\n\[\[country\]\]\n", TEXT)[1:]

    assert len(blocks) == len(REAL.countries)
    for block in blocks:
        lines = block.split("line = [", 1)[1].strip().splitlines()
        assert lines[0].strip().startswith("# Seen: "), block


def _with(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new, 1)


ONE = 'id = "us-988", name = "988 Suicide & Crisis Lifeline", dial = "988"'
UNVERIFIED = 'last_verified = "unverified"'


def _faults() -> Iterator[tuple[str, str]]:
    yield _with('dial = "988"', 'dial = "+1 988"'), "us-988: dial as inside the country"
    yield _with('dial = "988"', 'dial = "001988"'), "us-988: dial as inside the country"
    yield _with('dial = "988"', 'dial = "988a"'), "us-988: dial as inside the country"
    yield _with('dial = "988"', "dial = 988"), "us-988: dial must be a text"
    yield _with('"call", "text", "chat"', '"fax"'), "us-988: by must be some of call, text, chat"
    yield _with('"call", "text", "chat"', '"call", "call"'), "us-988: by must be some of"
    yield _with('["call", "text", "chat"]', '"call"'), "us-988: by must be a list"
    yield _with('["call", "text", "chat"]', "[]"), "us-988: by must be some of"
    yield _with('hours = "24/7"', 'hours = "(always)"'), "us-988: hours"
    yield _with('words = "HOME"', 'words = "HOME NOW"'), "us-ctl: words is one word to text"
    yield _with('words = "HOME", by = ["text"]', 'words = "HOME", by = ["call"]'), "us-ctl: words"
    yield _with(ONE, ONE.replace("988 S", "[988] S")), "us-988: name"
    yield (
        _with('source = "https://988lifeline.org"', 'source = "https://list.example.org"'),
        "us-988: the source must be the provider's own page or a government's",
    )
    yield (
        _with('source = "https://988lifeline.org"', 'source = "https://not988lifeline.org"'),
        "us-988: the source must be the provider's own page or a government's",
    )
    yield (
        _with('source = "https://988lifeline.org"', 'source = "http://988lifeline.org"'),
        "us-988: url and source must be https",
    )
    yield _with(UNVERIFIED, 'last_verified = "yes"'), "us-988: last_verified is YYYY-MM-DD"
    yield _with(UNVERIFIED, 'last_verified = "2026-10-01"'), "us-988: verified_by must say who"
    yield _with(UNVERIFIED, f'{UNVERIFIED}, verified_by = "Kim"'), "us-988: verified_by, but not"
    yield _with('id = "us-988"', 'id = "gb-988"'), "gb-988: an id is us-something"
    yield _with('id = "us-ctl"', 'id = "us-988"'), "us-988 is there twice"
    yield _with('id = "us-988"', 'id = "us-988", free = true'), "us-988: unknown field free"
    yield _with('code = "CA"', 'code = "US"'), "ca-988: an id is us-something"
    yield _with('code = "US"', 'code = "usa"'), "usa: a country is two capitals"
    yield _with('emergency = ["911"]', "emergency = []"), "US: emergency must be a list"
    yield _with('emergency = ["911"]', 'emergency = ["+911"]'), "US: emergency must be a list"
    yield _with("https://findahelpline.com", "findahelpline.com"), "finder: url must be"
    yield TEXT.split("[[country]]", maxsplit=1)[0], "there must be 1 to 24 countries"
    yield TEXT.replace("[finder]", "[other]"), "unknown field other"


@pytest.mark.parametrize(("text", "said"), list(_faults()))
def test_a_fault_in_the_list_is_named(text: str, said: str) -> None:
    with pytest.raises(ContentFault) as caught:
        parse(tomllib.loads(text))

    assert said in str(caught.value)


def test_a_fault_stops_the_start_with_the_name_of_the_file(tmp_path: Path) -> None:
    for path in DATA.glob("*.toml"):
        tmp_path.joinpath(path.name).write_text(path.read_text("utf-8"), encoding="utf-8")
    tmp_path.joinpath("wording").mkdir()
    tmp_path.joinpath("wording", "a.toml").write_text('[a]\nb = "c"', encoding="utf-8")
    load(tmp_path)
    bad = _with('dial = "988"', 'dial = "+1 988"')
    tmp_path.joinpath("helplines.toml").write_text(bad, encoding="utf-8")

    with pytest.raises(ContentFault, match=r"^helplines\.toml: us-988: dial as inside"):
        load(tmp_path)


def test_a_governments_page_may_speak_for_a_line() -> None:
    own = 'source = "https://988lifeline.org"'
    text = _with(own, 'source = "https://www.samhsa.gov/find-help/988"')

    assert parse(tomllib.loads(text)).line("us-988") is not None


def test_a_day_and_a_name_are_read() -> None:
    text = _with(UNVERIFIED, 'last_verified = "2026-10-01", verified_by = "Kim"')
    line = parse(tomllib.loads(text)).line("us-988")

    assert line is not None
    assert (line.verified, line.verified_by) == (date(2026, 10, 1), "Kim")


GOOD = ("Our line", "0800 123 456", "", "24/7", "https://ours.example")


@pytest.mark.parametrize(
    ("at", "typed", "found"),
    [
        (0, "x", Wrong.NAME),
        (0, "x" * 61, Wrong.NAME),
        (0, "[Ours](https://x.example)", Wrong.NAME),
        (0, "<@123>", Wrong.NAME),
        (0, "two\nlines", Wrong.NAME),
        (0, "Línea 024 (día y noche)", None),
        (1, "", Wrong.DIAL),
        (1, "0800 CALL US", Wrong.DIAL),
        (1, "1" * 21, Wrong.DIAL),
        (1, "(0800) 123", Wrong.DIAL),
        (1, "+44 116 123", Wrong.INTERNATIONAL),
        (1, "0044 116 123", Wrong.INTERNATIONAL),
        (1, "000", None),
        (1, "116 123", None),
        (1, "1-800-273-8255", None),
        (2, "HELLO", None),
        (2, "HELLO THERE", Wrong.WORDS),
        (2, "https://x.example", Wrong.WORDS),
        (3, "", Wrong.HOURS),
        (3, "Mon-Fri 9:00-17:00", None),
        (3, "see its page", None),
        (3, "**always**", Wrong.HOURS),
        (4, "ours.example", Wrong.URL),
        (4, "http://ours.example", Wrong.URL),
        (4, "https://[broken", Wrong.URL),
        (4, "https://ours.example/ and more", Wrong.URL),
        (4, "https://" + "x" * 200 + ".example", Wrong.URL),
    ],
)
def test_what_an_admin_types_is_checked(at: int, typed: str, found: Wrong | None) -> None:
    fields = [*GOOD[:at], typed, *GOOD[at + 1 :]]

    assert wrong(*fields) is found


def test_what_is_right_is_taken() -> None:
    assert wrong(*GOOD) is None
