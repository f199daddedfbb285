"""What check-ins ask of Discord, and the pictures of a round handed over. ``cogs`` provides it."""

from dataclasses import dataclass
from typing import Protocol

from bot.checkins.questions.bank import Question
from bot.checkins.results.disclosure import Published
from bot.checkins.results.trend import Point, Trend
from bot.checkins.rules import Act, Parked, Round, Schedule, Signal
from bot.core.delivery import Refusal, Sent
from bot.groups.rules import Group


@dataclass(frozen=True, slots=True)
class OpenCard:
    """Everything a round's message shows while it takes answers. ``act``: of the round before."""

    round_: Round
    schedule: Schedule
    questions: tuple[Question, ...]
    act: Act | None


@dataclass(frozen=True, slots=True)
class ResultCard:
    """Everything shown about a round that is over. ``points``: its series, the oldest first."""

    round_: Round
    schedule: Schedule
    published: Published
    questions: tuple[Question, ...]
    points: tuple[Point, ...]
    trend: Trend
    act: Act | None


class Gateway(Protocol):
    """Nothing raises for what Discord may well answer. Every sending carries its nonce."""

    async def eligible(self, guild_id: int, channel_id: int) -> int | None:
        """How many people could answer in a channel, as far as Discord tells; None: unknown."""
        ...

    async def send_round(self, group: Group, card: OpenCard) -> Sent | Refusal:
        """Sends a round's message to its channel, with ``round_.nonce``."""
        ...

    async def find_round(self, round_: Round) -> Sent | Refusal | None:
        """Looks for a round's message since its claim; None when it surely is not there."""
        ...

    async def send_reminder(self, group: Group, round_: Round) -> Sent | Refusal:
        """Reminds the channel, once and nobody by name, with ``round_.remind_nonce``."""
        ...

    async def find_reminder(self, round_: Round) -> Sent | Refusal | None:
        """Looks for a reminder since its claim."""
        ...

    async def show_result(self, group: Group, card: ResultCard) -> Refusal | None:
        """Turns the round's message into its result, in one edit: repeating it changes nothing."""
        ...

    async def send_notice(
        self, group: Group, card: ResultCard, *, in_place: bool
    ) -> Sent | Refusal:
        """Says in the channel, with ``round_.notice_nonce``, that the result is there.

        Not ``in_place``: the round's message is gone, so this one shows the whole result.
        """
        ...

    async def find_notice(self, round_: Round) -> Sent | Refusal | None:
        """Looks for that line since its claim."""
        ...

    async def show_ended(self, group: Group, round_: Round) -> Refusal | None:
        """Says on the message that the check-in was ended without a result, in one edit."""
        ...

    async def tell_missed(self, group: Group, schedule: Schedule, round_: Round) -> Refusal | None:
        """Tells the team once, with ``round_.notice_nonce``, that due times passed unposted."""
        ...

    async def tell_lost(self, group: Group, schedule: Schedule, round_: Round) -> Refusal | None:
        """Tells the channel once that a round has no result because its ballots are gone."""
        ...

    async def tell_parked(
        self, group: Group, schedule: Schedule, why: Parked | None, nonce: str
    ) -> Refusal | None:
        """Tells the team once why a schedule cannot post; ``why`` None: it can again."""
        ...

    async def tell_signal(self, group: Group, signal: Signal) -> Refusal | None:
        """Asks the care team, once and as a question, about a trend that has changed."""
        ...
