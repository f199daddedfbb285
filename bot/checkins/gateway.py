"""What check-ins need from Discord, and the cards that they pass to it. ``cogs`` implements it."""

from dataclasses import dataclass
from typing import Protocol

from bot.checkins.questions.bank import Question
from bot.checkins.results.publication import Published
from bot.checkins.results.trend import Point, Trend
from bot.checkins.rules import Act, Parked, Round, Schedule, Signal
from bot.core.delivery import Refusal, Sent
from bot.groups.rules import Group


@dataclass(frozen=True, slots=True)
class OpenCard:
    """Everything that the message of an open round shows. ``act``: about the previous round."""

    round_: Round
    schedule: Schedule
    questions: tuple[Question, ...]
    act: Act | None


@dataclass(frozen=True, slots=True)
class ResultCard:
    """Everything shown about a round that has ended. ``points``: its series, oldest first."""

    round_: Round
    schedule: Schedule
    published: Published
    questions: tuple[Question, ...]
    points: tuple[Point, ...]
    trend: Trend
    act: Act | None


class CheckinGateway(Protocol):
    """The Discord operations of check-ins.

    - No method raises for an answer that Discord can be expected to give.
    - Every send carries its nonce.
    """

    async def eligible(self, guild_id: int, channel_id: int) -> int | None:
        """Return how many people could answer in a channel, per Discord; None: unknown."""
        ...

    async def send_round(self, group: Group, card: OpenCard) -> Sent | Refusal:
        """Send a round's message to its channel, with ``round_.nonce``."""
        ...

    async def find_round(self, round_: Round) -> Sent | Refusal | None:
        """Look for a round's message since its claim; None when it is certainly not there."""
        ...

    async def send_reminder(self, group: Group, round_: Round) -> Sent | Refusal:
        """Remind the channel once, naming no member, with ``round_.remind_nonce``."""
        ...

    async def find_reminder(self, round_: Round) -> Sent | Refusal | None:
        """Look for a reminder since its claim; None when it is certainly not there."""
        ...

    async def show_result(self, group: Group, card: ResultCard) -> Refusal | None:
        """Edit the round's message once to show its result: repeating it changes nothing."""
        ...

    async def send_notice(
        self, group: Group, card: ResultCard, *, in_place: bool
    ) -> Sent | Refusal:
        """Announce in the channel, with ``round_.notice_nonce``, that the result is available.

        Not ``in_place``: the round's message was deleted, so this one shows the whole result.
        """
        ...

    async def find_notice(self, round_: Round) -> Sent | Refusal | None:
        """Look for that notice since its claim; None when it is certainly not there."""
        ...

    async def show_ended(self, group: Group, round_: Round) -> Refusal | None:
        """Edit the message once to say that the check-in was ended without a result."""
        ...

    async def tell_missed(self, group: Group, schedule: Schedule, round_: Round) -> Refusal | None:
        """Tell the team once, with ``round_.notice_nonce``, that due times passed unposted."""
        ...

    async def tell_lost(self, group: Group, schedule: Schedule, round_: Round) -> Refusal | None:
        """Tell the channel once that a round has no result because its ballots are gone."""
        ...

    async def tell_parked(
        self, group: Group, schedule: Schedule, why: Parked | None, nonce: str
    ) -> Refusal | None:
        """Tell the team once why a schedule cannot post; ``why`` None: it can post again."""
        ...

    async def tell_signal(self, group: Group, signal: Signal) -> Refusal | None:
        """Ask the care team once, as a question, about a trend that has changed."""
        ...
