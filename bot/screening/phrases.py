"""A group's own phrases: matching them, writing them to a file and reading them back. Pure."""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import cast

from bot.screening.decide import Action, Hit
from bot.screening.engine.folding import Folds

PHRASE_LEAST, PHRASE_MOST = 2, 60
"""Min and max characters of a phrase; 60 is the longest keyword of Discord's AutoMod."""

PHRASES_MOST = 500
"""Max phrases of one group: each is searched for in every text."""


FILE_MOST = 64_000
"""Max bytes of a file of phrases: 500 of the longest, with room to spare."""

LINES_MOST = 1000
"""Max lines of such a file that are read."""


class Flaw(Enum):
    """What is wrong with a phrase, or with a file of phrases."""

    SHORT = "short"
    LONG = "long"
    PAIN = "pain"
    """It reads as crisis, and what members say in crisis is never held or returned."""
    FULL = "full"
    ACTION = "action"
    """Its action is none of the four."""
    FILE = "file"
    """Not text, too big, or JSON of another shape."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of a file that was skipped; lines (or JSON entries) count from 1."""

    line: int
    flaw: Flaw


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed file of phrases: (line, phrase, action) of each good line, and the bad lines."""

    good: tuple[tuple[int, str, Action], ...]
    bad: tuple[BadLine, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase: as the team wrote it, its folded key, and its action."""

    phrase_id: str
    phrase: str
    folded: str
    action: Action


def tidy(phrase: str) -> str:
    """Return a phrase on one line, without invisible characters."""
    shown = "".join(c for c in phrase if unicodedata.category(c) not in ("Cf", "Cc") or c.isspace())
    return " ".join(shown.split())


def folded(phrase: str) -> str:
    """Return the key of a phrase: phrases that differ only in case or spacing have the same one."""
    return unicodedata.normalize("NFKC", tidy(phrase)).casefold()


def reads(text: str, folds: Folds) -> tuple[str, tuple[int, ...]]:
    """Return ``text`` with look-alikes made plain, and the original index of each character."""
    out: list[str] = []
    where: list[int] = []
    for place, character in enumerate(text):
        for part in _plain(character, folds):
            if part.isspace():
                if not out or out[-1] == " ":
                    continue
                part = " "
            out.append(part)
            where.append(place)
    return "".join(out), tuple(where)


def _plain(character: str, folds: Folds) -> str:
    """Return one character's reading in lower case: capitals have other look-alikes."""
    if character < "\x80":
        return character.lower()
    return "".join(folds.fold(small) for small in character.casefold()).casefold()


class Matcher:
    """Finds a group's phrases as whole words, whichever look-alike letters are used."""

    def __init__(self, phrases: Iterable[Phrase], folds: Folds) -> None:
        self._folds = folds
        self._phrases = [(one, reads(one.phrase, folds)[0].strip()) for one in phrases]

    def find(self, text: str) -> tuple[Hit, ...]:
        """Return every occurrence of every phrase in ``text``."""
        if not self._phrases:
            return ()
        found: list[Hit] = []
        plain, where = reads(text, self._folds)
        for phrase, wanted in self._phrases:
            if not wanted or wanted not in plain:
                continue
            for hit in re.finditer(rf"(?<!\w){re.escape(wanted)}(?!\w)", plain):
                start, end = where[hit.start()], where[hit.end() - 1] + 1
                found.append(Hit(phrase.phrase_id, phrase.action, start, end))
        return tuple(found)


def flaw(phrase: str) -> Flaw | None:
    """Return what is wrong with the length of a phrase; None when it is fine."""
    plain = folded(phrase)
    if len(plain) < PHRASE_LEAST or not any(character.isalnum() for character in plain):
        return Flaw.SHORT
    return Flaw.LONG if max(len(plain), len(tidy(phrase))) > PHRASE_MOST else None


def parse(file: bytes) -> Parsed | Flaw:
    """Return the parsed ``action: phrase`` lines, or JSON: ``[{"phrase": ..., "action": ...}]``.

    A line without an action gets "hold". Lines that begin with ``#`` are comments.
    """
    if len(file) > FILE_MOST:
        return Flaw.FILE
    try:
        text = file.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Flaw.FILE
    if text.lstrip().startswith(("[", "{")):
        return _parse_json(text)
    good: list[tuple[int, str, Action]] = []
    lines = text.splitlines()
    if len(lines) > LINES_MOST:
        return Flaw.FILE
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, colon, rest = line.partition(":")
        known = _action(name)
        if colon and known is not None:
            good.append((number, rest, known))
        else:
            good.append((number, line, Action.HOLD))
    return Parsed(tuple(good), ())


def export(phrases: Iterable[Phrase]) -> str:
    """Return the phrases as text that :func:`parse` reads."""
    rows = [{"action": one.action.value, "phrase": one.phrase} for one in phrases]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _parse_json(text: str) -> Parsed | Flaw:
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        return Flaw.FILE
    if not isinstance(found, list) or len(cast("list[object]", found)) > LINES_MOST:
        return Flaw.FILE
    good: list[tuple[int, str, Action]] = []
    bad: list[BadLine] = []
    for number, entry in enumerate(cast("list[object]", found), 1):
        row = cast("dict[str, object]", entry) if isinstance(entry, dict) else {}
        phrase = row.get("phrase")
        action = _action(str(row.get("action", Action.HOLD.value)))
        if not isinstance(phrase, str):
            bad.append(BadLine(number, Flaw.SHORT))
        elif action is None:
            bad.append(BadLine(number, Flaw.ACTION))
        else:
            good.append((number, phrase, action))
    return Parsed(tuple(good), tuple(bad))


def _action(name: str) -> Action | None:
    plain = name.strip().casefold()
    return next((action for action in Action if action.value == plain), None)
