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

from bot.screening.engine.folding import Folded, Folds, fold
from bot.screening.engine.lines import sentence_begins, sentence_ended
from bot.screening.engine.pieces import STOP, Token
from bot.screening.engine.scan.phrases import Phrases, Scan
from bot.screening.engine.spelling import Spelling
from bot.screening.engine.words import Vocabulary

_CHUNK = re.compile(r"\S+")
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
_QUOTES = re.compile(
    r"\"[^\"\n]{2,400}\"|“[^”\n]{2,400}”|«[^»\n]{2,400}»|„[^“”\n]{2,400}[“”]"
    r"|(?<![\w'])'(?:[^'\n]|(?<=\w)'(?=\w)){2,200}'(?!\w)|(?<!\w)‘[^‘\n]{2,200}’(?!\w)"
)
_BLOCK = re.compile(r"(?:^|\n)[ \t]*>(?:>>[\s\S]*|[ \t]?[^\n]*)")


@dataclass(frozen=True, slots=True)
class View:
    """A text that is ready for matching.

    ``text``: the words with one blank around each, ``.`` between sentences and at both ends.
    ``at``: the positions of each word in ``text``.
    ``breaks``: the positions in ``text`` where a new line probably begins a new sentence. Words may
    match across them, but what stands before one does not excuse what stands after it.
    ``folded``: the folded characters with case and punctuation, for numbers and links.
    ``scan``: the words as letters, with the phrases of the rules that are in them.
    """

    tokens: tuple[Token, ...]
    text: str
    places: tuple[int, ...]
    folded: Folded
    at: Mapping[str, Sequence[int]]
    scan: Scan
    breaks: tuple[int, ...] = ()

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
        phrases: Phrases,
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
        self._coded_firsts = frozenset(first for first, _ in self._coded_pairs)

    def view(self, text: str) -> View:
        """Return the normalised text. Never fails, whatever the text contains."""
        folded = fold(text, self._folds)
        lines: set[int] = set()
        tokens = self._tokens(folded, lines)
        tokens = self._spelling.unspaced(tokens)
        tokens = self._joined(tokens)
        places: list[int] = []
        pieces: list[str] = [" "]
        place = 1
        for token in tokens:
            places.append(place)
            pieces.append(token.text)
            pieces.append(" ")
            place += len(token.text) + 1
        at: dict[str, list[int]] = {}
        for token, where in zip(tokens, places, strict=True):
            at.setdefault(token.text, []).append(where)
        breaks = sentence_begins(tokens, places, lines) if lines else ()
        scan = self._phrases.scan([token.text for token in tokens])
        return View(tuple(tokens), "".join(pieces), tuple(places), folded, at, scan, breaks)

    def _tokens(self, folded: Folded, lines: set[int]) -> list[Token]:
        """Return the tokens of the text, and add to ``lines`` where a line begins."""
        low = folded.text.lower()
        if len(low) != len(folded.text):
            low = "".join(one.lower()[:1] for one in folded.text)
        quoted = _quoted(low)
        offsets = folded.offsets
        tokens = [Token(STOP, 0, 0, False)]
        last = 0
        known = self._words.known
        for chunk in _CHUNK.finditer(low):
            start, end = chunk.span()
            if last and "\n" in low[last:start]:
                if sentence_ended(folded.text, last, start):
                    _stop(tokens)
                else:
                    lines.add(offsets[start])
            last = end
            raw = chunk[0]
            inside = bool(quoted) and any(one <= start < other for one, other in quoted)
            begin, finish = offsets[start], offsets[end - 1] + 1
            if raw in known and raw not in self._coded:
                tokens.append(Token(raw, begin, finish, inside))
                continue
            if raw.isalpha() and raw.isascii():
                tokens.extend(self._plain(raw, begin, finish, inside))
                continue
            core = raw.strip(_EDGE)
            if core:
                lead = raw.index(core)
                if any(mark in _ENDS for mark in raw[:lead]):
                    _stop(tokens)
                at, to = offsets[start + lead], offsets[start + lead + len(core) - 1] + 1
                full = self._words.unleet(raw) if raw[0] == "!" or raw[-1] == "!" else None
                if full is not None and not core.isalpha():
                    tokens.append(Token(full, begin, finish, inside))
                else:
                    tokens.extend(self._mixed(core, at, to, inside))
                if any(mark in _ENDS for mark in raw[lead + len(core) :]):
                    _stop(tokens)
            elif any(mark in _ENDS for mark in raw):
                _stop(tokens)
        _stop(tokens)
        return tokens

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
        if _MAIL.fullmatch(core):
            return [Token("email", start, end, quoted)]
        if _LINK.match(core):
            return [Token("url", start, end, quoted)]
        if "*" in core or "_" in core:
            hidden = self._words.uncensor(core)
            if hidden is not None:
                return self._plain(hidden, start, end, quoted)
        core = _MARKS.sub("", core) or core
        if len(core) > 2 and core[-1] == "s" and core[-2] in "'’`´" and core[:-2].isalpha():
            base = core[:-2]
            core = base + "s" if base in _CONTRACTED else base
        bare = core.translate(_APOSTROPHES)
        if _WORD.fullmatch(bare):
            return self._plain(bare, start, end, quoted)
        word = None
        if not bare.isdigit():
            parts = _PIECES.findall(bare)
            split = len(parts) > 1 and all(part in self._words.known for part in parts)
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

    def _joined(self, tokens: list[Token]) -> list[Token]:
        """Return the tokens with ``su icide`` as one word, and coded pairs as their meaning."""
        known = self._words.known
        firsts = self._coded_firsts
        if all(one == STOP or (one in known and one not in firsts) for one, _, _, _ in tokens):
            return tokens
        out: list[Token] = []
        place = 0
        while place < len(tokens):
            token = tokens[place]
            following = tokens[place + 1] if place + 1 < len(tokens) else None
            if following is not None and STOP not in (token.text, following.text):
                word = self._coded_pairs.get((token.text, following.text))
                if word is None and (token.text not in known or following.text not in known):
                    word = self._words.joined(token.text, following.text)
                if word is not None:
                    out.extend(
                        Token(part, token.start, following.end, token.quoted)
                        for part in word.split()
                    )
                    place += 2
                    continue
            out.append(token)
            place += 1
        return out


def _stop(tokens: list[Token]) -> None:
    if tokens[-1].text != STOP:
        tokens.append(Token(STOP, tokens[-1].end, tokens[-1].end, False))


def _quoted(text: str) -> list[tuple[int, int]]:
    """Return the parts between quotation marks, and quoted lines."""
    found: list[tuple[int, int]] = []
    if any(mark in text for mark in "\"'“«„‘"):
        found = [match.span() for match in _QUOTES.finditer(text)]
    if ">" in text:
        found += [match.span() for match in _BLOCK.finditer(text)]
    return found
