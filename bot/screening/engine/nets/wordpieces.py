"""Cuts a normalised text into the numbered pieces of words that the networks read.

- The pieces are those of BERT's uncased vocabulary that our texts need. A piece's number is its
  line in the file, from 0; ``##`` in front marks a piece that continues a word.
- A word is cut from its start, each time at the longest piece that fits. A word that cannot be cut
  to its end is :data:`UNKNOWN` as a whole, as in BERT.
- The cost is linear in the text: a piece has a maximum length, and of one word the first
  :data:`MOST_LETTERS` characters are read.
- Reading the file is the only I/O. Cutting changes nothing, so any thread may call it.
"""

import re
from collections.abc import Sequence
from pathlib import Path

PAD = 0
UNKNOWN = 1
START = 2
END = 3
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
"""The first lines of the file, in the order of the numbers above."""

MOST_LETTERS = 64
CONTINUES = "##"

_WORD = re.compile(r"[a-z0-9]+|[^\sa-z0-9]")


class VocabularyFault(Exception):
    """The file cannot be used. ``code``: ``missing``, ``damaged``."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the list of word pieces is {code}")
        self.code = code


class WordPieces:
    """Turns texts into numbers of pieces. Keeps nothing of them."""

    def __init__(self, pieces: Sequence[str]) -> None:
        if tuple(pieces[: len(SPECIAL)]) != SPECIAL or len(set(pieces)) < len(pieces):
            raise VocabularyFault("damaged")
        self.pieces = tuple(pieces)
        self._first: dict[str, int] = {}
        self._next: dict[str, int] = {}
        for number, piece in enumerate(pieces[len(SPECIAL) :], len(SPECIAL)):
            if not piece or piece == CONTINUES:
                raise VocabularyFault("damaged")
            if piece.startswith(CONTINUES):
                self._next[piece.removeprefix(CONTINUES)] = number
            else:
                self._first[piece] = number
        self._longest = max(map(len, (*self._first, *self._next)), default=0)

    @classmethod
    def load(cls, path: Path) -> "WordPieces":
        """Return the pieces of a file, one a line. Raises :class:`VocabularyFault`."""
        try:
            text = path.read_text(encoding="utf-8")
        except OSError:
            raise VocabularyFault("missing") from None
        except UnicodeDecodeError:
            raise VocabularyFault("damaged") from None
        return cls(text.removesuffix("\n").split("\n"))

    def __len__(self) -> int:
        return len(self.pieces)

    def ids(self, text: str) -> list[int]:
        """Return the numbers of the pieces of a text in lower case, in order."""
        found: list[int] = []
        first = self._first
        for word in _WORD.findall(text):
            number = first.get(word)
            if number is not None:
                found.append(number)
            else:
                found.extend(self._cut(word))
        return found

    def _cut(self, word: str) -> list[int]:
        word = word[:MOST_LETTERS]
        known, longest = self._first, self._longest
        numbers: list[int] = []
        place = 0
        while place < len(word):
            for end in range(min(len(word), place + longest), place, -1):
                number = known.get(word[place:end])
                if number is not None:
                    break
            else:
                return [UNKNOWN]
            numbers.append(number)
            place = end
            known = self._next
        return numbers
