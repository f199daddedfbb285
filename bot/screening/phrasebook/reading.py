"""Texts as a group's own phrases are compared with them: plain letters, one blank between words.

- A phrase and a text pass through the same functions, so what a team writes is what is found.
- Look-alike letters, case, accents, kinds of apostrophe, hyphen and blank make no difference. In
  scripts whose marks are letters of their own (Thai, Hindi, kana), marks do make one.
- Markup that Discord hides is cut out: ``wo||rd||`` is shown, and read, as one word.
- The cost is linear in the length of the text.
"""

import re
import unicodedata
from collections.abc import Sequence

from bot.screening.engine.folding import Folds

MARKUP = frozenset("*_~|`\\")
"""The characters of which Discord makes markup."""

_APOSTROPHES = "'\u2018\u2019\u201a\u201b\u02bc\u02bb\u02b9\u2032\u00b4`\uff07\ua78c"
_QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02'
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u02d7\ufe58\ufe63\uff0d"
_SAME = {
    **dict.fromkeys(_APOSTROPHES, "'"),
    **dict.fromkeys(_QUOTES, '"'),
    **dict.fromkeys(_HYPHENS, "-"),
    "\u0640": "",  # the stroke that only makes an Arabic word longer
}
_OPTIONAL_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef]"
)
"""Marks that a writer may leave out: of Latin, Greek, Cyrillic, Hebrew and Arabic letters."""

_HYPHEN_INSIDE = re.compile(r"(?<=[^\W_])-(?=[^\W_])")
_MARK = re.compile(r"\\[*_~|`\\]|\*\*|\*|__|_|~~|\|\||`+")
_WORD = re.compile(r"\S+")
_VARIANTS = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_KEEP = 4096
"""Max characters remembered, so that a flood of unusual ones cannot fill the memory."""


class Alphabet(dict[int, str]):
    """The plain reading of each character, for ``str.translate``; filled as characters come up."""

    def __init__(self, folds: Folds) -> None:
        super().__init__()
        self._folds = folds

    def __missing__(self, code: int) -> str:
        read = self._read(chr(code))
        if len(self) < _KEEP:
            self[code] = read
        return read

    def _read(self, character: str) -> str:
        if character.isspace():
            return " "
        if character in _SAME:
            return _SAME[character]
        if character < "\x80":
            return character.lower()
        if "\u3131" <= character <= "\u318e":  # single Korean letters, as in laughter
            return character
        if _VARIANTS.match(character):
            return ""
        return "".join(self._small(small) for small in character.casefold()).casefold()

    def _small(self, character: str) -> str:
        parts = unicodedata.normalize("NFKD", character)
        kept = without_optional_marks(parts)
        if any(unicodedata.category(part)[0] == "M" for part in kept) or _is_hangul(kept):
            return kept
        if character in self._folds.emoji:
            return character
        read = self._folds.fold(character)
        symbol = read == " " and unicodedata.category(character)[0] == "S"
        return character if symbol else " " if read.isspace() else read


def _is_hangul(text: str) -> bool:
    return "\u1100" <= text[:1] <= "\u11ff"


def without_optional_marks(text: str) -> str:
    """Return a text without the marks that a writer may leave out."""
    return _OPTIONAL_MARKS.sub("", text)


def plain(text: str, alphabet: Alphabet) -> str:
    """Return the plain reading of a text. Much faster than :func:`places`."""
    read = text.lower().replace("`", "'") if text.isascii() else text.translate(alphabet)
    if "-" in read:
        read = _HYPHEN_INSIDE.sub(" ", read)
    return " ".join(read.split())


def places(text: str, alphabet: Alphabet, kept: Sequence[int]) -> list[int]:
    """Return the original index of each character of the plain reading of ``text``.

    ``kept[i]``: the original index of ``text[i]``.
    """
    found: list[int] = []
    blank = True
    for match in _WORD.finditer(text):
        start, end = match.span()
        if start and not blank:
            found.append(kept[start - 1])
            blank = True
        if match[0].isascii():  # each character is read as one
            found.extend(kept[start:end])
            blank = False
            continue
        for character, place in zip(match[0], kept[start:end], strict=True):
            for part in alphabet[ord(character)]:
                if part != " " or not blank:
                    found.append(place)
                blank = part == " "
    return found


def without_markup(text: str) -> tuple[str, Sequence[int]]:
    """Return the text without the markup that Discord hides, and the original indexes.

    A marker without a partner stays, and so does an underscore inside a word.
    """
    cut: list[tuple[int, int]] = []
    opened: dict[str, tuple[int, int]] = {}
    for match in _MARK.finditer(text):
        start, end = match.span()
        mark = match[0]
        if mark[0] == "\\":
            cut.append((start, start + 1))
            continue
        before, after = text[start - 1 : start], text[end : end + 1]
        opens, closes = _opens(mark, before, after), _closes(mark, before, after)
        if closes and mark in opened and opened[mark][1] < start:
            cut += [opened.pop(mark), (start, end)]
        elif opens:
            opened.setdefault(mark, (start, end))
    return _without(text, cut)


def _opens(mark: str, before: str, after: str) -> bool:
    if mark == "_" and before.isalnum():
        return False
    return bool(after) and not after.isspace()


def _closes(mark: str, before: str, after: str) -> bool:
    if mark == "_" and after.isalnum():
        return False
    return bool(before) and not before.isspace()


def without_escapes(text: str) -> tuple[str, Sequence[int]]:
    """Return the text without the backslashes that keep Discord from reading markup."""
    if "\\" not in text:
        return text, range(len(text))
    found = (match for match in _MARK.finditer(text) if match[0][0] == "\\")
    return _without(text, [(match.start(), match.start() + 1) for match in found])


def without_variants(text: str) -> tuple[str, Sequence[int]]:
    """Return the text without skin tones and the marks that choose how a symbol is drawn."""
    if text.isascii():
        return text, range(len(text))
    return _without(text, [match.span() for match in _VARIANTS.finditer(text)])


def _without(text: str, cut: list[tuple[int, int]]) -> tuple[str, Sequence[int]]:
    if not cut:
        return text, range(len(text))
    pieces: list[str] = []
    kept: list[int] = []
    last = 0
    for start, end in sorted(cut):
        pieces.append(text[last:start])
        kept.extend(range(last, start))
        last = end
    pieces.append(text[last:])
    kept.extend(range(last, len(text)))
    return "".join(pieces), kept
