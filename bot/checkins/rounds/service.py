"""Rounds, from a due time to what became of them: one tick does all that is due.

First what needs no Discord: rounds of deleted schedules end, what is due is claimed, what is over
is counted. Then everything that Discord has to hear goes through the delivery engine.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.checkins.ballots.box import BallotBox
from bot.checkins.gateway import CheckinGateway
from bot.checkins.outcomes import Gone
from bot.checkins.questions.bank import Bank, Question
from bot.checkins.questions.group_questions import GroupQuestions
from bot.checkins.results.responses import Responses
from bot.checkins.rounds import store as round_store
from bot.checkins.rounds import transitions
from bot.checkins.rounds.claims import AlreadyOpen, RoundClaims, Running, TooSoon
from bot.checkins.rounds.closing import RoundClosing
from bot.checkins.rounds.messages import RoundMessages
from bot.checkins.rounds.posting import RoundContext
from bot.checkins.rounds.reminders import Reminders
from bot.checkins.rounds.team_notices import ParkedNotices, Signals
from bot.checkins.rounds.view import RoundView
from bot.checkins.rules import QuestionSet, Round, RoundState
from bot.checkins.schedules import store as schedule_store
from bot.checkins.schedules.audit import AuditEntry
from bot.core.db import Database, Reader
from bot.core.delivery import Customer, DeliveryEngine, Sent
from bot.groups.service import Groups

__all__ = ["AlreadyOpen", "Rounds", "Running", "TooSoon"]

log = logging.getLogger(__name__)

AT_ONCE = 600
"""Max rounds that one tick ends or counts."""

CLOCK_SLACK = 60
"""A clock set back by no more than these seconds was corrected, and nothing has to be mended."""


class Rounds:
    """The rounds of every group. An id of another group finds nothing."""

    def __init__(
        self,
        db: Database,
        groups: Groups,
        box: BallotBox,
        own: GroupQuestions,
        acts: Responses,
        bank: Bank,
        gateway: CheckinGateway,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        engine: DeliveryEngine,
    ) -> None:
        book = RoundView(bank, own, acts)
        hands = RoundContext(db, groups, box, book, gateway, clock, new_id)
        self._hands = hands
        self._db = db
        self._engine = engine
        self._claims = RoundClaims(db, own, bank, new_id)
        self._closing = RoundClosing(hands)
        self._messages = RoundMessages(hands)
        self._customers: tuple[Customer[Any], ...] = (
            self._messages,
            Reminders(hands),
            ParkedNotices(hands),
            Signals(hands),
        )
        engine.add(*self._customers)
        self._latest = 0

    async def recover(self) -> None:
        """After a start, before the first tick: what a crash or an update left is put in order."""
        self._latest = now = self._hands.now()
        await self._hands.box.keep_only(await self._db.read(round_store.with_ballots))
        await self._claims.recompute_dues(now)

    async def tick(self) -> None:
        """Does all that is due, or as much as Discord takes until the next tick."""
        if self._engine.stopping:
            return
        now = self._hands.now()
        if now < self._latest - CLOCK_SLACK:
            await self._claims.recompute_dues(now)
        self._latest = now
        await self.end_deleted()
        await self._destroy(await self._claims.claim_due(now))
        await self._closing.close_due(now, AT_ONCE)
        await self._engine.tick(*self._customers)

    async def retry_now(self, guild_id: int) -> None:
        """Settings or permissions changed: what was waiting for that is tried again now."""
        await self._engine.retry_now(guild_id)
        await self.tick()

    async def retry(self, guild_id: int, schedule_id: str) -> None:
        """An admin asks to try again now; the schedule says how it stands then."""
        await self._engine.retry_now(guild_id)
        for round_ in await self._db.read(lambda r: _live_of(r, guild_id, schedule_id)):
            await self._do(round_.round_id)

    async def run_now(
        self, guild_id: int, schedule_id: str, admin_id: int
    ) -> Running | AlreadyOpen | TooSoon | Gone:
        """Sends a round out of turn; who asked for it is remembered in the schedule's history."""
        hands = self._hands
        deed = AuditEntry(admin_id, hands.now(), hands.new_id())
        made = await self._claims.run_now(guild_id, schedule_id, deed)
        if not isinstance(made, Running):
            return made
        round_id = made.round_.round_id
        await self._do(round_id)
        after = await self._db.read(lambda r: round_store.by_id(r, round_id))
        return Running(after) if after is not None else Gone()

    async def end_deleted(self) -> None:
        """Ends the rounds of deleted schedules: from now on nobody is thanked for an answer."""
        await self._destroy(await self._claims.end_deleted(self._hands.now(), AT_ONCE))

    async def _destroy(self, round_ids: list[str]) -> None:
        if not round_ids:
            return
        try:
            await self._hands.box.destroy(round_ids)
        except Exception:
            # A disk that refuses must not stop what others wait for; :meth:`tidy` tries again.
            log.exception("the ballots of a round that was ended could not be destroyed")

    async def seen(self, guild_id: int, round_id: str, message_id: int) -> None:
        """Somebody has pressed the button of a round whose message Haven does not know yet.

        Then it is out, whatever became of the answer to its sending; and nobody's answer to it may
        be lost because Haven could not look for it.
        """
        round_ = await self._db.read(lambda r: round_store.get(r, guild_id, round_id))
        if round_ is not None and round_.message_id is None and round_.claimed_at is not None:
            sent = Sent(round_.channel_id, message_id)
            await self._db.write(lambda tx: self._messages.opened(tx, round_, sent))

    async def tidy(self) -> None:
        """Destroys ballots that no round needs: a disk that refused once must not keep a key."""
        box = self._hands.box
        # In this order: a round stands in its table before anything is made for its ballots.
        found = await box.stored()
        needed = set(await self._db.read(round_store.all_live))
        await box.destroy(found - needed)

    async def current(self, guild_id: int, schedule_id: str) -> Round | None:
        """The round of this group's schedule that takes answers, or else waits to be sent."""
        live = await self._db.read(lambda r: _live_of(r, guild_id, schedule_id))
        opened = [each for each in live if each.state is RoundState.OPEN]
        return (opened or live or [None])[-1]

    async def next_questions(
        self, guild_id: int, schedule_id: str | None, question_set: QuestionSet
    ) -> tuple[Question, ...]:
        """What a schedule (None: a new one) would ask next, with this set of questions."""
        claims = self._claims
        return await self._db.read(
            lambda r: claims.next_questions(r, guild_id, schedule_id, question_set)
        )

    async def show_again(self, guild_id: int, round_id: str) -> None:
        """What belongs to a result has changed: its message is shown anew, if it is there."""
        now = self._hands.now()
        if await self._db.write(lambda tx: transitions.show_again(tx, guild_id, round_id, now)):
            await self._do(round_id)

    async def forget_guild(self, guild_id: int) -> None:
        """Destroys a group's ballots; its rows go with the group."""
        await self._hands.box.forget_guild(guild_id)

    async def stop(self) -> None:
        """Begins nothing new, and returns once what is under way has been marked."""
        await self._engine.stop()

    async def _do(self, round_id: str) -> None:
        """Sends, shows and tells: whatever this round still needs."""
        await self._engine.deliver(self._messages, round_id)


def _live_of(reader: Reader, guild_id: int, schedule_id: str) -> list[Round]:
    if schedule_store.get(reader, guild_id, schedule_id) is None:
        return []
    return round_store.live(reader, schedule_id)
