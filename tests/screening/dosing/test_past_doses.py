"""Doses of another time and ordinary amounts call no one; those of tonight always do."""

import pytest

from bot.screening.engine.contexts import Surroundings
from bot.screening.engine.lexicon import load_lexicon
from bot.screening.engine.matching import find
from bot.screening.verdict import Level
from tests.screening.places import SAFETY, engine

LEXICON = load_lexicon(SAFETY)


def ruled(text: str) -> Level:
    """Return the highest level of a rule that matches; the models have no say here."""
    view = LEXICON.normaliser.view(text)
    around = Surroundings(view, LEXICON.contexts, LEXICON.aims)
    return max((one.rule.level for one in find(view, LEXICON, around)), default=Level.Q0)


PAST = (
    "took an od at uni",
    "i took an overdose at school, nobody ever talked about it",
    "i overdosed in march",
    "last october i swallowed 60 tablets",
    "in march my sister took 40 paracetamol",
    "i took 40 paracetamol before i met you all",
    "i took 30 pills before i got sober",
    "it's been 6 months since i took all those pills",
    "three years since i overdosed, it gets lighter",
    "remember when i took all those pills? yeah. two years today",
    "i had a noose round my neck in march and my dog barked. still here",
    "he thinks i took 40 pills, i didnt",
    "i took 40 pills in college",
    "when i took 40 pills my mum found me",
    "the day i swallowed all my tablets my sister found me",
)
ORDINARY = (
    "took all 4 of my morning pills",
    "just took 4 ibuprofen 200s, hope it kicks in",
    "the dentist gave me 12 vicodin, i took one",
    "my nan counted 40 pills into the box",
    "counting pills into my weekly box",
    "ive counted my tablets into the organiser for the week",
    "rope is tied, boat is safe",
    "the rope is tied to the trailer, ready",
    "walked into the sea up to my chest, freezing, loved it",
    "the sea was up to my neck, so refreshing",
)
NOW = (
    "i took 40 pills at uni and im in the toilets",
    "i took 30 tablets, its march and i still feel like this",
    "i overdosed in march and tonight i took 40 pills",
    "ive counted and swallowed 40 pills",
    "my mum found out, i took 40 pills",
    "been clean 6 months. took 40 pills tonight",
    "i took 40 paracetamol and i dont know what to do, im at school",
    "i took 50 tablets when i got home",
    "the rope is tied and im ready",
    "the water is up to my chest and its cold",
)


@pytest.mark.parametrize("text", PAST)
def test_what_was_long_ago_calls_no_one_now(text: str) -> None:
    assert ruled(text) <= Level.Q1


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_amount_is_nothing(text: str) -> None:
    assert engine().read(text).level is Level.Q0


@pytest.mark.parametrize("text", NOW)
def test_a_dose_of_now_is_excused_by_no_other_time_or_place(text: str) -> None:
    assert engine().read(text).level is Level.Q3


def test_a_month_that_lies_ahead_excuses_nothing() -> None:
    assert engine().read("im going to take 40 pills in march").level is Level.Q2
