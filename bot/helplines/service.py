"""What can be done with helplines: show, change for a group, say that one did not work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.cases.rules import Kind, NewCase, Opened
from bot.cases.service import Cases
from bot.db import Database
from bot.helplines import rules, store
from bot.helplines.rules import Change, ChangeKind, Directory, Shown, Wrong
from bot.safety.verdict import Level

CHANGES_MOST = 40


@dataclass(frozen=True, slots=True)
class Typed:
    """What an admin typed into the form, as it came."""

    name: str
    dial: str
    hours: str
    url: str
    days: str


class Helplines:
    """Helplines as a group sees them. Which country anybody chose is kept nowhere."""

    def __init__(
        self,
        db: Database,
        directory: Directory,
        cases: Cases,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._db = db
        self.directory = directory
        self._cases = cases
        self._clock = clock
        self._new_id = new_id

    async def shown(self, guild_id: int | None, country: str | None) -> Shown:
        """What to show somebody who chose this country (None: not yet). Never nothing."""
        now = self._clock()
        changes = await self.changes(guild_id) if guild_id else []
        return rules.shown(self.directory, country, changes, now.date(), int(now.timestamp()))

    async def changes(self, guild_id: int) -> list[Change]:
        """The group's own changes."""
        now = int(self._clock().timestamp())
        return await self._db.read(lambda r: store.of_group(r, guild_id, now))

    async def write(
        self, guild_id: int, country: str, line_id: str | None, typed: Typed
    ) -> Change | Wrong | None:
        """Adds a line, or replaces one. None: the group has as many changes as there may be."""
        fault = rules.wrong(typed.name, typed.dial, typed.hours, typed.url, typed.days)
        if fault is not None:
            return fault
        kind = ChangeKind.REPLACE if line_id else ChangeKind.ADD
        return await self._save(guild_id, country, kind, line_id, typed, int(typed.days))

    async def hide(self, guild_id: int, line_id: str) -> Change | None:
        """Hides a line in this group. None: no such line, or too many changes."""
        country = next(
            (
                one.code
                for one in self.directory.countries.values()
                if any(line.line_id == line_id for line in one.lines)
            ),
            None,
        )
        if country is None:
            return None
        blank = Typed("", "", "", "", "")
        return await self._save(
            guild_id, country, ChangeKind.HIDE, line_id, blank, rules.CHANGE_DAYS
        )

    async def undo(self, guild_id: int, change_id: str) -> bool:
        """Takes a change away; False when it is gone already."""
        return await self._db.write(lambda tx: store.drop(tx, guild_id, change_id))

    async def broken(self, guild_id: int, line_id: str) -> Opened | None:
        """Tells the team that a number did not work; nobody is named. None: no such line."""
        line = self.directory.line(line_id)
        if line is None:
            own = [one for one in await self.changes(guild_id) if one.change_id == line_id]
            line = rules.own_line(own[0]) if own else None
        if line is None:
            return None
        return await self._cases.open(
            NewCase(
                guild_id=guild_id,
                kind=Kind.NUMBER,
                level=Level.Q1,
                categories=frozenset(),
                words=f"{line.name}: {line.dial}",
                reason=line_id,
            )
        )

    async def _save(
        self,
        guild_id: int,
        country: str,
        kind: ChangeKind,
        line_id: str | None,
        typed: Typed,
        days: int,
    ) -> Change | None:
        now = int(self._clock().timestamp())
        if len(await self.changes(guild_id)) >= CHANGES_MOST:
            return None
        change = Change(
            change_id=self._new_id(),
            guild_id=guild_id,
            country=country,
            kind=kind,
            line_id=line_id,
            name=typed.name,
            dial=typed.dial,
            hours=typed.hours,
            url=typed.url,
            made_at=now,
            until=now + days * 86400,
        )
        await self._db.write(lambda tx: store.add(tx, change))
        return change
