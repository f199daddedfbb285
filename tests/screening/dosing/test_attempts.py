"""Attempts other than swallowing: seen while under way, and never in roofers or swimmers."""

from pathlib import Path

import pytest

from bot.screening.engine.contexts import Surroundings
from bot.screening.engine.lexicon import load_lexicon
from bot.screening.engine.matching import find
from bot.screening.verdict import Category, Level
from tests.screening.places import SAFETY, engine

LEXICON = load_lexicon(Path(SAFETY))

UNDER_WAY = (
    "i hung myself but the belt snapped",
    "the rope is around my neck",
    "ive got a belt round my neck and im scared",
    "i have tied the dupatta to the fan",
    "i strangled myself with a cable til i passed out",
    "i cut the vein and its bad",
    "slit my wrists, blood all over the bathroom floor",
    "im in the bath with a razor, the water is red",
    "sitting in the garage with the car running",
    "the engine is on and the garage door is shut",
    "lit the coals in the bathroom, door is taped",
    "ive turned the gas on and sealed the windows",
    "sitting on the edge of the roof, i told no one",
    "im at the edge of the platform",
    "lying on the railway line waiting",
    "im on d bridge abeg",
    "I climbed over the railing and I'm looking at the water",
    "i jumped off the balcony, leg is broken, pls help",
    "walking into the sea now, not coming back",
    "stones in my pockets and im by the river",
    "lying in the snow without a coat, its so peaceful",
    "took the gun from dads safe its in my lap",
    "loaded it. just sitting here with it",
    "poured petrol on myself",
    "sliced both wrists in the shower",
    "lit the bbq in my bedroom, window closed",
    "one leg over the balcony",
    "jumped out the window. think my back is broken",
    "found my brother hanging, cut him down, hes breathing",
    "i need an ambulance, i cut too deep",
    "seatbelt is off, im driving at the wall",
    "my brother is standing on the ledge and says hell jump",
    "my friend just cut his wrists on call with me what do i do",
    "he has a rope round his neck",
)
ORDINARY = (
    "waiting on the platform, train is late again",
    "roofers are on the edge of the roof since eight",
    "stuck on the bridge in traffic",
    "im on the roof fixing the aerial",
    "sitting on the windowsill with a cup of tea",
    "got a scarf round my neck, its freezing",
    "stethoscope round my neck, first day as a nurse",
    "garage door is shut and the car is running fine after the service",
    "charcoal is lit, burgers soon",
    "the gas is on, pasta in ten",
    "i cut my finger chopping onions, needs a plaster",
    "nosebleed all over the bathroom floor again",
    "i jumped off the pier into the pool with my mates",
    "i jumped on the trampoline and broke my ankle",
    "walking into the sea at sunrise for a swim, goodbye warm feet",
    "kids lying in the snow making angels without a coat",
    "loaded the car and off to the coast",
    "loaded shotgun in fortnite, one bullet left, won the round",
    "nobody held a gun to my head, i chose this job",
    "in the film he is standing on the ledge and cries",
    "i had a dream i was on the edge of a roof",
    "years ago i sat on the edge of the roof, today im a dad",
    "my husband is on the roof cleaning the gutters and wont come down",
    "my sister is on the bridge, stuck in traffic",
    "i shot myself in the foot with that email",
    "im at the edge of the stage, nervous",
    "walking on the tracks of the old railway trail with the dog",
    "hanging the pictures tonight",
    "i cut contact with my brother",
    "cut along the dotted line, not across it",
    "bag on my head because it was raining",
    "put a gun to my head and i couldnt name that song",
    "my son tied a rope to the tree and made a swing",
    "please call 911 now, i am here with you",
    "my nan fell, we had to call 911 please pray",
)


def level(text: str) -> Level:
    """Return the highest level of a rule that matches; the model has no say here."""
    view = LEXICON.normaliser.view(text)
    around = Surroundings(view, LEXICON.contexts, LEXICON.aims)
    return max((one.rule.level for one in find(view, LEXICON, around)), default=Level.Q0)


@pytest.mark.parametrize("text", UNDER_WAY)
def test_an_attempt_under_way_is_now(text: str) -> None:
    assert level(text) is Level.Q3


@pytest.mark.parametrize("text", ORDINARY)
def test_the_same_words_of_everyday_are_no_attempt(text: str) -> None:
    assert level(text) is Level.Q0


@pytest.mark.parametrize(
    "around", ["{}. thank you all", "i'm 3 years sober. {}", "{} lol", "ok {}"]
)
def test_manners_recovery_and_calm_do_not_lower_it(around: str) -> None:
    lowered = [text for text in UNDER_WAY if level(around.format(text)) < Level.Q3]

    assert lowered == []


OTHER_SHAPES = (
    "blood is everywhere and i wont stop it",
    "blood everywhere, i'm so sleepy",
    "tablets are down now, bye",
    "whole packet swallowed",
    "sat in the garage with the car running",
    "car's running, hose through the window",
    "engine on, pipe in the window, im so tired",
    "breathing in the exhaust until i sleep",
    "bin bag over my head",
    "the bag is round my face",
    "on the parapet, ten floors up",
    "climbed the crane and sat at the top",
    "im at the top of the pylon",
    "the quay is right there and the handbrake is off",
    "pulled the belt and i cant breathe",
    "noose is tied, feet on the chair",
    "ive stopped my dialysis so i die",
    "swallowed a razor blade",
    "i ate glass",
    "i shot myself.",
    "i knifed myself",
    "been cutting all night and im cold",
    "the scarf is on the door handle and my neck is in it",
    "my girlfriend stabbed herself and is bleeding",
    "he hurt himself and the blood wont stop",
    "my sister is on the car park saying shell jump",
    "someone is up on the crane threatening to jump",
    "my daughter swallowed a battery",
    "in the garage with the engine on",
    "inhaling the exhaust right now",
    "plastic bag on my head",
    "ive parked at the cliff, handbrake off",
    "on the ledge, 14 floors up",
    "halfway up the crane",
    "i tied the scarf and i cant breathe",
    "i stopped my insulin 3 days ago so it ends",
    "havent had water for 4 days. that's my way out",
    "belt's on the door and im kneeling",
    "pills are already down",
)
OTHER_THINGS = (
    "the pills are down the back of the sofa again",
    "the whole pack gone in a day, these biscuits are dangerous",
    "the remote took two batteries",
    "in the garage with the engine on, timing belt is shot",
    "inhaling exhaust fumes every day cycling to work",
    "plastic bag on my head to keep the hair dye in",
    "plastic bag over my head because of the rain",
    "left the handbrake off and the car rolled",
    "we parked at the cliff and watched the sunset",
    "halfway up the crane at work, views are mad",
    "the kids climbed the lego crane",
    "my office is on the 14th floor",
    "tied the scarf round the snowman",
    "the knot is tight on my shoes",
    "i stopped my insulin pump for the swim and put it back on",
    "havent had water all day, off to get some",
    "i shot myself in the foot with that email",
    "i stabbed myself with a sewing needle, silly me",
    "been cutting wood for an hour and my arms feel weak",
    "been cutting for 6 weeks and gym feels good",
    "belt's on the door where i hang it",
    "the bag is over my shoulder",
    "my mate is up on the roof fixing tiles",
    "our toddler ate all his peas",
    "she cut herself on the tin and its a small plaster job",
    "the engine is on and we're off to the beach",
    "no food in the fridge for days until payday",
)


@pytest.mark.parametrize("text", OTHER_SHAPES)
def test_an_attempt_in_another_shape_is_under_way(text: str) -> None:
    assert level(text) is Level.Q3


@pytest.mark.parametrize("text", OTHER_THINGS)
def test_the_ordinary_thing_of_the_same_words_is_none(text: str) -> None:
    assert level(text) is Level.Q0


def test_own_blood_that_is_let_run_is_no_gore() -> None:
    assert engine().read("blood is everywhere and i wont stop it").flags == {Category.CRISIS}
