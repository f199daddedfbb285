"""Finds the rules that match a text. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.screening.engine.contexts import Surroundings
from bot.screening.engine.dosing.doses import Dose
from bot.screening.engine.lexicon import Lexicon, Rule
from bot.screening.engine.normalise import View


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """One rule that matched: at ``original[start:end]`` and ``view.text[first:last]``."""

    rule: Rule
    start: int
    end: int
    first: int
    last: int


def _place(match: re.Match[str]) -> int:
    return match.start()


def _dosed(
    doses: Iterable[Dose], view: View, lexicon: Lexicon, around: Surroundings
) -> list[RuleFinding]:
    """Return one finding for each rule about a dose that applies."""
    found: dict[str, RuleFinding] = {}
    for dose in doses:
        rule = lexicon.dosed[dose.meaning]
        if rule.id in found:
            continue
        if any(around.holds(one, dose.first, dose.last, across=False) for one in rule.unless):
            continue
        start, end = view.span(dose.first, dose.last)
        found[rule.id] = RuleFinding(rule, start, end, dose.first, dose.last)
    return list(found.values())


def find(view: View, lexicon: Lexicon, around: Surroundings) -> list[RuleFinding]:
    """Return one finding for each rule that matches outside the contexts that silence it."""
    doses = lexicon.doses.read(view)
    around.note("ordinary_dose", doses.ordinary)
    found = _dosed(doses.found, view, lexicon, around)
    spoken: set[int] = set()
    tried: set[int] = set()
    text = view.text
    for word in view.at:
        for place, pattern in lexicon.index.get(word, ()):
            if place in spoken or id(pattern) in tried:
                continue
            tried.add(id(pattern))
            rule = lexicon.rules[place]
            for match in sorted(pattern.occurrences(text, view.at), key=_place):
                first, last = match.span()
                if any(around.holds(name, first, last, across=False) for name in rule.unless):
                    continue
                if rule.needs and not any(around.holds(one, first, last) for one in rule.needs):
                    continue
                start, end = view.span(first, last)
                found.append(RuleFinding(rule, start, end, first, last))
                spoken.add(place)
                break
    found.sort(key=lambda one: (one.start, one.end, one.rule.id))
    return found
