"""Where the data of screening stands, and one engine for all tests of it."""

from functools import cache
from pathlib import Path

from bot.screening.engine.engine import ScreeningEngine

SAFETY = Path(__file__).parents[2] / "data" / "safety"
LINES = Path(__file__).parents[2] / "bench" / "lines"


@cache
def engine() -> ScreeningEngine:
    """The engine as it is shipped, loaded once."""
    return ScreeningEngine.load(SAFETY)
