"""The form of an entry: of ``data/helplines.toml``, and of what an admin types. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum
from typing import cast
from urllib.parse import urlsplit

from bot.helplines.rules import ALWAYS, CHANNELS, SEE_PAGE, Country, Directory, Line

LINES_MOST = 10
NAME_MOST = 60
GOVERNMENTS = (
    "gov", "gov.uk", "nhs.uk", "gc.ca", "canada.ca", "gov.au", "govt.nz", "health.nz", "gov.ie",
    "hse.ie", "bund.de", "bmfsfj.de", "gouv.fr", "gob.es", "rijksoverheid.nl", "gov.in", "gov.br",
)  # fmt: skip
"""Domains of governments and of their health services. A number may be compared there, or on the
provider's own pages, and nowhere else: lists copied from lists keep numbers that are long dead."""

_DIAL = re.compile(r"[0-9](?:[0-9 -]{0,18}[0-9])?")
_ID = re.compile(r"[a-z]{2}-[a-z0-9-]{2,20}")
_HOURS = re.compile(rf"{ALWAYS}|{SEE_PAGE}|[A-Za-z0-9 :,.–-]{{3,40}}")
_WORDS = re.compile(r"[A-Za-z0-9]{1,12}")
_NAME = re.compile(rf"(?!.*://)[^\[\]<>@`\n\r]{{2,{NAME_MOST}}}")


class FormFault(ValueError):
    """An entry is not in its form; the text says which and how."""


class Wrong(Enum):
    """What is wrong with what an admin typed."""

    NAME = "name"
    DIAL = "dial"
    INTERNATIONAL = "international"
    HOURS = "hours"
    URL = "url"
    WORDS = "words"


def wrong(name: str, dial: str, words: str, hours: str, url: str) -> Wrong | None:
    """The first fault in a line that an admin typed."""
    if not _NAME.fullmatch(name):
        return Wrong.NAME
    if international(dial):
        return Wrong.INTERNATIONAL
    if not _DIAL.fullmatch(dial):
        return Wrong.DIAL
    if words and not _WORDS.fullmatch(words):
        return Wrong.WORDS
    if not _HOURS.fullmatch(hours):
        return Wrong.HOURS
    if not _https(url):
        return Wrong.URL
    return None


def international(dial: str) -> bool:
    """Whether a number is written as from abroad. Nobody inside a country can dial a short number
    like that, and a prefix differs from land to land.
    """
    return dial.startswith("+") or (dial.startswith("00") and len(re.sub(r"\D", "", dial)) > 4)


def parse(data: Mapping[str, object]) -> Directory:
    """Reads and checks ``data/helplines.toml``. Raises :class:`FormFault`."""
    finder = _table(data.get("finder"), "finder")
    url = _text(finder, "url", "finder")
    if not _https(url):
        raise FormFault("finder: url must be an https address")
    countries: dict[str, Country] = {}
    seen: set[str] = set()
    raw = data.get("country")
    for entry in cast("Sequence[object]", raw) if isinstance(raw, list) else ():
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
    if not _DIAL.fullmatch(dial) or international(dial):
        raise FormFault(f"{line_id}: dial as inside the country: digits, blanks and dashes")
    if not _HOURS.fullmatch(hours):
        raise FormFault(f"{line_id}: hours")
    raw = entry.get("by")
    by = tuple(str(one) for one in cast("list[object]", raw)) if isinstance(raw, list) else ()
    if not by or not set(by) <= set(CHANNELS) or len(set(by)) < len(by):
        raise FormFault(f"{line_id}: by must be some of {', '.join(CHANNELS)}")
    words = entry.get("words", "")
    if not isinstance(words, str) or (words and not (_WORDS.fullmatch(words) and "text" in by)):
        raise FormFault(f"{line_id}: words is one word to text, for a line that is texted")
    name = _text(entry, "name", line_id)
    if not _NAME.fullmatch(name):
        raise FormFault(f"{line_id}: name")
    url, source = _text(entry, "url", line_id), _text(entry, "source", line_id)
    if not _https(url) or not _https(source):
        raise FormFault(f"{line_id}: url and source must be https addresses")
    if not any(_below(_host(source), domain) for domain in (_host(url), *GOVERNMENTS)):
        raise FormFault(f"{line_id}: the source must be the provider's own page or a government's")
    verified = _text(entry, "last_verified", line_id)
    by_whom = _text(entry, "verified_by", line_id) if "verified_by" in entry else ""
    day: date | None = None
    if verified != "unverified":
        try:
            day = date.fromisoformat(verified)
        except ValueError:
            raise FormFault(f'{line_id}: last_verified is YYYY-MM-DD or "unverified"') from None
        if not by_whom:
            raise FormFault(f"{line_id}: verified_by must say who compared it")
    elif by_whom:
        raise FormFault(f"{line_id}: verified_by, but not when: last_verified")
    return Line(
        line_id=line_id,
        name=name,
        dial=dial,
        by=by,
        hours=hours,
        audience=_text(entry, "for", line_id),
        url=url,
        source=source,
        words=words,
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
    try:
        parts = urlsplit(url)
    except ValueError:  # for example an open bracket, as in an address of IPv6
        return False
    plain = re.fullmatch(r"[!-~]{1,200}", url) is not None
    return plain and parts.scheme == "https" and "." in (parts.hostname or "")


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _below(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
