"""Joins the lines of a text, so that no address or number is lost to a line break. Pure, linear.

- A break is a blank: who writes in short lines breaks anywhere.
- Rows of figures stay rows (a list of counts is no number), except where the first begins as a
  telephone number does, where they are four and four of a card, or where there are only two.
"""

import re

_BREAK = re.compile(r"[ \t]*\n\s*")
_ROW = re.compile(r"[0-9][0-9 ().-]*")
_BEGINS = re.compile(r"(?:\+ ?|\(|(?<![0-9])0)[0-9 ().-]{0,20}\Z")
_FOURS = re.compile(r"(?<![0-9])(?:[0-9]{4}\s+){3}[0-9]{4}(?![0-9])")
_FIGURES = frozenset("0123456789")
_NEAR = 24


def joined(text: str) -> tuple[str, list[int]]:
    """Return a text in one line, and for each of its characters the place in ``text``."""
    breaks = [match.span() for match in _BREAK.finditer(text)]
    rows = _rows(text, breaks)
    parts: list[str] = []
    places: list[int] = []
    done = 0
    for start, end in breaks:
        parts += text[done:start], "\n" if start in rows else " "
        places += range(done, start + 1)
        done = end
    parts.append(text[done:])
    places += range(done, len(text))
    return "".join(parts), places


def _rows(text: str, breaks: list[tuple[int, int]]) -> set[int]:
    """Return where the breaks between rows of figures begin that stay."""
    kept: set[int] = set()
    chain: list[int] = []
    last = 0
    for start, end in breaks:
        between = text[start - 1 : start] in _FIGURES and text[end : end + 1] in _FIGURES
        if chain and not (between and _ROW.fullmatch(text, last, start)):
            kept |= _staying(text, chain)
            chain = []
        if between:
            chain.append(start)
        last = end
    return kept | _staying(text, chain)


def _staying(text: str, chain: list[int]) -> set[int]:
    if len(chain) < 2:
        return set()
    first = chain[0]
    begun = _BEGINS.search(text[max(0, first - _NEAR) : first])
    return set() if begun or _FOURS.match(text, max(0, first - 4)) else set(chain)
