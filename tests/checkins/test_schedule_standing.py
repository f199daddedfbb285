"""Schedules paused and resumed, deleted, brought back and gone for good."""

import asyncio
from dataclasses import replace

import pytest

from bot.checkins.outcomes import (
    AlreadySo,
    Deleted,
    Gone,
    PlanRefused,
    Restored,
    Resumed,
    SchedulePaused,
    TooMany,
)
from bot.checkins.rules import UNDO_SECONDS, Standing
from bot.checkins.schedules.plans import SCHEDULES_MOST, PlanFault
from bot.checkins.schedules.service import Schedules
from bot.core.db import Database
from bot.core.ids import random_id
from tests.checkins.groups import (
    ADA,
    GUILD,
    MO,
    add_result,
    add_round,
    count,
    id_of,
    set_up,
)
from tests.checkins.plans import FIRST, PLAN, WEEK, create, row_of, shown
from tests.conftest import Clock


@pytest.fixture
async def schedules(db: Database, clock: Clock) -> Schedules:
    await set_up(db)
    return Schedules(db, clock, random_id)


# Pausing and resuming.


async def test_a_paused_schedule_is_never_due_and_a_second_press_changes_nothing(
    schedules: Schedules,
) -> None:
    made = await create(schedules)
    first = await schedules.pause(GUILD, ADA, made.schedule_id)
    second = await schedules.pause(GUILD, MO, made.schedule_id)
    found = await shown(schedules, made.schedule_id)

    paused = replace(made, standing=Standing.PAUSED, next_due=None, version=2)
    assert first == SchedulePaused(paused)
    assert second == AlreadySo(paused)
    assert found.schedule == paused
    assert found.dues == ()
    assert [change.admin_id for change in found.changes] == [ADA, ADA]


@pytest.mark.parametrize(("days", "skipped"), [(0, 0), (3, 0), (4, 1), (25, 4)])
async def test_a_resumed_schedule_says_what_it_does_not_catch_up(
    schedules: Schedules, clock: Clock, days: int, skipped: int
) -> None:
    made = await create(schedules)
    await schedules.pause(GUILD, ADA, made.schedule_id)
    clock.pass_by(days=days)
    resumed = await schedules.resume(GUILD, MO, made.schedule_id)
    again = await schedules.resume(GUILD, MO, made.schedule_id)

    after = replace(made, next_due=FIRST + skipped * WEEK, version=3)
    assert resumed == Resumed(after, skipped)
    assert again == AlreadySo(after)


async def test_after_a_pause_longer_than_the_history_a_year_s_worth_is_counted(
    schedules: Schedules, clock: Clock
) -> None:
    made = await create(schedules)
    await schedules.pause(GUILD, ADA, made.schedule_id)
    clock.pass_by(days=3 * 365)
    await schedules.purge()
    resumed = await schedules.resume(GUILD, ADA, made.schedule_id)

    assert isinstance(resumed, Resumed)
    assert resumed.skipped == 52


async def test_a_clock_put_back_during_a_pause_skips_nothing(
    schedules: Schedules, clock: Clock
) -> None:
    made = await create(schedules)
    await schedules.pause(GUILD, ADA, made.schedule_id)
    clock.pass_by(days=-30)
    resumed = await schedules.resume(GUILD, ADA, made.schedule_id)

    assert isinstance(resumed, Resumed)
    assert resumed.skipped == 0


# Deleting and bringing back.


@pytest.mark.parametrize("paused", [False, True])
async def test_a_deleted_schedule_is_not_found_and_comes_back_as_it_was(
    schedules: Schedules, db: Database, paused: bool
) -> None:
    made = await create(schedules)
    if paused:
        await schedules.pause(GUILD, ADA, made.schedule_id)
    before = await schedules.get(GUILD, made.schedule_id)
    deleted = await schedules.delete(GUILD, ADA, made.schedule_id, with_results=True)
    row = await row_of(db, made.schedule_id)
    found = await schedules.get(GUILD, made.schedule_id)
    listed = await schedules.list(GUILD)
    restored = await schedules.restore(GUILD, MO, made.schedule_id)

    assert before is not None
    assert isinstance(deleted, Deleted)
    gone = deleted.schedule
    assert row == gone
    assert (gone.standing, gone.next_due) == (Standing.DELETED, None)
    assert (found, listed) == (None, ())
    after = replace(before, version=before.version + 2)
    assert restored == Restored(after, 0)
    assert await schedules.get(GUILD, made.schedule_id) == after


async def test_nothing_else_can_be_done_with_a_deleted_schedule(schedules: Schedules) -> None:
    made = await create(schedules)
    deleted = await schedules.delete(GUILD, ADA, made.schedule_id, with_results=False)
    changed = replace(PLAN, open_hours=24)

    assert isinstance(deleted, Deleted)
    assert await schedules.edit(GUILD, ADA, made.schedule_id, 2, changed) == Gone()
    assert await schedules.pause(GUILD, ADA, made.schedule_id) == Gone()
    assert await schedules.resume(GUILD, ADA, made.schedule_id) == Gone()
    assert await schedules.show(GUILD, made.schedule_id) == Gone()
    again = await schedules.delete(GUILD, ADA, made.schedule_id, with_results=True)
    assert again == AlreadySo(deleted.schedule)


async def test_what_fell_due_while_it_was_deleted_is_not_caught_up(
    schedules: Schedules, clock: Clock
) -> None:
    made = await create(schedules)
    clock.pass_by(days=3)
    await schedules.delete(GUILD, ADA, made.schedule_id, with_results=False)
    clock.pass_by(hours=20)
    restored = await schedules.restore(GUILD, ADA, made.schedule_id)

    assert isinstance(restored, Restored)
    assert restored.skipped == 1
    assert restored.schedule.next_due == FIRST + WEEK


async def test_a_paused_schedule_that_was_deleted_has_skipped_nothing(
    schedules: Schedules, clock: Clock
) -> None:
    made = await create(schedules)
    await schedules.pause(GUILD, ADA, made.schedule_id)
    clock.pass_by(days=3)
    await schedules.delete(GUILD, ADA, made.schedule_id, with_results=False)
    clock.pass_by(hours=20)
    restored = await schedules.restore(GUILD, ADA, made.schedule_id)
    resumed = await schedules.resume(GUILD, ADA, made.schedule_id)

    assert isinstance(restored, Restored)
    assert (restored.schedule.standing, restored.skipped) == (Standing.PAUSED, 0)
    assert isinstance(resumed, Resumed)
    assert resumed.skipped == 1


async def test_two_presses_on_undo_restore_once(schedules: Schedules) -> None:
    made = await create(schedules)
    await schedules.delete(GUILD, ADA, made.schedule_id, with_results=False)
    first, second = await asyncio.gather(
        *(schedules.restore(GUILD, ADA, made.schedule_id) for _ in range(2))
    )

    assert isinstance(first, Restored)
    assert second == AlreadySo(first.schedule)


async def test_a_schedule_can_be_brought_back_for_a_day(
    schedules: Schedules, clock: Clock, db: Database
) -> None:
    one = await create(schedules)
    two = await create(schedules, replace(PLAN, channel_id=31))
    deleted = await schedules.delete(GUILD, ADA, one.schedule_id, with_results=False)
    await schedules.delete(GUILD, ADA, two.schedule_id, with_results=False)
    clock.pass_by(seconds=UNDO_SECONDS)
    await schedules.purge()
    in_time = await schedules.restore(GUILD, ADA, one.schedule_id)
    clock.pass_by(seconds=1)
    late = await schedules.restore(GUILD, ADA, two.schedule_id)

    assert isinstance(deleted, Deleted)
    assert isinstance(in_time, Restored)
    assert deleted.until == int(clock().timestamp()) - 1
    assert late == Gone()
    assert await row_of(db, two.schedule_id) is not None  # the purge has not come by yet


async def test_a_schedule_does_not_come_back_beside_its_like_or_into_a_full_group(
    schedules: Schedules,
) -> None:
    old = await create(schedules)
    await schedules.delete(GUILD, ADA, old.schedule_id, with_results=False)
    new = await create(schedules)
    same = await schedules.restore(GUILD, ADA, old.schedule_id)
    others = [replace(PLAN, channel_id=31 + n) for n in range(SCHEDULES_MOST)]
    await schedules.delete(GUILD, ADA, new.schedule_id, with_results=False)
    for plan in others:
        await create(schedules, plan)
    full = await schedules.restore(GUILD, ADA, old.schedule_id)

    assert same == PlanRefused(PlanFault.SAME, new)
    assert full == TooMany(SCHEDULES_MOST)


@pytest.mark.parametrize("with_results", [False, True])
async def test_a_purge_takes_results_only_where_that_was_chosen(
    schedules: Schedules, db: Database, clock: Clock, with_results: bool
) -> None:
    made = await create(schedules)
    kept = await create(schedules, replace(PLAN, channel_id=31))
    await add_round(db, made.schedule_id, id_of("round"), "closed")
    await add_result(db, id_of("gone"), schedule_id=made.schedule_id)
    await add_result(db, id_of("kept"), schedule_id=kept.schedule_id)
    await schedules.delete(GUILD, ADA, made.schedule_id, with_results=with_results)
    clock.pass_by(seconds=UNDO_SECONDS + 1)
    await schedules.purge()

    assert await row_of(db, made.schedule_id) is None
    assert await schedules.list(GUILD) == (kept,)
    assert await count(db, "checkin_round") == 0
    assert await count(db, "checkin_change") == 1
    assert await count(db, "checkin_result") == (1 if with_results else 2)


async def test_results_once_spared_are_spared_by_the_next_deletion_too(
    schedules: Schedules, db: Database, clock: Clock
) -> None:
    made = await create(schedules)
    await add_result(db, id_of("round"), schedule_id=made.schedule_id)
    await schedules.delete(GUILD, ADA, made.schedule_id, with_results=True)
    await schedules.restore(GUILD, ADA, made.schedule_id)
    await schedules.delete(GUILD, ADA, made.schedule_id, with_results=False)
    clock.pass_by(seconds=UNDO_SECONDS + 1)
    await schedules.purge()

    assert await row_of(db, made.schedule_id) is None
    assert await count(db, "checkin_result") == 1


@pytest.mark.parametrize("state", ["waiting", "open", "cancelled"])
async def test_a_schedule_is_not_purged_before_its_round_has_ended(
    schedules: Schedules, db: Database, clock: Clock, state: str
) -> None:
    made = await create(schedules)
    await add_round(db, made.schedule_id, id_of("round"), state)
    await add_result(db, id_of("earlier"), schedule_id=made.schedule_id)
    await schedules.delete(GUILD, ADA, made.schedule_id, with_results=True)
    clock.pass_by(days=30)
    await schedules.purge()
    before = (await count(db, "checkin_schedule"), await count(db, "checkin_result"))
    await db.write(lambda tx: tx.execute("UPDATE checkin_round SET state = 'cancelled', shown = 1"))
    await schedules.purge()
    after = (await count(db, "checkin_schedule"), await count(db, "checkin_result"))

    assert (before, after) == ((1, 1), (0, 0))
