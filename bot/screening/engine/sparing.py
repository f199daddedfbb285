"""Finds the categories in which the model alone may not flag a text. Pure.

- A model knows hard words and topics, not whom they are meant for. What the author says of
  themselves, or what a voice or an absent person says in the text, is no attack.
- Only what the words show counts: no rule's finding is taken back here.
"""

from collections.abc import Mapping

from bot.screening.engine.contexts import Surroundings
from bot.screening.verdict import Category

_LOUD = 0.3
"""A learned score below this cannot become a flag, so nothing is looked up for it."""
_AIMED = frozenset((Category.HARASSMENT, Category.HATE, Category.VIOLENCE, Category.SEXUAL))


def spared(
    around: Surroundings, ruled: Mapping[Category, float], learned: Mapping[Category, float]
) -> frozenset[Category]:
    """Return the categories in which the model alone must not flag the text."""
    loud = frozenset(one for one, score in learned.items() if score >= _LOUD)
    found: set[Category] = set()
    if loud & _AIMED and _means_no_member(around):
        found.add(Category.HARASSMENT)
        if Category.HATE not in ruled:
            found.add(Category.HATE)
    return frozenset(found)


def _means_no_member(around: Surroundings) -> bool:
    """Return whether the text addresses no one and tells of its author, a voice, or a quote."""
    aims, view = around.aims, around.view
    if aims.addresses(view):
        return False
    return aims.describes_author(view) or aims.repeats(view)
