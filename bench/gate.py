"""Compares the figures of a run with the bounds that ``bench/floors.toml`` records.

- A bound is on a ratio, or on another figure that one run measures against itself. Milliseconds and
  rates depend on the machine and have none: :func:`load` refuses them.
- Each bound says why it is there and what was measured when it was written.
- A whole run must measure every figure that has a bound: a figure that is renamed or no longer
  measured does not pass in silence.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

FLOORS = Path(__file__).with_name("floors.toml")
COMPARABLE = ("_ratio", "_mb", "unfairness")
"""How the name of a figure ends that may have a bound."""

FIELDS = {"name", "at_least", "at_most", "why", "measured", "on"}


class GateFault(Exception):
    """The file of bounds cannot be used. Says which entry, and why."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What a figure may be. ``floor``: at least; ``ceiling``: at most. One of them is None."""

    name: str
    floor: float | None
    ceiling: float | None
    why: str

    def broken_by(self, value: float) -> bool:
        """Return whether ``value`` lies beyond the bound."""
        return (self.floor is not None and value < self.floor) or (
            self.ceiling is not None and value > self.ceiling
        )

    def __str__(self) -> str:
        if self.floor is not None:
            return f"at least {self.floor:g}"
        return f"at most {self.ceiling:g}"


def load(path: Path = FLOORS) -> tuple[Bound, ...]:
    """Return the bounds of a file. Raises :class:`GateFault`."""
    try:
        entries = cast("list[dict[str, Any]]", tomllib.loads(path.read_text("utf-8"))["bound"])
    except (OSError, KeyError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise GateFault(f"{path.name} cannot be read: {fault!r}") from fault
    bounds = tuple(_bound(entry) for entry in entries)
    names = [bound.name for bound in bounds]
    if twice := {name for name in names if names.count(name) > 1}:
        raise GateFault(f"more than one bound: {', '.join(sorted(twice))}")
    return bounds


def faults(found: Mapping[str, object], bounds: Sequence[Bound], *, whole: bool) -> list[str]:
    """Return a line for each bound that the figures break; none when the run passes.

    ``whole``: every part was run, so a figure that is missing is a fault as well.
    """
    lines: list[str] = []
    for bound in bounds:
        value = found.get(bound.name)
        if not isinstance(value, int | float):
            if whole:
                lines.append(f"{bound.name} was not measured; it must be {bound}")
        elif bound.broken_by(value):
            lines.append(f"{bound.name} is {value:g}; it must be {bound}: {bound.why}")
    return lines


def _bound(entry: Mapping[str, Any]) -> Bound:
    name = str(entry.get("name"))
    if strange := set(entry) ^ FIELDS:
        sides = strange & {"at_least", "at_most"}
        if strange - sides or len(sides) != 1:
            raise GateFault(f"{name}: needs name, why, measured, on and one side, and no more")
    else:
        raise GateFault(f"{name}: one side only")
    if not name.endswith(COMPARABLE):
        raise GateFault(f"{name}: depends on the machine, so it cannot have a bound")
    floor, ceiling = entry.get("at_least"), entry.get("at_most")
    bound = Bound(name, floor, ceiling, str(entry["why"]))
    if bound.broken_by(float(entry["measured"])):
        raise GateFault(f"{name}: what was measured breaks the bound")
    return bound
