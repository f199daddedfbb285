"""A Discord of our own for check-ins: it records, refuses, waits and dies when it is told to."""

import asyncio
from dataclasses import dataclass, field
from itertools import count

from bot.checkins.gateway import OpenCard, ResultCard
from bot.checkins.rules import Parked, Round, Schedule, Signal
from bot.core.delivery import Refusal, Sent
from bot.groups.rules import Group
from tests.conftest import Clock

NONCE_HOLDS = 180
"""For how many seconds this Discord answers a repeated nonce with the first message."""

CIRCLE, GARDEN, CARE = 30, 31, 32


class Died(BaseException):
    """The process ends here: nothing of Haven's may catch this."""


@dataclass(frozen=True, slots=True)
class Message:
    """What stands in a channel. ``about``: the id of the round, schedule or signal's round."""

    message_id: int
    channel_id: int
    kind: str
    about: str
    nonce: str
    at: int


@dataclass(slots=True)
class FakeDiscord:
    """Implements ``bot.checkins.gateway.CheckinGateway``.

    ``refusals`` are answers by the name of the call, used up one by one; ``standing`` ones stay.
    ``die_at`` is (number of the call, whether it takes effect first); the call ``bug_at`` fails
    with an exception nobody foresaw. So many ``unheard`` answers are lost, though what was asked
    for took effect. ``gates`` hold a call back until the event is set; ``reached`` says that it has
    come. Messages in ``deleted`` channels are gone with them.
    """

    clock: Clock
    messages: dict[int, Message] = field(default_factory=dict[int, Message])
    results: dict[int, ResultCard] = field(default_factory=dict[int, ResultCard])
    whole: dict[int, ResultCard] = field(default_factory=dict[int, ResultCard])
    cards: dict[int, OpenCard] = field(default_factory=dict[int, OpenCard])
    ended: set[int] = field(default_factory=set[int])
    missed: list[Round] = field(default_factory=list[Round])
    parked: list[Parked | None] = field(default_factory=list[Parked | None])
    calls: list[str] = field(default_factory=list[str])
    refusals: dict[str, list[Refusal]] = field(default_factory=dict[str, list[Refusal]])
    standing: dict[str, Refusal] = field(default_factory=dict[str, Refusal])
    unheard: int = 0
    bug_at: int | None = None
    die_at: tuple[int, bool] | None = None
    gates: dict[str, asyncio.Event] = field(default_factory=dict[str, asyncio.Event])
    reached: dict[str, asyncio.Event] = field(default_factory=dict[str, asyncio.Event])
    size: int | None = 40
    _nonces: dict[str, tuple[int, Sent]] = field(default_factory=dict[str, tuple[int, Sent]])
    _ids: "count[int]" = field(default_factory=lambda: count(5001))

    def of(self, kind: str, about: str | None = None) -> list[Message]:
        """The messages of this kind now in Discord, the oldest first."""
        found = [each for each in self.messages.values() if each.kind == kind]
        return [each for each in found if about is None or each.about == about]

    def hold(self, call: str) -> asyncio.Event:
        """Holds every such call back until the event returned is set."""
        self.reached[call] = asyncio.Event()
        self.gates[call] = asyncio.Event()
        return self.gates[call]

    def forbid(self, refusal: Refusal = Refusal.FORBIDDEN) -> None:
        """From now on a group's channel refuses everything."""
        for call in ("send_round", "find_round", "send_reminder", "find_reminder"):
            self.standing[call] = refusal
        for call in ("show_result", "send_notice", "find_notice", "show_ended", "tell_lost"):
            self.standing[call] = refusal

    def delete_channel(self) -> None:
        """An admin deletes the channel of the rounds, and all messages with it."""
        self.forbid(Refusal.GONE)
        self.messages = {k: m for k, m in self.messages.items() if m.channel_id == CARE}

    async def eligible(self, guild_id: int, channel_id: int) -> int | None:
        """How many can answer."""
        await self._before("eligible")
        return self.size

    async def send_round(self, group: Group, card: OpenCard) -> Sent | Refusal:
        """Sends."""
        round_ = card.round_
        sent = await self._sends(
            "send_round", round_.channel_id, "round", round_.round_id, round_.nonce
        )
        if not isinstance(sent, Refusal):
            self.cards[sent.message_id] = card
        return self._heard(sent)

    async def find_round(self, round_: Round) -> Sent | Refusal | None:
        """Looks in the channel."""
        assert round_.claimed_at is not None
        return await self._finds("find_round", "round", round_.round_id, round_.claimed_at)

    async def send_reminder(self, group: Group, round_: Round) -> Sent | Refusal:
        """Sends."""
        return self._heard(
            await self._sends(
                "send_reminder",
                round_.channel_id,
                "reminder",
                round_.round_id,
                round_.remind_nonce,
            )
        )

    async def find_reminder(self, round_: Round) -> Sent | Refusal | None:
        """Looks in the channel."""
        assert round_.remind_claimed_at is not None
        return await self._finds(
            "find_reminder", "reminder", round_.round_id, round_.remind_claimed_at
        )

    async def show_result(self, group: Group, card: ResultCard) -> Refusal | None:
        """Edits."""
        refusal = await self._before("show_result")
        if refusal is None:
            message_id = card.round_.message_id
            if message_id not in self.messages:
                return Refusal.GONE
            self.results[message_id] = card
            self._after()
        return refusal

    async def send_notice(
        self, group: Group, card: ResultCard, *, in_place: bool
    ) -> Sent | Refusal:
        """Sends."""
        round_ = card.round_
        sent = await self._sends(
            "send_notice", round_.channel_id, "notice", round_.round_id, round_.notice_nonce
        )
        if not isinstance(sent, Refusal) and not in_place:
            self.whole[sent.message_id] = card
        return self._heard(sent)

    async def find_notice(self, round_: Round) -> Sent | Refusal | None:
        """Looks in the channel."""
        assert round_.notice_claimed_at is not None
        return await self._finds("find_notice", "notice", round_.round_id, round_.notice_claimed_at)

    async def show_ended(self, group: Group, round_: Round) -> Refusal | None:
        """Edits."""
        refusal = await self._before("show_ended")
        if refusal is None:
            if round_.message_id not in self.messages:
                return Refusal.GONE
            self.ended.add(round_.message_id)
            self._after()
        return refusal

    async def tell_missed(self, group: Group, schedule: Schedule, round_: Round) -> Refusal | None:
        """Sends to the team."""
        told = await self._tells("tell_missed", CARE, round_.round_id, round_.notice_nonce)
        if told is None:
            self.missed.append(round_)
        return told

    async def tell_lost(self, group: Group, schedule: Schedule, round_: Round) -> Refusal | None:
        """Sends to the channel."""
        nonce = round_.notice_nonce
        return await self._tells("tell_lost", round_.channel_id, round_.round_id, nonce)

    async def tell_parked(
        self, group: Group, schedule: Schedule, why: Parked | None, nonce: str
    ) -> Refusal | None:
        """Sends to the team."""
        told = await self._tells("tell_parked", CARE, schedule.schedule_id, nonce)
        if told is None:
            self.parked.append(why)
        return told

    async def tell_signal(self, group: Group, signal: Signal) -> Refusal | None:
        """Sends to the team."""
        return await self._tells("tell_signal", CARE, signal.round_id, signal.nonce)

    async def _tells(self, call: str, channel: int, about: str, nonce: str) -> Refusal | None:
        kind = call.removeprefix("tell_")
        sent = self._heard(await self._sends(call, channel, kind, about, nonce))
        return sent if isinstance(sent, Refusal) else None

    async def _sends(
        self, call: str, channel: int, kind: str, about: str, nonce: str
    ) -> Sent | Refusal:
        refusal = await self._before(call)
        if refusal is not None:
            return refusal
        now = int(self.clock().timestamp())
        at, first = self._nonces.get(nonce, (0, None))
        if first is None or not 0 <= now - at < NONCE_HOLDS:
            number = next(self._ids)
            self.messages[number] = Message(number, channel, kind, about, nonce, now)
            first = Sent(channel, number)
            self._nonces[nonce] = (now, first)
        self._after()
        return first

    async def _finds(self, call: str, kind: str, about: str, since: int) -> Sent | Refusal | None:
        refusal = await self._before(call)
        found = [each for each in self.of(kind, about) if each.at >= since - 60]
        self._after()
        if refusal is not None or not found:
            return refusal
        return Sent(found[0].channel_id, found[0].message_id)

    async def _before(self, call: str) -> Refusal | None:
        self.calls.append(call)
        if self.die_at == (len(self.calls), False):
            raise Died
        if self.bug_at == len(self.calls):
            raise RuntimeError("a bug in the gateway")
        if call in self.gates:
            self.reached[call].set()
            await self.gates[call].wait()
        queue = self.refusals.get(call)
        return queue.pop(0) if queue else self.standing.get(call)

    def _after(self) -> None:
        if self.die_at == (len(self.calls), True):
            raise Died

    def _heard(self, sent: Sent | Refusal) -> Sent | Refusal:
        """The answer; ``unheard`` ones are lost on their way, though the message is out."""
        if self.unheard and isinstance(sent, Sent):
            self.unheard -= 1
            return Refusal.LATER
        return sent
