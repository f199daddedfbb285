"""How a thief reads an answer out of what lies in a file, if it lies there to be read."""

import re
from collections.abc import Iterable

from bot.checkins.ballots.tally import CHOICES, Ballot, Tally
from tests.thief.loot import LAYOUT
from tests.thief.pages import Value

WIDTH = CHOICES + 1
CELLS = LAYOUT.questions * WIDTH
SIZE = len(Tally.empty(LAYOUT).pack())
SEALED_AT = 12 + 1 + LAYOUT.questions
"""Where the counts begin in a sealing: after the nonce, and after the shape of the round."""

_SPELLED = re.compile(r"[0-5-](?:[,;+ ]{1,2}[0-5-]){3}|[0-5-]{4}")


def ballot_in(values: Iterable[Value]) -> Ballot | None:
    """A ballot among the values of a row: four columns, four bytes, or a text."""
    row = list(values)
    for value in row:
        if isinstance(value, str) and _SPELLED.fullmatch(value.strip("[]() ")):
            digits = re.findall(r"[0-5-]", value)
            return _ballot([0 if digit == "-" else int(digit) for digit in digits])
        if isinstance(value, bytes) and len(value) == LAYOUT.questions and max(value) <= CHOICES:
            return _ballot(value)
    for start in reversed(range(len(row) - LAYOUT.questions + 1)):  # answers come last
        part = row[start : start + LAYOUT.questions]
        if all(value is None or (isinstance(value, int) and 1 <= value <= 5) for value in part):
            return _ballot([value if isinstance(value, int) else 0 for value in part])
    return None


def _ballot(answers: Iterable[int]) -> Ballot | None:
    ballot = tuple(answer or None for answer in answers)
    return ballot if any(ballot) else None


def counts_in(values: Iterable[Value]) -> Tally | None:
    """A tally that lies open in a row, whatever stands before or behind it."""
    for value in values:
        if not isinstance(value, bytes):
            continue
        for start in range(len(value) - SIZE + 1):
            try:
                return Tally.unpack(LAYOUT, value[start : start + SIZE])
            except ValueError:
                continue
    return None


def ballot_between(before: Tally, after: Tally) -> Ballot | None:
    """The one ballot by which two tallies differ."""
    if after.answers - before.answers != 1:
        return None
    grown: list[int] = []
    for question in range(LAYOUT.questions):
        pairs = zip(before.counts(question), after.counts(question), strict=True)
        grown += [choice for choice, (old, new) in enumerate(pairs, 1) if new == old + 1]
    return _ballot([choice % WIDTH for choice in grown]) if len(grown) == 4 else None


def ballot_under_one_nonce(one: bytes, other: bytes) -> Ballot | None:
    """Two sealings with the same nonce: their difference shows which counts have changed."""
    if one == other or len(one) != len(other) or len(one) < SIZE or one[:12] != other[:12]:
        return None
    differs = bytes(a ^ b for a, b in zip(one, other, strict=True))[SEALED_AT:]
    grown = [cell for cell in range(CELLS) if any(differs[4 * cell : 4 * cell + 4])]
    if [cell // WIDTH for cell in grown] != list(range(LAYOUT.questions)):
        return None
    return _ballot([(cell % WIDTH + 1) % WIDTH for cell in grown])
