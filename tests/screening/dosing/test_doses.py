"""Doses: under way is danger, whatever stands beside it; as prescribed is nothing."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.screening.engine.dosing.meanings import Meaning
from bot.screening.engine.lexicon import load_lexicon
from bot.screening.verdict import Category, Level
from tests.screening.places import SAFETY, engine

LEXICON = load_lexicon(SAFETY)


def meanings(text: str) -> set[Meaning]:
    view = LEXICON.normaliser.view(text)
    return {dose.meaning for dose in LEXICON.doses.read(view).found}


NAMED = (
    "paracetamol", "tylenol", "crocin", "panadol", "ibuprofen", "codeine tablets", "fluoxetine",
    "of my antidepressants", "of nan's blood pressure tablets", "zopiclone", "quetiapine",
    "of those sleeping pills", "propranolol", "tramadol capsules", "tablets", "pills",
)  # fmt: skip
MANY = ("17", "24", "about 40", "thirty-two", "fifty", "like 60", "a hundred", "28", "two dozen")
UNDER_WAY = (
    "i took {} an hour ago",
    "ive just swallowed {}",
    "I have taken {}. I don't know what to do",
    "took {}, goodbye everyone",
    "i've had {} and a bottle of gin",
    "okay so i downed {} tonight. nobody is home",
    "i ate {} and now i'm frightened",
    "20 mins ago i necked {}",
    "{}. it is done",
    "thank you all for being kind. i took {}",
    "i'm five years in recovery and i took {} this evening",
    "like i said last year. tonight i took {}",
)


@pytest.mark.parametrize("frame", UNDER_WAY)
def test_an_overdose_is_under_way_in_any_words(frame: str) -> None:
    texts = [frame.format(f"{many} {named}") for many, named in product(MANY, NAMED)]

    assert [text for text in texts if Meaning.UNDER_WAY not in meanings(text)] == []


USUAL = ("1", "2", "two", "three", "4", "my 3", "half", "a couple of", "one")
FORMS = (
    "tablets",
    "pills",
    "capsules",
    "of my tablets",
    "meds",
    "sertraline",
    "tablets of lithium",
)
PRESCRIBED = (
    "i take {} every morning",
    "i took {} with breakfast",
    "I've taken {} before bed as prescribed",
    "my psychiatrist has me on {} at night and it helps",
    "she takes {} twice a day",
    "we have to take {} a day, what a chore",
    "took {} for my headache, much better now",
    "i forgot to take {} yesterday",
    "going to take {} and have an early night",
    "is it fine to take {} with food",
    "mum takes {} daily for her heart",
    "i took {}",
)


@pytest.mark.parametrize("frame", PRESCRIBED)
def test_a_dose_as_prescribed_means_nothing(frame: str) -> None:
    texts = [frame.format(f"{usual} {form}") for usual, form in product(USUAL, FORMS)]

    assert [(text, meanings(text)) for text in texts if meanings(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "i take 11 tablets a day since the transplant",
        "took my 9 meds this morning like every morning",
        "my nan has 12 pills with breakfast and 8 at night",
        "i fill the pill box with 21 tablets on sundays",
        "my dad used to take 20 tablets a day",
        "had to take 24 tablets before the colonoscopy",
        "took all my meds on time today",
        "i take all of them with yoghurt every day",
        "finished the whole pack of antibiotics as the doctor said",
        "10 puffs of ventolin during the attack like the nurse said",
        "40 units of lantus every night",
        "the chemist gave me 60 tablets",
        "30 tablets left until the refill",
        "he prescribed 56 capsules and i only took 2",
    ],
)
def test_a_large_number_may_be_a_routine(text: str) -> None:
    assert meanings(text) == set()


WHOLE = (
    "the whole bottle of pills", "all of my tablets", "every pill in the house", "the lot",
    "a handful of pills", "too many tablets", "half a bottle of tylenol", "two boxes of nurofen",
    "my entire prescription", "everything in the cabinet", "all 28 of my citalopram",
    "the rest of the pack of codeine", "a whole strip of crocin",
)  # fmt: skip
WHOLE_FRAMES = ("i took {}", "just swallowed {}, sorry mum", "I've taken {}. please help")


@pytest.mark.parametrize("frame", WHOLE_FRAMES)
def test_all_of_it_is_beyond_any_number(frame: str) -> None:
    texts = [frame.format(whole) for whole in WHOLE]

    assert [text for text in texts if Meaning.UNDER_WAY not in meanings(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "took 20 and called no one",
        "i have swallowed them. it's done",
        "took something to end it",
        "took 5 codeine so i won't wake up",
        "i drank antifreeze",
        "drank half a cup of weed killer an hour ago",
        "i don drink bleach abeg",
        "i injected all my insulin",
        "gave myself 300 units of insulin",
        "i overdosed this evening",
        "i took 15 g of paracetamol",
        "30x ibuprofen down. bye everyone",
        "codeine x40 swallowed",
        "i'm taking them one by one. 18 so far",
        "i keep swallowing tablets, 22 now",
        "does anyone know if 30 paracetamol is bad, i took them at 4pm",
        "i have swallow 30 tablet i dey fear",
        "t00k all my p1lls",
        "took 30 paracetmol tonite",
        "i tk 3o pillz",
        "yeh took em. 2 boxes. bye then",
        "chugged the nyquil. whole bottle",
        "not sure how many i took. maybe 30. paracetamol",
        "i've poisoned myself",
        "swallow 30 tablets already",
        "mum found the empty packets. i took 32",
        "i.. took.. 30.. pills..",
        "i took them. all of them.",
        "took 2 grams of quetiapine",
        "took a month's supply of lamotrigine",
        "thirty five pills and counting",
        "i've been drinking bleach tonight",
        "i took 30 pills. i've hated myself since i was a kid",
        "i'm at school and i took 20 tablets in the toilets",
        "my mum died so i took 30 pills",
        "took 40 pills because i cry every night",
        "i'm so glad this group exists. i took 30 tablets",
    ],
)
def test_other_ways_to_say_it(text: str) -> None:
    assert Meaning.UNDER_WAY in meanings(text)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("i took 40 pills an hour ago", Meaning.UNDER_WAY),
        ("i took 40 pills last night", Meaning.UNDER_WAY),
        ("i'm taking 40 pills right now", Meaning.UNDER_WAY),
        ("i took 40 pills last week", Meaning.UNSURE),
        ("i nearly took 40 pills today", Meaning.UNSURE),
        ("i wish i had taken 40 pills", Meaning.UNSURE),
        ("i took 40 pills years ago", None),
        ("when i was 16 i took 40 pills", None),
        ("in 2014 i took 40 pills and woke up in hospital", None),
        ("in the film he took 40 pills", None),
        ("i dreamt i took 40 pills", None),
        ("i didn't take 40 pills", None),
        ("i am going to take 40 pills", Meaning.INTENDED),
        ("thinking about taking 40 pills", Meaning.INTENDED),
        ("i've saved up 40 pills", Meaning.INTENDED),
        ("i am not going to take 40 pills", None),
        ("what happens if i take 40 pills", Meaning.QUESTION),
        ("would 40 pills kill me", Meaning.QUESTION),
        ("my sister just took 40 pills", Meaning.THIRD),
        ("someone here says he took 40 pills", Meaning.THIRD),
        ("he is going to take 40 pills", Meaning.THIRD_UNSURE),
        ("take 40 pills, it works", Meaning.ADVICE),
        ("you need at least 40 of them for it to work", Meaning.ADVICE),
        ("don't take 40 pills, it is dangerous", None),
        ("if you took 40 pills please call 112", None),
        ("did you take 40 pills?", None),
        ("i accidentally took 14 paracetamol", Meaning.UNSURE),
        ("i took my tablet twice by accident, scared", Meaning.MISTAKE),
        ("i took my tablet twice by accident, all good", None),
        ("my dog ate 40 pills", None),
        ("my brother died after he took 40 pills", None),
    ],
)
def test_the_tense_decides(text: str, meaning: Meaning | None) -> None:
    assert meanings(text) == (set() if meaning is None else {meaning})


@pytest.mark.parametrize(
    "text",
    [
        "i took 30 photos of my pills",
        "took them all to the zoo",
        "took everything personally again",
        "took the whole day off",
        "i overdosed on cake",
        "he drank a whole bottle of wine",
        "i ate 20 nuggets and half a pizza",
        "took a box of clothes to the charity shop",
        "took all my old pills back to the pharmacy",
        "took 20 minutes to find my tablets",
        "it took 30 attempts and all of my patience",
        "i took a lot of pictures",
        "took the pack of cards from the box",
        "poured bleach down the sink",
        "took 20 off the price",
        "i had 3 shots of espresso",
        "we have 40 tabs open",
        "i took my meds. 30 minutes later i was asleep",
        "took them. 20 to go in this course",
        "i took my pills. 112 is the number if you need help",
        "you took too many pills? please call 112, i'm with you",
        "i would never take 30 pills again",
    ],
)
def test_what_is_not_swallowed_is_no_dose(text: str) -> None:
    assert meanings(text) == set()


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("i took 30 paracetamol an hour ago. please help", Level.Q3),
        ("my friend just swallowed all her pills", Level.Q3),
        ("i'm going to swallow all these tablets", Level.Q2),
        ("i'm going to swallow all these tablets tonight", Level.Q3),
        ("took 12 paracetamol by accident for my tooth", Level.Q2),
        ("i took my 3 pills with breakfast", Level.Q0),
    ],
)
def test_the_engine_acts_on_it(text: str, level: Level) -> None:
    reading = engine().read(text)

    assert reading.level is level
    assert (Category.CRISIS in reading.flags) == (level > Level.Q0)


def test_the_words_that_say_it_are_pointed_at() -> None:
    text = "Hello all. I took 30 paracetamol an hour ago."

    spans = {span.rule: text[span.start : span.end] for span in engine().read(text).spans}

    assert spans["crisis.dose_under_way"] == "took 30 paracetamol"


def test_an_amount_as_advice_is_method_and_a_warning_is_none() -> None:
    advice = engine().read("take 40 of those, it works")
    warning = engine().read("don't take more than 8 in a day, 4 g is the maximum")

    assert Category.SH_METHOD in advice.flags & advice.ruled
    assert warning.flags == frozenset()


def test_a_dose_that_is_ordinary_silences_what_the_number_alone_would_say() -> None:
    assert engine().read("counted out 14 tablets for my pill box").level is Level.Q0
    assert engine().read("counted out 60 tablets, they are in front of me").level >= Level.Q2


PIECES = st.sampled_from(
    [
        "i", "took", "taken", "30", "2", "pills", "paracetamol", "all", "of", "my", "the", "whole",
        "bottle", "half", "a", "x", "mg", "500", ".", "goodbye", "ago", "hour", "not", "going",
        "to", "take", "if", "she", "dozen", "and", "bleach", "overdosed", "on", "everything", "in",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_words_can_be_read_and_lie_within_the_text(words: list[str]) -> None:
    view = LEXICON.normaliser.view(" ".join(words))

    reading = LEXICON.doses.read(view)

    for first, last in (*((one.first, one.last) for one in reading.found), *reading.ordinary):
        assert 0 < first < last <= len(view.text)
