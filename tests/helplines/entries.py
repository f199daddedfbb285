"""Helplines made up for tests, and the real list."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType

from bot.content import load
from bot.helplines.rules import Country, Directory, Helpline, ListChange, ListChangeKind

REAL = load().helplines
TODAY = date(2026, 11, 2)
NOW = 1_793_610_000
"""UTC seconds on that day."""

LINE = Helpline(
    line_id="aa-one",
    name="One",
    dial="111 222",
    by=("call",),
    hours="24/7",
    audience="everyone",
    url="https://one.example",
    source="https://one.example/contact",
)


def directory(*lines: Helpline) -> Directory:
    """A list of one country."""
    country = Country("AA", "Aland", ("112",), lines)
    return Directory("Finder", "https://finder.example", MappingProxyType({"AA": country}))


def dated(directory: Directory, day: date | None) -> Directory:
    """The list as if each of its lines had been verified on that day, or never."""
    countries = {
        code: replace(country, lines=tuple(replace(line, verified=day) for line in country.lines))
        for code, country in directory.countries.items()
    }
    return replace(directory, countries=MappingProxyType(countries))


def change(kind: ListChangeKind, line_id: str | None = None, **fields: object) -> ListChange:
    """A change by a group's admins that holds for an hour."""
    given: dict[str, object] = {
        "change_id": "c" * 22,
        "guild_id": 1,
        "country": "AA",
        "kind": kind,
        "line_id": line_id,
        "made_at": NOW,
        "until": NOW + 3600,
    }
    if kind is not ListChangeKind.HIDE:
        given |= {"name": "Ours", "dial": "333", "by": ("text",), "words": "HI", "hours": "24/7"}
    return ListChange(**(given | fields))  # type: ignore[arg-type]
