"""What a text says around an intake: when, how often, what for, in what state. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from bot.screening.engine.clauses import Clauses
from bot.screening.engine.dosing.cues import Cue, Cues
from bot.screening.engine.dosing.intakes import Intake
from bot.screening.engine.dosing.medicines import FORM, MEDICINE

_NEAR = 18
"""Words around an intake that still speak of it, where people write without full stops."""
_AFTER = 12
_LED = 6
_DIRECT = 4


class Circumstances:
    """The cues of one text, asked about one intake at a time."""

    def __init__(
        self,
        texts: Sequence[str],
        cues: Cues,
        sentences: Sequence[tuple[int, int]],
        loose: Mapping[str, frozenset[str]],
        clauses: Clauses,
    ) -> None:
        self._clauses = clauses
        self._texts = texts
        self._cues = cues
        self._sentences = sentences
        self._wish = loose["wish"]
        self._turn = loose["turn"]

    # --- the whole text -----------------------------------------------------------------------

    def text(self, *kinds: str) -> bool:
        """Return whether the text has a cue of one of these kinds anywhere."""
        return any(self._cues.of(kind) for kind in kinds)

    @property
    def danger(self) -> bool:
        """Return whether the author says what is more than any routine excuses."""
        return self.text("around.aim", "around.intent", "around.final", "around.help")

    @property
    def names_medicine(self) -> bool:
        """Return whether a medicine or a form of one is named in the text."""
        return self.text(MEDICINE, FORM)

    # --- the sentence -------------------------------------------------------------------------

    def near(self, intake: Intake, sentence: int, *kinds: str) -> bool:
        """Return whether a cue stands near an intake, in its sentence."""
        first, last = self._sentences[sentence]
        first, last = max(first, intake.first - _NEAR), min(last, intake.last + _NEAR)
        return self._any(kinds, first, last)

    def direct(self, intake: Intake, sentence: int, *kinds: str) -> bool:
        """Return whether a cue stands directly before or behind an intake, in its clause."""
        first, last = self._sentences[sentence]
        first, last = max(first, intake.first - _LED), min(last, intake.last + _DIRECT)
        for place in range(intake.first - 1, first - 1, -1):
            if self._texts[place] in self._turn:
                first = place + 1
                break
        for place in range(intake.last, last):
            if self._texts[place] in self._turn:
                last = place
                break
        return self._any(kinds, first, last)

    def behind(self, intake: Intake, sentence: int, *kinds: str) -> bool:
        """Return whether a cue begins among the two words behind an intake."""
        last = min(self._sentences[sentence][1], intake.last + 2)
        return self._any(kinds, intake.last, last)

    def follows(self, intake: Intake, kind: str) -> bool:
        """Return whether a cue begins directly behind an intake."""
        return self._cues.within(kind, intake.last, intake.last + 1)

    def for_the_aim(self, intake: Intake, sentence: int) -> bool:
        """Return whether it was taken so as to die; a wish to die near it is another matter."""
        last = min(self._sentences[sentence][1], intake.last + _AFTER)
        return any(
            intake.last <= cue.first < last and self._texts[cue.first - 1] not in self._wish
            for cue in self._cues.of("around.aim")
        )

    def opens(self, sentence: int, kind: str) -> bool:
        """Return whether a sentence begins with a cue, behind at most two words."""
        first, last = self._sentences[sentence]
        return self._cues.within(kind, first, min(last, first + 3))

    def alone(self, intake: Intake, sentence: int) -> bool:
        """Return whether the sentence is little else than the intake."""
        first, last = self._sentences[sentence]
        return intake.first - first <= 2 and last - intake.last <= 3

    def whole(self, intake: Intake) -> bool:
        """Return whether the text is little else than the intake."""
        return len(self._sentences) == 1 and self.alone(intake, 0)

    def led_by(self, intake: Intake, word: str) -> bool:
        """Return whether a word stands directly before an intake."""
        return intake.first > 0 and self._texts[intake.first - 1] == word

    def starts(self, intake: Intake, sentence: int) -> bool:
        """Return whether the sentence begins with the intake."""
        return intake.first - self._sentences[sentence][0] <= 1

    def ends(self, intake: Intake, sentence: int) -> bool:
        """Return whether the sentence ends with the intake."""
        return intake.last >= self._sentences[sentence][1]

    def at_the_time(self, intake: Intake, sentence: int, *kinds: str) -> bool:
        """Return whether a time near an intake, or in the sentence before or behind, is its own."""
        sentences, parts = self._sentences, self._clauses
        first = sentences[max(0, sentence - 1)][0]
        last = sentences[min(sentence + 1, len(sentences) - 1)][1]
        first, last = max(first, intake.first - _NEAR), min(last, intake.last + _NEAR)
        end = intake.last - 1
        return any(
            parts.same_time(cue.first, intake.first, end) for cue in self._each(kinds, first, last)
        )

    def in_clause(self, intake: Intake, sentence: int, *kinds: str) -> bool:
        """Return whether a cue is near an intake; in its clause, where that is dated now."""
        if not self._clauses.is_dated(intake.first, intake.last - 1):
            return self.near(intake, sentence, *kinds)
        first, last = self._sentences[sentence]
        first, last = max(first, intake.first - _NEAR), min(last, intake.last + _NEAR)
        return any(
            self._clauses.together(cue.first, intake.first, intake.last - 1)
            for cue in self._each(kinds, first, last)
        )

    # --- the sentences around -----------------------------------------------------------------

    def after(self, intake: Intake, sentence: int, *kinds: str) -> bool:
        """Return whether a cue follows an intake, in its sentence or at the start of the next."""
        last = self._sentences[min(sentence + 1, len(self._sentences) - 1)][1]
        return self._any(kinds, intake.last, min(last, intake.last + _AFTER))

    def around(self, intake: Intake, sentence: int, *kinds: str) -> bool:
        """Return whether a cue stands in the sentence of an intake or in a neighbouring one."""
        first = self._sentences[max(0, sentence - 1)][0]
        last = self._sentences[min(sentence + 1, len(self._sentences) - 1)][1]
        return self._any(kinds, max(first, intake.first - 40), min(last, intake.last + 40))

    def above(self, sentence: int, *kinds: str) -> bool:
        """Return whether a cue stands in the sentence before."""
        return sentence > 0 and self._any(kinds, *self._sentences[sentence - 1])

    def _any(self, kinds: Sequence[str], first: int, last: int) -> bool:
        return any(self._cues.within(kind, first, last) for kind in kinds)

    def _each(self, kinds: Sequence[str], first: int, last: int) -> Iterator[Cue]:
        return (cue for kind in kinds for cue in self._cues.between(kind, first, last))
