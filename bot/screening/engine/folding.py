"""Folds characters for matching: look-alikes, stacked marks and invisible characters."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

_INVISIBLE = frozenset("\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u3164\uffa0\u2800")
_STRANGE = re.compile(r"[^\x00-\x7f]")
_KEEP = 4096
"""Max characters remembered, so that a flood of unusual ones cannot fill the memory."""


@dataclass(frozen=True, slots=True)
class Folds:
    """The readings of single characters, from ``data/safety/folds.toml``."""

    lookalikes: Mapping[str, str]
    emoji: Mapping[str, str]
    _seen: dict[str, str] = field(default_factory=dict[str, str])

    def fold(self, character: str) -> str:
        """Return the reading of a character: nothing, letters, or a word with blanks around it."""
        known = self._seen.get(character)
        if known is None:
            known = self._fold(character)
            if len(self._seen) < _KEEP:
                self._seen[character] = known
        return known

    def _fold(self, character: str) -> str:
        if character in _INVISIBLE:
            return ""
        if character in self.emoji:
            return f" {self.emoji[character]} "
        if character in self.lookalikes:
            return self.lookalikes[character]
        category = unicodedata.category(character)
        if category in ("Cf", "Mn", "Me"):  # zero width, variation selectors, stacked accents
            return ""
        if 0x1F1E6 <= ord(character) <= 0x1F1FF:  # regional indicators: boxed letters
            return chr(ord(character) - 0x1F1E6 + ord("a"))
        boxed = _boxed(character)
        if boxed:
            return boxed
        plain = unicodedata.normalize("NFKD", character)
        if plain == character:
            return character if category[0] in "LNPZ" or character in "|$+<>=^`~\n\t" else " "
        return "".join(
            self.lookalikes.get(part, part)
            for part in plain
            if unicodedata.category(part) not in ("Mn", "Me", "Cf")
        )


def _boxed(character: str) -> str:
    """Return the letter in a square or circle that Unicode does not decompose; "" for others."""
    code = ord(character)
    for first in (0x1F130, 0x1F150, 0x1F170):
        if first <= code < first + 26:
            return chr(code - first + ord("A"))
    return ""


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text with its case, and the original position of each of its characters.

    ``offsets[i]`` is the index in the original of ``text[i]``.
    """

    text: str
    offsets: tuple[int, ...] | range


HEAD, TAIL = 3000, 1000
"""How many characters are read of the beginning and of the end of a text that is longer than both
together: than any message or share can be."""

FREE = 200
"""By how many characters a text may grow when it is folded, and by its own length on top of them.
What would make it longer is folded to one character each: one ligature may stand for 18."""


def fold(text: str, folds: Folds) -> Folded:
    """Return the folded text, or its beginning and end when it is very long. Linear."""
    if len(text) <= HEAD + TAIL:
        if text.isascii():
            return Folded(text, range(len(text)))
        return _fold_part(text, 0, folds)
    cut = len(text) - TAIL
    head, tail = _fold_part(text[:HEAD], 0, folds), _fold_part(text[cut:], cut, folds)
    return Folded(
        f"{head.text}\n{tail.text}",
        (*head.offsets, min(HEAD, len(text) - 1), *tail.offsets),
    )


def _fold_part(text: str, start: int, folds: Folds) -> Folded:
    pieces: list[str] = []
    offsets: list[int] = []
    done = 0
    room = FREE + len(text)
    for match in _STRANGE.finditer(text):
        place = match.start()
        piece = folds.fold(match[0])
        if len(piece) == 1 and piece == match[0]:
            continue
        room -= max(0, len(piece) - 1)
        if room < 0:
            piece = piece[:1]
        pieces.append(text[done:place])
        offsets.extend(range(start + done, start + place))
        pieces.append(piece)
        offsets.extend([start + place] * len(piece))
        done = place + 1
    if not done:
        return Folded(text, range(start, start + len(text)))
    pieces.append(text[done:])
    offsets.extend(range(start + done, start + len(text)))
    return Folded("".join(pieces), tuple(offsets))
