"""Finds the rules that match a text. Pure."""

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


def _dosed(
    doses: Iterable[Dose], view: View, lexicon: Lexicon, around: Surroundings
) -> list[RuleFinding]:
    """Return one finding for each rule about a dose that applies."""
    found: dict[str, RuleFinding] = {}
    for dose in doses:
        rule = lexicon.dosed[dose.meaning]
        if rule.id in found:
            continue
        if any(around.excuses(one, dose.first, dose.last, grave=rule.grave) for one in rule.unless):
            continue
        start, end = view.span(dose.first, dose.last)
        found[rule.id] = RuleFinding(rule, start, end, dose.first, dose.last)
    return list(found.values())


def find(view: View, lexicon: Lexicon, around: Surroundings) -> list[RuleFinding]:
    """Return one finding for each rule that matches outside the contexts that silence it.

    It is the first of its first pattern that matches.
    """
    doses = lexicon.doses.read(view)
    around.note("ordinary_dose", doses.ordinary)
    found = _dosed(doses.found, view, lexicon, around)
    index = lexicon.index
    likely = sorted([place for group in view.scan.numbers for place in index.get(group, ())])
    spoken = -1
    for place in likely:
        at, pattern = lexicon.patterns[place]
        if at == spoken:
            continue
        rule = lexicon.rules[at]
        for begin, end in pattern.occurrences(view.scan):
            first, last = view.around(begin, end)
            if any(around.excuses(name, first, last, grave=rule.grave) for name in rule.unless):
                continue
            if rule.needs and not any(around.holds(one, first, last) for one in rule.needs):
                continue
            found.append(RuleFinding(rule, *view.span(first, last), first, last))
            spoken = at
            break
    found.sort(key=lambda one: (one.start, one.end, one.rule.id))
    return found
