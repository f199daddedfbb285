"""Reads domains that are written with letters of other alphabets, as a browser and an eye do. Pure.

- :func:`canonical` is what a browser makes of a domain (UTS 46, in short): wide and joined letters
  are plain ones, and what cannot be seen is nothing.
- :func:`skeleton` is what an eye makes of it (UTS 39): every letter is the plain one that it looks
  like. The table has 18 MB in memory, so it is loaded with the first domain that needs it.
"""

import unicodedata
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, cast

_DOTS = str.maketrans("。．｡", "...")
_JOINED = (
    frozenset({"HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"HAN", "HANGUL"}),
    frozenset({"HAN", "BOPOMOFO"}),
)
"""Alphabets that are written together."""


def canonical(domain: str) -> str:
    """Return a domain in lower case and with ``xn--`` decoded, as a browser reads it."""
    plain = unicodedata.normalize("NFKC", domain.translate(_DOTS)).casefold()
    plain = "".join(one for one in plain if unicodedata.category(one) != "Cf")
    return ".".join(map(_decoded, plain.split(".")))


def encoded(domain: str) -> str:
    """Return a domain with its labels in ``xn--``, as lists of domains have them."""
    return ".".join(map(_encoded, domain.split(".")))


@lru_cache(maxsize=256)
def skeleton(label: str) -> str:
    """Return the plain letters that a label looks like; other letters stay."""
    return "".join(map(_looks_like, unicodedata.normalize("NFD", label)))


@lru_cache(maxsize=256)
def is_mixed(label: str) -> bool:
    """Return whether a label mixes Latin with another alphabet, as no honest name does."""
    alias = cast("Any", import_module("confusable_homoglyphs.categories")).alias
    scripts = frozenset(alias(one) for one in label) - {"COMMON", "INHERITED", "Unknown"}
    if len(scripts) < 2:
        return False
    others = scripts - {"LATIN"}
    return not any(others <= joined for joined in _JOINED)


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode").casefold()
    except (UnicodeError, ValueError, OverflowError):
        return label


def _encoded(label: str) -> str:
    if label.isascii():
        return label
    return "xn--" + label.encode("punycode").decode("ascii")


def _looks_like(letter: str) -> str:
    """Return the plain letter that one looks like; nothing for a mark on another letter."""
    if letter.isascii():
        return letter
    if unicodedata.category(letter) == "Mn":
        return ""
    if letter in _STROKED:
        return _STROKED[letter]
    twins = _table().get(letter, ())
    plain = [one["c"] for one in twins if one["c"].isascii() and one["c"].isalnum()]
    if plain:
        return min(plain, key=lambda one: (len(one), not one.islower())).lower()
    return _STROKED.get(letter, letter)


_STROKED = {
    "ø": "o",
    "đ": "d",
    "ł": "l",
    "ħ": "h",
    "ŧ": "t",
    "м": "m",
    "к": "k",
    "т": "t",
    "н": "h",
}
"""Twins that the table does not have, because their forms differ by a stroke."""


@cache
def _table() -> dict[str, list[dict[str, str]]]:
    return cast("Any", import_module("confusable_homoglyphs.confusables")).confusables_data
