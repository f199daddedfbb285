"""Adding phrases to a group's list, in one transaction: new ones, changed ones, as many as fit."""

from collections.abc import Sequence
from enum import Enum

from bot.core.db import Transaction
from bot.screening import store
from bot.screening.phrases import PHRASES_MOST, Flaw, Phrase
from bot.screening.store import ImportPart


class PhraseAdded(Enum):
    """The outcome of adding a phrase."""

    NEW = "new"
    CHANGED = "changed"
    """The group already had the phrase, with another action."""
    SAME = "same"


def add(
    tx: Transaction, guild_id: int, phrases: Sequence[Phrase]
) -> tuple[list[PhraseAdded | Flaw], list[ImportPart]]:
    """Add phrases or change their actions; return each outcome, and what would undo all of it."""
    known = {one.folded: one for one in store.phrases_of(tx, guild_id)}
    outcomes: list[PhraseAdded | Flaw] = []
    parts: list[ImportPart] = []
    for phrase in phrases:
        before = known.get(phrase.folded)
        if before is None and len(known) >= PHRASES_MOST:
            outcomes.append(Flaw.FULL)
            continue
        if before is None:
            store.add_phrase(tx, guild_id, phrase)
            parts.append(ImportPart(phrase.phrase_id, None, phrase.action))
            outcomes.append(PhraseAdded.NEW)
        elif before.action is phrase.action:
            outcomes.append(PhraseAdded.SAME)
            continue
        else:
            store.set_action(tx, guild_id, phrase.folded, phrase.action)
            parts.append(ImportPart(before.phrase_id, before.action, phrase.action))
            outcomes.append(PhraseAdded.CHANGED)
        phrase_id = before.phrase_id if before is not None else phrase.phrase_id
        known[phrase.folded] = Phrase(phrase_id, phrase.phrase, phrase.folded, phrase.action)
    return outcomes, parts
