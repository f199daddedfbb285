"""``python -m bench.bare``: bare discord.py with one button and one form that do nothing.

What Haven's are compared with. The form asks the same and is built anew for every press, as any
bot would; the answer to it is one word. It prints one line when it is ready.
"""

import asyncio
import json
import os
import re
import signal
from typing import Any

import discord
from discord import ui
from discord.ext import commands
from discord.http import Route

from bot.checkins.questions.bank import Question
from bot.content import Content, load
from cogs.checkins.answer import BLANK

CUSTOM_ID = "bare:answer:1"
THANKS = "Done."


class Bare(commands.AutoShardedBot):
    """discord.py's bot, as it comes."""

    def __init__(self) -> None:
        intents = discord.Intents.none()
        intents.guilds = True
        super().__init__(command_prefix=commands.when_mentioned, intents=intents)
        self.content: Content = load()
        self.questions: list[Question] = list(self.content.bank.core)

    async def setup_hook(self) -> None:
        """Lets the button be found."""
        self.add_dynamic_items(EmptyButton)

    async def on_ready(self) -> None:
        """Says so."""
        say_ready()


class EmptyButton(ui.DynamicItem[ui.Button[ui.View]], template=r"bare:answer:(?P<number>[0-9]+)"):
    """Opens the form."""

    def __init__(self, number: str) -> None:
        super().__init__(ui.Button(label="Answer", custom_id=f"bare:answer:{number}"))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> "EmptyButton":
        """Builds it from its id."""
        return cls(match["number"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Opens the form."""
        await interaction.response.send_modal(EmptyForm(interaction.client))


class EmptyForm(ui.Modal):
    """As many parts and words as Haven's."""

    def __init__(self, bot: Bare) -> None:
        super().__init__(title="Answer privately")
        self.add_item(ui.TextDisplay(bot.content.say("checkin.once")))
        for place, question in enumerate(bot.questions):
            options = [
                discord.RadioGroupOption(
                    label=answer.label, value=BLANK if answer.value is None else str(answer.value)
                )
                for answer in bot.content.answers
            ]
            self.add_item(
                ui.Label(
                    text=question.name,
                    description=question.text,
                    component=ui.RadioGroup[ui.View](custom_id=f"q{place}", options=options),
                )
            )

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Answers."""
        await interaction.response.send_message(THANKS, ephemeral=True)


def say_ready() -> None:
    """The line that the bench waits for."""
    print(json.dumps({"event": "ready"}), flush=True)


async def run(bot: commands.AutoShardedBot) -> None:
    """Runs until it is told to stop."""
    Route.BASE = os.environ["HAVEN_API_URL"]
    running = asyncio.create_task(bot.start(os.environ["DISCORD_TOKEN"]))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    try:
        await running
    except asyncio.CancelledError:
        await bot.close()


async def main() -> None:
    """Builds the bot where its loop runs."""
    await run(Bare())


if __name__ == "__main__":
    asyncio.run(main())
