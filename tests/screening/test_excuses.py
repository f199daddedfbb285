"""Words that excuse one clause excuse no attack in the next: a report, a helpline."""

import pytest

from bot.screening.verdict import Category
from tests.screening.places import engine, ruled

GREETED = ("my friend says hi", "my sister says thanks", "mum said i'm lazy", "he told me im late")
ATTACKS = ("you are a moron", "you're a pathetic loser", "fuck you", "you are a stupid cow")
REPORTED = (
    "my mum said i am lazy and i am a stupid cow",
    "he said you are ugly and you are a moron",
    "he said he hates me and you're worthless, i can't stop hearing it",
    "dad told me no and you're a failure",
    "my brain says im lazy and you are a useless cow",
)
ENCOURAGED = (
    "everyone would be happier if you died. {}",
    "the world would be better off without you, {}",
    "do us all a favour and jump, {}",
    "nobody would miss you if you died anyway. {}",
    "kys loser, {}",
)
HELP = ("988 won't help you", "call 988 lol", "not even the samaritans want you")
FEARED = (
    "if you feel everyone would be better off without you, call 988",
    "your brain says the world would be better off without you. it lies. ring the samaritans",
    "maybe you feel like the world would be better without you. you matter. call 988",
)
NAMED = ("nobody asked you {}", "who invited you {}", "no one asked you fat {}")


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("said", GREETED)
def test_an_attack_in_a_clause_of_its_own_counts(said: str, attack: str) -> None:
    assert Category.HARASSMENT in ruled(f"{said} and {attack}")


@pytest.mark.parametrize("text", REPORTED)
def test_what_a_member_was_told_is_no_attack(text: str) -> None:
    assert Category.HARASSMENT not in engine().read(text).flags


@pytest.mark.parametrize("number", HELP)
@pytest.mark.parametrize("frame", ENCOURAGED)
def test_a_helpline_excuses_no_encouragement(frame: str, number: str) -> None:
    flags = engine().read(frame.format(number)).flags
    assert {Category.SH_METHOD, Category.HARASSMENT} <= flags


@pytest.mark.parametrize("text", FEARED)
def test_what_a_member_fears_told_back_is_no_encouragement(text: str) -> None:
    assert not {Category.SH_METHOD, Category.HARASSMENT} & engine().read(text).flags


@pytest.mark.parametrize("name", ["bitch", "idiot", "moron", "freak"])
@pytest.mark.parametrize("frame", NAMED)
def test_no_one_asked_is_no_report(frame: str, name: str) -> None:
    assert Category.HARASSMENT in ruled(frame.format(name))


@pytest.mark.parametrize(
    "text",
    ["ima pull up to ur house", "imma come to your school tomorrow", "i hope u relapse"],
)
def test_threats_and_wishes_in_short_words_count(text: str) -> None:
    assert Category.HARASSMENT in ruled(text)


@pytest.mark.parametrize(
    "text",
    ["ima pull up to your party", "i hope you never find yourself alone", "hope you cry less soon"],
)
def test_kind_wishes_in_the_same_words_pass(text: str) -> None:
    assert Category.HARASSMENT not in engine().read(text).flags
