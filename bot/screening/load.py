"""Loads what screening was taught: read once from ``data/safety/`` and checked."""

import logging
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from bot.core.data import DATA, read
from bot.screening import automod
from bot.screening.automod import Wanted
from bot.screening.decide import Degree, Table
from bot.screening.engine.engine import ScreeningEngine
from bot.screening.engine.folding import Folds
from bot.screening.engine.lexicon import FoldsFile
from bot.screening.engine.links.link_lists import BYTES_MOST, ENTRIES_MOST
from bot.screening.policy import load_table
from bot.screening.service import Reads

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ScreeningData:
    """The engine, a group's initial decisions with a reason per row, and the AutoMod rule.

    ``worker``: what reads drafts, when it is no thread of its own.
    """

    engine: Reads
    table: Table
    reasons: Mapping[Degree, str]
    blockable: Wanted
    folds: Folds
    worker: Executor | None = None


def load(
    folder: Path = DATA / "safety", *, engine: Reads | None = None, domains: Path | None = None
) -> ScreeningData:
    """Return everything in ``folder``, checked. Raises :class:`~bot.core.data.ContentFault`.

    ``engine``: use this one to read texts; ``domains``: see :func:`load_engine`.
    """
    table, reasons = load_table(folder / "policy.toml")
    reader = engine or load_engine(folder, domains=domains)
    blockable = automod.load(folder / "automod.toml")
    return ScreeningData(reader, table, reasons, blockable, _folds(folder))


def load_engine(folder: Path = DATA / "safety", *, domains: Path | None = None) -> ScreeningEngine:
    """Return the engine, with an operator's list of domains in addition to Haven's own.

    Raises :class:`~bot.core.data.ContentFault` when the rules cannot be used; a model or a list
    that cannot be used only sets the engine's ``fault``. How much of the list is used is logged.
    """
    engine = ScreeningEngine.load(folder, domains)
    if engine.listed is not None:
        read_, skipped = engine.listed
        facts = {"read": read_, "skipped": skipped}
        log.info("read the list of domains", extra={"haven": facts})
        cut = domains is not None and domains.stat().st_size > BYTES_MOST
        if cut or read_ + skipped >= ENTRIES_MOST:
            log.warning("the list of domains is too large: only its first entries are used")
    return engine


def _folds(folder: Path) -> Folds:
    found = read(folder / "folds.toml", FoldsFile)
    return Folds(found.lookalikes, found.emoji)
