"""After a leap APScheduler comes to the tick it would have come to by itself, and no other."""

# APScheduler has no type stubs, and what is mended here is its inside.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportPrivateUsage=false

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from apscheduler.job import Job
from apscheduler.schedulers import base as schedulers
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.demo.clock import scheduler_clock

START = datetime(2026, 3, 28, 9, 0, tzinfo=UTC)


_JOB: Any = Job
BASE: Any = schedulers
EVERY_TICK: Any = _JOB._get_run_times


def _tick() -> None:
    raise AssertionError("a paused scheduler does nothing")


@contextmanager
def _job(**options: Any) -> Generator[Any]:
    """A job whose scheduler is paused, every 15 seconds from `START` on, in simulated time."""
    with scheduler_clock(lambda: START):
        scheduler = AsyncIOScheduler(timezone=UTC)
        scheduler.start(paused=True)
        yield scheduler.add_job(_tick, "interval", seconds=15, start_date=START, **options)
        scheduler.shutdown(wait=False)


@pytest.mark.parametrize("seconds", [0, 1, 14, 15, 16, 30, 3_601, 86_400, 86_414.5])
async def test_a_leap_ends_at_the_last_tick_that_was_due(seconds: float) -> None:
    now = START + timedelta(seconds=seconds)
    with _job(coalesce=True) as job:
        found = job._get_run_times(now)
        due = EVERY_TICK(job, now)

    assert len(due) == seconds // 15 + 1
    assert found == due[-1:]


async def test_nothing_is_due_before_its_time() -> None:
    with _job(coalesce=True) as job:
        found = job._get_run_times(START - timedelta(seconds=1))

    assert found == []


async def test_a_job_that_does_every_tick_keeps_every_tick() -> None:
    with _job(coalesce=False) as job:
        found = job._get_run_times(START + timedelta(minutes=1))

    assert len(found) == 5


async def test_the_scheduler_is_its_old_self_afterwards() -> None:
    before = _JOB._get_run_times, BASE.datetime
    with _job(coalesce=True):
        within = _JOB._get_run_times, BASE.datetime

    assert before[0] is not within[0]
    assert before[1] is not within[1]
    assert (_JOB._get_run_times, BASE.datetime) == before


async def test_after_an_inner_clock_the_scheduler_has_the_outer_one_again() -> None:
    later = START + timedelta(days=400)
    with scheduler_clock(lambda: START):
        with scheduler_clock(lambda: later):
            within: datetime = BASE.datetime.now(UTC)
        after: datetime = BASE.datetime.now(UTC)

    assert (within, after) == (later, START)
