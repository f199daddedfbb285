"""Whom a hard word is meant for: the author, a voice, a person who is absent, or a member.

The sentences are built from parts, so that a rule has to know the kind and not the line.
"""

import itertools
from collections.abc import Iterable

import pytest

from bot.screening.engine.aims.target import Target
from bot.screening.engine.lexicon import load_lexicon
from bot.screening.verdict import Category
from tests.screening.places import SAFETY, engine, ruled

LEXICON = load_lexicon(SAFETY)
ATTACK = frozenset((Category.HARASSMENT, Category.HATE, Category.VIOLENCE, Category.SEXUAL))

HARD = ("idiot", "moron", "loser", "cow", "bitch", "waste of oxygen", "piece of shit", "coward")
MORE_HARD = ("failure", "freak", "pig", "clown", "dumbass", "disgrace", "mess", "twat", "slob")
QUALITY = ("stupid", "fat", "ugly", "worthless", "bloody useless", "pathetic", "fucking", "lazy")

OF_THE_AUTHOR = (
    "I'm such a {}",
    "im literally a {}",
    "i am nothing but a {}",
    "i was always a {} at school",
    "why am i always such a {}",
    "god, i'm a {}",
    "honestly feel like a {} today",
    "i feel like such a {}",
    "i look like a {} in every photo",
    "sorry for being a {}",
    "im sorry for always being such a {}",
    "i hate being such a {}",
    "tired of being a {}",
    "forgot the appointment again. what a {} i am",
    "i missed my own exam. such a {}",
    "he makes me feel like a {}",
    "they think im a {} and they are right",
    "i call myself a {} every morning",
    "Abeg I be {}, I no fit do anything right",
    "i must be the biggest {} alive",
    "myself, a {}, as always",
    "everybody at work thinks i'm a {}",
)
OF_A_VOICE = (
    "the voice says: you {}",
    "my head goes you {} from morning to night",
    "my brain at 3am: you are a {}",
    "ED voice: you {}, don't you dare eat that",
    "ocd keeps telling me you're a {}",
    "my inner critic is like you {}",
    "the voices whisper you {} when i'm alone",
    "depression says you are a {}",
    "i look in the mirror and tell myself you {}",
)
OF_OTHERS = (
    "he used to call me a {}",
    "my mum: you're a {}",
    "My ex texted: you {}, nobody wants you",
    "my stepdad would shout you {} through the door",
    "the message read you {} and nothing else",
    "he texted me 'you {}, go away'",
    "mum went you {} and slammed the door",
    "she was like you {} in front of the whole class",
    "been called a {} since year four",
    "you're a {}. that's what my dad said when i told him",
    "the comment under my photo: you {}",
    "my oga go shout say you {} every day",
    "a boy in my class wrote you {} on my locker",
)
AT_A_MEMBER = (
    "you are such a {}",
    "@robin ur a {}",
    "you {}",
    "ur just a {} lol",
    "everyone can see you're a {}",
    "stop being such a {}, you make me sick",
    "i think you are a {}",
    "i'm telling you, you're a {}",
    "sorry but you're a {}",
    "i feel sorry for you, you {}",
    "no offence but you are a {}",
    "i read your post and you are a {}",
    "my friend left because you are a {}",
    "listen: you're a {}",
    "fact: you are a {}",
    "so you're a {}. big surprise",
    "you think you're so deep, you're a {}",
    "i call you a {} because you are one",
    "i know you think you're funny but you're a {}",
)

TO_COMFORT = (
    "you are not a {}",
    "you're not a {}, you were manipulated",
    "i know you think you're a {}, you aren't",
    "you keep saying you're a {} and it breaks my heart",
    "stop calling yourself a {}, it breaks my heart",
    "if your brain says you're a {}, your brain is a liar",
    "who told you that you're a {}? they lied",
    "she had no right to call you a {}",
    "he called you a {}? block him",
    "your ex was a {}, you weren't",
    "don't let anyone call you a {}",
    "he's a {} for doing that to you",
)
TO_A_THING = (
    "fuck off depression",
    "stfu anxiety",
    "shut up brain",
    "go away, panic",
    "get lost, intrusive thoughts",
    "dear ED: you are a liar and I hate you",
    "you're crazy strong",
    "you're insanely brave",
    "shut up, that is amazing news!!",
    "of course we want you here",
    "i was raised to believe gay people go to hell and it's still in my bones",
)


def filled(frames: Iterable[str], nouns: Iterable[str] = HARD) -> list[str]:
    """Every frame with every quality and noun, as one list."""
    return [
        frame.format(f"{quality} {noun}")
        for frame, quality, noun in itertools.product(frames, QUALITY, nouns)
    ]


def punished(texts: Iterable[str]) -> list[tuple[str, list[str]]]:
    """The texts that are read as an attack, with what they are read as."""
    found = ((text, ruled(text) & ATTACK) for text in texts)
    return [(text, sorted(flag.value for flag in flags)) for text, flags in found if flags]


@pytest.mark.parametrize("frame", TO_COMFORT)
def test_comfort_is_no_attack(frame: str) -> None:
    assert punished(filled([frame])) == []


@pytest.mark.parametrize("line", TO_A_THING)
def test_words_to_an_illness_or_in_praise_are_no_attack(line: str) -> None:
    assert punished([line]) == []


@pytest.mark.parametrize("frame", [*OF_THE_AUTHOR, *OF_A_VOICE, *OF_OTHERS])
def test_pain_is_no_attack(frame: str) -> None:
    assert punished(filled([frame], (*HARD, *MORE_HARD))) == []


@pytest.mark.parametrize("frame", AT_A_MEMBER)
def test_an_insult_to_a_member_is_found(frame: str) -> None:
    lines = filled([frame])

    missed = [line for line in lines if Category.HARASSMENT not in engine().read(line).flags]

    assert len(missed) <= len(lines) // 50, missed


@pytest.mark.parametrize(
    ("text", "hard", "target"),
    [
        ("i am a stupid cow", "stupid cow", Target.SELF),
        ("am i a stupid cow", "stupid cow", Target.SELF),
        ("feeling like a stupid cow", "stupid cow", Target.SELF),
        ("i am sick of that stupid cow", "stupid cow", Target.ABSENT),
        ("my boss is a stupid cow", "stupid cow", Target.ABSENT),
        ("block that stupid cow", "stupid cow", Target.ABSENT),
        ("my boss thinks i am a stupid cow", "stupid cow", Target.SELF),
        ("leave me alone stupid cow", "stupid cow", Target.MEMBER),
        ("i hope you know what a stupid cow", "stupid cow", Target.MEMBER),
        ("stupid cow", "stupid cow", Target.MEMBER),
        ("my sister:\nyou stupid cow", "you stupid cow", Target.VOICE),
        ("robin: you stupid cow", "you stupid cow", Target.MEMBER),
        ("note for your mum: you stupid cow", "you stupid cow", Target.MEMBER),
        ("your mum says you stupid cow", "you stupid cow", Target.MEMBER),
        ("let them go you stupid cow", "you stupid cow", Target.MEMBER),
        ("you stupid cow. that is what you are", "you stupid cow", Target.MEMBER),
        ("you stupid cow. that is what my head says", "you stupid cow", Target.VOICE),
        ("i forgot it. stupid cow", "stupid cow", Target.SELF),
        ("i forgot it. stupid cows", "stupid cows", Target.MEMBER),
        ("i forgot it, you know. stupid cow", "stupid cow", Target.MEMBER),
    ],
)
def test_the_nearest_subject_decides(text: str, hard: str, target: Target) -> None:
    view = LEXICON.normaliser.view(text)
    first = view.text.index(f" {hard} ") + 1

    assert LEXICON.aims.target(view, first, first + len(hard) + 1) is target


ORDERS = (
    "kys",
    "kill yourself",
    "go kill yourself",
    "just kill urself already",
    "why don't you kill yourself",
    "you should kill yourself",
    "go die",
    "hang yourself",
    "k y s",
    "k.y.s",
    "k!ll y0urself",
    "KILL YOURSELF",
    "unalive yourself",
    "do us all a favour and kill yourself",
    "go drink bleach",
    "you deserve to die",
)
BESIDE = (
    "{}",
    "{}, you stupid cow",
    "{} loser",
    "ur a clown. {}",
    "you lost us the game, {}",
    "nobody asked for your story. {}",
    "@robin {}",
    "{} lol",
    "i'm done with you, {}",
    "lol at your post. {}, you worthless idiot",
)
TOLD = (
    "he told me to {}",
    "she wrote {} under my photo",
    "a boy in my year texted me {} every night",
    "my head says {}",
    "the voices tell me {} all day",
    "my ex: {}",
    "they used to shout {} at me on the bus",
    "i got called names and told to {}",
    "nobody should ever say {} to a person",
    'the message said "{}"',
    "please stop telling people to {}",
)
THREATS = (
    "i'll kill you",
    "i will find you and break your legs",
    "im gonna stab u",
    "i know where you live, watch your back",
    "i'll smash your face in",
    "we're coming for you tonight",
    "i'm going to slit your throat",
)


@pytest.mark.parametrize("order", ORDERS)
def test_a_member_who_is_told_to_die_is_threatened(order: str) -> None:
    for frame in BESIDE:
        reading = engine().read(frame.format(order))

        assert {Category.HARASSMENT, Category.SH_METHOD} <= reading.flags, frame
        assert {Category.HARASSMENT, Category.SH_METHOD} <= reading.ruled, frame
        assert reading.threat, frame


@pytest.mark.parametrize("frame", TOLD)
def test_being_told_to_die_is_pain(frame: str) -> None:
    for order in ("kys", "kill yourself", "hang yourself", "go die", "kill myself"):
        reading = engine().read(frame.format(order))

        assert not reading.flags - {Category.CRISIS}, order
        assert not reading.threat


@pytest.mark.parametrize("threat", THREATS)
def test_a_threat_to_a_member_is_found_and_a_quoted_one_is_pain(threat: str) -> None:
    for frame in ("{}", "{}, you fat cow", "you snitch. {}", "lol {}", "@robin {}"):
        assert engine().read(frame.format(threat)).threat, frame
    for frame in ("he texted me: {}", "my dad screamed {} at me", 'the note said "{}"'):
        assert Category.HARASSMENT not in engine().read(frame.format(threat)).flags, frame
