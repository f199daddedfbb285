"""/checkin export: all results of a group as a file."""

# discord.py leaves the class of a command untyped when the command is defined outside of a class.
# pyright: reportUnknownVariableType=false

import io
from typing import Any

import discord
from discord import app_commands

from bot.checkins.results.export import to_csv, to_json
from bot.discord.answers import say
from bot.discord.client import Interaction
from cogs.checkins.options import Choice, admit_admin


@app_commands.command(name="export", description="All results of this group as a file")
@app_commands.describe(form="How the file is made up")
@app_commands.choices(
    form=[
        Choice(name="CSV, for a spreadsheet", value="csv"),
        Choice(name="JSON, for a program", value="json"),
    ]
)
@app_commands.rename(form="format")
async def export(interaction: Interaction, form: str) -> None:
    """Send the sums that were published, and nothing about any person."""
    if not await admit_admin(interaction):
        return
    results = interaction.client.services.checkins.results
    lines = await results.export_lines(interaction.guild_id or 0)
    if not lines:
        await say(interaction, "result.none_at_all")
        return
    data = to_csv(lines) if form == "csv" else to_json(lines)
    file = discord.File(io.BytesIO(data), f"check-ins.{form}")
    await say(interaction, "result.export", files=[file])


COMMANDS: tuple[app_commands.Command[Any, ..., None], ...] = (export,)
