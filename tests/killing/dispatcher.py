"""The process that is killed: it ticks, and asks a Discord at the other end of its pipes.

``python -m tests.killing.dispatcher FOLDER NOW``. Each line it prints is one request, as JSON; the
answer is one line on its input. Its clock stands still while it ticks and then goes on by ``STEP``.
"""

import asyncio
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, cast

from bot.checkins.ballots.box import BallotBox
from bot.checkins.gateway import OpenCard, ResultCard
from bot.checkins.questions.group_questions import GroupQuestions
from bot.checkins.results.responses import Responses
from bot.checkins.rounds.service import Rounds
from bot.checkins.rules import Parked, Round, Schedule, Signal
from bot.content import DATA, load
from bot.core.db import Database
from bot.core.delivery import DeliveryEngine, Refusal, Sent
from bot.core.ids import random_id
from bot.core.keys import Keyring
from bot.groups.rules import Group
from bot.groups.service import Groups
from tests.conftest import ROOT, Clock

STEP = 3600
VOTES = 7
"""People who answer each round, as soon as it is open."""


class FarDiscord:
    """Implements ``CheckinGateway`` by asking the process that holds the messages."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def ask(self, kind: str, about: str = "", nonce: str = "", since: int | None = None) -> int:
        """One request; a message id, or 0."""
        now = int(self._clock().timestamp())
        request = {"kind": kind, "about": about, "nonce": nonce, "since": since, "now": now}
        sys.stdout.write(json.dumps(request) + "\n")
        sys.stdout.flush()
        answer = sys.stdin.readline()
        if not answer:
            raise SystemExit  # nobody is there any more
        return int(answer)

    def _sent(self, kind: str, about: str, nonce: str) -> Sent:
        return Sent(30, self.ask(kind, about, nonce))

    def _found(self, kind: str, about: str, since: int | None) -> Sent | None:
        found = self.ask(f"find {kind}", about, since=since)
        return Sent(30, found) if found else None

    async def eligible(self, guild_id: int, channel_id: int) -> int | None:
        """How many can answer."""
        return 40

    async def send_round(self, group: Group, card: OpenCard) -> Sent | Refusal:
        """Sends."""
        return self._sent("round", card.round_.round_id, card.round_.nonce)

    async def find_round(self, round_: Round) -> Sent | Refusal | None:
        """Looks."""
        return self._found("round", round_.round_id, round_.claimed_at)

    async def send_reminder(self, group: Group, round_: Round) -> Sent | Refusal:
        """Sends."""
        return self._sent("reminder", round_.round_id, round_.remind_nonce)

    async def find_reminder(self, round_: Round) -> Sent | Refusal | None:
        """Looks."""
        return self._found("reminder", round_.round_id, round_.remind_claimed_at)

    async def show_result(self, group: Group, card: ResultCard) -> Refusal | None:
        """Edits."""
        self.ask("result", card.round_.round_id)
        return None

    async def send_notice(
        self, group: Group, card: ResultCard, *, in_place: bool
    ) -> Sent | Refusal:
        """Sends."""
        return self._sent("notice", card.round_.round_id, card.round_.notice_nonce)

    async def find_notice(self, round_: Round) -> Sent | Refusal | None:
        """Looks."""
        return self._found("notice", round_.round_id, round_.notice_claimed_at)

    async def show_ended(self, group: Group, round_: Round) -> Refusal | None:
        """Edits."""
        self.ask("ended", round_.round_id)
        return None

    async def tell_missed(self, group: Group, schedule: Schedule, round_: Round) -> Refusal | None:
        """Sends."""
        self.ask("missed", round_.round_id, round_.notice_nonce)
        return None

    async def tell_lost(self, group: Group, schedule: Schedule, round_: Round) -> Refusal | None:
        """Sends."""
        self.ask("lost", round_.round_id, round_.notice_nonce)
        return None

    async def tell_parked(
        self, group: Group, schedule: Schedule, why: Parked | None, nonce: str
    ) -> Refusal | None:
        """Sends."""
        self.ask("parked", schedule.schedule_id, nonce)
        return None

    async def tell_signal(self, group: Group, signal: Signal) -> Refusal | None:
        """Sends."""
        self.ask("signal", f"{signal.round_id} {signal.kind.value}", signal.nonce)
        return None


async def live(folder: Path, now: int) -> None:
    """Ticks until it is killed."""
    clock = Clock(datetime.fromtimestamp(now, UTC))
    db = await Database.open(folder / "haven.db", DATA / "migrations")
    ballots = await Database.open(folder / "ballots.db", DATA / "ballots", journal="delete")
    groups = Groups(db, clock, random_id)
    await groups.load()
    content, discord = load(), FarDiscord(clock)
    box = BallotBox(ballots, Keyring(ROOT, folder / "keys"))
    own = GroupQuestions(db, content.bank, clock, random_id)
    rounds = Rounds(
        db,
        groups,
        box,
        own,
        Responses(db, clock),
        content.bank,
        discord,
        clock,
        random_id,
        DeliveryEngine(db, clock, Random(now)),  # noqa: S311 - the order of sending
    )
    await rounds.recover()
    while True:
        await rounds.tick()
        rows = cast(
            "list[Any]",
            await db.read(
                lambda r: r.all("SELECT round_id FROM checkin_round WHERE state = 'open'")
            ),
        )
        for row in rows:
            for member_id in range(9000, 9000 + VOTES):
                await box.cast(row["round_id"], member_id, (4, 3, 5, 2))
        discord.ask("ticked")
        clock.time += timedelta(seconds=STEP)


if __name__ == "__main__":
    asyncio.run(live(Path(sys.argv[1]), int(sys.argv[2])))
