"""``python -m bench.bare``: bare discord.py with one button and one form that do nothing.

Haven's button and form are compared with these. The bot asks the same questions and builds a new
form for every press, as any bot would; it answers a form with one word. It prints one line when it
is ready.
"""

import asyncio
import re
from typing import Any

import discord
from discord import ui
from discord.ext import commands

from bench.bare_bot import run, say_ready
from bot.checkins.questions.bank import Question
from bot.content import Content, load
from cogs.checkins.answer import BLANK

CUSTOM_ID = "bare:answer:1"
THANKS = "Done."


class Bare(commands.AutoShardedBot):
    """discord.py's bot, unchanged."""

    def __init__(self) -> None:
        intents = discord.Intents.none()
        intents.guilds = True
        super().__init__(command_prefix=commands.when_mentioned, intents=intents)
        self.content: Content = load()
        self.questions: list[Question] = list(self.content.bank.core)

    async def setup_hook(self) -> None:
        """Register the button."""
        self.add_dynamic_items(EmptyButton)

    async def on_ready(self) -> None:
        """Print that the bot is ready."""
        say_ready()


class EmptyButton(ui.DynamicItem[ui.Button[ui.View]], template=r"bare:answer:(?P<number>[0-9]+)"):
    """A button that opens the form."""

    def __init__(self, number: str) -> None:
        super().__init__(ui.Button(label="Answer", custom_id=f"bare:answer:{number}"))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> "EmptyButton":
        """Build the button from its id."""
        return cls(match["number"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Open the form."""
        await interaction.response.send_modal(EmptyForm(interaction.client))


class EmptyForm(ui.Modal):
    """A form with as many parts and words as Haven's."""

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
        """Answer."""
        await interaction.response.send_message(THANKS, ephemeral=True)


async def main() -> None:
    """Build the bot where its loop runs."""
    await run(Bare())


if __name__ == "__main__":
    asyncio.run(main())
