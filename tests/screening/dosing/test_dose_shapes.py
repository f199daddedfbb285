"""Doses said in other shapes: lethal by their name, under way without "took", meant, and past."""

import pytest

from bot.screening.engine.dosing.meanings import Meaning
from bot.screening.engine.lexicon import load_lexicon
from bot.screening.verdict import Category, Level
from tests.screening.places import SAFETY, engine

LEXICON = load_lexicon(SAFETY)


def meanings(text: str) -> set[Meaning]:
    view = LEXICON.normaliser.view(text)
    return {dose.meaning for dose in LEXICON.doses.read(view).found}


LETHAL = (
    "i took a lethal dose of tylenol",
    "i just took a deadly amount of sleeping pills and i'm scared",
    "ive taken a fatal overdose",
    "i swallowed a lethal dose",
    "took a toxic amount of panadol an hour ago",
    "downed a fatal quantity of my nan's pills",
    "i took a massive overdose and nobody knows",
)


@pytest.mark.parametrize("text", LETHAL)
def test_a_lethal_dose_that_was_taken_is_no_question_about_a_method(text: str) -> None:
    reading = engine().read(text)

    assert reading.level is Level.Q3
    assert Category.SH_METHOD not in reading.flags


@pytest.mark.parametrize("text", ["whats the lethal dose of it", "how do i take a lethal dose"])
def test_a_question_about_a_lethal_dose_stays_one(text: str) -> None:
    assert Category.SH_METHOD in engine().read(text).flags


def test_a_lethal_amount_of_anything_else_is_none() -> None:
    assert meanings("i took a lethal amount of criticism") == set()


SHAPES = (
    "im halfway through the bottle of pills",
    "half way thru a bottle of tylenol",
    "swallowing pills as i type this",
    "popping tablets while im typing",
    "I am taking them one by one",
    "i have 30 sleeping pills in my stomach",
    "theres 40 tablets inside me",
    "cant keep my eyes open after all those pills",
    "so dizzy after 30 tablets",
    "dont worry i only took 25 of them",
    "it's fine, only swallowed 30 of em",
    "last year i took 40 pills and now i've done it again",
    "washed down sixty pills with vodka",
    "washed down the whole box of tablets",
    "necked all me mum's diazepam",
    "i put back 40 paracetamol",
    "i od on tylenol pls help",
    "I don tak plenty tablet finish",
    "i been took bout 30 of dem pills",
    "den i took erry pill in da cabinet",
    "ah've taken the hale packet ae pills",
    "a done took thirty a they tablets",
    "I did consume whole strip na",
    "i took all 40 of my pills",
)
USUAL = (
    "im halfway through my course of antibiotics",
    "halfway through the book and the tea",
    "i am taking my tablets one at a time with breakfast",
    "taking my meds as i type this, good start to the day",
    "i have 30 emails and i am taking them one by one, no rush, tea first",
    "feeling better after 2 tablets",
    "only took 25 minutes",
    "i only took 25 of them photos",
    "washed down two paracetamol with tea",
    "i put back the milk",
    "i od on cake every birthday",
    "should i od on vitamin c",
    "took all 4 of my morning pills",
    "took all three tablets with my tea",
    "just took 4 ibuprofen 200s, hope it kicks in",
    "took paracetamol 500 for my head",
    "the dentist gave me 12 vicodin, i took one",
    "doc gave me 30 sertraline, i took half today",
    "he thinks i took 40 pills, i didnt",
    "mum thought i took 30 tablets but i didnt",
)
MEANT = (
    "i have 60 paracetamol ready for tonight",
    "got 40 tablets here, all set, ready to go",
    "gonna swallow the whole bottle when they sleep",
    "going to take the whole box once everyone is asleep",
)
CHILDREN = (
    "my toddler swallowed grandmas blood pressure tablets",
    "the baby ate my tablets",
    "my 2 year old swallowed an iron tablet",
)


@pytest.mark.parametrize("text", SHAPES)
def test_under_way_in_other_shapes(text: str) -> None:
    assert Meaning.UNDER_WAY in meanings(text)


@pytest.mark.parametrize("text", USUAL)
def test_an_ordinary_amount_in_these_shapes_is_none(text: str) -> None:
    assert meanings(text) == set()


@pytest.mark.parametrize("text", MEANT)
def test_an_amount_made_ready_is_meant(text: str) -> None:
    assert meanings(text) == {Meaning.INTENDED}


@pytest.mark.parametrize("text", CHILDREN)
def test_a_small_child_swallowed_medicine_of_any_amount(text: str) -> None:
    assert meanings(text) == {Meaning.THIRD}


def test_a_child_that_takes_its_own_medicine_is_well() -> None:
    assert meanings("my toddler took her antibiotics like a champ") == set()
    assert meanings("my two year old swallowed his tablet every night this week") == set()
