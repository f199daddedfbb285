"""What screening reads in the tests: nothing, or what a test has said that it reads."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from typing import ParamSpec, TypeVar

from bot.screening.verdict import Category, Level, Reading, Span

CALM = Reading()
P = ParamSpec("P")
T = TypeVar("T")


class AtOnce(Executor):
    """A worker without a thread: what is submitted is done before ``submit`` returns."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Do it now, so that no test depends on when a thread gets its turn."""
        done: Future[T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - as an executor does
            done.set_exception(error)
        return done


@dataclass(slots=True)
class Script:
    """A stand-in for the engine. A text that holds a known part reads as that part's reading.

    ``broken``: it raises instead. ``read_so_far``: every text that was read, in order.
    """

    readings: dict[str, Reading] = field(default_factory=dict[str, Reading])
    broken: bool = False
    read_so_far: list[str] = field(default_factory=list[str])
    fault: str | None = None

    def reads(self, part: str, reading: Reading) -> None:
        """From now on, a text that holds ``part`` reads like this."""
        self.readings[part] = reading

    def warm(self) -> None:
        """Do nothing: there is nothing to compile."""

    def read(self, text: str, *, deep: bool = True) -> Reading:
        """The first known part decides; its spans are moved to where the part stands."""
        self.read_so_far.append(text)
        if self.broken:
            raise ValueError("the screener is broken")
        for part, reading in self.readings.items():
            at = text.find(part)
            if at >= 0:
                return _moved(reading, at)
        return CALM


def crisis(level: Level, *, third_person: bool = False) -> Reading:
    """A text that reads as a crisis of this urgency."""
    return Reading(
        scores={Category.CRISIS: 0.9},
        level=level,
        flags=frozenset({Category.CRISIS}),
        third_person=third_person,
    )


def flagged(
    category: Category, length: int = 0, *, ruled: bool = True, level: Level = Level.Q0
) -> Reading:
    """A text in which a category was found in its first ``length`` characters."""
    flags = {category} | ({Category.CRISIS} if level else set[Category]())
    spans = (Span(0, length, category, "test.rule"),) if length else ()
    return Reading(
        scores=dict.fromkeys(flags, 0.9),
        level=level,
        flags=frozenset(flags),
        ruled=frozenset({category}) if ruled else frozenset(),
        spans=spans,
    )


def _moved(reading: Reading, by: int) -> Reading:
    spans = tuple(
        Span(span.start + by, span.end + by, span.category, span.rule) for span in reading.spans
    )
    return replace(reading, spans=spans)
