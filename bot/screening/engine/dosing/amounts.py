"""Finds amounts of something that is taken: ``30 of mum's heart tablets``, ``half a bottle``.

Pure, linear: every word is looked at a bounded number of times.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from bot.screening.engine.dosing.cues import Cues
from bot.screening.engine.dosing.medicines import (
    CONTAINER,
    FORM,
    MEDICINE,
    POISON,
    WEIGHT,
    DoseWords,
)
from bot.screening.engine.dosing.numbers import number_at, places_of_numbers
from bot.screening.engine.dosing.quantities import Amount, Noun, Size
from bot.screening.engine.pieces import STOP, Token

_REACH = 6
"""How many words may stand between a number and what is counted."""
_FEW = 3
"""A number that is no larger is none without a noun."""
KINDS = frozenset(
    (
        "verb.overdosed",
        "amount.many",
        "amount.pronoun",
        "amount.all",
        "amount.bare",
        "amount.vague",
        POISON,
        MEDICINE,
        FORM,
    )
)
"""The kinds of phrases with which an amount can begin; it can with a number or an article, too."""
_STRENGTH = 100
"""From here on a number behind a name (``ibuprofen 200``) is its strength in milligrams."""
_OF = ("of", "off", "ae", "o", "a")
_ASKS = ("should", "can", "could", "would", "will", "do", "may")
_DEADLY = (" dose", " amount", " quantity")
"""The end of what is too much by its name (``a lethal dose``), with no medicine named."""


class AmountReader:
    """Reads the amounts of one text."""

    def __init__(self, tokens: Sequence[Token], texts: Sequence[str], cues: Cues, words: DoseWords):
        self._tokens = tokens
        self._texts = texts
        self._cues = cues
        self._words = words
        self._loose = words.loose
        self._beginnings = sorted(self._may_begin())

    def amounts(self, first: int, last: int) -> Iterator[Amount]:
        """Yield the amounts of the sentence ``texts[first:last]``, from left to right."""
        begin, end = (bisect_left(self._beginnings, place) for place in (first, last))
        done = first
        for place in self._beginnings[begin:end]:
            found = self._at(place, last) if place >= done else None
            if found is not None:
                yield found
                done = max(found.last, place + 1)

    def _may_begin(self) -> set[int]:
        """Return the places at which an amount can begin: no other word is looked at."""
        kinds, articles = KINDS, self._loose["article"]
        found = {place for place, here in self._cues.by_place.items() if not kinds.isdisjoint(here)}
        found.update(places_of_numbers(self._tokens))
        if self._cues.of(WEIGHT):  # it may stand between an article and a container
            found.update(place for place, word in enumerate(self._texts) if word in articles)
            return found
        for cue in self._cues.of(CONTAINER):
            begin = max(0, cue.first - _REACH)
            found.update(at for at in range(begin, cue.first) if self._texts[at] in articles)
        return found

    def _at(self, place: int, last: int) -> Amount | None:
        cues = self._cues
        overdose = cues.starting("verb.overdosed", place)
        if overdose is not None:
            return self._overdose(place, overdose.last, last)
        many = cues.starting("amount.many", place)
        if many is not None:
            noun = self._noun(many.last, last)
            if noun is not None:
                return self._amount(place, noun, Size.MANY)
            if many.name.endswith(_DEADLY):
                return Amount(place, many.last, Size.MANY)
            vague = cues.starting("amount.vague", many.last)
            if vague is not None or many.name.startswith(("too", "way", "far")):
                return Amount(place, (vague or many).last, Size.PRONOUN)
            return None
        pronoun = cues.starting("amount.pronoun", place)
        whole = cues.starting("amount.all", place)
        if whole is not None:
            found = self._whole(place, whole.last, last)
            if found is not None:
                return found
        if pronoun is not None:
            plain = pronoun.name in self._loose["plain"]
            ends = pronoun.last >= last or (
                pronoun.name in self._loose["lot"]
                and self._texts[pronoun.last] not in self._loose["direction"]
            )
            return Amount(place, pronoun.last, Size.PRONOUN, plain=plain, ends=ends)
        number = number_at(self._tokens, place)
        if number is not None:
            return self._counted(place, number.value, number.last, last)
        return self._unnumbered(place, last)

    def _overdose(self, place: int, after: int, last: int) -> Amount | None:
        """Return an overdose of medicine, or of what is not said; None for one of cake."""
        if place > 0 and self._texts[place - 1] in _ASKS:
            return None
        if after < last and self._texts[after] in ("on", "of", "with"):
            noun = self._noun(after + 1, last)
            own = self._texts[after + 1] if after + 1 < last else ""
            if noun is None and own not in ("purpose", "them", "my", "it"):
                return None
        return Amount(place, after, Size.OVERDOSE)

    def _whole(self, place: int, after: int, last: int) -> Amount | None:
        number = number_at(self._tokens, after)
        if number is not None:
            noun = self._noun(number.last, last)
            if noun is not None:
                return self._amount(place, noun, Size.ALL, number.value)
            if number.value > 3 and self._bare_number(number.last):
                return Amount(place, number.last, Size.NUMBER, number.value)
            return None
        noun = self._noun(after, last)
        if noun is None:
            return None
        half = self._texts[place] == "half"
        if self._texts[place] == "everything":
            return Amount(place, noun.last, Size.ALL, noun=noun.name)
        if noun.kind == CONTAINER:
            return self._container(place, noun, last)
        if half:
            return self._amount(place, noun, Size.COUNT, 1)
        return self._amount(place, noun, Size.ALL)

    def _counted(self, place: int, value: int, after: int, last: int) -> Amount | None:
        """Return the amount that begins with a number."""
        cues, texts = self._cues, self._texts
        weight = cues.starting(WEIGHT, after)
        if weight is not None:
            noun = self._noun(weight.last, last)
            grams = weight.name in self._words.grams
            value = value * 1000 if grams else value
            liquid = weight.name in ("ml", "mls")
            if noun is None or noun.kind == CONTAINER:
                return Amount(place, weight.last, Size.WEIGHT, 0 if liquid else value)
            if noun.kind == POISON:
                return self._amount(place, noun, Size.POISON)
            return self._amount(place, noun, Size.WEIGHT, 0 if liquid else value)
        noun = self._noun(after, last)
        if noun is not None:
            if noun.kind == CONTAINER:
                return self._container(place, noun, last, value)
            if noun.kind == POISON:
                return self._amount(place, noun, Size.POISON)
            return self._amount(place, noun, Size.COUNT, value)
        before = self._named_before(place) if value < _STRENGTH or texts[place - 1] == "x" else None
        if before is not None:  # "paracetamol x30", "pills, like 40"
            return self._amount(before.first, before, Size.COUNT, value, end=after)
        led = place > 0 and texts[place - 1] in self._loose["no_count"]
        if value > 3 and not led and self._bare_number(after):
            end = after
            while end < last and texts[end] in ("of", "them", "those", "all"):
                end += 1
            return Amount(place, end, Size.NUMBER, value)
        return None

    def _bare_number(self, after: int) -> bool:
        return after >= len(self._texts) or self._texts[after] in self._loose["number_end"]

    def _named_before(self, place: int) -> Noun | None:
        """Return the medicine directly before a number (``sertraline x20``)."""
        at = place - 1
        while at >= 0 and self._texts[at] in ("x", "like", "about", "around", "maybe"):
            at -= 1
        for kind in (MEDICINE, FORM):
            cue = self._cues.last_before(kind, max(0, at - 1), at + 1)
            if cue is not None and cue.last == at + 1:
                return Noun(cue.first, cue.last, kind, cue.name)
        return None

    def _container(self, place: int, noun: Noun, last: int, count: int = 0) -> Amount | None:
        """Return a container of medicine, or of what was not said; None when it has another."""
        texts = self._texts
        own = any(texts[at] in self._loose["own"] for at in range(place, noun.first))
        if noun.last < last and texts[noun.last] in _OF:
            inside = self._noun(noun.last + 1, last)
            if inside is None:
                return None
            if inside.kind == POISON:
                return self._amount(place, inside, Size.POISON)
            return self._amount(place, inside, Size.CONTAINER, count)
        before = texts[noun.first - 1] if noun.first else STOP
        group = self._words.groups.get(before)  # "half the paracetamol bottle"
        return Amount(place, noun.last, Size.CONTAINER, count, group, noun.name, own)

    def _unnumbered(self, place: int, last: int) -> Amount | None:
        """Return a poison, a medicine or a pronoun without an amount."""
        cues, texts = self._cues, self._texts
        poison = cues.starting(POISON, place)
        if poison is not None:
            return Amount(place, poison.last, Size.POISON, noun=poison.name)
        if texts[place] in self._loose["article"]:
            noun = self._noun(place + 1, last)
            if noun is not None and noun.kind == CONTAINER:
                held = self._container(place, noun, last)
                if held is not None and (
                    held.last > noun.last or texts[place] not in self._loose["definite"]
                ):
                    return held
        if cues.starting(MEDICINE, place) or cues.starting(FORM, place):
            noun = self._noun(place, last)
            own = place > 0 and texts[place - 1] in self._loose["own"]
            return None if noun is None else self._amount(place, noun, Size.BARE, own=own)
        bare = cues.starting("amount.bare", place) or cues.starting("amount.vague", place)
        return None if bare is None else Amount(place, bare.last, Size.BARE, noun=bare.name)

    def _amount(
        self,
        first: int,
        noun: Noun,
        size: Size,
        count: int = 0,
        *,
        own: bool = False,
        end: int | None = None,
    ) -> Amount:
        own = own or any(self._texts[at] in self._loose["own"] for at in range(first, noun.first))
        group = self._words.groups.get(noun.name) if noun.kind == MEDICINE else None
        return Amount(first, max(end or 0, noun.last), size, count, group, noun.name, own)

    def _noun(self, place: int, last: int) -> Noun | None:
        """Return what is counted from ``place`` on, behind words that may stand between."""
        cues, texts, words = self._cues, self._texts, self._words
        until = min(last, place + _REACH)
        while place < until:
            poison = cues.starting(POISON, place)
            if poison is not None:
                return Noun(place, poison.last, POISON, poison.name)
            medicine = cues.starting(MEDICINE, place)
            if medicine is not None:
                form = cues.starting(FORM, medicine.last)
                end = form.last if form is not None and form.first < last else medicine.last
                return Noun(place, end, MEDICINE, medicine.name)
            form = cues.starting(FORM, place)
            if form is not None:
                inner = cues.starting(MEDICINE, form.last + 1) if form.last < last else None
                if inner is not None and texts[form.last] == "of":  # "20 tablets of codeine"
                    return Noun(form.first, inner.last, MEDICINE, inner.name)
                return Noun(place, form.last, FORM, form.name)
            container = cues.starting(CONTAINER, place)
            if container is not None:
                return Noun(place, container.last, CONTAINER, container.name)
            number = number_at(self._tokens, place)
            if number is not None and cues.starting(WEIGHT, number.last) is not None:
                place = number.last + 1  # "20 x 500 mg paracetamol"
                until = min(last, place + _REACH)
                continue
            if texts[place] not in words.fill:
                form = cues.starting(FORM, place + 1)
                if form is None or place + 1 >= last or texts[place] in self._loose["number_end"]:
                    return None
                return Noun(place, form.last, FORM, form.name)  # a name that is not listed
            place += 1
        return None
