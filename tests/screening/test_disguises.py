"""Whoever hides their words is met as others are: recall within 5 points of plain text."""

from collections.abc import Callable

import pytest

from bot.screening.engine.lexicon import load_lexicon
from bot.screening.verdict import Category
from tests.screening.disguises import ALL, leetspeak, spaced
from tests.screening.places import SAFETY, engine

LINES = [
    (line, rule.category)
    for rule in load_lexicon(SAFETY).rules
    if rule.score >= 0.5
    for line in rule.yes
]
"""Every line that a rule must catch, of every category of words."""


def met(change: Callable[[str], str]) -> float:
    """The share of lines that carry their flag when written so."""
    hits = sum(category in engine().read(change(line)).flags for line, category in LINES)
    return hits / len(LINES)


PLAIN = met(str)


def test_plain_text_is_met() -> None:
    assert PLAIN >= 0.97


@pytest.mark.parametrize("change", ALL, ids=lambda change: change.__name__)
def test_a_disguise_hides_nothing(change: Callable[[str], str]) -> None:
    assert met(change) >= PLAIN - 0.05


@pytest.mark.parametrize("change", ALL, ids=lambda change: change.__name__)
@pytest.mark.parametrize(
    "line",
    [
        "good morning everyone, the soup was lovely",
        "i am proud of you for going to the dentist",
        "see you at the meeting on thursday, bring a friend",
        "my cat slept on my keyboard all afternoon",
    ],
)
def test_a_disguise_makes_nothing_of_ordinary_words(
    change: Callable[[str], str], line: str
) -> None:
    if change in (spaced, leetspeak):
        return  # ordinary words are not undone, so they look like no words at all
    assert engine().read(change(line)).flags == frozenset()


def test_every_category_of_words_is_in_the_set() -> None:
    assert {category for _, category in LINES} == set(Category) - {Category.PII}
