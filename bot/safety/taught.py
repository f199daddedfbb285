"""What screening was taught, read once from ``data/safety/`` and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content import DATA, ContentFault
from bot.safety import automod
from bot.safety.automod import Wanted
from bot.safety.decide import Degree, Table
from bot.safety.engine import Engine
from bot.safety.lexicon import LexiconFault
from bot.safety.policy import load_table
from bot.safety.service import Reads


@dataclass(frozen=True, slots=True)
class Taught:
    """The reader, the decisions a group begins with, why each row of them is as it is, and what
    Discord's AutoMod can be handed.
    """

    engine: Reads
    table: Table
    reasons: Mapping[Degree, str]
    blockable: Wanted


def load(folder: Path = DATA / "safety", *, engine: Reads | None = None) -> Taught:
    """Reads and checks everything. Raises :class:`bot.content.ContentFault`.

    ``engine``: read texts with this one instead.
    """
    table, reasons = load_table(folder / "policy.toml")
    return Taught(engine or _engine(folder), table, reasons, automod.load(folder / "automod.toml"))


def _engine(folder: Path) -> Reads:
    try:
        return Engine.load(folder)
    except (LexiconFault, OSError, ValueError, KeyError) as fault:
        raise ContentFault(f"{folder.name}: {fault}") from None
