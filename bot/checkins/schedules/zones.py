"""Time zones, read only from the pinned ``tzdata`` package.

The machine's own zone files are ignored, so the same lock file gives the same dates everywhere.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

COMMON = (
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Madrid",
    "Europe/Warsaw",
    "Europe/Athens",
    "Europe/Istanbul",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Toronto",
    "America/Mexico_City",
    "America/Bogota",
    "America/Sao_Paulo",
    "America/Argentina/Buenos_Aires",
    "Africa/Lagos",
    "Africa/Johannesburg",
    "Asia/Kolkata",
    "Asia/Manila",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
)
"""Suggestions before anything is typed (25: the most that Discord shows); they also win ties."""

NICKNAMES = {
    nickname: name
    for name, nicknames in {
        "America/New_York": "eastern et est edt usa nyc",
        "America/Chicago": "central ct cst cdt",
        "America/Denver": "mountain mt mst mdt",
        "America/Los_Angeles": "pacific pt pst pdt",
        "Europe/London": "england scotland wales bst",
        "Europe/Berlin": "cet cest",
        "Europe/Athens": "eet eest",
        "Asia/Kolkata": "ist",
        "Asia/Tokyo": "jst",
        "Australia/Sydney": "aest aedt",
    }.items()
    for nickname in nicknames.split()
}
"""What people call a zone. Abbreviations mean what residents mean by them: ``EST`` in tzdata itself
is Panama, which has no summer time and would be an hour off in New York for most of the year."""

TYPED_AT_MOST = 100
"""Max characters of a choice's name (Discord's documentation)."""


@cache
def zone_names() -> tuple[str, ...]:
    """Return every IANA name in the package, including old ones, sorted."""
    return tuple(sorted((files("tzdata") / "zones").read_text(encoding="utf-8").split()))


@cache
def _known() -> frozenset[str]:
    return frozenset(zone_names())


def known(name: str) -> bool:
    """Return whether there is a zone with exactly this name."""
    return name in _known()


@cache
def zone(name: str) -> ZoneInfo:
    """Return the zone with this name.

    Raises:
        ValueError: there is none.
    """
    if not known(name):
        raise ValueError("no such time zone")
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A zone with its search keys (all folded)."""

    name: str
    folded: str
    last: str  # the part after the last slash
    words: tuple[str, ...]  # words of the name
    more: tuple[str, ...]  # words of its country, and of tzdata's comment that tells it apart there
    country: str
    code: str  # two-letter code of its country
    place: bool  # a current place: not an old name, and not a bare offset
    order: int  # breaks ties


@cache
def _entries() -> tuple[_Entry, ...]:
    countries = dict(_table("iso3166.tab"))
    places = {row[2]: (row[0], " ".join(row[3:])) for row in _table("zone.tab")}
    entries: list[_Entry] = []
    for name in zone_names():
        code, comment = places.get(name, ("", ""))
        folded, country = _fold(name), _fold(countries.get(code, ""))
        entries.append(
            _Entry(
                name=name,
                folded=folded,
                last=folded.rpartition("/")[2],
                words=_words(folded),
                more=_words(f"{country} {_fold(comment)}"),
                country=country,
                code=code.casefold(),
                place=name in places or name == "UTC",
                order=COMMON.index(name) if name in COMMON else len(COMMON),
            )
        )
    return tuple(entries)


def _table(name: str) -> list[list[str]]:
    text = files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def find_zones(text: str, limit: int = 25) -> list[str]:
    """Return the zones that the typed ``text`` may mean, best first, at most ``limit``.

    A zone is found by its name, city, country, two-letter country code, or nickname. The bare
    offsets (``Etc/GMT+5``) are offered only when the text starts with ``etc``: their sign is
    inverted (that one is five hours *behind*), and a search for "GMT+5" must not find them.
    """
    typed = _fold(text[:TYPED_AT_MOST])
    if not typed:
        return list(COMMON[:limit])
    words = _words(typed)
    found: list[tuple[int, bool, int, int, str]] = []
    for entry in _entries():
        if entry.name == "Factory" or (
            entry.name.startswith("Etc/GMT") and not typed.startswith("etc")
        ):
            continue
        closeness = _closeness(entry, typed, words)
        if closeness is not None:
            whole = closeness if closeness <= _WHOLE else _WHOLE + 1
            found.append((whole, not entry.place, closeness, entry.order, entry.name))
    return [name for *_, name in sorted(found)[:limit]]


_WHOLE = 1
"""Up to this closeness the text names the whole zone; beyond it, places go before old names."""


def _closeness(entry: _Entry, typed: str, words: tuple[str, ...]) -> int | None:
    """Return how well the entry matches, 0 for best; None when it does not match."""
    if NICKNAMES.get(typed) == entry.name:
        return 0
    if entry.folded == typed:
        return 1
    if entry.last == typed:
        return 2
    if typed in (entry.country, entry.code):
        return 3
    if entry.last.startswith(typed):
        return 4
    if entry.folded.startswith(typed):
        return 5
    if _begin(words, entry.words + entry.more):
        if _begin(words, entry.words):
            return 6
        return 7 if _begin(words, entry.more) else 8
    inside = len(typed) > 2 and typed.replace(" ", "") in entry.folded.replace(" ", "")
    return 9 if inside else None


def _begin(typed: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Return whether every typed word is a prefix of one of these words."""
    for part in typed:
        for word in words:
            if word.startswith(part):
                break
        else:
            return False
    return bool(typed)


def _fold(text: str) -> str:
    """Return text without case, accents, underscores: ``são_paulo`` equals ``Sao  Paulo``."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.casefold().replace("_", " ").split())


def _words(folded: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[\w+]+", folded))
