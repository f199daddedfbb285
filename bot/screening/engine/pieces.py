"""The pieces that a text is read as: its words, and what was found in it by its shape."""

from dataclasses import dataclass
from typing import NamedTuple

STOP = "."
"""The word between two sentences."""


class Token(NamedTuple):
    """A word as read; where it stood, ``original[start:end]``; whether it was quoted."""

    text: str
    start: int
    end: int
    quoted: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of contact data: its rule, how sure, and where in the folded text."""

    rule: str
    score: float
    start: int
    end: int
