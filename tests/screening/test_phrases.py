"""A group's own phrases: how they are found, and what a file of them may be."""

import pytest

from bot.screening import load as taught
from bot.screening.decide import Action
from bot.screening.phrases import (
    LINES_MOST,
    PHRASE_MOST,
    Flaw,
    Matcher,
    Phrase,
    export,
    flaw,
    folded,
    parse,
    tidy,
)
from tests.readings import Script

FOLDS = taught.load(engine=Script()).folds


def phrase(words: str, action: Action = Action.HOLD) -> Phrase:
    return Phrase("p", tidy(words), folded(words), action)


def found(words: str, text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in Matcher([phrase(words)], FOLDS).find(text)]


@pytest.mark.parametrize(
    ("words", "text", "shown"),
    [
        ("bluebird", "a bluebird sings", ["bluebird"]),
        ("bluebird", "BLUEBIRD! Bluebird?", ["BLUEBIRD", "Bluebird"]),
        ("bluebird", "bluebirds", []),
        ("bluebird", "a blu\u200bebird", ["blu\u200bebird"]),
        ("bluebird", "a bluеbird", ["bluеbird"]),  # a Cyrillic letter
        ("bluebird", "a ｂｌｕｅｂｉｒｄ", ["ｂｌｕｅｂｉｒｄ"]),
        ("bluebird", "a 𝐛𝐥𝐮𝐞𝐛𝐢𝐫𝐝", ["𝐛𝐥𝐮𝐞𝐛𝐢𝐫𝐝"]),
        ("two words", "two\n\n  words", ["two\n\n  words"]),
        ("two words", "twowords", []),
        ("нет", "НЕТ, нет", ["НЕТ", "нет"]),
        ("straße", "STRASSE", ["STRASSE"]),
        ("c++", "in c++ and c+++", ["c++", "c++"]),
        ("(x)", "a (x) b", ["(x)"]),
        ("bluebird", "", []),
    ],
)
def test_a_phrase_is_found_as_whole_words_however_it_is_drawn(
    words: str, text: str, shown: list[str]
) -> None:
    assert found(words, text) == shown


def test_a_group_without_phrases_costs_nothing() -> None:
    assert Matcher([], FOLDS).find("anything") == ()


def test_a_phrase_that_reads_as_nothing_is_never_found() -> None:
    assert found("\u200b\u200b", "any text") == []


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("a", Flaw.SHORT),
        ("  a  ", Flaw.SHORT),
        ("!!", Flaw.SHORT),
        ("", Flaw.SHORT),
        ("ab", None),
        ("x" * PHRASE_MOST, None),
        ("x" * (PHRASE_MOST + 1), Flaw.LONG),
        ("ß" * PHRASE_MOST, Flaw.LONG),
    ],
)
def test_the_length_of_a_phrase(words: str, wrong: Flaw | None) -> None:
    assert flaw(words) is wrong


def test_what_is_written_out_reads_back_the_same() -> None:
    phrases = [phrase("bluebird"), phrase('say "no": never', Action.RETURN), phrase("# x y")]

    read = parse(export(phrases).encode())

    assert not isinstance(read, Flaw)
    assert read.bad == ()
    assert [(words, action) for _, words, action in read.good] == [
        (one.phrase, one.action) for one in phrases
    ]


def test_lines_of_text_with_and_without_an_action() -> None:
    read = parse("\ufeffhold: one\r\nTwo\n# no\n\n ALLOW : three\nban: four".encode())

    assert not isinstance(read, Flaw)
    assert [(line, words.strip(), action) for line, words, action in read.good] == [
        (1, "one", Action.HOLD),
        (2, "Two", Action.HOLD),
        (5, "three", Action.ALLOW),
        (6, "ban: four", Action.HOLD),
    ]


def test_a_file_with_too_many_lines_is_not_read() -> None:
    assert parse(b"a b\n" * (LINES_MOST + 1)) is Flaw.FILE
