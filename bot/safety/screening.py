"""The seam between what people write and what Haven does about it.

``screen(text, policy) -> Verdict`` is pure: it knows nothing of Discord, members or storage.
Whoever calls it treats an exception as :data:`Decision.HOLD`: when the screener fails, words go
to people, not to the public and not to the bin.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.safety.verdict import Decision, Place, Verdict


@dataclass(frozen=True, slots=True)
class Policy:
    """What one group wants, for one text.

    ``hold_everything``: the care team reads it before it appears. ``place``: where it is to be.
    """

    hold_everything: bool = False
    place: Place = Place.SHARE


Screen = Callable[[str, Policy], Verdict]


def screen(text: str, policy: Policy) -> Verdict:
    """Decides by the group's policy: everything is held where a group vets, else let through."""
    return Verdict(Decision.HOLD if policy.hold_everything else Decision.LET_THROUGH)
