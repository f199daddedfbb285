"""Finds contact data and secrets in a text. Pure, linear.

- Works on the folded text (:class:`~.folding.Folded`), with case and punctuation.
- A line break is a blank.
- Numbers of helplines are never flagged (the caller passes where they stand), and neither are
  mentions, emoji and links of Discord, or the ids in other links.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.screening.engine.pieces import Found
from bot.screening.engine.shapes.addresses import find_addresses
from bot.screening.engine.shapes.breaks import joined
from bot.screening.engine.shapes.credentials import find_handles, find_secrets
from bot.screening.engine.shapes.known_numbers import Number
from bot.screening.engine.shapes.numbers import find_numbers
from bot.screening.engine.shapes.spoken import find_spoken

_MAIL = re.compile(
    r"(?<![\w.+-])[a-z0-9][\w.+-]{0,63}\s?(?:@|\(at\)|\[at\]|\{at\}| at )\s?"
    r"[a-z0-9-]{1,63}(?:(?:\.|\s?(?:\(d[o0]t\)|\[d[o0]t\]|\{d[o0]t\}| d[o0]t )\s?)"
    r"[a-z0-9-]{2,24}){1,3}(?![\w@])"
)


_FIGURE = re.compile(r"[0-9]")
_OF_DISCORD = re.compile(
    r"<(?:[@#]|@[!&]|a?:\w{1,40}:|/[\w -]{1,40}:|t:)-?[0-9]{5,21}(?::[a-zA-Z])?>"
    r"|discord(?:app)?\.com/channels/[0-9@me/]{5,70}"
)
_ID = re.compile(r"-?[0-9]{5,21}")

_IDS = frozenset(("pii.card", "pii.phone", "pii.record", "pii.ssn"))
"""What the id of a page or a meeting may look like."""
_LINK = re.compile(
    r"(?:h[tx]{2}ps?://|^[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}/)(?!wa\.me/|.{0,30}phone=)"
)
_LONGEST = 300
"""Max characters of a link before a number in it."""

_STAND_IN = re.compile(
    r"\[(?:someone|an? (?:name|role|channel|time)|my name|invite removed|link(?: to a message)?"
    r"|e-mail|phone number|address|handle)\]"
)


def without_stand_ins(text: str) -> str:
    """Return a text with blanks for what Haven writes in place of contact data it took out.

    Ids in mentions and emoji are blanks, too: they are no one's numbers, whoever reads them.
    """
    if "<" in text:
        text = _OF_DISCORD.sub(_without_id, text)
    return _STAND_IN.sub(_blank, text) if "[" in text else text


def find_personal(text: str, known: Sequence[Number] = ()) -> list[Found]:
    """Return everything in ``text`` (with case) that helps to find or rob a person.

    ``known``: where numbers of helplines stand, which are never flagged.
    """
    if "<" in text or "discord" in text:
        text = _OF_DISCORD.sub(_blank, text)
    for one in known:
        text = f"{text[: one.start]}{' ' * (one.end - one.start)}{text[one.end :]}"
    if "\n" in text:
        text, places = joined(text)
        found = [
            replace(one, start=places[one.start], end=places[one.end - 1] + 1)
            for one in _search(text, lines=True)
        ]
    else:
        found = list(_search(text))
    kept: list[Found] = []
    for one in sorted(found, key=lambda hit: -hit.score):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda hit: hit.start)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _without_id(match: re.Match[str]) -> str:
    return _ID.sub(_blank, match[0]) if match[0][0] == "<" else match[0]


def _search(text: str, *, lines: bool = False) -> Iterator[Found]:
    """Yield what is found in one line. ``lines``: it was written in more than one."""
    low = text.lower()
    if len(low) != len(text):
        low = text
    digits = len(_FIGURE.findall(low))
    if _may_have_mail(low):
        yield from _mails(low)
    if digits >= 5:
        for one in find_numbers(low):
            if one.rule not in _IDS or not _in_link(low, one.start):
                yield one
    if digits >= 1:
        yield from find_addresses(text, lines=lines)
    yield from find_secrets(text, low)
    yield from find_spoken(low)
    yield from find_handles(text, low)


def _in_link(low: str, place: int) -> bool:
    """Return whether a figure is part of a link, and the link does not call its number."""
    before = low[max(0, place - _LONGEST) : place]
    return bool(_LINK.search(before[max(map(before.rfind, " \n\t<([")) + 1 :]))


def _may_have_mail(low: str) -> bool:
    """Return whether there can be an address: a plain "at" needs a "dot" in words behind it."""
    if "@" in low or "(at)" in low or "[at]" in low:
        return True
    return " at " in low and (" dot " in low or "{at}" in low)


def _mails(low: str) -> Iterator[Found]:
    place = 0
    while (match := _MAIL.search(low, place)) is not None:
        if " at " in match[0] and " dot " not in match[0]:
            # "write me at name at ...": the address begins after the first "at".
            place = match.start() + len(match[0].split(" ", 1)[0])
        else:
            yield Found("pii.email", 0.93, *match.span())
            place = match.end()
