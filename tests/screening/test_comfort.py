"""Comfort, self-talk and venting use hard words and attack no member; their twins do."""

from itertools import product

import pytest

from bot.screening.verdict import Category
from tests.screening.places import engine, ruled

ATTACK = frozenset(
    (
        Category.HARASSMENT,
        Category.HATE,
        Category.VIOLENCE,
        Category.SEXUAL,
        Category.SH_METHOD,
    )
)
NAMES = ("stupid idiot", "useless bitch", "worthless cow", "absolute bastard", "piece of shit")
TO_AN_ILLNESS = (
    "fuck you depression you {}",
    "screw you ocd, you {}",
    "fuck off anxiety, you {}. i am going out tonight",
    "dear brain, shut up you {}",
    "dear body,\nyou {}",
    "hey brain, shut up you {}",
    "you {}, i said to the mirror",
    "you {}, i told my reflection",
    "you {}, says my brain",
    "you {}, i whisper to myself",
)
AT_A_MEMBER = (
    "fuck you robin you {}",
    "dear robin, shut up you {}",
    "fuck you and your depression you {}",
    "fuck off depression. robin, you {}",
    "you {}, go look in the mirror",
)
FINE = (
    "nobody thinks you are worthless",
    "no one here thinks you're pathetic, promise",
    "it doesn't make you a coward",
    "my boss can go to hell",
    "my ex can eat shit",
    "work can kiss my ass",
    "please don't kill yourself. we want you here",
    "please dont do it. we all love you so much",
    "today at school: freak, weirdo, go kill yourself. same as always",
    "on the bus: go back to your country",
    "self hate hour: dumb, ugly, lazy, unlovable",
    "self loathing time: fat, gross, useless",
    "trans women are women",
    "trans men are men",
    "disabled people are human too",
    "life's a bitch",
    "karma is such a bitch lol",
    "shut up you're beautiful",
    "stop being so hard on yourself dummy",
    "kick him out",
    "that sucks ass",
    "what an asshole he is",
    "hes a narcissistic piece of shit",
    "my ex is an abusive asshole",
    "cats are little assholes",
    "dear cancer, i am going to beat you",
)
NOT_FINE = (
    ("nobody thinks you're funny, you pathetic loser", Category.HARASSMENT),
    ("you can go to hell", Category.HARASSMENT),
    ("people like you can go to hell", Category.HARASSMENT),
    ("trans women are not women", Category.HATE),
    ("women are bitches", Category.HATE),
    ("shut up you're ugly", Category.HARASSMENT),
    ("go kill yourself, freak. same as always", Category.SH_METHOD),
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("frame", TO_AN_ILLNESS)
def test_words_to_an_illness_or_a_mirror_attack_no_member(frame: str, name: str) -> None:
    assert not engine().read(frame.format(name)).flags & ATTACK


@pytest.mark.parametrize(("frame", "name"), [*product(AT_A_MEMBER, NAMES)])
def test_the_same_words_to_a_member_are_an_attack(frame: str, name: str) -> None:
    assert Category.HARASSMENT in ruled(frame.format(name))


@pytest.mark.parametrize("text", FINE)
def test_comfort_and_venting_pass(text: str) -> None:
    assert not engine().read(text).flags & ATTACK


@pytest.mark.parametrize(("text", "category"), NOT_FINE)
def test_their_twins_do_not_pass(text: str, category: Category) -> None:
    assert category in ruled(text)
