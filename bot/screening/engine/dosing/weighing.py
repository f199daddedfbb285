"""Weighs what a text says against the amount: much or usual, now or long ago, told or done. Pure.

Danger is never excused by manners, thanks or a mention of recovery, only by another time, another
body, a story, or a routine that explains the amount.
"""

from bot.screening.engine.dosing.circumstances import Circumstances
from bot.screening.engine.dosing.grading import Grade
from bot.screening.engine.dosing.intakes import Tense, Who
from bot.screening.engine.dosing.meanings import DoseCase
from bot.screening.engine.dosing.medicines import ALCOHOL, CONTAINER
from bot.screening.engine.dosing.quantities import Size

STRONG = "time.strong"
SIGNS = ("around.aim", "around.final", "around.help")
_PRESENT = ("around.help", "around.final", "around.symptom")
_FREQUENT = ("habit.often", "habit.strong")
_HABITS = (*_FREQUENT, "habit.weak")
_SWALLOWS = (Tense.DONE, Tense.ONGOING, Tense.BASE)
_HAD = frozenset(("had", "finished", "emptied"))
_BLISTERS = frozenset(("strip", "strips", "blister", "blisters"))
"""Containers that have nothing but medicine."""
_CLOSE = 5


class Weighing:
    """Weighs the intakes of one text. ``large``: it names an amount beyond ordinary ones."""

    def __init__(self, around: Circumstances, *, large: bool) -> None:
        self.around = around
        self.large = large

    def much(self, case: DoseCase) -> bool:
        """Return whether it is more than an ordinary amount, by all that the text says."""
        if case.grade is Grade.BEYOND:
            return not self._carried(case)
        if case.grade is Grade.ROUTINE:
            return not self._carried(case) and not self.usual(case)
        return case.grade is Grade.UNNAMED and self._medicine(case)

    def _medicine(self, case: DoseCase) -> bool:
        """Return whether ``the lot``, ``20`` or ``the whole bottle`` is medicine."""
        around, one = self.around, case.intake
        if around.near(one, case.sentence, "around.elsewhere"):
            return False
        if around.names_medicine or around.text(*SIGNS, "around.symptom"):
            return True
        if one.amount.size is Size.NUMBER:
            played_down = around.near(one, case.sentence, "around.played_down")
            if around.text(CONTAINER, "around.compared") or (played_down and one.who is Who.AUTHOR):
                return True
        near = around.near(one, case.sentence, STRONG)
        if one.amount.size is Size.CONTAINER:
            end = near or around.ends(one, case.sentence) or one.amount.noun in _BLISTERS
            end = end or around.near(one, case.sentence, "around.secret")
            return end and one.tense in _SWALLOWS and not around.text(ALCOHOL)
        if one.amount.plain and around.text("around.intent"):
            return True
        if one.amount.size is not Size.PRONOUN or one.last - one.first > _CLOSE:
            return False
        if one.tense is Tense.BASE:
            return one.amount.plain and near and case.before("intended")
        if one.tense is Tense.DONE:
            return one.amount.plain and (near or one.amount.ends)
        return one.tense is Tense.ONGOING and near and one.amount.plain

    def _carried(self, case: DoseCase) -> bool:
        """Return whether a large amount of medicine is carried or in stock, not swallowed."""
        one = case.intake
        if one.amount.size in (Size.POISON, Size.OVERDOSE):
            return False
        if self.around.text("around.aim", "around.final"):
            return False
        if self.around.behind(one, case.sentence, "around.inside"):
            return False
        if self.around.behind(one, case.sentence, "around.direction"):
            return True
        stored = one.tense is Tense.NONE or one.verb in _HAD
        return stored and self.around.behind(one, case.sentence, "around.stock")

    def usual(self, case: DoseCase) -> bool:
        """Return whether a routine explains the amount. The larger, the closer it must stand."""
        around, one, sentence = self.around, case.intake, case.sentence
        if around.danger or one.amount.size in (Size.POISON, Size.OVERDOSE):
            return False
        if case.grade not in (Grade.BEYOND, Grade.UNNAMED):
            return around.near(one, sentence, *_HABITS)
        if one.amount.size is Size.ALL:
            return around.near(one, sentence, "habit.often", "habit.kept")
        return around.direct(one, sentence, *_FREQUENT)

    def habit(self, case: DoseCase) -> bool:
        """Return whether any words of routine stand beside an intake."""
        return self.around.near(case.intake, case.sentence, *_HABITS)

    def now(self, case: DoseCase) -> bool:
        """Return whether it says that it was within a day."""
        return self.around.near(case.intake, case.sentence, STRONG)

    def past(self, case: DoseCase) -> bool:
        """Return whether it was long ago."""
        around, one = self.around, case.intake
        if self.now(case) or around.text("around.again"):
            return False
        if one.tense is Tense.DONE and self._dated(case) and not around.text(*_PRESENT):
            return True
        if not around.at_the_time(one, case.sentence, "time.past"):
            return False
        direct = around.direct(one, case.sentence, "time.past")
        return direct or not around.text(*_PRESENT)

    def _dated(self, case: DoseCase) -> bool:
        """Return whether what was taken is told of a month, or of an overdose's place."""
        named = case.intake.amount.size is Size.OVERDOSE
        kinds = ("time.month", "time.place") if named else ("time.month",)
        return self.around.direct(case.intake, case.sentence, *kinds)

    def told(self, case: DoseCase) -> bool:
        """Return whether it is a dream, a film or a game."""
        around, one = self.around, case.intake
        if around.near(one, case.sentence, "around.dream"):
            return not around.text("around.final")
        author = one.who is Who.AUTHOR
        told = around.in_clause(one, case.sentence, "around.fiction")
        if not told and not author:
            told = around.above(case.sentence, "around.fiction", "around.dream")
        if not told or around.text("around.help", "around.final"):
            return False
        return not (author and self.now(case))
