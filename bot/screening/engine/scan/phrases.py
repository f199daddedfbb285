"""Finds all phrases of all rules in a text at once.

- Each word that a rule names is one **letter**, so a text of 20 words is a string of 20 letters
  (a *line*). One letter stands for all other words, one for all other numbers.
- A **group** is a set of phrases of which a pattern needs one. All phrases are looked up by their
  first two letters in one pass, so the cost is linear in the number of words.
- A pattern has a number for the group that the fewest texts have. A scan collects these numbers;
  for the other groups of the few patterns that are left it is asked one by one.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from operator import add

from bot.screening.engine.pieces import STOP

END_LETTER = "\u0100"
"""The letter for the end of a sentence."""
OTHER = "\u0101"
"""The letter for a word that no rule names."""
NUMBER = "\u0102"
"""The letter for a number that no rule names, and in a phrase for any number."""
_FIRST = 0x100
_MOST = 0xD800 - _FIRST


@dataclass(frozen=True, slots=True)
class Scan:
    """A text as a line of letters, and what was found in it.

    ``counted``: the line with :data:`NUMBER` for every number. ``found``: the phrases in it;
    ``numbers``: those of the groups of which at least one phrase was found.
    """

    line: str
    counted: str
    found: AbstractSet[str]
    numbers: AbstractSet[int]

    _has: dict[frozenset[str], bool] = field(default_factory=dict[frozenset[str], bool])

    def has(self, phrases: frozenset[str]) -> bool:
        """Return whether at least one of these was found. Remembered: many patterns ask for it."""
        known = self._has.get(phrases)
        if known is None:
            known = self._has[phrases] = not phrases.isdisjoint(self.found)
        return known

    def places(self, phrases: frozenset[str]) -> list[int]:
        """Return where these phrases begin, ascending."""
        return [start for start, _ in self.spans(phrases)]

    def spans(self, phrases: frozenset[str]) -> list[tuple[int, int]]:
        """Return where these phrases are, the longest of those that begin at the same word."""
        ends: dict[int, int] = {}
        for phrase in sorted(phrases & self.found, key=len):
            line = self.counted if NUMBER in phrase else self.line
            place = line.find(phrase)
            while place >= 0:
                ends[place] = place + len(phrase)
                place = line.find(phrase, place + 1)
        return sorted(ends.items())


class PhraseBook:
    """The letters of all words, and the groups of phrases. Filled at the start, then only read."""

    def __init__(self) -> None:
        self._letters = {STOP: END_LETTER, "": OTHER, "#": NUMBER}
        self._digits: set[str] = set()
        self._groups: dict[frozenset[str], frozenset[str]] = {}
        self._numbered: dict[frozenset[str], int] = {}
        self._index: _Index | None = None

    @property
    def numbers(self) -> str:
        """Return the letters of all numbers."""
        return NUMBER + "".join(sorted(self._digits))

    def mixes(self, phrase: str) -> bool:
        """Return whether a phrase has any number and one that it names: no look-up finds it."""
        return NUMBER in phrase and not self._digits.isdisjoint(phrase)

    def letters(self, words: Iterable[str]) -> str:
        """Return the letters of these words; a word without one gets one."""
        known = self._letters
        for word in words:
            if word not in known:
                if len(known) == _MOST:
                    raise ValueError("more words than letters")
                letter = known[word] = chr(_FIRST + len(known))
                if word.isdigit():
                    self._digits.add(letter)
        return "".join(map(known.__getitem__, words))

    def add(self, phrases: frozenset[str]) -> frozenset[str]:
        """Find these phrases from now on; return one object for equal sets."""
        self._index = None
        return self._groups.setdefault(phrases, phrases)

    def number(self, phrases: frozenset[str]) -> int:
        """Return the number of the group that has these phrases."""
        return self._numbered.setdefault(self.add(phrases), len(self._numbered))

    def scan(self, words: Iterable[str]) -> Scan:
        """Return the words of a text as letters, and every phrase that is in them."""
        index = self._index
        if index is None:
            index = self._index = _Index(self._groups, self._numbered, self.numbers)
        known = self._letters
        letters = [known.get(word) or (NUMBER if word.isdigit() else OTHER) for word in words]
        line = counted = "".join(letters)
        found = index.found(letters, line)
        if not index.counted.isdisjoint(letters):
            letters = [NUMBER if letter in index.counted else letter for letter in letters]
            counted = "".join(letters)
            found |= {phrase for phrase in index.found(letters, counted) if NUMBER in phrase}
        numbers: set[int] = set()
        for phrase in index.numbers.keys() & found:
            numbers.update(index.numbers[phrase])
        return Scan(line, counted, found, numbers)


class _Index:
    """All phrases, ready to be looked up.

    ``numbers``: of the groups of a phrase, where it has any. ``counted``: the letters of the
    numbers that rules name.
    """

    def __init__(
        self,
        groups: Iterable[frozenset[str]],
        numbered: dict[frozenset[str], int],
        counted: str,
    ) -> None:
        self._all = frozenset[str]().union(*groups)
        self._single = frozenset(phrase for phrase in self._all if len(phrase) == 1)
        self.counted = frozenset(counted) - {NUMBER}
        sizes: dict[str, set[int]] = {}
        for phrase in self._all - self._single:
            sizes.setdefault(phrase[:2], set()).add(len(phrase))
        shared: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._sizes = {
            head: shared.setdefault(found, found)
            for head, found in ((head, tuple(sorted(one))) for head, one in sizes.items())
        }
        numbers: dict[str, list[int]] = {}
        for phrases, number in numbered.items():
            for phrase in phrases:
                numbers.setdefault(phrase, []).append(number)
        self.numbers = {phrase: tuple(found) for phrase, found in numbers.items()}

    def found(self, letters: Sequence[str], line: str) -> set[str]:
        """Return every phrase in a line, which is these letters."""
        found = set(self._single.intersection(letters))
        sizes, known = self._sizes, self._all
        for place, head in enumerate(map(add, letters, letters[1:])):
            if head in sizes:
                for size in sizes[head]:
                    phrase = line[place : place + size]
                    if phrase in known:
                        found.add(phrase)
        return found
