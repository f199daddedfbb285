"""Advice on a method is held, whatever its words; the same words of everyday are not."""

import pytest

from bot.screening.verdict import Category
from tests.screening.places import engine

ADVICE = (
    "use a short drop with a slip knot",
    "a long drop is quick",
    "take an anti emetic first so you dont throw up",
    "swallow anti sickness tablets before so they stay",
    "dont go across, go down",
    "never cut sideways, always along",
    "dont call for help, finish it",
    "dont ring an ambulance just let go",
    "if you really wanted to die you would have by now",
    "if u actually meant it youd be dead",
    "helium and a bag is painless",
    "nitrogen is like falling asleep",
    "nembutal is the most peaceful",
)
ORDINARY = (
    "i took an anti sickness tablet before the ferry",
    "take anti nausea meds before chemo so you can eat",
    "i tied a slip knot for my crochet blanket",
    "start with a slip knot, then chain ten",
    "dont go across the road, go down the alley",
    "dont call for help desk, finish it online",
    "if you really wanted to learn guitar you would have by now",
    "helium balloons are ready",
    "insulin is painless with these new needles",
    "please dont call it quits, call for help",
    "the gas man says the boiler is reliable",
    "a bag of chips is the best",
)


@pytest.mark.parametrize("text", ADVICE)
def test_a_detail_of_a_method_is_flagged(text: str) -> None:
    assert Category.SH_METHOD in engine().read(text).flags


@pytest.mark.parametrize("text", ORDINARY)
def test_the_same_words_of_everyday_are_not(text: str) -> None:
    assert Category.SH_METHOD not in engine().read(text).flags
