"""The seam between what people write and what Haven does about it.

``screen(text, policy) -> Verdict`` is pure: it knows nothing of Discord, members or storage.
Whoever calls it treats an exception as :data:`Decision.HOLD`: when the screener fails, words go
to people, not to the public and not to the bin.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Decision(Enum):
    """What is to happen with a text that somebody wants to post without their name."""

    LET_THROUGH = "let_through"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Policy:
    """What one group wants. ``hold_everything``: the care team reads it before it appears."""

    hold_everything: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on one text."""

    decision: Decision


Screen = Callable[[str, Policy], Verdict]


def screen(text: str, policy: Policy) -> Verdict:
    """Decides by the group's policy: everything is held where a group vets, else let through."""
    return Verdict(Decision.HOLD if policy.hold_everything else Decision.LET_THROUGH)
