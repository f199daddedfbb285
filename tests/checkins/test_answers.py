"""Answering: who may, when, once; and nothing is left that says who."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from bot.checkins.ballots.answers import (
    BLANK,
    Already,
    AnswerForm,
    Answers,
    Closed,
    Counted,
    Malformed,
    asked,
)
from bot.checkins.ballots.box import BallotBox
from bot.checkins.ballots.tally import BallotLayout
from bot.checkins.outcomes import Gone, QuestionAdded
from bot.checkins.questions.bank import Question
from bot.checkins.questions.group_questions import GroupQuestions
from bot.checkins.rounds import store as round_store
from bot.checkins.rules import Plan, Round, RoundState, Schedule
from bot.checkins.schedules import store as schedule_store
from bot.checkins.schedules.recurrence import Recurrence, Weekly
from bot.content import DATA, Content
from bot.core.db import Database, Reader, Transaction
from bot.core.ids import random_id
from bot.core.keys import Keyring
from tests.checkins.groups import GUILD, OTHER_GUILD, id_of, set_up
from tests.checkins.turns import count_turns
from tests.conftest import ROOT, Clock

MEMBER, NEIGHBOUR = 993_456_789_012_345_671, 993_456_789_012_345_672
SCHEDULE, ROUND = id_of("schedule"), id_of("round")
HOUR = 3600
WHOLE = {"T1.1": "5", "T2.1": "4", "T4.1": "1", "R1.1": BLANK}


@dataclass
class Place:
    """A group whose round is open for an hour from now on."""

    db: Database
    ballots: Database
    box: BallotBox
    own: GroupQuestions
    answers: Answers
    clock: Clock
    content: Content

    @property
    def now(self) -> int:
        return int(self.clock().timestamp())

    async def open_round(
        self, keys: tuple[str, ...] = tuple(WHOLE), round_id: str = ROUND
    ) -> Round:
        """Adds a round and its ballot box, open for an hour."""
        round_ = Round(
            round_id=round_id,
            schedule_id=SCHEDULE,
            guild_id=GUILD,
            channel_id=30,
            due_at=self.now,
            state=RoundState.WAITING,
            question_keys=keys,
            scored=keys[:3],
            nonce=f"n{round_id[:20]}",
            try_at=self.now,
            remind_nonce="r",
            notice_nonce="t",
        )
        await self.db.write(lambda tx: round_store.add(tx, round_))
        await self.set_round(round_id, opened_at=self.now, closes_at=self.now + HOUR)
        await self.set_state(RoundState.OPEN, round_id)
        layout = BallotLayout(len(keys), (True, True, True, False), (False, False, True, False))
        await self.box.open_round(round_id, GUILD, layout)
        return round_

    async def set_round(self, round_id: str = ROUND, **values: int | None) -> None:
        def save(tx: Transaction) -> None:
            for name, value in values.items():
                tx.execute(
                    f"UPDATE checkin_round SET {name} = $2 WHERE round_id = $1", round_id, value
                )

        await self.db.write(save)

    async def set_state(self, state: RoundState, round_id: str = ROUND) -> None:
        await self.db.write(
            lambda tx: tx.execute(
                "UPDATE checkin_round SET state = $2 WHERE round_id = $1", round_id, state.value
            )
        )

    async def counts(self) -> list[tuple[int, ...]]:
        """Ends the round; for each question how often 1 to 5 and blank were given."""
        tally = await self.box.close_round(ROUND)
        assert tally is not None
        return [tally.counts(question) for question in range(tally.layout.questions)]


@pytest.fixture
async def place(
    tmp_path: Path, db: Database, clock: Clock, content: Content
) -> AsyncGenerator[Place]:
    ballots = await Database.open(tmp_path / "ballots.db", DATA / "ballots", journal="delete")
    box = BallotBox(ballots, Keyring(ROOT, tmp_path / "keys"))
    own = GroupQuestions(db, content.bank, clock, random_id)
    answers = Answers(db, box, content.bank, own, clock)
    place = Place(db, ballots, box, own, answers, clock, content)
    await set_up(db)
    recurrence = Recurrence(Weekly(1, frozenset({0}), clock().date()), 19, 0, "Europe/Berlin")
    schedule = Schedule(
        schedule_id=SCHEDULE, guild_id=GUILD, plan=Plan(channel_id=30, recurrence=recurrence)
    )
    await db.write(lambda tx: schedule_store.add(tx, schedule))
    await place.open_round()
    yield place
    await ballots.close()


async def test_the_form_asks_the_rounds_questions_in_their_order(place: Place) -> None:
    form = await place.answers.form(GUILD, ROUND, MEMBER)

    assert isinstance(form, AnswerForm)
    assert form.questions == tuple(place.content.bank.known[key] for key in WHOLE)
    assert form.round_.round_id == ROUND


async def test_answers_are_counted_in_the_place_of_their_question(place: Place) -> None:
    shuffled = dict(reversed(WHOLE.items()))
    outcome = await place.answers.vote(GUILD, ROUND, MEMBER, shuffled)

    assert outcome == Counted()
    assert await place.counts() == [
        (0, 0, 0, 0, 1, 0),
        (0, 0, 0, 1, 0, 0),
        (1, 0, 0, 0, 0, 0),
        (0, 0, 0, 0, 0, 1),
    ]


@pytest.mark.parametrize(
    "nothing", [dict.fromkeys(WHOLE, BLANK), dict.fromkeys(WHOLE, ""), (None,) * 4]
)
async def test_to_prefer_not_to_say_anything_is_an_answer(
    place: Place, nothing: dict[str, str] | tuple[None, ...]
) -> None:
    outcome = await place.answers.vote(GUILD, ROUND, MEMBER, nothing)

    assert outcome == Counted()
    assert await place.counts() == [(0, 0, 0, 0, 0, 1)] * 4


async def test_a_ballot_counts_like_a_form(place: Place) -> None:
    outcome = await place.answers.vote(GUILD, ROUND, MEMBER, (5, 4, 1, None))
    again = await place.answers.vote(GUILD, ROUND, MEMBER, WHOLE)

    assert (outcome, again) == (Counted(), Already())


async def test_who_has_answered_gets_no_form_and_is_not_counted_again(place: Place) -> None:
    await place.answers.vote(GUILD, ROUND, MEMBER, WHOLE)
    form = await place.answers.form(GUILD, ROUND, MEMBER)
    again = await place.answers.vote(GUILD, ROUND, MEMBER, dict.fromkeys(WHOLE, "1"))

    assert form == again == Already()
    assert (await place.counts())[0] == (0, 0, 0, 0, 1, 0)


async def test_one_answer_does_not_stand_for_somebody_else(place: Place) -> None:
    await place.answers.vote(GUILD, ROUND, MEMBER, WHOLE)

    assert isinstance(await place.answers.form(GUILD, ROUND, NEIGHBOUR), AnswerForm)


async def test_an_answer_in_one_round_leaves_the_next_one_open(place: Place) -> None:
    await place.answers.vote(GUILD, ROUND, MEMBER, WHOLE)
    place.clock.pass_by(seconds=1)
    await place.open_round(round_id=id_of("next"))

    assert await place.answers.vote(GUILD, id_of("next"), MEMBER, WHOLE) == Counted()


async def test_of_presses_at_the_same_instant_exactly_one_counts(place: Place) -> None:
    votes = [place.answers.vote(GUILD, ROUND, MEMBER, WHOLE) for _ in range(20)]
    outcomes = await asyncio.gather(*votes)

    assert outcomes.count(Counted()) == 1
    assert outcomes.count(Already()) == 19
    assert sum((await place.counts())[0]) == 1


async def test_many_members_at_the_same_instant_are_all_counted(place: Place) -> None:
    votes = [place.answers.vote(GUILD, ROUND, MEMBER + i, WHOLE) for i in range(40)]
    outcomes = await asyncio.gather(*votes)

    assert outcomes == [Counted()] * 40
    assert (await place.counts())[0] == (0, 0, 0, 0, 40, 0)


@pytest.mark.parametrize(
    "answers",
    [
        {},
        dict.fromkeys(list(WHOLE)[:3], "5"),
        WHOLE | {"R2.1": "5"},
        WHOLE | {"T1.1": "6"},
        WHOLE | {"T1.1": "0"},
        WHOLE | {"T1.1": "1 "},
        WHOLE | {"T1.1": "٣"},
        {**dict.fromkeys(list(WHOLE)[1:], "5"), "T1.2": "5"},
        (5, 4, 1),
        (5, 4, 1, None, None),
        (5, 4, 1, 6),
        (5, 4, 1, 0),
        (5, 4, 1, True),
    ],
)
async def test_what_does_not_fit_the_questions_is_not_counted_and_uses_up_nothing(
    place: Place, answers: dict[str, str] | tuple[int | None, ...]
) -> None:
    outcome = await place.answers.vote(GUILD, ROUND, MEMBER, answers)
    proper = await place.answers.vote(GUILD, ROUND, MEMBER, WHOLE)

    assert (outcome, proper) == (Malformed(), Counted())


@pytest.mark.parametrize(("guild_id", "round_id"), [(OTHER_GUILD, ROUND), (GUILD, id_of("none"))])
async def test_a_round_of_another_group_does_not_exist(
    place: Place, guild_id: int, round_id: str
) -> None:
    form = await place.answers.form(guild_id, round_id, MEMBER)
    outcome = await place.answers.vote(guild_id, round_id, MEMBER, WHOLE)

    assert form == outcome == Gone()
    assert sum((await place.counts())[0]) == 0


@pytest.mark.parametrize(
    ("seconds", "counts"), [(HOUR - 1, True), (HOUR, False), (HOUR + 1, False)]
)
async def test_the_clock_closes_a_round_before_anybody_has_closed_it(
    place: Place, seconds: int, counts: bool
) -> None:
    place.clock.pass_by(seconds=seconds)
    form = await place.answers.form(GUILD, ROUND, MEMBER)
    outcome = await place.answers.vote(GUILD, ROUND, MEMBER, WHOLE)

    assert isinstance(form, AnswerForm if counts else Closed)
    assert outcome == (Counted() if counts else Closed())


@pytest.mark.parametrize("state", [s for s in RoundState if s is not RoundState.OPEN])
async def test_a_round_that_is_not_out_takes_no_answers(place: Place, state: RoundState) -> None:
    await place.set_state(state)
    form = await place.answers.form(GUILD, ROUND, MEMBER)
    outcome = await place.answers.vote(GUILD, ROUND, MEMBER, WHOLE)

    assert form == outcome == Closed()


async def test_who_presses_before_haven_knows_that_the_message_is_out_is_counted(
    place: Place,
) -> None:
    await place.set_state(RoundState.WAITING)
    await place.set_round(claimed_at=place.now)
    form = await place.answers.form(GUILD, ROUND, MEMBER)
    outcome = await place.answers.vote(GUILD, ROUND, MEMBER, WHOLE)

    assert isinstance(form, AnswerForm)
    assert outcome == Counted()


async def test_a_vote_that_meets_the_close_is_in_the_result_or_was_told_that_it_is_not(
    place: Place,
) -> None:
    chance = Random(7)  # noqa: S311 - what is tested is no secret
    for meeting in range(12):
        round_id = id_of(f"meeting{meeting}")
        place.clock.pass_by(seconds=1)
        await place.open_round(round_id=round_id)
        votes = [place.answers.vote(GUILD, round_id, MEMBER + i, WHOLE) for i in range(8)]
        waiting = [asyncio.ensure_future(vote) for vote in votes]
        for _ in range(chance.randrange(12)):
            await asyncio.sleep(0)
        tally = await place.box.close_round(round_id)
        outcomes = await asyncio.gather(*waiting)

        assert tally is not None
        assert tally.answers == outcomes.count(Counted())
        assert outcomes.count(Closed()) == 8 - tally.answers


async def test_after_the_key_is_destroyed_a_vote_is_closed_and_counts_nowhere(
    place: Place,
) -> None:
    await place.box.destroy([ROUND])
    outcome = await place.answers.vote(GUILD, ROUND, MEMBER, WHOLE)

    assert outcome == Closed()


async def test_a_question_of_the_groups_own_is_asked_in_the_words_of_this_round(
    place: Place,
) -> None:
    added = await place.own.add(GUILD, "We begin our evenings on time here.")
    assert isinstance(added, QuestionAdded)
    keys = ("T1.1", "T2.1", "T4.1", added.question.key)
    place.clock.pass_by(seconds=1)
    await place.open_round(keys, id_of("own"))
    await place.own.reword(GUILD, added.question.id, 1, "We end our evenings on time here.")
    form = await place.answers.form(GUILD, id_of("own"), MEMBER)
    outcome = await place.answers.vote(GUILD, id_of("own"), MEMBER, dict.fromkeys(keys, "3"))

    assert isinstance(form, AnswerForm)
    assert form.questions[3] == added.question
    assert outcome == Counted()


async def test_a_wording_that_was_never_asked_is_a_bug(place: Place) -> None:
    def look(tx: Transaction) -> tuple[Question, ...]:
        return asked(place.content.bank, place.own, tx, GUILD, ["T1.1", "T9.9"])

    with pytest.raises(KeyError):
        await place.db.write(look)


async def test_an_answer_takes_two_turns_of_a_database_a_press_and_a_vote(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await place.answers.form(GUILD, ROUND, NEIGHBOUR)  # from here on the round is in memory
    turns = count_turns(monkeypatch, place.db, place.ballots)
    await place.answers.form(GUILD, ROUND, MEMBER)
    await place.answers.vote(GUILD, ROUND, MEMBER, WHOLE)

    assert turns == ["ballots.db", "ballots.db"]


async def test_many_who_answer_together_share_their_turns(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await place.answers.form(GUILD, ROUND, NEIGHBOUR)
    turns = count_turns(monkeypatch, place.db, place.ballots)
    forms = await asyncio.gather(*(place.answers.form(GUILD, ROUND, m) for m in range(1, 51)))
    votes = await asyncio.gather(
        *(place.answers.vote(GUILD, ROUND, m, WHOLE) for m in range(1, 51))
    )

    assert all(isinstance(form, AnswerForm) for form in forms)
    assert votes == [Counted()] * 50
    assert turns == ["ballots.db", "ballots.db"]


@pytest.mark.parametrize("state", [RoundState.CLOSED, RoundState.LOST, RoundState.CANCELLED])
async def test_what_is_in_memory_of_a_round_ends_with_the_next_commit(
    place: Place, state: RoundState
) -> None:
    assert isinstance(await place.answers.form(GUILD, ROUND, MEMBER), AnswerForm)
    await place.set_state(state)

    assert await place.answers.form(GUILD, ROUND, MEMBER) == Closed()
    assert await place.answers.vote(GUILD, ROUND, MEMBER, WHOLE) == Closed()
    await place.set_state(RoundState.OPEN)
    assert await place.answers.vote(GUILD, ROUND, MEMBER, WHOLE) == Counted()


async def test_what_is_read_while_a_commit_arrives_is_not_kept(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = place.db.read

    async def read_then_close(function: Callable[[Reader], object]) -> object:
        found = await real(function)
        monkeypatch.undo()
        await place.set_state(RoundState.CLOSED)
        # Another member's press reads what is true by now, before this one is kept.
        assert await place.answers.form(GUILD, ROUND, NEIGHBOUR) == Closed()
        return found

    monkeypatch.setattr(place.db, "read", read_then_close)
    assert isinstance(await place.answers.form(GUILD, ROUND, MEMBER), AnswerForm)

    assert await place.answers.form(GUILD, ROUND, MEMBER) == Closed()


async def test_a_round_in_memory_is_still_of_its_group_alone(place: Place) -> None:
    await place.answers.form(GUILD, ROUND, MEMBER)

    assert await place.answers.form(OTHER_GUILD, ROUND, MEMBER) == Gone()
    assert await place.answers.vote(OTHER_GUILD, ROUND, MEMBER, WHOLE) == Gone()


def _everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def test_nothing_of_the_member_or_the_answers_is_stored_or_logged(
    place: Place, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await place.answers.form(GUILD, ROUND, MEMBER)
    await place.answers.vote(GUILD, ROUND, MEMBER, WHOLE)
    await place.answers.vote(GUILD, ROUND, MEMBER, WHOLE)
    await place.answers.vote(GUILD, ROUND, MEMBER, {"T1.1": "nonsense"})
    bytes_ = _everything(tmp_path)

    assert str(MEMBER).encode() not in bytes_
    assert MEMBER.to_bytes(8, "big") not in bytes_
    assert MEMBER.to_bytes(8, "little") not in bytes_
    assert str(MEMBER) not in caplog.text
    assert "nonsense" not in caplog.text
