"""Reads a text that is not English: its language, and whether it says a wish to die. Pure."""

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from bot.screening.engine.languages.folded import fold, repaired
from bot.screening.engine.languages.guess import (
    ENGLISH_WORDS,
    FEWEST_WORDS,
    SURELY_ENGLISH,
    by_script,
    english_share,
    foreign_script,
    guess,
)
from bot.screening.engine.languages.wishes import Wishes, load_wishes, names
from bot.screening.verdict import Category, Language, Level, Reading, Span

MOST_LETTERS = 4000
"""Letters that are read: as many as a message can have."""


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """A text that is not English. ``level``: Q0 unless it says that its author wishes to die."""

    language: Language
    level: Level


class OtherLanguages:
    """Reads texts in other languages. Keeps nothing of them."""

    def __init__(self, wishes: tuple[Wishes, ...], english: Collection[str]) -> None:
        self._wishes = wishes
        self._names = names(wishes)
        self._english = frozenset(english)

    @classmethod
    def load(
        cls, path: Path, watched: AbstractSet[str], ordinary: AbstractSet[str]
    ) -> "OtherLanguages":
        """Read ``languages.toml``. Raises :class:`~bot.core.data.ContentFault`.

        ``watched`` and ``ordinary``: the English words that rules know, and others. Members mix
        languages, so the ordinary ones hold words of other languages too.
        """
        wishes = load_wishes(path)
        theirs = {word for one in wishes for word in one.words}
        return cls(wishes, watched | (ordinary - theirs))

    def all_english(self, words: AbstractSet[str]) -> bool:
        """Return whether every word is English, so that nothing more has to be asked."""
        return self._english >= words

    def read(self, text: str) -> OtherLanguage | None:
        """Return what is known of a text in another language; None for English."""
        text = repaired(text[:MOST_LETTERS])
        strange = not text.isascii() and foreign_script(text)
        share = english_share(text, self._english)
        if not strange and share >= SURELY_ENGLISH:
            return None
        words = fold(text)
        best = max(
            ((one.level(words), one) for one in self._wishes),
            key=lambda found: found[0],
            default=None,
        )
        if best is not None and best[0] > Level.Q0:
            return OtherLanguage(Language(best[1].code, best[1].name), best[0])
        if not strange and (share >= ENGLISH_WORDS or len(words.split()) < FEWEST_WORDS):
            return None
        found = guess(text) or (by_script(text) if strange else None)
        if found is None:
            return None
        code, name = found
        return OtherLanguage(Language(code, self._names.get(code, name)), Level.Q0)


WISH_SCORE = 0.9
"""The score of a plain wish to die in another language, as of the same words in English."""


def in_other_language(reading: Reading, other: OtherLanguage, length: int) -> Reading:
    """Return the reading of a text of ``length`` characters with what its language adds."""
    if other.level is Level.Q0:
        return replace(reading, language=other.language)
    scores = {**reading.scores}
    scores[Category.CRISIS] = max(scores.get(Category.CRISIS, 0.0), WISH_SCORE)
    span = Span(0, length, Category.CRISIS, f"crisis.wish_{other.language.code}")
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
