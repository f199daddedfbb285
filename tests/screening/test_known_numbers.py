"""Numbers to call for help are known in any spelling, and to pass one on is support."""

import tomllib
from datetime import date
from itertools import product

import pytest

from bot.content import DATA, load
from bot.helplines import load as helplines
from bot.helplines.rules import shown
from bot.screening.decide import Policy, decide
from bot.screening.engine.shapes.known_numbers import make_known
from bot.screening.engine.shapes.passed_on import directs, figures_known
from bot.screening.policy import load_table
from bot.screening.verdict import Category, Decision, Level, Place
from cogs.helplines.support import support_text
from tests.screening.places import SAFETY, engine

LISTED = (SAFETY / "public_numbers.txt").read_text(encoding="utf-8")
LINES = tomllib.loads((DATA / "helplines.toml").read_text(encoding="utf-8"))
KNOWN = make_known(LISTED, LINES)
TABLE, _ = load_table(SAFETY / "policy.toml")
STOPPED = (Decision.HOLD, Decision.RETURN)
NEVER = {Category.SCAM, Category.PII, Category.SH_METHOD}
DIALS = sorted({line["dial"] for country in LINES["country"] for line in country["line"]})
EMERGENCY = sorted({number for country in LINES["country"] for number in country["emergency"]})

PASSED_ON = (
    "call {}",
    "please call {} now",
    "call {} right now",
    "you can ring {} any time",
    "dial {}, stay on the line with them",
    "text {} if talking is too much",
    "if it gets worse call {} ok",
    "pls ring {}",
    "call {}, they were kind to me",
    "{} helped me last winter",
    "my town's crisis line is {}",
    "you're not alone. their number is {}",
    "call or text {}",
    "helpline: {}",
    "CALL {}!!",
    "please stay. please call {} now",
    "have you tried {}? it is free",
    "hang up and call {}",
    "someone needs to call {}",
    "the hotline ({}) is open 24/7",
    "{} answers at night, i rang {} once",
    "can you call {} please",
)


def stops(text: str) -> list[tuple[str, str]]:
    """The places in which the text would not appear, with what was flagged."""
    reading = engine().read(text)
    return [
        (place.value, one.value)
        for place in Place
        for one in reading.flags
        if decide(reading, Policy(TABLE, place)).decision in STOPPED
    ]


@pytest.mark.parametrize("wording", PASSED_ON)
def test_every_number_of_haven_can_be_passed_on(wording: str) -> None:
    said = [wording.replace("{}", number) for number in (*DIALS, *EMERGENCY)]

    assert {text: stops(text) for text in said if stops(text)} == {}
    assert [text for text in said if engine().read(text).flags & NEVER] == []
    assert [text for text in said if engine().read(text).level > Level.Q1] == []


def test_every_line_of_every_country_can_be_named() -> None:
    names = [
        (line.split("#")[1].split(":")[0].strip(), line.split("#")[0].split(" ", 1)[1].strip())
        for line in LISTED.splitlines()
        if line[:2].isupper() and " " in line
    ]
    said = [f"{name}: {number}" for name, number in names]

    assert len(said) > 250
    assert [text for text in said if engine().read(text).flags & NEVER] == []
    assert [text for text in said if engine().read(text).unread] == []


def test_a_helplines_number_hides_no_other_language() -> None:
    assert engine().read("no puedo mas con esta vida, ya llame al 024 y nada").language is not None
    assert engine().read("quiero morir, 024").level >= Level.Q1


@pytest.mark.parametrize("code", [None, *(country["code"] for country in LINES["country"])])
def test_what_support_shows_passes_havens_own_screener(code: str | None) -> None:
    directory = helplines.load(DATA / "helplines.toml")
    said = support_text(load(), shown(directory, code, (), date(2026, 1, 1), 0))

    assert engine().read(said).flags == frozenset()
    assert {stops(line)[0] for line in said.splitlines() if stops(line)} == set()


@pytest.mark.parametrize(
    "text",
    [
        "1-800-273-8255",
        "1-800-273-talk",
        "1-800-273-talk (8255)",
        "(800) 273-8255",
        "+1 800 273 8255",
        "1 (800) 273.8255",
        "18002738255",
        "0808 2000 247",
        "+44 808 2000 247",
        "+44 (0)808 2000 247",
        "0044 808 2000 247",
        "0808-2000-247",
        "1800 respect",
        "13yarn",
        "13 11 14",
        "131114",
        "+61 13 11 14",
        "+47 116 123",
        "116-123",
        "lifeline:13 11 14",
        "0800/1110111",
        "nine one one",
        "nine-eight-eight",
        "triple nine",
        "call one one two",
        "triple zero",
        "911",
        "call 9-1-1",
        "ring 1 1 2",
        "999/112",
        "call 988, 24/7",
        "samaritans 116 123, 9am to 5pm",
        "then call 15",
        "zelfmoordpreventie: 113",
        "call 1925 (1925)",
        "ring 1522 (1522 antiviolenza)",
        "988/988 call it",
        "call 0800 942 8787 (0800 what's up)",
        "0800 whats up",
        "try 1737 in nz, text or call",
        "tried 1737 once",
        "10111 can send someone",
        "10177 can send an ambulance",
        "15 will send help",
        "just hit 100 on your phone",
        "press 112 on any phone",
        "put 10111 in your phone",
        "000 works here",
        "119 in japan, just call it",
        "one one two works everywhere in the eu",
        "poison control: 1-800-222-1222",
        "1 800 222 1222",
        "0806 210 6493",
        "+94 112 691 111",
        "+240 666 404 040",
        "2222222",
        "22514242",
        "6254142",
    ],
)
def test_a_number_is_known_in_any_spelling(text: str) -> None:
    assert figures_known(text, KNOWN.find(text))


@pytest.mark.parametrize(
    "text",
    [
        "my number is 07700 900112",
        "07700 900 116",
        "100 ways to feel better",
        "i scored 112 points",
        "911 people came",
        "it was 15 years",
        "9/11 was long ago",
        "i was 9 11 years ago",
        "the 112.5 mark",
        "costs £999",
        "5551169",
        "one two three, breathe",
        "nine of them",
        "room 108",
        "i did 100 on the test",
        "try 100 things",
        "i tried 1500 calories",
        "hit 100 on the quest today",
        "my number is 1925 1926",
        "take 100 to sleep",
        "use 112 grams",
        "10111 steps today",
    ],
)
def test_an_ordinary_figure_is_no_known_number(text: str) -> None:
    assert not figures_known(text, KNOWN.find(text))


def test_beside_a_known_number_another_is_still_found() -> None:
    text = "call 116 123 or me on 07700 900123"
    reading = engine().read(text)

    assert not figures_known(text, KNOWN.find(text))
    assert [text[one.start : one.end] for one in reading.known_numbers] == ["116 123"]
    assert {text[one.start : one.end] for one in reading.spans} == {"07700 900123"}


@pytest.mark.parametrize(
    ("verb", "whom"),
    list(
        product(
            ("call", "please ring", "can you phone", "you should talk to", "text"),
            ("an ambulance", "the crisis line", "your doctor", "a helpline", "your mum"),
        )
    ),
)
def test_to_say_whom_to_call_is_support(verb: str, whom: str) -> None:
    text = f"{verb} {whom} now please"

    assert directs(text)
    assert stops(text) == []
    assert engine().read(text).level is Level.Q0


@pytest.mark.parametrize(
    "text",
    [
        "i need an ambulance please",
        "call an ambulance for me",
        "should i call 999, i took 20 tablets",
        "call 911 i took everything",
        "please dont call 911 please",
    ],
)
def test_who_needs_an_ambulance_is_met_at_once(text: str) -> None:
    assert engine().read(text).level is Level.Q3


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("go kill yourself, not even 988 wants you", Category.SH_METHOD),
        ("call 1-800-273-8255 to claim your free nitro here", Category.SCAM),
        ("you're a worthless idiot, call 911", Category.HARASSMENT),
    ],
)
def test_a_known_number_covers_no_harm_that_stands_around_it(text: str, category: Category) -> None:
    assert category in engine().read(text).flags


@pytest.mark.parametrize(
    "text",
    [
        "call 0800\u20111110111",
        "call 1\u2013800\u2013273\u20138255",
        "call 116\u00a0123",
        "\uff19\uff11\uff11 now please",
        "call \u0669\u0661\u0661",
        "__116 123__ and **988**",
        "||988||",
        "call\n988\nnow",
        "call 116\n123",
        "0800 1111\n999\n112",
        "9\ufe0f\u20e38\ufe0f\u20e38\ufe0f\u20e3 call it",
    ],
)
def test_a_number_is_known_as_it_is_pasted(text: str) -> None:
    reading = engine().read(text)

    assert reading.known_numbers
    assert reading.flags & NEVER == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "call 1925 (1925 (\u5b89\u5fc3\u5c08\u7dda))",
        "call 1522 (1522 antiviolenza e stalking)",
        "call 0800 942 8787 (0800 What's Up)",
        "ring 0806 210 6493",
        "try 1737 in NZ, text or call",
        "10111 can send someone",
        "10177 can send someone",
        "just hit 100 on your phone",
        "ambulance in sri lanka is 0112691111",
    ],
)
def test_a_number_that_is_named_twice_or_with_another_verb_is_passed_on(text: str) -> None:
    assert engine().read(text).flags & NEVER == frozenset()


def test_a_flood_of_figures_is_read_in_a_line() -> None:
    for piece in ("9 ", "nine ", "1-", "+1 (", "988 ", "1-800-273-"):
        KNOWN.find(piece * 2000)
        directs(piece * 2000)
