"""One line of JSON in, one line out, whatever is in it."""

import json
import subprocess
import sys
from typing import Any

import pytest

from bot.content import DATA
from bot.screening.cli import answer
from bot.screening.policy import load_table
from bot.screening.verdict import Category
from tests.screening.places import SAFETY, engine

TABLE, _ = load_table(SAFETY / "policy.toml")


PLACELESS = '{"id": 5, "text": "hello", "place": "nowhere"}'


def ask(line: str) -> dict[str, Any]:
    said = answer(line, engine(), TABLE)
    assert "\n" not in said
    return json.loads(said)


def test_an_answer_has_everything() -> None:
    text = "so... i want to die ok"
    said = ask(json.dumps({"id": "7", "text": text}))

    assert said["id"] == "7"
    assert set(said["scores"]) == {one.value for one in Category}
    assert said["level"] == "Q2"
    assert said["flags"] == ["crisis"]
    assert said["decision"] == "offer_support"
    spans = {(span["category"], text[span["start"] : span["end"]]) for span in said["spans"]}
    assert ("crisis", "i want to die") in spans


def test_it_says_which_numbers_it_knows() -> None:
    said = ask('{"id": 1, "text": "💙 text HOME to 741741 or call 9-8-8, not 07700 900123"}')
    plain = ask('{"id": 1, "text": "i am 15"}')

    assert said["known_numbers"] == [
        {"start": 15, "end": 21, "digits": "741741"},
        {"start": 30, "end": 35, "digits": "988"},
    ]
    assert plain["known_numbers"] == []


def test_fine_words_are_let_through() -> None:
    assert ask('{"id": 1, "text": "the soup was good"}')["decision"] == "let_through"


@pytest.mark.parametrize(
    ("place", "decision"),
    [("share", "offer_support"), ("talk", "alert"), ("message", "alert")],
)
def test_the_decision_is_by_the_table_of_the_place(place: str, decision: str) -> None:
    line = json.dumps({"id": 1, "text": "i want to die", "place": place})
    assert ask(line)["decision"] == decision


@pytest.mark.parametrize(
    "line",
    [
        "",
        "nonsense",
        "[]",
        "3",
        '{"id": 5}',
        '{"id": 5, "text": 5}',
        '{"id": 5, "text": null}',
        PLACELESS,
    ],
)
def test_a_bad_line_is_answered_with_its_error(line: str) -> None:
    said = ask(line)

    assert set(said) == {"id", "error"}


def test_the_command_answers_line_by_line_and_carries_no_discord() -> None:
    code = (
        "import sys\n"
        "from bot.__main__ import main\n"
        "assert main(['screen'], clock=lambda: sys.exit('it asked the time')) == 0\n"
        "assert not {'discord', 'matplotlib', 'aiohttp'} & set(sys.modules), 'too much'\n"
    )
    lines = ['{"id": "a", "text": "i want to die"}', "nonsense", '{"id": "b", "text": "grüße 🙂"}']

    done = subprocess.run(  # noqa: S603 - Haven in a process of its own
        [sys.executable, "-c", code],
        cwd=DATA.parent,
        input="\n".join(lines) + "\n",
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one.get("id") for one in answers] == ["a", None, "b"]
    assert ["error" in one for one in answers] == [False, True, False]
