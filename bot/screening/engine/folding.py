"""Characters as they read: look-alikes, stacked marks and invisible ones, for matching."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

_INVISIBLE = frozenset("\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u3164\uffa0\u2800")
_STRANGE = re.compile(r"[^\x00-\x7f]")
_KEEP = 4096
"""How many characters are remembered; a flood of strange ones never fills the memory."""


@dataclass(frozen=True, slots=True)
class Folds:
    """What single characters are read as, from ``data/safety/folds.toml``."""

    lookalikes: Mapping[str, str]
    emoji: Mapping[str, str]
    _seen: dict[str, str] = field(default_factory=dict[str, str])

    def fold(self, character: str) -> str:
        """What a character reads as: nothing, a letter or a few; a word has blanks around it."""
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
    """The letter in a square or circle, where Unicode gives no decomposition."""
    code = ord(character)
    for first in (0x1F130, 0x1F150, 0x1F170):
        if first <= code < first + 26:
            return chr(code - first + ord("A"))
    return ""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it reads, with case kept, and where each character of it stood.

    ``offsets[i]`` is the place in the original of ``text[i]``.
    """

    text: str
    offsets: tuple[int, ...] | range


HEAD, TAIL = 800, 400
"""Characters of a long text that are read: its beginning and its end."""


def fold(text: str, folds: Folds) -> Folded:
    """The window of a text (first 800 and last 400 characters) as it reads. Linear."""
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
    for match in _STRANGE.finditer(text):
        place = match.start()
        pieces.append(text[done:place])
        offsets.extend(range(start + done, start + place))
        piece = folds.fold(match[0])
        pieces.append(piece)
        offsets.extend([start + place] * len(piece))
        done = place + 1
    pieces.append(text[done:])
    offsets.extend(range(start + done, start + len(text)))
    return Folded("".join(pieces), tuple(offsets))
