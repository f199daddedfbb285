"""What must not change what is read: politeness, length, whose words they are."""

from collections.abc import Callable

import pytest

from bot.screening.engine.engine import ScreeningEngine
from bot.screening.engine.lexicon import load_lexicon
from bot.screening.verdict import Category
from tests.screening.places import SAFETY, engine

RULES = [rule for rule in load_lexicon(SAFETY).rules if rule.score >= 0.5]
CRISIS = [line for rule in RULES if rule.category is Category.CRISIS for line in rule.yes]
HARM = [
    (line, rule.category)
    for rule in RULES
    if rule.category
    in (Category.HARASSMENT, Category.HATE, Category.SH_METHOD, Category.SEXUAL, Category.VIOLENCE)
    and Category.CRISIS not in rule.also
    for line in rule.yes
]
RULED = ScreeningEngine.load(SAFETY, models=SAFETY / "none")
"""The rules alone."""
PUNISHING = frozenset(Category) - {Category.CRISIS}

KINDER: dict[str, Callable[[str], str]] = {
    "a greeting": lambda text: f"hi everyone. {text}",
    "a greeting on its own line": lambda text: f"hello all,\n{text}",
    "please": lambda text: f"{text}. please",
    "thanks": lambda text: f"{text}. thank you for reading",
    "an apology": lambda text: f"sorry to bother you. {text}",
    "a smile": lambda text: f"{text} 🙂",
    "a long beginning": lambda text: "it rained all week and the bus was late. " * 6 + text,
    "a long end": lambda text: text + ". it rained all week and the bus was late" * 6,
    "a very long middle": lambda text: "the bus was late. " * 90 + text,
}


@pytest.mark.parametrize("change", KINDER.values(), ids=KINDER.keys())
def test_manners_and_length_never_lower_urgency(change: Callable[[str], str]) -> None:
    """By rules never. What models add to a rule's level may fall with a text about other things."""
    lowered = [text for text in CRISIS if RULED.read(change(text)).level < RULED.read(text).level]
    below_rule = [
        text
        for text in CRISIS
        if (reading := engine().read(change(text))).level < RULED.read(text).level
        and Category.CRISIS in reading.flags
    ]
    less = [
        text for text in CRISIS if engine().read(change(text)).level < engine().read(text).level
    ]

    assert lowered == []
    assert below_rule == []
    assert len(less) <= 0.15 * len(CRISIS), less


@pytest.mark.parametrize("change", KINDER.values(), ids=KINDER.keys())
def test_manners_and_length_punish_nobody_in_crisis(change: Callable[[str], str]) -> None:
    punished = [
        text
        for text in CRISIS
        if engine().read(change(text)).flags & PUNISHING > engine().read(text).flags & PUNISHING
    ]

    assert punished == []


QUOTED: dict[str, Callable[[str], str]] = {
    "he said": lambda text: f'he said "{text}"',
    "a comment": lambda text: f"someone commented: “{text}” and i cried",
    "a quoted line": lambda text: f"> {text}\nmy ex wrote this to me",
    "after": lambda text: f'"{text}" was what she told me',
}


@pytest.mark.parametrize("change", QUOTED.values(), ids=QUOTED.keys())
def test_quoting_somebody_raises_no_punishing_category(change: Callable[[str], str]) -> None:
    raised: list[tuple[str, Category]] = []
    for text, _ in HARM:
        plain, quoted = engine().read(text), engine().read(change(text))
        raised += [
            (text, one)
            for one in PUNISHING
            if quoted.scores[one] > plain.scores[one] + 0.05 and quoted.scores[one] >= 0.5
        ]

    assert raised == []


@pytest.mark.parametrize("change", QUOTED.values(), ids=QUOTED.keys())
def test_who_quotes_harm_is_mostly_let_be(change: Callable[[str], str]) -> None:
    flagged = [text for text, category in HARM if category in engine().read(change(text)).flags]

    assert len(flagged) <= 0.1 * len(HARM), flagged
