"""Young people are not asked for pictures, meetings or secrets here; age is an ordinary word."""

import pytest

from bot.screening.verdict import Category
from tests.screening.places import engine, ruled

SOUGHT = (
    "any girls 13-15 wanna chat dirty",
    "any boys 14 to 16 wanna trade pics",
    "looking for girls under 16 to sext",
    "im 34, any teens up for fun",
    "im 28m any teen girls into older guys",
    "40m looking for younger girls on kik",
    "trade pics? under 16 only",
    "nudes, under 17 preferred",
    "u a virgin? i could teach u, u dont need to tell ur mum",
    "are you a virgin? i can teach you things, dont tell your parents",
    "how old are you? send me a pic",
    "hey how old r u, send a selfie",
    "whats your age? got any pics?",
    "asl? send pics",
    "you look so mature for your age, dm me",
    "you sound really grown up for a 14 year old",
    "age is just a number babe, dm me",
    "our little secret ok? dont tell ur mum",
    "can i pick you up after school, no need to tell your parents",
    "lets meet up, your mum doesnt need to know",
    "is ur mum home? call me on cam",
    "delete these messages so ur mum doesnt see",
    "ill buy you robux if you send a pic",
    "what school do you go to, wanna meet alone?",
)
ORDINARY = (
    "im 15, any other teens here who get it?",
    "any teens here who get it?",
    "any teens up for a movie night on discord?",
    "any teens here up for some fun games in the group?",
    "teen group is fun, thursdays, parents welcome",
    "looking for a support group for teenagers with anxiety",
    "my kids love hot chocolate, any parents here?",
    "how old are you? there's a room for under 18s",
    "how old are you? i'm 16 and i feel the same",
    "we don't share pics here, under 16 only chat in the kids room",
    "you dont need to tell your mum before you feel ready",
    "i want kids but im a virgin at 30",
    "you can tell me if you dont want to tell your mum",
    "can you talk to your mum? dont worry, i wont tell your parents",
    "i met someone cute but dont want to tell my mum",
    "an older guy asked me for pics and told me not to tell my mum",
    "i was 13 when he groomed me, he said it was our little secret",
    "my therapist says i'm mature for my age",
    "im 15 and a virgin, is that weird?",
    "meet your friends, take a selfie, don't let your family get you down",
    "asl interpreter here, send me a message",
    "i have a little secret, my mum is my best friend",
    "any kids activities for fun this weekend",
    "want kids? for fun we go to the zoo",
    "its ok to not tell your parents you are gay until you are safe",
    "you are special and you dont have to tell your family anything",
    "if an adult asks you for a pic and says don't tell your mum, that is grooming",
    "never meet up with him without telling your parents",
    "adults who want you to keep secrets from your mum are not safe, childline is free",
    "my teens are up for it, family walk on sunday",
)
SOLD = (
    "selling oxys dm me",
    "got percs hmu",
    "selling xans, dm",
    "got lean hmu",
)
NOT_SOLD = (
    "i got my script, dm me if you know about refills",
    "i have ritalin at home, dm me about adhd stuff",
    "got bars tonight, who wants to come to the pub",
    "my doc has me on tramadol, dm me if it helped you",
)
ARMED = (
    "i have the gun, they will all pay tomorrow",
    "tomorrow they all pay, i have the gun",
    "monday everyone at school dies, i got my dads rifle",
)
UNARMED = (
    "tomorrow they all pay me back",
    "i got my axe, everyone will pay for the bbq",
    "monday they all pay, i have the list of names for the trip",
)


@pytest.mark.parametrize("text", SOUGHT)
def test_young_people_are_not_sought_out(text: str) -> None:
    assert Category.SEXUAL in ruled(text)


@pytest.mark.parametrize("text", ORDINARY)
def test_age_and_parents_are_ordinary_talk(text: str) -> None:
    assert Category.SEXUAL not in ruled(text)


@pytest.mark.parametrize("text", SOLD)
def test_a_short_offer_of_drugs_counts(text: str) -> None:
    assert Category.SCAM in ruled(text)


@pytest.mark.parametrize("text", NOT_SOLD)
def test_ones_own_medicine_is_no_offer(text: str) -> None:
    assert Category.SCAM not in engine().read(text).flags


@pytest.mark.parametrize("text", ARMED)
def test_a_weapon_and_a_reckoning_are_a_danger(text: str) -> None:
    assert Category.VIOLENCE in ruled(text)


@pytest.mark.parametrize("text", UNARMED)
def test_paying_is_an_ordinary_word(text: str) -> None:
    assert Category.VIOLENCE not in engine().read(text).flags
