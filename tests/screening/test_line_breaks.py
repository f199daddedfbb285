"""A line break is a blank: no rule loses its words to one, and no excuse crosses a sentence."""

import re

import pytest

from bot.screening.engine.engine import ScreeningEngine
from bot.screening.engine.lexicon import Rule, load_lexicon
from bot.screening.load import load_engine
from bot.screening.verdict import Category, Level
from tests.screening.places import SAFETY

RULES = load_lexicon(SAFETY).rules
_GAP = re.compile(r" +")


@pytest.fixture(scope="module")
def engine() -> ScreeningEngine:
    return load_engine()


def broken(text: str) -> list[str]:
    """The text with a break at each gap, one at a time, and with one at every gap."""
    gaps = [match.span() for match in _GAP.finditer(text)]
    single = [f"{text[:start]}\n{text[end:]}" for start, end in gaps]
    return [*single, _GAP.sub("\n", text)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_break_at_any_gap_leaves_every_rule_and_level(
    rule: Rule, engine: ScreeningEngine
) -> None:
    for text in rule.yes:
        whole = engine.read(text)
        for parts in broken(text):
            reading = engine.read(parts)
            assert reading.level >= whole.level, parts
            if rule.category in whole.flags:
                assert rule.category in reading.flags, parts


@pytest.mark.parametrize(
    "text",
    [
        "that was last year\ni want to kill myself tonight",
        "he said that to me\ni want to kill myself tonight",
        "i used to be fine\n\nI want to kill myself tonight",
        "> quoted line\ni want to kill myself tonight",
    ],
)
def test_an_excuse_on_another_line_excuses_nothing(text: str, engine: ScreeningEngine) -> None:
    assert engine.read(text).level is Level.Q3


@pytest.mark.parametrize(
    "text",
    [
        "i never\nwanted to kill myself",
        "years ago i\nwanted to kill myself\nand then i got help",
        "things to do:\n- kill the slugs\n- myself a tea",
        "the game was good\n\nIt all ended well",
    ],
)
def test_an_excuse_in_the_same_sentence_still_counts(text: str, engine: ScreeningEngine) -> None:
    assert Category.CRISIS not in engine.read(text).ruled
