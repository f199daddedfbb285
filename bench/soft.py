"""Lines with what the encoder says of them: what the fast models learn from."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Soft:
    """One normalised text. ``soft``: the encoder's logits, of every category and then every level.

    The other fields are those of :class:`bench.train_screen.Row`.
    """

    text: str
    source: str
    group: str
    labels: dict[str, int]
    level: int | None = None
    soft: tuple[float, ...] = ()


def load(path: Path) -> list[Soft]:
    """Return the lines of a file that :mod:`bench.distil` wrote."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return [Soft(**one | {"soft": tuple(one["soft"])}) for one in found]
