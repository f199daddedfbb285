"""Finds what a text quotes: the parts between quotation marks, and quoted lines. Pure, linear."""

import re

_OPENS = re.compile(r"[\"“«„]|(?<![\w'])'|(?<!\w)‘")
_CLOSES = {'"': '"', "“": "”", "«": "»", "„": "“”", "'": "'", "‘": "’"}
_SINGLE = "'‘"
_LONGEST = 400
_LONGEST_SINGLE = 200
_LEAST = 2
"""Fewer characters than this between two marks are no quotation."""
_BLOCK = re.compile(r"(?:^|\n)[ \t]*>(?:>>[\s\S]*|[ \t]?[^\n]*)")


def quoted_parts(text: str) -> list[tuple[int, int]]:
    """Return the quoted parts of a text in order, none within another."""
    found: list[tuple[int, int]] = []
    place = 0 if _may_quote(text) else len(text)
    while (mark := _OPENS.search(text, place)) is not None:
        start = mark.start()
        end = _end(text, start, mark[0])
        if end:
            found.append((start, end))
        place = end or start + 1
    if ">" in text:
        found += [match.span() for match in _BLOCK.finditer(text)]
        found = _merged(found)
    return found


def _may_quote(text: str) -> bool:
    """Return whether a mark may open a quotation: most apostrophes stand inside a word."""
    if '"' in text or "“" in text or "‘" in text or "«" in text or "„" in text:
        return True
    place = text.find("'")
    while place > 0 and _is_word(text[place - 1]):
        place = text.find("'", place + 1)
    return place >= 0


def _merged(parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(parts):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _end(text: str, start: int, mark: str) -> int:
    """Return where the quotation that ``mark`` opens has ended; 0 when it opens none."""
    single = mark in _SINGLE
    limit = start + 1 + (_LONGEST_SINGLE if single else _LONGEST)
    line = text.find("\n", start, limit + 1)
    limit = min(limit, len(text) - 1) if line < 0 else line - 1
    close = (_end_apostrophe if mark == "'" else _end_curly if single else _end_double)(
        text, start, limit, mark
    )
    return close + 1 if close > start + _LEAST else 0


def _end_double(text: str, start: int, limit: int, mark: str) -> int:
    """Return the place of the first closing mark, at most ``limit``."""
    places = [text.find(one, start + 1, limit + 1) for one in _CLOSES[mark]]
    return min((place for place in places if place >= 0), default=-1)


def _end_apostrophe(text: str, start: int, limit: int, _mark: str) -> int:
    """Return the place of the first apostrophe that is not inside a word."""
    place = start
    while (place := text.find("'", place + 1, limit + 1)) >= 0:
        before, after = _is_word(text[place - 1]), _is_word(text[place + 1 : place + 2])
        if not (before and after):
            return -1 if after else place
    return -1


def _end_curly(text: str, start: int, limit: int, _mark: str) -> int:
    """Return the place of the last mark before another opens, after which no word goes on."""
    other = text.find("‘", start + 1, limit + 1)
    place = limit + 1 if other < 0 else other
    while (place := text.rfind("’", start + 1, place)) >= 0:
        if not _is_word(text[place + 1 : place + 2]):
            return place
    return -1


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
