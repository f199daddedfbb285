"""Reminds the channel of an open round at most once, and never after the round has ended."""

from bot.checkins.rounds import store as round_store
from bot.checkins.rounds import transitions
from bot.checkins.rounds.posting import RoundContext
from bot.checkins.rules import Round
from bot.core.db import Reader, Transaction
from bot.core.delivery import Customer, Item, Job, Refusal, Retry, Sent


class Reminders(Customer[Round]):
    """The engine's customer for reminders. Keys are ids of rounds."""

    name = "reminders"
    lane = "check-ins"

    def __init__(self, context: RoundContext) -> None:
        self._groups = context.groups
        self._gateway = context.gateway

    def due(self, reader: Reader, now: int, per_group: int) -> list[Item]:
        """Return open rounds whose channel is due for a reminder."""
        return [
            Item(guild_id, round_id)
            for round_id, guild_id in round_store.due_reminders(reader, now, per_group)
        ]

    def claim(self, tx: Transaction, key: str, now: int) -> Job[Round] | None:
        """Claim a reminder; drop it when the round's time has ended."""
        before = round_store.by_id(tx, key)
        if before is None or before.remind_at is None or before.remind_at > now:
            return None
        round_ = transitions.claim_reminder(tx, key, now)
        if round_ is None:  # to remind people after the round has ended would be cruel
            transitions.reminded(tx, key)
            return None
        return Job(what=round_, attempts=before.attempts, claimed_at=before.remind_claimed_at)

    async def find(self, job: Job[Round]) -> Sent | Refusal | None:
        """Look for the reminder in the channel."""
        return await self._gateway.find_reminder(job.what)

    async def send(self, job: Job[Round]) -> Sent | Refusal:
        """Send the reminder."""
        return await self._gateway.send_reminder(self._groups.get(job.what.guild_id), job.what)

    def sent(self, tx: Transaction, job: Job[Round], sent: Sent | None) -> None:
        """Record that the reminder was sent."""
        transitions.reminded(tx, job.what.round_id)

    def refused(self, tx: Transaction, job: Job[Round], refusal: Refusal, retry: Retry) -> None:
        """Postpone the reminder when the cause passes by itself; otherwise leave it out."""
        if refusal is Refusal.LATER:
            transitions.put_off_reminder(tx, job.what.round_id, retry.at)
        else:
            transitions.reminded(tx, job.what.round_id)

    def release(self, tx: Transaction, job: Job[Round]) -> None:
        """Record that the reminder was certainly not sent."""
        transitions.unclaim_reminder(tx, job.what.round_id)

    def put_off(self, tx: Transaction, key: str, at: int) -> None:
        """Try again at ``at``; the claim is kept."""
        transitions.put_off_reminder(tx, key, at)

    def retry_now(self, tx: Transaction, guild_id: int | None, now: int, after: int) -> None:
        """Make due now the reminders already tried; the others keep their own time."""
        transitions.retry_reminders(tx, guild_id, now, after)
