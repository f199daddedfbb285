"""Runs a bot of bare discord.py. Imports nothing of Haven, so that its start costs only its own."""

import asyncio
import json
import os
import signal

from discord.ext import commands
from discord.http import Route


def say_ready() -> None:
    """Print the line that the bench waits for."""
    print(json.dumps({"event": "ready"}), flush=True)


async def run(bot: commands.AutoShardedBot) -> None:
    """Run the bot until the process is told to stop."""
    Route.BASE = os.environ["HAVEN_API_URL"]
    running = asyncio.create_task(bot.start(os.environ["DISCORD_TOKEN"]))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    try:
        await running
    except asyncio.CancelledError:
        await bot.close()
