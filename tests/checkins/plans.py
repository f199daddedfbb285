"""A weekly plan, and short ways to make and look at its schedule, for the tests of schedules."""

from datetime import UTC, date, datetime

from bot.checkins.outcomes import Created, ScheduleShown
from bot.checkins.rules import Plan, Schedule
from bot.checkins.schedules import store as schedule_store
from bot.checkins.schedules.recurrence import Recurrence, Weekly
from bot.checkins.schedules.service import Schedules
from bot.core.db import Database
from tests.checkins.groups import ADA, GUILD

THURSDAYS = Recurrence(Weekly(1, frozenset({3}), date(2026, 11, 2)), 19, 30, "Europe/Berlin")
PLAN = Plan(channel_id=30, recurrence=THURSDAYS)
WEEK = 7 * 24 * 3600
FIRST = int(datetime(2026, 11, 5, 18, 30, tzinfo=UTC).timestamp())
"""The Thursday after the clock's start, at 19:30 in Berlin."""


async def create(schedules: Schedules, plan: Plan = PLAN, *, guild_id: int = GUILD) -> Schedule:
    """Ada's new schedule."""
    created = await schedules.create(guild_id, ADA, plan)
    assert isinstance(created, Created)
    return created.schedule


async def shown(schedules: Schedules, schedule_id: str) -> ScheduleShown:
    """A live schedule with its history."""
    found = await schedules.show(GUILD, schedule_id)
    assert isinstance(found, ScheduleShown)
    return found


async def row_of(db: Database, schedule_id: str) -> Schedule | None:
    """What is stored, deleted or not."""
    return await db.read(lambda r: schedule_store.by_id(r, schedule_id))
