"""The small language that rules are written in, and how it is matched. Pure.

A pattern is words with one blank between, matched against a :class:`~bot.safety.normalise.View`:

- ``word``: this word (lower case, no apostrophe: ``dont``); ``word?``: it may be missing
- ``(one|two words)``: one of these; ``(one|two)?``: or none; ``@name``: one of a class of words
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

_PART = re.compile(r"\([^()]*\)\??|\S+")
_GAP = re.compile(r"\*([1-9])")
_PLAIN = re.compile(r"[a-z0-9]+")
_COMMON = 1_000
_FREQUENT = frozenset(
    "i im ive id ill u you your youre ur a an the to of in on at for and or but it its is are was be"
    " been me my mine we they them their he she him her his that this these those so if not no dont"
    " do did does have has had just all as with from by up out about like what when who how can will"
    " would could should get got go going one there here now some more than then too very really am"
    " want know think people time day today people even because were wont cant any only over much"
    " still again back into been make feel never every way good need say said us our off an it".split()
)


def compile_pattern(source: str, classes: Classes) -> Pattern:
    """Compiles one pattern; :class:`PatternFault` where it cannot be read."""
    pieces: list[str] = []
    sets: list[frozenset[str]] = []
    words: set[str] = set()
    parts: list[str] = _PART.findall(source)
    if " ".join(parts) != source.strip():
        raise PatternFault(f"{source!r}: one blank between parts, and brackets that match")
    for part in parts:
        piece, heads, inside = _part(part, source, classes)
        pieces.append(piece)
        words |= inside
        if heads:
            sets.append(heads)
    if not sets:
        raise PatternFault(f"{source!r}: it needs a word that must be there")
    anchors = min(sets, key=_weight)
    return Pattern(source, re.compile("(?<= )" + "".join(pieces)), anchors, frozenset(words))


def _weight(anchors: frozenset[str]) -> tuple[int, int]:
    common = sum(word in _FREQUENT for word in anchors)
    return (common * _COMMON + len(anchors), len(anchors))


def _part(
    part: str, source: str, classes: Classes
) -> tuple[str, frozenset[str], frozenset[str]]:
    """The regular expression of a part, its anchors (none if it may be missing), its words."""
    gap = _GAP.fullmatch(part)
    if gap:
        return rf"(?:[^ .]+ ){{0,{gap[1]}}}?", frozenset(), frozenset()
    if part == "^":
        return r"(?<=\. )", frozenset(), frozenset()
    if part == "$":
        return r"(?=\. )", frozenset(), frozenset()
    if part == ".":
        return r"\. ", frozenset(), frozenset()
    if part == "#":
        return r"[0-9]+ ", frozenset(), frozenset()
    optional = part.endswith("?")
    body = part[:-1] if optional else part
    phrases = _phrases(body, source, classes)
    choice = "|".join(sorted({_phrase(one) for one in phrases}, key=lambda one: (-len(one), one)))
    heads = frozenset(_anchor(one) for one in phrases)
    words = frozenset(word for one in phrases for word in one.split())
    if optional:
        return f"(?:{choice})?", frozenset(), words
    return f"(?:{choice})", heads, words


def _anchor(phrase: str) -> str:
    """The word of a phrase that is rarest."""
    words = [word for word in phrase.split() if word != "#"]
    return max(words, key=lambda word: (word not in _FREQUENT, len(word)))


def _phrase(phrase: str) -> str:
    return "".join("[0-9]+ " if word == "#" else f"{word} " for word in phrase.split())


def _phrases(body: str, source: str, classes: Classes) -> list[str]:
    if body.startswith("("):
        if not body.endswith(")"):
            raise PatternFault(f"{source!r}: a bracket is not closed")
        return [
            phrase
            for one in body[1:-1].split("|")
            for phrase in _expand(one.strip(), source, classes)
        ]
    return _expand(body, source, classes)


def _expand(phrase: str, source: str, classes: Classes) -> list[str]:
    """A phrase with its classes written out."""
    out = [""]
    for word in phrase.split():
        if word.startswith("@"):
            if word[1:] not in classes:
                raise PatternFault(f"{source!r}: there is no class {word}")
            choices: Iterable[str] = classes[word[1:]]
        elif _PLAIN.fullmatch(word) or word == "#":
            choices = (word,)
        else:
            raise PatternFault(f"{source!r}: {word!r} is no word (lower case, no apostrophe)")
        out = [f"{before} {choice}".strip() for before in out for choice in choices]
    if not out[0]:
        raise PatternFault(f"{source!r}: an alternative is empty")
    return out
