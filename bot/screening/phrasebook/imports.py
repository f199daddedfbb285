"""Importing a file of phrases: a preview first, then adding, and undoing it for a day.

- Nothing is saved before a person has seen what the list would do and has pressed.
- Previews are kept in memory only, the newest few, for an hour. A press on one that is gone changes
  nothing and says so.
- The event loop never waits: files are read, and phrases tried, on other threads.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.db import Database, Transaction
from bot.screening import automod, phrases, store
from bot.screening.decide import Action
from bot.screening.phrasebook import adding
from bot.screening.phrasebook.adding import PhraseAdded
from bot.screening.phrasebook.decoding import Coding, FileRefused
from bot.screening.phrasebook.entries import BadLine, Entry, ListForm, Parsed
from bot.screening.phrasebook.files import parse
from bot.screening.phrasebook.fine_lines import HOLDING, FineTrial, fine_lines, tried
from bot.screening.phrases import PHRASES_MOST, Flaw, Phrase
from bot.screening.service import Screening
from bot.screening.verdict import Level

UNDO_SECONDS = 24 * 3600
PREVIEW_SECONDS = 3600
PREVIEWS_MOST = 30
"""Max previews in memory, over all groups; the oldest go first."""

AT_ONCE = 20
"""Number of phrases that are screened between two looks at how many still fit."""


@dataclass(frozen=True, slots=True)
class PartKept:
    """The part of a file that fits into the group's list, and the part that does not.

    Each part by its first and last phrase in the order of the file.
    """

    first: str
    last: str
    left: int
    first_left: str
    last_left: str


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would do. ``new`` and ``changed``: the phrases that would be saved.

    ``same``: the group has them already, with this action. ``twice``: phrases that the file has
    more than once. ``blocked``: the words that would go to AutoMod, as they are written.
    """

    import_id: str
    form: ListForm
    coding: Coding
    left_out: tuple[str, ...]
    new: tuple[Phrase, ...]
    changed: tuple[Phrase, ...]
    same: int
    twice: int
    bad: tuple[BadLine, ...]
    kept: PartKept | None
    trial: FineTrial
    blocked: tuple[str, ...]

    @property
    def wanted(self) -> tuple[Phrase, ...]:
        """Return the phrases that would be saved."""
        return (*self.new, *self.changed)

    @property
    def fine(self) -> tuple[Phrase, ...]:
        """Return the phrases that would be saved and hold no fine line."""
        holding = self.trial.holding
        return tuple(one for one in self.wanted if one.phrase_id not in holding)

    @property
    def starred(self) -> tuple[Phrase, ...]:
        """Return the phrases with a ``*``, which is a letter here."""
        return tuple(one for one in self.wanted if "*" in one.phrase)


@dataclass(frozen=True, slots=True)
class Imported:
    """The outcome of an import. ``full``: how many found no room; ``undo``: it can be undone."""

    new: int
    changed: int
    full: int
    undo: bool


@dataclass(frozen=True, slots=True)
class ImportUndone:
    """The outcome of undoing an import. ``left``: phrases that were changed since, and stay."""

    removed: int
    restored: int
    left: int


class PhraseImports:
    """Previews, makes and undoes imports of phrases."""

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
        self._previews: OrderedDict[str, tuple[int, int, ImportPreview]] = OrderedDict()

    async def preview(self, guild_id: int, file: bytes) -> ImportPreview | FileRefused:
        """Return what importing ``file`` would do, and keep it for :meth:`add`."""
        read = await asyncio.to_thread(parse, file)
        if isinstance(read, FileRefused):
            return read
        made, bad, twice = await asyncio.to_thread(_sorted_out, read, self._new_id)
        known = {one.folded: one.action for one in self._screening.phrases(guild_id)}
        unknown = [(line, one) for line, one in made if known.get(one.folded) is not one.action]
        chosen, pain, rest = await self._chosen(unknown, known)
        folds = self._screening.folds
        trial = await asyncio.to_thread(lambda: tried(chosen, folds, fine_lines()))
        preview = ImportPreview(
            import_id=self._new_id(),
            form=read.form,
            coding=read.coding,
            left_out=read.left_out,
            new=tuple(one for one in chosen if one.folded not in known),
            changed=tuple(one for one in chosen if one.folded in known),
            same=len(made) - len(unknown),
            twice=twice,
            bad=tuple(sorted((*bad, *pain), key=lambda one: one.line)),
            kept=_kept(chosen, rest),
            trial=trial,
            blocked=automod.keywords(chosen),
        )
        self._keep(guild_id, preview)
        return preview

    async def add(self, guild_id: int, import_id: str, *, fine_only: bool) -> Imported | None:
        """Save the phrases of a preview; None when the preview is gone. It stays if saving fails.

        ``fine_only``: only those that would hold no fine line of Haven's own.
        """
        kept = self._previews.get(import_id)
        preview = self._take(guild_id, import_id)
        if preview is None or kept is None:
            return None
        wanted, now = preview.fine if fine_only else preview.wanted, self._now()

        def save(tx: Transaction) -> tuple[list[PhraseAdded | Flaw], bool, list[Phrase]]:
            outcomes, parts = adding.add(tx, guild_id, wanted)
            store.record_import(tx, import_id, guild_id, parts, now)
            return outcomes, bool(parts), store.phrases_of(tx, guild_id)

        try:
            outcomes, undo, left = await self._db.write(save)
        except BaseException:
            self._previews[import_id] = kept
            raise
        self._screening.put_phrases(guild_id, left)
        return Imported(
            new=outcomes.count(PhraseAdded.NEW),
            changed=outcomes.count(PhraseAdded.CHANGED),
            full=outcomes.count(Flaw.FULL),
            undo=undo,
        )

    def leave(self, guild_id: int, import_id: str) -> bool:
        """Forget a preview; False when it is gone already."""
        return self._take(guild_id, import_id) is not None

    async def undo(self, guild_id: int, import_id: str) -> ImportUndone | None:
        """Remove what an import added and restore the actions it changed; None: too late."""
        since = self._now() - UNDO_SECONDS

        def restore(tx: Transaction) -> tuple[ImportUndone | None, list[Phrase]]:
            store.drop_imports_before(tx, since)
            parts = store.take_import(tx, guild_id, import_id)
            back = [store.put_back(tx, guild_id, part) for part in parts]
            added = [part.before is None for part in parts]
            undone = ImportUndone(
                removed=sum(done and new for done, new in zip(back, added, strict=True)),
                restored=sum(done and not new for done, new in zip(back, added, strict=True)),
                left=len(back) - sum(back),
            )
            return (undone if parts else None), store.phrases_of(tx, guild_id)

        undone, left = await self._db.write(restore)
        if undone is not None:
            self._screening.put_phrases(guild_id, left)
        return undone

    async def last(self, guild_id: int) -> str | None:
        """Return the id of the group's latest import that can still be undone."""
        since = self._now() - UNDO_SECONDS
        return await self._db.read(lambda reader: store.last_import(reader, guild_id, since))

    async def _chosen(
        self, made: Sequence[tuple[int, Phrase]], known: Mapping[str, Action]
    ) -> tuple[list[Phrase], list[BadLine], list[Phrase]]:
        """Return the phrases that may be saved, those that read as crisis, and what has no room."""
        room = PHRASES_MOST - len(known)
        chosen: list[Phrase] = []
        pain: list[BadLine] = []
        rest: list[Phrase] = []
        for begin in range(0, len(made), AT_ONCE):
            part = made[begin : begin + AT_ONCE]
            if not room:
                rest += [one for _, one in part if one.folded not in known]
                part = [(line, one) for line, one in part if one.folded in known]
            holding = [one.phrase for _, one in part if one.action in HOLDING]
            levels = dict(zip(holding, await self._screening.levels(holding), strict=True))
            for line, one in part:
                if levels.get(one.phrase, Level.Q0) > Level.Q0:
                    pain.append(BadLine(line, Flaw.PAIN, one.phrase))
                elif one.folded in known:
                    chosen.append(one)
                elif room:
                    chosen.append(one)
                    room -= 1
                else:
                    rest.append(one)
        return chosen, pain, rest

    def _keep(self, guild_id: int, preview: ImportPreview) -> None:
        self._previews[preview.import_id] = (guild_id, self._now(), preview)
        while len(self._previews) > PREVIEWS_MOST:
            self._previews.popitem(last=False)

    def _take(self, guild_id: int, import_id: str) -> ImportPreview | None:
        owner, made_at, preview = self._previews.get(import_id, (0, 0, None))
        if owner != guild_id or self._now() - made_at > PREVIEW_SECONDS:
            return None
        del self._previews[import_id]
        return preview

    def _now(self) -> int:
        return int(self._clock().timestamp())


def _sorted_out(
    read: Parsed, new_id: Callable[[], str]
) -> tuple[list[tuple[int, Phrase]], list[BadLine], int]:
    """Return the phrases of a file, each once and by its last action; bad lines; how many twice."""
    found: dict[str, tuple[int, Phrase]] = {}
    bad = list(read.bad)
    twice = 0
    for entry in read.entries:
        wrong = phrases.flaw(entry.phrase)
        if wrong is not None:
            bad.append(BadLine(entry.line, wrong, phrases.readable(entry.phrase)))
            continue
        key = phrases.folded(entry.phrase)
        line, phrase_id = entry.line, new_id()
        if key in found:
            twice += 1
            line = found[key][0]
        found[key] = (line, _phrase(phrase_id, key, entry))
    return list(found.values()), bad, twice


def _phrase(phrase_id: str, key: str, entry: Entry) -> Phrase:
    return Phrase(phrase_id, phrases.tidy(entry.phrase), key, entry.action)


def _kept(chosen: Sequence[Phrase], rest: Sequence[Phrase]) -> PartKept | None:
    if not rest:
        return None
    first, last = (chosen[0].phrase, chosen[-1].phrase) if chosen else ("", "")
    return PartKept(first, last, len(rest), rest[0].phrase, rest[-1].phrase)
