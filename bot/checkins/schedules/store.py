"""Schedules and their history remembered: SQL and nothing else.

What is due is asked, and ``next_due`` moved on, where rounds are stored; here is all that an admin
does. ``checkin_change`` alone holds a person's id: that of the admin who changed something.
"""

from bot.checkins.rules import CatchUp, Parked, Plan, QuestionSet, Schedule, Standing
from bot.checkins.schedules.plans import Change, ChangeKind, read_plan, spell_plan
from bot.checkins.schedules.recurrence import read, spell
from bot.core.db import Reader, Row, Transaction

TABLES = ("checkin_change",)
"""The tables with a person in them that :func:`export` and :func:`forget` answer for."""


def schedule_of(row: Row) -> Schedule:
    """A row of ``checkin_schedule``."""
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
    """A schedule of this group, also a deleted one; None for one of another group."""
    row = reader.one(
        "SELECT * FROM checkin_schedule WHERE schedule_id = $1 AND guild_id = $2",
        schedule_id,
        guild_id,
    )
    return schedule_of(row) if row else None


def by_id(reader: Reader, schedule_id: str) -> Schedule | None:
    """A schedule of any group, also a deleted one: for what serves them all."""
    row = reader.one("SELECT * FROM checkin_schedule WHERE schedule_id = $1", schedule_id)
    return schedule_of(row) if row else None


def live(reader: Reader, guild_id: int) -> list[Schedule]:
    """A group's schedules, active and paused, in no order."""
    rows = reader.all(
        "SELECT * FROM checkin_schedule WHERE guild_id = $1 AND standing IN ('active', 'paused')",
        guild_id,
    )
    return [schedule_of(row) for row in rows]


def deleted(reader: Reader, guild_id: int, since: int) -> list[Schedule]:
    """A group's schedules that were deleted then or later, the newest deletion first."""
    rows = reader.all(
        "SELECT * FROM checkin_schedule WHERE guild_id = $1 AND standing = 'deleted' "
        "AND deleted_at >= $2 ORDER BY deleted_at DESC, schedule_id",
        guild_id,
        since,
    )
    return [schedule_of(row) for row in rows]


def add(tx: Transaction, schedule: Schedule) -> None:
    """Adds a schedule."""
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
    """Replaces what an admin can change. Whether the schedule is parked stays as it is."""
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
    """A schedule with another channel has no trouble yet, and nobody is to be told of the old."""
    tx.execute(
        "UPDATE checkin_schedule SET parked = NULL, parked_nonce = NULL WHERE schedule_id = $1",
        schedule_id,
    )


def set_deletion(
    tx: Transaction, schedule_id: str, *, was_paused: bool, with_results: bool
) -> None:
    """What a deleted schedule comes back as, and whether its results go when it goes for good."""
    tx.execute(
        "UPDATE checkin_schedule SET was_paused = $2, with_results = $3 WHERE schedule_id = $1",
        schedule_id,
        int(was_paused),
        int(with_results),
    )


def was_paused(reader: Reader, schedule_id: str) -> bool:
    """Whether a deleted schedule had been paused."""
    row = reader.one("SELECT was_paused FROM checkin_schedule WHERE schedule_id = $1", schedule_id)
    return row is not None and bool(row["was_paused"])


def drop_deleted_before(tx: Transaction, moment: int) -> int:
    """Deletes for good what was deleted before ``moment``; results only where that was chosen.

    Not while a round still waits or is open, or its message does not say yet that it was ended.
    Returns how many schedules went.
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


def _change(row: Row) -> Change:
    return Change(
        change_id=row["change_id"],
        schedule_id=row["schedule_id"],
        guild_id=row["guild_id"],
        admin_id=row["admin_id"],
        changed_at=row["changed_at"],
        version=row["version"],
        kind=ChangeKind(row["kind"]),
        before=_plan(row["before_plan"]),
        after=_plan(row["after_plan"]),
    )


def add_change(tx: Transaction, change: Change) -> None:
    """Adds a line to the history of a schedule."""
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


def changes(reader: Reader, guild_id: int, schedule_id: str, limit: int) -> list[Change]:
    """The history of a schedule, the newest change first."""
    rows = reader.all(
        "SELECT * FROM checkin_change WHERE schedule_id = $1 AND guild_id = $2 "
        "ORDER BY version DESC, changed_at DESC, change_id LIMIT $3",
        schedule_id,
        guild_id,
        limit,
    )
    return [_change(row) for row in rows]


def last_at(reader: Reader, schedule_id: str, kind: ChangeKind) -> int | None:
    """When something was last done to a schedule, as far as its history goes back."""
    row = reader.one(
        "SELECT max(changed_at) AS at FROM checkin_change WHERE schedule_id = $1 AND kind = $2",
        schedule_id,
        kind.value,
    )
    return row["at"] if row else None


def drop_changes_before(tx: Transaction, moment: int) -> int:
    """Forgets changes made long ago."""
    return tx.execute("DELETE FROM checkin_change WHERE changed_at < $1", moment)


def export(reader: Reader, guild_id: int, admin_id: int) -> dict[str, list[str]]:
    """What stands for this admin in one group, by table: ids of the changes they made."""
    rows = reader.all(
        "SELECT change_id FROM checkin_change WHERE guild_id = $1 AND admin_id = $2 "
        "ORDER BY changed_at, change_id",
        guild_id,
        admin_id,
    )
    return {"checkin_change": [row["change_id"] for row in rows]}


def forget(tx: Transaction, guild_id: int, admin_id: int) -> None:
    """The changes this admin made in one group stay, without saying who made them."""
    tx.execute(
        "UPDATE checkin_change SET admin_id = NULL WHERE guild_id = $1 AND admin_id = $2",
        guild_id,
        admin_id,
    )
