"""Decides what an intake means: prescribed, past, intended, under way. Pure.

What is beyond doubt an ordinary dose says nothing, and other rules hear that it is one.
"""

from bot.screening.engine.dosing.done import DoneDecider
from bot.screening.engine.dosing.grading import Grade
from bot.screening.engine.dosing.intakes import Tense, Who
from bot.screening.engine.dosing.meanings import DoseCase, Meaning
from bot.screening.engine.dosing.medicines import DoseWords
from bot.screening.engine.dosing.quantities import Size
from bot.screening.engine.dosing.weighing import STRONG, Weighing


class Decider:
    """Decides about the intakes of one text."""

    def __init__(self, weighing: Weighing, words: DoseWords) -> None:
        self._weighing = weighing
        self._around = weighing.around
        self._done = DoneDecider(weighing, words)
        self._loose = words.loose

    def meaning(self, case: DoseCase) -> Meaning:
        """Return what an intake means."""
        weighing, one = self._weighing, case.intake
        if one.who is Who.ANIMAL or weighing.told(case):
            return Meaning.NOTHING
        much = weighing.much(case)
        if much and self._asked(case):
            return Meaning.QUESTION
        large = case.grade is Grade.UNNAMED or (much and case.grade is Grade.BEYOND)
        if large and self._advised(case):
            return Meaning.ADVICE
        match one.tense:
            case Tense.DONE:
                return self._done.meaning(case)
            case Tense.ONGOING:
                return self._ongoing(case)
            case Tense.BASE:
                return self._base(case)
            case Tense.GATHERED | Tense.HOARDED:
                return self._gathered(case)
            case Tense.NEED:
                return Meaning.NOTHING
            case Tense.NONE:
                return self._without_verb(case)

    def _asked(self, case: DoseCase) -> bool:
        """Return whether it is asked what the amount would do."""
        around, one = self._around, case.intake
        if one.who is Who.OTHER or case.before("denied") or one.amount.size is Size.PRONOUN:
            return False
        supposed = case.before("supposed")
        if one.tense is Tense.DONE and (not supposed or self._weighing.now(case)):
            return False
        opens = around.opens(case.sentence, "around.ask")
        if not opens and (not supposed or one.who in (Who.READER, Who.ANYONE)):
            return False
        if self._weighing.habit(case) or self._weighing.past(case):
            return False
        return around.near(one, case.sentence, "around.harm")

    def _advised(self, case: DoseCase) -> bool:
        """Return whether a reader is told an amount so that it works."""
        around, one = self._around, case.intake
        to_reader = one.who is Who.READER or not one.named
        if not to_reader or case.before("denied", "intended", "supposed", "almost"):
            return False
        if one.tense not in (Tense.BASE, Tense.NEED, Tense.NONE):
            return False
        if one.amount.size is Size.PRONOUN and not one.amount.plain:
            return False
        if one.tense is Tense.NONE and one.amount.size is Size.POISON:
            return False
        if around.around(one, case.sentence, "around.safety"):
            return False
        said = around.behind(one, case.sentence, "around.effect")
        if one.tense is Tense.NONE and not said and around.danger:
            return False
        led = one.tense is Tense.BASE and around.direct(one, case.sentence, "around.effect")
        return led or around.after(one, case.sentence, "around.effect")

    def _ongoing(self, case: DoseCase) -> Meaning:
        around, one = self._around, case.intake
        if case.before("denied") or one.who is Who.READER:
            return Meaning.NOTHING
        if not self._weighing.much(case):
            return case.under_way if self._going_down(case) else case.plain
        counted = one.amount.size in (Size.NUMBER, Size.COUNT)
        usual = self._weighing.usual(case)
        if counted and not usual and around.follows(one, "amount.running"):
            return case.under_way
        if case.before("intended", "almost"):
            return self._meant(case)
        ordered = case.before("ordered") and one.amount.size is not Size.POISON
        if usual or ordered or self._weighing.past(case):
            return Meaning.ORDINARY
        near = around.near(one, case.sentence, STRONG, "time.weak") or around.danger
        return case.under_way if near else Meaning.NOTHING

    def _going_down(self, case: DoseCase) -> bool:
        """Return whether pills without a number are swallowed while the text is written."""
        around, one = self._around, case.intake
        if one.amount.size is not Size.BARE or one.amount.own or case.before("intended", "ordered"):
            return False
        if self._weighing.habit(case) or around.near(one, case.sentence, "around.elsewhere"):
            return False
        if around.names_medicine:
            return around.near(one, case.sentence, "around.writing", "around.one_by_one")
        several = one.amount.noun in self._loose["several"]
        by_one = around.follows(one, "around.one_by_one")
        return several and by_one and (around.danger or around.whole(one))

    def _base(self, case: DoseCase) -> Meaning:
        around, one = self._around, case.intake
        if case.before("denied") or one.who is Who.READER:
            return Meaning.NOTHING
        if not self._weighing.much(case):
            return case.plain
        if case.before("intended", "supposed", "almost"):
            return self._meant(case)
        if case.before("ordered"):
            return case.plain
        if not one.named and around.follows(one, "amount.running"):
            return Meaning.UNDER_WAY  # "swallow 30 tablets already"
        if not one.named:
            leaving = around.text("around.aim", "around.final")
            return Meaning.INTENDED if leaving else case.plain
        if self._weighing.usual(case) or case.grade is Grade.ROUTINE or self._weighing.past(case):
            return Meaning.ORDINARY
        if around.near(one, case.sentence, STRONG, "time.weak") or around.danger:
            return case.under_way
        return Meaning.UNSURE if one.amount.size is Size.POISON else Meaning.ORDINARY

    def _meant(self, case: DoseCase) -> Meaning:
        """Return the meaning of an amount that is to be taken, or nearly was."""
        around, one = self._around, case.intake
        if self._weighing.past(case) or around.around(one, case.sentence, "time.outcome"):
            return Meaning.NOTHING
        routine = case.grade is Grade.ROUTINE and not around.danger
        if routine or self._weighing.usual(case):
            return Meaning.ORDINARY
        return Meaning.THIRD_UNSURE if case.of_another else Meaning.INTENDED

    def _gathered(self, case: DoseCase) -> Meaning:
        around, one = self._around, case.intake
        if one.who is not Who.AUTHOR or case.before("denied"):
            return Meaning.NOTHING
        if one.tense is Tense.HOARDED and one.amount.size is Size.BARE and one.amount.own:
            return Meaning.INTENDED
        if one.amount.size is Size.POISON or not self._weighing.much(case):
            return case.plain
        routine = case.grade is Grade.ROUTINE or self._weighing.habit(case)
        if self._weighing.past(case) or (routine and not around.danger):
            return Meaning.ORDINARY
        return Meaning.INTENDED

    def _without_verb(self, case: DoseCase) -> Meaning:
        """Return the meaning of ``30 pills. it is done``."""
        around, one, grade = self._around, case.intake, case.grade
        if one.amount.size is Size.NUMBER and grade is Grade.UNNAMED:
            running = around.follows(one, "amount.running") and around.text("verb.ongoing")
            named = around.names_medicine or around.text("around.one_by_one")
            told = (running and named) or self._told_before(case)
            return Meaning.UNDER_WAY if told else Meaning.NOTHING
        if one.amount.size in (Size.NUMBER, Size.PRONOUN):
            return Meaning.NOTHING
        if self._weighing.habit(case) and not around.danger:
            return Meaning.ORDINARY if grade is not Grade.UNSAID else Meaning.NOTHING
        if grade is Grade.UNNAMED and self._told_before(case):
            return Meaning.UNDER_WAY
        if grade not in (Grade.BEYOND, Grade.ROUTINE) or one.amount.size is Size.POISON:
            return Meaning.NOTHING
        if not self._weighing.much(case) or around.text("around.accident"):
            return Meaning.NOTHING
        if self._swallowed(case) or self._told_before(case):
            return Meaning.UNDER_WAY
        at_hand = grade is Grade.BEYOND and one.amount.size in (Size.COUNT, Size.CONTAINER)
        at_hand = at_hand and around.near(one, case.sentence, "around.at_hand")
        return Meaning.INTENDED if at_hand else Meaning.NOTHING

    def _told_before(self, case: DoseCase) -> bool:
        """Return whether the sentence before says that it was taken: ``took em. 2 boxes.``"""
        around, one = self._around, case.intake
        if not around.alone(one, case.sentence) or not around.above(case.sentence, "verb.done"):
            return False
        if one.amount.size not in (Size.COUNT, Size.CONTAINER, Size.NUMBER, Size.ALL):
            return False
        if around.above(case.sentence, "who.you", "time.past"):
            return False
        return around.names_medicine or around.above(case.sentence, "amount.bare")

    def _swallowed(self, case: DoseCase) -> bool:
        """Return whether an amount without a verb is in the body, by what stands around it."""
        around, one = self._around, case.intake
        if case.grade is Grade.BEYOND and around.after(one, case.sentence, "around.inside"):
            return True
        final = around.text("around.aim", "around.final", "around.symptom")
        if around.led_by(one, "after") and around.near(one, case.sentence, "around.symptom"):
            return True
        if one.amount.size is Size.CONTAINER:
            return final and around.starts(one, case.sentence)
        if one.amount.size not in (Size.COUNT, Size.ALL) or not around.alone(one, case.sentence):
            return False
        return final or (around.text("around.help") and one.amount.group is not None)
