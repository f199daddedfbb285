"""Saves an admin's change of a schedule together with its line in the history."""

from dataclasses import dataclass

from bot.checkins.rules import Plan, Schedule
from bot.checkins.schedules import store as schedule_store
from bot.checkins.schedules.plans import PlanChange, PlanChangeKind
from bot.core.db import Transaction


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change by an admin: who makes it and when (UTC seconds).

    ``change_id``: id of its line in the history.
    """

    admin_id: int
    now: int
    change_id: str

    def save(
        self,
        tx: Transaction,
        kind: PlanChangeKind,
        schedule: Schedule,
        *,
        before: Plan | None = None,
        after: Plan | None = None,
    ) -> None:
        """Save the schedule as it is now, and add the line to its history."""
        schedule_store.save(tx, schedule)
        self.note(tx, kind, schedule, before=before, after=after)

    def note(
        self,
        tx: Transaction,
        kind: PlanChangeKind,
        schedule: Schedule,
        *,
        before: Plan | None = None,
        after: Plan | None = None,
    ) -> None:
        """Add only the line to the history."""
        change = PlanChange(
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
