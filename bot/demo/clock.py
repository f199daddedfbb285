"""APScheduler in simulated time: simcord moves its timers but not the clock that they read."""

# APScheduler 3 has neither type stubs nor a clock that can be injected.
# pyright: reportMissingTypeStubs=false

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from typing import Any

from apscheduler import job as jobs
from apscheduler.executors import base as executors
from apscheduler.schedulers import base as schedulers
from apscheduler.triggers import date, interval

from bot.core import ticker


class _AnyDatetime(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, datetime)


@contextmanager
def scheduler_clock(now: Callable[[], datetime]) -> Generator[None]:
    """Make APScheduler, and the code that watches it, read the time from `now` (aware).

    In nested blocks the inner clock counts.
    Without this, a timer fires in simulated time, asks `datetime.now()` and finds nothing due.
    After a jump it would also list every missed tick, four million in a year, only to run the last
    of them; inside this block only that last one is computed.
    """

    class Clock(datetime, metaclass=_AnyDatetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return now().astimezone(tz) if tz else now().replace(tzinfo=None)

    modules: tuple[Any, ...] = (schedulers, executors, interval, date, ticker)
    job: Any = jobs.Job
    plain = job._get_run_times
    before = [module.datetime for module in modules]
    for module in modules:
        module.datetime = Clock
    job._get_run_times = _latest_alone(plain)
    try:
        yield
    finally:
        job._get_run_times = plain
        for module, clock in zip(modules, before, strict=True):
            module.datetime = clock


def _latest_alone(plain: Callable[[Any, datetime], list[datetime]]) -> Any:
    """Wrap `plain` (due times up to now) to compute only the last tick where only that one runs."""

    def get_run_times(job: Any, now: datetime) -> list[datetime]:
        due = job.next_run_time
        if not (job.coalesce and isinstance(job.trigger, interval.IntervalTrigger) and due):
            return plain(job, now)
        if due > now:
            return []
        trigger: Any = job.trigger
        every: timedelta = trigger.interval
        return [due + (now - due) // every * every]

    return get_run_times
