"""The rounds of every group, from a due time to the result. One tick does everything that is due.

- First the work that needs no Discord: end the rounds of deleted schedules, claim what is due,
  count what has ended.
- Then the delivery engine sends everything that Discord is to show.
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
"""Max seconds that the clock may go back without a repair: it was only corrected."""


class Rounds:
    """The rounds of every group. The id of another group's round is not found."""

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
        view = RoundView(bank, own, acts)
        context = RoundContext(db, groups, box, view, gateway, clock, new_id)
        self._context = context
        self._db = db
        self._engine = engine
        self._claims = RoundClaims(db, own, bank, new_id)
        self._closing = RoundClosing(context)
        self._messages = RoundMessages(context)
        self._customers: tuple[Customer[Any], ...] = (
            self._messages,
            Reminders(context),
            ParkedNotices(context),
            Signals(context),
        )
        engine.add(*self._customers)
        self._latest = 0

    async def recover(self) -> None:
        """Repair what a crash or an update left behind: after a start, before the first tick."""
        self._latest = now = self._context.now()
        await self._context.box.keep_only(await self._db.read(round_store.with_ballots))
        await self._claims.recompute_dues(now)

    async def tick(self) -> None:
        """Do everything that is due, or as much as Discord accepts before the next tick."""
        if self._engine.stopping:
            return
        now = self._context.now()
        if now < self._latest - CLOCK_SLACK:
            await self._claims.recompute_dues(now)
        self._latest = now
        await self.end_deleted()
        await self._destroy(await self._claims.claim_due(now))
        await self._closing.close_due(now, AT_ONCE)
        await self._engine.tick(*self._customers)

    async def retry_now(self, guild_id: int) -> None:
        """Retry now what waited for this group's settings or permissions to change."""
        await self._engine.retry_now(guild_id)
        await self.tick()

    async def retry(self, guild_id: int, schedule_id: str) -> None:
        """Retry now, for an admin; the schedule then says how it stands."""
        await self._engine.retry_now(guild_id)
        for round_ in await self._db.read(lambda r: _live_of(r, guild_id, schedule_id)):
            await self._do(round_.round_id)

    async def run_now(
        self, guild_id: int, schedule_id: str, admin_id: int
    ) -> Running | AlreadyOpen | TooSoon | Gone:
        """Send a round out of turn; the schedule's history remembers which admin asked."""
        context = self._context
        entry = AuditEntry(admin_id, context.now(), context.new_id())
        made = await self._claims.run_now(guild_id, schedule_id, entry)
        if not isinstance(made, Running):
            return made
        round_id = made.round_.round_id
        await self._do(round_id)
        after = await self._db.read(lambda r: round_store.by_id(r, round_id))
        return Running(after) if after is not None else Gone()

    async def end_deleted(self) -> None:
        """End the rounds of deleted schedules: from now on no member is thanked for an answer."""
        await self._destroy(await self._claims.end_deleted(self._context.now(), AT_ONCE))

    async def _destroy(self, round_ids: list[str]) -> None:
        if not round_ids:
            return
        try:
            await self._context.box.destroy(round_ids)
        except Exception:
            # A disk that refuses must not block the tick; :meth:`tidy` tries again.
            log.exception("the ballots of a round that was ended could not be destroyed")

    async def seen(self, guild_id: int, round_id: str, message_id: int) -> None:
        """Record a round's message, which Haven does not know yet, from a press on its button.

        The press proves that the message was sent, even if the response to the send was lost. No
        member's answer may be lost because Haven could not look for the message.
        """
        round_ = await self._db.read(lambda r: round_store.get(r, guild_id, round_id))
        if round_ is not None and round_.message_id is None and round_.claimed_at is not None:
            sent = Sent(round_.channel_id, message_id)
            await self._db.write(lambda tx: self._messages.opened(tx, round_, sent))

    async def tidy(self) -> None:
        """Destroy ballots that no round needs: no key may survive because a disk refused once."""
        box = self._context.box
        # In this order: a round has its row before anything is created for its ballots.
        found = await box.stored()
        needed = set(await self._db.read(round_store.all_live))
        await box.destroy(found - needed)

    async def current(self, guild_id: int, schedule_id: str) -> Round | None:
        """Return the round of this schedule that takes answers, or else the one that waits."""
        live = await self._db.read(lambda r: _live_of(r, guild_id, schedule_id))
        opened = [each for each in live if each.state is RoundState.OPEN]
        return (opened or live or [None])[-1]

    async def next_questions(
        self, guild_id: int, schedule_id: str | None, question_set: QuestionSet
    ) -> tuple[Question, ...]:
        """Return what a schedule (None: a new one) would ask next, with this set of questions."""
        claims = self._claims
        return await self._db.read(
            lambda r: claims.next_questions(r, guild_id, schedule_id, question_set)
        )

    async def show_again(self, guild_id: int, round_id: str) -> None:
        """Refresh the message of a result, if it exists, after what it shows has changed."""
        now = self._context.now()
        if await self._db.write(lambda tx: transitions.show_again(tx, guild_id, round_id, now)):
            await self._do(round_id)

    async def forget_guild(self, guild_id: int) -> None:
        """Destroy a group's ballots; its rows are deleted with the group."""
        await self._context.box.forget_guild(guild_id)

    async def stop(self) -> None:
        """Start nothing new, and return once everything under way has been recorded."""
        await self._engine.stop()

    async def _do(self, round_id: str) -> None:
        """Do everything that this round still needs: send, show, announce."""
        await self._engine.deliver(self._messages, round_id)


def _live_of(reader: Reader, guild_id: int, schedule_id: str) -> list[Round]:
    if schedule_store.get(reader, guild_id, schedule_id) is None:
        return []
    return round_store.live(reader, schedule_id)
