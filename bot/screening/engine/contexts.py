"""Cues around a match that change its meaning: negation, quoting, the past. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from bot.screening.engine.aims.target import Aims, Target
from bot.screening.engine.normalise import View
from bot.screening.engine.patterns import Pattern
from bot.screening.engine.pieces import STOP

_SENTENCES = f"{STOP} "


class Scope(Enum):
    """Where a cue must be, relative to a match."""

    BEFORE = "before"
    """The cue ends at most ``reach`` words before the match, in the same sentence."""
    AFTER = "after"
    """The cue begins at most ``reach`` words after the match, in the same sentence."""
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
    """One kind of cue. ``reach``: in words, for the scopes that have a direction."""

    id: str
    scope: Scope
    reach: int
    patterns: tuple[Pattern, ...]
    target: Target | None = None


@dataclass(slots=True)
class Surroundings:
    """The cues of one text, searched on first use."""

    view: View
    contexts: Mapping[str, Context]
    aims: Aims
    _found: dict[str, tuple[tuple[int, int], ...]] = field(
        default_factory=dict[str, tuple[tuple[int, int], ...]]
    )

    def note(self, name: str, found: Iterable[tuple[int, int]]) -> None:
        """Say where a context applies whose cues no pattern describes."""
        self._found[name] = tuple(found)

    def anywhere(self, name: str) -> bool:
        """Return whether a cue of this kind is anywhere in the text."""
        return bool(self._matches(self.contexts[name]))

    def spans(self, name: str) -> tuple[tuple[int, int], ...]:
        """Return where in the text the cues of this kind are."""
        return self._matches(self.contexts[name])

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
        found = self._matches(context)
        if not found:
            return False
        if context.scope is Scope.TEXT:
            return True
        text = self.view.text
        for start, end in found:
            match context.scope:
                case Scope.BEFORE:
                    if start >= first:
                        continue
                    begin, finish, reach = end, first, context.reach
                case Scope.AFTER:
                    if start < last:
                        continue
                    begin, finish, reach = last, start, context.reach
                case Scope.INSIDE:
                    if start >= first and end <= last:
                        return True
                    continue
                case _:
                    begin, finish, reach = min(end, last), max(start, first), len(text)
            between = text[begin:finish]
            if _SENTENCES in between or between.count(" ") > reach:
                continue
            if across or not any(begin <= place <= finish for place in self.view.breaks):
                return True
        return False

    def _matches(self, context: Context) -> tuple[tuple[int, int], ...]:
        found = self._found.get(context.id)
        if found is None:
            view = self.view
            found = tuple(
                match.span()
                for pattern in context.patterns
                for match in pattern.occurrences(view.text, view.at)
            )
            self._found[context.id] = found
        return found
