"""Cues around a match that change its meaning: negation, quoting, the past. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import accumulate

from bot.screening.engine.aims.target import Aims, Target
from bot.screening.engine.normalise import View
from bot.screening.engine.patterns import Pattern
from bot.screening.engine.pieces import STOP

_SENTENCES = f"{STOP} "
DENIED = "denied"
"""The context that excuses danger from anywhere in a text."""
AIMED = "aimed"
"""The context of a match that says what is meant to happen."""
WHOLE = 9
"""The reach of a context of the text that excuses danger from any sentence."""
_BUT = " but "
_NEAREST = 8
"""Cues on each side of a match that are asked for their clause."""


class Scope(Enum):
    """Where a cue must be, relative to a match."""

    BEFORE = "before"
    """The cue ends at most ``reach`` words before the match, in the same sentence."""
    AFTER = "after"
    """The cue begins at most ``reach`` words after the match, in the same sentence."""
    CLAUSE = "clause"
    """The cue is in the clause of the match (:mod:`bot.screening.engine.clauses`)."""
    TIME = "time"
    """The cue is in its sentence and says the time of its clause."""
    INSIDE = "inside"
    """The cue is within the match, in one of its gaps."""
    SENTENCE = "sentence"
    TEXT = "text"
    QUOTED = "quoted"
    """The match is between quotation marks or in a quoted line."""
    TARGET = "target"
    """The match is meant for ``target`` (:mod:`bot.screening.engine.aims.target`)."""


@dataclass(frozen=True, slots=True)
class Context:
    """One kind of cue. ``reach``: in words, for the scopes that have a direction; in sentences, for
    the scope ``text`` and a match that is danger.

    ``not_after``: words directly before a cue that make it none (``like in the film``).
    ``numbers``: of the groups of which a text must have one (:class:`~.scan.phrases.Scan`).
    """

    id: str
    scope: Scope
    reach: int
    patterns: tuple[Pattern, ...]
    target: Target | None = None
    not_after: frozenset[str] = frozenset()
    numbers: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        numbers = frozenset(pattern.number for pattern in self.patterns)
        object.__setattr__(self, "numbers", numbers)


@dataclass(frozen=True, slots=True)
class _Cues:
    """The cues of one kind in a text, as positions in the view's text.

    ``starts``: ascending. ``ends``: of each. ``furthest``: the greatest of the ends up to each.
    """

    starts: Sequence[int]
    ends: Sequence[int]
    furthest: Sequence[int]


@dataclass(slots=True)
class Surroundings:
    """The cues of one text, searched on first use. A question costs no more for more cues."""

    view: View
    contexts: Mapping[str, Context]
    aims: Aims
    _found: dict[str, _Cues | None] = field(default_factory=dict[str, "_Cues | None"])

    def note(self, name: str, found: Iterable[tuple[int, int]]) -> None:
        """Say where a context applies whose cues no pattern describes."""
        self._found[name] = _cues(sorted(found))

    def anywhere(self, name: str) -> bool:
        """Return whether a cue of this kind is anywhere in the text."""
        return self._matches(self.contexts[name]) is not None

    def spans(self, name: str) -> tuple[tuple[int, int], ...]:
        """Return where in the text the cues of this kind are."""
        cues = self._matches(self.contexts[name])
        return () if cues is None else tuple(zip(cues.starts, cues.ends, strict=True))

    def excuses(self, name: str, first: int, last: int, *, grave: bool = False) -> bool:
        """Return whether the context ``name`` silences the match at ``view.text[first:last]``.

        A cue on another line excuses nothing where that probably is another sentence, nor one in
        another clause where the clause of the match has a time that is now. ``grave``: what matched
        is danger, which nothing elsewhere in the text excuses but its denial.
        """
        context = self.contexts[name]
        if not self.holds(name, first, last, across=False):
            return context.scope is Scope.TIME and self._told_after(context, last)
        scope, cues = context.scope, self._matches(context)
        if cues is None:
            return True
        if scope is Scope.TEXT:
            return not grave or context.reach >= WHOLE or self._apart(context, cues, first, last)
        if scope in (Scope.CLAUSE, Scope.TIME, Scope.SENTENCE):
            return self._in_clause(scope, cues, first, last)
        return True

    def holds(self, name: str, first: int, last: int, *, across: bool = True) -> bool:
        """Return whether the context ``name`` applies to the match at ``view.text[first:last]``.

        ``across``: a cue may stand on another line where that probably is another sentence. A cue
        that excuses must not.
        """
        context = self.contexts[name]
        if context.scope is Scope.QUOTED:
            begin, end = self.view.between(first, last)
            return any(self.view.tokens[place].quoted for place in range(begin, end + 1))
        if context.scope is Scope.TARGET:
            return self.aims.target(self.view, first, last) is context.target
        cues = self._matches(context)
        if cues is None:
            return False
        match context.scope:
            case Scope.TEXT:
                return True
            case Scope.BEFORE:
                return self._before(cues, first, context.reach, across)
            case Scope.AFTER:
                return self._after(cues, last, context.reach, across)
            case Scope.INSIDE:
                begin, finish = bisect_left(cues.starts, first), bisect_left(cues.starts, last)
                return any(end <= last for end in cues.ends[begin:finish])
            case _:
                return self._sentence(cues, first, last, across=across)

    def _in_clause(self, scope: Scope, cues: _Cues, first: int, last: int) -> bool:
        """Return whether a cue of the sentence excuses the match, by the clauses of both."""
        parts = self.view.clauses
        begin, end = self.view.between(first, last)
        if scope is Scope.SENTENCE and not parts.is_dated(begin, end):
            return True
        held = parts.same_time if scope is Scope.TIME else parts.together
        return any(
            held(self._token(cues, one), begin, end)
            for one in self._nearest(cues, first)
            if self._in_sentence(cues, one, first, last)
        )

    def _told_after(self, context: Context, last: int) -> bool:
        """Return whether the next sentence says when the match was: ``that was years ago``."""
        cues = self._matches(context)
        later = 0 if cues is None else bisect_left(cues.starts, last)
        if cues is None or later == len(cues.starts):
            return False
        parts, match = self.view.clauses, self.view.between(last - 1, last)[0]
        cue = self._token(cues, later)
        return parts.apart(cue, match) == 1 and parts.same_time(cue, match, match)

    def _apart(self, context: Context, cues: _Cues, first: int, last: int) -> bool:
        """Return whether a cue of the text excuses danger from where it stands, or denies it."""
        if context.id == DENIED:
            earlier = bisect_left(cues.starts, first)
            return not earlier or self.view.text.find(_BUT, cues.ends[earlier - 1] - 1, first) < 0
        parts = self.view.clauses
        begin, end = self.view.between(first, last)
        found = [self._token(cues, one) for one in self._nearest(cues, first)]
        if any(parts.together(cue, begin, end) for cue in found):
            return True
        dated = parts.is_dated(begin, end)
        if not context.reach:
            return not dated and any(parts.one_breath(cue, begin) for cue in found)
        reach = 0 if self.holds(AIMED, first, last) else context.reach
        if dated and not reach:
            return False
        return any(abs(parts.apart(cue, begin)) <= reach for cue in found)

    def _nearest(self, cues: _Cues, first: int) -> range:
        """Return the numbers of the cues that are nearest to a position."""
        middle = bisect_left(cues.starts, first)
        return range(max(0, middle - _NEAREST), min(len(cues.starts), middle + _NEAREST))

    def _token(self, cues: _Cues, number: int) -> int:
        """Return the first token of a cue."""
        return self.view.between(cues.starts[number], cues.ends[number])[0]

    def _in_sentence(self, cues: _Cues, number: int, first: int, last: int) -> bool:
        """Return whether a cue is in the sentence of the match, and on its line."""
        reach = len(self.view.text)
        if cues.ends[number] < first:
            return self._near(cues.ends[number], first, reach, across=False)
        return cues.starts[number] <= last or self._near(
            last, cues.starts[number], reach, across=False
        )

    def _sentence(self, cues: _Cues, first: int, last: int, *, across: bool) -> bool:
        """Return whether a cue is in the sentence of the match."""
        inside = bisect_left(cues.starts, first) < bisect_left(cues.starts, last)
        reach = len(self.view.text)
        return (
            inside
            or self._before(cues, first, reach, across)
            or self._after(cues, last, reach, across)
        )

    def _before(self, cues: _Cues, first: int, reach: int, across: bool) -> bool:
        """Return whether a cue that begins before ``first`` reaches it; the nearest one decides."""
        earlier = bisect_left(cues.starts, first)
        if not earlier:
            return False
        end = cues.furthest[earlier - 1]
        return end > first or self._near(end, first, reach, across)

    def _after(self, cues: _Cues, last: int, reach: int, across: bool) -> bool:
        """Return whether a cue that begins at ``last`` or later is near enough."""
        later = bisect_left(cues.starts, last)
        return later < len(cues.starts) and self._near(last, cues.starts[later], reach, across)

    def _near(self, begin: int, finish: int, reach: int, across: bool) -> bool:
        """Return whether both are in one sentence, with at most ``reach`` words between."""
        text = self.view.text
        if text.find(_SENTENCES, begin, finish) >= 0 or text.count(" ", begin, finish) > reach:
            return False
        breaks = self.view.breaks
        return across or bisect_left(breaks, begin) == bisect_right(breaks, finish)

    def _matches(self, context: Context) -> _Cues | None:
        if context.id in self._found:
            return self._found[context.id]
        scan = self.view.scan
        if context.numbers.isdisjoint(scan.numbers):
            return None
        found: list[tuple[int, int]] = []
        for pattern in context.patterns:
            if pattern.number in scan.numbers:
                found += (
                    self.view.around(*one)
                    for one in pattern.occurrences(scan)
                    if self.view.tokens[one[0] - 1].text not in context.not_after
                )
        cues = self._found[context.id] = _cues(sorted(found))
        return cues


def _cues(found: Sequence[tuple[int, int]]) -> _Cues | None:
    if not found:
        return None
    ends = [end for _, end in found]
    return _Cues([start for start, _ in found], ends, list(accumulate(ends, max)))
