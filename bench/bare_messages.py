"""``python -m bench.bare_messages``: bare discord.py that hears messages and does nothing.

Haven is compared with it when it reads messages, and when it starts. It prints one line when it is
ready.
"""

import asyncio

import discord
from discord.ext import commands

from bench.bare_bot import run, say_ready


class BareMessages(commands.AutoShardedBot):
    """discord.py's bot, unchanged, with the intents that Haven has for reading messages."""

    def __init__(self) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.message_content = True
        super().__init__(command_prefix=commands.when_mentioned, intents=intents)

    async def on_message(self, message: discord.Message, /) -> None:
        """Do nothing."""

    async def on_ready(self) -> None:
        """Print that the bot is ready."""
        say_ready()


async def main() -> None:
    """Build the bot where its loop runs."""
    await run(BareMessages())


if __name__ == "__main__":
    asyncio.run(main())
