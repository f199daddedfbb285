"""Finds who takes an amount, and in which tense: ``i nearly took``, ``she has to take``. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bot.screening.engine.dosing.cues import Cue, Cues
from bot.screening.engine.dosing.medicines import DoseWords
from bot.screening.engine.dosing.numbers import NUMBER_WORDS
from bot.screening.engine.dosing.quantities import Amount, Size


class Who(Enum):
    """Whose body it is about."""

    AUTHOR = "i"
    READER = "you"
    OTHER = "other"
    ANYONE = "any"
    ANIMAL = "animal"


class Tense(Enum):
    """The form of the verb."""

    DONE = "done"
    ONGOING = "ongoing"
    BASE = "base"
    """The present, an infinitive or an imperative; :class:`Intake` says what stands before it."""
    GATHERED = "gathered"
    HOARDED = "hoarded"
    NEED = "need"
    NONE = "none"
    """There is no verb: ``30 pills. it is done``."""


@dataclass(frozen=True, slots=True)
class Intake:
    """An amount with its verb, ``texts[first:last]``.

    ``before``: kinds of words directly before the verb (``denied``, ``almost``, ``supposed``,
    ``intended``, ``ordered``); ``named``: a subject is written, not only understood.
    """

    amount: Amount
    tense: Tense
    who: Who
    named: bool
    before: frozenset[str]
    first: int
    last: int
    verb: str = ""


_VERBS = (
    ("verb.done", Tense.DONE, False),
    ("verb.done_beside", Tense.DONE, True),
    ("verb.ongoing", Tense.ONGOING, False),
    ("verb.ongoing_beside", Tense.ONGOING, True),
    ("verb.base", Tense.BASE, False),
    ("verb.base_beside", Tense.BASE, True),
    ("verb.gathered", Tense.GATHERED, True),
    ("verb.hoarded", Tense.HOARDED, True),
    ("verb.need", Tense.NEED, False),
)
_WHO = (
    ("who.i", Who.AUTHOR),
    ("who.you", Who.READER),
    ("who.other", Who.OTHER),
    ("who.any", Who.ANYONE),
    ("who.animal", Who.ANIMAL),
)
_BEFORE = ("denied", "almost", "supposed", "intended", "ordered")
_FAR = 14
_STRANGE = 2
_CHAIN = 8
_NEAR = 3


class IntakeReader:
    """Reads the intakes of one text."""

    def __init__(self, texts: Sequence[str], cues: Cues, words: DoseWords) -> None:
        self._texts = texts
        self._cues = cues
        self._words = words
        self._loose = words.loose
        self._ending: dict[int, list[tuple[int, str]]] = {}
        for kind in _BEFORE:
            for cue in cues.of(f"before.{kind}"):
                self._ending.setdefault(cue.last, []).append((cue.first, kind))

    def intake(self, amount: Amount, taken: Sequence[bool], first: int, last: int) -> Intake:
        """Return an amount with its verb; ``taken``: which words belong to an amount."""
        if amount.size is Size.OVERDOSE:
            return self._governed(amount, Cue(amount.first, amount.last, ""), Tense.DONE, first)
        verb, tense = self._verb_before(amount, taken, first)
        if verb is None:
            verb, tense = self._verb_after(amount, last)
        if verb is None:
            return Intake(
                amount, Tense.NONE, Who.AUTHOR, False, frozenset(), amount.first, amount.last
            )
        return self._governed(amount, verb, tense, first)

    def _verb_before(
        self, amount: Amount, taken: Sequence[bool], first: int
    ) -> tuple[Cue | None, Tense]:
        best, tense = None, Tense.NONE
        start = max(first, amount.first - _FAR)
        for kind, one, beside in _VERBS:
            cue = self._cues.last_before(kind, start, amount.first)
            if cue is None or (best is not None and cue.first <= best.first):
                continue
            if beside and not self._is_named(amount):
                continue
            best, tense = cue, one
        if best is not None and best.first > start:
            best, tense = self._wider(best, tense)
        if best is None or not self._joins(best.last, amount.first, taken):
            return None, Tense.NONE
        return best, tense

    def _wider(self, verb: Cue, tense: Tense) -> tuple[Cue, Tense]:
        """Return the verb of which another is the end: ``washed down``, ``been took``."""
        for kind, one, _ in _VERBS:
            wider = self._cues.starting(kind, verb.first - 1)
            if wider is not None and wider.last >= verb.last:
                return wider, one
        return verb, tense

    def _joins(self, start: int, end: int, taken: Sequence[bool]) -> bool:
        """Return whether only loose words stand between a verb and its amount."""
        strange = 0
        for place in range(start, end):
            word = self._texts[place]
            if taken[place] or word in self._loose["between"] or word.isdigit():
                continue
            if any(self._cues.starting(kind, place) for kind, _ in _WHO):
                owned = place > start and self._texts[place - 1] in self._loose["owner"]
                if not owned or place < end - 1:  # "took my sister's entire prescription"
                    return False
            strange += 1
        return strange <= _STRANGE

    def _verb_after(self, amount: Amount, last: int) -> tuple[Cue | None, Tense]:
        """Return the verb of ``30 pills i just took`` and ``all the tablets swallowed``."""
        if not self._is_named(amount) or amount.size is Size.BARE:
            return None, Tense.NONE
        for place in range(amount.last, min(last, amount.last + 4)):
            if self._texts[place] in self._loose["turn"]:
                break
            for kind, tense in (("verb.done", Tense.DONE), ("verb.hoarded", Tense.HOARDED)):
                cue = self._cues.starting(kind, place)
                if cue is not None and not self._has_object(cue.last, last):
                    return cue, tense
        return None, Tense.NONE

    def _has_object(self, place: int, last: int) -> bool:
        """Return whether a verb has its own amount behind it: ``(gave me 12,) i took one``."""
        if place >= last:
            return False
        word = self._texts[place]
        if not word.isdigit() and word not in NUMBER_WORDS and word not in ("half", "none"):
            return False
        return place + 1 >= last or not self._cues.within("time.strong", place, place + 1)

    def _governed(self, amount: Amount, verb: Cue, tense: Tense, first: int) -> Intake:
        who, subject = self._subject(verb.first, first)
        before = self._chain(verb.first, first, subject)
        texts = self._texts
        if tense is Tense.BASE and verb.first > first:
            ahead = texts[verb.first - 1]
            if ahead in self._loose["perfect"] and not before & {"denied", "supposed"}:
                tense = Tense.DONE
        return Intake(
            amount,
            tense,
            who,
            subject is not None,
            before,
            min(verb.first, amount.first),
            max(verb.last, amount.last),
            verb.name,
        )

    def _subject(self, verb: int, first: int) -> tuple[Who, Cue | None]:
        start = max(first, verb - _CHAIN)
        best, who = None, Who.AUTHOR
        for kind, one in _WHO:
            cue = self._cues.last_before(kind, start, verb)
            if cue is not None and (best is None or cue.first > best.first):
                best, who = cue, one
        if best is not None and who in (Who.READER, Who.ANIMAL):
            between = self._texts[best.last : verb]  # "my cat died so took 30 pills"
            if len(between) > _NEAR or any(one in self._loose["turn"] for one in between):
                return Who.AUTHOR, None
        return who, best

    def _chain(self, verb: int, first: int, subject: Cue | None) -> frozenset[str]:
        """Return the kinds of words that lead up to a verb: ``(what if) i (was going to) take``."""
        kinds: set[str] = set()
        place = verb
        for _ in range(_CHAIN):
            ending = [one for one in self._ending.get(place, ()) if one[0] >= first]
            if ending:
                place = min(start for start, _ in ending)
                kinds.update(kind for start, kind in ending if start == place)
            elif place > first and self._texts[place - 1] in self._loose["adverb"]:
                place -= 1
            elif subject is not None and subject.first < place == subject.last:
                place = subject.first
                subject = None
            else:
                break
        return frozenset(kinds)

    def _is_named(self, amount: Amount) -> bool:
        """Return whether it is said what is taken, so that "had" can be about medicine."""
        if amount.size in (Size.PRONOUN, Size.NUMBER):
            return False
        if amount.size is Size.CONTAINER:
            return amount.group is not None or amount.noun in self._words.forms
        loose = self._loose["several"] | self._loose["it"] | self._words.vague
        return amount.size is not Size.BARE or amount.noun not in loose
