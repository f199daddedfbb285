"""Normalises a text for matching: plain lower-case words with their original positions.

- The result is never shown.
- A line break is a blank, unless a sentence has ended: phones and poems break lines anywhere, and
  words of danger must not hide behind a break. A blank line, a list and a quoted line end one.
- The cost is linear in the length of the text.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.screening.engine.clauses import Clauses, clauses
from bot.screening.engine.folding import Folded, Folds, fold
from bot.screening.engine.lines import sentence_begins, sentence_ended
from bot.screening.engine.pieces import STOP, Token
from bot.screening.engine.scan.phrases import PhraseBook, Scan
from bot.screening.engine.scan.quotes import quoted_parts
from bot.screening.engine.spelling import Spelling
from bot.screening.engine.words import Vocabulary

_EDGE = "\"'`´‘’“”«»„([{<>)]}*_~|#,.:;!?…-–—/\\^=&%¡¿"
_ENDS = frozenset(".!?;…")
_MARKS = re.compile(r"\|\||\*\*|__|~~|`+")
_LINK = re.compile(r"(?:https?://|www\.|hxxps?://)\S+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,12}/\S*")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PIECES = re.compile(r"[a-z]+|[0-9]+")
_WORD = re.compile(r"[a-z]+")
_APOSTROPHES = str.maketrans("", "", "'’`´‘")
_CONTRACTED = frozenset(
    [
        "it",
        "that",
        "he",
        "she",
        "who",
        "what",
        "there",
        "let",
        "here",
        "where",
        "how",
        "everything",
        "nothing",
        "one",
        "somebody",
        "life",
    ]
)


@dataclass(frozen=True)
class View:
    """A text that is ready for matching.

    ``text``: the words with one blank around each, ``.`` between sentences and at both ends.
    ``breaks``: the positions in ``text`` where a new line probably begins a new sentence. Words may
    match across them, but what stands before one does not excuse what stands after it.
    ``folded``: the folded characters with case and punctuation, for numbers and links.
    ``scan``: the words as letters, with the phrases of the rules that are in them.
    """

    tokens: tuple[Token, ...]
    text: str
    places: tuple[int, ...]
    folded: Folded
    scan: Scan
    breaks: tuple[int, ...] = ()

    @cached_property
    def at(self) -> Mapping[str, Sequence[int]]:
        """Return the positions of each word in ``text``."""
        at: dict[str, list[int]] = {}
        for token, place in zip(self.tokens, self.places, strict=True):
            at.setdefault(token.text, []).append(place)
        return at

    @cached_property
    def clauses(self) -> Clauses:
        """Return the clauses of the text."""
        return clauses(self.tokens, self.folded)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the original positions of ``text[first:last]``."""
        begin, end = self.between(first, last)
        return self.tokens[begin].start, self.tokens[end].end

    def around(self, begin: int, end: int) -> tuple[int, int]:
        """Return the positions in ``text`` of the tokens ``begin`` to ``end - 1``."""
        last = self.places[end] if end < len(self.places) else len(self.text)
        return self.places[begin], last

    def between(self, first: int, last: int) -> tuple[int, int]:
        """Return the first and last token of ``text[first:last]``, without stops at its edges."""
        begin = max(0, bisect_right(self.places, first) - 1)
        end = max(begin, bisect_right(self.places, max(first, last - 1)) - 1)
        while begin < end and self.tokens[begin].text == STOP:
            begin += 1
        while end > begin and self.tokens[end].text == STOP:
            end -= 1
        return begin, end


class Normaliser:
    """Normalises texts with one vocabulary. Keeps nothing of them."""

    def __init__(
        self,
        folds: Folds,
        vocabulary: Vocabulary,
        algospeak: Mapping[str, str],
        phrases: PhraseBook,
    ) -> None:
        self._folds = folds
        self._phrases = phrases
        self._words = vocabulary
        self._coded = {one: plain for one, plain in algospeak.items() if " " not in one}
        self._coded_pairs = {
            (one.split()[0], one.split()[1]): plain
            for one, plain in algospeak.items()
            if " " in one
        }
        self._spelling = Spelling(vocabulary, self._coded)
        self._certain = vocabulary.known - self._coded.keys()
        self._unjoined = (vocabulary.known | {STOP}) - {first for first, _ in self._coded_pairs}

    def view(self, text: str) -> View:
        """Return the normalised text. Never fails, whatever the text contains."""
        folded = fold(text, self._folds)
        lines: set[int] = set()
        tokens = self._joined(self._spelling.unspaced(self._tokens(folded, lines)))
        words = [token.text for token in tokens]
        places: list[int] = []
        place = 1
        for word in words:
            places.append(place)
            place += len(word) + 1
        return View(
            tokens=tuple(tokens),
            text=f" {' '.join(words)} ",
            places=tuple(places),
            folded=folded,
            scan=self._phrases.scan(words),
            breaks=sentence_begins(tokens, places, lines) if lines else (),
        )

    def _tokens(self, folded: Folded, lines: set[int]) -> list[Token]:
        """Return the tokens of the text, and add to ``lines`` where a line begins."""
        text, offsets, plain = folded.text, folded.offsets, self._certain
        low = text.lower()
        if len(low) != len(text):
            low = "".join(one.lower()[:1] for one in text)
        quoted = [(len(low), len(low)), *quoted_parts(low)[::-1]]
        opens, closes = quoted.pop()
        one_line = "\n" not in low
        tokens = [Token(STOP, 0, 0, False)]
        end = 0
        for raw in low.split():
            last, start = end, low.find(raw, end)
            end = start + len(raw)
            if last and not one_line and low.find("\n", last, start) >= 0:
                if sentence_ended(text, last, start):
                    _stop(tokens)
                else:
                    lines.add(offsets[start])
            while start >= closes and quoted:
                opens, closes = quoted.pop()
            inside = opens <= start < closes
            if raw in plain:
                tokens.append(Token(raw, offsets[start], offsets[end - 1] + 1, inside))
            elif raw.isascii() and raw.isalpha():
                tokens += self._plain(raw, offsets[start], offsets[end - 1] + 1, inside)
            else:
                self._marked(raw, start, folded, inside, tokens)
        _stop(tokens)
        return tokens

    def _marked(
        self, raw: str, start: int, folded: Folded, inside: bool, tokens: list[Token]
    ) -> None:
        """Add the tokens of a chunk that is not only letters, which begins at ``start``."""
        core = raw.strip(_EDGE)
        if not core:
            if not _ENDS.isdisjoint(raw):
                _stop(tokens)
            return
        lead = raw.index(core)
        trail = lead + len(core)
        if lead and not _ENDS.isdisjoint(raw[:lead]):
            _stop(tokens)
        offsets = folded.offsets
        begin, finish = offsets[start + lead], offsets[start + trail - 1] + 1
        word = core if core in self._certain else self._contracted(core, core.replace("'", ""))
        if word in self._certain and word.isalpha():
            tokens.append(Token(word, begin, finish, inside))
        else:
            full = self._words.unleet(raw) if raw[0] == "!" or raw[-1] == "!" else None
            if full is not None and not core.isalpha():
                begin, finish = offsets[start], offsets[start + len(raw) - 1] + 1
                tokens.append(Token(full, begin, finish, inside))
            else:
                tokens += self._mixed(core, begin, finish, inside)
        if trail < len(raw) and not _ENDS.isdisjoint(raw[trail:]):
            _stop(tokens)

    def _plain(self, word: str, start: int, end: int, quoted: bool) -> list[Token]:
        """Return the tokens of a chunk of letters only: one word, or several written together."""
        read = self._words.read(word)
        read = self._coded.get(read, read)
        if read not in self._words.known and len(read) > 5:
            parts = self._words.split(read)
            if parts is not None and len(parts) > 1:
                return [Token(part, start, end, quoted) for part in parts]
        return [Token(part, start, end, quoted) for part in read.split()]

    def _mixed(self, core: str, start: int, end: int, quoted: bool) -> list[Token]:
        """Return the tokens of a chunk with digits or signs inside."""
        bare = core.translate(_APOSTROPHES)
        if bare.isascii() and bare.isalpha():
            return self._plain(self._contracted(core, bare), start, end, quoted)
        if _MAIL.fullmatch(core):
            return [Token("email", start, end, quoted)]
        if _LINK.match(core):
            return [Token("url", start, end, quoted)]
        if "*" in core or "_" in core:
            hidden = self._words.uncensor(core)
            if hidden is not None:
                return self._plain(hidden, start, end, quoted)
        core = _MARKS.sub("", core) or core
        bare = self._contracted(core, core.translate(_APOSTROPHES))
        if _WORD.fullmatch(bare):
            return self._plain(bare, start, end, quoted)
        word = None
        if not bare.isdigit():
            parts = _PIECES.findall(bare)
            split = len(parts) > 1 and all(part in self._words.known for part in parts)
            split = split and any(len(part) > 1 for part in parts)  # a dotted word is spelled
            split = split and parts[-1] != "self"
            if not split or len(bare) < 4:
                word = self._words.unleet(bare)
                letters = "".join(parts)
                if word is None and letters in self._words.watched and len(letters) > 2:
                    word = letters
                word = word or self._words.uncensor(bare)
        if word is not None:
            return self._plain(word, start, end, quoted)
        pieces = re.split(r"[^a-z0-9$@!|+€]+", bare)
        found: list[Token] = []
        for piece in pieces:
            if not piece:
                continue
            if piece.isalpha():
                found.extend(self._plain(piece, start, end, quoted))
                continue
            decoded = None if piece.isdigit() else self._words.unleet(piece)
            if decoded is not None:
                found.append(Token(decoded, start, end, quoted))
            else:
                found.extend(Token(part, start, end, quoted) for part in _PIECES.findall(piece))
        return found

    def _contracted(self, core: str, bare: str) -> str:
        """Return ``bare``, which is ``core`` without apostrophes; ``mum`` for ``mum's``."""
        if len(core) > 2 and core[-1] == "s" and core[-2] in "'’`´" and core[:-2].isalpha():
            return bare if core[:-2] in _CONTRACTED else core[:-2]
        return bare

    def _joined(self, tokens: list[Token]) -> list[Token]:
        """Return the tokens with ``su icide`` as one word, and coded pairs as their meaning."""
        whole = self._unjoined
        odd = [place for place, token in enumerate(tokens) if token.text not in whole]
        out: list[Token] = []
        done = 0
        for place in sorted({place for one in odd for place in (one - 1, one)}):
            if place < done or place + 1 == len(tokens):
                continue
            first, second = tokens[place], tokens[place + 1]
            word = self._pair(first.text, second.text)
            if word is not None:
                out += tokens[done:place]
                out += (Token(part, first.start, second.end, first.quoted) for part in word.split())
                done = place + 2
        return out + tokens[done:] if done else tokens

    def _pair(self, first: str, second: str) -> str | None:
        """Return the word that two neighbours mean together."""
        if STOP in (first, second):
            return None
        return self._coded_pairs.get((first, second)) or self._words.joined(first, second)


def _stop(tokens: list[Token]) -> None:
    if tokens[-1].text != STOP:
        tokens.append(Token(STOP, tokens[-1].end, tokens[-1].end, False))
