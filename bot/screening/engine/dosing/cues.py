"""Finds words and phrases of many kinds in one pass over a text. Pure, linear.

- A phrase is words with one blank between them; ``#`` is any number; ``a/b`` is one of two words.
- Where phrases of one family begin at one word, only the longest counts: ``a day ago`` is no habit,
  though ``a day`` is. A family is what stands before the dot of a kind (``verb.done``); times and
  habits are one, and each kind of ``around`` is its own.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

ANY_NUMBER = "#"


class Cue(NamedTuple):
    """One phrase found: its words are ``texts[first:last]``."""

    first: int
    last: int
    name: str
    """The phrase that was listed, for looking up what it names."""


@dataclass(slots=True)
class _Node:
    """A place in the tree of phrases: what may follow, and the kinds that end here."""

    after: "dict[str, _Node]" = field(default_factory=dict[str, "_Node"])
    kinds: tuple[tuple[str, str], ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Cues:
    """The phrases found in one text, by kind, each in the order of the text."""

    by_kind: Mapping[str, Sequence[Cue]]

    def of(self, kind: str) -> Sequence[Cue]:
        """Return every phrase of one kind."""
        return self.by_kind.get(kind, ())

    def within(self, kind: str, first: int, last: int) -> bool:
        """Return whether a phrase of this kind begins in ``texts[first:last]``."""
        found = self.by_kind.get(kind)
        if not found:
            return False
        place = bisect_left(found, (first,))
        return place < len(found) and found[place].first < last

    def starting(self, kind: str, first: int) -> Cue | None:
        """Return the phrase of this kind that begins exactly at ``first``."""
        found = self.by_kind.get(kind)
        if not found:
            return None
        place = bisect_left(found, (first,))
        return found[place] if place < len(found) and found[place].first == first else None

    def last_before(self, kind: str, first: int, last: int) -> Cue | None:
        """Return the latest phrase of this kind that begins in ``texts[first:last]``."""
        found = self.by_kind.get(kind)
        if not found:
            return None
        place = bisect_right(found, (last,)) - 1
        if place >= 0 and found[place].first >= last:
            place -= 1
        return found[place] if place >= 0 and found[place].first >= first else None


class Phrases:
    """A tree of phrases. ``words``: every word that occurs in one."""

    def __init__(self, kinds: Mapping[str, Iterable[str]]) -> None:
        self._root = _Node()
        self.words: set[str] = set()
        for kind, phrases in kinds.items():
            for phrase in phrases:
                choices = [part.split("/") for part in phrase.split()]
                for words in product(*choices):
                    self._add(kind, words)

    def _add(self, kind: str, words: Sequence[str]) -> None:
        node = self._root
        for word in words:
            node = node.after.setdefault(word, _Node())
            self.words.add(word)
        if all(kind != one for _, one in node.kinds):
            node.kinds += ((_family(kind), kind),)
        node.name = " ".join(words)

    def find(self, texts: Sequence[str]) -> Cues:
        """Return the longest phrase at each word of a text; its cost is linear in the words."""
        found: dict[str, list[Cue]] = {}
        roots = self._root.after
        size = len(texts)
        for first, word in enumerate(texts):
            node = roots.get(word)
            if node is None and word.isdigit():
                node = roots.get(ANY_NUMBER)
            if node is None:
                continue
            longest: dict[str, tuple[str, Cue]] = {}
            place = first + 1
            while True:
                if node.kinds:
                    cue = Cue(first, place, node.name)
                    seen: set[str] = set()
                    for family, kind in node.kinds:
                        if family not in seen:
                            longest = {k: one for k, one in longest.items() if one[0] != family}
                            seen.add(family)
                        longest[kind] = (family, cue)
                if place >= size or not node.after:
                    break
                word = texts[place]
                following = node.after.get(word)
                if following is None and word.isdigit():
                    following = node.after.get(ANY_NUMBER)
                if following is None:
                    break
                node = following
                place += 1
            for kind, (_, cue) in longest.items():
                found.setdefault(kind, []).append(cue)
        return Cues(found)


def _family(kind: str) -> str:
    """Return what a kind competes with: for cues around an intake only the kind itself."""
    section = kind.split(".")[0]
    if section == "around":
        return kind
    return "time" if section == "habit" else section
