"""Reads words that are spelled letter by letter (``k y s``). Pure, linear."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bot.screening.engine.pieces import STOP, Token
from bot.screening.engine.words import Vocabulary

_LEAST = 3
"""Fewer letters than this spell no word."""
_LONG = 24
"""Of a run of more letters, only the whole and what splits into words is tried."""


class Spelling:
    """Reads runs of single letters with one vocabulary. ``coded``: code words -> plain words."""

    def __init__(self, vocabulary: Vocabulary, coded: Mapping[str, str]) -> None:
        self._words = vocabulary
        self._coded = coded

    def unspaced(self, tokens: list[Token]) -> list[Token]:
        """Read ``k y s`` and ``w a n n a d i e`` as words; other letters stay letters."""
        single = [place for place, one in enumerate(tokens) if len(one[0]) == 1 and one[0] != STOP]
        if len(single) < _LEAST:
            return tokens
        out: list[Token] = []
        done = 0
        for run in _runs(tokens, single):
            stay, words = self._spelled([tokens[place] for place in run])
            if words:
                out += tokens[done : run[stay]]
                out += words
                done = run[-1] + 1
        return out + tokens[done:] if done else tokens

    def _spelled(self, run: list[Token]) -> tuple[int, list[Token]]:
        """Return how many letters of a run stay letters, and the words that the others spell."""
        letters = "".join([token.text for token in run])
        if letters.isdigit():
            return 0, []
        ends = self._words.ends_in_words(letters)
        for stay in range(len(run) - _LEAST + 1):
            if stay and len(run) - stay > _LONG and not ends[stay]:
                continue
            words = self._words_of(run[stay:], letters[stay:], ends[stay])
            if words is not None:
                return stay, words
        return 0, []

    def _words_of(self, run: list[Token], letters: str, splits: bool) -> list[Token] | None:
        """Return the words that single letters spell: by wider gaps, or by the letters."""
        if letters.isdigit():
            return None
        apart = self._by_gaps(run)
        if apart is not None:
            return apart
        if not letters.isalpha():
            plain = self._words.unleet(letters)
            if plain is None:
                return None
            letters, splits = plain, True
        start, end, quoted = run[0].start, run[-1].end, run[0].quoted
        whole = self._coded.get(letters, letters)
        if whole in self._words.known or letters != whole:
            return [Token(part, start, end, quoted) for part in whole.split()]
        parts = self._words.split(letters, spelled=True) if splits else None
        if parts is None:
            return None
        return [Token(part, start, end, quoted) for part in parts]

    def _by_gaps(self, run: list[Token]) -> list[Token] | None:
        """Return words set apart by wider gaps (``k i l l   y o u``); None if most are none."""
        gaps = [after.start - before.end for before, after in pairwise(run)]
        narrow = min(gaps)
        if max(gaps) <= narrow:
            return None
        groups: list[list[Token]] = [[run[0]]]
        for gap, token in zip(gaps, run[1:], strict=True):
            if gap > narrow + 1 or (gap > narrow and narrow > 0):
                groups.append([])
            groups[-1].append(token)
        words: list[Token] = []
        known = 0
        for group in groups:
            letters = "".join(token.text for token in group)
            word = letters if letters.isalpha() else (self._words.unleet(letters) or letters)
            word = self._coded.get(word, self._words.read(word))
            known += word in self._words.known or word != letters
            start, end = group[0].start, group[-1].end
            words += [Token(part, start, end, group[0].quoted) for part in word.split()]
        return words if 2 * known > len(groups) and len(groups) < len(run) else None


def _runs(tokens: Sequence[Token], single: Sequence[int]) -> Iterator[list[int]]:
    """Yield the places of letters that follow one another, at most a stop between two."""
    run = [single[0]]
    for before, place in pairwise([*single, len(tokens) + 1]):
        stopped = place == before + 2 and tokens[before + 1].text == STOP
        if place == before + 1 or stopped:
            run.append(place)
            continue
        if len(run) >= _LEAST:
            yield run
        run = [place]
