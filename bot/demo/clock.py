"""APScheduler in simulated time: simcord moves its timers but not the clock it reads."""

# APScheduler 3 has neither type stubs nor a clock that can be handed in.
# pyright: reportMissingTypeStubs=false

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime, tzinfo
from typing import Any

from apscheduler.executors import base as executors
from apscheduler.schedulers import base as schedulers
from apscheduler.triggers import date, interval


class _AnyDatetime(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, datetime)


@contextmanager
def scheduler_clock(now: Callable[[], datetime]) -> Generator[None]:
    """Inside, APScheduler takes its time from `now` (aware), not from the computer's clock.

    Without it a timer fires in simulated time, asks `datetime.now()` and finds nothing due.
    """

    class Clock(datetime, metaclass=_AnyDatetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return now().astimezone(tz) if tz else now().replace(tzinfo=None)

    modules: tuple[Any, ...] = (schedulers, executors, interval, date)
    for module in modules:
        module.datetime = Clock
    try:
        yield
    finally:
        for module in modules:
            module.datetime = datetime
