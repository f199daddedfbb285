"""What is true of helplines: when a number is too old to show, and what is shown. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

WARN_DAYS = 180
"""Older than this, a number is shown with the word that it may have changed."""
HIDE_DAYS = 365
"""Older than this, it is not shown: a wrong number is worse than none beside the finder."""
CHANGE_DAYS = 180
"""For so long a group's own change holds, at most: the same rule for its numbers."""
REMIND_DAYS = 14
"""So long before a change ends, the team is told; of a short one, a quarter of its time before."""
ADDED_MOST = 5
"""Lines of its own that a group may have for one country: all must fit into one message."""

CHANNELS = ("call", "text", "chat")
ALWAYS, SEE_PAGE = "24/7", "see its page"
"""Hours that are said in words of our own."""
EVERYONE = "everyone"
"""Whom a line is for, where that needs no word."""


class Age(Enum):
    """How sure a number is."""

    FRESH = "fresh"
    OLD = "old"
    UNVERIFIED = "unverified"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpline:
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
    """Added, or written in place of another, by the group's admins."""

    def age(self, today: date) -> Age:
        """How sure the number is on a day."""
        if self.own:
            return Age.FRESH  # its change ends by itself
        if self.verified is None or self.ahead(today):
            return Age.UNVERIFIED
        days = (today - self.verified).days
        return Age.HIDDEN if days > HIDE_DAYS else Age.OLD if days > WARN_DAYS else Age.FRESH

    def ahead(self, today: date) -> bool:
        """Whether it claims to have been verified in the future: then nothing is known of it.

        A day is granted: where it was verified, it may be tomorrow already.
        """
        return self.verified is not None and self.verified > today + timedelta(days=1)

    def shown_until(self) -> date | None:
        """The last day on which the number is shown; None where it was never verified."""
        return None if self.verified is None else self.verified + timedelta(days=HIDE_DAYS)


@dataclass(frozen=True, slots=True)
class Country:
    """A country's emergency numbers, the first the one to say, and its lines."""

    code: str
    name: str
    emergency: tuple[str, ...]
    lines: tuple[Helpline, ...]


@dataclass(frozen=True, slots=True)
class Directory:
    """Everything in ``data/helplines.toml``."""

    finder_name: str
    finder_url: str
    countries: Mapping[str, Country]

    def line(self, line_id: str) -> Helpline | None:
        """A line by its id."""
        for country in self.countries.values():
            for line in country.lines:
                if line.line_id == line_id:
                    return line
        return None


class ListChangeKind(Enum):
    """What a group's admins can change."""

    ADD = "add"
    REPLACE = "replace"
    HIDE = "hide"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChange:
    """One change by a group's admins, until integer UTC seconds."""

    change_id: str
    guild_id: int
    country: str
    kind: ListChangeKind
    line_id: str | None
    name: str = ""
    dial: str = ""
    by: tuple[str, ...] = ()
    words: str = ""
    hours: str = ""
    url: str = ""
    made_at: int
    until: int

    @property
    def remind_at(self) -> int:
        """When the team is told that it will end, in UTC seconds: what it hid comes back then."""
        return self.until - min(REMIND_DAYS * 86400, (self.until - self.made_at) // 4)


@dataclass(frozen=True, slots=True)
class ShownList:
    """What somebody is shown: never nothing. ``country`` None: they have chosen none."""

    country: Country | None
    sure: tuple[tuple[Helpline, Age], ...]
    unverified: tuple[Helpline, ...]
    finder_name: str
    finder_url: str


def shown(
    directory: Directory, code: str | None, changes: Iterable[ListChange], today: date, now: int
) -> ShownList:
    """The lines for a country, a group's changes applied; the finder is always there."""
    country = directory.countries.get(code or "")
    if country is None:
        return ShownList(None, (), (), directory.finder_name, directory.finder_url)
    aged = [(line, line.age(today)) for line in lines_of(country, changes, now)]
    return ShownList(
        country,
        tuple((line, age) for line, age in aged if age in (Age.FRESH, Age.OLD)),
        tuple(line for line, age in aged if age is Age.UNVERIFIED),
        directory.finder_name,
        directory.finder_url,
    )


def lines_of(country: Country, changes: Iterable[ListChange], now: int) -> list[Helpline]:
    """A country's lines with a group's changes that hold at ``now`` (UTC seconds): its own first,
    however old the others are.
    """
    valid = [one for one in changes if one.country == country.code and one.until > now]
    known = {line.line_id: line for line in country.lines}
    gone = {one.line_id for one in valid if one.kind is not ListChangeKind.ADD}
    own = [own_line(one, known.get(one.line_id or "")) for one in valid if one.dial]
    return [*own, *(line for line in country.lines if line.line_id not in gone)]


def own_line(change: ListChange, before: Helpline | None = None) -> Helpline:
    """The line that a group's admins wrote; whom it is for is taken from the one it replaces."""
    line = Helpline(
        line_id=change.line_id or change.change_id,
        name=change.name,
        dial=change.dial,
        by=change.by,
        words=change.words,
        hours=change.hours,
        audience="",
        url=change.url,
        own=True,
    )
    return line if before is None else replace(line, audience=before.audience)
