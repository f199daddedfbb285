"""What the rules and the words around them say of one text: the input of fusion. Pure values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.screening.verdict import Category, Level

_CEILING = 0.99


@dataclass(frozen=True, slots=True)
class Signs:
    """The rules' findings about one text.

    - ``ruled``: per category, the combined score of the rules.
    - ``attack``: categories in which a rule saw a person addressed or an instruction.
    - ``precise``: categories in which a rule speaks that acts without any model: of danger, or of
      the shape of contact data and links.
    - ``held_back``: cues suggest that the author means no harm (a quote, the past, a negation, the
      author's own identity, a content note).
    - ``narrative``: the text is about its author and addresses almost no one else.
    - ``warm``: the text says something good about people.
    - ``figures``: it has figures or a sign of an address that may lead to a person.
    - ``denied``: it says that there is no risk.
    - ``medicated``: it tells of a dose that is ordinary.
    - ``recovering``: it is about the past, recovery, or a person who has died.
    - ``known_number``: all its figures are numbers of helplines or emergency services, or it says
      whom to call for help.
    - ``sends_for_help``: it says no more than that, and nothing about its author.
    - ``spared``: categories in which models alone never flag this text, because the words show whom
      or what they are meant for.
    - ``words``: how many words it has.
    """

    ruled: Mapping[Category, float]
    attack: frozenset[Category]
    precise: frozenset[Category] = frozenset()
    held_back: bool = False
    narrative: bool = False
    warm: bool = False
    figures: bool = True
    denied: bool = False
    medicated: bool = False
    recovering: bool = False
    known_number: bool = False
    sends_for_help: bool = False
    spared: frozenset[Category] = frozenset()
    words: int = 20
    level: Level = Level.Q0


def together(scores: Iterable[float]) -> float:
    """Return the combined score of independent signs: the chance that not all are wrong."""
    wrong = 1.0
    for score in scores:
        wrong *= 1.0 - score
    return min(1.0 - wrong, _CEILING)
