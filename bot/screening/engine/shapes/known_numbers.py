"""Knows the numbers of helplines and emergency services, in any spelling. Pure.

- A known number is no person's contact data, whichever words stand around it.
- A number of up to five digits is an ordinary figure, too: it counts only beside words that say
  that it can be called.
- Part of a longer number is never known: a private number may contain ``112``.
"""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Any, NamedTuple, cast

_SHORT = 5
"""Numbers with at most this many digits count only beside words for calling."""
_MOST = 19
"""No number has more digits, with the codes before it."""
_FIRM = 7
"""From this many digits on, a run of groups is one number, and its parts are none."""
_ICONIC = frozenset(("911", "999", "988", "112"))
"""Known everywhere, so no word for calling is needed beside them."""

_RUN = re.compile(r"[0-9]{1,13}\)?(?:[ \u00a0\n./()-]{1,3}[0-9]{1,8}(?![0-9]*:[0-9])){0,8}")
_PART_OF_MORE = re.compile(r"(?:[^\W_]|[.,$£€%]|[0-9][:/-])\Z")
_SIGN = re.compile(r"(?:\+ ?)?\(?\Z")
_BROKEN = re.compile(r"[/\n]")
_GROUP = re.compile(r"[0-9]+")
_LETTERS = re.compile(
    r"[ -]?([a-z]{2,9}(?:'[a-z]{1,2})?(?:[ -][a-z]{1,4})?)(?![\w'])(?: ?\([0-9]{3,7}\))?"
)
_NO_KEY = re.compile(r"[^a-z]")
_KEYS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")
_WORDS = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "one": "1", "two": "2", "three": "3",
    "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_WORD = "zero|oh|o|nought|one|two|three|four|five|six|seven|eight|nine"
_SPOKEN = re.compile(
    rf"(?<![\w'-])(?:(?:double|triple|treble)[ -](?:{_WORD})"
    rf"|(?:{_WORD})(?=[ ,-]{{1,2}}(?:{_WORD}|double|triple|treble)\b))"
    rf"(?:[ ,-]{{1,2}}(?:(?:double|triple|treble)[ -])?(?:{_WORD})(?![\w'])){{0,14}}"
)
_HINTS = ("nine", "zero", "one one", "one-one", "triple", "treble", "double", " oh ")
"""Numbers are spelled out with at least one of these."""
_CALLED = re.compile(
    r"\b(?:call(?:s|ed|ing|in)?|whats ?app|r[iau]ng|ringing|phon(?:e|ed|ing)"
    r"|dial(?:s|led|ed|ling|ing)?|punch(?:ed)? in|key(?:ed)? in"
    r"|te?xt(?:ed|ing)?|sms|message|msg|contact|reach|number|nummer|numero|num|tel|line|linea"
    r"|linha|ligne|lijn|hot ?line|help ?line|life ?line|child ?line|info ?line|emergency"
    r"|emergencies|ambulance|police|crisis|suicide|samaritans|paramedics|nhs|fire brigade)\b"
)
_AFTER = re.compile(
    r"\W{0,3}(?:is (?:free|open|there|for|the)|if |helped|saved|please|pls|any ?time"
    r"|right (?:now|away)|operators?|they|free|24|(?:life|help|hot|crisis|suicide) ?line"
    r"|suicid|zelfmoord|selvmord|(?:can|will|could|to) (?:send|help|get|talk|listen)"
    r"|for (?:help|an ambulance|emergenc)|works? (?:in|from|every|all|too|on|here|over|any)"
    r"|(?:on|from|in(?:to)?) (?:your|ur|the|any|a) (?:phone|mobile|cell|handset|keypad|contacts)"
    r"|(?:in [a-z]{2,12}\W{1,2})?(?:you can |just |free )?(?:call|te?xt|ring|dial|chat)"
    r" (?:it|them|any|free|(?:or|and) (?:call|te?xt|ring|chat)))"
)
_TRIED = re.compile(r"\b(?:try|tried|trying|use|used|there'?s|there is) \Z")
_LONG = 4
"""With so many digits a number is hardly a count that someone tries."""
_NAMED = re.compile(r"[^\W_]: \(?\Z|[^\W\d_]:\(?\Z")
_COUNTED = re.compile(
    r" ?(?:times|x\b|%|percent|mg|ml|kg|g\b|grams?|lbs?|pills|tablets|tabs|km|miles|m\b"
    r"|people|members|days|nights|weeks|months|hours|hrs|minutes|mins|seconds|years|dollars|bucks|usd|pounds|quid"
    r"|euros?|rupees|k\b|points|followers|subs|likes|views|ways|things|reasons|of\b|calories"
    r"|kcal|steps|pages|bpm|st\b|nd\b|rd\b|th\b)"
)
_PLAIN = {ord(dash): "-" for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"} | {
    zero + digit: str(digit) for zero in (0x0660, 0x06F0, 0x0966, 0x09E6) for digit in range(10)
}


class Number(NamedTuple):
    """A known number at ``text[start:end]``, with its digits."""

    start: int
    end: int
    digits: str


@dataclass(frozen=True, slots=True)
class KnownNumbers:
    """The known numbers as digits, and whose they are.

    ``whole``: six digits or more; ``abroad``: with ``+`` only.
    """

    whole: frozenset[str]
    short: frozenset[str]
    abroad: frozenset[str]
    names: tuple[str, ...]

    def find(self, low: str) -> tuple[Number, ...]:
        """Return the known numbers in a lower-case text, in order and without overlap. Linear."""
        found: list[Number] = []
        for run in _RUN.finditer(low):
            found.extend(self._in_run(low, run))
        if not any(hint in low for hint in _HINTS):
            return tuple(found)
        for match in _SPOKEN.finditer(low):
            digits = _spoken(match[0])
            tripled = match[0].startswith("tr")
            if digits in self.whole or (
                digits in self.short and (tripled or _callable(low, match.span(), digits))
            ):
                found.append(Number(*match.span(), digits))
        return tuple(sorted(found))

    def _in_run(self, low: str, run: re.Match[str]) -> Iterator[Number]:
        before = low[max(0, run.start() - 3) : run.start()]
        match = _SIGN.search(before)
        sign = match[0] if match else ""
        if len(run[0]) < 2 or _PART_OF_MORE.search(before[: len(before) - len(sign)]):
            return
        groups = [
            (run.start() + one.start(), run.start() + one.end(), one[0])
            for one in _GROUP.finditer(run[0])
        ]
        if not _BROKEN.search(run[0]) or self._is_known(
            "".join(one for _, _, one in groups), bool(sign)
        ):
            yield from self._in_groups(low, groups, sign)
            return
        breaks = [one.start() for one in _BROKEN.finditer(low, *run.span())]
        for _, part in groupby(groups, lambda one: bisect(breaks, one[0])):
            yield from self._in_groups(low, list(part), sign)
            sign = ""

    def _in_groups(
        self, low: str, groups: list[tuple[int, int, str]], sign: str
    ) -> Iterator[Number]:
        """Yield the known numbers among groups of figures, from left to right, longest first."""
        # "1925 (1925 ...": a number that is said twice is no longer one.
        firm = sum(map(len, {digits for _, _, digits in groups})) >= _FIRM
        figures = "".join(digits for _, _, digits in groups)
        sizes = [0, *accumulate(len(digits) for _, _, digits in groups)]
        letters = _LETTERS.match(low, groups[-1][1])
        place = 0
        while place < len(groups):
            for end in range(len(groups), place, -1):
                digits = figures[sizes[place] : sizes[end]]
                if len(digits) > _MOST:
                    continue
                start = groups[place][0] - (0 if place else len(sign))
                stop = groups[end - 1][1]
                if end == len(groups) and letters:
                    keys = _NO_KEY.sub("", letters[1]).translate(_KEYS)
                    keyed = _keyed(digits, keys, self.whole)
                    if keyed:
                        yield Number(start, letters.end(), keyed)
                        return
                plus = place == 0 and (bool(sign) or digits.startswith("00"))
                short = not firm and digits in self.short and _apart(groups[place:end])
                if self._is_known(digits, plus) or (
                    short and _callable(low, (start, stop), digits, apart=end > place + 1)
                ):
                    yield Number(start, stop, digits)
                    place = end - 1
                    break
            place += 1

    def _is_known(self, digits: str, plus: bool) -> bool:
        if digits in self.whole:
            return True
        digits = digits.removeprefix("00")
        return plus and (digits in self.whole or digits in self.abroad)


def plain_figures(text: str) -> str:
    """Return a text of the same length with plain dashes, and figures of other scripts as 0-9."""
    return text if text.isascii() else text.translate(_PLAIN)


def make_known(listed: str, helplines: Mapping[str, Any]) -> KnownNumbers:
    """Return the numbers of ``public_numbers.txt`` and of a parsed ``helplines.toml``."""
    calling: dict[str, str] = {}
    numbers: list[tuple[str, str]] = []
    names: list[str] = []
    for line in listed.splitlines():
        said, _, remark = line.partition("#")
        first, _, rest = said.strip().partition(" ")
        if first == "calling":
            country, _, code = rest.partition(" ")
            calling[country] = code
        elif first == "emergency":
            numbers.extend((country, rest) for country in remark.split())
        elif rest:
            numbers.append((first, rest))
            names.append(remark.partition(":")[0].strip())
    for name, country, number in _from_helplines(helplines):
        names.append(name)
        numbers.append((country, number))
    whole: set[str] = set()
    short: set[str] = set()
    abroad: set[str] = set()
    for country, number in numbers:
        digits = "".join(filter(str.isdigit, number))
        code = calling.get(country, "")
        if len(digits) <= _SHORT:
            short.add(digits)
            abroad.add(code + digits)
        elif digits:
            whole.update(_spellings(digits, code))
    return KnownNumbers(
        frozenset(whole), frozenset(short - {""}), frozenset(abroad), tuple(filter(None, names))
    )


def _from_helplines(helplines: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield name, country and number of what Haven shows."""
    for country in cast("Iterable[dict[str, Any]]", helplines.get("country", ())):
        code = str(country["code"])
        for number in cast("Iterable[str]", country.get("emergency", ())):
            yield "", code, number
        for line in cast("Iterable[dict[str, str]]", country.get("line", ())):
            yield line["name"], code, line["dial"]


def _spellings(digits: str, code: str) -> Iterator[str]:
    """Yield a number as it is dialled at home, without its first 0 (or 1), and from abroad."""
    yield digits
    bare = digits.removeprefix("1") if code == "1" and len(digits) == 11 else digits
    bare = bare.removeprefix("0")
    if len(bare) >= 9:
        yield bare
    if code:
        yield from (code + bare, code + digits, f"{code}0{bare}")


def _keyed(digits: str, keys: str, whole: frozenset[str]) -> str:
    """Return a number ended by letters, of which the last ones may be too many; "" for others."""
    sizes = range(len(keys), 2, -1)
    return next((one for size in sizes if (one := digits + keys[:size]) in whole), "")


def _spoken(words: str) -> str:
    digits: list[str] = []
    times = 1
    for word in re.findall(r"[a-z]+", words):
        if word in _TIMES:
            times = _TIMES[word]
            continue
        digits.append(_WORDS[word] * times)
        times = 1
    return "".join(digits)


def _apart(groups: list[tuple[int, int, str]]) -> bool:
    """Return whether a short number is written at once, or in pieces (``9-1-1``, ``32 37``)."""
    sizes = {len(digits) for _, _, digits in groups}
    return len(groups) == 1 or (len(sizes) == 1 and max(sizes) < 3)


def _callable(low: str, place: tuple[int, int], digits: str, *, apart: bool = False) -> bool:
    """Return whether a short number stands as a number to call."""
    start, end = place
    if _COUNTED.match(low, end):
        return False
    if digits in _ICONIC and not apart:
        return True
    before = low[max(0, start - 40) : start]
    if _CALLED.search(before) or _NAMED.search(before) or _AFTER.match(low, end):
        return True
    return len(digits) >= _LONG and bool(_TRIED.search(before))
