"""Notices to the care team about schedules and trends: once, or twice if the process dies.

Lines to the team carry no id to search for, so no claim is kept: after a crash the same line is
sent again with its nonce. Telling the team twice is better than never.
"""

from bot.checkins.rounds import notice_store
from bot.checkins.rounds.notice_store import ParkedNotice
from bot.checkins.rounds.posting import RoundContext
from bot.checkins.rules import KEEP_TELLING, PARKED_RETRY_SECONDS, Signal, SignalKind
from bot.core.db import Reader, Transaction
from bot.core.delivery import Customer, Item, Job, Refusal, Retry, Sent


class ParkedNotices(Customer[ParkedNotice]):
    """The engine's customer that says a schedule cannot post, or can again. Keys: schedule ids."""

    name = "parked"
    lane = "check-ins"

    def __init__(self, context: RoundContext) -> None:
        self._groups = context.groups
        self._gateway = context.gateway

    def due(self, reader: Reader, now: int, per_group: int) -> list[Item]:
        """Return schedules about which the team is to be notified."""
        return [
            Item(guild_id, schedule_id)
            for schedule_id, guild_id in notice_store.due_parked(reader, now, per_group)
        ]

    def claim(self, tx: Transaction, key: str, now: int) -> Job[ParkedNotice] | None:
        """Count the attempt and return the notice."""
        notice = notice_store.take_parked(tx, key, now)
        return Job(what=notice, attempts=notice.attempts - 1) if notice else None

    async def send(self, job: Job[ParkedNotice]) -> Refusal | None:
        """Tell the team."""
        schedule = job.what.schedule
        group = self._groups.get(schedule.guild_id)
        return await self._gateway.tell_parked(group, schedule, schedule.parked, job.what.nonce)

    def sent(self, tx: Transaction, job: Job[ParkedNotice], sent: Sent | None) -> None:
        """Record that this notice was sent; a newer one may exist by now."""
        notice_store.parked_told(tx, job.what.schedule.schedule_id, job.what.nonce)

    def refused(
        self, tx: Transaction, job: Job[ParkedNotice], refusal: Refusal, retry: Retry
    ) -> None:
        """Try again later, for about ``KEEP_TELLING`` seconds."""
        notice, schedule_id = job.what, job.what.schedule.schedule_id
        if notice.attempts * PARKED_RETRY_SECONDS > KEEP_TELLING:
            notice_store.parked_told(tx, schedule_id, notice.nonce)
        else:
            notice_store.put_off_parked(tx, schedule_id, retry.at, notice.nonce)

    def put_off(self, tx: Transaction, key: str, at: int) -> None:
        """Try again at ``at``."""
        notice_store.put_off_parked(tx, key, at)

    def retry_now(self, tx: Transaction, guild_id: int | None, now: int, after: int) -> None:
        """Make due now what was postponed."""
        notice_store.retry_parked(tx, guild_id, now, after)


class Signals(Customer[Signal]):
    """The engine's customer that asks the team about a changed trend. Keys: round id and kind."""

    name = "signals"
    lane = "check-ins"

    def __init__(self, context: RoundContext) -> None:
        self._now = context.now
        self._groups = context.groups
        self._gateway = context.gateway

    def due(self, reader: Reader, now: int, per_group: int) -> list[Item]:
        """Return signals to be sent."""
        return [
            Item(guild_id, f"{round_id} {kind.value}")
            for round_id, kind, guild_id in notice_store.due_signals(reader, now, per_group)
        ]

    def claim(self, tx: Transaction, key: str, now: int) -> Job[Signal] | None:
        """Count the attempt, and keep the time of the first one."""
        signal = notice_store.take_signal(tx, *_parts(key), now)
        return Job(what=signal, attempts=signal.attempts - 1) if signal else None

    async def send(self, job: Job[Signal]) -> Refusal | None:
        """Ask the team."""
        return await self._gateway.tell_signal(self._groups.get(job.what.guild_id), job.what)

    def sent(self, tx: Transaction, job: Job[Signal], sent: Sent | None) -> None:
        """Record that the signal was sent."""
        notice_store.signal_told(tx, job.what.round_id, job.what.kind)

    def refused(self, tx: Transaction, job: Job[Signal], refusal: Refusal, retry: Retry) -> None:
        """Try again later, for at most ``KEEP_TELLING`` seconds."""
        signal, now = job.what, self._now()
        if now - (signal.claimed_at or now) > KEEP_TELLING:
            notice_store.signal_told(tx, signal.round_id, signal.kind)
        else:
            notice_store.put_off_signal(tx, signal.round_id, signal.kind, retry.at)

    def put_off(self, tx: Transaction, key: str, at: int) -> None:
        """Try again at ``at``."""
        notice_store.put_off_signal(tx, *_parts(key), at)

    def retry_now(self, tx: Transaction, guild_id: int | None, now: int, after: int) -> None:
        """Make due now what was postponed."""
        notice_store.retry_signals(tx, guild_id, now, after)


def _parts(key: str) -> tuple[str, SignalKind]:
    round_id, kind = key.split(" ")
    return round_id, SignalKind(kind)
