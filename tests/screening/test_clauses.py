"""Another clause of a text does not excuse danger now; told times and stories still do."""

from itertools import product

import pytest

from bot.screening.engine.lexicon import load_lexicon
from bot.screening.verdict import Category, Level
from tests.screening.places import SAFETY, engine

GRIEF = (
    "my dad died last year",
    "I lost my mum in 2023",
    "my wife left two years ago",
    "last year my brother killed himself",
    "we buried my sister ten years ago",
)
DANGER = (
    "i took all my pills",
    "i have just swallowed 40 paracetamol",
    "tonight i have the gun in my mouth",
    "i've got the noose round my neck",
    "i'm going to kill myself tonight",
    "i want to die",
)
JOINTS = (" and ", ", ", ". ", " but ", "\n")
NOW = (
    "last year i got divorced and today i drank bleach",
    "years ago i survived an overdose and now i just overdosed again",
    "i used to take 2, now i've taken 40",
    "when i was a kid my dad hit me and now i want to kill myself",
    "i was sober for years but today i drank antifreeze",
    "since my mum died last year i want to die",
    "my brother hanged himself ten years ago. tonight the rope is round my neck",
    "the anniversary of her death is today and i've taken all my tablets",
    "after the funeral my brother took an overdose just now",
    "my therapist is on holiday. the noose is ready",
    "my nurse was nice. i am going to kill myself when she leaves",
    "i left food for the cat. i'm on the roof about to jump",
    "i did my homework and i'm going to kill myself tonight",
    "they're laughing at me at school and i want to die",
    "i have the gun in my mouth like in that movie",
    "in the game i'm ok, irl i took all my pills",
    "i'm not suicidal but i want to kill myself tonight",
    "i don't want to live anymore",
)
THEN = (
    "last year i took all my pills and my mum found me, i'm glad",
    "i was 16 and i took an overdose",
    "i was 14, i took 30 paracetamol, woke up in hospital and never told a soul",
    "when my dad died i wanted to die, i got help",
    "when i was 15, i took all my mum's pills and she found me",
    "back then i had a noose ready, today i have a cat",
    "when my wife left i had a noose ready. that was six years ago",
    "two years ago i was in a dark place and i took an overdose",
    "my first attempt was in 2012, i took all my pills and rang my sister",
    "five years ago today i stood on a bridge and now i teach kids",
    "i wanted to die but that was years ago",
    "he said he wanted to die, but that was three years ago",
    "i was 12 when my mum took an overdose, i'm 40 now",
    "in the film she took all her pills and died",
    "my character in the game wants to kill himself tonight",
    "the song goes i want to die and i love the tune",
    "homework is killing me and i want to die lol",
    "i'm on the roof fixing tiles with my dad",
    "my brother was on the roof. he is fixing the aerial",
    "i don't want to live with my brother anymore",
)
DIARY = (
    "Saw my therapist on Monday and we talked about work. Fed the cat, watered the plants and did "
    "my homework. {} Then dinner, a film with my sister, and a long walk by the river with the dog."
)


@pytest.mark.parametrize(
    "text", [f"{one}{joint}{two}" for one, joint, two in product(GRIEF, JOINTS, DANGER)]
)
def test_grief_excuses_no_danger(text: str) -> None:
    assert engine().read(text).level >= Level.Q2


@pytest.mark.parametrize("text", NOW)
def test_another_clause_excuses_no_danger(text: str) -> None:
    assert engine().read(text).level >= Level.Q2


@pytest.mark.parametrize("text", THEN)
def test_what_was_told_of_another_time_is_no_danger(text: str) -> None:
    assert Category.CRISIS not in engine().read(text).ruled


@pytest.mark.parametrize(
    "danger",
    ["The noose is ready in the garage.", "I am standing on the bridge and I am going to jump."],
)
def test_an_ordinary_diary_hides_no_danger(danger: str) -> None:
    assert engine().read(DIARY.format("")).level is Level.Q0
    assert engine().read(DIARY.format(danger)).level >= Level.Q2


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("he died last year and i took them", ["he", "and"]),
        ("when he died, i took them", ["when"]),
        ("tea and cake, then my bus came", ["tea", "then"]),
        ("i was 16, it rained", ["i", "it"]),
        ("fine. so tired", ["fine", "so"]),
    ],
)
def test_clauses_begin_at_a_subject_with_its_verb(text: str, starts: list[str]) -> None:
    view = LEXICON.normaliser.view(text)
    words = [token.text for token in view.tokens]
    found = [words[view.clauses.at(place).start] for place in range(len(words))]
    assert [one for one in dict.fromkeys(found) if one != "."] == starts


LEXICON = load_lexicon(SAFETY)
