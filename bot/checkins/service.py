"""Builds the check-in services once, on the main database and a separate file for the ballots."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.checkins.ballots.answers import Answers
from bot.checkins.ballots.box import BallotBox
from bot.checkins.gateway import CheckinGateway
from bot.checkins.questions.bank import Answer, Bank
from bot.checkins.questions.group_questions import GroupQuestions
from bot.checkins.results.responses import Responses
from bot.checkins.results.service import Results
from bot.checkins.rounds.service import Rounds
from bot.checkins.schedules.service import Schedules
from bot.core.db import Database
from bot.core.delivery import DeliveryEngine
from bot.core.keys import Keyring
from bot.groups.service import Groups


@dataclass(frozen=True, slots=True)
class Checkins:
    """All services of check-ins. ``choices``: the six answers, the blank one last."""

    bank: Bank
    choices: tuple[Answer, ...]
    schedules: Schedules
    group_questions: GroupQuestions
    responses: Responses
    rounds: Rounds
    answers: Answers
    results: Results


def build(
    db: Database,
    ballots: Database,
    groups: Groups,
    keys: Keyring,
    bank: Bank,
    choices: tuple[Answer, ...],
    gateway: CheckinGateway,
    clock: Callable[[], datetime],
    new_id: Callable[[], str],
    engine: DeliveryEngine,
) -> Checkins:
    """Return all services. ``ballots``: the second file, opened with ``journal="delete"``."""
    box = BallotBox(ballots, keys)
    group_questions = GroupQuestions(db, bank, clock, new_id)
    responses = Responses(db, clock)
    return Checkins(
        bank=bank,
        choices=choices,
        schedules=Schedules(db, clock, new_id),
        group_questions=group_questions,
        responses=responses,
        rounds=Rounds(
            db, groups, box, group_questions, responses, bank, gateway, clock, new_id, engine
        ),
        answers=Answers(db, box, bank, group_questions, clock),
        results=Results(db, bank, group_questions),
    )
