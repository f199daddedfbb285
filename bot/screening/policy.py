"""The decisions a group begins with, read from ``data/safety/policy.toml`` and checked."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import cast

from bot.content import ContentFault
from bot.screening.decide import Degree, Table, allowed
from bot.screening.verdict import Decision, Place


def load_table(path: Path) -> tuple[Table, Mapping[Degree, str]]:
    """The defaults and the reason of each row, checked. Raises :class:`ContentFault`."""
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ContentFault(f"{path.name} cannot be read: {error}") from None
    strangers = set(rows) - {degree.value for degree in Degree}
    if strangers:
        raise ContentFault(f"{path.name}: {min(strangers)} is no row of the table")
    table: dict[tuple[Degree, Place], Decision] = {}
    reasons: dict[Degree, str] = {}
    for degree in Degree:
        row = rows.get(degree.value)
        if not isinstance(row, dict):
            raise ContentFault(f"{path.name}: the row {degree.value} is missing")
        cells = cast("dict[str, object]", row)
        if set(cells) != {"why", *(place.value for place in Place)}:
            raise ContentFault(f"{path.name}: {degree.value} needs why and every place, once")
        why = cells["why"]
        if not isinstance(why, str) or not why.strip():
            raise ContentFault(f"{path.name}: {degree.value} needs a reason")
        reasons[degree] = why.strip()
        for place in Place:
            choices = {choice.value: choice for choice in allowed(degree, place)}
            found = cells[place.value]
            if not isinstance(found, str) or found not in choices:
                names = ", ".join(choices)
                raise ContentFault(
                    f"{path.name}: {degree.value}, {place.value} must be one of: {names}"
                )
            table[degree, place] = choices[found]
    return MappingProxyType(table), MappingProxyType(reasons)
