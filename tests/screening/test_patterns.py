"""The language of the rules: what a pattern matches, and which patterns are refused."""

import re

import pytest

from bot.screening.engine import patterns
from bot.screening.engine.patterns import PatternFault, compile_pattern

CLASSES = {"me": ("i", "i really"), "end": ("die", "be gone for good")}


def matches(pattern: str, text: str) -> bool:
    return compile_pattern(pattern, CLASSES).matcher.search(f" . {text} . ") is not None


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
    ],
)
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(PatternFault):
        compile_pattern(pattern, CLASSES)


@pytest.mark.parametrize(
    ("pattern", "anchors"),
    [
        ("i want chocolate", {"chocolate"}),
        ("(leave|go) the kitchenette", {"kitchenette"}),
        ("(chocolate|vanilla) now", {"chocolate", "vanilla"}),
        ("chocolate? now", {"now"}),
    ],
)
def test_a_pattern_is_tried_only_beside_a_word_it_needs(pattern: str, anchors: set[str]) -> None:
    assert compile_pattern(pattern, CLASSES).anchors == anchors


def test_a_pattern_is_compiled_once_and_not_before_a_text_asks_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compiled: list[str] = []
    real = re.compile

    def note(regex: str) -> re.Pattern[str]:
        compiled.append(regex)
        return real(regex)

    pattern = compile_pattern("walk far away from @me", CLASSES)
    monkeypatch.setattr(patterns.re, "compile", note)
    none = list(pattern.occurrences(" . stay here . ", {"stay": [3], "here": [8]}))
    for _ in range(2):
        list(pattern.occurrences(" . walk far away from i . ", {"walk": [3], "i": [22]}))

    assert none == []
    assert compiled == [pattern.regex]
