"""Schedules: what is refused, saved and edited, and in whose group."""

import asyncio
from dataclasses import replace

import pytest

from bot.checkins.outcomes import (
    Created,
    Edited,
    NotSetUp,
    Outdated,
    PlanRefused,
    SchedulePaused,
    ScheduleShown,
    ScheduleUnchanged,
    TooMany,
)
from bot.checkins.rules import Parked, Standing
from bot.checkins.schedules.plans import SCHEDULES_MOST, PlanChangeKind, PlanFault
from bot.checkins.schedules.recurrence import MonthlyDay
from bot.checkins.schedules.service import Schedules
from bot.core.db import Database
from bot.core.ids import random_id
from tests.checkins.groups import (
    ADA,
    GUILD,
    MO,
    OTHER_GUILD,
    add_round,
    count,
    id_of,
    set_up,
)
from tests.checkins.plans import FIRST, PLAN, THURSDAYS, WEEK, create, shown
from tests.conftest import Clock


@pytest.fixture
async def schedules(db: Database, clock: Clock) -> Schedules:
    await set_up(db)
    return Schedules(db, clock, random_id)


def _kinds(found: ScheduleShown) -> list[PlanChangeKind]:
    return [change.kind for change in found.changes]


async def _set(db: Database, schedule_id: str, assignment: str) -> None:
    await db.write(
        lambda tx: tx.execute(
            f"UPDATE checkin_schedule SET {assignment} WHERE schedule_id = $1", schedule_id
        )
    )


# Creating.


async def test_a_new_schedule_runs_from_its_next_due_time_on(schedules: Schedules) -> None:
    dates = schedules.preview(PLAN)
    schedule = await create(schedules)

    assert dates == tuple(FIRST + week * WEEK for week in range(5))
    assert schedule.next_due == FIRST
    assert (schedule.standing, schedule.version) == (Standing.ACTIVE, 1)
    assert await schedules.get(GUILD, schedule.schedule_id) == schedule
    assert await schedules.list(GUILD) == (schedule,)


async def test_a_preview_saves_nothing(schedules: Schedules) -> None:
    assert len(schedules.preview(PLAN, count=3)) == 3
    assert await schedules.list(GUILD) == ()


async def test_a_plan_with_a_fault_is_not_saved(schedules: Schedules, db: Database) -> None:
    outcome = await schedules.create(GUILD, ADA, replace(PLAN, open_hours=25))

    assert outcome == PlanRefused(PlanFault.OPEN_HOURS)
    assert await count(db, "checkin_schedule") == await count(db, "checkin_change") == 0


async def test_a_double_press_makes_one_schedule(schedules: Schedules) -> None:
    outcomes = await asyncio.gather(*(schedules.create(GUILD, ADA, PLAN) for _ in range(5)))
    (only,) = await schedules.list(GUILD)

    assert [o for o in outcomes if isinstance(o, Created)] == [Created(only)]
    assert outcomes.count(PlanRefused(PlanFault.SAME, only)) == 4


async def test_the_same_times_in_another_channel_or_group_are_another_schedule(
    schedules: Schedules,
) -> None:
    await create(schedules)
    await create(schedules, replace(PLAN, channel_id=31))
    await create(schedules, guild_id=OTHER_GUILD)

    assert len(await schedules.list(GUILD)) == 2
    assert len(await schedules.list(OTHER_GUILD)) == 1


async def test_a_paused_schedule_is_not_made_a_second_time(schedules: Schedules) -> None:
    first = await create(schedules)
    paused = await schedules.pause(GUILD, ADA, first.schedule_id)

    assert isinstance(paused, SchedulePaused)
    assert await schedules.create(GUILD, MO, PLAN) == PlanRefused(PlanFault.SAME, paused.schedule)


async def test_a_group_has_so_many_live_schedules_and_no_more(schedules: Schedules) -> None:
    plans = [replace(PLAN, channel_id=30 + n) for n in range(SCHEDULES_MOST + 1)]
    made = [await create(schedules, plan) for plan in plans[:-1]]
    await schedules.pause(GUILD, ADA, made[0].schedule_id)
    full = await schedules.create(GUILD, ADA, plans[-1])
    again = await schedules.create(GUILD, ADA, plans[3])
    await schedules.delete(GUILD, ADA, made[1].schedule_id, with_results=False)
    after = await schedules.create(GUILD, ADA, plans[-1])

    assert full == TooMany(SCHEDULES_MOST)
    assert again == PlanRefused(PlanFault.SAME, made[3])
    assert isinstance(after, Created)


async def test_two_admins_at_once_do_not_pass_the_limit(schedules: Schedules) -> None:
    plans = [replace(PLAN, channel_id=30 + n) for n in range(SCHEDULES_MOST + 5)]
    outcomes = await asyncio.gather(
        *(schedules.create(GUILD, ADA if n % 2 else MO, plan) for n, plan in enumerate(plans))
    )

    assert sum(isinstance(outcome, Created) for outcome in outcomes) == SCHEDULES_MOST
    assert outcomes.count(TooMany(SCHEDULES_MOST)) == 5


async def test_a_group_that_is_not_set_up_has_no_schedules(schedules: Schedules) -> None:
    assert await schedules.create(123, ADA, PLAN) == NotSetUp()


async def test_what_is_due_next_is_listed_first_and_what_is_paused_last(
    schedules: Schedules,
) -> None:
    monthly = await create(
        schedules, replace(PLAN, recurrence=replace(THURSDAYS, rule=MonthlyDay(31)))
    )
    stopped = await create(schedules, replace(PLAN, channel_id=31))
    weekly = await create(schedules)
    await schedules.pause(GUILD, ADA, stopped.schedule_id)
    listed = [schedule.schedule_id for schedule in await schedules.list(GUILD)]

    assert listed == [weekly.schedule_id, monthly.schedule_id, stopped.schedule_id]


# Editing.


async def test_an_edit_that_keeps_the_times_keeps_the_next_due_time(
    schedules: Schedules, clock: Clock
) -> None:
    before = await create(schedules)
    clock.pass_by(days=10)  # its round has not been claimed yet
    plan = replace(PLAN, open_hours=24, reminder=75)
    outcome = await schedules.edit(GUILD, MO, before.schedule_id, 1, plan)

    after = replace(before, plan=plan, version=2)
    assert outcome == Edited(before, after)
    assert after.next_due == FIRST
    assert await schedules.get(GUILD, before.schedule_id) == after


async def test_an_edit_of_the_times_reckons_the_next_due_time_from_now_on(
    schedules: Schedules, clock: Clock
) -> None:
    before = await create(schedules)
    clock.pass_by(days=10)
    plan = replace(PLAN, recurrence=replace(THURSDAYS, hour=20))
    outcome = await schedules.edit(GUILD, MO, before.schedule_id, 1, plan)

    assert isinstance(outcome, Edited)
    assert outcome.after.next_due == FIRST + WEEK + 3600


async def test_a_paused_schedule_can_be_edited_and_stays_paused(schedules: Schedules) -> None:
    before = await create(schedules)
    await schedules.pause(GUILD, ADA, before.schedule_id)
    plan = replace(PLAN, recurrence=replace(THURSDAYS, hour=20))
    outcome = await schedules.edit(GUILD, ADA, before.schedule_id, 2, plan)

    assert isinstance(outcome, Edited)
    assert (outcome.after.standing, outcome.after.next_due) == (Standing.PAUSED, None)


async def test_of_two_admins_who_edit_at_once_the_second_is_told_what_the_first_saved(
    schedules: Schedules,
) -> None:
    made = await create(schedules)
    one, two = replace(PLAN, open_hours=24), replace(PLAN, open_hours=48)
    first, second = await asyncio.gather(
        schedules.edit(GUILD, ADA, made.schedule_id, 1, one),
        schedules.edit(GUILD, MO, made.schedule_id, 1, two),
    )

    assert isinstance(first, Edited)
    assert second == Outdated(first.after)
    assert await schedules.get(GUILD, made.schedule_id) == first.after


async def test_a_second_press_on_an_edit_changes_nothing(schedules: Schedules) -> None:
    made = await create(schedules)
    plan = replace(PLAN, open_hours=24)
    first, second = await asyncio.gather(
        *(schedules.edit(GUILD, ADA, made.schedule_id, 1, plan) for _ in range(2))
    )

    assert isinstance(first, Edited)
    assert second == ScheduleUnchanged(first.after)
    assert _kinds(await shown(schedules, made.schedule_id)) == [
        PlanChangeKind.EDITED,
        PlanChangeKind.CREATED,
    ]


async def test_an_edit_is_refused_for_a_fault_and_for_repeating_another_schedule(
    schedules: Schedules,
) -> None:
    one = await create(schedules)
    two = await create(schedules, replace(PLAN, channel_id=31))
    faulty = await schedules.edit(GUILD, ADA, two.schedule_id, 1, replace(PLAN, reminder=3))
    same = await schedules.edit(GUILD, ADA, two.schedule_id, 1, replace(PLAN, open_hours=24))

    assert faulty == PlanRefused(PlanFault.REMINDER)
    assert same == PlanRefused(PlanFault.SAME, one)
    assert await schedules.get(GUILD, two.schedule_id) == two


@pytest.mark.parametrize("channel_id", [30, 31])
async def test_another_channel_is_given_a_new_chance(
    schedules: Schedules, db: Database, channel_id: int
) -> None:
    made = await create(schedules)
    await _set(db, made.schedule_id, "parked = 'channel_gone', parked_nonce = 'p'")
    plan = replace(PLAN, channel_id=channel_id, open_hours=24)
    outcome = await schedules.edit(GUILD, ADA, made.schedule_id, 1, plan)
    row = await db.read(lambda r: r.one("SELECT parked, parked_nonce FROM checkin_schedule"))

    assert isinstance(outcome, Edited)
    assert row is not None
    assert tuple(row) == ((None, None) if channel_id == 31 else ("channel_gone", "p"))
    assert outcome.after.parked is (None if channel_id == 31 else Parked.CHANNEL_GONE)
    assert await schedules.get(GUILD, made.schedule_id) == outcome.after


async def test_a_change_leaves_a_round_that_is_out_alone(
    schedules: Schedules, db: Database
) -> None:
    made = await create(schedules)
    await add_round(db, made.schedule_id, id_of("round"), "open")
    before = await db.read(lambda r: [tuple(row) for row in r.all("SELECT * FROM checkin_round")])
    await schedules.edit(GUILD, ADA, made.schedule_id, 1, replace(PLAN, channel_id=31))
    await schedules.pause(GUILD, ADA, made.schedule_id)
    await schedules.delete(GUILD, ADA, made.schedule_id, with_results=True)
    after = await db.read(lambda r: [tuple(row) for row in r.all("SELECT * FROM checkin_round")])

    assert before == after
    assert len(after) == 1
