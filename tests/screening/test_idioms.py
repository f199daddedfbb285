"""Calm lines, jokes and figures of speech pass; the same words meant as they stand do not.

Built from parts where a kind has parts.
"""

from itertools import product

import pytest

from bot.screening.verdict import Category, Level
from tests.screening.places import engine

CALM = (
    *(
        f"I {did} the {thing} {when}"
        for did, thing, when in product(
            ("fed", "washed", "painted", "found", "watched", "fixed"),
            ("cat", "fence", "dishes", "garden", "birds", "bike"),
            ("this week", "with my sister", "and it was nice", "on sunday"),
        )
    ),
    *(
        f"I took the {ride} {where}"
        for ride, where in product(("train", "bus", "tram"), ("home", "to work", "to the sea"))
    ),
    *(f"{figure} is killing me" for figure in ("this deadline", "my back", "the heat", "leg day")),
    *(f"I'm dead {laugh}" for laugh in ("😂", "🤣🤣", "lol", "💀", "from laughing")),
    *(
        f"{made} me want to die lol"
        for made in ("this game makes", "this homework makes", "monday makes", "leg day makes")
    ),
)
SAID = (
    "The library is warm and I like it there.",
    "There is nothing personal left in it, I hid it all.",
    "My cat sleeps on my feet.",
    "We ended it after two years, it was time.",
    "The end of the book made me cry.",
    "I cut contact with my brother.",
    "I cut my hair short and I love it",
    "I burned the toast again.",
    "I overdosed on cake at the party.",
    "I'm hanging the pictures tonight.",
    "I'm hanging out with my sister tonight",
    "nothing matters more than my kids",
    "I want to disappear into a blanket fort",
    "dying to see the photos",
    "the exam was suicide, never again that module",
    "jumped off the diving board for the first time",
    "took the plunge and told my mum",
    "in the song he sings I want to die young",
    "died laughing at this",
    "my phone died",
    "I'd kill for a nap",
    "he bombed his exam",
    "it's finally over, exams done",
    "dead tired after that shift",
    "I can't anymore with this show 😂",
    "bored to death in this meeting",
    "bye for now",
    "kill me now, it's monday lol",
    "drowning in laundry",
    "I killed it at karaoke",
    "we got slaughtered at football",
    "I took a deep breath",
    "I took my vitamins",
    "numb from the dentist",
    "ready for bed",
    "I have a plan for dinner",
)
MEANT = (
    "i want to die",
    "i want to die lol",
    "i want to die 😂",
    "this song makes me want to kill myself",
    "deadline or not, i'm going to kill myself",
    "my job is killing me and i want to end my life",
    "there is nothing left for me",
    "nothing left. i'm done living",
    "tonight it will all be over",
    "i'm going to hang myself tonight",
    "i wish i was dead",
    "i took the train to the bridge and i want to jump",
    "goodbye everyone, i can't do this anymore",
    "i don't want to wake up tomorrow",
)


@pytest.mark.parametrize("line", [*CALM, *SAID])
def test_ordinary_words_pass(line: str) -> None:
    reading = engine().read(line)

    assert reading.flags == frozenset()
    assert reading.level is Level.Q0


@pytest.mark.parametrize("line", MEANT)
def test_the_same_words_in_earnest_are_met(line: str) -> None:
    assert Category.CRISIS in engine().read(line).flags
