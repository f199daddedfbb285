"""``python -m bot helplines check``: what in ``data/helplines.toml`` needs a person's look."""

from collections.abc import Iterable
from datetime import date

from bot.helplines.rules import Age, Directory


def lines(directory: Directory, today: date) -> Iterable[str]:
    """One line for each entry that is not fresh, the worst first."""
    found = [
        (age, line.line_id, line.name, line.dial, line.source, line.verified)
        for country in directory.countries.values()
        for line in country.lines
        if (age := line.age(today)) is not Age.FRESH
    ]
    order = (Age.HIDDEN, Age.OLD, Age.UNVERIFIED)
    for age, line_id, name, dial, source, day in sorted(
        found, key=lambda one: (order.index(one[0]), one[1])
    ):
        since = f" since {day}" if day else ""
        yield f"{age.value}{since}: {line_id} ({name}, {dial}) - compare with {source}"


def hidden(directory: Directory, today: date) -> int:
    """How many numbers are too old to be shown."""
    return sum(
        line.age(today) is Age.HIDDEN
        for country in directory.countries.values()
        for line in country.lines
    )
