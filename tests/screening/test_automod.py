"""What is handed to AutoMod: within its limits, and never a word of pain."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.data import DATA, ContentFault
from bot.screening.automod import KEYWORD_MOST, NAMES, PATTERN_MOST, load, plan
from bot.screening.decide import Action
from bot.screening.engine.engine import ScreeningEngine
from bot.screening.phrases import Phrase, folded
from bot.screening.verdict import Level

FILE = DATA / "safety" / "automod.toml"
HEAD = '[a]\nwhy = "x"\n'


def phrase(words: str, action: Action) -> Phrase:
    return Phrase("p", words, folded(words), action)


def test_ours_is_within_the_limits_and_holds_no_word_of_pain() -> None:
    own, engine = load(FILE), ScreeningEngine.load(DATA / "safety")

    assert own.name == NAMES[0]
    assert own.keywords
    for keyword in own.keywords:
        assert engine.read(keyword.replace("*", " ")).level is Level.Q0


def test_only_what_is_held_or_given_back_is_blocked() -> None:
    own = load(FILE)
    phrases = [phrase(action.value + " it", action) for action in Action]
    phrases.append(phrase("st*r", Action.HOLD))
    phrases.append(phrase("st\uff0ar", Action.HOLD))

    rules = plan(own, phrases)

    assert rules[0] is own
    assert rules[1].keywords == ("return it", "hold it")
    assert plan(own, []) == (own,)
    assert plan(own, [phrase("x y", Action.ALERT)]) == (own,)


@pytest.mark.parametrize("words", ["scheiße", "Straßenköter", "İbne", "ﬁsting", "Ça va", "変態"])
def test_a_word_is_handed_over_as_the_team_wrote_it(words: str) -> None:
    """AutoMod disregards case; it does not know that ß is ss."""
    own = load(FILE)

    assert plan(own, [phrase(words, Action.HOLD)])[1].keywords == (words,)


def _faults() -> Iterator[tuple[str, str]]:
    yield "[a", "cannot be read"
    yield "a = 1", "section a: it must be a table"
    yield '[a]\nkeywords = ["abc"]\nregex = []', "section a: why is missing"
    yield HEAD + "keywords = [1]\nregex = []", "section a: keywords 1 must be a text"
    yield HEAD + 'keywords = ["abc", "abc"]\nregex = []', "twice"
    yield HEAD + 'keywords = ["ab"]\nregex = []', "3 to 60"
    yield HEAD + 'keywords = ["Abc"]\nregex = []', "small letters"
    yield HEAD + f'keywords = ["{"a" * (KEYWORD_MOST + 1)}"]\nregex = []', "3 to 60"
    yield HEAD + "keywords = ['abc']\nregex = ['(']", "a pattern is none"
    yield HEAD + f"keywords = ['abc']\nregex = ['{'a' * (PATTERN_MOST + 1)}']", "longer than"
    yield HEAD + "keywords = []\nregex = []", "1 to 1,000"
    many = ", ".join(f"'a{number}'" for number in range(11))
    yield HEAD + f"keywords = ['abc']\nregex = [{many}]", "at most 10"


@pytest.mark.parametrize(("text", "said"), list(_faults()))
def test_every_fault_of_the_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "automod.toml"
    path.write_text(text, "utf-8")

    with pytest.raises(ContentFault, match=said):
        load(path)
