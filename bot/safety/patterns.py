"""The small language that rules are written in, and how it is matched. Pure.

A pattern is words with one blank between, matched against a :class:`~bot.safety.normalise.View`:

- ``word``: this word (lower case, no apostrophe: ``dont``); ``word?``: it may be missing
- ``(one|two words)``: one of these, and so on within; ``(one|two)?``: or none
- ``@name``: one of a class of words
- ``*3``: up to three words of the same sentence
- ``^`` and ``$``: the beginning and the end of a sentence
- ``#``: a number; ``.``: the end of one sentence and the beginning of the next

Nothing repeats without a bound, so the cost of a match is bounded by the length of the pattern. A
pattern is tried only where one of its **anchors** occurs: every text it can match holds one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


class PatternFault(Exception):
    """A pattern that cannot be read. Says which, and why."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One compiled pattern. ``source``: as written; ``anchors``: see the module."""

    source: str
    matcher: re.Pattern[str]
    anchors: frozenset[str]
    words: frozenset[str]


Classes = Mapping[str, Sequence[str]]

_PART = re.compile(r"\(|\)\??|\||[^\s()|]+")
_GAP = re.compile(r"\*([1-9])")
_WORD = re.compile(r"(@[a-z_]+|[a-z0-9]+|#)(\??)")
_SIGNS = {"^": r"(?<=\. )", "$": r"(?=\. )", ".": r"\. "}
_COMMON = 1_000
_FREQUENT_WORDS = """
i im ive id ill u you your youre ur a an the to of in on at for and or but it its is are was
be been me my mine we they them their he she him her his that this these those so if not no
dont do did does have has had just all as with from by up out about like what when who how
can will would could should get got go going one there here now some more than then too very
really am want know think people time day today people even because were wont cant any only
over much still again back into been make feel never every way good need say said us our off
an it
"""
_FREQUENT = frozenset(_FREQUENT_WORDS.split())


def compile_pattern(source: str, classes: Classes) -> Pattern:
    """Compiles one pattern; :class:`PatternFault` where it cannot be read."""
    reader = _Reader(source, classes)
    regex, anchors = reader.sequence()
    if reader.rest:
        raise PatternFault(f"{source!r}: a bracket too many")
    if not anchors:
        raise PatternFault(f"{source!r}: it needs a word that must be there")
    return Pattern(source, re.compile("(?<= )" + regex), anchors, frozenset(reader.words))


class _Reader:
    """Reads one pattern from left to right."""

    def __init__(self, source: str, classes: Classes) -> None:
        self.rest: list[str] = _PART.findall(source)[::-1]
        self.words: set[str] = set()
        self._source = source
        self._classes = classes

    def sequence(self) -> tuple[str, frozenset[str]]:
        """Parts one after the other, up to a bar or a bracket: regular expression and anchors."""
        pieces: list[str] = []
        choices: list[frozenset[str]] = []
        while self.rest and self.rest[-1][0] not in "|)":
            regex, anchors = self._part(self.rest.pop())
            pieces.append(regex)
            if anchors:
                choices.append(anchors)
        if not pieces:
            raise PatternFault(f"{self._source!r}: an alternative is empty")
        return "".join(pieces), min(choices, key=_weight, default=frozenset[str]())

    def _part(self, part: str) -> tuple[str, frozenset[str]]:
        if part == "(":
            return self._group()
        if part in _SIGNS:
            return _SIGNS[part], frozenset()
        gap = _GAP.fullmatch(part)
        if gap:
            return rf"(?:[^ .]+ ){{0,{gap[1]}}}?", frozenset()
        word = _WORD.fullmatch(part)
        if word is None:
            raise PatternFault(f"{self._source!r}: {part!r} is no word (lower case, no apostrophe)")
        if word[1] == "#":
            return r"[0-9]+ " + word[2], frozenset()
        phrases = self._class(word[1][1:]) if word[1][0] == "@" else (word[1],)
        self.words.update(one for phrase in phrases for one in phrase.split() if one != "#")
        regex = _choice(_phrase(phrase) for phrase in phrases) + word[2]
        return regex, frozenset() if word[2] else frozenset(_anchor(one) for one in phrases)

    def _group(self) -> tuple[str, frozenset[str]]:
        regexes: list[str] = []
        anchors: list[frozenset[str]] = []
        while True:
            regex, needed = self.sequence()
            regexes.append(regex)
            anchors.append(needed)
            closing = self.rest.pop() if self.rest else ""
            if closing != "|":
                break
        if not closing:
            raise PatternFault(f"{self._source!r}: a bracket is not closed")
        optional = closing == ")?"
        all_needed = frozenset[str]().union(*anchors) if all(anchors) else frozenset[str]()
        return (
            _choice(regexes) + ("?" if optional else ""),
            frozenset() if optional else all_needed,
        )

    def _class(self, name: str) -> Sequence[str]:
        if name not in self._classes:
            raise PatternFault(f"{self._source!r}: there is no class @{name}")
        return self._classes[name]


def _choice(regexes: Iterable[str]) -> str:
    """One of several, the longest first, so that ``end it all`` is not cut short by ``end it``."""
    return "(?:" + "|".join(sorted(set(regexes), key=lambda one: (-len(one), one))) + ")"


def _weight(anchors: frozenset[str]) -> tuple[int, int]:
    common = sum(word in _FREQUENT for word in anchors)
    return (common * _COMMON + len(anchors), len(anchors))


def _anchor(phrase: str) -> str:
    """The word of a phrase that is rarest."""
    words = [word for word in phrase.split() if word != "#"]
    return max(words, key=lambda word: (word not in _FREQUENT, len(word)))


def _phrase(phrase: str) -> str:
    return "".join("[0-9]+ " if word == "#" else f"{word} " for word in phrase.split())
