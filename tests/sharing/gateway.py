"""A Discord of our own for the outbox: it records, refuses, waits and dies when it is told to."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from bot.care.cards import CardView
from bot.care.case import Case
from bot.care.ladder import Call
from bot.care.store import cases
from bot.content import Content
from bot.core.delivery import Refusal, Sent
from bot.core.ids import random_id
from bot.core.seals import Words
from bot.groups.rules import Group, Trouble
from bot.groups.service import SetupChanged
from bot.screening.load import load as load_taught
from bot.services import Services, open_services
from bot.sharing import store
from bot.sharing.decisions import post_of
from bot.sharing.my_posts import Mine
from bot.sharing.outcomes import Accepted, Reported
from bot.sharing.rules import Draft, Post, ReportReason
from bot.talks.rules import Talk
from tests.checkins.discord import FakeDiscord as FakeCheckins
from tests.conftest import ROOT, Clock
from tests.readings import AtOnce, Script

NONCE_HOLDS = timedelta(minutes=3)
"""How long this Discord answers a repeated nonce with the first message."""

GUILD, OTHER_GUILD = 880_000_000_000_000_001, 880_000_000_000_000_002
SHARING, CARE, MODERATORS = 11, 12, 13
OWNER = 14
"""The channel of the owner's direct messages."""
ALICE, BOB, CHEN = 771_234_567_890_123_401, 771_234_567_890_123_402, 771_234_567_890_123_403


class Died(BaseException):
    """The process ends here: nothing of Haven's may catch this."""


@dataclass(frozen=True, slots=True)
class Message:
    """What stands in a channel. ``about`` is the id of the post or card."""

    channel_id: int
    message_id: int
    about: str
    nonce: str
    words: Words | None
    alias: str


@dataclass(slots=True)
class FakeDiscord:
    """Implements ``bot.services.DiscordGateways``.

    ``refusals`` are answers by the name of the call, used up one by one; ``standing`` ones stay.
    ``die_at`` is (number of the call, whether it takes effect first); the call ``bug_at`` fails
    with an exception nobody foresaw. ``gates`` hold a call back
    until the event is set; ``reached`` says that it has come.
    """

    clock: Clock
    forum: bool = False
    messages: dict[int, Message] = field(default_factory=dict[int, Message])
    threads: dict[int, int] = field(default_factory=dict[int, int])
    shown: list[CardView] = field(default_factory=list[CardView])
    troubles: list[Trouble | None] = field(default_factory=list[Trouble | None])
    owners_told: list[int] = field(default_factory=list[int])
    called: dict[int, Call] = field(default_factory=dict[int, Call])
    owner_calls: list[str] = field(default_factory=list[str])
    told: list[tuple[int, str, str]] = field(default_factory=list[tuple[int, str, str]])
    calls: list[str] = field(default_factory=list[str])
    refusals: dict[str, list[Refusal]] = field(default_factory=dict[str, list[Refusal]])
    standing: dict[str, Refusal] = field(default_factory=dict[str, Refusal])
    unheard: int = 0
    open_dms: bool = True
    bug_at: int | None = None
    die_at: tuple[int, bool] | None = None
    gates: dict[str, asyncio.Event] = field(default_factory=dict[str, asyncio.Event])
    reached: dict[str, asyncio.Event] = field(default_factory=dict[str, asyncio.Event])
    visitors: dict[str, int] = field(default_factory=dict[str, int])
    _nonces: dict[tuple[int, str], tuple[float, Sent]] = field(
        default_factory=dict[tuple[int, str], tuple[float, Sent]]
    )
    _ids: "count[int]" = field(default_factory=lambda: count(5001))

    def of(self, about: str) -> list[Message]:
        """The messages now in Discord that are this post or card."""
        return [message for message in self.messages.values() if message.about == about]

    def hold(self, call: str, *, visitors: int = 1) -> asyncio.Event:
        """Holds every such call back until the event returned is set.

        ``reached`` is set once so many of them have come.
        """
        self.visitors[call] = visitors
        self.reached[call] = asyncio.Event()
        self.gates[call] = asyncio.Event()
        return self.gates[call]

    async def send_share(self, group: Group, post: Post, words: Words) -> Sent | Refusal:
        """Sends; a forum opens the thread with it and knows no nonces."""
        refusal = await self._before("send_share")
        if refusal is None:
            sent = self._send(SHARING, post.post_id, post.nonce, words, post.alias)
            self._after()
            return self._heard(sent)
        return refusal

    async def send_reply(self, share: Post, post: Post, words: Words) -> Sent | Refusal:
        """Sends to the share's thread."""
        assert share.thread_id is not None
        refusal = await self._before("send_reply")
        if refusal is None:
            sent = self._send(share.thread_id, post.post_id, post.nonce, words, post.alias)
            self._after()
            return self._heard(sent)
        return refusal

    async def find(self, channel_id: int, post: Post) -> Sent | Refusal | None:
        """Looks in the channel."""
        refusal = await self._before("find")
        found = self._find(channel_id, post.post_id)
        self._after()
        return refusal or found

    async def open_thread(self, group: Group, post: Post) -> int | Refusal:
        """Opens or adopts."""
        refusal = await self._before("open_thread")
        if refusal is not None:
            return refusal
        assert post.message_id is not None
        if post.message_id not in self.messages:
            return Refusal.GONE
        thread = self.threads.setdefault(post.message_id, post.message_id)
        self._after()
        return thread

    async def take_down(self, post: Post) -> Refusal | None:
        """Deletes."""
        refusal = await self._before("take_down")
        if refusal is None:
            known = self.messages.pop(post.message_id or 0, None)
            self._after()
            return None if known else Refusal.GONE
        return refusal

    async def send_card(self, group: Group, view: CardView) -> Sent | Refusal:
        """Sends to the care channel."""
        refusal = await self._before("send_card")
        if refusal is None:
            card, post = view.case, post_of(view)
            alias = post.alias if post else ""
            place = group.care_channel_id or CARE
            sent = self._send(place, card.case_id, card.nonce, view.subject.draft, alias)
            self._after()
            return self._heard(replace(sent, thread_id=None))
        return refusal

    async def find_card(self, group: Group, card: Case) -> Sent | Refusal | None:
        """Looks in the channel of the first try."""
        refusal = await self._before("find_card")
        found = self._find(card.channel_id or group.care_channel_id or CARE, card.case_id)
        self._after()
        return refusal or found

    async def show_card(self, view: CardView) -> Refusal | None:
        """Notes what the card shows from now on."""
        refusal = await self._before("show_card")
        if refusal is None:
            self.shown.append(view)
            self._after()
        return refusal

    async def send_call(self, group: Group, call: Call) -> Sent | Refusal:
        """Calls people: one message a nonce."""
        refusal = await self._before("send_call")
        if refusal is None:
            sent = self._send(CARE, call.case_id, call.call_id, None, call.rung.value)
            self.called[sent.message_id] = call
            self._after()
            return self._heard(replace(sent, thread_id=None))
        return refusal

    async def find_call(self, group: Group, call: Call) -> Sent | Refusal | None:
        """Looks in the care channel."""
        return await self._find_call(CARE, call)

    async def call_owner(self, group: Group, call: Call) -> Sent | Refusal:
        """Tells the owner: one message a nonce."""
        refusal = await self._before("call_owner")
        if refusal is None:
            before = len(self.messages)
            sent = self._send(OWNER, call.case_id, call.call_id, None, call.rung.value)
            if len(self.messages) > before:
                self.owner_calls.append(call.case_id)
            self._after()
            return self._heard(replace(sent, thread_id=None))
        return refusal

    async def find_owner_call(self, group: Group, call: Call) -> Sent | Refusal | None:
        """Looks in the owner's direct messages."""
        return await self._find_call(OWNER, call)

    async def _find_call(self, place: int, call: Call) -> Sent | Refusal | None:
        refusal = await self._before("find_call")
        found = next(
            (
                Sent(place, each.message_id)
                for each in self.of(call.case_id)
                if each.channel_id == place and each.nonce == call.call_id
            ),
            None,
        )
        self._after()
        return refusal or found

    async def tell_owner(self, group: Group) -> None:
        """Notes it."""
        self.owners_told.append(group.guild_id)

    async def tell_trouble(self, group: Group, trouble: Trouble | None) -> None:
        """Notes it."""
        self.troubles.append(trouble)

    async def tell_talk(self, member_id: int, talk: Talk) -> bool:
        """Notes it."""
        self.told.append((member_id, talk.talk_id, "talk.told"))
        return self.open_dms

    async def tell_author(self, member_id: int, post: Post, key: str) -> None:
        """Notes it."""
        self.told.append((member_id, post.post_id, key))

    async def _before(self, call: str) -> Refusal | None:
        self.calls.append(call)
        if self.die_at == (len(self.calls), False):
            raise Died
        if self.bug_at == len(self.calls):
            raise RuntimeError("a bug in the gateway")
        if call in self.gates:
            self.visitors[call] -= 1
            if self.visitors[call] <= 0:
                self.reached[call].set()
            await self.gates[call].wait()
        queue = self.refusals.get(call)
        return queue.pop(0) if queue else self.standing.get(call)

    def _after(self) -> None:
        if self.die_at == (len(self.calls), True):
            raise Died

    def _heard(self, sent: Sent) -> Sent | Refusal:
        """The answer; ``unheard`` ones are lost on their way, though the message is out."""
        if self.unheard:
            self.unheard -= 1
            return Refusal.LATER
        return sent

    def _send(self, channel: int, about: str, nonce: str, words: Words | None, alias: str) -> Sent:
        opens_thread = self.forum and channel == SHARING
        now = self.clock().timestamp()
        at, first = self._nonces.get((channel, nonce), (0.0, None))
        if first is not None and not opens_thread and now - at < NONCE_HOLDS.total_seconds():
            return first
        number = next(self._ids)
        self.messages[number] = Message(channel, number, about, nonce, words, alias)
        if opens_thread:
            self.threads[number] = number
        sent = Sent(channel, number, number if opens_thread else None)
        self._nonces[channel, nonce] = (now, sent)
        return sent

    def _find(self, channel_id: int, about: str) -> Sent | None:
        for message in self.of(about):
            if message.channel_id == channel_id:
                return Sent(channel_id, message.message_id, self.threads.get(message.message_id))
        return None


@dataclass(slots=True)
class World:
    """One set-up group, its data on the disk, the fake Discord, and a Haven that can die."""

    folder: Path
    clock: Clock
    content: Content
    discord: FakeDiscord
    services: Services
    script: Script
    seed: int

    async def restart(self) -> None:
        """A new process on the same files."""
        await self.services.close()
        self.discord.die_at = None
        self.services = await _open(self.folder, self.clock, self.content, self.discord, self)

    async def set_up(self, guild_id: int = GUILD, **changes: Any) -> Group:
        """Saves settings for a group."""
        wanted = replace(
            self.services.groups.get(guild_id),
            sharing_channel_id=SHARING,
            care_channel_id=CARE,
            moderator_role_id=MODERATORS,
        )
        wanted = replace(wanted, **changes)
        changed = await self.services.groups.change(wanted, everyone_sees_care=False)
        assert isinstance(changed, SetupChanged)
        return changed.after

    async def submit(
        self,
        member: int,
        words: str = "It was a hard day.",
        *,
        parent: str | None = None,
        window: bool = False,
        guild_id: int = GUILD,
    ) -> Post:
        """Presses "Post it"; the accepted post."""
        sharing = self.services.sharing
        draft = Draft(post_id=sharing.new_id(), words=words, window=window, parent_id=parent)
        accepted = await sharing.submit(guild_id, member, draft, size=50)
        assert isinstance(accepted, Accepted)
        return accepted.post

    async def post(self, member: int, words: str = "It was a hard day.", **options: str) -> Post:
        """Submits and delivers; the post as it stands then."""
        post = await self.submit(member, words, parent=options.get("parent"))
        return await self.deliver(post.post_id)

    async def report(self, member: int, post_id: str, words: str = "") -> str:
        """Reports a post; the card's id."""
        done = await self.services.sharing.report(
            GUILD, member, post_id, ReportReason.WORRIED, words
        )
        assert isinstance(done, Reported)
        return done.card_id

    async def deliver(self, post_id: str) -> Post:
        """Does what Discord has to hear about a post; the post as it stands then."""
        post = await self.services.outbox.deliver(post_id)
        assert post is not None
        return post

    async def row(self, post_id: str) -> Post:
        """The post as remembered."""
        post = await self.services.db.read(lambda r: store.by_id(r, post_id))
        assert post is not None
        return post

    async def mine(self, member: int, post_id: str) -> Mine:
        """The post as its author finds it."""
        mine = await self.services.my_posts.get(GUILD, member, post_id)
        assert mine is not None
        return mine

    async def card(self, card_id: str) -> Case:
        """The case as remembered, with its card."""
        card = await self.services.db.read(lambda r: cases.get(r, GUILD, card_id))
        assert card is not None
        return card

    async def quiet(self, *, step: float = 1800.0, ticks: int = 4) -> None:
        """Lets time pass and Haven tick, for long enough that nothing is left to do."""
        for _ in range(ticks):
            await self.services.outbox.tick()
            self.clock.pass_by(seconds=step)


def in_order() -> Callable[[], str]:
    """Ids that say in which order they were made, as real ones never do."""
    numbers = count(1)
    return lambda: f"{next(numbers):022}"


async def _open(
    folder: Path, clock: Clock, content: Content, discord: FakeDiscord, like: "World | None"
) -> Services:
    return await open_services(
        folder,
        ROOT,
        content,
        discord,
        FakeCheckins(clock),
        clock,
        taught=replace(load_taught(engine=like.script if like else Script()), worker=AtOnce()),
        random=Random(like.seed if like else 1),  # noqa: S311 - to be repeated, not to be safe
    )


async def new_world(
    folder: Path,
    clock: Clock,
    content: Content,
    *,
    forum: bool = False,
    seed: int = 1,
    new_id: Callable[[], str] = random_id,
    **settings: Any,
) -> World:
    """A group that has been set up, and nothing else."""
    discord, script = FakeDiscord(clock, forum=forum), Script()
    services = await open_services(
        folder,
        ROOT,
        content,
        discord,
        FakeCheckins(clock),
        clock,
        taught=replace(load_taught(engine=script), worker=AtOnce()),
        random=Random(seed),  # noqa: S311 - as above
        new_id=new_id,
    )
    world = World(folder, clock, content, discord, services, script, seed)
    await world.set_up(**settings)
    return world
