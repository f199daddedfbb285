"""Haven as it runs: people answer through its service, with both of its databases open."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.checkins.ballots.answers import Answers, Counted
from bot.checkins.ballots.box import BallotBox, Cast
from bot.checkins.ballots.tally import Ballot
from bot.checkins.questions.group_questions import GroupQuestions
from bot.checkins.rounds import store as round_store
from bot.checkins.rules import Plan, Round, RoundState, Schedule
from bot.checkins.schedules import store as schedule_store
from bot.checkins.schedules.recurrence import Recurrence, Weekly
from bot.content import load
from bot.core.db import Database, Transaction
from bot.core.ids import random_id
from bot.core.keys import Keyring
from bot.groups import store as groups
from bot.groups.rules import Group
from tests.thief.loot import GUILD, ROUND
from tests.thief.stores import Box

NOW = datetime(2026, 11, 16, 19, 0, tzinfo=UTC)
SCHEDULE = "c2NoZWR1bGVfb2ZfdGhlbQ"
QUESTIONS = ("T1.1", "T2.1", "T3.1", "T4.1")


class _Watched(BallotBox):
    """The ballot box, with somebody who looks on from inside of every commit."""

    def __init__(self, db: Database, keys: Keyring) -> None:
        super().__init__(db, keys)
        self.within: Callable[[], None] = lambda: None

    async def cast(self, round_id: str, member_id: int, ballot: Ballot) -> Cast:
        outcome, _ = await asyncio.gather(
            super().cast(round_id, member_id, ballot), self._db.write(lambda _: self.within())
        )
        return outcome


class Haven(Box):
    """The whole way of an answer behind the form."""

    async def open(self, folder: Path) -> None:
        """A group with a schedule, and its round open."""
        await super().open(folder)
        self._box = self._watched = _Watched(self._db, self.keys)
        await self._haven.write(_add_round)
        clock: Callable[[], datetime] = lambda: NOW  # noqa: E731 - typed
        bank = load().bank
        own = GroupQuestions(self._haven, bank, clock, random_id)
        self._answers = Answers(self._haven, self._box, bank, own, clock)

    async def vote(self, member_id: int, ballot: Ballot, within: Callable[[], None]) -> None:
        """Opens the form, and sends it."""
        self._watched.within = within
        await self._answers.form(GUILD, ROUND, member_id)
        outcome = await self._answers.vote(GUILD, ROUND, member_id, ballot)
        if not isinstance(outcome, Counted):
            raise AssertionError(f"an answer was not counted: {outcome}")


def _add_round(tx: Transaction) -> None:
    now = int(NOW.timestamp())
    recurrence = Recurrence(Weekly(1, frozenset({0}), NOW.date()), 19, 0, "Europe/Berlin")
    plan = Plan(channel_id=30, recurrence=recurrence)
    groups.save(tx, Group(guild_id=GUILD))
    schedule_store.add(tx, Schedule(schedule_id=SCHEDULE, guild_id=GUILD, plan=plan))
    round_store.add(
        tx,
        Round(
            round_id=ROUND,
            schedule_id=SCHEDULE,
            guild_id=GUILD,
            channel_id=30,
            due_at=now,
            state=RoundState.WAITING,
            question_keys=QUESTIONS,
            scored=QUESTIONS,
            nonce="n",
            try_at=now,
            remind_nonce="r",
            notice_nonce="t",
        ),
    )
    tx.execute(
        "UPDATE checkin_round SET state = 'open', opened_at = $2, closes_at = $3 "
        "WHERE round_id = $1",
        ROUND,
        now,
        now + 3600,
    )
