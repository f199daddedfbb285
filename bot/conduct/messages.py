"""Ordinary messages: which of them need attention, and the case that is opened about one.

They are written under a member's own name in a channel that everyone reads. They are screened only
where the operator has the message content intent.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.care.case import CaseKind, MessageRef, NewCase, Opened
from bot.care.service import Cases
from bot.screening.service import Screening
from bot.screening.verdict import Category, Decision, Level, Place, Reading, Verdict


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it was written or edited. Ids are Discord's."""

    guild_id: int
    channel_id: int
    message_id: int
    member_id: int
    words: str


class Messages:
    """Screens ordinary messages and opens cases about them."""

    def __init__(self, screening: Screening, cases: Cases) -> None:
        self._screening = screening
        self._cases = cases

    def judge(self, messages: Iterable[Message]) -> list[tuple[Message, Verdict]]:
        """Return the messages that need a response. Never raises; safe to call from any thread."""
        judged = [
            (one, self._screening.judge(one.guild_id, one.words, Place.MESSAGE)) for one in messages
        ]
        return [(one, it) for one, it in judged if it.decision is not Decision.LET_THROUGH]

    async def open(
        self,
        message: Message,
        verdict: Verdict,
        *,
        kind: CaseKind = CaseKind.ALERT,
        gone: bool = False,
    ) -> Opened:
        """Open a case about a message; cases about one member are merged.

        ``gone``: the message was removed, so the reference names only the channel.
        """
        message_id = 0 if gone else message.message_id
        return await self._cases.open(
            NewCase(
                guild_id=message.guild_id,
                kind=kind,
                level=urgency(verdict),
                categories=categories(verdict.reading),
                message=MessageRef(message.channel_id, message_id),
                member_id=message.member_id,
                words=message.words,
                rules=verdict.rules,
                reason="removed" if gone else None,
            )
        )


def categories(reading: Reading) -> frozenset[Category]:
    """Return what a case is about. Any level of urgency means crisis, whatever the flags say."""
    return reading.flags | ({Category.CRISIS} if reading.level else frozenset[Category]())


def urgency(verdict: Verdict) -> Level:
    """Return how soon the team must look at a message.

    A message that the group only wants listed is listed, and so is harm. A threat that a precise
    rule has found cannot wait until tomorrow.
    """
    if verdict.decision is Decision.OFFER_SUPPORT:
        return Level.Q1
    reading = verdict.reading
    threat = reading.threat and Category.HARASSMENT in reading.ruled
    return max(reading.level, Level.Q2 if threat else Level.Q1)
