"""No text is slow to read: the cost grows with the length and has a bound, whatever is in it."""

import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.screening.engine.lexicon import load_lexicon
from tests.screening.places import LINES, SAFETY, engine

LEXICON = load_lexicon(SAFETY)
LONG = 4000
_DEARER = 8
"""How many times as long as an ordinary text of the same length the worst one may take."""
_DOUBLED = 3.5
"""How many times as long a text of double the length may take: 2 and what else runs."""

PIECES = (
    "i ", "x ", "u i ", "a i m ", "k.", "k i l l   y o u  ", "1 2 3 ", "9", "12 34 ", "i 1 l ",
    '"', " '", "“", "‘", "’", "> ", ">", "\n", "a\n", "I\n", "- ", "s**cide ", "su*c*de ",
    "k1ll ", "1!", "iwannadie", "abcdefghijkl", "🔪", "😀", "k̵̛", "кі", "**", "||", "_a_", "`",
    "a@", "b.c ", "a.", "a.bb/", "http://a.b ", "i want to ", "i want to die ", "i never ",
    "kill myself ", "kys ", "not ", "he said ", "now. ", "you ", "!", ".", "…", "\u200b", "İ",
    "ß", "ﬁ", "ﷺ", "㋿", "⑴", "死",
    "su icide ", "kermit ", "sewerslide ", "1.2.3.", "a1:b2:", "+1 ", "4929 1200 ",
    "12 High ", "12 34 56 78 ", "ab12 ", "<@1", "www.a", "pw is a",
    "add me on snap ", "dot com ", "at a dot b ", "snap: a.b ", "key is ", "user pass ",
    "a box ", "it ", "took it ", "i took 30 pills ", "20 x 500 mg ", "half a bottle of ",
    "nearly took all my ", "should i take ", "nine ", "nine 1 ", "double ", "one 2 o ",
    "SW1A 1AA ", "CA 90210 ", "flat 3 ", "1 st st st ", "12 a st ", "call 12 ", "call the the ",
    "0800 1 ", "24/7 ", "help line ", "0 ", "123456", "٣ ", "１ ", "ñ1 ", "é ", "привет ", "soooo ",
    "aaa bbbb ", "you: ", "my mum: you ", "he said you ", "my head goes ", "thats what he said. ",
    "1:2 ", "a-b-c-", "ab:cd:", "born 1 ", "<a ", "://", "> you\n",
)  # fmt: skip


def cost(text: str) -> float:
    """The least processor time of a few tries, so that what else runs counts little."""
    tries: list[float] = []
    for _ in range(4):
        began = time.process_time()
        engine().read(text, deep=False)  # the encoder has a limit of its own
        tries.append(time.process_time() - began)
    return min(tries)


def filled(part: str, length: int) -> str:
    return (part * (length // len(part) + 1))[:length]


@pytest.fixture(scope="module")
def usual() -> float:
    """What an ordinary text costs; all rules are compiled before."""
    engine().warm()
    lines = (LINES / "fine1.jsonl").read_text(encoding="utf-8").splitlines()
    return cost(filled(" ".join(json.loads(line)["text"] for line in lines), LONG))


@pytest.mark.slow
@pytest.mark.parametrize("part", PIECES)
def test_the_cost_of_a_flood_is_bounded_and_linear(part: str, usual: float) -> None:
    whole, half = cost(filled(part, LONG)), cost(filled(part, LONG // 2))

    assert whole < _DEARER * usual
    # Half of a flood may be taken for another language, which no model reads; the whole not.
    assert whole < _DOUBLED * half + usual * 0.75


@pytest.mark.slow
@given(parts=st.lists(st.sampled_from(PIECES), min_size=2, max_size=6))
@settings(max_examples=150, deadline=None)
def test_no_mixture_costs_more(parts: list[str], usual: float) -> None:
    assert cost(filled("".join(parts), LONG)) < _DEARER * usual


@pytest.mark.slow
@pytest.mark.parametrize("join", [" ".join, "\n".join, ". ".join, " not ".join])
def test_all_that_rules_look_for_at_once_is_bounded(
    join: Callable[[list[str]], str], usual: float
) -> None:
    lines = [line for rule in LEXICON.rules for line in (*rule.yes, *rule.no)]
    worst = max(cost(join(lines[start::7])[:LONG]) for start in range(7))

    assert worst < _DEARER * usual


def test_more_than_a_message_can_have_costs_no_more() -> None:
    view = LEXICON.normaliser.view("i want to die " * 5000)

    assert len(view.tokens) < LONG
