"""What a group's team may change in screening: cells of the table, and its own phrases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.core.db import Database, Transaction
from bot.screening import phrases, store
from bot.screening.decide import Action, Degree, allowed
from bot.screening.phrases import PHRASES_MOST, BadLine, Flaw, Phrase
from bot.screening.service import Screening
from bot.screening.verdict import Decision, Level, Place

UNDO_SECONDS = 24 * 3600


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


class PhraseAdded(Enum):
    """The outcome of adding a phrase."""

    NEW = "new"
    CHANGED = "changed"
    """The group already had the phrase, with another action."""
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Imported:
    """The outcome of importing a file of phrases. ``bad``: lines that were skipped, and why."""

    new: int
    changed: int
    same: int
    bad: tuple[BadLine, ...]


class Tuning:
    """Changes the settings of :class:`Screening`; each change applies from the next text on."""

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
        flaw = self._flaw(phrase, action)
        if flaw is not None:
            return flaw
        done = await self._add(guild_id, [(phrase, action)])
        return done[0]

    async def remove_phrase(self, guild_id: int, phrase: str) -> bool:
        """Delete a phrase; False when the group has no such phrase."""
        folded = phrases.folded(phrase)

        def drop(tx: Transaction) -> tuple[bool, list[Phrase]]:
            return store.drop_phrase(tx, guild_id, folded), store.phrases_of(tx, guild_id)

        dropped, left = await self._db.write(drop)
        self._screening.put_phrases(guild_id, left)
        return dropped

    async def import_phrases(self, guild_id: int, file: bytes) -> Imported | Flaw:
        """Add every good line of a file; return a :class:`Flaw` when it cannot be read at all."""
        read = phrases.parse(file)
        if isinstance(read, Flaw):
            return read
        bad = list(read.bad)
        good: list[tuple[str, Action]] = []
        lines: list[int] = []
        for line, phrase, action in read.good:
            if flaw := self._flaw(phrase, action):
                bad.append(BadLine(line, flaw))
            else:
                good.append((phrase, action))
                lines.append(line)
        done = await self._add(guild_id, good)
        bad += [
            BadLine(line, one)
            for line, one in zip(lines, done, strict=True)
            if isinstance(one, Flaw)
        ]
        counted = {kind: sum(one is kind for one in done) for kind in PhraseAdded}
        return Imported(
            counted[PhraseAdded.NEW],
            counted[PhraseAdded.CHANGED],
            counted[PhraseAdded.SAME],
            tuple(sorted(bad, key=lambda one: one.line)),
        )

    async def _add(
        self, guild_id: int, wanted: list[tuple[str, Action]]
    ) -> list[PhraseAdded | Flaw]:
        made = [
            Phrase(self._new_id(), phrases.tidy(text), phrases.folded(text), action)
            for text, action in wanted
        ]

        def save(tx: Transaction) -> tuple[list[PhraseAdded | Flaw], list[Phrase]]:
            known = {one.folded: one.action for one in store.phrases_of(tx, guild_id)}
            done: list[PhraseAdded | Flaw] = []
            for phrase in made:
                before = known.get(phrase.folded)
                if before is phrase.action:
                    done.append(PhraseAdded.SAME)
                elif before is not None:
                    store.set_action(tx, guild_id, phrase.folded, phrase.action)
                    done.append(PhraseAdded.CHANGED)
                elif len(known) >= PHRASES_MOST:
                    done.append(Flaw.FULL)
                    continue
                else:
                    store.add_phrase(tx, guild_id, phrase)
                    done.append(PhraseAdded.NEW)
                known[phrase.folded] = phrase.action
            return done, store.phrases_of(tx, guild_id)

        done, left = await self._db.write(save)
        self._screening.put_phrases(guild_id, left)
        return done

    def _flaw(self, phrase: str, action: Action) -> Flaw | None:
        if flaw := phrases.flaw(phrase):
            return flaw
        if action in (Action.HOLD, Action.RETURN) and self._screening.level(phrase) > Level.Q0:
            # Words of pain are answered, never held: a group's phrase must not reverse that.
            return Flaw.PAIN
        return None

    def _now(self) -> int:
        return int(self._clock().timestamp())


def purge(tx: Transaction, now: datetime) -> None:
    """Delete changes of the table that are too old to undo."""
    store.drop_changes_before(tx, int(now.timestamp()) - UNDO_SECONDS)
