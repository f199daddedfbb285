"""Finds contact data and secrets in a text. Pure, linear.

- Works on the folded text (:class:`~.folding.Folded`), with case and punctuation.
- Public helplines are never flagged: the caller passes their numbers, and a short number (up to six
  digits) never counts as a person's.
"""

import re
from collections.abc import Iterator

from bot.screening.engine.pieces import Found
from bot.screening.engine.shapes.addresses import find_addresses
from bot.screening.engine.shapes.credentials import find_handles, find_secrets
from bot.screening.engine.shapes.numbers import find_numbers, find_spoken

_MAIL = re.compile(
    r"(?<![\w.+-])[a-z0-9][\w.+-]{0,63}\s?(?:@|\(at\)|\[at\]|\{at\}| at )\s?"
    r"[a-z0-9-]{1,63}(?:\s?(?:\.|\(dot\)|\[dot\]|\{dot\}"
    r"| dot )\s?[a-z0-9-]{2,24}){1,3}(?![\w@])"
)


def find_personal(text: str, public: frozenset[str]) -> list[Found]:
    """Return everything in ``text`` (with case) that helps to find or rob a person.

    ``public``: the digits of public numbers, which are never flagged.
    """
    low = text.lower()
    if len(low) != len(text):
        low = text
    found = list(_search(text, low, public))
    kept: list[Found] = []
    for one in sorted(found, key=lambda hit: -hit.score):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda hit: hit.start)


def _search(text: str, low: str, public: frozenset[str]) -> Iterator[Found]:
    digits = sum(character.isdigit() for character in low)
    if "@" in low or " at " in low or "(at)" in low or "[at]" in low:
        yield from _mails(low)
    if digits >= 5:
        yield from find_numbers(low, public)
    if digits >= 1:
        yield from find_addresses(text)
    yield from find_secrets(text, low)
    yield from find_spoken(low)
    yield from find_handles(text, low)


def _mails(low: str) -> Iterator[Found]:
    for match in _MAIL.finditer(low):
        spaced = " at " in match[0] or " dot " in match[0]
        if spaced and not (" dot " in match[0] or re.search(r"\.[a-z]{2,4}$", match[0])):
            continue
        if spaced and " at " in match[0] and " dot " not in match[0]:
            continue
        yield Found("pii.email", 0.93, *match.span())
