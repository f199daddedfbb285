"""Patterns as plain regular expressions, tried everywhere: slow, and easy to see through."""

import re
from collections.abc import Mapping, Sequence

_PART = re.compile(r"\)\??|[(|]|[^\s()|]+")
_FIXED = {"^": r"(?<=\. )", "$": r"(?=\. )", ".": r"\. ", "#": "[0-9]+ "}


def plain(source: str, classes: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """The pattern as a regular expression over a view's text. Compile it for one text or many."""
    rest = _PART.findall(source)[::-1]
    return re.compile("(?<= )" + _sequence(rest, classes)[0])


def spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Where it matches, one match for each place where one begins."""
    tried = (pattern.match(text, match.end()) for match in re.finditer(" ", text))
    return [match.span() for match in tried if match is not None]


def _sequence(rest: list[str], classes: Mapping[str, Sequence[str]]) -> tuple[str, int]:
    """The regular expression up to a bar or a bracket, and how many words it can take."""
    written, width = "", 0
    while rest and rest[-1][0] not in "|)":
        part, most = _part(rest, classes)
        written, width = written + part, width + most
    return written, width


def _part(rest: list[str], classes: Mapping[str, Sequence[str]]) -> tuple[str, int]:
    part = rest.pop()
    if part == "(":
        found = [_sequence(rest, classes)]
        while (closing := rest.pop()) == "|":
            found.append(_sequence(rest, classes))
        return _choice(found) + closing[1:], max(width for _, width in found)
    if part[0] == "*":
        return rf"(?:[^ .]+ ){{0,{part[1:]}}}?", int(part[1:])
    word = part.removesuffix("?")
    optional = part[len(word) :]
    phrases = classes[word[1:]] if word[0] == "@" else [word]
    found = [
        ("".join(_FIXED.get(one, f"{one} ") for one in phrase.split()), len(phrase.split()))
        for phrase in phrases
    ]
    return _choice(found) + optional, 0 if word in "^$" else max(width for _, width in found)


def _choice(found: list[tuple[str, int]]) -> str:
    longest_first = sorted(found, key=lambda one: -one[1])
    return "(?:" + "|".join(written for written, _ in longest_first) + ")"
