"""A group's initial decisions, read from ``data/safety/policy.toml`` and checked."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

from bot.core.data import ContentFault, convert, read_plain
from bot.screening.decide import Degree, Table, allowed
from bot.screening.verdict import Decision, Place


class _Row(Struct, forbid_unknown_fields=True, frozen=True):
    """A row as written: a decision for each place, and why it is as it is."""

    why: str
    share: str
    reply: str
    talk: str
    free: str
    message: str

    def __post_init__(self) -> None:
        if not self.why.strip():
            raise ValueError("it needs a reason")


def load_table(path: Path) -> tuple[Table, Mapping[Degree, str]]:
    """Return the defaults, and the reason of each row. Raises :class:`ContentFault`."""
    rows = read_plain(path)
    strangers = set(rows) - {degree.value for degree in Degree}
    if strangers:
        raise ContentFault(f"{path.name}: {min(strangers)} is no row of the table")
    table: dict[tuple[Degree, Place], Decision] = {}
    reasons: dict[Degree, str] = {}
    for degree in Degree:
        where = f"{path.name}: {degree.value}"
        if degree.value not in rows:
            raise ContentFault(f"{path.name}: the row {degree.value} is missing")
        row = convert(rows[degree.value], _Row, where)
        reasons[degree] = row.why.strip()
        for place in Place:
            choices = {choice.value: choice for choice in allowed(degree, place)}
            found: str = getattr(row, place.value)
            if found not in choices:
                raise ContentFault(f"{where}, {place.value} must be one of: {', '.join(choices)}")
            table[degree, place] = choices[found]
    return MappingProxyType(table), MappingProxyType(reasons)
