"""Operations on a group: read its settings, change them, undo a change."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.db import Database, Reader, Transaction
from bot.groups import store
from bot.groups.rules import Group, SetupFault, Trouble, setup_fault

UNDO_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class SetupChanged:
    """The settings were saved. ``change_id`` undoes the change within a day."""

    before: Group
    after: Group
    change_id: str


@dataclass(frozen=True, slots=True)
class SetupUnchanged:
    """The settings already were as requested; nothing was saved."""

    group: Group


@dataclass(frozen=True, slots=True)
class SetupRefused:
    """The settings contradict each other; nothing was saved."""

    fault: SetupFault


def exists(reader: Reader, guild_id: int) -> bool:
    """Return whether the group has settings, for another feature's transaction."""
    return store.get(reader, guild_id) is not None


class Groups:
    """The settings of every group, also kept in memory because a modal must open at once."""

    def __init__(
        self, db: Database, clock: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._db = db
        self._clock = clock
        self._new_id = new_id
        self._groups: dict[int, Group] = {}

    async def load(self) -> None:
        """Read every group's settings; called once at start."""
        groups = await self._db.read(store.all_groups)
        self._groups = {group.guild_id: group for group in groups}

    def get(self, guild_id: int) -> Group:
        """Return the group's settings, or the defaults when it has none yet."""
        return self._groups.get(guild_id) or Group(guild_id=guild_id)

    def all(self) -> list[Group]:
        """Return every group that has settings."""
        return list(self._groups.values())

    def ready(self, guild_id: int) -> Group | None:
        """Return the group's settings when it has been set up, else None."""
        group = self._groups.get(guild_id)
        return group if group is not None and group.ready else None

    async def change(
        self, wanted: Group, *, everyone_sees_care: bool
    ) -> SetupChanged | SetupUnchanged | SetupRefused:
        """Save ``wanted`` in place of the current settings; return the outcome."""
        before = self.get(wanted.guild_id)
        if wanted == before:
            return SetupUnchanged(before)
        if fault := setup_fault(wanted, everyone_sees_care=everyone_sees_care):
            return SetupRefused(fault)
        # The new channel or role may have fixed the trouble: try again.
        after = replace(wanted, trouble=None, care_trouble=False)
        change_id = self._new_id()
        now = int(self._clock().timestamp())

        def save(tx: Transaction) -> None:
            store.save(tx, after)
            store.record_change(tx, change_id, before, after, now)

        await self._db.write(save)
        self._groups[after.guild_id] = after
        return SetupChanged(before, after, change_id)

    async def undo(
        self,
        guild_id: int,
        change_id: str,
        *,
        care_is_public: Callable[[Group], bool] = lambda _: False,
    ) -> Group | SetupRefused | None:
        """Restore what one change replaced; return the settings, or None if it cannot be undone.

        Later changes stay. Returns :class:`SetupRefused` when the restored settings would now
        contradict each other.
        """
        current = self.get(guild_id)
        wanted = await self._db.read(lambda r: store.without_change(r, change_id, current))
        if wanted is None:
            return None
        if fault := setup_fault(wanted, everyone_sees_care=care_is_public(wanted)):
            return SetupRefused(fault)
        after = replace(wanted, trouble=None, care_trouble=False)

        def restore(tx: Transaction) -> bool:
            if not store.drop_change(tx, change_id):
                return False
            store.save(tx, after)
            return True

        if not await self._db.write(restore):
            return None
        self._groups[guild_id] = after
        return after

    async def note_care_trouble(self, guild_id: int, trouble: bool) -> bool:
        """Record whether cards reach the care channel; return True when that is new."""
        return await self._note(guild_id, lambda group: replace(group, care_trouble=trouble))

    async def note_trouble(self, guild_id: int, trouble: Trouble | None) -> bool:
        """Record why posting fails, or None when it works again; return True when that is new."""
        return await self._note(guild_id, lambda group: replace(group, trouble=trouble))

    async def _note(self, guild_id: int, change: Callable[[Group], Group]) -> bool:
        known = self._groups.get(guild_id)
        if known is None or change(known) == known:
            return False

        def note(tx: Transaction) -> Group | None:
            # Read from the database, not from memory: an admin's change may not be committed yet.
            group = store.get(tx, guild_id)
            if group is None or change(group) == group:
                return None
            after = change(group)
            store.save(tx, after)
            return after

        after = await self._db.write(note)
        if after is None:
            return False
        self._groups[guild_id] = after
        return True

    async def forget_group(self, guild_id: int) -> None:
        """Erase a group and everything kept for it, including from the database's log."""
        await self._db.write(lambda tx: store.remove(tx, guild_id))
        await self._db.scrub()
        self._groups.pop(guild_id, None)

    async def expire(self) -> None:
        """Delete changes that can no longer be undone."""
        moment = int(self._clock().timestamp()) - UNDO_SECONDS
        await self._db.write(lambda tx: store.drop_changes_before(tx, moment))
