"""Gathers what a round's message and its result show from what is stored."""

from collections.abc import Sequence

from bot.checkins.ballots.tally import BallotLayout
from bot.checkins.gateway import OpenCard, ResultCard
from bot.checkins.questions.bank import Bank, Question, series
from bot.checkins.questions.group_questions import GroupQuestions
from bot.checkins.questions.store import PREFIX
from bot.checkins.results import store as result_store
from bot.checkins.results.responses import Responses
from bot.checkins.results.trend import trend
from bot.checkins.rules import Round, Schedule
from bot.checkins.schedules import store as schedule_store
from bot.core.db import Reader


class RoundView:
    """Reads the data for a round's cards; it changes nothing."""

    def __init__(self, bank: Bank, own: GroupQuestions, acts: Responses) -> None:
        self._bank = bank
        self._own = own
        self._acts = acts

    def questions(self, reader: Reader, round_: Round) -> tuple[Question, ...]:
        """Return what a round asks, in order and in the words it was asked in."""
        known = dict(self._bank.known)
        if any(key.startswith(PREFIX) for key in round_.question_keys):
            known |= self._own.by_keys(reader, round_.guild_id, round_.question_keys)
        return tuple(known[key] for key in round_.question_keys)

    def open_card(self, reader: Reader, round_: Round) -> OpenCard:
        """Return everything its message shows while it takes answers."""
        return OpenCard(
            round_=round_,
            schedule=self.schedule(reader, round_),
            questions=self.questions(reader, round_),
            act=self._acts.last_of(reader, round_.schedule_id),
        )

    def result_card(self, reader: Reader, round_: Round) -> ResultCard:
        """Return everything shown about a closed round. Later rounds are not in its series."""
        result = result_store.get(reader, round_.guild_id, round_.round_id)
        if result is None:
            raise LookupError("a closed round has no result")
        name = series(round_.scored)
        rows = result_store.of_series(reader, round_.guild_id, round_.schedule_id, name)
        points = tuple(row.point for row in rows if row.opened_at <= result.opened_at)
        return ResultCard(
            round_=round_,
            schedule=self.schedule(reader, round_),
            published=result.published,
            questions=self.questions(reader, round_),
            points=points,
            trend=trend(points),
            act=result.act,
        )

    def schedule(self, reader: Reader, round_: Round) -> Schedule:
        """Return the schedule of a round, including a deleted one."""
        schedule = schedule_store.by_id(reader, round_.schedule_id)
        if schedule is None:
            raise LookupError("a round has no schedule")  # their rows are deleted together
        return schedule


def layout(round_: Round, questions: Sequence[Question]) -> BallotLayout:
    """Return how the answers of a round are counted."""
    return BallotLayout(
        questions=len(questions),
        scored=tuple(question.key in round_.scored for question in questions),
        reverse=tuple(question.reverse for question in questions),
    )
