"""The small language in which rules are written, and its matcher. Pure.

A pattern is words with one blank between them, matched against a :class:`~.normalise.View`:

- ``word``: this word (lower case, no apostrophe: ``dont``); ``word?``: it is optional
- ``(one|two words)``: one of these, which may be nested; ``(one|two)?``: or none
- ``@name``: one word of a class
- ``*3``: up to three words of the same sentence
- ``^`` and ``$``: the beginning and the end of a sentence
- ``#``: a number; ``.``: the end of one sentence and the beginning of the next

Nothing repeats without a bound, so the length of the pattern bounds the cost of a match. A pattern
is tried only where one of its **anchors** occurs: every text that it can match has one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple


class PatternFault(Exception):
    """A pattern that cannot be read. The text says which, and why."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern, read. ``source``: as written; ``anchors``: see the module.

    ``starts``: the words with which a match can begin, None when any word can; ``matcher`` is tried
    where such a word is found.
    """

    source: str
    regex: str
    anchors: frozenset[str]
    starts: frozenset[str] | None
    words: frozenset[str]

    @property
    def matcher(self) -> re.Pattern[str]:
        """Return the regular expression, compiled when it is first asked for.

        To compile all of them takes half a second, which no start has to wait for.
        """
        return _compiled(self.regex)

    def occurrences(self, text: str, at: Mapping[str, Sequence[int]]) -> Iterator[re.Match[str]]:
        """Yield every match in ``text``; ``at``: the positions of each of its words."""
        if self.anchors.isdisjoint(at):
            return
        if self.starts is None:
            yield from self.matcher.finditer(text)
            return
        matcher = self.matcher
        for word in self.starts.intersection(at):
            for place in at[word]:
                match = matcher.match(text, place)
                if match is not None:
                    yield match


@cache
def _shared(words: frozenset[str]) -> frozenset[str]:
    """Return one object for equal sets: most patterns begin with one of a few classes."""
    return words


@cache
def _compiled(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


class _Piece(NamedTuple):
    """A parsed part: its regex, the words of which it needs one, the words it can begin with."""

    regex: str
    anchors: frozenset[str] = frozenset()
    starts: frozenset[str] | None = frozenset()
    empty: bool = False
    """The part may match nothing, so what follows may come first."""


Classes = Mapping[str, Sequence[str]]

_PART = re.compile(r"\(|\)\??|\||[^\s()|]+")
_GAP = re.compile(r"\*([1-9])")
_WORD = re.compile(r"(@[a-z_]+|[a-z0-9]+|#)(\??)")
_SIGNS = {"^": r"(?<=\. )", "$": r"(?=\. )", ".": r"\. "}
STOPS = (".",)
_NONE: frozenset[str] = frozenset()
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
    """Return the pattern, read. Raises :class:`PatternFault` when it cannot be read."""
    reader = _Reader(source, classes)
    whole = reader.sequence()
    if reader.rest:
        raise PatternFault(f"{source!r}: a bracket too many")
    if not whole.anchors:
        raise PatternFault(f"{source!r}: it needs a word that must be there")
    regex = "(?<= )" + whole.regex
    starts = None if whole.starts is None else _shared(whole.starts)
    return Pattern(source, regex, _shared(whole.anchors), starts, _shared(frozenset(reader.words)))


class _Reader:
    """Parses one pattern from left to right."""

    def __init__(self, source: str, classes: Classes) -> None:
        self.rest: list[str] = _PART.findall(source)[::-1]
        self.words: set[str] = set()
        self._source = source
        self._classes = classes

    def sequence(self) -> _Piece:
        """Return the parts up to a bar or a bracket."""
        pieces: list[_Piece] = []
        while self.rest and self.rest[-1][0] not in "|)":
            pieces.append(self._part(self.rest.pop()))
        if not pieces:
            raise PatternFault(f"{self._source!r}: an alternative is empty")
        starts: frozenset[str] | None = frozenset()
        for piece in pieces:
            starts = None if starts is None or piece.starts is None else starts | piece.starts
            if not piece.empty:
                break
        return _Piece(
            "".join(piece.regex for piece in pieces),
            min((piece.anchors for piece in pieces if piece.anchors), key=_weight, default=_NONE),
            starts,
            all(piece.empty for piece in pieces),
        )

    def _part(self, part: str) -> _Piece:
        if part == "(":
            return self._group()
        if part == "^":
            return _Piece(_SIGNS[part], empty=True)
        if part in _SIGNS:
            return _Piece(_SIGNS[part], starts=frozenset(STOPS))
        gap = _GAP.fullmatch(part)
        if gap:
            return _Piece(rf"(?:[^ .]+ ){{0,{gap[1]}}}?", starts=None, empty=True)
        word = _WORD.fullmatch(part)
        if word is None:
            raise PatternFault(f"{self._source!r}: {part!r} is no word (lower case, no apostrophe)")
        optional = bool(word[2])
        if word[1] == "#":
            return _Piece(r"[0-9]+ " if not optional else r"(?:[0-9]+ )?", _NONE, None, optional)
        named = word[1][0] == "@"
        one, words = _one_of(tuple(self._class(word[1][1:])) if named else (word[1],))
        self.words.update(words)
        if not optional:
            return one
        return _Piece(one.regex + word[2], _NONE, one.starts, optional)

    def _group(self) -> _Piece:
        pieces: list[_Piece] = []
        while True:
            pieces.append(self.sequence())
            closing = self.rest.pop() if self.rest else ""
            if closing != "|":
                break
        if not closing:
            raise PatternFault(f"{self._source!r}: a bracket is not closed")
        optional = closing == ")?"
        starts: frozenset[str] | None = frozenset()
        for piece in pieces:
            starts = None if starts is None or piece.starts is None else starts | piece.starts
        needed = all(piece.anchors for piece in pieces) and not optional
        return _Piece(
            _choice(piece.regex for piece in pieces) + ("?" if optional else ""),
            frozenset[str]().union(*(piece.anchors for piece in pieces)) if needed else _NONE,
            starts,
            optional or any(piece.empty for piece in pieces),
        )

    def _class(self, name: str) -> Sequence[str]:
        if name not in self._classes:
            raise PatternFault(f"{self._source!r}: there is no class @{name}")
        return self._classes[name]


@cache
def _one_of(phrases: tuple[str, ...]) -> tuple[_Piece, frozenset[str]]:
    """What matches one of these, and its words. Remembered: most classes stand in many patterns."""
    heads = frozenset(phrase.split()[0] for phrase in phrases)
    piece = _Piece(
        _choice(_phrase(phrase) for phrase in phrases),
        frozenset(_anchor(phrase) for phrase in phrases),
        None if "#" in heads else heads,
    )
    return piece, frozenset(word for phrase in phrases for word in phrase.split() if word != "#")


def _choice(regexes: Iterable[str]) -> str:
    """Return a regex for one of several, longest first: ``end it`` must not cut ``end it all``."""
    return "(?:" + "|".join(sorted(set(regexes), key=lambda one: (-len(one), one))) + ")"


def _weight(anchors: frozenset[str]) -> tuple[int, int]:
    common = sum(word in _FREQUENT for word in anchors)
    return (common * _COMMON + len(anchors), len(anchors))


def _anchor(phrase: str) -> str:
    """Return the rarest word of a phrase."""
    words = [word for word in phrase.split() if word != "#"]
    return max(words, key=lambda word: (word not in _FREQUENT, len(word)))


def _phrase(phrase: str) -> str:
    return "".join("[0-9]+ " if word == "#" else f"{word} " for word in phrase.split())
