"""What an intake can mean, and how it stands in its text: the values of a decision. Pure."""

from dataclasses import dataclass
from enum import Enum

from bot.screening.engine.dosing.grading import Grade
from bot.screening.engine.dosing.intakes import Intake, Who


class Meaning(Enum):
    """What an intake means. The value is the id of its rule."""

    UNDER_WAY = "crisis.dose_under_way"
    THIRD = "crisis.dose_third"
    """Under way in another person."""
    UNSURE = "crisis.dose_unsure"
    """Too much, some days ago, by mistake, or nearly."""
    INTENDED = "crisis.dose_intended"
    THIRD_UNSURE = "crisis.dose_third_unsure"
    """Another person means to take too much, or has, at a time that is not said."""
    QUESTION = "crisis.dose_question"
    MISTAKE = "crisis.dose_mistake"
    """An ordinary dose twice, and fear."""
    ADVICE = "sh_method.dose_advice"
    ORDINARY = "ordinary"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class DoseCase:
    """An intake, how much it is, and the number of its sentence."""

    intake: Intake
    grade: Grade
    sentence: int

    @property
    def of_another(self) -> bool:
        """Return whether it is about another person than the author or the reader."""
        return self.intake.who in (Who.OTHER, Who.ANYONE)

    def before(self, *kinds: str) -> bool:
        """Return whether words of one of these kinds lead up to the verb."""
        return not self.intake.before.isdisjoint(kinds)

    @property
    def under_way(self) -> Meaning:
        """Return the meaning of danger now, by whose body it is."""
        return Meaning.THIRD if self.of_another else Meaning.UNDER_WAY

    @property
    def plain(self) -> Meaning:
        """Return the meaning of an amount that is an ordinary one."""
        usual = self.grade in (Grade.ORDINARY, Grade.ROUTINE)
        return Meaning.ORDINARY if usual else Meaning.NOTHING
