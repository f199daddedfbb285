"""How a talk looks to its member and to the care team. Builds; never sends."""

from datetime import UTC, datetime

import discord

from bot.core import text
from bot.core.wording import Wording
from bot.discord.client import Interaction
from bot.discord.modal import WordsModal
from bot.discord.protocol import EMBED_MAX
from bot.talks import rules
from bot.talks.rules import Conversation, Talk, TalkLine, Unsent
from cogs import render
from cogs.helplines.country import emergency


class TalkWords(WordsModal, template=r"(?!)"):
    """A form for one line of a talk, by its member or by the care team."""

    most = rules.TALK_WORDS
    required = True


def own_words(content: Wording, words: str) -> discord.Embed:
    """Return a member's own words, to be shown to that member alone."""
    shown = text.escape(text.clean(words).text)[:EMBED_MAX]
    return discord.Embed(title=content.say("post.your_words"), description=shown)


def why_not(interaction: Interaction, unsent: Unsent) -> str:
    """Return why a line was not sent, and what to do next."""
    return interaction.client.content.say(
        f"talk.refused_{unsent.fault.value}",
        most=rules.TALK_WORDS,
        when=render.moment(unsent.until) if unsent.until else "",
        days=rules.TALK_DAYS,
        number=emergency(interaction),
    )


def gaps(content: Wording, found: Conversation) -> list[str]:
    """Return the line that says which words are missing, in a list; empty when none are."""
    if not found.lines:
        return [content.say("talk.no_lines")]
    return [content.say("talk.more")] if len(found.shown) < len(found.lines) else []


def line_embeds(content: Wording, found: Conversation, *, member: str) -> list[discord.Embed]:
    """Return the last lines of a talk; ``member`` is the name shown for the member."""

    def embed(line: TalkLine) -> discord.Embed:
        shown = discord.Embed(
            description=text.escape(line.words),
            color=render.CALM if line.by_team else render.QUIET,
            timestamp=datetime.fromtimestamp(line.at, UTC),
        )
        return shown.set_author(name=content.say("talk.team") if line.by_team else member)

    return [embed(line) for line in found.shown]


def name_of(content: Wording, talk: Talk) -> str:
    """Return what a talk is called in its member's list."""
    return talk.alias or content.say("talk.about_nothing")


def line_of(content: Wording, talk: Talk) -> str:
    """Return the line for a talk in its member's list."""
    name = name_of(content, talk)
    if talk.closed:
        return content.say("talk.line_closed", name=name)
    if talk.unread:
        return content.say("talk.line_new", name=name, new=talk.unread)
    return content.say("talk.line", name=name)
