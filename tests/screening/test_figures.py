"""What is left out of a search for figures has none, and nothing that says whose they are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.screening.engine.shapes.figures import around_figures
from bot.screening.engine.shapes.passed_on import figures_known
from bot.screening.engine.shapes.personal import find_personal

FAR = "we walked along the canal and talked about nothing much for a while, " * 8
LED = re.compile(r"\b(?:room|page) [0-9]+\b")


@given(st.text("0123456789 room page x\n", max_size=80), st.integers(10, 20))
def test_the_parts_hold_every_match_with_a_figure(text: str, reach: int) -> None:
    parts = list(around_figures(text, reach))

    assert [one for part in parts for one in LED.findall(part)] == LED.findall(text)
    assert sum(map(len, parts)) <= len(text)


def test_what_is_far_from_figures_is_left_out() -> None:
    assert list(around_figures("", 3)) == []
    assert list(around_figures("no figures", 3)) == []
    assert list(around_figures("abcdef12ghijkl3m4nopqrs", 2)) == ["ef12gh", "kl3m4no"]


@pytest.mark.parametrize(
    ("text", "passes_on"),
    [
        ("call the samaritans on 116 123 any time", True),
        ("the helpline is 0800 123 4567, open 24/7", True),
        ("the helpline is 0800 123 4567. my own number is 07700 900123", False),
        ("i have 3 cats", False),
    ],
)
def test_numbers_far_from_each_other_are_told_apart(text: str, passes_on: bool) -> None:
    assert figures_known(text, ()) == passes_on
    assert figures_known(FAR + text + FAR, ()) == passes_on
    assert not figures_known(f"{text} {FAR} i have 3 cats", ())


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("send it to 12 Baker Street", "pii.address"),
        ("i moved to Leeds, LS6 2AB last week", "pii.address"),
        ("write to me at ann dot lee at mail dot com", "pii.email"),
        ("meet me at home at ten.com", ""),
        ("write to ann.lee at mail dot com", "pii.email"),
        ("triple nine triple eight double four five six", "pii.phone"),
        ("oh seven seven double oh nine oh oh one two three", "pii.phone"),
        ("my password is hunter2!x", "pii.secret"),
        ("username annlee pass: sunshine", "pii.secret"),
        ("her real name is anna leeds", "pii.person"),
        ("one of us and nine of them, two or three days", ""),
    ],
)
def test_it_is_found_wherever_it_stands(text: str, rule: str) -> None:
    for whole in (text, FAR + text, f"{text} {FAR}", f"{FAR}{text} {FAR} 5 years"):
        assert {one.rule for one in find_personal(whole)} == ({rule} if rule else set())
