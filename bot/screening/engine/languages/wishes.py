"""The plainest wishes to die in many languages: reads ``data/safety/languages.toml``. Pure.

What a line of the file means is said at its head. A line is compiled to one regular expression over
folded words; nothing in it repeats without a bound, so a search is linear in the text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from bot.core.data import ContentFault, convert, read_plain
from bot.screening.engine.languages.folded import fold
from bot.screening.verdict import Level

_PARTS = re.compile(r"\(|\)\??|\||\*|[^\s()|*]+")
_FEW_WORDS = r"(?:\S+ ){0,2}?"
_FEW_LETTERS = r".{0,4}?"


class _Entry(Struct, forbid_unknown_fields=True, frozen=True):
    """One language as written."""

    name: str
    checked: str
    soon: tuple[str, ...]
    unless: tuple[str, ...]
    wish: tuple[str, ...]
    blanks: bool = True


@dataclass(frozen=True)
class Wishes:
    """One language. ``blanks``: its words are written apart."""

    code: str
    name: str
    blanks: bool
    soon: tuple[str, ...]
    unless: tuple[str, ...]
    source: str

    @property
    def words(self) -> frozenset[str]:
        """Return the words in Latin letters that its wishes are made of."""
        return frozenset(re.findall(r"[a-z]{2,}", self.source))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression for all wishes, compiled when it is first needed."""
        return re.compile(self.source)

    def level(self, words: str) -> Level:
        """Return how urgent folded ``words`` are: Q0 without a wish in this language."""
        if not self.blanks:
            words = words.strip()
        for match in self.pattern.finditer(words):
            if not words[: match.start()].rstrip().endswith(self.unless):
                near = any(word in words for word in self.soon)
                return Level.Q3 if near else Level.Q2
        return Level.Q0


def load_wishes(path: Path) -> tuple[Wishes, ...]:
    """Return the languages of the file. Raises :class:`~bot.core.data.ContentFault`."""
    found: list[Wishes] = []
    for code, written in read_plain(path).items():
        where = f"{path.name}: {code}"
        entry = convert(written, _Entry, where)
        try:
            source = "|".join(_compiled(line, blanks=entry.blanks) for line in entry.wish)
            re.compile(source)
        except (re.error, ValueError) as fault:
            raise ContentFault(f"{where}: {fault}") from None
        unless = tuple(_bare(word, blanks=entry.blanks) for word in entry.unless)
        soon = tuple(_apart(word, blanks=entry.blanks) for word in entry.soon)
        found.append(Wishes(code, entry.name, entry.blanks, soon, unless, source))
    return tuple(found)


def _apart(word: str, *, blanks: bool) -> str:
    return fold(word) if blanks else fold(word).strip()


def _bare(word: str, *, blanks: bool) -> str:
    return f" {fold(word).strip()}" if blanks else fold(word).strip()


def _compiled(line: str, *, blanks: bool) -> str:
    """Return the regular expression of one line."""
    if not blanks:
        return _folded_letters(line).replace("*", _FEW_LETTERS)
    parts = _PARTS.findall(line)[::-1]
    whole = _choice(parts)
    if parts:
        raise ValueError(f"{line!r}: a bracket too many")
    return f"(?<=\\s){whole}"


def _choice(parts: list[str]) -> str:
    """Return what stands up to a closing bracket or the end, with its alternatives."""
    alternatives = [""]
    while parts and parts[-1][0] != ")":
        part = parts.pop()
        if part == "|":
            alternatives.append("")
        elif part == "*":
            alternatives[-1] += _FEW_WORDS
        elif part == "(":
            inner = _choice(parts)
            if not parts:
                raise ValueError("a bracket is not closed")
            alternatives[-1] += inner + ("?" if parts.pop() == ")?" else "")
        else:
            alternatives[-1] += f"{_word(part)} "
    longest_first = sorted(dict.fromkeys(alternatives), key=len, reverse=True)
    return f"(?:{'|'.join(longest_first)})"


def _word(part: str) -> str:
    """Return the expression of a word, in which ``[oa]`` and a last ``?`` keep their meaning."""
    return "".join(
        piece if piece[0] in "[?" else fold(piece).strip().replace(" ", "")
        for piece in re.findall(r"\[\w+\]|\?|[^\[?]+", part)
    )


def _folded_letters(line: str) -> str:
    return "".join(
        piece if piece[0] in "()|?*[]{}. $" else fold(piece).strip()
        for piece in re.findall(r"[()|?*\[\]{}. $]|[^()|?*\[\]{}. $]+", line)
    )


def names(languages: Iterable[Wishes]) -> dict[str, str]:
    """Return the name of each language by its code."""
    return {one.code: one.name for one in languages}
