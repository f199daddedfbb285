"""What screening was taught, read once from ``data/safety/`` and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content import DATA
from bot.safety import automod
from bot.safety.automod import Wanted
from bot.safety.decide import Degree, Table
from bot.safety.policy import load_table
from bot.safety.service import Reads
from bot.safety.verdict import Reading


@dataclass(frozen=True, slots=True)
class Taught:
    """The reader, the decisions a group begins with, why each row of them is as it is, and what
    Discord's AutoMod can be handed.
    """

    engine: Reads
    table: Table
    reasons: Mapping[Degree, str]
    blockable: Wanted


class Unread:
    """Reads nothing into any text."""

    fault: str | None = None

    def read(self, text: str) -> Reading:
        """Nothing is found."""
        del text
        return Reading()


def load(folder: Path = DATA / "safety", *, engine: Reads | None = None) -> Taught:
    """Reads and checks everything. Raises :class:`bot.content.ContentFault`.

    ``engine``: read texts with this one instead.
    """
    table, reasons = load_table(folder / "policy.toml")
    return Taught(engine or Unread(), table, reasons, automod.load(folder / "automod.toml"))
