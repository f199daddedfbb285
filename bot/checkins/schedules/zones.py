"""Time zones, read from the pinned ``tzdata`` package and from nowhere else.

The machine's own zone files are not looked at: the same lock file gives the same dates everywhere.
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
"""What is offered before anything is typed (25: as many as Discord shows), and first of equals."""

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
"""What people call a zone. Abbreviations as said there: ``EST`` in tzdata itself is Panama, which
has no summer time, and would be an hour off in New York for most of the year."""

TYPED_AT_MOST = 100
"""As much as one name of a choice can hold (Discord's documentation)."""


@cache
def zone_names() -> tuple[str, ...]:
    """Every IANA name in the package, old ones too, sorted."""
    return tuple(sorted((files("tzdata") / "zones").read_text(encoding="utf-8").split()))


@cache
def _known() -> frozenset[str]:
    return frozenset(zone_names())


def known(name: str) -> bool:
    """Whether there is a zone of exactly this name."""
    return name in _known()


@cache
def zone(name: str) -> ZoneInfo:
    """The zone of this name. Raises ``ValueError`` if there is none."""
    if not known(name):
        raise ValueError("no such time zone")
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A zone, and what it is found by (all of it folded)."""

    name: str
    folded: str
    last: str  # the part after the last slash
    words: tuple[str, ...]  # of the name
    more: tuple[str, ...]  # of its country, and of what tells it from others there
    country: str
    code: str  # of its country, two letters
    place: bool  # a place of today: not an old name, and not a bare offset
    order: int  # among equals


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
    """The zones somebody typing ``text`` may mean, best first, at most ``limit``.

    Found by name, city, country, its two-letter code, or what people call the zone. The bare
    offsets (``Etc/GMT+5``) are offered only to whoever types ``etc``: their sign is the other way
    round (that one is five hours *behind*), and a search for "GMT+5" must not lead there.
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
"""Up to this closeness the text names the zone as a whole; then places go before old names."""


def _closeness(entry: _Entry, typed: str, words: tuple[str, ...]) -> int | None:
    """0 is best; None: not meant."""
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
    """Whether every typed word is the beginning of one of these."""
    for part in typed:
        for word in words:
            if word.startswith(part):
                break
        else:
            return False
    return bool(typed)


def _fold(text: str) -> str:
    """Without case, accents and underscores: ``são_paulo`` and ``Sao  Paulo`` are the same."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.casefold().replace("_", " ").split())


def _words(folded: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[\w+]+", folded))
