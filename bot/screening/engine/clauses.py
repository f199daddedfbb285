"""Splits a text into clauses, and tells what in one clause holds for another. Pure, linear.

- A clause ends with its sentence, and where a comma or a word such as ``and`` leads to another
  subject with its verb: ``he died last year | and i took them``.
- The main clause behind a subordinate one belongs to it: ``when he died, i took them``.
- The time of one clause holds for a later one only where that does not speak of now, and only if it
  is the author's own time: their age (``i was 16 and i took them``), or words at the head of the
  sentence (``back then i was ill and i took them``).

Places are those of the tokens of a view.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from bot.screening.engine.folding import Folded
from bot.screening.engine.pieces import STOP, Token


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PAUSE = re.compile(r"[,;:()–—\n]|\s-+\s")
_TURNS = _words("and but so then yet or n plus")
_LEADING = _words("now today tonight just then still yesterday irl rn finally also")
_AUTHOR = _words("i im ive id ill we weve")
_SUBJECTS = _AUTHOR | _words("""
he hes she shes they theyre theyve you youre youve it its this that thats there theres
nobody everyone someone
""")
_OWNERS = _words("my the his her their our a")
_FINITE = _words("""
is are was were has have had took takes just will went did does wants says said keeps tells told
cant got found came died left
""")
_SUBORDINATE = _words(
    "when whenever after before since until till while if once as although though unless"
)
_NIGHT = _words("day night year summer winter time week month")
_DATED = _words("now today tonight tonite 2nite rn irl just again")
_PARTS = _words("morning evening afternoon minute second")
_CLOCK = _words("hour hours hr hrs minute minutes min mins moments seconds")
_PRESENT = _DATED | _words("""
im am ive is are theres hes shes theyre its want wants wanna gonna need cant ill will keep keeps
have has
""")
_BACK = _words("it that this thats which attempt overdose")
_AGO = _words("ago year month week")
_HEAD = 3


class Clause(NamedTuple):
    """One clause, which begins at the token ``start`` of a sentence that begins at ``head``.

    - ``dated``: it has a word of time that is now; ``present``: that, or a verb in the present.
    - ``own``: its subject is the author, or it has none. ``aged``: it tells how old they were.
    - ``back``: it speaks of what was said before (``that was``). ``since``: it begins with that.
    - ``turned``: it begins with ``and``, ``but`` or the like.
    """

    start: int
    sentence: int
    head: int
    dated: bool
    present: bool
    own: bool
    aged: bool
    back: bool
    since: bool
    turned: bool


class Clauses:
    """The clauses of a text."""

    def __init__(self, found: Sequence[Clause]) -> None:
        self._found = found
        self._starts = [one.start for one in found]

    def at(self, place: int) -> Clause:
        """Return the clause of a token."""
        return self._found[self._number(place)]

    def is_dated(self, first: int, last: int) -> bool:
        """Return whether the match from ``first`` to ``last`` has a time that is now."""
        return any(one.dated for one in self._of(first, last))

    def together(self, cue: int, first: int, last: int) -> bool:
        """Return whether a cue stands in a clause of the match."""
        return self._number(first) <= self._number(cue) <= self._number(last)

    def one_breath(self, cue: int, place: int) -> bool:
        """Return whether two clauses of a sentence are parted only by pauses, and one may tell.

        The author's own present tells of nothing else: ``he died, i want to die``.
        """
        begin, end = sorted((self._number(cue), self._number(place)))
        if self._found[begin].sentence != self._found[end].sentence:
            return False
        match = self.at(place)
        if begin < end and match.own and match.present:
            return False
        return not any(one.turned for one in self._found[begin + 1 : end + 1])

    def apart(self, cue: int, place: int) -> int:
        """Return by how many sentences a cue stands behind a token; less than 0 is before it."""
        return self.at(cue).sentence - self.at(place).sentence

    def same_time(self, cue: int, first: int, last: int) -> bool:
        """Return whether a time said at ``cue`` is that of the match."""
        said, match = self.at(cue), self._of(first, last)
        present = any(one.present for one in match)
        if match[0].start <= said.start <= match[-1].start:
            return not (present and said.since)
        if said.start > match[-1].start:
            return said.back and not any(one.dated for one in match)
        if present:
            return False
        return said.aged or said.back or (said.own and cue - said.head < _HEAD)

    def _number(self, place: int) -> int:
        return max(0, bisect_right(self._starts, place) - 1)

    def _of(self, first: int, last: int) -> Sequence[Clause]:
        return self._found[self._number(first) : self._number(last) + 1]


def clauses(tokens: Sequence[Token], folded: Folded) -> Clauses:
    """Return the clauses of a text."""
    words = [token.text for token in tokens]
    pauses = _pauses(tokens, folded)
    found: list[Clause] = []
    start = sentence = head = subjects = 0
    subordinate = False
    for place, word in enumerate(words):
        if word == STOP:
            if place > start:
                found.append(_clause(words[start:place], start, sentence, head))
            start = head = place + 1
            sentence, subjects = sentence + 1, 0
            subordinate = _leads(words, start)
            continue
        if place > head and _begins(words, place, place in pauses, subjects):
            turned = word in _TURNS
            if subordinate and not turned:
                subordinate = False  # the main clause: it belongs to the one before it
            else:
                found.append(_clause(words[start:place], start, sentence, head))
                start, subjects = place, 0
                subordinate = _leads(words, place + turned)
        subjects += word in _SUBJECTS or (word in _OWNERS and place == start)
    if not found or start < len(words):
        found.append(_clause(words[start:], start, sentence, head))
    return Clauses(found)


def _clause(part: Sequence[str], start: int, sentence: int, head: int) -> Clause:
    """Return a clause with what its words say of it."""
    dated = not _DATED.isdisjoint(part) or _moment(part)
    subject = next((word for word in part if word in _SUBJECTS or word in _OWNERS), "i")
    return Clause(
        start=start,
        sentence=sentence,
        head=head,
        dated=dated,
        present=dated or not _PRESENT.isdisjoint(part),
        own=subject in _AUTHOR,
        aged=_aged(part),
        back="was" in part and not _BACK.isdisjoint(part[:_HEAD]),
        since="since" in part[:_HEAD],
        turned=bool(part) and part[0] in _TURNS,
    )


def _pauses(tokens: Sequence[Token], folded: Folded) -> frozenset[int]:
    """Return the tokens before which a comma, a dash or a line break stands."""
    offsets = folded.offsets
    found: set[int] = set()
    begins = [token.start for token in tokens]
    for mark in _PAUSE.finditer(folded.text):
        found.add(bisect_right(begins, offsets[mark.start()]))
    return frozenset(found)


def _leads(words: Sequence[str], place: int) -> bool:
    """Return whether a subordinate clause begins at a word: ``when he``, ``the night he``."""
    if place >= len(words):
        return False
    if words[place] in _SUBORDINATE:
        return True
    return words[place] == "the" and place + 1 < len(words) and words[place + 1] in _NIGHT


def _begins(words: Sequence[str], place: int, pause: bool, subjects: int) -> bool:
    """Return whether a clause begins at a word: a turn or a pause, then a subject and a verb."""
    word = words[place]
    if word in _TURNS:
        at = place + 1
    elif pause:
        at = place
    else:
        before = words[place - 1]
        return subjects > 0 and word in _AUTHOR and (before in _AGO or before.isdigit())
    led = at
    while at < len(words) and words[at] in _LEADING:
        at += 1
    if at > led:
        return True
    if at >= len(words):
        return False
    if words[at] in _SUBJECTS:
        return True
    if words[at] in _SUBORDINATE:
        return pause
    return words[at] in _OWNERS and not _FINITE.isdisjoint(words[at + 2 : at + 4])


def _moment(part: Sequence[str]) -> bool:
    """Return whether a clause says ``this morning``, ``last night`` or ``an hour ago``."""
    for before, word in pairwise(part):
        if (before == "this" and word in _PARTS) or (before == "last" and word == "night"):
            return True
        if before in _CLOCK and word == "ago":
            return True
    return False


def _aged(part: Sequence[str]) -> bool:
    """Return whether the author tells how old they were: ``i was 16``."""
    return any(
        part[at] in _AUTHOR and part[at + 1] == "was" and part[at + 2].isdigit()
        for at in range(len(part) - 2)
    )
