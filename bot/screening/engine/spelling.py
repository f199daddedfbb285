"""Reads words that are spelled letter by letter (``k y s``). Pure, linear."""

from collections.abc import Mapping
from itertools import pairwise

from bot.screening.engine.pieces import STOP, Token
from bot.screening.engine.words import Vocabulary


class Spelling:
    """Reads runs of single letters with one vocabulary. ``coded``: code words -> plain words."""

    def __init__(self, vocabulary: Vocabulary, coded: Mapping[str, str]) -> None:
        self._words = vocabulary
        self._coded = coded

    def unspaced(self, tokens: list[Token]) -> list[Token]:
        """Read ``k y s`` and ``w a n n a d i e`` as words; other letters stay letters."""
        if sum(len(token.text) == 1 and token.text != STOP for token in tokens) < 3:
            return tokens
        out: list[Token] = []
        place = 0
        while place < len(tokens):
            run: list[Token] = []
            look = place
            while look < len(tokens):
                token = tokens[look]
                if len(token.text) == 1 and token.text.isalnum():
                    run.append(token)
                elif not (token.text == STOP and run and _single_next(tokens, look)):
                    break
                look += 1
            words = self._spelled(run) if len(run) > 2 else None
            if words is None:
                out.append(tokens[place])
                place += 1
            else:
                out.extend(words)
                place = look
        return out

    def _spelled(self, run: list[Token]) -> list[Token] | None:
        """Return the words that single letters spell: by wider gaps, or by the letters."""
        letters = "".join(token.text for token in run)
        if letters.isdigit():
            return None
        apart = self._by_gaps(run)
        if apart is not None:
            return apart
        if not letters.isalpha():
            plain = self._words.unleet(letters)
            if plain is None:
                return None
            letters = plain
        start, end, quoted = run[0].start, run[-1].end, run[0].quoted
        whole = self._coded.get(letters, letters)
        if whole in self._words.known or letters != whole:
            return [Token(part, start, end, quoted) for part in whole.split()]
        parts = self._words.split(letters, spelled=True)
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


def _single_next(tokens: list[Token], place: int) -> bool:
    if place + 1 >= len(tokens):
        return False
    text = tokens[place + 1].text
    return len(text) == 1 and text.isalnum()
