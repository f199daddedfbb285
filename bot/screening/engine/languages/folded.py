"""Folds texts of any language for comparison: case, accents, apostrophes, damaged encodings. Pure.

- The look-alike folding of :mod:`bot.screening.engine.folding` is for English in disguise; it would
  turn Cyrillic into nonsense. This one keeps each script.
- A letter three times or more in a row counts as one (``morirrrr``).
- Accents go where people often leave them out when they type (Latin, Greek, Cyrillic, Arabic,
  Hebrew). In other scripts, marks are vowels and stay.
"""

import re
import unicodedata
from functools import cache

_LOOSE = ("LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW")
_SAME = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "ـ": "",  # the stroke that only lengthens an Arabic word
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ς": "σ",
    }
)


_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")


def repaired(text: str) -> str:
    """Return a text whose UTF-8 was read as Latin-1 (``Ã¶`` for ``ö``) as it was written."""
    if text.isascii():
        return text
    for wrong in ("latin-1", "cp1252"):
        try:
            return text.encode(wrong).decode("utf-8")
        except UnicodeError:
            continue
    return text


_PRAISE = {0xFDFA: " ", 0xFDFB: " "}
"""Signs that stand for a whole sentence of praise, of 18 and 8 letters: no text is so long."""


def fold(text: str) -> str:
    """Return the words of a text, folded, with one blank between them and around each."""
    pieces: list[str] = []
    base = ""
    for character in unicodedata.normalize("NFKD", text.casefold().translate(_PRAISE)):
        kind = _kind(character)
        if kind == "mark":
            if not base.startswith(_LOOSE):
                pieces.append(character)
        elif kind == "blank":
            pieces.append(" ")
        else:
            base = kind
            pieces.append(character)
    folded = f" {' '.join(''.join(pieces).translate(_SAME).split())} "
    return _STRETCHED.sub(r"\1", folded)


@cache
def script_of(character: str) -> str:
    """Return the first word of a letter's name (``LATIN``, ``CJK``); "" for what is no letter."""
    return unicodedata.name(character, "").split(" ")[0] if character.isalpha() else ""


@cache
def _kind(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Mn":
        return "mark"
    if category[0] in "PSZC":
        return "blank"
    return unicodedata.name(character, "?")
