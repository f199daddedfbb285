"""Finds phone numbers that are spelled out. Pure, linear."""

import re
from collections.abc import Iterator

from bot.screening.engine.pieces import Found

DIGIT_WORDS = {
    "zero": "0", "oh": "0", "nought": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_FOLD_WORDS = {"double": 2, "triple": 3, "treble": 3}
_TENS = {"hundred": "00", "thousand": "000"}
_SPOKEN = re.compile(r"[a-z]+|[0-9]+")
_NAMED = re.compile(r"\b(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine)\b")
_TWO_NAMED = re.compile(
    rf"(?:{'|'.join(DIGIT_WORDS)})[^a-z]++(?:(?:double|triple|treble|hundred|thousand|o)[^a-z]++)*+"
    rf"(?:{'|'.join(DIGIT_WORDS)})"
)
"""Every number that is spelled out has two such words with no others between."""


def find_spoken(low: str) -> Iterator[Found]:
    """Yield runs of at least seven digits in words, or in words and figures."""
    if sum(map(low.count, DIGIT_WORDS)) < 4 or _TWO_NAMED.search(low) is None:
        return
    if len(_NAMED.findall(low)) < 4:
        return
    run = 0
    start = end = 0
    named = 0
    double = 1
    for match in _SPOKEN.finditer(low):
        word = match[0]
        if run and match.start() - end > 4:
            if run >= 7 and named >= 4:
                yield Found("pii.phone", 0.88, start, end)
            run = named = 0
            double = 1
        if word in _FOLD_WORDS:
            double = _FOLD_WORDS[word]
            if not run:
                start = match.start()
            end = match.end()
            continue
        size = (
            len(word)
            if word.isdigit()
            else 1
            if word in DIGIT_WORDS
            else 2
            if word in _TENS and run
            else 0
        )
        if word == "o" and run:
            size = 1
        if size == 0:
            if run >= 7 and named >= 4:
                yield Found("pii.phone", 0.88, start, end)
            run = named = 0
            double = 1
            continue
        if not run and double == 1:
            start = match.start()
        run += size * double
        named += 0 if word.isdigit() else double
        double = 1
        end = match.end()
    if run >= 7 and named >= 4:
        yield Found("pii.phone", 0.88, start, end)
