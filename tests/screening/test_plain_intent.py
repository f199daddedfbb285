"""A wish or a plan to die in plain words, in dialects and in street spelling."""

import pytest

from bot.screening.engine.contexts import Surroundings
from bot.screening.engine.lexicon import load_lexicon
from bot.screening.engine.matching import find
from bot.screening.verdict import Category, Level
from tests.screening.places import SAFETY, engine

LEXICON = load_lexicon(SAFETY)


def ruled(text: str) -> Level:
    """Return the highest level of a rule that matches; the models have no say here."""
    view = LEXICON.normaliser.view(text)
    around = Surroundings(view, LEXICON.contexts, LEXICON.aims)
    return max((one.rule.level for one in find(view, LEXICON, around)), default=Level.Q0)


MEANT = (
    "i want to slit my throat",
    "im going to cut my throat tonight",
    "just wanna slash my throat",
    "i want to set myself on fire",
    "gonna od tonight",
    "i wanna od on my meds",
    "i want someone to murder me",
    "wish someone would shoot me, i mean it",
    "i hate myself i should be shot",
    "i deserve to be put down like a dog",
    "the razor is calling me",
    "those pills are whispering to me again",
    "everyone tells me to kms so maybe i will",
    "they said i should kill myself so i guess ill listen",
    "want tae be deid",
    "wish i wis deid",
    "a jist want tae dee",
    "i dinnae want tae be here nae mair",
    "i dont wanna b here nemore",
    "i aint wanna be here no mo",
    "nobody would care if i got hit by a bus",
    "no one would even notice if i drowned",
    "i wan end am tonight",
    "i no wan dey alive again",
    "i don tire for life",
    "make i die abeg",
    "i googled how to tie a noose",
    "been searching ways to die all night",
    "ima do it tmrw",
    "imma end it tonight",
)
ORDINARY = (
    "i want to clear my throat before singing",
    "i cut my throat lozenges in half",
    "i could od on chocolate this easter",
    "i should be shot for that pun lol",
    "the cake is calling me",
    "the pharmacist is calling me about my pills",
    "nobody would care if i wore socks with sandals",
    "no one would notice if i ate the last biscuit",
    "i wan chop rice abeg",
    "i don tire for this traffic",
    "the battery is deid again",
    "i googled how to tie a bow tie",
    "i looked up how to die hair pink",
    "ima do it tmrw, the dishes i mean",
    "dont wanna be here at work",
)


@pytest.mark.parametrize("text", MEANT)
def test_plain_intent_is_a_crisis_and_no_request_for_a_method(text: str) -> None:
    assert ruled(text) >= Level.Q2
    assert Category.SH_METHOD not in engine().read(text).ruled


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_talk_in_the_same_words_is_none(text: str) -> None:
    assert engine().read(text).level is Level.Q0
