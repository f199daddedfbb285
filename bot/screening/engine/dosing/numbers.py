"""Reads numbers, as figures and as words. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.screening.engine.pieces import Token


class SpokenNumber(NamedTuple):
    """A number whose words end before ``last``."""

    value: int
    last: int


_UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {"hundred": 100, "dozen": 12, "score": 20, "thousand": 1000}
_LOOSE = {"couple": 2, "few": 3, "several": 5, "pair": 2, "dozens": 24}
_DIGITS = 6
NUMBER_WORDS = frozenset((*_UNITS, *_TENS, *_SCALES))
_BEHIND_ARTICLE = _LOOSE.keys() | _SCALES.keys()
_BEGINNINGS = NUMBER_WORDS | _LOOSE.keys() | {"half"}


def places_of_numbers(tokens: Sequence[Token]) -> list[int]:
    """Return every place at which :func:`number_at` may find a number."""
    found: list[int] = []
    before = ""
    for place, (word, *_) in enumerate(tokens):
        if word in _BEGINNINGS or word.isdigit():
            found.append(place)
        if before == "a" and word in _BEHIND_ARTICLE:
            found.append(place - 1)
        before = word
    return found


def number_at(tokens: Sequence[Token], place: int) -> SpokenNumber | None:
    """Return the number that begins at ``tokens[place]``; of a range, its upper end."""
    if place >= len(tokens):
        return None
    word = tokens[place].text
    if word.isdigit():
        return _figures(tokens, place)
    if word in ("a", "half"):
        return _with_article(tokens, place)
    if word in _LOOSE:
        return SpokenNumber(_LOOSE[word], place + 1)
    if word in _SCALES:
        return SpokenNumber(_SCALES[word], place + 1)
    return _words(tokens, place)


def _figures(tokens: Sequence[Token], place: int) -> SpokenNumber:
    token = tokens[place]
    value = int(token.text[:_DIGITS])
    after = place + 1
    following = tokens[after] if after < len(tokens) else None
    if following is None:
        return SpokenNumber(value, after)
    if following.text == "o" and following.start == token.start:  # 3o
        return SpokenNumber(value * 10, after + 1)
    if following.text.isdigit():
        together = following.start == token.start  # pieces of one chunk have its position
        if together and len(following.text) == 3:  # 1,000
            return SpokenNumber(value * 1000 + int(following.text), after + 1)
        higher = int(following.text[:_DIGITS])
        if together and higher > value > 1:  # 20-30
            return SpokenNumber(higher, after + 1)
        if together:  # 2.5
            return SpokenNumber(value, after + 1)
    if following.text in _SCALES:
        return SpokenNumber(value * _SCALES[following.text], after + 1)
    return SpokenNumber(value, after)


def _with_article(tokens: Sequence[Token], place: int) -> SpokenNumber | None:
    """Return ``a couple``, ``a hundred``, ``half a dozen``."""
    half = tokens[place].text == "half"
    after = place + 1
    if half and after < len(tokens) and tokens[after].text == "a":
        after += 1
    word = tokens[after].text if after < len(tokens) else ""
    if half:
        return SpokenNumber(6, after + 1) if word == "dozen" else None
    value = _LOOSE.get(word) or _SCALES.get(word)
    return None if value is None else SpokenNumber(value, after + 1)


def _words(tokens: Sequence[Token], place: int) -> SpokenNumber | None:
    lower = _spoken(tokens, place)
    if lower is None or lower.last >= len(tokens) or tokens[lower.last].text not in ("to", "or"):
        return lower
    upper = _spoken(tokens, lower.last + 1)  # "ten to fifteen"
    return upper if upper is not None and upper.value > lower.value else lower


def _spoken(tokens: Sequence[Token], place: int) -> SpokenNumber | None:
    if place >= len(tokens):
        return None
    value, after = 0, place
    tens = _TENS.get(tokens[place].text)
    if tens is not None:
        value, after = tens, place + 1
    unit = _UNITS.get(tokens[after].text) if after < len(tokens) else None
    if unit is not None and (tens is None or unit < 10):
        value, after = value + unit, after + 1
    if after == place:
        return None
    if after < len(tokens) and tokens[after].text in _SCALES:
        return SpokenNumber(value * _SCALES[tokens[after].text], after + 1)
    return SpokenNumber(value, after)
