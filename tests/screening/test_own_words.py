"""A slur that authors use of themselves is pain: no attack stands beside their crisis."""

from itertools import product

import pytest

from bot.screening.verdict import Category, Level
from tests.screening.places import engine, ruled

ATTACK = frozenset((Category.HARASSMENT, Category.HATE, Category.VIOLENCE, Category.SEXUAL))
SLURS = ("faggot", "tranny", "retard", "paki", "cripple", "dyke", "shemale")
HOW = ("worthless", "disgusting", "filthy", "stupid", "broken", "dirty useless")
OWN = (
    "i am a {}",
    "i'm just a {} and always will be",
    "i feel like a {}",
    "god im such a {}",
    "{} that i am",
    "im nothing but a {}",
    "{}, thats all i am",
)
CRISES = (
    "i am a {} and i want to die",
    "i'm a {} and i should die",
    "im a {} who wants to kill myself",
    "i'm such a {}. i am going to kill myself tonight",
    "{} that i am, i want to end my life",
    "i'm a {} who should be dead",
    "a {} like me should be dead",
)
OF_OTHERS = (
    "i feel {} immigrants are vermin",
    "i am sick of {} immigrants",
    "i am telling you, a {} tranny like you should die",
    "i hate being near a {} tranny",
    "you {} faggot",
    "i am a patriot. {} trannies should all die",
    "im gonna kill a tranny, {} freaks",
)


@pytest.mark.parametrize(("frame", "how"), [*product(OWN, HOW)])
def test_a_slur_of_oneself_is_no_attack(frame: str, how: str) -> None:
    for slur in SLURS:
        text = frame.format(f"{how} {slur}")
        assert not engine().read(text).flags & ATTACK, text


@pytest.mark.parametrize(("frame", "how"), [*product(CRISES, HOW)])
def test_a_crisis_with_a_slur_of_oneself_is_only_a_crisis(frame: str, how: str) -> None:
    for slur in SLURS:
        text = frame.format(f"{how} {slur}")
        reading = engine().read(text)
        assert reading.flags == {Category.CRISIS}, text
        assert reading.level >= Level.Q2, text


@pytest.mark.parametrize(("frame", "how"), [*product(OF_OTHERS, ("filthy", "stupid", "dirty"))])
def test_a_slur_of_others_stays_an_attack(frame: str, how: str) -> None:
    assert Category.HATE in ruled(frame.format(how))
