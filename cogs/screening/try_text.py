"""/screen test: what would happen to a text at each place, and why. The text is not stored."""

# discord.py leaves the class of a command untyped when the command is defined outside of a class.
# pyright: reportUnknownVariableType=false

from typing import Any

import discord
from discord import app_commands

from bot.core import text
from bot.core.wording import Wording
from bot.discord.answers import say
from bot.discord.client import Client, Interaction
from bot.discord.modal import WordsModal
from bot.discord.protocol import EMBED_MAX
from bot.screening.decide import degrees
from bot.screening.verdict import Place, Verdict
from cogs import render
from cogs.screening.options import admit_team, choice_name, place_name, row_name

WORDS_MOST = 2000
SPANS_SHOWN = 20
FOUND_MOST = 60
"""Max characters shown of a found part."""


class TryModal(WordsModal, template=r"screen:test"):
    """The form that takes the text to try."""

    most = WORDS_MOST
    required = True

    def __init__(self) -> None:
        super().__init__("screen:test", "Try a text")

    async def submit(self, interaction: Interaction) -> None:
        """Judge the text and forget it."""
        if not await admit_team(interaction):
            return
        client, words = interaction.client, self.words
        verdicts = await client.services.screening.judge_everywhere(
            interaction.guild_id or 0, words
        )
        first = verdicts[Place.SHARE]
        if first.failed:
            await say(interaction, "screen.try_failed")
            return
        embeds = [_marked(client.content, words, first), _decided(client.content, verdicts)]
        await say(interaction, "screen.tried", embeds=embeds)


def _decided(content: Wording, verdicts: dict[Place, Verdict]) -> discord.Embed:
    """Return what would happen at each place."""
    lines = [
        content.say(
            "screen.try_support" if verdict.support else "screen.try_line",
            place=place_name(content, place),
            choice=choice_name(content, verdict.decision),
        )
        for place, verdict in verdicts.items()
    ]
    return discord.Embed(
        title=content.say("screen.try_decided"), description="\n".join(lines), color=render.CALM
    )


def _marked(content: Wording, words: str, verdict: Verdict) -> discord.Embed:
    """Return the text with the found parts marked, and what they stand for."""
    reading = verdict.reading
    marked = mark(words, [(span.start, span.end) for span in reading.spans])
    found = [
        content.say(
            "screen.try_found",
            words=render.shorten(words[span.start : span.end], FOUND_MOST),
            category=span.category.value,
            rule=span.rule,
        )
        for span in reading.spans[:SPANS_SHOWN]
    ]
    rows = [content.say("screen.try_row", what=row_name(content, one)) for one in degrees(reading)]
    own = [rule for rule in verdict.rules if rule.startswith("phrase:")]
    if own:
        rows.append(content.say("screen.try_phrase", count=len(own)))
    if reading.third_person:
        rows.append(content.say("screen.try_third"))
    head = rows or [content.say("screen.try_nothing")]
    lines = [*head, content.say("screen.try_level", level=reading.level.name), *found]
    embed = discord.Embed(description=text.escape(marked)[:EMBED_MAX], color=render.QUIET)
    embed.add_field(
        name=content.say("screen.try_why"), value=render.as_many(lines, 1024), inline=False
    )
    return embed


def mark(words: str, spans: list[tuple[int, int]]) -> str:
    """Return ``words`` with brackets around each span; touching or overlapping spans become one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    out, last = "", 0
    for start, end in joined:
        out += f"{words[last:start]}\N{LEFT BLACK LENTICULAR BRACKET}{words[start:end]}"
        out += "\N{RIGHT BLACK LENTICULAR BRACKET}"
        last = end
    return out + words[last:]


def try_form(content: Wording) -> TryModal:
    """Return the form with its field."""
    return TryModal().asking(content.say("screen.try_words"), content.say("screen.try_hint"))


@app_commands.command(name="test", description="Try a text: what would happen to it, and why")
async def try_text(interaction: Interaction) -> None:
    """Open a form, so that nothing is typed in the channel."""
    if not await admit_team(interaction, defer=False):
        return
    await interaction.response.send_modal(try_form(interaction.client.content))


COMMANDS: tuple[app_commands.Command[Any, ..., None], ...] = (try_text,)


def register(client: Client) -> None:
    """Register the form, so that it works after a restart too."""
    client.add_modals(TryModal)
