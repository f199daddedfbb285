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
    """A place in the tree of phrases: what may follow, and the kinds that end here.

    ``number``: the place behind any number. ``longest``: what a text has that goes on differently
    from here: per kind the length and the name of its phrase.
    """

    after: "dict[str, _Node]" = field(default_factory=dict[str, "_Node"])
    kinds: tuple[tuple[str, str], ...] = ()
    name: str = ""
    longest: tuple[tuple[str, int, str], ...] = ()
    number: "_Node | None" = None


@dataclass(frozen=True, slots=True)
class Cues:
    """The phrases found in one text: by kind, in the order of the text; and by their first word."""

    by_kind: Mapping[str, Sequence[Cue]]
    by_place: Mapping[int, Mapping[str, Cue]]

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

    def between(self, kind: str, first: int, last: int) -> Sequence[Cue]:
        """Return the phrases of this kind that begin in ``texts[first:last]``."""
        found = self.by_kind.get(kind, ())
        return found[bisect_left(found, (first,)) : bisect_left(found, (last,))]

    def starting(self, kind: str, first: int) -> Cue | None:
        """Return the phrase of this kind that begins exactly at ``first``."""
        here = self.by_place.get(first)
        return None if here is None else here.get(kind)

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
    """A tree of phrases. ``words``: every word that occurs in one.

    ``subjects``: the kinds of which a text must have one phrase, else no others matter.
    """

    def __init__(self, kinds: Mapping[str, Iterable[str]], subjects: Iterable[str] = ()) -> None:
        self._root = _Node()
        self.words: set[str] = set()
        self._subjects = _by_word(phrase for kind in subjects for phrase in kinds[kind])
        for kind, phrases in kinds.items():
            for phrase in phrases:
                choices = [part.split("/") for part in phrase.split()]
                for words in product(*choices):
                    self._add(kind, words)
        _settle(self._root, 0, {})

    def _add(self, kind: str, words: Sequence[str]) -> None:
        node = self._root
        for word in words:
            node = node.after.setdefault(word, _Node())
            self.words.add(word)
        if all(kind != one for _, one in node.kinds):
            node.kinds += ((_family(kind), kind),)
        node.name = " ".join(words)

    def may_have_subject(self, texts: Iterable[str], text: str) -> bool:
        """Return whether a phrase of the subjects can be among ``texts``, joined in ``text``."""
        return any(
            not rest or any(phrase in text for phrase in rest)
            for rest in map(self._subjects.__getitem__, self._subjects.keys() & texts)
        )

    def find(self, texts: Sequence[str]) -> Cues:
        """Return the longest phrase at each word of a text; its cost is linear in the words."""
        by_kind: dict[str, list[Cue]] = {}
        by_place: dict[int, dict[str, Cue]] = {}
        size = len(texts)
        nodes = list(map(self._root.after.get, texts))
        if self._root.number is not None:
            for first, is_number in enumerate(map(str.isdigit, texts)):
                if is_number and nodes[first] is None:
                    nodes[first] = self._root.number
        for first, node in enumerate(nodes):
            if node is None:
                continue
            place = first + 1
            while node.after and place < size:
                word = texts[place]
                following = node.after.get(word)
                if following is None and node.number is not None and word.isdigit():
                    following = node.number
                if following is None:
                    break
                node = following
                place += 1
            if not node.longest:
                continue
            here = by_place[first] = dict[str, Cue]()
            for kind, length, name in node.longest:
                cue = here[kind] = Cue(first, first + length, name)
                by_kind.setdefault(kind, []).append(cue)
        return Cues(by_kind, by_place)


def _by_word(phrases: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return phrases by the longest of their words; none for a word that is enough.

    It is enough where it is a phrase, or where the others are no plain words.
    """
    found: dict[str, tuple[str, ...]] = {}
    enough: set[str] = set()
    for phrase in phrases:
        for words in product(*(part.split("/") for part in phrase.split())):
            plain = [word for word in words if word.isalpha()]
            longest = max(plain or words, key=len)
            found[longest] = (*found.get(longest, ()), f" {' '.join(words)} ")
            if len(words) == 1 or len(plain) < len(words):
                enough.add(longest)
    return {word: () if word in enough else rest for word, rest in found.items()}


def _settle(node: _Node, depth: int, above: dict[str, tuple[str, int, str]]) -> None:
    """Write at each place of the tree the longest phrases on the way to it."""
    longest = above
    if node.kinds:
        families = {family for family, _ in node.kinds}
        longest = {kind: one for kind, one in above.items() if one[0] not in families}
        longest |= {kind: (family, depth, node.name) for family, kind in node.kinds}
    node.longest = tuple((kind, length, name) for kind, (_, length, name) in longest.items())
    node.number = node.after.get(ANY_NUMBER)
    for following in node.after.values():
        _settle(following, depth + 1, longest)


def _family(kind: str) -> str:
    """Return what a kind competes with: for cues around an intake only the kind itself."""
    section = kind.split(".")[0]
    if section == "around":
        return kind
    return "time" if section == "habit" else section
