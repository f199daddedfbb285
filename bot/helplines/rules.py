"""What is true of helplines: the form of an entry, when a number is too old to show. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import cast
from urllib.parse import urlsplit

WARN_DAYS = 180
"""Older than this, a number is shown with the word that it may have changed."""
HIDE_DAYS = 365
"""Older than this, it is not shown: a wrong number is worse than none beside the finder."""
CHANGE_DAYS = 180
"""For so long a group's own change holds, at most: the same rule for its numbers."""
LINES_MOST = 10
NAME_MOST, HOURS_MOST = 60, 40

CHANNELS = ("call", "text", "chat")
_DIAL = re.compile(r"[0-9](?:[0-9 -]{0,18}[0-9])?")
_ID = re.compile(r"[a-z]{2}-[a-z0-9-]{2,20}")
_HOURS = re.compile(r"24/7|hours on its page|[A-Za-z0-9 :,.–-]{3,40}")


class FormFault(ValueError):
    """An entry is not in its form; the text says which and how."""


class Age(Enum):
    """How sure a number is."""

    FRESH = "fresh"
    OLD = "old"
    UNVERIFIED = "unverified"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One helpline. ``dial``: as dialled inside the country. ``words``: what to text, if needed."""

    line_id: str
    name: str
    dial: str
    by: tuple[str, ...]
    hours: str
    audience: str
    url: str
    source: str = ""
    words: str = ""
    verified: date | None = None
    verified_by: str = ""
    own: bool = False
    """Added or replaced by the group's admins."""

    def age(self, today: date) -> Age:
        """How sure the number is on a day."""
        if self.own:
            return Age.FRESH  # its change ends by itself
        if self.verified is None:
            return Age.UNVERIFIED
        days = (today - self.verified).days
        return Age.HIDDEN if days > HIDE_DAYS else Age.OLD if days > WARN_DAYS else Age.FRESH


@dataclass(frozen=True, slots=True)
class Country:
    """A country's emergency numbers, the first the one to say, and its lines."""

    code: str
    name: str
    emergency: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Directory:
    """Everything in ``data/helplines.toml``."""

    finder_name: str
    finder_url: str
    countries: Mapping[str, Country]

    def line(self, line_id: str) -> Line | None:
        """A line by its id."""
        for country in self.countries.values():
            for line in country.lines:
                if line.line_id == line_id:
                    return line
        return None


class ChangeKind(Enum):
    """What a group's admins can change."""

    ADD = "add"
    REPLACE = "replace"
    HIDE = "hide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change by a group's admins, until integer UTC seconds."""

    change_id: str
    guild_id: int
    country: str
    kind: ChangeKind
    line_id: str | None
    name: str
    dial: str
    hours: str
    url: str
    made_at: int
    until: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody is shown: never nothing. ``country`` None: they have chosen none."""

    country: Country | None
    sure: tuple[tuple[Line, Age], ...]
    unverified: tuple[Line, ...]
    finder_name: str
    finder_url: str


def shown(
    directory: Directory, code: str | None, changes: Iterable[Change], today: date, now: int
) -> Shown:
    """The lines for a country, a group's changes applied; the finder is always there."""
    country = directory.countries.get(code or "")
    if country is None:
        return Shown(None, (), (), directory.finder_name, directory.finder_url)
    valid = [one for one in changes if one.country == country.code and one.until > now]
    hidden = {one.line_id for one in valid if one.kind is not ChangeKind.ADD}
    own = [own_line(one) for one in valid if one.kind is not ChangeKind.HIDE]
    lines = [*own, *(line for line in country.lines if line.line_id not in hidden)]
    aged = [(line, line.age(today)) for line in lines]
    return Shown(
        country,
        tuple((line, age) for line, age in aged if age in (Age.FRESH, Age.OLD)),
        tuple(line for line, age in aged if age is Age.UNVERIFIED),
        directory.finder_name,
        directory.finder_url,
    )


def own_line(change: Change) -> Line:
    """The line that a group's admins wrote."""
    return Line(
        line_id=change.line_id or change.change_id,
        name=change.name,
        dial=change.dial,
        by=("call",),
        hours=change.hours,
        audience="",
        url=change.url,
        own=True,
    )


class Wrong(Enum):
    """What is wrong with what an admin typed."""

    NAME = "name"
    DIAL = "dial"
    INTERNATIONAL = "international"
    HOURS = "hours"
    URL = "url"
    DAYS = "days"


def wrong(name: str, dial: str, hours: str, url: str, days: str) -> Wrong | None:
    """The first fault in a line that an admin typed."""
    if not 2 <= len(name) <= NAME_MOST:
        return Wrong.NAME
    if dial.startswith(("+", "00")) and len(re.sub(r"\D", "", dial)) > 4:
        return Wrong.INTERNATIONAL
    if not _DIAL.fullmatch(dial):
        return Wrong.DIAL
    if not _HOURS.fullmatch(hours):
        return Wrong.HOURS
    if not _https(url):
        return Wrong.URL
    if not days.isdecimal() or not 1 <= int(days) <= CHANGE_DAYS:
        return Wrong.DAYS
    return None


def parse(data: Mapping[str, object]) -> Directory:
    """Reads and checks ``data/helplines.toml``. Raises :class:`FormFault`."""
    finder = _table(data.get("finder"), "finder")
    url = _text(finder, "url", "finder")
    if not _https(url):
        raise FormFault("finder: url must be an https address")
    countries: dict[str, Country] = {}
    seen: set[str] = set()
    for entry in cast("Sequence[object]", data.get("country") or []):
        country = _country(_table(entry, "country"))
        if country.code in countries:
            raise FormFault(f"{country.code} is there twice")
        for line in country.lines:
            if line.line_id in seen:
                raise FormFault(f"{line.line_id} is there twice")
            seen.add(line.line_id)
        countries[country.code] = country
    if not countries or len(countries) > 24:  # a menu of Discord's takes 25, one is "elsewhere"
        raise FormFault("there must be 1 to 24 countries")
    return Directory(_text(finder, "name", "finder"), url, countries)


def _country(entry: Mapping[str, object]) -> Country:
    code = _text(entry, "code", "country")
    if not re.fullmatch(r"[A-Z]{2}", code):
        raise FormFault(f"{code}: a country is two capitals (ISO 3166)")
    emergency = entry.get("emergency")
    numbers = cast("list[object]", emergency) if isinstance(emergency, list) else []
    if not numbers or not all(
        isinstance(one, str) and re.fullmatch(r"[0-9]{2,4}", one) for one in numbers
    ):
        raise FormFault(f"{code}: emergency must be a list of short numbers")
    raw = entry.get("line")
    entries = cast("list[object]", raw) if isinstance(raw, list) else []
    lines = tuple(_line(_table(one, code), code) for one in entries)
    if not 1 <= len(lines) <= LINES_MOST:
        raise FormFault(f"{code}: 1 to {LINES_MOST} lines")
    return Country(code, _text(entry, "name", code), tuple(map(str, numbers)), lines)


_FIELDS = {
    "id", "name", "dial", "words", "by", "hours", "for", "url", "source", "last_verified",
    "verified_by",
}  # fmt: skip


def _line(entry: Mapping[str, object], code: str) -> Line:
    line_id = _text(entry, "id", code)
    if not _ID.fullmatch(line_id) or not line_id.startswith(f"{code.lower()}-"):
        raise FormFault(f"{line_id}: an id is {code.lower()}-something")
    if strangers := set(entry) - _FIELDS:
        raise FormFault(f"{line_id}: unknown field {min(strangers)}")
    dial, hours = _text(entry, "dial", line_id), _text(entry, "hours", line_id)
    if not _DIAL.fullmatch(dial):
        raise FormFault(f"{line_id}: dial as inside the country: digits, blanks and dashes")
    if not _HOURS.fullmatch(hours):
        raise FormFault(f"{line_id}: hours")
    by = tuple(str(one) for one in cast("Sequence[object]", entry.get("by") or []))
    if not by or not set(by) <= set(CHANNELS):
        raise FormFault(f"{line_id}: by must be some of {', '.join(CHANNELS)}")
    url, source = _text(entry, "url", line_id), _text(entry, "source", line_id)
    if not _https(url) or not _https(source):
        raise FormFault(f"{line_id}: url and source must be https addresses")
    if _host(url) != _host(source) and not re.search(
        r"\.gov(\.[a-z]{2})?$|\.gob\.es$", _host(source)
    ):
        raise FormFault(f"{line_id}: the source must be the provider's own page or a government's")
    verified = _text(entry, "last_verified", line_id)
    by_whom = str(entry.get("verified_by", ""))
    day: date | None = None
    if verified != "unverified":
        try:
            day = date.fromisoformat(verified)
        except ValueError:
            raise FormFault(f'{line_id}: last_verified is YYYY-MM-DD or "unverified"') from None
        if not by_whom:
            raise FormFault(f"{line_id}: who verified it?")
    return Line(
        line_id=line_id,
        name=_text(entry, "name", line_id),
        dial=dial,
        by=by,
        hours=hours,
        audience=_text(entry, "for", line_id),
        url=url,
        source=source,
        words=str(entry.get("words", "")),
        verified=day,
        verified_by=by_whom,
    )


def _table(found: object, where: str) -> Mapping[str, object]:
    if not isinstance(found, dict):
        raise FormFault(f"{where} must be a table")
    return cast("Mapping[str, object]", found)


def _text(table: Mapping[str, object], key: str, where: str) -> str:
    found = table.get(key)
    if not isinstance(found, str) or not 1 <= len(found) <= 200 or found != found.strip():
        raise FormFault(f"{where}: {key} must be a text")
    return found


def _https(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and "." in (parts.hostname or "") and len(url) <= 200


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
