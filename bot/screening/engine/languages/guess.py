"""Tells whether a text is English, and guesses what else it is. Pure.

- English is told first by its words: chat is short and full of slang, and a guess by letters alone
  takes "wrist is open" for Dutch.
- The guess is by CLD2 (``pycld2``): two megabytes of memory, ten microseconds a text.
"""

import re
from collections import Counter
from collections.abc import Collection
from typing import Any, cast

import pycld2  # pyright: ignore[reportMissingTypeStubs] - it has none

from bot.screening.engine.languages.folded import script_of

ENGLISH_WORDS = 0.5
"""The share of English words from which a text in Latin letters is taken for English."""
SURELY_ENGLISH = 0.8
"""The share from which no words of crisis in another language are looked for."""
FEWEST_WORDS = 3
"""Words that a text in Latin letters needs before a guess at its language means anything."""
FEWEST_LETTERS = 2
"""Letters of another script that make a text one of that script."""
SURE = 80
"""The percentage of a text that CLD2 must give to one language."""

_PLACELESS = re.compile(r"(?<!\S)\S*(?:://|www\.|@|\.[a-z]{2,}/)\S*|<[^>\s]*>")
_WORD = re.compile(r"[^\W\d_]+")
_STRETCHED = re.compile(r"(.)\1+")
_APOSTROPHES = str.maketrans("", "", "'’`´‘")
_LATIN = ("LATIN", "FULLWIDTH", "MATHEMATICAL")
_OF_PLACELESS = ("/", "www.", "@", "<")
"""Every address, mention and tag has one of these."""
_OLD_CODES = {"iw": "he", "jw": "jv", "nb": "no", "ms": "id", "zh-hant": "zh", "mo": "ro"}
_ENGLISH = frozenset(("en", "sco", "un", "tlh", "xxx"))
_Answer = tuple[bool, int, tuple[tuple[str, str, int, float], ...]]
_cld: Any = pycld2
UNSURE = ("und", "another language")


def foreign_script(text: str) -> bool:
    """Return whether most letters of a text are in another script than Latin."""
    letters = other = 0
    for character, times in Counter(text).items():
        if character.isalpha():
            letters += times
            if not script_of(character).startswith(_LATIN):
                other += times
    return other >= FEWEST_LETTERS and 2 * other > letters


def english_share(text: str, known: Collection[str]) -> float:
    """Return the share of words in Latin letters that are English; 1 for a text without words."""
    low = text.lower()
    if any(sign in low for sign in _OF_PLACELESS):
        low = _PLACELESS.sub(" ", low)
    words = _WORD.findall(low.translate(_APOSTROPHES))
    if not words:
        return 1.0
    strange = [word for word in words if word not in known]
    stretched = sum(_STRETCHED.sub(r"\1", word) in known for word in strange)
    return (len(words) - len(strange) + stretched) / len(words)


def guess(text: str) -> tuple[str, str] | None:
    """Return the code and the name of the language of a text; None when it may be English."""
    try:
        sure, _, details = cast("_Answer", _cld.detect(_printable(text).encode(), bestEffort=True))
    except _cld.error:
        return None
    name, code, percent, _ = details[0]
    code = _OLD_CODES.get(code.lower(), code.lower())
    if code in _ENGLISH or percent < SURE:
        return None
    return (code, name.title()) if sure else UNSURE


def _printable(text: str) -> str:
    """Return a text without what CLD2 refuses: control characters."""
    return (
        "".join(one if one.isprintable() else " " for one in text)
        .encode("utf-8", "ignore")
        .decode()
    )


def by_script(text: str) -> tuple[str, str]:
    """Return a code and a name for a text in another script that CLD2 does not know."""
    script = next((one for one in map(script_of, text) if one and one != "LATIN"), None)
    return UNSURE if script is None else ("und", f"{script.title()} script")
