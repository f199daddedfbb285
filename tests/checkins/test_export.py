"""The export: aggregates only, every field explained, nothing that a spreadsheet would run."""

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checkins.questions.bank import Question, QuestionKind
from bot.checkins.results.export import (
    COLUMNS,
    FEW,
    QUESTION_FIELDS,
    ROUND_FIELDS,
    ExportRow,
    to_csv,
    to_json,
)
from bot.checkins.results.history import RoundResult
from bot.checkins.results.publication import Band, Published, QuestionResult
from bot.checkins.rules import FLOOR, QUESTIONS, Act, ActKind
from tests.checkins.groups import GUILD, id_of

BAND = next(iter(Band))
WORDS = "We now open the room ten minutes earlier."


def result(
    key: str, band: Band | None, score: int | None, shares: tuple[int, int, int] | None
) -> QuestionResult:
    return QuestionResult(key=key, band=band, score=score, shares=shares)


def question(id_: str, *, text: str = "People here treat me as an equal.") -> Question:
    return Question(id_, 1, text, f"Name of {id_}", reverse=id_ == "T4", kind=QuestionKind.CORE)


ASKED = tuple(question(id_) for id_ in ("T1", "T2", "T4", "R1"))
PUBLISHED = Published(
    answered=12,
    eligible=30,
    band=BAND,
    score=71,
    low=60,
    high=80,
    questions=(
        result("T1.1", BAND, 70, (10, 20, 70)),
        result("T2.1", BAND, 60, None),
        result("T4.1", None, None, None),
        result("R1.1", BAND, 75, (25, 25, 50)),
    ),
)
NOTHING = Published(
    answered=None,
    eligible=None,
    band=None,
    score=None,
    low=None,
    high=None,
    questions=tuple(result(key, None, None, None) for key in ("T1.1", "T2.1", "T4.1", "R1.1")),
)
RESULT = RoundResult(
    round_id=id_of("round"),
    schedule_id=id_of("schedule"),
    guild_id=GUILD,
    channel_id=30,
    opened_at=1_780_000_000,
    closed_at=1_780_259_200,
    series="T1.1+T2.1+T4.1",
    published=PUBLISHED,
    act=Act(id_of("round"), ActKind.DID, WORDS, 1_780_345_600),
)
LINE = ExportRow(RESULT, ASKED)
FEW_LINE = ExportRow(replace(RESULT, published=NOTHING, act=None), ASKED)


def read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def with_words(words: str) -> ExportRow:
    return replace(LINE, result=replace(RESULT, act=Act("r", ActKind.DID, words, 1_780_345_600)))


def test_csv_has_a_line_a_round_with_every_published_value() -> None:
    (row,) = read_csv(to_csv([LINE]))

    told = {name: cell for name, cell in row.items() if not name.startswith("q")}
    assert told == {
        "schedule": id_of("schedule"),
        "opened": "2026-05-28T20:26:40Z",
        "closed": "2026-05-31T20:26:40Z",
        "series": "T1.1+T2.1+T4.1",
        "answered": "12",
        "eligible": "30",
        "band": BAND.value,
        "score": "71",
        "low": "60",
        "high": "80",
        "act": "did",
        "act_words": WORDS,
        "act_noted": "2026-06-01T20:26:40Z",
    }
    assert {name: row[f"q1_{name}"] for name in QUESTION_FIELDS} == {
        "key": "T1.1",
        "name": "Name of T1",
        "text": "People here treat me as an equal.",
        "good": "agree",
        "band": BAND.value,
        "disagree": "10",
        "between": "20",
        "agree": "70",
    }
    assert [row[f"q{place}_key"] for place in range(1, 5)] == ["T1.1", "T2.1", "T4.1", "R1.1"]


def test_what_was_not_shown_is_empty() -> None:
    (row,) = read_csv(to_csv([LINE]))

    assert [row[f"q2_{name}"] for name in ("disagree", "between", "agree")] == ["", "", ""]
    assert [row[f"q3_{name}"] for name in ("band", "agree")] == ["", ""]


def test_too_few_answers_say_so_and_nothing_else() -> None:
    (row,) = read_csv(to_csv([FEW_LINE]))
    filled = {name: cell for name, cell in row.items() if cell}
    asked = {
        f"q{place}_{name}" for place in range(1, 5) for name in ("key", "name", "text", "good")
    }

    assert set(filled) == {"schedule", "opened", "closed", "series", "answered"} | asked
    assert filled["answered"] == FEW == f"<{FLOOR}"


def test_json_holds_the_same_and_says_what_it_means() -> None:
    content: dict[str, Any] = json.loads(to_json([LINE, FEW_LINE]))
    first, second = content["rounds"]

    assert content["columns"] == {"round": ROUND_FIELDS, "question": QUESTION_FIELDS}
    assert set(first) == set(second) == {*ROUND_FIELDS, "questions"}
    assert all(set(question) == set(QUESTION_FIELDS) for question in first["questions"])
    assert (first["score"], first["answered"], second["answered"]) == (71, 12, FEW)
    assert first["questions"][0]["agree"] == 70
    assert first["questions"][2]["band"] is None
    assert [one["band"] for one in second["questions"]] == [None] * 4
    assert [one["good"] for one in second["questions"]] == ["agree", "agree", "disagree", "agree"]
    assert second["eligible"] is None


def test_both_tell_the_same() -> None:
    (row,) = read_csv(to_csv([LINE]))
    (round_,) = json.loads(to_json([LINE]))["rounds"]
    questions = round_.pop("questions")
    flat = round_ | {
        f"q{place}_{name}": value
        for place, question in enumerate(questions, 1)
        for name, value in question.items()
    }

    assert {name: "" if value is None else str(value) for name, value in flat.items()} == row


def test_every_column_is_there_and_explained() -> None:
    header = next(csv.reader(io.StringIO(to_csv([]).decode("utf-8-sig"), newline="")))

    assert header == list(COLUMNS)
    assert len(COLUMNS) == len(ROUND_FIELDS) + QUESTIONS * len(QUESTION_FIELDS)
    assert all(meaning.strip() for meaning in COLUMNS.values())


def test_no_column_stands_for_a_person_or_for_one_answer() -> None:
    members = ("member", "user", "author", "voter", "tag", "ballot", "nonce", "message")

    assert [name for name in COLUMNS if any(word in name for word in members)] == []


def test_lines_end_and_quotes_are_doubled_as_rfc_4180_says() -> None:
    content = to_csv([with_words('We said "yes",\nand meant it.')])

    assert content.startswith(b"\xef\xbb\xbfschedule,opened,")
    assert content.endswith(b"\r\n")
    assert b'"We said ""yes"",\nand meant it."' in content
    assert read_csv(content)[0]["act_words"] == 'We said "yes",\nand meant it.'


@pytest.mark.parametrize(
    "words",
    [
        "=HYPERLINK(1)",
        "+1",
        "-1",
        "@SUM(A1)",
        "  =1",
        "\u00a0=1",
        "\t=1",
        "\r=1",
        "\nplain",
        "＝1",
        "＋1",
        "－1",
        "＠1",
        "'=1",
    ],
)
def test_a_text_that_would_be_a_formula_begins_with_an_apostrophe(words: str) -> None:
    (row,) = read_csv(to_csv([with_words(words)]))

    assert row["act_words"] == f"'{words}"


def test_the_questions_of_a_group_are_disarmed_as_well() -> None:
    asked = (question("T1", text="=1+1 is true here."), *ASKED[1:])
    (row,) = read_csv(to_csv([ExportRow(RESULT, asked)]))

    assert row["q1_text"] == "'=1+1 is true here."


@given(st.text())
def test_no_cell_ever_begins_a_formula_and_each_can_be_read_back(words: str) -> None:
    (row,) = read_csv(to_csv([with_words(words)]))
    kept = json.loads(to_json([with_words(words)]))["rounds"][0]["act_words"]

    for cell in row.values():
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
        assert cell[:1] not in ("\t", "\r", "\n")
    assert row["act_words"].removeprefix("'") == words
    assert kept == words


def test_json_leaves_words_as_they_are() -> None:
    content = to_json([with_words("=1 — ça va 💚")])

    assert "=1 — ça va 💚".encode() in content


def test_a_wording_beside_the_answers_to_another_is_a_bug() -> None:
    swapped = ExportRow(RESULT, (ASKED[1], ASKED[0], *ASKED[2:]))

    for write in (to_csv, to_json):
        with pytest.raises(ValueError, match="another"):
            write([swapped])
        with pytest.raises(ValueError, match="zip"):
            write([ExportRow(RESULT, ASKED[:3])])


def test_more_questions_than_columns_are_a_bug() -> None:
    more = replace(PUBLISHED, questions=(*PUBLISHED.questions, result("R2.1", None, 1, None)))
    line = ExportRow(replace(RESULT, published=more), (*ASKED, question("R2")))

    with pytest.raises(ValueError, match="columns"):
        to_csv([line])
