"""The matcher finds what plain regular expressions over every text find, in a part of the time."""

import json
import random
import tomllib
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from bot.screening.engine.lexicon import Rule, load_lexicon
from bot.screening.engine.normalise import View
from bot.screening.engine.patterns import Grammar, Pattern, PatternFault
from tests.screening.places import LINES, SAFETY
from tests.screening.plain_patterns import plain, spans

LEXICON = load_lexicon(SAFETY)
VIEW = LEXICON.normaliser.view


@cache
def classes() -> dict[str, list[str]]:
    found: dict[str, list[str]] = tomllib.loads((SAFETY / "classes.toml").read_text("utf-8"))
    while any(word[0] == "@" for words in found.values() for word in words):
        found = {
            name: [one for word in words for one in (found[word[1:]] if word[0] == "@" else [word])]
            for name, words in found.items()
        }
    return found


def all_patterns() -> Iterator[Pattern]:
    for rule in LEXICON.rules:
        yield from rule.patterns
    for context in LEXICON.contexts.values():
        yield from context.patterns


def lines() -> list[str]:
    return [
        json.loads(line)["text"]
        for path in sorted(LINES.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def mixed(texts: list[str], count: int) -> list[str]:
    """Texts of words in an order in which no person puts them, so that phrases are cut."""
    rng = random.Random(10)  # noqa: S311 - the same texts in every run
    words = [word for text in texts for word in text.split()]
    known = [word for rule in LEXICON.rules for line in rule.yes for word in line.split()]
    return [
        " ".join(rng.choice(known if rng.random() < 0.7 else words) for _ in range(40))
        for _ in range(count)
    ]


def compare(pattern: Pattern, views: list[View]) -> int:
    """Compare both matchers on these texts; return the number of matches."""
    reference = plain(pattern.source, classes())
    count = 0
    for view in views:
        found = [view.around(*place) for place in pattern.occurrences(view.scan)]
        expected = spans(reference, view.text)
        if pattern.anywhere:  # then one match is enough where several overlap
            assert bool(found) == bool(expected), (pattern.source, view.text)
            assert set(found) <= set(expected), (pattern.source, view.text)
        else:
            assert found == expected, (pattern.source, view.text)
        count += len(found)
    return count


@pytest.mark.parametrize(
    "rule", [one for one in LEXICON.rules if one.patterns], ids=lambda rule: rule.id
)
def test_a_rule_finds_in_its_lines_what_plain_expressions_find(rule: Rule) -> None:
    assert sum(compare(one, list(map(VIEW, (*rule.yes, *rule.no)))) for one in rule.patterns)


@pytest.mark.slow
def test_all_patterns_find_in_our_lines_what_plain_expressions_find() -> None:
    texts = lines()[::12]
    views = list(map(VIEW, texts + mixed(texts, 300)))

    assert sum(compare(pattern, views) for pattern in all_patterns()) > 1000


WORDS = ("go", "run", "far", "away", "now", "7", "988", ".")
PARTS = ("go", "run?", "@walk", "@walk?", "*1", "*3", "#", "^", "$", ".", "988", "(go|run far)?")
GROUP = st.lists(st.sampled_from(PARTS), min_size=1, max_size=3).map(" ".join)
MADE = st.lists(
    st.one_of(
        st.sampled_from(PARTS),
        st.lists(GROUP, min_size=1, max_size=3).map(lambda one: f"({'|'.join(one)})"),
        st.lists(GROUP, min_size=1, max_size=3).map(lambda one: f"({'|'.join(one)})?"),
    ),
    max_size=4,
).map(lambda parts: " ".join(["away", *parts]))


@given(MADE, st.permutations([*WORDS, *WORDS]), st.booleans())
@settings(max_examples=400, deadline=None)
def test_any_pattern_finds_what_a_plain_expression_finds(
    source: str, words: list[str], turned: bool
) -> None:
    made = {"walk": ["go", "go far", "walk # far", "run away now"]}
    if turned:
        source = " ".join(source.split(" ", 1)[::-1])
    grammar = Grammar(made)
    try:
        pattern = grammar.pattern(source)
    except PatternFault:  # any number and a named one in one phrase
        reject()
    scan = grammar.phrases.scan([".", *words, "."])
    text = f" . {' '.join(words)} . "
    places = [0]
    for word in (".", *words, "."):
        places.append(places[-1] + len(word) + 1)

    found = [(places[first] + 1, places[last] + 1) for first, last in pattern.occurrences(scan)]
    reference = plain(source, made)
    expected = spans(reference, text)

    if pattern.anywhere:
        assert bool(found) == bool(expected)
        assert set(found) <= set(expected)
    elif pattern.matcher is None:  # a choice of phrases: always the longest
        assert [first for first, _ in found] == [first for first, _ in expected]
        assert all(reference.fullmatch(text, *one) for one in found)
        assert all(mine[1] >= theirs[1] for mine, theirs in zip(found, expected, strict=True))
    else:
        assert found == expected
