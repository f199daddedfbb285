"""APScheduler in simulated time: simcord moves its timers but not the clock it reads."""

# APScheduler 3 has neither type stubs nor a clock that can be handed in.
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
    """Inside, APScheduler, and who looks after it, take their time from `now` (aware), not from the
    computer's clock. Within another such block it is the inner one's time that counts.

    Without it a timer fires in simulated time, asks `datetime.now()` and finds nothing due.
    And after a leap it would list every tick slept through, four million in a year, only to do
    the last of them: here that one is reckoned.
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
    """`plain` (when a job was due up to now), but for ticks of which only the last one is done."""

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
