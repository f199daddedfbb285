"""The words that rules know, and how a distorted word is read as one of them."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import product

_LONGEST = 14
_GLUED = 60
"""Max letters that are split into words."""
_REPEATS = re.compile(r"([a-z])\1{2,}")
_DOUBLED = re.compile(r"([a-z])\1+")
_SHORT = frozenset({"i", "u", "a", "r", "n", "im", "to", "me", "my", "go", "ur", "is", "in", "us"})
_CENSORED = re.compile(r"[*#_.\-@%&]")


_SHORT_NAME, _LONG_NAME, _LONGEST_NAME = 6, 8, 20
_ENDINGS = "sl"
"""A letter behind a name that is a plural or a doubled letter (``paracetamoll``)."""
_VOWELS = re.compile("[aeiouy]+")
_SOUNDS = str.maketrans({"z": "s", "c": "k", "q": "k"})
_PERSONS = frozenset({"yourself", "myself", "urself", "yourselves", "himself", "herself", "you"})


def _consonants(word: str) -> str:
    """Return how a word sounds without its vowels, behind a sign that no word has."""
    sounds = word.replace("ph", "f").replace("ck", "k").translate(_SOUNDS)
    if sounds[-1] == "m":
        sounds = sounds[:-1] + "n"
    return "~" + word[0] + _DOUBLED.sub(r"\1", _VOWELS.sub("a", sounds))


def _speaks(words: list[str]) -> bool:
    """Return whether glued words speak to or of a person; false for ``background``."""
    if any(len(word) < 3 and word not in _SHORT for word in words):
        return False
    if any(word in _PERSONS for word in words):
        return True
    return len(words) > 2 and words[0] in ("i", "im", "u", "to", "go")


class Vocabulary:
    """The words of the rules (``watched``), and ordinary words, which are never read as another.

    ``names`` are known words that look like no other, in which a wrong letter is corrected, too.

    Every query is a look-up or is bounded by the length of one word.
    """

    def __init__(
        self,
        watched: Iterable[str],
        ordinary: Iterable[str],
        leet: Mapping[str, str],
        names: Iterable[str] = (),
    ) -> None:
        self.watched = frozenset(word for word in watched if word)
        self.known = self.watched | frozenset(ordinary)
        self._names = frozenset(names)
        self._leet = leet
        self._shapes: dict[tuple[int, str], list[str]] = {}
        for word in sorted(self.watched):
            if len(word) > 2:
                self._shapes.setdefault((len(word), word[0]), []).append(word)

    @cached_property
    def _near(self) -> dict[str, str]:
        """Return slips (a letter missing, two swapped) of watched words of five or more letters.

        They are many, so the first text that needs them makes them, not the start.
        """
        near: dict[str, str] = {}
        for word in sorted(self.watched):
            if len(word) < 5 or not word.isalpha():
                continue
            for place in range(1, len(word) - 1):  # never the last: that is another form, no slip
                near.setdefault(word[:place] + word[place + 1 :], word)
            for place in range(len(word) - 1):
                swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
                near.setdefault(swapped, word)
        return {
            wrong: word
            for wrong, word in near.items()
            if wrong not in self.known and len(wrong) > 4
        }

    def read(self, word: str) -> str:
        """Return a word of letters with stretched letters and typing slips corrected."""
        if word in self.known:
            return word
        if _REPEATS.search(word):
            for shorter in (_REPEATS.sub(r"\1\1", word), _REPEATS.sub(r"\1", word)):
                if shorter in self.known:
                    return shorter
            word = _REPEATS.sub(r"\1", word)
        return self._near.get(word) or self._misspelled(word) or word

    @cached_property
    def _name_slips(self) -> dict[str, str]:
        """Return names by their letters with one left open, and by their consonants."""
        slips: dict[str, str] = {}
        for name in sorted(self._names):
            for place in range(1, len(name) - 1):
                slips.setdefault(f"{name[:place]}?{name[place + 1 :]}", name)
            if len(name) >= _LONG_NAME:
                slips.setdefault(_consonants(name), name)
                for place in range(1, len(name) - 1):
                    slips.setdefault(name[:place] + name[place + 1 :], name)
        return slips

    def _misspelled(self, word: str) -> str | None:
        """Return the name that a word is but for one letter, or for its vowels."""
        if not _SHORT_NAME <= len(word) <= _LONGEST_NAME:
            return None
        slips = self._name_slips
        for place in range(1, len(word)):
            if place < len(word) - 1:
                name = slips.get(f"{word[:place]}?{word[place + 1 :]}")
                if name is not None:
                    return name
            shorter = word[:place] + word[place + 1 :]
            if shorter in self._names and (place < len(word) - 1 or word[-1] in _ENDINGS):
                return shorter
        name = slips.get(word) or slips.get(_consonants(word))
        return name if name is not None and abs(len(name) - len(word)) <= 1 else None

    def unleet(self, chunk: str) -> str | None:
        """Return ``kill`` for ``k1ll``; None when a chunk is no disguised known word."""
        if len(chunk) > 24:
            return None
        choices: list[str] = []
        letters = 0
        for character in chunk:
            if "a" <= character <= "z":
                choices.append(character)
                letters += 1
            elif character in self._leet:
                choices.append(self._leet[character])
            else:
                return None
        if letters == 0:
            return None
        forms = 1
        for choice in choices:
            forms *= len(choice)
        if forms > 16:
            choices = [choice[0] for choice in choices]
        for letters_ in product(*choices):
            word = self.read("".join(letters_))
            if word in self.known:
                return word
        return None

    def uncensor(self, chunk: str) -> str | None:
        """Return ``suicide`` for ``s**cide``: the watched word that fits the remaining letters."""
        if not "a" <= chunk[0] <= "z" or not _CENSORED.search(chunk):
            return None
        shown = [
            (place, one) for place, one in enumerate(chunk) if "a" <= one <= "z" or one.isdigit()
        ]
        if sum("a" <= one <= "z" for _, one in shown) < 2:
            return None
        for word in self._shapes.get((len(chunk), chunk[0]), ()):
            for place, letter in shown:
                if word[place] != letter:
                    break
            else:
                return word
        return None

    def split(self, letters: str, *, spelled: bool = False) -> list[str] | None:
        """Return glued words split (``iwannadie``); None when they are not known words.

        ``spelled``: the letters were written apart, so together they are not one unknown word.

        The split has the fewest words; its cost is bounded by the length times the longest word.
        """
        if len(letters) > _GLUED:
            return None
        words = self._fewest(letters)[-1]
        if words is None or not any(len(word) > 2 for word in words):
            return None
        return words if spelled or _speaks(words) else None

    def ends_in_words(self, letters: str) -> list[bool]:
        """Return for each place whether the letters from there on are words, one of them long."""
        size = len(letters)
        words, long = [False] * size + [True], [False] * (size + 1)
        for start in range(size - 1, -1, -1):
            for end in range(start + 1, min(start + _LONGEST, size) + 1):
                if (words[end] or long[end]) and self._may_be_part(letters[start:end]):
                    words[start] = True
                    if long[end] or end - start > 2:
                        long[start] = True
                        break
        first = max(0, size - _GLUED)
        return [False] * first + long[first:size]

    def _may_be_part(self, word: str) -> bool:
        return word in self.watched and (len(word) > 2 or word in _SHORT)

    def _fewest(self, letters: str) -> list[list[str] | None]:
        """Return for each beginning of ``letters`` the fewest words that it is made of."""
        best: list[list[str] | None] = [[], *(None for _ in letters)]
        for start, before in enumerate(best):
            if before is None:
                continue
            for end in range(start + 1, min(start + _LONGEST, len(letters)) + 1):
                word = letters[start:end]
                if not self._may_be_part(word):
                    continue
                found = best[end]
                if found is None or len(before) + 1 < len(found):
                    best[end] = [*before, word]
        return best

    def joined(self, first: str, second: str) -> str | None:
        """Return ``suicide`` for ``su icide``, when at least one half is not a word by itself."""
        word = first + second
        if word in self.watched and not (first in self.known and second in self.known):
            return word if len(word) > 3 else None
        return None
