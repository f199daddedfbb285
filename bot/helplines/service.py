"""What can be done with helplines: show, change for a group, report one that did not work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.care.case import CaseKind, NewCase, Opened
from bot.care.service import Cases
from bot.core.db import Database, Transaction
from bot.core.wording import Wording
from bot.helplines import form, rules, store
from bot.helplines.form import Wrong
from bot.helplines.rules import Directory, Helpline, ListChange, ListChangeKind, ShownList
from bot.screening.verdict import Level

CHANGES_MOST = 40
"""Max changes that a group has at once, over all countries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A line as an admin typed it. ``by``: how it is reached, "call" and "text"."""

    name: str = ""
    dial: str = ""
    by: tuple[str, ...] = ()
    words: str = ""
    hours: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Full:
    """The group has the max number of changes, or of its own lines in that country."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """There is no such country or line."""


class Helplines:
    """Helplines as a group sees them. The country that a member chose is never stored."""

    def __init__(
        self,
        db: Database,
        directory: Directory,
        wording: Wording,
        cases: Cases,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._db = db
        self.directory = directory
        self._wording = wording
        self._cases = cases
        self._clock = clock
        self._new_id = new_id

    async def shown(self, guild_id: int | None, country: str | None) -> ShownList:
        """Return what to show a member who chose this country (None: not yet). Never empty."""
        now = self._clock()
        changes = await self.changes(guild_id) if guild_id else []
        return rules.shown(self.directory, country, changes, now.date(), int(now.timestamp()))

    async def changes(self, guild_id: int) -> list[ListChange]:
        """Return the group's own changes that are valid now."""
        now = int(self._clock().timestamp())
        return await self._db.read(lambda r: store.of_group(r, guild_id, now))

    async def write(
        self, guild_id: int, country: str, line_id: str | None, typed: Typed, days: int
    ) -> ListChange | Wrong | Full | Unknown:
        """Add a line (``line_id`` None), or write one in place of another, for ``days``."""
        if self._unknown(country, line_id):
            return Unknown()
        fault = form.wrong(typed.name, typed.dial, typed.words, typed.hours, typed.url)
        if fault is not None:
            return fault
        if "text" not in typed.by and typed.words:
            return Wrong.WORDS
        kind = ListChangeKind.REPLACE if line_id else ListChangeKind.ADD
        return await self._save(guild_id, country, kind, line_id, typed, days)

    async def hide(self, guild_id: int, line_id: str, days: int) -> ListChange | Full | Unknown:
        """Hide a line in this group for ``days``; the emergency number and the finder stay."""
        country = self._country_of(line_id)
        if country is None:
            return Unknown()
        return await self._save(guild_id, country, ListChangeKind.HIDE, line_id, Typed(), days)

    async def show_again(self, guild_id: int, line_id: str) -> bool:
        """Show a line as the file has it; return False when the group had not changed it."""
        return await self._db.write(lambda tx: store.drop_of_line(tx, guild_id, line_id))

    async def undo(self, guild_id: int, change_id: str) -> bool:
        """Delete a change; return False when it is gone already."""
        return await self._db.write(lambda tx: store.drop(tx, guild_id, change_id))

    async def broken(self, guild_id: int, line_id: str) -> Opened | None:
        """Tell the team that a number did not work; no member is named. None: no such line."""
        line = await self._line(guild_id, line_id)
        if line is None:
            return None
        return await self._cases.open(
            NewCase(
                guild_id=guild_id,
                kind=CaseKind.NUMBER,
                level=Level.Q1,
                categories=frozenset(),
                words=f"{line.name}: {line.dial}",
                reason=line_id,
            )
        )

    async def tell_ending(self) -> int:
        """Tell each team, once, which of its changes will end soon; return how many changes."""
        now = int(self._clock().timestamp())
        if not await self._db.read(lambda r: store.ending(r, now)):
            return 0

        def tell(tx: Transaction) -> int:
            found = store.ending(tx, now)
            for change in found:
                store.set_told(tx, change.change_id)
                self._cases.open_in(tx, self._note(change))
            return len(found)

        return await self._db.write(tell)

    def _note(self, change: ListChange) -> NewCase:
        line = self.directory.line(change.line_id or "")
        return NewCase(
            guild_id=change.guild_id,
            kind=CaseKind.NOTE,
            level=Level.Q1,
            categories=frozenset(),
            words=self._wording.say(
                f"helplines_end.{change.kind.value}",
                name=change.name or (line.name if line else ""),
                dial=change.dial or (line.dial if line else ""),
                day=datetime.fromtimestamp(change.until, UTC).date().isoformat(),
            ),
            reason="helpline_ends",
        )

    async def _line(self, guild_id: int, line_id: str) -> Helpline | None:
        """Return a line as this group sees it: its own first, with the number that was dialled."""
        for change in await self.changes(guild_id):
            if change.dial and line_id in (change.line_id, change.change_id):
                return rules.own_line(change)
        return self.directory.line(line_id)

    def _country_of(self, line_id: str) -> str | None:
        return next(
            (
                one.code
                for one in self.directory.countries.values()
                if any(line.line_id == line_id for line in one.lines)
            ),
            None,
        )

    def _unknown(self, country: str, line_id: str | None) -> bool:
        if line_id is None:
            return country not in self.directory.countries
        return self._country_of(line_id) != country

    async def _save(
        self,
        guild_id: int,
        country: str,
        kind: ListChangeKind,
        line_id: str | None,
        typed: Typed,
        days: int,
    ) -> ListChange | Full:
        now = int(self._clock().timestamp())
        change = ListChange(
            change_id=self._new_id(),
            guild_id=guild_id,
            country=country,
            kind=kind,
            line_id=line_id,
            name=typed.name,
            dial=typed.dial,
            by=typed.by,
            words=typed.words,
            hours=typed.hours,
            url=typed.url,
            made_at=now,
            until=now + max(1, min(days, rules.CHANGE_DAYS)) * 86400,
        )

        def save(tx: Transaction) -> bool:
            before = store.of_group(tx, guild_id, now)
            added = [
                one for one in before if (one.country, one.kind) == (country, ListChangeKind.ADD)
            ]
            full = kind is ListChangeKind.ADD and len(added) >= rules.ADDED_MOST
            if full or len(before) >= CHANGES_MOST:
                return False
            store.add(tx, change)
            return True

        return change if await self._db.write(save) else Full()


def purge(tx: Transaction, now: datetime) -> None:
    """Delete changes of a group's list that have ended."""
    store.purge(tx, int(now.timestamp()))
