"""Reads a text that is not English: its language, and whether it says a wish to die. Pure.

- A wish is looked for wherever a word is not English, also in a text that otherwise is. It must
  contain such a word: "i will die" is no German.
- Only the languages in whose lines such a word occurs are asked, so that a typing error is cheap.
"""

import re
from collections.abc import Collection
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from bot.screening.engine.languages.folded import fold, repaired
from bot.screening.engine.languages.guess import (
    ENGLISH_WORDS,
    FEWEST_LETTERS,
    FEWEST_WORDS,
    HARDLY_ENGLISH,
    SURELY_ENGLISH,
    UNSURE,
    by_common_words,
    by_script,
    english_share,
    guess,
    mostly,
    named_script,
    scripts,
    without_names,
    without_places,
)
from bot.screening.engine.languages.wishes import (
    Borrowed,
    Wishes,
    by_word,
    load_borrowed,
    load_wishes,
    names,
)
from bot.screening.verdict import Category, Language, Level, Reading, Span

MOST_LETTERS = 4000
"""Letters that are read: as many as a message can have."""
_TELLING = 5
"""Letters that the words of a wish need which English does not have, with the two before it."""
_IS = frozenset(("is", "was", "by"))
_SPELLED = re.compile(r"(?<=\s)(?:\w ){6,40}")
"""Letters with a blank after each."""


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """A text that is not English.

    - ``level``: Q0 unless it says that its author wishes to die or cries for help.
    - ``sure``: the text is in that language. Else half of it is English, or it may be names, slang
      or play with words.
    """

    language: Language
    level: Level
    sure: bool = True


class OtherLanguages:
    """Reads texts in other languages. Keeps nothing of them."""

    def __init__(
        self,
        wishes: tuple[Wishes, ...],
        english: Collection[str],
        borrowed: Borrowed | None = None,
    ) -> None:
        self._wishes = wishes
        self._names = names(wishes)
        self._by_code = {one.code: one for one in wishes}
        self._english = frozenset(english)
        self._asked = by_word(wishes, self._english)
        self._titles = (borrowed or Borrowed()).titles
        phrases = sorted((borrowed or Borrowed()).phrases, key=len, reverse=True)
        self._borrowed = re.compile("|".join(map(re.escape, phrases)) or r"(?!)")

    @classmethod
    def load(
        cls, path: Path, watched: AbstractSet[str], ordinary: AbstractSet[str]
    ) -> "OtherLanguages":
        """Read ``languages.toml``. Raises :class:`~bot.core.data.ContentFault`.

        ``watched`` and ``ordinary``: the English words that rules know, and others. Members mix
        languages, so the ordinary ones hold words of other languages too.
        """
        wishes = load_wishes(path)
        theirs = {word for one in wishes for word in one.strange}
        borrowed = load_borrowed(path)
        english = watched | (ordinary - theirs) | {one.strip() for one in borrowed.titles}
        return cls(wishes, english, borrowed)

    def all_english(self, words: AbstractSet[str]) -> bool:
        """Return whether every word is English, so that nothing more has to be asked."""
        return self._english >= words

    def read(self, text: str) -> OtherLanguage | None:
        """Return what is known of a text in another language; None for English."""
        text = without_places(repaired(text[:MOST_LETTERS]))
        other = scripts(text)
        strange = mostly(other, text)
        share = english_share(text, self._english)
        words = fold(text)
        found = self._wish(words, other, share=0.0 if strange else share)
        if found is not None:
            return found
        if strange:
            return self._in_script(text, words, other)
        if share >= SURELY_ENGLISH:
            return None
        return self._in_latin(text, words, share)

    def _wish(self, words: str, other: dict[str, int], *, share: float) -> OtherLanguage | None:
        """Return the most urgent wish or cry for help; None when there is none."""
        row = words.split()
        asked = {one.code: one for word in row for one in self._asked.get(word, ())}
        asked |= {
            one.code: one
            for one in self._wishes
            if not one.blanks and (other or one.words & {*row})
        }

        def counts(words: str, start: int, end: int) -> bool:
            before = words[:start].split()[-5:]
            if self._is_title(before, words[end:].split()[:7]):
                return False
            spoken = [*before[-2:], *words[start:end].split()]
            strange = [one for one in spoken if one not in self._english]
            return sum(map(len, strange)) >= _TELLING or not "".join(strange).isascii()

        best = max(
            ((one.level(words, counts), one) for one in asked.values()),
            key=lambda found: found[0],
            default=None,
        )
        if best is not None and best[0] > Level.Q0:
            sure = share < ENGLISH_WORDS
            return OtherLanguage(Language(best[1].code, best[1].name), best[0], sure)
        for spelled in _SPELLED.findall(words):
            for one in self._wishes:
                if one.is_spelled(spelled.replace(" ", "")):
                    return OtherLanguage(Language(one.code, one.name), Level.Q2)
        return None

    def _is_title(self, before: list[str], after: list[str]) -> bool:
        """Return whether words in an English text are the name of a song, or a quotation."""
        kept = [*before]
        while kept and kept[-1] not in self._english:
            kept.pop()
        if f" {' '.join(kept)}".endswith(self._titles):
            return True
        return (
            after[:1] != [] and after[0] in _IS and any(f" {one}" in self._titles for one in after)
        )

    def _in_script(self, text: str, words: str, other: dict[str, int]) -> OtherLanguage:
        """Return the language of a text in another script."""
        code = by_script(other)
        own = by_common_words(words.split(), self._wishes, self._english)
        if code is None and own is not None:
            code = own.code
        if code is not None:
            return OtherLanguage(Language(code, self._names[code]), Level.Q0)
        found = guess(text)
        if found is None or found == UNSURE:
            found = named_script(other)
        return OtherLanguage(Language(found[0], self._names.get(*found)), Level.Q0)

    def _in_latin(self, text: str, words: str, share: float) -> OtherLanguage | None:
        """Return the language of a text in Latin letters; None when it may be English."""
        row = words.split()
        if self._english.issuperset(self._borrowed.sub(" ", words).split()):
            return None
        own = by_common_words(row, self._wishes, self._english)
        if own is not None:
            return OtherLanguage(Language(own.code, own.name), Level.Q0, sure=share < ENGLISH_WORDS)
        left = [word for word in without_names(text) if len(word) > 1]
        if share >= ENGLISH_WORDS or len(row) < FEWEST_WORDS or not left:
            return None
        if 2 * len(left) < len(row) or sum(map(len, row)) < FEWEST_LETTERS:
            return None
        found = guess(text)
        short = len(row) < 2 * FEWEST_WORDS
        if found is None:
            return None
        if found == UNSURE and (share > HARDLY_ENGLISH or (short and text.isascii())):
            return None  # typing errors look the same
        code, name = found
        sure = code in self._by_code
        if not sure and short:
            code, name = UNSURE
        return OtherLanguage(Language(code, self._names.get(code, name)), Level.Q0, sure)


WISH_SCORE = 0.9
"""The score of a plain wish to die in another language, as of the same words in English."""
HELP_SCORE = 0.6
"""The score of a cry for help."""


def in_other_language(reading: Reading, other: OtherLanguage, length: int) -> Reading:
    """Return the reading of a text of ``length`` characters with what its language adds."""
    if other.level is Level.Q0:
        return replace(reading, language=other.language)
    scores = {**reading.scores}
    scores[Category.CRISIS] = max(
        scores.get(Category.CRISIS, 0.0), WISH_SCORE if other.level > Level.Q1 else HELP_SCORE
    )
    kind = "wish" if other.level > Level.Q1 else "help"
    span = Span(0, length, Category.CRISIS, f"crisis.{kind}_{other.language.code}")
    crisis = frozenset((Category.CRISIS,))
    return replace(
        reading,
        scores=MappingProxyType(scores),
        level=max(reading.level, other.level),
        flags=reading.flags | crisis,
        ruled=reading.ruled | crisis,
        spans=(span, *reading.spans),
        language=other.language,
    )
