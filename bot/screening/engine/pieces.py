"""The pieces of a text: its words, and what is found in it by shape."""

from dataclasses import dataclass
from typing import NamedTuple

STOP = "."
"""The word between two sentences."""


class Token(NamedTuple):
    """A word as read, its original position ``original[start:end]``, and whether it was quoted."""

    text: str
    start: int
    end: int
    quoted: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of contact data: its rule, its score, and its position in the folded text."""

    rule: str
    score: float
    start: int
    end: int
