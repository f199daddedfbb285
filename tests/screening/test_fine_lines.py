"""The fine lines on which a list of phrases is tried are our own, and a third are short."""

from bench.fine_lines import COUNT, NEEDED, SHORT, SHORT_MOST, chosen, words
from bot.screening.phrasebook.fine_lines import fine_lines


def test_the_file_is_what_the_bench_makes_of_the_lines() -> None:
    lines = chosen()

    assert list(fine_lines()) == lines
    assert len(lines) == len(set(lines)) == COUNT


def test_a_third_are_as_short_as_replies_in_a_chat() -> None:
    short = [line for line in fine_lines() if len(line.split()) <= SHORT_MOST]

    assert len(short) == SHORT
    assert sum(len(line.split()) <= 4 for line in short) >= SHORT / 4


def test_words_that_lists_often_have_stand_in_some_of_them() -> None:
    said = [words(line) for line in fine_lines()]
    met = [word for word in NEEDED if any(word in line for line in said)]

    assert len(met) >= len(NEEDED) / 2
