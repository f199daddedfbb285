"""What a list of phrases would do to fine lines of Haven's own, about pain, recovery and play.

The lines are in ``data/safety/fine_lines.txt`` and are read when the first list is tried.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.core.data import DATA
from bot.screening.decide import Action
from bot.screening.engine.folding import Folds
from bot.screening.phrases import Matcher, Phrase

FILE = DATA / "safety" / "fine_lines.txt"
HOLDING = (Action.HOLD, Action.RETURN)
"""The actions that keep a draft from appearing."""


@dataclass(frozen=True, slots=True)
class Offender:
    """A phrase that stands in fine lines: in how many, and one of them."""

    phrase: Phrase
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class FineTrial:
    """What phrases would do to the fine lines: how many of ``lines`` they would hold (or return)
    and how many they would tell the team of; and the phrases that do so, the most frequent first.
    """

    lines: int
    held: int
    told: int
    offenders: tuple[Offender, ...]

    @property
    def holding(self) -> frozenset[str]:
        """Return the ids of the phrases that would hold a fine line."""
        return frozenset(
            one.phrase.phrase_id for one in self.offenders if one.phrase.action in HOLDING
        )


@cache
def fine_lines(path: Path = FILE) -> tuple[str, ...]:
    """Return the fine lines that are shipped."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def tried(phrases: Iterable[Phrase], folds: Folds, lines: Sequence[str]) -> FineTrial:
    """Return what the phrases would do to the lines."""
    speaking = {one.phrase_id: one for one in phrases if one.action is not Action.ALLOW}
    matcher = Matcher(speaking.values(), folds)
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    held = told = 0
    for line in lines:
        found = {hit.phrase_id: hit.action for hit in matcher.find(line)}
        holds = any(action in HOLDING for action in found.values())
        held += holds
        told += bool(found) and not holds
        counts.update(found.keys())
        for phrase_id in found:
            kept = examples.get(phrase_id)
            if kept is None or len(line) < len(kept):
                examples[phrase_id] = line
    offenders = tuple(
        Offender(speaking[phrase_id], count, examples[phrase_id])
        for phrase_id, count in counts.most_common()
    )
    return FineTrial(len(lines), held, told, offenders)
