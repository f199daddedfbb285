"""What a card says about a result, at its longest and at its barest: without Discord."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.checkins.questions.bank import Question, QuestionKind
from bot.checkins.results.publication import Band, Published, QuestionResult
from bot.checkins.results.trend import ROUNDS, Point, trend
from bot.checkins.rules import Act, ActKind
from bot.checkins.schedules.zones import zone
from bot.core.wording import Wording
from cogs.checkins.render import (
    ALT_MAX,
    alt_text,
    chart_labels,
    result_embed,
    summary,
    trend_embed,
    trend_text,
)
from tests.cogs.checkins import DAY
from tests.harness import START

NOON = int(START.timestamp())


def _question(at: int) -> Question:
    return Question(
        id=f"own:{'x' * 22}",
        version=at,
        text="T" * 100,
        name="N" * 30,
        reverse=False,
        kind=QuestionKind.OWN,
    )


def _published(**changes: Any) -> Published:
    asked = [_question(at) for at in range(4)]
    given: dict[str, Any] = {
        "answered": 1000,
        "eligible": 2000,
        "band": Band.VERY_HIGH,
        "score": 100,
        "low": 100,
        "high": 100,
        "questions": tuple(
            QuestionResult(key=one.key, band=Band.MIXED, score=50, shares=(100, 100, 100))
            for one in asked
        ),
    }
    return Published(**{**given, **changes})


def test_the_longest_result_has_room(content: Wording) -> None:
    act = Act("r", ActKind.NO_CHANGE, "*" * 400, NOON)
    asked = [_question(at) for at in range(4)]
    embed = result_embed(content, _published(), asked, act, picture=True)

    assert len(embed) <= 6000
    questions, did = embed.fields
    assert (questions.value or "").count("\n• ") == 3
    assert (questions.value or "").endswith("yes 100 %)")
    assert len(questions.value or "") <= 1024
    assert (did.value or "").count("*") == 400


@pytest.mark.parametrize("band", Band)
def test_every_band_has_words_for_the_group_and_for_a_question(
    content: Wording, band: Band
) -> None:
    lines = summary(content, _published(band=band, score=None, low=None, high=None))

    assert f"**{content.say(f'band.{band.value}')}**" in lines[0]
    assert content.say(f"agree.{band.value}") not in lines[0]
    assert "No number this time" in lines[1]


def test_a_number_of_eligible_that_cannot_be_right_is_not_shown(content: Wording) -> None:
    seen = _published(answered=12, eligible=3)

    assert summary(content, seen)[-1] == "12 people answered."


def test_a_group_without_an_interval_gets_its_score_alone(content: Wording) -> None:
    assert "likely" not in "\n".join(summary(content, _published(low=None, high=None)))


def _points(count: int, *, gaps: int = 0) -> list[Point]:
    return [
        Point(
            at=NOON + at * 7 * DAY,
            answered=None if at < gaps else 12,
            eligible=20,
            score=None if at < gaps else 50 + at * 7 % 20,
            low=None if at < gaps else 50,
            high=None if at < gaps else 70,
        )
        for at in range(count)
    ]


def test_the_picture_in_words_names_first_last_highest_lowest_and_gaps(content: Wording) -> None:
    words = alt_text(content, _points(20, gaps=3), zone("Europe/Berlin"))

    assert "The last result is 63 (15 Mar 2027), likely between 50 and 70." in words
    assert "The first one shown is 51 (23 Nov 2026)." in words
    assert "The highest is 69 (1 Mar 2027), the lowest 51 (23 Nov 2026)." in words
    assert "3 of 20 check-ins have no number." in words
    assert words.endswith("12 of about 20 people answered.")
    assert len(words) <= ALT_MAX


def test_without_any_number_there_is_no_picture_and_no_words_for_it(content: Wording) -> None:
    assert alt_text(content, _points(3, gaps=3), zone("UTC")) == ""


def test_every_word_of_the_picture_is_there(content: Wording) -> None:
    labels = chart_labels(content)

    assert len(labels.months) == 12
    assert all((labels.title, labels.score, labels.interval, labels.too_few, labels.answered))


def test_after_a_question_to_the_team_a_trend_does_not_say_that_nothing_has_changed(
    content: Wording,
) -> None:
    fell = [70, 75, 70, 65, 70, 75, 70, 70, 75, 40, 40]
    asked = next(n for n in range(9, 12) if trend(_scored(fell[:n])).score_signal)
    later = [fell[:asked] + [40] * more for more in range(1, ROUNDS + 1)]
    said = [trend_text(content, trend(_scored(one))) for one in later]

    assert trend_text(content, trend(_scored(fell[:asked]))) == content.say("trend.score_signal")
    moment = f"<t:{_scored(fell)[asked - 1].at}:D>"
    assert all(moment in one and "put to the team" in one for one in said[:-1])
    assert said[-1] == content.say("trend.steady")


def test_rounds_without_a_result_are_not_enough_to_speak_of_a_direction(content: Wording) -> None:
    silent = trend([replace(one, answered=None, score=None) for one in _scored([60] * 9)])

    assert trend_text(content, silent) == content.say("trend.too_early", rounds=ROUNDS)


def _scored(values: Sequence[int]) -> list[Point]:
    return [
        Point(at=7 * DAY * (n + 1), answered=9, eligible=20, score=score, low=None, high=None)
        for n, score in enumerate(values)
    ]


def test_a_trend_says_when_other_questions_were_asked_before(content: Wording) -> None:
    found = trend(_points(9))
    embed = trend_embed(content, _published(), found, older=True, picture=False)

    assert "Earlier results came from other questions" in (embed.description or "")
    assert embed.image.url is None
    assert content.say("trend.steady") == trend_text(content, found)
