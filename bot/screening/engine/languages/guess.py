"""Tells whether a text is English, and guesses what else it is. Pure.

- English is told first by its words: chat is short and full of slang, and a guess by letters alone
  takes "wrist is open" for Dutch.
- The frequent words of the languages that Haven knows decide next. They also tell short texts.
- The last guess is by CLD2 (``pycld2``): two megabytes of memory, ten microseconds a text. It only
  names a language of texts that are long enough; names of people and games are none.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Any, cast

import pycld2  # pyright: ignore[reportMissingTypeStubs] - it has none

from bot.screening.engine.languages.folded import script_of
from bot.screening.engine.languages.wishes import Wishes

ENGLISH_WORDS = 0.5
"""The share of English words from which a text in Latin letters is taken for English."""
HARDLY_ENGLISH = 0.34
"""The share up to which a text of which CLD2 is not sure is one of another language."""
SURELY_ENGLISH = 0.8
"""The share from which a wish in another language needs words that English does not have."""
FEWEST_WORDS = 5
"""Words that a text in Latin letters needs before CLD2's guess means anything."""
FEWEST_LETTERS = 25
"""Letters that such a text needs."""
SURE = 80
"""The percentage of a text that CLD2 must give to one language."""

_PLACELESS = re.compile(r"(?<!\S)\S*(?:://|www\.|@|\.[a-z]{2,}/)\S*|<[^>\s]*>")
_WORD = re.compile(r"[^\W\d_]+")
_STRETCHED = re.compile(r"(.)\1+")
_APOSTROPHES = str.maketrans("", "", "'’`´‘")
_OLD_CODES = {"iw": "he", "jw": "jv", "nb": "no", "ms": "id", "zh-hant": "zh", "mo": "ro"}
_ENGLISH = frozenset(("en", "sco", "un", "tlh", "xxx"))
_LATIN = ("LATIN", "FULLWIDTH", "MATHEMATICAL")
_SCRIPTS = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "THAI": "th",
    "GREEK": "el",
    "HEBREW": "he",
    "TAMIL": "ta",
    "BENGALI": "bn",
}
"""The language of a script that only one of the languages has. Kana come before Han."""
_ONE = 3
"""Letters of a word that does not tell a language by itself."""
_Answer = tuple[bool, int, tuple[tuple[str, str, int, float], ...]]
_cld: Any = pycld2
UNSURE = ("und", "another language")


def without_places(text: str) -> str:
    """Return a text without links, addresses and mentions."""
    return _PLACELESS.sub(" ", text)


def scripts(text: str) -> dict[str, int]:
    """Return how many letters of each other script are in words of at least two of its letters."""
    found: dict[str, int] = {}
    for word in text.split() if not text.isascii() else ():
        row = [script_of(one) for one in word if unicodedata.category(one)[0] != "M"]
        for at, script in enumerate(row):
            if not script or script.startswith(_LATIN):
                continue
            if _alike(script, row[at - 1 : at]) or _alike(script, row[at + 1 : at + 2]):
                found[script] = found.get(script, 0) + 1
    return found


def _alike(script: str, beside: list[str]) -> bool:
    """Return whether the letter ``beside`` one belongs to the same writing (Han with kana)."""
    east = ("CJK", "HIRAGANA", "KATAKANA")
    return beside == [script] or (script in east and bool(beside) and beside[0] in east)


def mostly(other: dict[str, int], text: str) -> bool:
    """Return whether most letters of a text are of ``other`` scripts."""
    return bool(other) and 2 * sum(other.values()) > sum(one.isalpha() for one in text)


def english_share(text: str, known: Collection[str]) -> float:
    """Return the share of words in Latin letters that are English; 1 for a text without words."""
    words = _WORD.findall(text.lower().translate(_APOSTROPHES))
    if not words:
        return 1.0
    strange = [word for word in words if word not in known]
    stretched = sum(_STRETCHED.sub(r"\1", word) in known for word in strange)
    return (len(words) - len(strange) + stretched) / len(words)


def by_common_words(
    words: list[str], languages: Iterable[Wishes], english: Collection[str]
) -> Wishes | None:
    """Return the language whose own words a text is made of; None when there is none.

    One word of three letters that English does not have must be among them, and more of its words
    than English ones that the language does not have. In a text of two words, one of at least four
    letters is enough.
    """
    best: tuple[int, Wishes] | None = None
    for one in languages:
        own = [word for word in words if word in one.common or word in one.words]
        telling = any(len(word) > 2 and word not in english for word in own)
        if not telling:
            continue
        strange = sum(word not in english for word in own)
        others = sum(word in english for word in words) - (len(own) - strange)
        enough = len(own) > 1 or (len(words) <= 2 and not others and len(own[0]) > _ONE)
        if not enough or len(own) <= others or 3 * len(own) < len(words):
            continue
        if best is None or len(own) > best[0]:
            best = len(own), one
    return None if best is None else best[1]


def without_names(text: str) -> list[str]:
    """Return the words of a text that are not written like names."""
    return [word for word in _WORD.findall(text) if not word[0].isupper()]


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


def by_script(other: dict[str, int]) -> str | None:
    """Return the code of the language that alone is written like this; None when several are."""
    return next((code for script, code in _SCRIPTS.items() if script in other), None)


def named_script(other: dict[str, int]) -> tuple[str, str]:
    """Return a code and a name for a text of which only the script is known."""
    return ("und", f"{max(other, key=lambda one: other[one]).title()} script")
