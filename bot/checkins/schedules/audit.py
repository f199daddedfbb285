"""How an admin's change of a schedule is saved: together with its line in the history."""

from dataclasses import dataclass

from bot.checkins.rules import Plan, Schedule
from bot.checkins.schedules import store as schedule_store
from bot.checkins.schedules.plans import Change, ChangeKind
from bot.core.db import Transaction


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does something, and when (UTC seconds). ``change_id``: of the line that says so."""

    admin_id: int
    now: int
    change_id: str

    def save(
        self,
        tx: Transaction,
        kind: ChangeKind,
        schedule: Schedule,
        *,
        before: Plan | None = None,
        after: Plan | None = None,
    ) -> None:
        """Saves the schedule as it is now, and who made it so."""
        schedule_store.save(tx, schedule)
        self.note(tx, kind, schedule, before=before, after=after)

    def note(
        self,
        tx: Transaction,
        kind: ChangeKind,
        schedule: Schedule,
        *,
        before: Plan | None = None,
        after: Plan | None = None,
    ) -> None:
        """Adds the line to the history alone."""
        change = Change(
            change_id=self.change_id,
            schedule_id=schedule.schedule_id,
            guild_id=schedule.guild_id,
            admin_id=self.admin_id,
            changed_at=self.now,
            version=schedule.version,
            kind=kind,
            before=before,
            after=after,
        )
        schedule_store.add_change(tx, change)
