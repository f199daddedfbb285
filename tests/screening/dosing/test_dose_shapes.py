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


@pytest.mark.parametrize("text", ("whats the lethal dose of it", "how do i take a lethal dose"))
def test_a_question_about_a_lethal_dose_stays_one(text: str) -> None:
    assert Category.SH_METHOD in engine().read(text).flags


def test_a_lethal_amount_of_anything_else_is_none() -> None:
    assert meanings("i took a lethal amount of criticism") == set()
