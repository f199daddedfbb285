"""A line break is a blank: no rule loses its words to one, and no excuse crosses a sentence."""

import pytest

from bot.screening.engine.contexts import Surroundings
from bot.screening.engine.engine import ScreeningEngine
from bot.screening.engine.lexicon import Rule, load_lexicon
from bot.screening.engine.matching import find
from bot.screening.load import load_engine
from bot.screening.verdict import Category, Level
from tests.screening.disguises import broken
from tests.screening.places import SAFETY

LEXICON = load_lexicon(SAFETY)
RULES = LEXICON.rules


@pytest.fixture(scope="module")
def engine() -> ScreeningEngine:
    return load_engine()


def met(text: str) -> set[str]:
    """The ids of the rules that a text meets, flagged or not."""
    view = LEXICON.normaliser.view(text)
    around = Surroundings(view, LEXICON.contexts, LEXICON.aims)
    return {one.rule.id for one in find(view, LEXICON, around)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_break_at_any_gap_leaves_every_rule_and_level(
    rule: Rule, engine: ScreeningEngine
) -> None:
    for text in rule.yes:
        whole = engine.read(text)
        assert rule.id in met(text), text
        for parts in broken(text):
            reading = engine.read(parts)
            assert reading.level >= whole.level, parts
            assert rule.id in met(parts), parts
            assert reading.flags >= whole.flags & {rule.category, *rule.also}, parts


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
