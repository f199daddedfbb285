"""The words that names in a thread are made of: enough, plain, and kind in every pairing."""

import re
import tomllib
from pathlib import Path

import pytest

_NAMES = tomllib.loads(
    (Path(__file__).parents[2] / "data" / "names.toml").read_text(encoding="utf-8")
)
_FIRST: list[str] = _NAMES["first"]
_SECOND: list[str] = _NAMES["second"]
WORDS = _FIRST + _SECOND

# Words that came to mind for these lists and hurt, mock, name a body, or mean something else.
_UNKIND = set(
    re.findall(
        r"\w+",
        """
    happy lucky brave strong silly tiny lonely broken fading sunny cheerful hopeful grateful
    little young old slow simple plain wild rare lost wandering drifting falling sinking hollow
    black white brown red yellow golden silver dark light fair pale dusky snowy
    crystal coke snow angel dust weed grass pot bud high stone stoned rolling mary spice
    wolf fox hawk owl kestrel eagle shark snake spider rat mouse moth roach rabbit deer
    swallow thrush beaver cock tit booby ass pussy cat cherry peach melon
    cliff bridge canyon ridge waterfall rope blade carved burning flame ash ember
    patient ward sick weary willing easy loose rooted grounded resting able
    """,
    )
)


@pytest.mark.parametrize("words", [_FIRST, _SECOND], ids=["first", "second"])
def test_a_list_of_name_words_is_long_sorted_and_without_repeats(words: list[str]) -> None:
    assert len(words) >= 80
    assert words == sorted(set(words))


def test_the_names_of_a_busy_group_seldom_repeat() -> None:
    assert len(_FIRST) * len(_SECOND) >= 6400


def test_every_name_word_is_short_and_plain() -> None:
    assert [w for w in WORDS if not re.fullmatch(r"[A-Z][a-z]{2,8}", w, re.ASCII)] == []


def test_no_name_says_one_word_twice() -> None:
    stems = {word.lower()[:5] for word in _FIRST} & {word.lower()[:5] for word in _SECOND}

    assert not set(_FIRST) & set(_SECOND)
    assert not stems


def test_no_name_word_is_known_to_hurt() -> None:
    assert not {word.lower() for word in WORDS} & _UNKIND
