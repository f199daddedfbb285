"""A group's own phrases: what one may be, and finding them in a text. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Protocol, cast

import ahocorasick

from bot.screening.decide import Action, Hit
from bot.screening.engine.folding import Folds
from bot.screening.phrasebook import reading
from bot.screening.phrasebook.edges import says_enough_alone, stands_alone
from bot.screening.phrasebook.reading import MARKUP, Alphabet

PHRASE_LEAST, PHRASE_MOST = 2, 60
"""Min and max characters of a phrase; 60 is the longest keyword of Discord's AutoMod.

A Chinese character, a Korean syllable and a symbol or emoji may be a phrase alone."""

_WRITTEN_MOST = 10 * PHRASE_MOST
"""Max characters of a phrase with its invisible ones: sorting thousands of accents takes long."""

PHRASES_MOST = 500
"""Max phrases of one group."""

_PATTERN = re.compile(r"\\[bBwWdDsS]|\(\?[:=!<P]|\.[*+]|\[[^\]]{1,40}\][*+?{]|\[[a-z]-[a-z]")
"""Signs of a regular expression: ``\\bword\\b``, ``wo+rd.*``, ``[a@]+``."""


class Flaw(Enum):
    """What is wrong with a phrase."""

    SHORT = "short"
    LONG = "long"
    PAIN = "pain"
    """It reads as crisis, and what members say in crisis is never held or returned."""
    FULL = "full"
    ACTION = "action"
    """Its action is none of the four."""
    PATTERN = "pattern"
    """It is a search pattern, which would be found only where it is written out."""
    UNWRITABLE = "unwritable"
    """It has half of a character, or a control character, which no message can have."""
    NO_WORDS = "no_words"
    """An entry of a file has no phrase in it."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase: as the team wrote it, its folded key, and its action."""

    phrase_id: str
    phrase: str
    folded: str
    action: Action


def tidy(phrase: str) -> str:
    """Return a phrase on one line, without invisible characters."""
    shown = "".join(
        c
        for place, c in enumerate(phrase)
        if unicodedata.category(c) not in ("Cf", "Cc") or c.isspace() or _joins(phrase, place)
    )
    return " ".join(shown.split())


def _joins(phrase: str, place: int) -> bool:
    """Return whether an invisible character makes one emoji of two."""
    around = phrase[place - 1 : place] + phrase[place + 1 : place + 2]
    return phrase[place] == "\u200d" and len(around) == 2 and not around.isalnum()


def folded(phrase: str) -> str:
    """Return the key of a phrase: phrases that differ only in case or spacing have the same one."""
    return unicodedata.normalize("NFKC", tidy(phrase)).casefold()


def flaw(phrase: str) -> Flaw | None:
    """Return what is wrong with the form of a phrase; None when it is fine."""
    if len(phrase) > _WRITTEN_MOST:
        return Flaw.LONG
    if any(map(_is_unwritable, phrase)):
        return Flaw.UNWRITABLE
    key = folded(phrase)
    if max(len(key), len(tidy(phrase))) > PHRASE_MOST:
        return Flaw.LONG
    if _PATTERN.search(phrase):
        return Flaw.PATTERN
    seen = [
        c for c in reading.without_optional_marks(key) if unicodedata.category(c)[0] not in "ZC"
    ]
    if any(map(_is_symbol, seen)) or any(map(says_enough_alone, seen)):
        return None
    enough = len(seen) >= PHRASE_LEAST and any(map(str.isalnum, seen))
    return None if enough or "\u20e3" in key else Flaw.SHORT


def readable(text: str) -> str:
    """Return a text with a ``?`` in place of each character that no message can have."""
    return "".join("?" if _is_unwritable(character) else character for character in text)


def is_symbols(phrase: str) -> bool:
    """Return whether a phrase is made of symbols or emoji, without letters or figures."""
    return "\u20e3" in phrase or not any(map(str.isalnum, phrase))


def _is_unwritable(character: str) -> bool:
    return unicodedata.category(character) in ("Cs", "Cc") and not character.isspace()


def _is_symbol(character: str) -> bool:
    return character > "\x7f" and unicodedata.category(character) in ("So", "Sm", "Sc")


class _Automaton(Protocol):
    """What is used of ``ahocorasick.Automaton``, which has no types."""

    def add_word(self, word: str, value: list[int]) -> object: ...
    def make_automaton(self) -> object: ...
    def iter(self, text: str) -> Iterator[tuple[int, list[int]]]: ...


@dataclass(frozen=True, slots=True)
class _Group:
    """Phrases that are looked for in the same reading of a text: their automaton and lengths."""

    automaton: _Automaton
    lengths: Sequence[int]


class Matcher:
    """Finds a group's phrases, whichever look-alike letters and markup are used.

    One pass over the text finds all phrases at once. Phrases with markup characters in them are
    looked for in the text as it is written, all others in the text as Discord shows it, and symbols
    as they are.
    """

    def __init__(self, phrases: Iterable[Phrase], folds: Folds) -> None:
        self._phrases = tuple(phrases)
        self._alphabet = Alphabet(folds)

    def find(self, text: str) -> tuple[Hit, ...]:
        """Return every occurrence of every phrase in ``text``."""
        if not self._phrases:
            return ()
        words, written, symbols = self._groups
        found: list[Hit] = []
        if words is not None:
            found += self._worded(words, *reading.without_markup(text))
        if written is not None:
            found += self._worded(written, *reading.without_escapes(text))
        if symbols is not None:
            found += self._drawn(symbols, *reading.without_variants(text))
        return tuple(found)

    def _worded(self, group: _Group, text: str, kept: Sequence[int]) -> Iterator[Hit]:
        """Return the phrases that stand in a reading as whole words, wherever its script has."""
        plain = reading.plain(text, self._alphabet)
        where: list[int] = []
        for last, numbers in group.automaton.iter(plain):
            for number in numbers:
                start, end = last + 1 - group.lengths[number], last + 1
                if stands_alone(plain, start, end):
                    where = where or reading.places(text, self._alphabet, kept)
                    yield self._hit(number, where[start], where[last] + 1)

    def _drawn(self, group: _Group, text: str, kept: Sequence[int]) -> Iterator[Hit]:
        """Return the symbols that stand in a text, wherever they stand."""
        for last, numbers in group.automaton.iter(text):
            for number in numbers:
                yield self._hit(number, kept[last + 1 - group.lengths[number]], kept[last] + 1)

    def _hit(self, number: int, start: int, end: int) -> Hit:
        phrase = self._phrases[number]
        return Hit(phrase.phrase_id, phrase.action, start, end)

    @cached_property
    def _groups(self) -> tuple[_Group | None, _Group | None, _Group | None]:
        """The phrases for each reading. Built with the first text, so that a start need not wait.

        Two threads that come first at the same moment build the same twice.
        """
        words: dict[int, str] = {}
        written: dict[int, str] = {}
        symbols: dict[int, str] = {}
        for number, one in enumerate(self._phrases):
            if is_symbols(one.phrase):
                symbols[number] = reading.without_variants(one.phrase)[0]
            elif MARKUP.isdisjoint(one.phrase):
                words[number] = reading.plain(one.phrase, self._alphabet)
            else:
                as_written = reading.without_escapes(one.phrase)[0]
                written[number] = reading.plain(as_written, self._alphabet)
        return _group(words), _group(written), _group(symbols)


def _group(phrases: dict[int, str]) -> _Group | None:
    by_words: dict[str, list[int]] = {}
    for number, words in phrases.items():
        if words:
            by_words.setdefault(words, []).append(number)
    if not by_words:
        return None
    made = cast("_Automaton", ahocorasick.Automaton())  # pyright: ignore[reportUnknownMemberType] - no types
    for words, numbers in by_words.items():
        made.add_word(words, numbers)
    made.make_automaton()
    lengths = [0] * (max(phrases) + 1)
    for number, words in phrases.items():
        lengths[number] = len(words)
    return _Group(made, lengths)
