"""The words of a text as they are read."""

from typing import NamedTuple

STOP = "."
"""The word between two sentences."""


class Token(NamedTuple):
    """A word as read; where it stood, ``original[start:end]``; whether it was quoted."""

    text: str
    start: int
    end: int
    quoted: bool
