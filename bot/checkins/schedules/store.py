"""SQL for schedules and their history, and nothing else.

- This module holds what an admin does. The store of rounds queries what is due and advances
  ``next_due``.
- Only ``checkin_change`` holds a person's id: that of the admin who made the change.
"""

from bot.checkins.rules import CatchUp, Parked, Plan, QuestionSet, Schedule, Standing
from bot.checkins.schedules.plans import PlanChange, PlanChangeKind, read_plan, spell_plan
from bot.checkins.schedules.recurrence import read, spell
from bot.core.db import Reader, Row, Transaction

TABLES = ("checkin_change",)
"""The tables with a person's id that :func:`export` and :func:`forget` cover."""


def schedule_of(row: Row) -> Schedule:
    """Return the schedule in a row of ``checkin_schedule``."""
    return Schedule(
        schedule_id=row["schedule_id"],
        guild_id=row["guild_id"],
        plan=Plan(
            channel_id=row["channel_id"],
            recurrence=read(row["recurrence"]),
            open_hours=row["open_hours"],
            question_set=QuestionSet(row["question_set"]),
            reminder=row["reminder"],
            catch_up=CatchUp(row["catch_up"]),
        ),
        standing=Standing(row["standing"]),
        next_due=row["next_due"],
        parked=Parked(row["parked"]) if row["parked"] else None,
        version=row["version"],
        deleted_at=row["deleted_at"],
    )


def get(reader: Reader, guild_id: int, schedule_id: str) -> Schedule | None:
    """Return a schedule of this group, even a deleted one; None for another group's."""
    row = reader.one(
        "SELECT * FROM checkin_schedule WHERE schedule_id = $1 AND guild_id = $2",
        schedule_id,
        guild_id,
    )
    return schedule_of(row) if row else None


def by_id(reader: Reader, schedule_id: str) -> Schedule | None:
    """Return a schedule of any group, even a deleted one: for work across all groups."""
    row = reader.one("SELECT * FROM checkin_schedule WHERE schedule_id = $1", schedule_id)
    return schedule_of(row) if row else None


def live(reader: Reader, guild_id: int) -> list[Schedule]:
    """Return a group's schedules, active and paused, unordered."""
    rows = reader.all(
        "SELECT * FROM checkin_schedule WHERE guild_id = $1 AND standing IN ('active', 'paused')",
        guild_id,
    )
    return [schedule_of(row) for row in rows]


def deleted(reader: Reader, guild_id: int, since: int) -> list[Schedule]:
    """Return a group's schedules deleted at ``since`` or later, newest deletion first."""
    rows = reader.all(
        "SELECT * FROM checkin_schedule WHERE guild_id = $1 AND standing = 'deleted' "
        "AND deleted_at >= $2 ORDER BY deleted_at DESC, schedule_id",
        guild_id,
        since,
    )
    return [schedule_of(row) for row in rows]


def add(tx: Transaction, schedule: Schedule) -> None:
    """Add a schedule."""
    plan = schedule.plan
    tx.execute(
        """
        INSERT INTO checkin_schedule (schedule_id, guild_id, channel_id, recurrence, open_hours,
            question_set, reminder, catch_up, standing, next_due, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """,
        schedule.schedule_id,
        schedule.guild_id,
        plan.channel_id,
        spell(plan.recurrence),
        plan.open_hours,
        plan.question_set.value,
        plan.reminder,
        plan.catch_up.value,
        schedule.standing.value,
        schedule.next_due,
        schedule.version,
    )


def save(tx: Transaction, schedule: Schedule) -> None:
    """Replace what an admin can change; ``parked`` stays as it is."""
    plan = schedule.plan
    tx.execute(
        """
        UPDATE checkin_schedule SET channel_id = $2, recurrence = $3, open_hours = $4,
            question_set = $5, reminder = $6, catch_up = $7, standing = $8, next_due = $9,
            version = $10, deleted_at = $11
        WHERE schedule_id = $1
        """,
        schedule.schedule_id,
        plan.channel_id,
        spell(plan.recurrence),
        plan.open_hours,
        plan.question_set.value,
        plan.reminder,
        plan.catch_up.value,
        schedule.standing.value,
        schedule.next_due,
        schedule.version,
        schedule.deleted_at,
    )


def unpark(tx: Transaction, schedule_id: str) -> None:
    """Clear why a schedule cannot post: its channel is new, so notices about the old one stop."""
    tx.execute(
        "UPDATE checkin_schedule SET parked = NULL, parked_nonce = NULL WHERE schedule_id = $1",
        schedule_id,
    )


def set_deletion(
    tx: Transaction, schedule_id: str, *, was_paused: bool, with_results: bool
) -> None:
    """Store whether a deleted schedule was paused, and whether its results are deleted with it."""
    tx.execute(
        "UPDATE checkin_schedule SET was_paused = $2, with_results = $3 WHERE schedule_id = $1",
        schedule_id,
        int(was_paused),
        int(with_results),
    )


def was_paused(reader: Reader, schedule_id: str) -> bool:
    """Return whether a deleted schedule had been paused."""
    row = reader.one("SELECT was_paused FROM checkin_schedule WHERE schedule_id = $1", schedule_id)
    return row is not None and bool(row["was_paused"])


def drop_deleted_before(tx: Transaction, moment: int) -> int:
    """Permanently delete schedules deleted before ``moment``, and return how many.

    Results are deleted only where the admin chose so. A schedule stays while one of its rounds is
    waiting or open, or while the message of a cancelled round does not yet say so.
    """
    gone = (
        "SELECT s.schedule_id FROM checkin_schedule s WHERE s.deleted_at < $1 AND NOT EXISTS "
        "(SELECT 1 FROM checkin_round r WHERE r.schedule_id = s.schedule_id "
        "AND (r.state IN ('waiting', 'open') OR (r.state = 'cancelled' AND r.shown = 0)))"
    )
    tx.execute(
        f"DELETE FROM checkin_result WHERE schedule_id IN ({gone} AND s.with_results = 1)",  # noqa: S608 - written above
        moment,
    )
    return tx.execute(f"DELETE FROM checkin_schedule WHERE schedule_id IN ({gone})", moment)  # noqa: S608 - the same


def _plan(text: str | None) -> Plan | None:
    return read_plan(text) if text is not None else None


def _change(row: Row) -> PlanChange:
    return PlanChange(
        change_id=row["change_id"],
        schedule_id=row["schedule_id"],
        guild_id=row["guild_id"],
        admin_id=row["admin_id"],
        changed_at=row["changed_at"],
        version=row["version"],
        kind=PlanChangeKind(row["kind"]),
        before=_plan(row["before_plan"]),
        after=_plan(row["after_plan"]),
    )


def add_change(tx: Transaction, change: PlanChange) -> None:
    """Add a line to the history of a schedule."""
    tx.execute(
        """
        INSERT INTO checkin_change (change_id, schedule_id, guild_id, admin_id, changed_at, version,
            kind, before_plan, after_plan)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        change.change_id,
        change.schedule_id,
        change.guild_id,
        change.admin_id,
        change.changed_at,
        change.version,
        change.kind.value,
        spell_plan(change.before) if change.before else None,
        spell_plan(change.after) if change.after else None,
    )


def changes(reader: Reader, guild_id: int, schedule_id: str, limit: int) -> list[PlanChange]:
    """Return the history of a schedule, newest change first."""
    rows = reader.all(
        "SELECT * FROM checkin_change WHERE schedule_id = $1 AND guild_id = $2 "
        "ORDER BY version DESC, changed_at DESC, change_id LIMIT $3",
        schedule_id,
        guild_id,
        limit,
    )
    return [_change(row) for row in rows]


def last_at(reader: Reader, schedule_id: str, kind: PlanChangeKind) -> int | None:
    """Return when a schedule last had this kind of change; None when its history has none."""
    row = reader.one(
        "SELECT max(changed_at) AS at FROM checkin_change WHERE schedule_id = $1 AND kind = $2",
        schedule_id,
        kind.value,
    )
    return row["at"] if row else None


def drop_changes_before(tx: Transaction, moment: int) -> int:
    """Delete changes made before ``moment``, and return how many."""
    return tx.execute("DELETE FROM checkin_change WHERE changed_at < $1", moment)


def export(reader: Reader, guild_id: int, admin_id: int) -> dict[str, list[str]]:
    """Return the ids of the changes that this admin made in one group, by table."""
    rows = reader.all(
        "SELECT change_id FROM checkin_change WHERE guild_id = $1 AND admin_id = $2 "
        "ORDER BY changed_at, change_id",
        guild_id,
        admin_id,
    )
    return {"checkin_change": [row["change_id"] for row in rows]}


def forget(tx: Transaction, guild_id: int, admin_id: int) -> None:
    """Remove this admin's id from their changes in one group; the changes stay."""
    tx.execute(
        "UPDATE checkin_change SET admin_id = NULL WHERE guild_id = $1 AND admin_id = $2",
        guild_id,
        admin_id,
    )
