"""The language of the rules: what a pattern matches, and which patterns are refused."""

import re

import pytest

from bot.screening.engine import patterns
from bot.screening.engine.patterns import Grammar, PatternFault

CLASSES = {"me": ("i", "i really"), "end": ("die", "be gone for good")}


def matches(pattern: str, text: str) -> bool:
    grammar = Grammar(CLASSES)
    read = grammar.pattern(pattern)
    return any(read.occurrences(grammar.phrases.scan([".", *text.split(), "."])))


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("go away", "please go away now", True),
        ("go away", "going away", False),
        ("go away", "go . away", False),
        ("go right? away", "go away", True),
        ("go right? away", "go right away", True),
        ("go right? away", "go left away", False),
        ("(go|run far) away", "run far away", True),
        ("(go|run (far|fast)) away", "run fast away", True),
        ("(go)? away", "away", True),
        ("go *2 away", "go so far away", True),
        ("go *2 away", "go so very far away", False),
        ("go *2 away", "go so . away", False),
        ("go *2 . away", "go now . away", True),
        ("^ go", "go home", True),
        ("^ go", "please go", False),
        ("go $", "please go", True),
        ("go $", "go home", False),
        ("in # days", "in 12 days", True),
        ("in # days", "in twelve days", False),
        ("@me want to @end", "i really want to be gone for good", True),
        ("@me want to @end", "they want to die", False),
    ],
)
def test_a_pattern_matches(pattern: str, text: str, expected: bool) -> None:
    assert matches(pattern, text) is expected


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "(go",
        "go)",
        "()",
        "(go|)",
        "@nobody",
        "Go",
        "don't",
        "go*",
        "^ $",
        "*3",
        "(go)?",
        "# days?",
        "(away|# 988)",
    ],
)
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(PatternFault):
        Grammar(CLASSES).pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "groups"),
    [
        ("i want chocolate", [{"i want chocolate"}]),
        ("(leave|go) the kitchenette", [{"leave the kitchenette", "go the kitchenette"}]),
        ("(chocolate|vanilla) now", [{"chocolate now", "vanilla now"}]),
        ("chocolate? now", [{"chocolate now", "now"}]),
        ("i want *2 chocolate", [{"chocolate"}, {"i want"}]),
        ("(want *1 tea|take a coffee) *1 now", [{"take a coffee", "tea"}, {"now"}]),
        ("in # days", [{"in # days"}]),
        ("now (please)?", [{"now", "now please"}]),
        ("(eat *2)? cake", [{"cake"}]),
    ],
)
def test_a_pattern_is_tried_only_beside_the_phrases_it_needs(
    pattern: str, groups: list[set[str]]
) -> None:
    grammar = Grammar(CLASSES)
    read = grammar.pattern(pattern)

    assert list(read.groups) == [
        {grammar.phrases.letters(phrase.split()) for phrase in group} for group in groups
    ]


def test_neighbours_that_would_make_too_many_phrases_stay_apart() -> None:
    classes = {"first": [f"a{number}" for number in range(30)], "second": ["b", "c", "d"]}
    grammar = Grammar(classes)

    assert [len(group) for group in grammar.pattern("@first @second").groups] == [3, 30]


def test_a_pattern_is_compiled_once_and_not_before_a_text_asks_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compiled: list[str] = []
    real = re.compile

    def note(regex: str) -> re.Pattern[str]:
        compiled.append(regex)
        return real(regex)

    grammar = Grammar(CLASSES)
    pattern = grammar.pattern("walk *1 away from @me")
    monkeypatch.setattr(patterns.re, "compile", note)
    scan = grammar.phrases.scan
    none = list(pattern.occurrences(scan([".", "walk", "here", "."])))
    found = [list(pattern.occurrences(scan(["walk", "away", "from", "i"]))) for _ in range(2)]

    assert none == []
    assert found == [[(0, 4)], [(0, 4)]]
    assert len(compiled) == 1


def test_a_choice_of_phrases_is_never_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    grammar = Grammar(CLASSES)
    pattern = grammar.pattern("(go away|go|in # days|@end)")
    monkeypatch.setattr(patterns.re, "compile", None)
    words = ["go", "away", "in", "12", "days", ".", "go", ".", "be", "gone", "for", "good"]

    assert list(pattern.occurrences(grammar.phrases.scan(words))) == [
        (0, 2),
        (2, 5),
        (6, 7),
        (8, 12),
    ]
