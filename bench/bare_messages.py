"""``python -m bench.bare_messages``: bare discord.py that hears messages and does nothing.

What Haven is compared with when it reads them. It prints one line when it is ready.
"""

import asyncio

import discord
from discord.ext import commands

from bench.bare import run, say_ready


class BareMessages(commands.AutoShardedBot):
    """discord.py's bot, as it comes, with the intents that Haven has for this."""

    def __init__(self) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.message_content = True
        super().__init__(command_prefix=commands.when_mentioned, intents=intents)

    async def on_message(self, message: discord.Message, /) -> None:
        """Nothing."""

    async def on_ready(self) -> None:
        """Says so."""
        say_ready()


async def main() -> None:
    """Builds the bot where its loop runs."""
    await run(BareMessages())


if __name__ == "__main__":
    asyncio.run(main())
