"""A group in a simulated Discord with the real Haven in it, for tests with the member's eyes.

What every bot of a test run reads alike is read once: the wording and the data of screening.
"""

import logging
import threading
from collections.abc import AsyncGenerator, Callable, Collection, Generator
from contextlib import asynccontextmanager, contextmanager
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import discord
from simcord import ChannelHandle, Env, MemberActor, ResponseMessage
from simcord.results import InteractionResult

from bot.app import Haven, create_bot
from bot.content import Content, load
from bot.core.config import Settings
from bot.demo import simulator
from bot.demo.story import DemoGroup, build_group
from bot.screening.load import ScreeningData
from bot.screening.load import load as load_taught
from tests.readings import AtOnce, Script

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


CONTENT = load()
"""The real wording and names: frozen, so that every bot may have the same."""


@cache
def _taught() -> ScreeningData:
    """Return what screening was taught, with an engine that reads nothing."""
    return load_taught(engine=Script())


def settings_in(folder: Path, *, reads: bool = False) -> Settings:
    """Settings of a Haven that lives in ``folder`` and never meets the real Discord.

    ``reads``: with the message content intent.
    """
    given = {"HAVEN_DATA_DIR": str(folder), "HAVEN_MESSAGE_CONTENT": "on" if reads else "off"}
    return Settings.from_env(given, need_token=False)


@dataclass(slots=True)
class Room:
    """The group of the demo, Haven in it, and short ways to do what people do."""

    env: Env
    bot: Haven
    group: DemoGroup
    folder: Path
    script: Script
    reads: bool = False

    def who(self, name: str) -> MemberActor:
        """Alice, Bob, Chen (members), Lina (listener), Mo (care team), Ada (admin)."""
        return self.group.actor(name)

    async def set_up(self, **options: Any) -> InteractionResult:
        """Ada sets the group up as the demo has it; ``options`` go to ``/setup`` as well."""
        return await self.who("Ada").slash(
            self.group.sharing,
            "setup",
            sharing=options.pop("sharing", self.group.sharing),
            care=self.group.care,
            moderators=self.group.care_role,
            listeners=self.group.listener_role,
            **options,
        )

    async def draft(
        self, name: str, words: str, *, note: str = "", help_: str = "listen", when: str = "n"
    ) -> ResponseMessage:
        """``/share`` up to the private preview."""
        shown = await self.who(name).slash(self.group.lounge, "share")
        return await self.fill(name, shown, words=words, note=note, help=[help_], when=[when])

    async def fill(self, name: str, shown: InteractionResult, **values: Any) -> ResponseMessage:
        """Sends a form with those of ``values`` that it asks for; the private answer."""
        asked = str(shown.modal)
        values = {"help": ["listen"], "when": ["n"], **values}
        known = {k: v for k, v in values.items() if f"'custom_id': '{k}'" in asked}
        return answer(await self.who(name).submit_modal(shown, known))

    async def share(self, name: str, words: str, **options: Any) -> discord.Message:
        """Shares at once; the message as everybody sees it."""
        preview = await self.draft(name, words, **options)
        known = {message.id for message in self.shares()}
        await self.press(name, preview, "Post it")
        [post] = [message for message in self.shares() if message.id not in known]
        return post

    async def reply(self, name: str, post: discord.Message, words: str) -> ResponseMessage:
        """Replies without a name; what the private answer says in the end."""
        shown = await self.who(name).click(post, label="Reply without my name")
        preview = await self.fill(name, shown, words=words)
        return answer(await self.press(name, preview, "Post it"))

    async def press(
        self, name: str, message: discord.Message | ResponseMessage, label: str
    ) -> InteractionResult:
        """Presses the button whose label begins with ``label``."""
        return await self.who(name).click(message, custom_id=button(message, label))

    def out(self) -> list[discord.Message]:
        """Every share and reply that stands anywhere, in channels and threads, oldest first."""
        channels = [c for c in self.env.backend.channels.values() if c.guild_id is not None]
        found = [
            message
            for channel in channels
            for message in ChannelHandle(self.env, self.group.guild, channel).history()
            if message.author.id == self.bot_id and "share:hear:" in str(custom_ids(message))
        ]
        return sorted(found, key=lambda message: message.id)

    def shares(self) -> list[discord.Message]:
        """Every share that stands anywhere, oldest first."""
        return [m for m in self.out() if "share:reply:" in str(custom_ids(m))]

    def posts(self, channel: ChannelHandle | None = None) -> list[discord.Message]:
        """Messages of Haven's with buttons, oldest first: shares, replies, cards."""
        history = (channel or self.group.sharing).history()
        return [m for m in history if m.components and m.author.id == self.bot_id]

    @property
    def bot_id(self) -> int:
        """Haven's own user id."""
        assert self.bot.user is not None
        return self.bot.user.id

    def thread(self, index: int = -1) -> ChannelHandle:
        """A thread of the sharing channel, the newest by default."""
        return self.group.sharing.threads[index]

    def cards(self) -> list[discord.Message]:
        """The cards in the care channel, oldest first."""
        return self.posts(self.group.care)

    async def restart(self, *, died: bool = False) -> None:
        """A new process on the same data. ``died``: the old one had no chance to stop cleanly."""
        if died:
            await self.bot.services.close()  # frees the threads; what matters is committed
        else:
            await self.bot.finish()
        self.bot = make_bot(self.folder, lambda: self.env.now(), self.script, reads=self.reads)
        await self.env.restart_bot(self.bot)

    async def pass_time(self, seconds: float) -> None:
        """Lets time pass and Haven do what has become due."""
        await simulator.doze(self.env, seconds)
        await self.tick()

    async def tick(self) -> None:
        """Does what the ticker does."""
        await self.bot.tick()
        await self.env.settle()


def answer(result: InteractionResult) -> ResponseMessage:
    """The message Haven answered with, as it reads now; every press must have one."""
    found = result.response or (result.followups[-1] if result.followups else None)
    assert found is not None, "no answer"
    # A later press may replace it: simcord's own object would then read otherwise.
    stored = copy(found._message)  # pyright: ignore[reportPrivateUsage]
    return ResponseMessage(found._env, stored)  # pyright: ignore[reportPrivateUsage]


def button(message: discord.Message | ResponseMessage, label: str) -> str:
    """The custom_id of the button whose label begins with ``label``."""
    shown = message.message if isinstance(message, ResponseMessage) else message
    for row in shown.components:
        for child in getattr(row, "children", ()):
            if str(getattr(child, "label", "")).startswith(label):
                return str(child.custom_id)
    raise AssertionError(f"no button {label!r} in {labels(message)}")


def custom_ids(message: discord.Message | ResponseMessage) -> list[str]:
    """The ids of every button and select, in order."""
    shown = message.message if isinstance(message, ResponseMessage) else message
    return [
        str(getattr(child, "custom_id", ""))
        for row in shown.components
        for child in getattr(row, "children", ())
    ]


def labels(message: discord.Message | ResponseMessage) -> list[str]:
    """The labels of every button and the placeholders of every select, in order."""
    shown = message.message if isinstance(message, ResponseMessage) else message
    return [
        str(getattr(child, "label", None) or getattr(child, "placeholder", None))
        for row in shown.components
        for child in getattr(row, "children", ())
    ]


def text_of(message: discord.Message | ResponseMessage) -> str:
    """Everything a reader sees of a message, in one string."""
    parts = [message.content]
    for embed in message.embeds:
        parts += [embed.title or "", embed.author.name or "", embed.description or ""]
        parts += [f"{field.name}\n{field.value}" for field in embed.fields]
        parts.append(embed.footer.text or "")
    return "\n".join(part for part in parts if part)


def make_bot(
    folder: Path,
    clock: Callable[[], datetime],
    script: Script,
    *,
    reads: bool = False,
    content: Content = CONTENT,
) -> Haven:
    """The real bot, with simulated time."""
    taught = replace(_taught(), engine=script, worker=AtOnce())
    settings = settings_in(folder, reads=reads)
    return create_bot(settings, clock=clock, content=content, taught=taught, shard_count=1)


@asynccontextmanager
async def open_room(folder: Path, *, reads: bool = False) -> AsyncGenerator[Room]:
    """The group of the demo with Haven started in it, not set up yet."""
    simulator.apply()
    found: list[Env] = []
    script = Script()
    bot = make_bot(folder, lambda: found[0].now(), script, reads=reads)
    env = Env(bot)
    found.append(env)
    simulator.start_at(env, START)
    simulator.stop_wall_clock(env)
    await env.start()
    room: Room | None = None
    try:
        with env.time_context():
            room = Room(env, bot, build_group(env), folder, script, reads)
            await env.settle()
        yield room
    finally:
        await (room.bot if room else bot).finish()
        await env.shutdown()
        # What a test has read from `env.errors` it expects; anything after that fails it.
        seen = env._errors_acknowledged  # pyright: ignore[reportPrivateUsage]
        env._raise_errors_since(seen)  # pyright: ignore[reportPrivateUsage]


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextmanager
def noted_errors(expected: int = 0) -> Generator[list[logging.LogRecord]]:
    """Every ERROR that is logged inside; fails at the end where there were not ``expected``."""
    handler = _Errors()
    logging.getLogger().addHandler(handler)
    try:
        yield handler.records
    finally:
        logging.getLogger().removeHandler(handler)
    shown = [
        f"{r.name}: {r.getMessage()} {r.exc_info and r.exc_info[1]!r}" for r in handler.records
    ]
    assert len(shown) == expected, f"logged {len(shown)} errors, expected {expected}: {shown}"


def threads_left(before: Collection[threading.Thread]) -> list[threading.Thread]:
    """The threads begun since that do not end by themselves, which would keep a process alive."""
    new = [thread for thread in threading.enumerate() if thread not in before]
    for thread in new:
        thread.join(5)
    return [thread for thread in new if thread.is_alive()]
