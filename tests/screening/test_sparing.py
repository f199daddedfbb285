"""Short support passes as it is written, and its shape hides nothing harmful.

Built from parts, so that a rule has to know the kind of sentence and not the line.
"""

from collections.abc import Iterable
from itertools import product

import pytest

from bot.screening.engine.aims.sparing import spared, supports
from bot.screening.engine.contexts import Surroundings
from bot.screening.engine.lexicon import load_lexicon
from bot.screening.verdict import Category, Level
from tests.screening.places import SAFETY, engine

LEXICON = load_lexicon(SAFETY)
ALL = dict.fromkeys(Category, 0.9)

TURN_TO = [
    f"{verb} {who}{end}"
    for verb, who, end in product(
        ("tell", "please call", "text", "ask", "maybe message", "go and see", "talk to", "ring"),
        (
            "your doctor",
            "your gp",
            "your sister",
            "a counsellor",
            "the crisis team",
            "a teacher",
            "someone you trust",
            "student services",
            "your sponsor",
            "the school nurse",
        ),
        ("", ", please", " today", " tonight", " first thing tomorrow", " if you can"),
    )
]
COME_TO = [
    f"{come} {when}"
    for come, when in product(
        ("dm me", "message me", "hit me up", "you can write to me", "text me", "hmu", "ping us"),
        (
            "any time",
            "whenever",
            "if it gets bad",
            "if you want to talk",
            "when you're home safe",
            "before you do anything",
            "tonight",
            "after your appointment",
        ),
    )
]
LEAVE = [
    f"{leave} {whom}"
    for leave, whom in product(
        (
            "block",
            "mute",
            "delete",
            "leave",
            "please ignore",
            "stay away from",
            "don't answer",
            "unfollow",
            "report",
            "you can block",
            "get away from",
            "dump",
            "kick out",
        ),
        ("him", "her", "them", "that guy", "your ex", "his number", "that creep", "your dad"),
    )
]
STAY = [
    f"{stay}{end}"
    for stay, end in product(
        (
            "don't do it",
            "please don't do it",
            "don't go",
            "please stay",
            "hold on",
            "stay with us",
            "don't give up",
            "stay on the line",
            "keep breathing",
            "don't cut",
            "put it down",
            "don't jump",
            "one more day",
            "don't hurt yourself",
            "please don't kill yourself",
        ),
        ("", ", please", ", love", "!", " ok?", ", we need you"),
    )
]
PUT_AWAY = [
    f"{put} the {thing} {where}"
    for put, thing, where in product(
        ("give", "hand", "lock", "put", "please take", "move"),
        ("pills", "knives", "blades", "razor", "rope", "car keys", "paracetamol", "scissors"),
        ("to your mum", "away", "away for tonight", "to a friend", "out of reach"),
    )
]
PRAISE = [
    f"{well} {why}{end}"
    for well, why, end in product(
        ("congratulations on", "congrats on", "well done on", "so proud of you for"),
        (
            "day 100",
            "day one",
            "30 days",
            "six months sober",
            "telling your mum",
            "eating lunch",
            "surviving this week",
            "leaving him",
            "your first session",
            "asking for help",
        ),
        ("", "!", " 🎉"),
    )
]
TRUE = [
    f"{who} {what}"
    for who, what in product(
        ("you are", "you're", "hey, you are", "please remember you are"),
        ("not a burden", "not broken", "not alone", "loved", "so brave", "not weak", "enough"),
    )
] + [
    "no is a full sentence",
    "rest is not a crime",
    "it wasn't your fault",
    "what he did was abuse",
    "you deserve help",
    "he's a piece of shit for doing that to you",
    "his loss",
    "block that idiot",
    "what an asshole",
    "ugh what a total bastard",
    "free counselling at your uni?",
    "the world is better with you in it",
    "you didn't deserve that",
]
ASK = [
    "are you safe?",
    "is someone with you?",
    "who is with you tonight?",
    "how many did you take?",
    "have you eaten?",
    "did you sleep at all?",
    "are you bleeding?",
    "what would help right now?",
    "do you want company?",
]
SMALL = [
    "drink some water",
    "hold an ice cube",
    "punch a pillow",
    "scream into a pillow",
    "hit the gym",
    "kill the lights and rest",
    "burn the letter if it helps",
    "cut yourself some slack",
    "try the TIPP skill",
    "count back from 100",
    "5 things you can see, 4 you can touch",
    "you'll smash it",
    "break a leg tomorrow",
    "take your meds, love, you've got this",
    "go pet your dog",
    "leave the server for a bit if it's too much",
    "please seek help, you deserve it",
    "hi",
    "same",
    "to to to",
    "omg",
    "me too",
]


@pytest.mark.parametrize(
    "lines",
    [TURN_TO, COME_TO, LEAVE, STAY, PUT_AWAY, PRAISE, TRUE, ASK, SMALL],
    ids=["turn to", "come to", "leave", "stay", "put away", "praise", "true", "ask", "small"],
)
def test_short_support_passes(lines: Iterable[str]) -> None:
    stopped = [
        (line, sorted(flag.value for flag in reading.flags))
        for line, reading in ((line, engine().read(line)) for line in lines)
        if reading.flags or reading.level > Level.Q0
    ]

    assert stopped == []


def around(text: str) -> Surroundings:
    return Surroundings(LEXICON.normaliser.view(text), LEXICON.contexts, LEXICON.aims)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("dm me if you want nudes", Category.SEXUAL),
        ("dm me, what are you wearing", Category.SEXUAL),
        ("dm me for easy money", Category.SCAM),
        ("congratulations, you won a prize", Category.SCAM),
        ("stay still you pathetic cow", Category.HARASSMENT),
        ("tell your doctor you are a freak", Category.HARASSMENT),
        ("text me for the lethal dose", Category.SH_METHOD),
        ("hold your throat and bleed", Category.SH_METHOD),
        ("ask your mum if all muslims are vermin", Category.HATE),
        ("find him and behead him", Category.VIOLENCE),
        ("call me on 07700 900123", Category.PII),
        ("please tell my mum i love her", Category.CRISIS),
        ("good night everyone, forever", Category.CRISIS),
    ],
)
def test_support_with_another_meaning_is_judged_as_ever(text: str, category: Category) -> None:
    assert category not in spared(around(text), {}, ALL, LEXICON.support)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "doing it now",
        "i took the train home",
        "please stay. i have nothing left to give and no way out of here",
        "call your doctor " + "and say it all again " * 6,
    ],
)
def test_not_every_short_text_is_support(text: str) -> None:
    assert not supports(around(text), LEXICON.support)


def test_where_a_rule_speaks_nothing_is_spared() -> None:
    assert Category.HARASSMENT in engine().read("hold on, you worthless idiot").flags
    assert Category.SCAM in engine().read("congrats, claim your free nitro here").flags
    assert Category.SH_METHOD in engine().read("hold on, kill yourself").flags
