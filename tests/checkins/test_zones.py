"""Zones come from the pinned package, and people find theirs."""

import zoneinfo
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checkins.schedules.zones import COMMON, NICKNAMES, find_zones, known, zone, zone_names


def test_every_name_is_a_zone_that_tells_the_time() -> None:
    for name in zone_names():
        assert known(name)
        assert zone(name).key == name
        assert datetime(2026, 1, 1, tzinfo=zone(name)).utcoffset() is not None


def test_a_zone_is_read_once() -> None:
    assert zone("Europe/Berlin") is zone("Europe/Berlin")


def test_the_machines_own_zones_are_not_looked_at(tmp_path: Path) -> None:
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    (tmp_path / "Asia").mkdir()
    utc = files("tzdata").joinpath("zoneinfo", "UTC").read_bytes()
    (tmp_path / "Asia" / "Tokyo").write_bytes(utc)
    zoneinfo.reset_tzpath(to=[tmp_path])
    zone.cache_clear()
    try:
        by_the_machine = noon.astimezone(zoneinfo.ZoneInfo.no_cache("Asia/Tokyo"))
        by_haven = noon.astimezone(zone("Asia/Tokyo"))
    finally:
        zoneinfo.reset_tzpath()

    assert by_the_machine.hour == 12  # a machine that is wrong
    assert by_haven.hour == 21


@pytest.mark.parametrize(
    "name", ["", "Europe/Atlantis", "europe/berlin", "../zones", "/etc/localtime", "Europe", "a\0b"]
)
def test_what_is_not_a_name_is_no_zone(name: str) -> None:
    assert not known(name)
    with pytest.raises(ValueError, match="no such time zone"):
        zone(name)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("berlin", ["Europe/Berlin"]),
        ("BERL", ["Europe/Berlin"]),
        ("Europe/Berlin", ["Europe/Berlin"]),
        ("new york", ["America/New_York"]),
        ("new_york", ["America/New_York"]),
        ("newyork", ["America/New_York"]),
        ("york", ["America/New_York"]),
        ("utc", ["UTC", "Etc/UTC"]),
        ("europe/", ["Europe/London", "Europe/Berlin", "Europe/Paris"]),
        ("são paulo", ["America/Sao_Paulo"]),
        ("Zürich", ["Europe/Zurich"]),
        ("germany", ["Europe/Berlin"]),
        ("india", ["Asia/Kolkata"]),
        ("us", ["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"]),
        ("uk", ["Europe/London"]),
        ("de", ["Europe/Berlin"]),
        ("est", ["America/New_York"]),
        ("PST", ["America/Los_Angeles"]),
        ("eastern", ["America/New_York"]),
        ("argentina", ["America/Argentina/Buenos_Aires"]),
        ("kathm", ["Asia/Kathmandu"]),
        ("lord howe", ["Australia/Lord_Howe"]),
        ("us/eastern", ["US/Eastern"]),
        ("  tokyo  ", ["Asia/Tokyo"]),
    ],
)
def test_people_find_their_zone(typed: str, first: list[str]) -> None:
    assert find_zones(typed)[: len(first)] == first


def test_before_anything_is_typed_common_zones_are_offered() -> None:
    assert find_zones("") == find_zones("  ") == list(COMMON)
    assert find_zones("", 3) == list(COMMON[:3])


@pytest.mark.parametrize("typed", ["gmt+2", "GMT-5", "utc+2", "+5"])
def test_an_offset_does_not_lead_to_a_zone_with_the_opposite_sign(typed: str) -> None:
    assert find_zones(typed) == []


def test_a_bare_offset_is_there_for_whoever_asks_for_it_by_name() -> None:
    assert find_zones("etc/gmt+5") == ["Etc/GMT+5"]


def test_places_come_before_old_names() -> None:
    found = find_zones("america/ind")

    assert found.index("America/Indiana/Indianapolis") < found.index("America/Indianapolis")


@given(st.text(max_size=120), st.integers(1, 25))
def test_whatever_is_typed_only_zones_are_offered_each_once(typed: str, limit: int) -> None:
    found = find_zones(typed, limit)

    assert len(found) == len(set(found)) <= limit
    assert all(known(name) and name != "Factory" for name in found)


def test_what_the_lists_name_exists() -> None:
    assert len(set(COMMON)) == len(COMMON) == 25
    assert all(known(name) for name in (*COMMON, *NICKNAMES.values()))


def test_every_zone_but_the_placeholder_is_found_by_its_name() -> None:
    for name in zone_names():
        if name != "Factory":
            assert name in find_zones(name)[:2]
