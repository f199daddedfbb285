"""The channel of an open round is reminded once, or not at all: never of one that is over."""

from bot.checkins.rounds import store as round_store
from bot.checkins.rounds import transitions
from bot.checkins.rounds.posting import RoundContext
from bot.checkins.rules import Round
from bot.core.db import Reader, Transaction
from bot.core.delivery import Customer, Item, Job, Refusal, Retry, Sent


class Reminders(Customer[Round]):
    """Reminds. Keys are ids of rounds."""

    name = "reminders"
    lane = "check-ins"

    def __init__(self, hands: RoundContext) -> None:
        self._groups = hands.groups
        self._gateway = hands.gateway

    def due(self, reader: Reader, now: int, per_group: int) -> list[Item]:
        """Return open rounds whose channel is to be reminded."""
        return [
            Item(guild_id, round_id)
            for round_id, guild_id in round_store.due_reminders(reader, now, per_group)
        ]

    def claim(self, tx: Transaction, key: str, now: int) -> Job[Round] | None:
        """Claim a reminder; one whose time is over is dropped."""
        before = round_store.by_id(tx, key)
        if before is None or before.remind_at is None or before.remind_at > now:
            return None
        round_ = transitions.claim_reminder(tx, key, now)
        if round_ is None:  # to remind people now would be cruel
            transitions.reminded(tx, key)
            return None
        return Job(what=round_, attempts=before.attempts, claimed_at=before.remind_claimed_at)

    async def find(self, job: Job[Round]) -> Sent | Refusal | None:
        """Look for the reminder in the channel."""
        return await self._gateway.find_reminder(job.what)

    async def send(self, job: Job[Round]) -> Sent | Refusal:
        """Send it."""
        return await self._gateway.send_reminder(self._groups.get(job.what.guild_id), job.what)

    def sent(self, tx: Transaction, job: Job[Round], sent: Sent | None) -> None:
        """Note that it is out."""
        transitions.reminded(tx, job.what.round_id)

    def refused(self, tx: Transaction, job: Job[Round], refusal: Refusal, retry: Retry) -> None:
        """Put it off where that passes by itself; otherwise it is left out."""
        if refusal is Refusal.LATER:
            transitions.put_off_reminder(tx, job.what.round_id, retry.at)
        else:
            transitions.reminded(tx, job.what.round_id)

    def release(self, tx: Transaction, job: Job[Round]) -> None:
        """Note that it surely is not out."""
        transitions.unclaim_reminder(tx, job.what.round_id)

    def put_off(self, tx: Transaction, key: str, at: int) -> None:
        """Try again later; the claim stays."""
        transitions.put_off_reminder(tx, key, at)

    def retry_now(self, tx: Transaction, guild_id: int | None, now: int, after: int) -> None:
        """Make due what was tried already; what was not has its own time."""
        transitions.retry_reminders(tx, guild_id, now, after)
