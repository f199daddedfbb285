"""Reads the doses of a text: :meth:`Doses.read` is the door to this package. Pure, linear."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from bot.screening.engine.dosing.amounts import AmountReader
from bot.screening.engine.dosing.circumstances import Circumstances
from bot.screening.engine.dosing.cues import Cues
from bot.screening.engine.dosing.deciding import Decider
from bot.screening.engine.dosing.grading import Grade, grade
from bot.screening.engine.dosing.intakes import Intake, IntakeReader
from bot.screening.engine.dosing.meanings import DoseCase, Meaning
from bot.screening.engine.dosing.medicines import (
    FORM,
    SUBJECTS,
    DoseWords,
    load_words,
)
from bot.screening.engine.dosing.numbers import NUMBER_WORDS
from bot.screening.engine.dosing.quantities import Amount, Size
from bot.screening.engine.dosing.weighing import Weighing
from bot.screening.engine.normalise import View
from bot.screening.engine.pieces import STOP

YEAR = "@year"
_CENTURIES = ("19", "20")
_VERBS = ("verb.done", "verb.base", "verb.ongoing")
_MOST = 200
"""Amounts that are read in one text; a longer list of them says nothing new."""


@dataclass(frozen=True, slots=True)
class Dose:
    """One intake and what it means, at ``view.text[first:last]``."""

    meaning: Meaning
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class DoseReading:
    """The doses of a text. ``ordinary``: positions of amounts that are a routine."""

    found: tuple[Dose, ...] = ()
    ordinary: tuple[tuple[int, int], ...] = ()


_NONE = DoseReading()


class Doses:
    """Reads doses. Keeps nothing of a text."""

    def __init__(self, words: DoseWords) -> None:
        self.words = words

    @classmethod
    def load(cls, folder: Path) -> "Doses":
        """Return the reader for ``folder`` (``data/safety``). Raises :class:`ContentFault`."""
        return cls(load_words(folder))

    def read(self, view: View) -> DoseReading:
        """Return what a text says about doses; nothing when it speaks of none."""
        texts = [token.text for token in view.tokens]
        if not self.words.phrases.may_have_subject(texts, view.text):
            return _NONE
        if any(f" {century}" in view.text for century in _CENTURIES):
            texts = list(map(_year, texts))
        cues = self.words.phrases.find(texts)
        if not any(cues.of(kind) for kind in SUBJECTS):
            return _NONE
        sentences = _sentences(texts, _open_ends(texts, cues))
        reader = AmountReader(view.tokens, texts, cues, self.words)
        amounts: list[tuple[int, Amount]] = []
        for place, (first, last) in enumerate(sentences):
            amounts += [(place, one) for one in reader.amounts(first, last)]
        if not amounts:
            return _NONE
        amounts = amounts[:_MOST]
        taken = [False] * len(texts)
        for _, one in amounts:
            taken[one.first : one.last] = [True] * (one.last - one.first)
        intakes = IntakeReader(texts, cues, self.words)
        around = Circumstances(texts, cues, sentences, self.words.loose, view.clauses)
        cases: list[DoseCase] = []
        for place, amount in amounts:
            intake = intakes.intake(amount, taken, *sentences[place])
            spread = around.near(intake, place, "time.spread")
            cases.append(DoseCase(intake, grade(amount, self.words, in_a_day=spread), place))
        large = any(case.grade is Grade.BEYOND for case in cases)
        decider = Decider(Weighing(around, large=large), self.words)
        found: list[Dose] = []
        ordinary: list[tuple[int, int]] = []
        for case in cases:
            intake, meaning = case.intake, decider.meaning(case)
            if meaning is Meaning.ORDINARY:
                if _names(intake.amount):
                    ordinary.append(_span(view, intake.amount.first, intake.amount.last))
            elif meaning is not Meaning.NOTHING:
                found.append(_dose(view, meaning, intake))
        return DoseReading(tuple(found), tuple(ordinary))


def _sentences(texts: Sequence[str], open_ends: AbstractSet[int]) -> list[tuple[int, int]]:
    """Return the sentences as ranges of words, without the stops between them.

    ``open_ends``: stops that are only a pause (``i took... 30 pills``).
    """
    found: list[tuple[int, int]] = []
    first = 0
    for place, word in enumerate(texts):
        if word == STOP and place not in open_ends:
            if place > first:
                found.append((first, place))
            first = place + 1
    if first < len(texts):
        found.append((first, len(texts)))
    return found


def _open_ends(texts: Sequence[str], cues: Cues) -> set[int]:
    """Return the stops behind a verb without its object, and between a number and a form."""
    verbs = (cue.last for kind in _VERBS for cue in cues.of(kind))
    forms = (cue.first - 1 for cue in cues.of(FORM) if cue.first > 1)
    ends = {place for place in verbs if place < len(texts) - 1 and _counts(texts[place + 1])}
    return ends | {place for place in forms if texts[place - 1].isdigit()}


def _counts(word: str) -> bool:
    """Return whether an amount can begin with a word."""
    return word.isdigit() or word in NUMBER_WORDS or word in ("all", "them", "the", "half", "every")


def _year(word: str) -> str:
    """Return the sign for a year, where a word is one."""
    return YEAR if len(word) == 4 and word.isdigit() and word[:2] in _CENTURIES else word


def _names(amount: Amount) -> bool:
    return amount.size not in (Size.PRONOUN, Size.NUMBER) and not (
        amount.size is Size.BARE and amount.group is None and not amount.own
    )


def _dose(view: View, meaning: Meaning, intake: Intake) -> Dose:
    return Dose(meaning, *_span(view, intake.first, intake.last))


def _span(view: View, first: int, last: int) -> tuple[int, int]:
    """Return the positions in ``view.text`` of the words ``first`` to ``last``."""
    end = last - 1
    return view.places[first], view.places[end] + len(view.tokens[end].text) + 1
