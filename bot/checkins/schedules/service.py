"""What an admin can do with a group's schedules: check, save and log each change.

- A check and the change that depends on it are one transaction, so two admins who press at the same
  moment get the answers that they would have got one after the other.
- A change never touches a posted round: the round keeps the times it was sent with.
- The code that ends rounds sees ``Standing.DELETED`` and cancels the open round without a result.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.checkins.outcomes import (
    AlreadySo,
    Created,
    Deleted,
    Edited,
    Gone,
    NotSetUp,
    Outdated,
    PlanRefused,
    Restored,
    Resumed,
    SchedulePaused,
    ScheduleShown,
    ScheduleUnchanged,
    TooMany,
)
from bot.checkins.rounds import store as round_store
from bot.checkins.rounds import transitions
from bot.checkins.rules import CHANGES_DAYS, UNDO_SECONDS, Plan, Schedule, Standing
from bot.checkins.schedules import lookups
from bot.checkins.schedules import store as schedule_store
from bot.checkins.schedules.audit import AuditEntry
from bot.checkins.schedules.plans import PREVIEW, PlanChangeKind, PlanFault, fault
from bot.checkins.schedules.recurrence import dues, next_due
from bot.core.db import Database, Reader, Transaction
from bot.groups.service import exists

HISTORY = 25
"""Max changes shown: a year of history for a schedule that is changed twice a month."""


class Schedules:
    """The schedules of every group. The id of another group's schedule is not found."""

    def __init__(
        self, db: Database, clock: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._db = db
        self._clock = clock
        self._new_id = new_id

    def preview(self, plan: Plan, count: int = PREVIEW) -> tuple[int, ...]:
        """Return the next due times of a plan from now on, in UTC seconds."""
        return tuple(dues(plan.recurrence, self._now(), count))

    async def list(self, guild_id: int) -> tuple[Schedule, ...]:
        """Return a group's live schedules: the next due first, paused ones last.

        There are at most ``SCHEDULES_MOST``, so this also serves autocomplete.
        """
        found = await self._db.read(lambda r: schedule_store.live(r, guild_id))
        return tuple(
            sorted(found, key=lambda s: (s.next_due is None, s.next_due or 0, s.schedule_id))
        )

    async def deleted(self, guild_id: int) -> tuple[ScheduleShown, ...]:
        """Return the schedules whose deletion can be undone, newest first, with their history."""
        since = self._now() - UNDO_SECONDS

        def look(reader: Reader) -> tuple[ScheduleShown, ...]:
            return tuple(
                ScheduleShown(
                    one,
                    (),
                    tuple(schedule_store.changes(reader, guild_id, one.schedule_id, HISTORY)),
                )
                for one in schedule_store.deleted(reader, guild_id, since)
            )

        return await self._db.read(look)

    async def get(self, guild_id: int, schedule_id: str) -> Schedule | None:
        """Return a live schedule of this group; None when there is none with this id."""
        return await self._db.read(lambda r: lookups.live(r, guild_id, schedule_id))

    async def show(self, guild_id: int, schedule_id: str) -> ScheduleShown | Gone:
        """Return a live schedule with its coming dates and its history."""
        now = self._now()

        def look(reader: Reader) -> ScheduleShown | Gone:
            schedule = lookups.live(reader, guild_id, schedule_id)
            if schedule is None:
                return Gone()
            runs = schedule.standing is Standing.ACTIVE
            coming = dues(schedule.plan.recurrence, now, PREVIEW) if runs else ()
            history = schedule_store.changes(reader, guild_id, schedule_id, HISTORY)
            return ScheduleShown(schedule, tuple(coming), tuple(history))

        return await self._db.read(look)

    async def create(
        self, guild_id: int, admin_id: int, plan: Plan
    ) -> Created | PlanRefused | TooMany | NotSetUp:
        """Save a new schedule, which runs from its next due time on."""
        if found := fault(plan):
            return PlanRefused(found)
        by = self._by(admin_id)
        schedule = Schedule(
            schedule_id=self._new_id(),
            guild_id=guild_id,
            plan=plan,
            next_due=next_due(plan.recurrence, by.now),
        )

        def save(tx: Transaction) -> Created | PlanRefused | TooMany | NotSetUp:
            if not exists(tx, guild_id):
                return NotSetUp()
            if refusal := lookups.no_room(tx, schedule):
                return refusal
            schedule_store.add(tx, schedule)
            by.note(tx, PlanChangeKind.CREATED, schedule, after=plan)
            return Created(schedule)

        return await self._db.write(save)

    async def edit(
        self, guild_id: int, admin_id: int, schedule_id: str, version: int, plan: Plan
    ) -> Edited | ScheduleUnchanged | Outdated | Gone | PlanRefused:
        """Replace the plan of the ``version`` that the admin was looking at.

        The next due time is computed again, from now on, only if the recurrence changed.
        """
        if found := fault(plan):
            return PlanRefused(found)
        by = self._by(admin_id)

        def save(tx: Transaction) -> Edited | ScheduleUnchanged | Outdated | Gone | PlanRefused:
            before = lookups.live(tx, guild_id, schedule_id)
            if before is None:
                return Gone()
            if before.plan == plan:
                return ScheduleUnchanged(
                    before
                )  # also a second press, or another admin's equal change
            if before.version != version:
                return Outdated(before)
            if same := lookups.twin(tx, guild_id, schedule_id, plan):
                return PlanRefused(PlanFault.SAME, same)
            after = replace(before, plan=plan, version=version + 1)
            if before.next_due is not None and before.plan.recurrence != plan.recurrence:
                after = replace(after, next_due=next_due(plan.recurrence, by.now))
            if before.plan.channel_id != plan.channel_id:
                schedule_store.unpark(tx, schedule_id)
                after = replace(after, parked=None)
            by.save(tx, PlanChangeKind.EDITED, after, before=before.plan, after=plan)
            return Edited(before, after)

        return await self._db.write(save)

    async def pause(
        self, guild_id: int, admin_id: int, schedule_id: str
    ) -> SchedulePaused | AlreadySo | Gone:
        """Stop asking until resumed; an open round runs to its end, an unsent one is skipped."""
        by = self._by(admin_id)

        def save(tx: Transaction) -> SchedulePaused | AlreadySo | Gone:
            before = lookups.live(tx, guild_id, schedule_id)
            if before is None:
                return Gone()
            if before.standing is Standing.PAUSED:
                return AlreadySo(before)
            after = replace(
                before, standing=Standing.PAUSED, next_due=None, version=before.version + 1
            )
            by.save(tx, PlanChangeKind.PAUSED, after)
            for round_id in round_store.unsent(tx, schedule_id):
                transitions.missed(tx, round_id, by.now, announced=True)
            return SchedulePaused(after)

        return await self._db.write(save)

    async def resume(
        self, guild_id: int, admin_id: int, schedule_id: str
    ) -> Resumed | AlreadySo | Gone:
        """Run a paused schedule from its next due time on, without catching up."""
        by = self._by(admin_id)

        def save(tx: Transaction) -> Resumed | AlreadySo | Gone:
            before = lookups.live(tx, guild_id, schedule_id)
            if before is None:
                return Gone()
            if before.standing is Standing.ACTIVE:
                return AlreadySo(before)
            # Only what the history covers is counted: a pause of several years counts as one year.
            since = schedule_store.last_at(tx, schedule_id, PlanChangeKind.PAUSED)
            if since is None:
                since = by.now - CHANGES_DAYS * 24 * 3600
            after = replace(
                before,
                standing=Standing.ACTIVE,
                next_due=next_due(before.plan.recurrence, by.now),
                version=before.version + 1,
            )
            by.save(tx, PlanChangeKind.RESUMED, after)
            return Resumed(after, lookups.passed(before.plan, since, by.now))

        return await self._db.write(save)

    async def delete(
        self, guild_id: int, admin_id: int, schedule_id: str, *, with_results: bool
    ) -> Deleted | AlreadySo | Gone:
        """Delete a schedule; for one day :meth:`restore` can bring it back.

        Its results stay, unless ``with_results`` deletes them with it after that day. A second
        press changes nothing, whatever it says about results.
        """
        by = self._by(admin_id)

        def save(tx: Transaction) -> Deleted | AlreadySo | Gone:
            before = schedule_store.get(tx, guild_id, schedule_id)
            if before is None:
                return Gone()
            if before.standing is Standing.DELETED:
                return AlreadySo(before)
            after = replace(
                before,
                standing=Standing.DELETED,
                next_due=None,
                version=before.version + 1,
                deleted_at=by.now,
            )
            by.save(tx, PlanChangeKind.DELETED, after, before=before.plan)
            paused = before.standing is Standing.PAUSED
            schedule_store.set_deletion(
                tx, schedule_id, was_paused=paused, with_results=with_results
            )
            return Deleted(after, with_results, by.now + UNDO_SECONDS)

        return await self._db.write(save)

    async def restore(
        self, guild_id: int, admin_id: int, schedule_id: str
    ) -> Restored | AlreadySo | Gone | PlanRefused | TooMany:
        """Restore a deleted schedule as it was, running or paused, within ``UNDO_SECONDS``.

        A round that the deletion cancelled stays cancelled.
        """
        by = self._by(admin_id)

        def save(tx: Transaction) -> Restored | AlreadySo | Gone | PlanRefused | TooMany:
            before = schedule_store.get(tx, guild_id, schedule_id)
            if before is None:
                return Gone()
            if before.standing is not Standing.DELETED or before.deleted_at is None:
                return AlreadySo(before)
            if by.now - before.deleted_at > UNDO_SECONDS:
                return Gone()  # the next purge deletes it
            if refusal := lookups.no_room(tx, before):
                return refusal
            paused = schedule_store.was_paused(tx, schedule_id)
            after = replace(
                before,
                standing=Standing.PAUSED if paused else Standing.ACTIVE,
                next_due=None if paused else next_due(before.plan.recurrence, by.now),
                version=before.version + 1,
                deleted_at=None,
            )
            by.save(tx, PlanChangeKind.RESTORED, after, after=after.plan)
            schedule_store.set_deletion(tx, schedule_id, was_paused=False, with_results=False)
            return Restored(
                after, 0 if paused else lookups.passed(before.plan, before.deleted_at, by.now)
            )

        return await self._db.write(save)

    async def purge(self) -> None:
        """Permanently delete schedules past the undo period, and history past its retention.

        The caller empties the database's write-ahead log afterwards (``Database.scrub``).
        """
        now = self._now()

        def sweep(tx: Transaction) -> None:
            schedule_store.drop_deleted_before(tx, now - UNDO_SECONDS)
            schedule_store.drop_changes_before(tx, now - CHANGES_DAYS * 24 * 3600)

        await self._db.write(sweep)

    def _by(self, admin_id: int) -> AuditEntry:
        return AuditEntry(admin_id, self._now(), self._new_id())

    def _now(self) -> int:
        return int(self._clock().timestamp())
