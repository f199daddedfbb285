"""The plainest wishes to die in many languages: reads ``data/safety/languages.toml``. Pure.

What a line of the file means is said at its head. A line is compiled to one regular expression over
folded words; nothing in it repeats without a bound, so a search is linear in the text.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path

from msgspec import Struct

from bot.core.data import ContentFault, convert, read_plain
from bot.screening.engine.languages.folded import fold
from bot.screening.verdict import Level

_PARTS = re.compile(r"\(|\)\??|\||\*|[^\s()|*]+")
_FEW_WORDS = r"(?:\S+ ){0,2}?"
_NUMBER = r"\d{2,3} "
_FEW_LETTERS = r".{0,4}?"
_MIXED = "(want to|wanna|want|wish to|wish i could|going to|gonna|need to|ready to) ({})"
_SHORT = 5
"""Words of a text in which a cry for help may be one word."""
ENGLISH = "english"
"""The table of the file that is about English texts."""


class _Entry(Struct, forbid_unknown_fields=True, frozen=True):
    """One language as written."""

    name: str
    checked: str
    soon: tuple[str, ...]
    unless: tuple[str, ...]
    wish: tuple[str, ...]
    now: tuple[str, ...] = ()
    help: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    task: tuple[str, ...] = ()
    die: tuple[str, ...] = ()
    common: str = ""
    blanks: bool = True


class _English(Struct, forbid_unknown_fields=True, frozen=True):
    """What is known of foreign words in English texts, as written."""

    titles: tuple[str, ...]
    borrowed: tuple[str, ...]


@dataclass(frozen=True)
class Borrowed:
    """``titles``: words before a title or a quotation. ``phrases``: foreign ones of English."""

    titles: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


Counts = Callable[[str, int, int], bool]
"""Returns whether words from one place to another of a folded text may be a wish."""


@dataclass(frozen=True)
class Wishes:
    """One language. ``blanks``: its words are written apart. ``common``: its frequent words."""

    code: str
    name: str
    blanks: bool
    soon: tuple[str, ...]
    unless: tuple[str, ...]
    words: frozenset[str]
    common: frozenset[str]
    sources: Mapping[str, str]

    @property
    def strange(self) -> frozenset[str]:
        """Return the words of its lines in Latin letters, without what English mixes in."""
        return frozenset(word for word in self.words if len(word) > 1 and word.isascii())

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        """The expressions by their kind, compiled when they are first needed."""
        return {kind: re.compile(source) for kind, source in self.sources.items()}

    @cached_property
    def _run_together(self) -> re.Pattern[str]:
        return re.compile(self.sources["wish"].replace("(?<=\\s)", "").replace(" ", " ?"))

    def level(self, words: str, counts: Counts) -> Level:
        """Return how urgent folded ``words`` are: Q0 without a wish in this language."""
        if not self.blanks:
            words = words.strip()
        if self._finds("now", words, counts):
            return Level.Q3
        if self._finds("wish", words, counts):
            return Level.Q3 if any(word in words for word in self.soon) else Level.Q2
        return Level.Q1 if self._finds("help", words, counts) else Level.Q0

    def is_spelled(self, letters: str) -> bool:
        """Return whether letters without a blank between them are a wish."""
        return self.blanks and self._run_together.fullmatch(letters) is not None

    def _finds(self, kind: str, words: str, counts: Counts) -> bool:
        if kind not in self._patterns:
            return False
        after = self._patterns.get("task" if kind == "help" else "after")
        for match in self._patterns[kind].finditer(words):
            if words[: match.start()].rstrip().endswith(self.unless):
                continue
            if after is not None and after.match(words, match.end()):
                continue
            one = kind == "help" and self.blanks and " " not in match[0].strip()
            if one and words.count(" ") > _SHORT + 1:
                continue
            if counts(words, match.start(), match.end()):
                return True
        return False


def load_wishes(path: Path) -> tuple[Wishes, ...]:
    """Return the languages of the file. Raises :class:`~bot.core.data.ContentFault`."""
    found: list[Wishes] = []
    for code, written in read_plain(path).items():
        if code == ENGLISH:
            continue
        where = f"{path.name}: {code}"
        entry = convert(written, _Entry, where)
        mixed = (_MIXED.format("|".join(entry.die)),) if entry.die else ()
        lines = {
            "wish": (*entry.wish, *mixed),
            "now": entry.now,
            "help": entry.help,
            "after": entry.after,
            "task": (*entry.after, *entry.task),
        }
        try:
            sources = {
                kind: "|".join(_compiled(line, blanks=entry.blanks) for line in some)
                for kind, some in lines.items()
                if some
            }
            for source in sources.values():
                re.compile(source)
        except (re.error, ValueError) as fault:
            raise ContentFault(f"{where}: {fault}") from None
        unless = tuple(_bare(word, blanks=entry.blanks) for word in entry.unless)
        soon = tuple(_apart(word, blanks=entry.blanks) for word in entry.soon)
        words = frozenset(
            word
            for line in (*entry.wish, *entry.now, *entry.help, *entry.die)
            for word in _in(line)
        )
        common = frozenset(fold(entry.common).split()).union(
            *map(_in, (*entry.after, *entry.unless) if entry.blanks else ())
        )
        found.append(Wishes(code, entry.name, entry.blanks, soon, unless, words, common, sources))
    return tuple(found)


def load_borrowed(path: Path) -> Borrowed:
    """Return what the file says of English. Raises :class:`~bot.core.data.ContentFault`."""
    written = read_plain(path).get(ENGLISH)
    if written is None:
        return Borrowed()
    entry = convert(written, _English, f"{path.name}: {ENGLISH}")
    titles = tuple(_bare(word, blanks=True) for word in entry.titles)
    return Borrowed(titles, tuple(fold(phrase) for phrase in entry.borrowed))


def _in(line: str) -> Iterable[str]:
    """Return the words of a line, with each spelling that ``[oa]`` and ``e?`` allow."""
    for part in re.split(r"[()|*\s]+", line):
        ways: list[tuple[str, ...]] = []
        for piece in re.findall(r"\[\w+\]|.\?|[^\[?]", part):
            if piece[0] == "[":
                ways.append(tuple(piece[1:-1]))
            else:
                ways.append((piece[0], "") if piece.endswith("?") else (piece,))
        for letters in product(*ways):
            yield from fold("".join(letters)).split()


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
        elif part == "#":
            alternatives[-1] += _NUMBER
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


def by_word(languages: Iterable[Wishes], english: AbstractSet[str]) -> dict[str, list[Wishes]]:
    """Return the languages in whose lines each word occurs that English does not have."""
    found: dict[str, list[Wishes]] = {}
    for one in languages:
        for word in one.words - english if one.blanks else ():
            found.setdefault(word, []).append(one)
    return found


def names(languages: Iterable[Wishes]) -> dict[str, str]:
    """Return the name of each language by its code."""
    return {one.code: one.name for one in languages}
