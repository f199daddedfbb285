"""How a talk looks, to its member and to the care team. Builds; never sends."""

from datetime import UTC, datetime
from typing import TypeVar

import discord
from discord import ui

from bot.core import text
from bot.core.wording import Wording
from bot.discord.boundary import Interaction, Modal
from bot.talks import rules
from bot.talks.rules import Conversation, Line, Talk, Unsent
from cogs.helplines.support import guess
from cogs.sharing import render

ModalT = TypeVar("ModalT", bound=Modal)


def add_words(modal: ModalT, label: str, hint: str) -> ModalT:
    """Gives a form its one field."""
    modal.add_item(
        ui.Label(
            text=label,
            description=hint,
            component=ui.TextInput[ui.View](
                custom_id="words",
                style=discord.TextStyle.paragraph,
                max_length=rules.TALK_WORDS,
            ),
        )
    )
    return modal


def own_words(content: Wording, words: str) -> discord.Embed:
    """A member's own words, for their eyes."""
    shown = text.escape(text.clean(words).text)[: render.EMBED_MAX]
    return discord.Embed(title=content.say("post.your_words"), description=shown)


def why_not(interaction: Interaction, unsent: Unsent) -> str:
    """Why a line was not sent, and what to do next."""
    return interaction.client.content.say(
        f"talk.refused_{unsent.fault.value}",
        most=rules.TALK_WORDS,
        when=render.moment(unsent.until) if unsent.until else "",
        days=rules.TALK_DAYS,
        number=emergency(interaction),
    )


def gaps(content: Wording, found: Conversation) -> list[str]:
    """What has to be said where words are missing: a line, or none."""
    if not found.lines:
        return [content.say("talk.no_lines")]
    return [content.say("talk.more")] if len(found.shown) < len(found.lines) else []


def line_embeds(content: Wording, found: Conversation, *, member: str) -> list[discord.Embed]:
    """The last lines of a talk; ``member``: what the member is called here."""

    def embed(line: Line) -> discord.Embed:
        shown = discord.Embed(
            description=text.escape(line.words),
            color=render.CALM if line.by_team else render.QUIET,
            timestamp=datetime.fromtimestamp(line.at, UTC),
        )
        return shown.set_author(name=content.say("talk.team") if line.by_team else member)

    return [embed(line) for line in found.shown]


def name_of(content: Wording, talk: Talk) -> str:
    """What a talk is called in its member's list."""
    return talk.alias or content.say("talk.about_nothing")


def line_of(content: Wording, talk: Talk) -> str:
    """A talk in its member's list."""
    name = name_of(content, talk)
    if talk.closed:
        return content.say("talk.line_closed", name=name)
    if talk.unread:
        return content.say("talk.line_new", name=name, new=talk.unread)
    return content.say("talk.line", name=name)


def emergency(interaction: Interaction) -> str:
    """The number to call: of the country that somebody's language most likely means, by name, and
    where that says nothing, in words. From memory. Nothing is kept.
    """
    client = interaction.client
    country = client.services.helplines.directory.countries.get(guess(interaction) or "")
    if country is None:
        return client.content.say("fork.number")
    numbers = " / ".join(country.emergency)
    return client.content.say("fork.number_in", numbers=numbers, country=country.name)
