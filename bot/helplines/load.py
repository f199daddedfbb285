"""Reads ``data/helplines.toml``: emergency numbers and helplines by country.

- A number is written as it is dialled inside its country.
- A line names where its number can be compared: at the provider, or at a government.
- A number counts as verified only with a day and the name of the person who compared it.
"""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from msgspec import Meta, Struct, field

from bot.core.data import convert, read_plain
from bot.helplines.form import DIAL, HOURS, NAME, WORDS, https, international
from bot.helplines.rules import CHANNELS, Country, Directory, Helpline

LINES_MOST = 10
COUNTRIES_MOST = 24
"""Max countries: a Discord select takes 25 options, and one of them is "elsewhere"."""
GOVERNMENTS = (
    "gov", "gov.uk", "nhs.uk", "gc.ca", "canada.ca", "gov.au", "govt.nz", "health.nz", "gov.ie",
    "hse.ie", "bund.de", "bmfsfj.de", "gouv.fr", "gob.es", "rijksoverheid.nl", "gov.in", "gov.br",
)  # fmt: skip
"""Domains of governments and of their health services. A number may be compared there or on the
provider's own pages, nowhere else: lists copied from other lists keep numbers long out of use."""


_ID = re.compile(r"[a-z]{2}-[a-z0-9-]{2,20}")
_CODE = re.compile(r"[A-Z]{2}")
_SHORT = re.compile(r"[0-9]{2,4}")
_UNVERIFIED = "unverified"
_Text = Annotated[str, Meta(min_length=1, max_length=200)]


class _Line(Struct, forbid_unknown_fields=True, frozen=True):
    """One line, as written."""

    id: _Text
    name: _Text
    dial: _Text
    by: tuple[str, ...]
    hours: _Text
    url: _Text
    source: _Text
    last_verified: _Text
    audience: _Text = field(name="for")
    words: str = ""
    verified_by: str = ""

    def __post_init__(self) -> None:
        if not DIAL.fullmatch(self.dial) or international(self.dial):
            raise ValueError("dial as inside the country: digits, blanks and dashes")
        if not HOURS.fullmatch(self.hours):
            raise ValueError("hours")
        if not self.by or not set(self.by) <= set(CHANNELS) or len(set(self.by)) < len(self.by):
            raise ValueError(f"by must be some of {', '.join(CHANNELS)}")
        if self.words and not (WORDS.fullmatch(self.words) and "text" in self.by):
            raise ValueError("words is one word to text, for a line that is texted")
        if not NAME.fullmatch(self.name) or self.name != self.name.strip():
            raise ValueError("name must be a plain text")
        if self.audience != self.audience.strip():
            raise ValueError("for must have no blanks around it")
        if not https(self.url) or not https(self.source):
            raise ValueError("url and source must be https addresses")
        if not any(_below(_host(self.source), one) for one in (_host(self.url), *GOVERNMENTS)):
            raise ValueError("the source must be the provider's own page or a government's")
        if self.last_verified == _UNVERIFIED:
            if self.verified_by:
                raise ValueError("verified_by, but not when: last_verified")
        elif _day(self.last_verified) is None:
            raise ValueError('last_verified is YYYY-MM-DD or "unverified"')
        elif not self.verified_by.strip():
            raise ValueError("verified_by must say who compared it")

    def line(self) -> Helpline:
        """Return it as the rules know it."""
        return Helpline(
            line_id=self.id,
            name=self.name,
            dial=self.dial,
            by=self.by,
            hours=self.hours,
            audience=self.audience,
            url=self.url,
            source=self.source,
            words=self.words,
            verified=_day(self.last_verified),
            verified_by=self.verified_by,
        )


class _Country(Struct, forbid_unknown_fields=True, frozen=True):
    """A country, as written. The first emergency number is the main one."""

    code: _Text
    name: _Text
    emergency: tuple[str, ...]
    line: tuple[_Line, ...]

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise ValueError("a country is two capitals (ISO 3166)")
        if not self.emergency or not all(map(_SHORT.fullmatch, self.emergency)):
            raise ValueError("emergency must be a list of short numbers")
        if not 1 <= len(self.line) <= LINES_MOST:
            raise ValueError(f"1 to {LINES_MOST} lines")
        start = f"{self.code.lower()}-"
        for line in self.line:
            if not _ID.fullmatch(line.id) or not line.id.startswith(start):
                raise ValueError(f"{line.id}: an id is {start}something")


class _Finder(Struct, forbid_unknown_fields=True, frozen=True):
    """A page that finds a line anywhere in the world."""

    name: _Text
    url: _Text

    def __post_init__(self) -> None:
        if not https(self.url):
            raise ValueError("url must be an https address")


class _File(Struct, forbid_unknown_fields=True, frozen=True):
    """The file."""

    finder: _Finder
    country: tuple[_Country, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= len(self.country) <= COUNTRIES_MOST:
            raise ValueError(f"there must be 1 to {COUNTRIES_MOST} countries")
        names = [one.code for one in self.country]
        names += [line.id for one in self.country for line in one.line]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"{name} is there twice")


def load(path: Path) -> Directory:
    """Return the lines in the file. Raises :class:`~bot.core.data.ContentFault`."""
    return parse(read_plain(path), path.name)


def parse(data: Mapping[str, object], name: str = "helplines.toml") -> Directory:
    """Return the lines in what was read. Raises :class:`~bot.core.data.ContentFault`."""
    file = convert(data, _File, name)
    countries = {
        one.code: Country(
            one.code, one.name, one.emergency, tuple(line.line() for line in one.line)
        )
        for one in file.country
    }
    return Directory(file.finder.name, file.finder.url, countries)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _below(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
