"""Finds where a person lives: streets with a house number, postcodes. Pure, linear."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from bot.screening.engine.pieces import Found

_STREET = (
    r"(?:street|str|st|road|rd|avenue|ave|av|lane|ln|drive|dr|court|ct|close|crescent|cres"
    r"|mews|way|pde|tce"
    r"|place|pl|square|sq|terrace|boulevard|blvd|gardens|grove|row|hill|rise|walk|parade|park"
    r"|quay"
    r"|circle|cir|highway|hwy|parkway|pkwy|trail|trl|alley|loop|turnpike|pike|esplanade|wharf"
    r"|heights"
    r"|green|view|yard|gate|bridge street|stra(?:ss|ß)e|weg|gasse|platz|allee|ring|damm|ufer"
    r"|laan|straat|gracht|plein|rue|calle|via|viale|rua|avenida|ulica|plaza|piazza|gata|gatan"
    r"|vej|gade|katu|tie|tee|utca|cesta|vagen|veien|gate|strada|bulevardul|prospekt)"
)
_HOUSE = re.compile(r"(?<![\w.,:/$£€#-])[0-9]{1,5}[a-z]?(?![\w:%]|[.,/][0-9])", re.IGNORECASE)
_NAME = r"[A-Za-z'.À-ž-]"
_AFTER = re.compile(
    rf",? (?:rue|rua|via|calle|avenue|boulevard|place|chemin|impasse) (?:{_NAME}{{2,20}} ?){{1,3}}"
    rf"|[a-z]?,? (?:{_NAME}{{1,20}} ){{0,3}}{_NAME}{{0,20}}{_STREET}(?![\w'-])",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?:(?:^|\s)(?:{_NAME}{{1,24}} ){{0,2}}{_NAME}{{0,20}}{_STREET}"
    rf"|(?:^|\s)(?:rue|calle|via|viale|rua|avenida|av|ul|ulica|plaza|piazza|strada|carrera"
    rf"|place)"
    rf" (?:{_NAME}{{1,20}} ){{0,3}}{_NAME}{{1,20}}),? (?:no\.? ?|nr\.? ?|number )?$",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"[0-9]+")
_LED_POSTCODE, _LED_UNIT, _LONGEST = 4, 16, 40
"""Characters before the first figure of a postcode and of a unit; from it on both are shorter."""
_MANY = 30
"""With more rows of figures than this, it is quicker to search the whole text."""
_TIME = re.compile(r" ?(?:min|am|pm|h\b|days|years|%|o'?clock)", re.IGNORECASE)
_STREET_ENDS = (
    *_STREET[len("(?:") : -1].replace("stra(?:ss|ß)e", "strasse|straße").split("|"),
    *("rue", "rua", "via", "calle", "viale", "av", "ul", "carrera", "chemin"),
)
_STREET_LETTERS = frozenset(end[-2:] for end in _STREET_ENDS)
_CUE = re.compile(
    r"\b(?:address|addy|live[sd]?|stay(?:s|ing)?|(?:place|house|home|flat|door)(?: is|'s)|i'?m at"
    r"|come (?:to|over|round|by|get|carry|find|visit)|meet me|pick me up|send (?:it|the|a|me)"
    r"|deliver\w*|bring|key'?s? (?:is |are )?under|drop (?:it|round))\b"
)
"""Words around a street in lower case which say that someone is to be found there."""
_PLAIN = re.compile(
    r"(?i)[0-9][a-z]? (?:[a-z'-]{3,20} ){1,2}(?:street|st|road|rd|avenue|ave|lane|ln|dr|terrace"
    r"|tce|pde|boulevard|blvd|crescent|cres|court|ct|grove|gardens|mews)\b"
)
"""A street whose last word is hardly anything else in lower case."""
_MOST = 12
"""Max numbers of a text that are tried as house numbers."""
_POSTCODE = re.compile(
    r"(?<!\w)(?:[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]"
    r"|(?:AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV"
    r"|NH"
    r"|NJ|NM|NY|NC|ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|AE|AP"
    r"|AA),? [0-9]{5}(?:-[0-9]{4})?"
    r"|[0-9]{4} ?[A-Z]{2})(?!\w)"
)
_UNIT = re.compile(
    r"(?i)(?<!\w)(?:apt|apartment|flat|suite|unit|room|ward|site|block|box|po box|house|fpo"
    r"|apo)"
    r"\.? ?(?:no\.? ?|#)?[0-9]{1,5}[a-z]?(?!\w)"
)
_STATEMENT = re.compile(
    r"(?i)\b(?:ship|send|sent|deliver|statement|card|letter|post|mail|parcel|pay|address"
    r"|billing|located|location|visit"
    r"|come|reside|residence|moved|meet|office)\b"
)
_ONCE = re.compile(
    r"\b(?:as (?:kids|children|teens|boys|girls)"
    r"|as a (?:child|kid|boy|girl|teen\w*|baby|toddler)|childhood|grew up|growing up"
    r"|grow up|when i was|when we were|where i was (?:born|raised)|used to live|years ago"
    r"|back then|back in|decades ago|long ago|my old (?:house|home|flat|place)"
    r"|was born|since moved|moved (?:away|out) from"
    r"|my (?:gran|nan|grand)\w*(?:'s)? (?:old )?(?:house|home|flat)"
    r"|(?:was|were) demolished|burn(?:ed|t) down|no longer live)\b"
)
_TODAY = re.compile(
    r"\b(?:still live|live there now|my address|come (?:to|round|over)|i live at)\b"
)


def is_past(text: str, start: int, end: int) -> bool:
    """Return whether an address is one of long ago, where its author no longer is."""
    near = text[max(0, start - 80) : end + 80].lower()
    return bool(_ONCE.search(near)) and not _TODAY.search(near)


def find_addresses(text: str, *, lines: bool = False) -> Iterator[Found]:
    """Yield addresses; case matters, as most have capitals.

    ``lines``: the text was written in more lines than one, as on an envelope.
    """
    strong = False
    figures = [match.start() for match in _FIGURES.finditer(text)]
    for number in islice(_houses(text, figures), _MOST):
        for start, end in _streets(text, number):
            words = text[start:end].split()
            if len(words) < 2 or _prose(text[start:end]):
                continue
            capital = any(word[:1].isupper() for word in words)
            cue = text[max(0, start - 60) : end + 60]
            low = cue.lower()
            told = "address" in low or "live" in low or bool(_POSTCODE.search(cue))
            plain = _PLAIN.search(text, start, end) is not None and bool(_CUE.search(low))
            sure = capital or told or plain
            if sure and not is_past(text, start, end):
                strong = True
                yield Found("pii.address", 0.9 if capital else 0.75, start, end)
    if strong:
        return
    postcode = _first(_POSTCODE, text, figures, _LED_POSTCODE)
    if postcode is not None:
        cue = text[max(0, postcode.start() - 70) : postcode.end() + 20]
        if (
            re.search(r"[0-9]{1,5} [A-Z]", cue[:-20])
            or _STATEMENT.search(cue)
            or _first(_UNIT, text, figures, _LED_UNIT)
        ):
            yield Found("pii.address", 0.8, *postcode.span())
    elif lines and re.search(r"[0-9]{4,6}", text):
        unit = _first(_UNIT, text, figures, _LED_UNIT)
        if unit is not None:
            yield Found("pii.address", 0.7, *unit.span())


def _houses(text: str, figures: Iterable[int]) -> Iterator[re.Match[str]]:
    """Yield what may be the number of a house; ``figures``: where a row of figures begins."""
    for place in figures:
        match = _HOUSE.match(text, place)
        if match is not None:
            yield match


def _first(
    pattern: re.Pattern[str], text: str, figures: Sequence[int], led: int
) -> re.Match[str] | None:
    """Return the first match, whose first figure has at most ``led`` characters before it."""
    if len(figures) > _MANY:
        return pattern.search(text)
    for place in figures:
        match = pattern.search(text, max(0, place - led), place + _LONGEST)
        if match is not None and match.start() <= place:
            return match
    return None


def _streets(text: str, number: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Yield the street after a house number, and the street before it."""
    following = text[number.end() : number.end() + 90]
    if any(map(_is_street, following.split()[:6])):
        after = _AFTER.match(text, number.end(), number.end() + 90)
        if after:
            yield number.start(), after.end()
    begin = max(0, number.start() - 70)
    before = text[begin : number.start()]
    if any(map(_is_street, before.split()[-6:])):
        found = None if _TIME.match(text, number.end()) else _BEFORE.search(before)
        if found:
            # "i live in the Long Lane 3": the address begins after the last ordinary word.
            ordinary = [one.end() for one in _PROSE.finditer(before, found.start(), found.end())]
            yield begin + max(ordinary, default=found.start()), number.end()


def _is_street(word: str) -> bool:
    low = word.lower()
    low = low[:-1] if low[-1] in ",.!?" else low
    return low[-2:] in _STREET_LETTERS and low.endswith(_STREET_ENDS)


_PROSE = re.compile(
    r"(?i)\b(?:minutes?|mins?|hours?|days?|weeks?|months?|years?|am|pm|mg|percent|people"
    r"|times?|pages?|miles?|km|the way"
    r"|of|and|in|my|a|the|live|lives|to|on|or|from|by|at|is|was|for|with|it|i|we|they|that|this|half|old|all"
    r"|good|long|same|no)\b"
)


def _prose(text: str) -> bool:
    """Return whether ordinary words come between a number and "way", "park" or "close"."""
    return bool(_PROSE.search(text))
