"""The lists of medicines and of the words around a dose: whole, used, and harmless as words."""

import re
from pathlib import Path
from shutil import copytree

import pytest

from bot.core.data import ContentFault, read_plain
from bot.screening.engine.dosing.cues import Phrases
from bot.screening.engine.dosing.medicines import load_words
from bot.screening.engine.dosing.numbers import number_at
from bot.screening.engine.lexicon import load_lexicon
from bot.screening.engine.pieces import Token
from tests.screening.places import SAFETY

CODE = Path(__file__).parents[3] / "bot" / "screening" / "engine" / "dosing"
CUES = read_plain(SAFETY / "doses.toml")


def test_every_kind_of_cue_is_asked_for_and_every_cue_asked_for_exists() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in CODE.glob("*.py"))
    asked = set(re.findall(r'"((?:verb|who|time|habit|around|amount)\.[a-z_]+)"', source))
    listed = {f"{section}.{name}" for section in CUES for name in CUES[section]}
    listed = {kind for kind in listed if not kind.startswith(("loose.", "before.", "amount.fill"))}

    assert asked - listed == {"amount.fill"}
    assert listed - asked == set()


def test_every_loose_list_is_asked_for() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in CODE.glob("*.py"))

    assert set(re.findall(r'loose\["([a-z_]+)"\]', source)) == set(CUES["loose"])


def test_the_list_of_medicines_is_of_use() -> None:
    words = load_words(SAFETY)

    assert len(words.groups) >= 400
    assert all(group.why.endswith(".") for group in words.limits.values())
    for name in (
        "paracetamol",
        "acetaminophen",
        "tylenol",
        "panadol",
        "crocin",
        "emzor",
        "sertraline",
    ):
        assert name in words.groups


def test_a_slip_in_a_name_is_read_as_the_name() -> None:
    normaliser = load_lexicon(SAFETY).normaliser

    for slip, name in (("paracetmol", "paracetamol"), ("sertralne", "sertraline")):
        assert slip not in normaliser.view(slip).at
        assert name in normaliser.view(slip).at


def test_no_ordinary_word_is_read_as_a_medicine() -> None:
    normaliser = load_lexicon(SAFETY).normaliser
    ordinary = (
        "heron medal medals median motion lotion potion calendar pencil pencils heroine metal"
        " bottled boxing packing striped stripes tabby capes cape dozen loser tables talents"
        " fasting parade parasol serial serene citadel lateral crocus advice valid volume"
    )

    assert normaliser.view(ordinary).text.split() == [".", *ordinary.split(), "."]


def test_a_name_in_two_groups_is_refused(tmp_path: Path) -> None:
    folder = copytree(SAFETY, tmp_path / "safety")
    path = folder / "medicines.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"ibuprofen"', '"paracetamol"', 1), encoding="utf-8")

    with pytest.raises(ContentFault, match="paracetamol stands in"):
        load_words(folder)


def test_a_rule_that_nothing_can_find_is_refused(tmp_path: Path) -> None:
    folder = copytree(SAFETY, tmp_path / "safety")
    path = folder / "rules" / "attempts.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"crisis.dose_third"', '"crisis.dose_fourth"'), encoding="utf-8")

    with pytest.raises(ContentFault, match=r"crisis\.dose_third: a rule needs patterns"):
        load_lexicon(folder)


def tokens(text: str) -> list[Token]:
    return [Token(word, place, place, False) for place, word in enumerate(text.split())]


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("30 pills", 30, 1),
        ("thirty two", 32, 2),
        ("thirty pills", 30, 1),
        ("fifteen", 15, 1),
        ("a hundred and", 100, 2),
        ("two hundred", 200, 2),
        ("two dozen eggs", 24, 2),
        ("half a dozen", 6, 3),
        ("a couple of", 2, 2),
        ("ten to fifteen", 15, 3),
        ("few", 3, 1),
    ],
)
def test_a_number_is_read(text: str, value: int, words: int) -> None:
    found = number_at(tokens(text), 0)

    assert found is not None
    assert (found.value, found.last) == (value, words)


@pytest.mark.parametrize("text", ["", "half a tablet", "a pill", "pills", "hundredth"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert number_at(tokens(text), 0) is None


@pytest.mark.parametrize(
    ("written", "value"), [("20-30 pills", 30), ("1,000 mg", 1000), ("1.25 mg", 1), ("30x", 30)]
)
def test_a_number_of_several_pieces_is_one(written: str, value: int) -> None:
    view = load_lexicon(SAFETY).normaliser.view(written)

    found = number_at(view.tokens, 1)

    assert found is not None
    assert found.value == value


def test_the_longer_phrase_of_a_family_counts() -> None:
    phrases = Phrases({"habit.often": ["a day"], "time.past": ["a day/week ago"], "who.i": ["a"]})

    cues = phrases.find(["it", "was", "a", "day", "ago"])

    assert not cues.of("habit.often")
    assert [cue.name for cue in cues.of("time.past")] == ["a day ago"]
    assert len(cues.of("who.i")) == 1
