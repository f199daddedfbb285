"""Names of medicines that are misspelled, or said as they are sold in the street."""

import pytest

from bot.screening.engine.dosing.meanings import Meaning
from bot.screening.engine.lexicon import load_lexicon
from tests.screening.places import SAFETY

LEXICON = load_lexicon(SAFETY)

SLIPS = {
    "paracetamol": ("paracetomol", "parecetamol", "paracetamoll", "parasetamol", "paracetimol"),
    "ibuprofen": ("ibuprofin", "ibuprofren", "ibuprophen", "ibupropfen"),
    "diazepam": ("diazapam", "diazepan", "diasepam", "diazipam"),
    "citalopram": ("citalapram", "citaloprams", "sitalopram", "citallopram"),
    "amitriptyline": ("amitriptaline", "amatriptyline", "amitriptiline"),
    "tylenol": ("tylonol", "tylanol", "tylennol", "tilenol"),
    "quetiapine": ("quetiepine", "quetiapene", "quetapine"),
    "tablets": ("tablits", "tablats", "tabletss"),
}
STREET = (
    "oxys", "xanny bars", "xanax bars", "norcos", "hydros", "roxies", "t3s", "zanax", "rohypnol",
    "ketamine", "roofies", "kpins",
)  # fmt: skip
WORDS = (
    "meditation", "creator", "comedian", "roommate", "serenade", "infections", "overdone", "rookie",
    "ability", "lyrical", "heroine", "aspiring", "relative", "college", "creating", "concerts",
)  # fmt: skip


def _meanings(text: str) -> set[Meaning]:
    return {dose.meaning for dose in LEXICON.doses.read(LEXICON.normaliser.view(text)).found}


@pytest.mark.parametrize("name", SLIPS)
def test_a_wrong_letter_in_a_name_hides_no_overdose(name: str) -> None:
    slips = [slip for slip in SLIPS[name] if slip[0] == name[0]]

    assert [slip for slip in slips if _meanings(f"i took 40 {slip}") != {Meaning.UNDER_WAY}] == []


@pytest.mark.parametrize("name", STREET)
def test_a_street_name_is_a_medicine(name: str) -> None:
    assert _meanings(f"just took 30 {name}") == {Meaning.UNDER_WAY}


@pytest.mark.parametrize("name", STREET[:6])
def test_an_ordinary_amount_of_it_is_none(name: str) -> None:
    assert _meanings(f"the dentist gave me {name}, i took one") == set()


@pytest.mark.parametrize("word", WORDS)
def test_an_ordinary_word_is_never_read_as_a_medicine(word: str) -> None:
    assert word in LEXICON.normaliser.view(f"the {word} was lovely").at
