"""``python -m bot helplines check``: lists the helplines that a person has to verify."""

from collections.abc import Iterator
from datetime import date

from bot.helplines.rules import Age, Directory, Helpline

SOON_DAYS = 30
"""In the last days before a number is hidden its line says "soon": this is how many."""

_ORDER = (Age.HIDDEN, Age.OLD, Age.UNVERIFIED)


def lines(directory: Directory, today: date) -> Iterator[str]:
    """Yield a line for each entry that is not fresh, the worst first, then how many there are."""
    found = [
        (_ORDER.index(age), line.line_id, _said(line, age, today))
        for line in _all(directory)
        if (age := line.age(today)) is not Age.FRESH
    ]
    yield from (text for _, _, text in sorted(found))
    count = {age: sum(line.age(today) is age for line in _all(directory)) for age in Age}
    yield ", ".join(f"{count[age]} {age.value}" for age in (Age.FRESH, *reversed(_ORDER)))


def fails(directory: Directory, today: date) -> bool:
    """Return whether a number is too old to show, or claims to be verified in the future."""
    return any(line.age(today) is Age.HIDDEN or line.ahead(today) for line in _all(directory))


def _said(line: Helpline, age: Age, today: date) -> str:
    what = f"{line.line_id} ({line.name}, {line.dial}): compare with {line.source}"
    last = line.shown_until()
    if line.ahead(today):
        return f"{age.value}, verified in the future ({line.verified}): {what}"
    if last is None:
        return f"{age.value}: {what}"
    if age is Age.HIDDEN:
        return f"{age.value} since {last}: {what}"
    soon = ", soon" if (last - today).days <= SOON_DAYS else ""
    return f"{age.value}, shown until {last}{soon}: {what}"


def _all(directory: Directory) -> Iterator[Helpline]:
    return (line for country in directory.countries.values() for line in country.lines)
