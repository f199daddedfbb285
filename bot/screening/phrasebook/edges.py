"""Where a word ends: by blanks in most scripts, nowhere in some, before a particle in Korean.

- In a script without blanks (Chinese, Japanese, Thai, Khmer, Lao, Burmese and others) a phrase may
  stand anywhere, but it never takes a letter from its mark.
- A Korean word begins after anything that is not Korean, and ends before a particle or an ending.
- Everywhere else a phrase is found as whole words. ``_`` and a change of script part words.
"""

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache

from bot.screening.phrasebook.korean import AFTER_ONE, ENDINGS, PARTICLES

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f\u1780-\u17ff\u19e0-\u19ff\u1950-\u19df"
    "\u1a20-\u1aaf\uaa80-\uaadf\u1b00-\u1b7f\ua980-\ua9df\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029"
    "\u3040-\u30ff\u3100-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua000-\ua48f\uf900-\ufaff\U0001aff0-\U0001b16f\U00020000-\U000323af]"
)
"""Thai and Lao, Burmese, Khmer, the Tai scripts, Balinese, Javanese, Chinese, kana, Yi, and single
Korean letters. Reason for the list: class SA (complex context) and ID (ideographic) of Unicode
Standard Annex 14, where a line may break without a blank."""

_IDEOGRAPH = re.compile(
    "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af\uac00-\ud7a3]"
)
_STACKING = frozenset("\u1039\u17d2\u1a60")
"""Signs that put the next letter under the one before it."""

_RUN = re.compile("[\u1100-\u11ff]{0,30}")


class Kind(IntEnum):
    """What a character does at the edge of a phrase."""

    NONE = 0
    WORD = 1
    UNSPACED = 2
    HANGUL = 3


@lru_cache(4096)
def kind(character: str) -> Kind:
    """Return what a character of a plain reading does at the edge of a phrase."""
    if _UNSPACED.match(character):
        return Kind.UNSPACED
    if "\u1100" <= character <= "\u11ff":
        return Kind.HANGUL
    if character.isalnum() or unicodedata.category(character)[0] == "M":
        return Kind.WORD
    return Kind.NONE


def stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether ``text[start:end]`` of a plain reading is a phrase by itself there."""
    if start and _joined(text, start):
        return False
    if end == len(text) or not _joined(text, end):
        return True
    return _before_ending(text, start, end)


def says_enough_alone(character: str) -> bool:
    """Return whether a single character can be a phrase: it stands for a word or a syllable."""
    return _IDEOGRAPH.match(character) is not None


def _joined(text: str, place: int) -> bool:
    """Return whether the characters before and after ``place`` belong to one word."""
    if _clings(text[place]) or text[place - 1] in _STACKING:
        return True
    before, after = kind(text[place - 1]), kind(text[place])
    return before is after and before in (Kind.WORD, Kind.HANGUL)


def _clings(character: str) -> bool:
    """Return whether a character is a part of the letter or syllable before it."""
    if "\u1160" <= character <= "\u11ff":
        return True
    return character > "\u02ff" and unicodedata.category(character)[0] == "M"


def _before_ending(text: str, start: int, end: int) -> bool:
    """Return whether a Korean word ends at ``end``, and only a particle or an ending follows."""
    if kind(text[end]) is not Kind.HANGUL or _clings(text[end]):
        return False
    found = _RUN.match(text, end)
    rest = unicodedata.normalize("NFC", found[0]) if found else ""
    if len(unicodedata.normalize("NFC", text[start:end])) == 1:
        return rest in AFTER_ONE
    return rest in PARTICLES or rest.startswith(ENDINGS)
