"""What a group's team may change in screening: cells of the table, and its own phrases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.core.db import Database, Transaction
from bot.screening import phrases, store
from bot.screening.decide import Action, Degree, allowed
from bot.screening.phrasebook import adding
from bot.screening.phrasebook.adding import PhraseAdded
from bot.screening.phrasebook.fine_lines import HOLDING
from bot.screening.phrasebook.imports import UNDO_SECONDS, PhraseImports
from bot.screening.phrases import Flaw, Phrase
from bot.screening.service import Screening
from bot.screening.verdict import Decision, Level, Place


@dataclass(frozen=True, slots=True)
class CellChanged:
    """A cell was changed; ``change_id`` undoes the change within a day."""

    before: Decision
    after: Decision
    change_id: str


@dataclass(frozen=True, slots=True)
class Undone:
    """A change was undone; ``now`` is the decision in its cell."""

    degree: Degree
    place: Place
    now: Decision


class NotChanged(Enum):
    """The reason why a cell is unchanged."""

    SAME = "same"
    NOT_ALLOWED = "not_allowed"
    """No group may choose that: see :func:`bot.screening.decide.allowed`."""


class Tuning:
    """Changes the settings of :class:`Screening`; each change applies from the next text on.

    ``imports``: the same for whole files of phrases.
    """

    def __init__(
        self,
        db: Database,
        screening: Screening,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._db = db
        self._screening = screening
        self._clock = clock
        self._new_id = new_id
        self.imports = PhraseImports(db, screening, clock, new_id)

    async def change(
        self, guild_id: int, degree: Degree, place: Place, decision: Decision
    ) -> CellChanged | NotChanged:
        """Change one cell of the group's table; return the outcome."""
        if decision not in allowed(degree, place):
            return NotChanged.NOT_ALLOWED
        before = self._screening.table(guild_id)[degree, place]
        if decision is before:
            return NotChanged.SAME
        change_id, now = self._new_id(), self._now()
        kept = None if decision is self._screening.default(degree, place) else decision

        def save(tx: Transaction) -> None:
            was = store.cell(tx, guild_id, degree, place)
            store.record_change(tx, change_id, guild_id, degree, place, was, now)
            store.set_cell(tx, guild_id, degree, place, kept)

        await self._db.write(save)
        self._screening.put_cell(guild_id, degree, place, kept)
        return CellChanged(before, decision, change_id)

    async def undo(self, guild_id: int, change_id: str) -> Undone | None:
        """Restore what a change replaced; None when it was already undone, or is too old."""

        def restore(tx: Transaction) -> tuple[Degree, Place, Decision | None] | None:
            found = store.take_change(tx, guild_id, change_id)
            if found is not None:
                store.set_cell(tx, guild_id, *found)
            return found

        found = await self._db.write(restore)
        if found is None:
            return None
        degree, place, before = found
        self._screening.put_cell(guild_id, degree, place, before)
        return Undone(degree, place, self._screening.table(guild_id)[degree, place])

    async def add_phrase(self, guild_id: int, phrase: str, action: Action) -> PhraseAdded | Flaw:
        """Add one of the group's own phrases, or change its action."""
        flaw = phrases.flaw(phrase) or await self._pain(phrase, action)
        if flaw is not None:
            return flaw
        made = Phrase(self._new_id(), phrases.tidy(phrase), phrases.folded(phrase), action)

        def save(tx: Transaction) -> tuple[PhraseAdded | Flaw, list[Phrase]]:
            [outcome], _ = adding.add(tx, guild_id, [made])
            return outcome, store.phrases_of(tx, guild_id)

        outcome, left = await self._db.write(save)
        self._screening.put_phrases(guild_id, left)
        return outcome

    async def remove_phrase(self, guild_id: int, phrase: str) -> bool:
        """Delete a phrase; False when the group has no such phrase."""
        folded = phrases.folded(phrase)

        def drop(tx: Transaction) -> tuple[bool, list[Phrase]]:
            return store.drop_phrase(tx, guild_id, folded), store.phrases_of(tx, guild_id)

        dropped, left = await self._db.write(drop)
        self._screening.put_phrases(guild_id, left)
        return dropped

    async def _pain(self, phrase: str, action: Action) -> Flaw | None:
        """Return the flaw of a phrase that would hold back words of pain: they are answered."""
        if action not in HOLDING:
            return None
        [level] = await self._screening.levels([phrase])
        return Flaw.PAIN if level > Level.Q0 else None

    def _now(self) -> int:
        return int(self._clock().timestamp())


def purge(tx: Transaction, now: datetime) -> None:
    """Delete changes of the table and imports that are too old to undo."""
    store.drop_changes_before(tx, int(now.timestamp()) - UNDO_SECONDS)
    store.drop_imports_before(tx, int(now.timestamp()) - UNDO_SECONDS)
