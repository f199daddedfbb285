"""Decides about what has been taken: under way, days ago, long over, or as prescribed. Pure."""

from bot.screening.engine.dosing.grading import Grade
from bot.screening.engine.dosing.intakes import Who
from bot.screening.engine.dosing.meanings import DoseCase, Meaning
from bot.screening.engine.dosing.medicines import FORM, MEDICINE, DoseWords
from bot.screening.engine.dosing.quantities import Size
from bot.screening.engine.dosing.weighing import SIGNS, Weighing

_FOUND_BY_CHILDREN = frozenset(("swallowed", "ate", "eaten", "drank", "chewed", "ingested"))


class DoneDecider:
    """Decides about the intakes of one text that are done."""

    def __init__(self, weighing: Weighing, words: DoseWords) -> None:
        self._weighing = weighing
        self._around = weighing.around
        self._words = words

    def meaning(self, case: DoseCase) -> Meaning:
        """Return what ``i took`` it means."""
        weighing, around, one = self._weighing, self._around, case.intake
        if case.before("denied"):
            return Meaning.NOTHING
        if one.who is Who.READER or case.before("ordered"):
            return case.plain
        if not weighing.much(case):
            return self._small(case)
        past = weighing.past(case)
        if case.before("almost", "supposed"):
            denied = around.after(one, case.sentence, "around.denial")
            return Meaning.NOTHING if past or denied or case.of_another else Meaning.UNSURE
        if past:
            return Meaning.NOTHING
        now = weighing.now(case)
        if case.of_another and not now and around.around(one, case.sentence, "time.grief"):
            return Meaning.NOTHING
        if around.around(one, case.sentence, "time.outcome"):
            told = around.text("time.thankful") or around.near(one, case.sentence, "time.when")
            over = told and not now and not around.text("time.recent")
            return Meaning.NOTHING if over or case.of_another else Meaning.UNSURE
        if weighing.usual(case) and not (now and self._numbered(case)):
            return Meaning.ORDINARY
        if not now and around.near(one, case.sentence, "time.recent"):
            return Meaning.UNSURE
        if around.near(one, case.sentence, "around.accident") and not around.text("around.aim"):
            return Meaning.UNSURE
        if case.grade is Grade.ROUTINE and not around.danger:
            return Meaning.NOTHING if case.of_another else Meaning.UNSURE
        if self._undated_overdose(case, now=now):
            return Meaning.THIRD_UNSURE
        return case.under_way

    @staticmethod
    def _numbered(case: DoseCase) -> bool:
        """Return whether a large number is said, which a routine does not explain tonight."""
        return case.grade is not Grade.ROUTINE and case.intake.amount.size is not Size.ALL

    def _undated_overdose(self, case: DoseCase, *, now: bool) -> bool:
        """Return whether another person overdosed at a time that is not said: it may be grief."""
        one = case.intake
        if not case.of_another or one.amount.size is not Size.OVERDOSE:
            return False
        return not now and not self._around.near(one, case.sentence, "time.weak")

    def _small(self, case: DoseCase) -> Meaning:
        """Return the meaning of an ordinary amount, or of one that is not said."""
        around, one = self._around, case.intake
        if case.before("almost", "supposed") or self._weighing.past(case):
            return Meaning.NOTHING
        if self._by_a_child(case):
            return Meaning.THIRD
        doubled = around.near(one, case.sentence, "around.doubled")
        if not doubled and around.for_the_aim(one, case.sentence):
            return case.under_way
        if one.amount.size is Size.ALL and around.text("around.final"):
            return case.under_way
        if doubled and around.text("around.help") and around.names_medicine:
            return Meaning.MISTAKE
        if case.grade is not Grade.UNSAID:
            return Meaning.ORDINARY
        if one.amount.own or around.near(one, case.sentence, "around.elsewhere"):
            return Meaning.ORDINARY
        return self._unsaid(case)

    def _by_a_child(self, case: DoseCase) -> bool:
        """Return whether a small child swallowed medicine that no adult gave to it."""
        around, one = self._around, case.intake
        other = case.of_another or not one.named
        if not other or one.verb not in _FOUND_BY_CHILDREN:
            return False
        if self._weighing.habit(case) or not around.near(one, case.sentence, "around.child"):
            return False
        return around.near(one, case.sentence, MEDICINE, FORM)

    def _unsaid(self, case: DoseCase) -> Meaning:
        """Return the meaning of ``took them``, ``took the pills``, ``took something``."""
        around, noun = self._around, case.intake.amount.noun
        loose, vague = self._words.loose, noun in self._words.vague
        if case.of_another and (vague or noun in loose["pills"]):
            return self._unsaid_of_another(case)
        if vague and not around.text("around.aim", "around.emergency"):
            return Meaning.NOTHING
        if noun in loose["it"] and not around.names_medicine:
            return Meaning.NOTHING
        several = noun in loose["several"]
        usual = self._weighing.habit(case)
        signs = SIGNS if several or vague else ("around.aim", "around.final")
        if several and around.after(case.intake, case.sentence, "amount.pronoun"):
            return case.under_way  # "i took them. all of them."
        if not usual and (around.text(*signs) or (several and self._weighing.large)):
            return case.under_way
        alone = case.intake.who is Who.AUTHOR and around.alone(case.intake, case.sentence)
        if alone and not usual and noun in loose["pills"]:
            return Meaning.UNSURE
        return Meaning.ORDINARY if around.names_medicine else Meaning.NOTHING

    def _unsaid_of_another(self, case: DoseCase) -> Meaning:
        """Return the meaning of ``she's taken something``: a worry as soon as there is a sign."""
        around = self._around
        if self._weighing.habit(case):
            return Meaning.NOTHING
        if around.near(case.intake, case.sentence, "around.elsewhere"):
            return Meaning.NOTHING
        if around.text("around.emergency", "around.symptom", "around.aim", "around.final"):
            return Meaning.THIRD
        if not around.text("around.help"):
            return Meaning.NOTHING
        pills = case.intake.amount.noun in self._words.loose["pills"]
        return Meaning.THIRD if pills else Meaning.THIRD_UNSURE
