"""/screen phrase: the group's own words, and what each of them does."""

# discord.py leaves the class of a command untyped when the command is defined outside of a class.
# pyright: reportUnknownVariableType=false

import io
from typing import assert_never

import discord
from discord import app_commands

from bot.core import text
from bot.core.wording import Wording
from bot.discord.answers import reply, say
from bot.discord.client import Interaction
from bot.discord.permissions import is_team
from bot.screening.decide import Action
from bot.screening.phrasebook.adding import PhraseAdded
from bot.screening.phrasebook.files import export
from bot.screening.phrases import PHRASE_MOST, PHRASES_MOST, Flaw, Phrase
from cogs import render
from cogs.screening import automod, import_preview, phrase_imports
from cogs.screening.options import admit_team

FILE_NAME = "phrases.json"
CHOICE_MAX = 25
"""Max choices of an autocomplete, by Discord's documentation."""

GROUP = app_commands.Group(name="phrase", description="This group's own words")


async def suggest(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Return the group's phrases, for its team alone."""
    if not is_team(interaction):
        return []
    found = interaction.client.services.screening.phrases(interaction.guild_id or 0)
    fitting = [one for one in found if current.casefold() in one.folded]
    return [app_commands.Choice(name=one.phrase, value=one.phrase) for one in fitting[:CHOICE_MAX]]


@GROUP.command(name="add", description="Add a word or phrase, or change what one does")
@app_commands.describe(phrase="A word or a few, as members write it", does="What it does")
@app_commands.choices(
    does=[
        app_commands.Choice(name="hold: the team reads it before it appears", value="hold"),
        app_commands.Choice(name="return: it goes back to its author at once", value="return"),
        app_commands.Choice(name="alert: it appears, and the team is told", value="alert"),
        app_commands.Choice(name="allow: harm found in these very words is let go", value="allow"),
    ]
)
async def add(
    interaction: Interaction, phrase: app_commands.Range[str, 1, PHRASE_MOST], does: str
) -> None:
    """Add a phrase; it applies from the next text on."""
    if not await admit_team(interaction):
        return
    guild_id, action = interaction.guild_id or 0, Action(does)
    outcome = await interaction.client.services.tuning.add_phrase(guild_id, phrase, action)
    shown = text.escape(phrase)
    match outcome:
        case PhraseAdded():
            content = interaction.client.content
            doing = content.say(f"phrase.does_{action.value}")
            said = content.say(f"phrase.added_{outcome.value}", phrase=shown, does=doing)
            if "*" in phrase:
                said = f"{said}\n{content.say('phrase.star')}"
            await reply(interaction, said)
            await automod.keep_up(interaction)
        case Flaw():
            await say(
                interaction,
                "phrase.refused",
                why=import_preview.why(interaction.client.content, outcome),
            )
        case _ as unreachable:
            assert_never(unreachable)


@GROUP.command(name="remove", description="Take one of your phrases away")
@app_commands.describe(phrase="Which one")
@app_commands.autocomplete(phrase=suggest)
async def remove(interaction: Interaction, phrase: str) -> None:
    """Remove a phrase; it stops applying with the next text."""
    if not await admit_team(interaction):
        return
    guild_id = interaction.guild_id or 0
    gone = await interaction.client.services.tuning.remove_phrase(guild_id, phrase)
    shown = render.shorten(phrase, PHRASE_MOST)
    await say(interaction, "phrase.removed" if gone else "phrase.unknown", phrase=shown)
    if gone:
        await automod.keep_up(interaction)


@GROUP.command(name="list", description="Your phrases, and what each of them does")
async def list_(interaction: Interaction) -> None:
    """Show as many phrases as fit; the exported file has them all."""
    if not await admit_team(interaction):
        return
    content = interaction.client.content
    found = interaction.client.services.screening.phrases(interaction.guild_id or 0)
    shown = render.as_many(_line(content, one) for one in found)
    embed = discord.Embed(description=shown or content.say("phrase.none"), color=render.CALM)
    undo = await phrase_imports.undo_view(interaction)
    await say(
        interaction,
        "phrase.list",
        embeds=[embed],
        view=undo,
        count=len(found),
        most=PHRASES_MOST,
    )


@GROUP.command(name="import", description="Add phrases from a file; you see what it would do first")
@app_commands.describe(file="One a line (hold: words), a comma list, CSV, JSON or a YAML list")
async def import_(interaction: Interaction, file: discord.Attachment) -> None:
    """Show what the file would do, with a button that adds it."""
    if await admit_team(interaction):
        await phrase_imports.preview(interaction, file)


@GROUP.command(name="export", description="Your phrases as a file, to keep or to share")
async def export_(interaction: Interaction) -> None:
    """Send the phrases as JSON that /screen phrase import reads."""
    if not await admit_team(interaction):
        return
    found = interaction.client.services.screening.phrases(interaction.guild_id or 0)
    data = export(found).encode()
    file = discord.File(io.BytesIO(data), FILE_NAME)
    await say(interaction, "phrase.exported", files=[file], count=len(found))


def _line(content: Wording, phrase: Phrase) -> str:
    does = content.say(f"phrase.does_{phrase.action.value}")
    return content.say("phrase.line", phrase=text.escape(phrase.phrase), does=does)
