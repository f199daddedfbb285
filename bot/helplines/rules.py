"""The rules of helplines: when a number is too old to show, and what is shown. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

WARN_DAYS = 180
"""Days after which a number is shown with the remark that it may have changed."""
HIDE_DAYS = 365
"""Days after which a number is hidden: a wrong number is worse than only the finder."""
CHANGE_DAYS = 180
"""Max days that a group's own change lasts: its own numbers follow the same rule."""
REMIND_DAYS = 14
"""Days before a change ends that the team is told; of a short one, a quarter of its time."""
ADDED_MOST = 5
"""Max lines of its own that a group has for one country: all must fit into one message."""

CHANNELS = ("call", "text", "chat")
ALWAYS, SEE_PAGE = "24/7", "see its page"
"""Hours that are shown in Haven's own wording."""
EVERYONE = "everyone"
"""The audience that needs no mention."""


class Age(Enum):
    """How reliable a number is."""

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
    """Whether the group's admins wrote it, as a new line or in place of another."""

    def age(self, today: date) -> Age:
        """Return how reliable the number is on a day."""
        if self.own:
            return Age.FRESH  # its change ends by itself
        if self.verified is None or self.ahead(today):
            return Age.UNVERIFIED
        days = (today - self.verified).days
        return Age.HIDDEN if days > HIDE_DAYS else Age.OLD if days > WARN_DAYS else Age.FRESH

    def ahead(self, today: date) -> bool:
        """Return whether it claims to have been verified in the future, so that nothing is known.

        One day ahead is accepted: where it was verified, it may already be tomorrow.
        """
        return self.verified is not None and self.verified > today + timedelta(days=1)

    def shown_until(self) -> date | None:
        """Return the last day on which the number is shown; None if it was never verified."""
        return None if self.verified is None else self.verified + timedelta(days=HIDE_DAYS)


@dataclass(frozen=True, slots=True)
class Country:
    """A country's emergency numbers, the main one first, and its lines."""

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
        """Return a line by its id; None when there is none."""
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
    """One change by a group's admins, valid until a time in integer UTC seconds."""

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
        """Return when, in UTC seconds, the team is told that it ends: what it hid comes back."""
        return self.until - min(REMIND_DAYS * 86400, (self.until - self.made_at) // 4)


@dataclass(frozen=True, slots=True)
class ShownList:
    """What a member is shown, never empty. ``country`` None: they have chosen none."""

    country: Country | None
    sure: tuple[tuple[Helpline, Age], ...]
    unverified: tuple[Helpline, ...]
    finder_name: str
    finder_url: str


def shown(
    directory: Directory, code: str | None, changes: Iterable[ListChange], today: date, now: int
) -> ShownList:
    """Return a country's lines with a group's changes applied; the finder is always included."""
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
    """Return a country's lines with a group's changes that are valid at ``now`` (UTC seconds).

    The group's own lines come first, however old the others are.
    """
    valid = [one for one in changes if one.country == country.code and one.until > now]
    known = {line.line_id: line for line in country.lines}
    gone = {one.line_id for one in valid if one.kind is not ListChangeKind.ADD}
    own = [own_line(one, known.get(one.line_id or "")) for one in valid if one.dial]
    return [*own, *(line for line in country.lines if line.line_id not in gone)]


def own_line(change: ListChange, before: Helpline | None = None) -> Helpline:
    """Return the line that a group's admins wrote; its audience is that of the one it replaces."""
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
