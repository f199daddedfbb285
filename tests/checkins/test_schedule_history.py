"""Who changed a schedule, and when: what is remembered, shown and forgotten."""

from dataclasses import replace

import pytest

from bot.checkins.outcomes import (
    Gone,
    ScheduleShown,
)
from bot.checkins.rules import CHANGES_DAYS
from bot.checkins.schedules import store as schedule_store
from bot.checkins.schedules.audit import AuditEntry
from bot.checkins.schedules.plans import PlanChangeKind
from bot.checkins.schedules.service import HISTORY, Schedules
from bot.core.db import Database
from bot.core.ids import random_id
from bot.groups import store as group_store
from tests.checkins.groups import (
    ADA,
    GUILD,
    MO,
    OTHER_GUILD,
    count,
    set_up,
)
from tests.checkins.plans import FIRST, PLAN, WEEK, create, row_of, shown
from tests.conftest import Clock


@pytest.fixture
async def schedules(db: Database, clock: Clock) -> Schedules:
    await set_up(db)
    return Schedules(db, clock, random_id)


def _kinds(found: ScheduleShown) -> list[PlanChangeKind]:
    return [change.kind for change in found.changes]


async def _run_now(db: Database, clock: Clock, schedule_id: str) -> None:
    schedule = await row_of(db, schedule_id)
    assert schedule is not None
    entry = AuditEntry(ADA, int(clock().timestamp()), random_id())
    await db.write(lambda tx: entry.note(tx, PlanChangeKind.RUN_NOW, schedule))


async def test_the_history_says_who_did_what_when_the_newest_first(
    schedules: Schedules, db: Database, clock: Clock
) -> None:
    made = await create(schedules)
    new = replace(PLAN, open_hours=24)
    deeds = [
        schedules.edit(GUILD, MO, made.schedule_id, 1, new),
        schedules.pause(GUILD, ADA, made.schedule_id),
        schedules.resume(GUILD, MO, made.schedule_id),
        _run_now(db, clock, made.schedule_id),
        schedules.delete(GUILD, MO, made.schedule_id, with_results=False),
        schedules.restore(GUILD, ADA, made.schedule_id),
    ]
    start = int(clock().timestamp())
    for entry in deeds:
        clock.pass_by(seconds=10)
        await entry
    found = await shown(schedules, made.schedule_id)
    lines = [(c.kind, c.admin_id, c.changed_at - start, c.before, c.after) for c in found.changes]

    assert lines == [
        (PlanChangeKind.RESTORED, ADA, 60, None, new),
        (PlanChangeKind.DELETED, MO, 50, new, None),
        (PlanChangeKind.RUN_NOW, ADA, 40, None, None),
        (PlanChangeKind.RESUMED, MO, 30, None, None),
        (PlanChangeKind.PAUSED, ADA, 20, None, None),
        (PlanChangeKind.EDITED, MO, 10, PLAN, new),
        (PlanChangeKind.CREATED, ADA, 0, None, PLAN),
    ]
    assert found.dues == tuple(FIRST + week * WEEK for week in range(5))


async def test_changes_within_one_second_keep_their_order(schedules: Schedules) -> None:
    made = await create(schedules)
    for _ in range(HISTORY):
        await schedules.pause(GUILD, ADA, made.schedule_id)
        await schedules.resume(GUILD, ADA, made.schedule_id)
    found = _kinds(await shown(schedules, made.schedule_id))

    pairs = [PlanChangeKind.RESUMED, PlanChangeKind.PAUSED] * HISTORY
    assert found == pairs[:HISTORY]


async def test_the_history_of_long_ago_is_forgotten(schedules: Schedules, clock: Clock) -> None:
    made = await create(schedules)
    clock.pass_by(seconds=1)
    await schedules.pause(GUILD, ADA, made.schedule_id)
    clock.pass_by(days=CHANGES_DAYS)
    await schedules.purge()

    assert _kinds(await shown(schedules, made.schedule_id)) == [PlanChangeKind.PAUSED]


async def test_a_schedule_of_another_group_is_never_found(
    schedules: Schedules, db: Database
) -> None:
    made = await create(schedules)
    new = replace(PLAN, open_hours=24)

    assert await schedules.get(OTHER_GUILD, made.schedule_id) is None
    assert await schedules.show(OTHER_GUILD, made.schedule_id) == Gone()
    assert await schedules.edit(OTHER_GUILD, MO, made.schedule_id, 1, new) == Gone()
    assert await schedules.pause(OTHER_GUILD, MO, made.schedule_id) == Gone()
    assert await schedules.resume(OTHER_GUILD, MO, made.schedule_id) == Gone()
    gone = await schedules.delete(OTHER_GUILD, MO, made.schedule_id, with_results=True)
    assert gone == Gone()
    assert await schedules.get(GUILD, made.schedule_id) == made
    await schedules.delete(GUILD, ADA, made.schedule_id, with_results=False)
    assert await schedules.restore(OTHER_GUILD, MO, made.schedule_id) == Gone()
    assert await count(db, "checkin_change") == 2


# Admins.


async def test_an_admin_sees_and_empties_what_stands_for_them_in_one_group(
    schedules: Schedules, db: Database
) -> None:
    made = await create(schedules)
    await schedules.pause(GUILD, MO, made.schedule_id)
    await create(schedules, guild_id=OTHER_GUILD)

    async def exported(guild_id: int, admin_id: int) -> int:
        found = await db.read(lambda r: schedule_store.export(r, guild_id, admin_id))
        assert tuple(found) == schedule_store.TABLES
        return len(found["checkin_change"])

    before = await exported(GUILD, ADA)
    await db.write(lambda tx: schedule_store.forget(tx, GUILD, ADA))
    found = await shown(schedules, made.schedule_id)

    assert before == 1
    assert await exported(GUILD, ADA) == 0
    assert await exported(GUILD, MO) == await exported(OTHER_GUILD, ADA) == 1
    assert [change.admin_id for change in found.changes] == [MO, None]
    assert [change.kind for change in found.changes] == [
        PlanChangeKind.PAUSED,
        PlanChangeKind.CREATED,
    ]


async def test_a_group_that_is_forgotten_takes_its_schedules_along(
    schedules: Schedules, db: Database
) -> None:
    await create(schedules)
    await db.write(lambda tx: group_store.remove(tx, GUILD))

    assert await count(db, "checkin_schedule") == await count(db, "checkin_change") == 0
