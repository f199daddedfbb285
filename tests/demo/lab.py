"""A bot of fifty lines that does what Haven does: a form, a post without a name, buttons, a thread.

The simulator and the demo are tested with it, so that their tests do not fail with Haven's.
"""

import logging
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.demo import simulator

simulator.apply()

START = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
"""When the tests' demos start: a Wednesday, more than six hours before any check-in they plan."""


class Complaints(logging.Handler):
    """Keeps what is logged as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(f"{record.name}: {record.getMessage()}")

    @classmethod
    @contextmanager
    def heard(cls) -> Generator[list[str]]:
        """What is complained of within the block."""
        handler = cls()
        logging.getLogger().addHandler(handler)
        try:
            yield handler.said
        finally:
            logging.getLogger().removeHandler(handler)


class LabBot(commands.AutoShardedBot):
    """Answers `/share` and `/ping`; counts presses of "I hear you" in memory."""

    def __init__(
        self, folder: Path | None = None, clock: Callable[[], datetime] | None = None
    ) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            shard_count=1,
        )
        self.folder = folder
        self.clock = clock
        self.heard: set[int] = set()
        self.presses = 0
        self.seen: list[str] = []
        self.closed = False

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Hear, Reply)
        self.tree.add_command(
            app_commands.Command(name="share", description="Share", callback=share)
        )
        self.tree.add_command(app_commands.Command(name="ping", description="Ping", callback=ping))
        await self.tree.sync()

    async def on_guild_join(self, _: discord.Guild) -> None:
        self.seen.append("join")

    async def on_guild_available(self, _: discord.Guild) -> None:
        self.seen.append("available")

    async def close(self) -> None:
        self.closed = True
        await super().close()


def lab(interaction: discord.Interaction) -> LabBot:
    """The lab bot that `interaction` came to."""
    assert isinstance(interaction.client, LabBot)
    return interaction.client


class Words(ui.Modal):
    """One field of words; posts them in the channel or in the thread of `message`."""

    words: ui.Label[Self] = ui.Label(
        text="Your words",
        component=ui.TextInput(
            custom_id="words", style=discord.TextStyle.paragraph, max_length=2000
        ),
    )

    def __init__(self, title: str, thread_of: discord.Message | None = None) -> None:
        super().__init__(title=title, custom_id="lab:words")
        self.thread_of = thread_of

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        await interaction.response.send_message("Thank you.", ephemeral=True)
        assert isinstance(self.words.component, ui.TextInput)
        text = self.words.component.value
        if self.thread_of is not None:
            assert interaction.guild is not None
            thread = interaction.guild.get_thread(self.thread_of.id)
            assert thread is not None
            await thread.send(f"Kind Otter: {text}")
            return
        assert isinstance(interaction.channel, discord.TextChannel)
        view = ui.View(timeout=None).add_item(Hear()).add_item(Reply())
        post = await interaction.channel.send(f"Quiet Heron: {text}", view=view)
        await post.create_thread(name="Quiet Heron")


class Hear(ui.DynamicItem[ui.Button[ui.View]], template="lab:hear"):
    """Counts one press for each person."""

    def __init__(self, count: int = 0) -> None:
        super().__init__(ui.Button(label=f"I hear you ({count})", custom_id="lab:hear"))

    @classmethod
    async def from_custom_id(cls, *_: object) -> Self:
        return cls()

    async def callback(self, interaction: discord.Interaction) -> None:
        bot = lab(interaction)
        bot.presses += 1
        bot.heard.add(interaction.user.id)
        view = ui.View(timeout=None).add_item(Hear(len(bot.heard))).add_item(Reply())
        await interaction.response.edit_message(view=view)


class Reply(ui.DynamicItem[ui.Button[ui.View]], template="lab:reply"):
    """Opens the form that writes into the thread."""

    def __init__(self) -> None:
        super().__init__(ui.Button(label="Reply without my name", custom_id="lab:reply"))

    @classmethod
    async def from_custom_id(cls, *_: object) -> Self:
        return cls()

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Words("Reply", interaction.message))


async def share(interaction: discord.Interaction) -> None:
    """Open the form."""
    await interaction.response.send_modal(Words("Share without my name"))


async def ping(interaction: discord.Interaction) -> None:
    """Answer the person alone."""
    await interaction.response.send_message("pong", ephemeral=True)
