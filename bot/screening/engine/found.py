"""One piece that was found in a text by its shape and not by its words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of contact data: its rule, how sure, and where in the folded text."""

    rule: str
    score: float
    start: int
    end: int
