"""Results as they are stored and read back: what was published, by series, of one group only."""

from dataclasses import replace

import pytest

from bot.checkins.outcomes import Gone, Noted, QuestionAdded
from bot.checkins.questions.group_questions import GroupQuestions
from bot.checkins.results import store as result_store
from bot.checkins.results.export import to_csv, to_json
from bot.checkins.results.history import RoundResult, by_series
from bot.checkins.results.publication import Band, Published, QuestionResult
from bot.checkins.results.responses import Responses
from bot.checkins.results.service import History, Results, ResultShown
from bot.checkins.results.trend import trend
from bot.checkins.rules import ActKind, Plan, Round, RoundState, Schedule
from bot.checkins.schedules import store as schedule_store
from bot.checkins.schedules.recurrence import Recurrence, Weekly
from bot.content import Content
from bot.core.db import Database
from bot.core.ids import random_id
from tests.checkins.groups import GUILD, OTHER_GUILD, count, id_of, set_up
from tests.conftest import Clock

WEEK = 7 * 86400
SCHEDULE, OTHER_SCHEDULE = id_of("schedule"), id_of("other")
CORE = ("T1.1", "T2.1", "T3.1", "T4.1")
THREE = ("T1.1", "T2.1", "T4.1")
BAND = next(iter(Band))
EMPTY = Published(
    answered=None, eligible=None, band=None, score=None, low=None, high=None, questions=()
)


def published(keys: tuple[str, ...] = CORE, score: int = 70) -> Published:
    first, *rest = keys
    return Published(
        answered=12,
        eligible=30,
        band=BAND,
        score=score,
        low=max(score - 10, 0),
        high=score + 10,
        questions=(
            QuestionResult(key=first, band=BAND, score=score, shares=(10, 20, 70)),
            *(QuestionResult(key=key, band=None, score=None, shares=None) for key in rest),
        ),
    )


def a_round(week: int, *, guild_id: int, schedule_id: str, scored: tuple[str, ...]) -> Round:
    return Round(
        round_id=id_of(f"{schedule_id[:5]}{week}"),
        schedule_id=schedule_id,
        guild_id=guild_id,
        channel_id=30,
        due_at=week * WEEK,
        state=RoundState.OPEN,
        question_keys=CORE,
        scored=scored,
        nonce="n",
        try_at=0,
        opened_at=week * WEEK,
        closes_at=week * WEEK + 3600,
        remind_nonce="r",
        notice_nonce="t",
    )


class Place:
    """Two groups, and results of theirs."""

    def __init__(self, db: Database, clock: Clock, content: Content) -> None:
        self.db = db
        self.content = content
        self.own = GroupQuestions(db, content.bank, clock, random_id)
        self.acts = Responses(db, clock)
        self.results = Results(db, content.bank, self.own)

    async def add(
        self,
        week: int,
        what: Published | None = None,
        *,
        guild_id: int = GUILD,
        schedule_id: str = SCHEDULE,
        scored: tuple[str, ...] = CORE,
    ) -> str:
        round_ = a_round(week, guild_id=guild_id, schedule_id=schedule_id, scored=scored)
        content = what or published()
        stored = await self.db.write(
            lambda tx: result_store.add(tx, round_, content, week * WEEK + 3600)
        )
        assert stored
        return round_.round_id


@pytest.fixture
async def place(db: Database, clock: Clock, content: Content) -> Place:
    await set_up(db)
    return Place(db, clock, content)


async def test_a_result_is_read_back_as_it_was_published(place: Place) -> None:
    round_id = await place.add(1)
    shown = await place.results.one(GUILD, round_id)

    assert shown == ResultShown(
        RoundResult(
            round_id=round_id,
            schedule_id=SCHEDULE,
            guild_id=GUILD,
            channel_id=30,
            opened_at=WEEK,
            closed_at=WEEK + 3600,
            series="T1.1+T2.1+T3.1+T4.1",
            published=published(),
        ),
        tuple(place.content.bank.known[key] for key in CORE),
    )


async def test_fewer_than_five_answers_are_a_result_that_says_nothing(place: Place) -> None:
    round_id = await place.add(1, EMPTY)
    shown = await place.results.one(GUILD, round_id)
    row = await place.db.read(lambda r: r.one("SELECT * FROM checkin_result"))

    assert isinstance(shown, ResultShown)
    assert shown.result.published == EMPTY
    assert shown.questions == ()
    assert row is not None
    assert [row[name] for name in ("answered", "eligible", "band", "score", "low", "high")] == (
        [None] * 6
    )
    assert row["questions"] == "[]"


async def test_the_first_publication_stands(place: Place) -> None:
    round_id = await place.add(1)
    round_ = a_round(1, guild_id=GUILD, schedule_id=SCHEDULE, scored=CORE)
    again = await place.db.write(lambda tx: result_store.add(tx, round_, published(score=20), 9))
    shown = await place.results.one(GUILD, round_id)

    assert again is False
    assert isinstance(shown, ResultShown)
    assert shown.result.published.score == 70


async def test_a_round_that_never_opened_has_no_result(place: Place) -> None:
    round_ = replace(a_round(1, guild_id=GUILD, schedule_id=SCHEDULE, scored=CORE), opened_at=None)

    with pytest.raises(ValueError, match="never opened"):
        await place.db.write(lambda tx: result_store.add(tx, round_, published(), 9))
    assert await count(place.db, "checkin_result") == 0


async def test_the_latest_is_the_one_that_opened_last(place: Place) -> None:
    for week in (2, 3, 1):
        await place.add(week, published(score=week))
    await place.add(9, published(score=9), schedule_id=OTHER_SCHEDULE)
    shown = await place.results.latest(GUILD, SCHEDULE)

    assert isinstance(shown, ResultShown)
    assert shown.result.published.score == 3


async def test_the_newest_of_the_group_come_first_whatever_their_schedule(place: Place) -> None:
    await place.add(1)
    await place.add(3)
    await place.add(2, schedule_id=OTHER_SCHEDULE)
    await place.add(4, guild_id=OTHER_GUILD, schedule_id=id_of("theirs"))
    found = await place.results.recent(GUILD, 2)

    assert [result.opened_at // WEEK for result in found] == [3, 2]


async def test_results_of_another_group_are_not_found(place: Place) -> None:
    round_id = await place.add(1)
    results = place.results

    assert await results.one(OTHER_GUILD, round_id) == Gone()
    assert await results.latest(OTHER_GUILD, SCHEDULE) == Gone()
    assert await results.history(OTHER_GUILD, SCHEDULE) == Gone()
    assert await results.export_lines(OTHER_GUILD) == ()


async def test_what_is_not_there_is_gone(place: Place) -> None:
    assert await place.results.one(GUILD, id_of("none")) == Gone()
    assert await place.results.latest(GUILD, SCHEDULE) == Gone()
    assert await place.results.history(GUILD, SCHEDULE) == Gone()
    assert await place.results.export_lines(GUILD) == ()


async def test_series_are_never_put_on_one_line(place: Place) -> None:
    await place.add(1, published(score=10))
    await place.add(2, published(score=20))
    await place.add(3, published(THREE, 30), scored=THREE)
    await place.add(4, published(("T1.2", *CORE[1:]), 40), scored=("T1.2", *CORE[1:]))
    # Another order of the same questions is the same series.
    await place.add(5, published(THREE, 50), scored=THREE[::-1])
    with pytest.raises(KeyError):  # T1.2 was never asked: its wording is not known
        await place.results.export_lines(GUILD)
    history = await place.results.history(GUILD, SCHEDULE)

    assert isinstance(history, History)
    assert [point.score for point in history.points] == [30, 50]
    assert history.series.name == "T1.1+T2.1+T4.1"
    assert [(one.name, [p.score for p in one.points]) for one in history.older] == [
        ("T1.2+T2.1+T3.1+T4.1", [40]),
        ("T1.1+T2.1+T3.1+T4.1", [10, 20]),
    ]
    assert history.trend == trend(history.points)


async def test_a_point_is_what_was_published_dated_by_its_close(place: Place) -> None:
    await place.add(1)
    await place.add(2, EMPTY)
    history = await place.results.history(GUILD, SCHEDULE)

    assert isinstance(history, History)
    first, second = history.points
    assert (first.at, first.answered, first.eligible) == (WEEK + 3600, 12, 30)
    assert (first.score, first.low, first.high) == (70, 60, 80)
    assert (second.answered, second.score, second.low, second.high) == (None, None, None, None)


def test_going_back_to_earlier_questions_goes_on_with_their_series() -> None:
    results = [
        RoundResult(
            round_id=id_of(str(week)),
            schedule_id=SCHEDULE,
            guild_id=GUILD,
            channel_id=30,
            opened_at=week,
            closed_at=week + 1,
            series=name,
            published=EMPTY,
        )
        for week, name in enumerate("aba")
    ]
    newest, older = by_series(results)

    assert (newest.name, newest.results) == ("a", (results[0], results[2]))
    assert (older.name, older.results) == ("b", (results[1],))


async def test_the_results_of_one_series_are_found_in_order(place: Place) -> None:
    for week, scored in ((3, CORE), (1, CORE), (2, THREE)):
        await place.add(week, scored=scored)
    name = "+".join(CORE)
    found = await place.db.read(lambda r: result_store.of_series(r, GUILD, SCHEDULE, name))

    assert [result.opened_at // WEEK for result in found] == [1, 3]


async def test_what_the_group_did_comes_with_the_result(place: Place) -> None:
    round_id = await place.add(1)
    noted = await place.acts.note(GUILD, round_id, ActKind.NO_CHANGE, "Because it helps.")
    shown = await place.results.one(GUILD, round_id)

    assert isinstance(noted, Noted)
    assert isinstance(shown, ResultShown)
    assert shown.result.act is not None
    assert (shown.result.act.kind, shown.result.act.words) == (
        ActKind.NO_CHANGE,
        "Because it helps.",
    )


async def test_a_question_of_the_groups_own_keeps_the_words_it_was_asked_in(place: Place) -> None:
    added = await place.own.add(GUILD, "We begin our evenings on time here.")
    assert isinstance(added, QuestionAdded)
    keys = (*THREE, added.question.key)
    round_id = await place.add(1, published(keys), scored=THREE)
    await place.own.reword(GUILD, added.question.id, 1, "We end our evenings on time here.")
    await place.own.retire(GUILD, added.question.id)
    shown = await place.results.one(GUILD, round_id)
    (line,) = await place.results.export_lines(GUILD)

    assert isinstance(shown, ResultShown)
    assert shown.questions[3] == added.question
    assert line.questions == shown.questions


async def test_an_export_holds_every_result_of_the_group_and_no_other(place: Place) -> None:
    for week in (2, 1):
        await place.add(week, published(score=week))
    await place.add(5, EMPTY, schedule_id=OTHER_SCHEDULE)
    await place.add(7, guild_id=OTHER_GUILD, schedule_id=id_of("theirs"))
    lines = await place.results.export_lines(GUILD)

    assert [(line.result.schedule_id, line.result.opened_at // WEEK) for line in lines] == [
        (OTHER_SCHEDULE, 5),
        (SCHEDULE, 1),
        (SCHEDULE, 2),
    ]
    for content in (to_csv(lines), to_json(lines)):
        assert content.count(SCHEDULE.encode()) == 2
        assert id_of("theirs").encode() not in content


async def test_results_stay_when_their_schedule_is_gone_and_go_when_asked(place: Place) -> None:
    recurrence = Recurrence(Weekly(1, frozenset({0}), Clock()().date()), 19, 0, "Europe/Berlin")
    schedule = Schedule(
        schedule_id=SCHEDULE, guild_id=GUILD, plan=Plan(channel_id=30, recurrence=recurrence)
    )
    await place.db.write(lambda tx: schedule_store.add(tx, schedule))
    round_id = await place.add(1)
    await place.acts.note(GUILD, round_id, ActKind.DID, "We talked.")
    await place.add(2, schedule_id=OTHER_SCHEDULE)
    await place.db.write(
        lambda tx: tx.execute("DELETE FROM checkin_schedule WHERE schedule_id = $1", SCHEDULE)
    )
    stayed = await place.results.latest(GUILD, SCHEDULE)
    removed = await place.db.write(
        lambda tx: tx.execute("DELETE FROM checkin_result WHERE schedule_id = $1", SCHEDULE)
    )

    assert isinstance(stayed, ResultShown)
    assert removed == 1
    assert await place.results.latest(GUILD, SCHEDULE) == Gone()
    assert await count(place.db, "checkin_act") == 0
    assert await count(place.db, "checkin_result") == 1


async def test_results_are_found_by_an_index(place: Place) -> None:
    for query in (
        "SELECT * FROM checkin_result r LEFT JOIN checkin_act a ON a.round_id = r.round_id "
        "WHERE r.schedule_id = $1 AND r.guild_id = $2 ORDER BY r.opened_at, r.round_id",
        "SELECT * FROM checkin_result r WHERE r.round_id = $1 AND r.guild_id = $2",
    ):
        rows = await place.db.read(
            lambda r, query=query: r.all(f"EXPLAIN QUERY PLAN {query}", SCHEDULE, GUILD)
        )

        assert not [row["detail"] for row in rows if row["detail"].startswith("SCAN")]
