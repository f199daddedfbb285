"""What is quoted: the same as one expression would say, but never slowly."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.screening.engine.scan.quotes import quoted_parts

WHOLE = re.compile(
    r"\"[^\"\n]{2,400}\"|“[^”\n]{2,400}”|«[^»\n]{2,400}»|„[^“”\n]{2,400}[“”]"
    r"|(?<![\w'])'(?:[^'\n]|(?<=\w)'(?=\w)){2,200}'(?!\w)|(?<!\w)‘[^‘\n]{2,200}’(?!\w)"
)
"""The same as an expression, which tries some places again and again."""


def expected(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in WHOLE.finditer(text)]


@given(st.text(alphabet="\"'“”«»„‘’\n ab_", max_size=30))
@settings(max_examples=1500, deadline=None)
def test_quotations_are_what_the_expression_finds(text: str) -> None:
    assert quoted_parts(text) == expected(text)


@pytest.mark.parametrize("marks", ['""', "“”", "«»", "„”", "''", "‘’"])
@pytest.mark.parametrize("length", [1, 2, 199, 200, 201, 399, 400, 401])
def test_a_quotation_has_a_greatest_length(marks: str, length: int) -> None:
    text = f"x {marks[0]}{'a' * length}{marks[1]} y {marks[0]}bb{marks[1]}"

    assert quoted_parts(text) == expected(text)


def test_quoted_lines_and_quotations_in_them_are_one_part() -> None:
    text = '> he said "go away" to\nme, "twice"'

    assert [text[start:end] for start, end in quoted_parts(text)] == [
        '> he said "go away" to',
        '"twice"',
    ]
