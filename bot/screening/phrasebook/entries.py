"""The entries of a file of phrases, whatever form the file has. Pure."""

from dataclasses import dataclass
from enum import Enum

from bot.screening.decide import Action
from bot.screening.phrasebook.decoding import Coding
from bot.screening.phrases import Flaw

ENTRIES_MOST = 5000
"""Max entries of a file that are read."""

_ONE = ("phrase", "word", "match", "term", "text", "keyword", "value", "name", "string")
_MANY = ("phrases", "words", "terms", "keywords", "bad word", "bad words", "badword", "badwords")
_ELSEWHERE = ("wort", "wörter", "mot", "mots", "palabra", "palabras", "palavra", "parola", "woord")
PHRASE_KEYS = frozenset((*_ONE, *_MANY, *_ELSEWHERE))
"""What lists call the column or field with the phrase."""

ACTION_KEYS = frozenset(("action", "does"))


class ListForm(Enum):
    """How a file lists its phrases."""

    LINES = "lines"
    COMMAS = "commas"
    CSV = "csv"
    JSON = "json"
    YAML = "yaml"


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase of a file, and the line it stands in."""

    line: int
    phrase: str
    action: Action


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of a file that was skipped, why, and what it says."""

    line: int
    flaw: Flaw
    said: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed file. ``left_out``: names (or examples) of columns and fields that were not read."""

    entries: tuple[Entry, ...]
    bad: tuple[BadLine, ...]
    form: ListForm
    left_out: tuple[str, ...] = ()
    coding: Coding = Coding.UTF_8


def action_of(name: str) -> Action | None:
    """Return the action with this name; None when there is none."""
    plain = name.strip().casefold()
    return next((action for action in Action if action.value == plain), None)


def entry_of(line: int, words: str, action: Action = Action.HOLD) -> Entry:
    """Return the entry of ``words``, or of ``alert: words``."""
    name, colon, rest = words.partition(":")
    known = action_of(name) if colon else None
    return Entry(line, words.strip(), action) if known is None else Entry(line, rest.strip(), known)
