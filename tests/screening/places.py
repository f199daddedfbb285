"""Where the data of screening stands, and one engine for all tests of it."""

from functools import cache
from pathlib import Path

from bot.screening.engine.engine import ScreeningEngine
from bot.screening.engine.fusion import FLAG
from bot.screening.verdict import Category

SAFETY = Path(__file__).parents[2] / "data" / "safety"
LINES = Path(__file__).parents[2] / "bench" / "lines"


@cache
def engine() -> ScreeningEngine:
    """The engine as it is shipped, loaded once."""
    return ScreeningEngine.load(SAFETY)


def ruled(text: str) -> frozenset[Category]:
    """Return what the rules alone see in a text, whatever the models say."""
    signs, _ = engine().evidence(text)
    return frozenset(one for one, score in signs.ruled.items() if score >= FLAG)
