"""*Ask for help with this*: any member can point the care team to any message."""

from dataclasses import dataclass
from enum import Enum

from bot.care.case import CaseKind, MessageRef, NewCase
from bot.care.roster import Roster
from bot.care.service import Cases
from bot.conduct.messages import categories
from bot.core.limits import Limit, Limits
from bot.core.seals import Seals
from bot.screening.service import Screening
from bot.screening.verdict import Category, Level, Place


class FlagReason(Enum):
    """The reason why the member asks for help."""

    NOW = "now"
    """A person may be in danger now."""
    WORRIED = "worried"
    HURTS = "hurts"
    OTHER = "other"


WORRY = {FlagReason.NOW: Level.Q3, FlagReason.WORRIED: Level.Q2}


@dataclass(frozen=True, slots=True)
class FlaggedMessage:
    """The message that a member asks for help with.

    ``member_id``: the author, when the message is by a member under their own name.
    ``post_id``: the anonymous post that the message shows.
    ``words``: its text; "" when Haven may not read it.
    """

    guild_id: int
    channel_id: int
    message_id: int
    member_id: int | None = None
    post_id: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """The team has a case. ``on_duty``: the number of carers on duty.

    ``support``: the asker's own words read as if the asker needed support.
    """

    case_id: str
    on_duty: int
    support: bool


@dataclass(frozen=True, slots=True)
class TooManyFlags:
    """The member has reached today's limit; nothing was sent."""


class Flagging:
    """Opens cases about the messages that members flag. The asker's identity is not kept."""

    def __init__(
        self, screening: Screening, cases: Cases, roster: Roster, limits: Limits, seals: Seals
    ) -> None:
        self._screening = screening
        self._cases = cases
        self._roster = roster
        self._limits = limits
        self._seals = seals

    async def ask(
        self, pointed: FlaggedMessage, asker_id: int, about: FlagReason, words: str, heading: str
    ) -> Asked | TooManyFlags:
        """Open a case about the message, or return :class:`TooManyFlags`.

        A worry about a person is handled as care, never as punishment.
        ``heading`` is placed above ``words``, so that a reader does not take them for part of the
        message.
        """
        tag = self._seals.tag("limit", pointed.guild_id, "", asker_id)
        worry = WORRY.get(about)
        # A report that a person may be in danger now is never refused because of a limit.
        if about is not FlagReason.NOW and self._limits.free_at(Limit.REPORT, tag):
            return TooManyFlags()
        self._limits.count(Limit.REPORT, tag)
        verdict = await self._screening.judge_fully(pointed.guild_id, pointed.words, Place.MESSAGE)
        said = await self._screening.judge_fully(pointed.guild_id, words, Place.FREE)
        found = categories(verdict.reading)
        if said.reading.level:
            found |= {Category.CRISIS}
        if worry is not None:
            found |= {Category.CRISIS}
        added = f"{heading}\n{words}" if words else ""
        opened = await self._cases.open(
            NewCase(
                guild_id=pointed.guild_id,
                kind=CaseKind.ASK,
                level=max(verdict.reading.level, said.reading.level, worry or Level.Q1),
                categories=found,
                post_id=pointed.post_id,
                message=MessageRef(pointed.channel_id, pointed.message_id),
                member_id=pointed.member_id,
                words="\n\n".join(part for part in (pointed.words, added) if part),
                rules=verdict.rules,
                reason=about.value,
            )
        )
        on_duty = await self._roster.on_duty(pointed.guild_id)
        return Asked(opened.case_id, len(on_duty), said.support)
