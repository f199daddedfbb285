"""/checkin question: the group's own questions. The preview is the draft; a press saves it."""

# discord.py leaves the class of a command untyped when the command is defined outside of a class.
# pyright: reportUnknownVariableType=false

from typing import assert_never

import discord
from discord import app_commands

from bot.checkins.outcomes import (
    BroughtBack,
    Considered,
    Gone,
    Newer,
    NotSetUp,
    OwnRefused,
    QuestionAdded,
    QuestionKept,
    Retired,
    Reworded,
    SameAsBefore,
)
from bot.core import text
from bot.core.ids import ID
from bot.core.wording import Wording
from bot.discord.answers import reply, say, think
from bot.discord.client import Client, Interaction
from bot.discord.components import Button, view_of
from bot.discord.permissions import is_admin
from cogs import render
from cogs.checkins.options import CHOICE_MAX, Choice, admit_admin
from cogs.sharing import post_render

OWN = "own:"

OWN_SHOWN = 4000
"""Max characters of the group's own questions in a list: with Haven's they must stay within the
6,000 of all embeds of a message."""

GROUP = app_commands.Group(name="question", description="This group's own questions")


class OwnSave(Button, template=r"checkin:own:save"):
    """The button that adds the question of the preview above it."""

    def __init__(self) -> None:
        super().__init__("checkin:own:save", "Add this question", discord.ButtonStyle.success)

    async def press(self, interaction: Interaction) -> None:
        """Save the words, read from the private preview: nothing was saved before."""
        words = await _words(interaction)
        if words is None:
            return
        own = interaction.client.services.checkins.group_questions
        outcome = await own.add(interaction.guild_id or 0, words)
        match outcome:
            case QuestionAdded(question):
                view = view_of(OwnTurn("retire", question.id.removeprefix(OWN)))
                await say(interaction, "own.added", view=view, words=text.escape(question.text))
            case OwnRefused(fault):
                await say(interaction, f"own.fault_{fault.value}")
            case NotSetUp():
                await say(interaction, "not_set_up_admin")
            case _ as unreachable:
                assert_never(unreachable)


class OwnReword(Button, template=rf"checkin:own:reword:(?P<own_id>{ID}):(?P<version>[0-9]+)"):
    """The button that saves the new words of the preview above it."""

    def __init__(self, own_id: str, version: str) -> None:
        self.own_id, self.version = own_id, int(version)
        super().__init__(
            f"checkin:own:reword:{own_id}:{version}",
            "Ask it like this",
            discord.ButtonStyle.success,
        )

    async def press(self, interaction: Interaction) -> None:
        """Save the new words; old results keep the old ones."""
        words = await _words(interaction)
        if words is None:
            return
        own = interaction.client.services.checkins.group_questions
        outcome = await own.reword(
            interaction.guild_id or 0, OWN + self.own_id, self.version, words
        )
        match outcome:
            case Reworded(_, after):
                await say(interaction, "own.reworded", words=text.escape(after.text))
            case SameAsBefore():
                await say(interaction, "own.same_words")
            case Newer(current):
                await say(interaction, "own.newer", words=text.escape(current.text))
            case OwnRefused(fault):
                await say(interaction, f"own.fault_{fault.value}")
            case Gone():
                await say(interaction, "own.gone")
            case _ as unreachable:
                assert_never(unreachable)


class OwnTurn(Button, template=rf"checkin:own:(?P<verb>retire|back):(?P<own_id>{ID})"):
    """The button that retires a question or brings it back: each undoes the other."""

    def __init__(self, verb: str, own_id: str) -> None:
        self.verb, self.own_id = verb, own_id
        label = "Stop asking it" if verb == "retire" else "Ask it again"
        super().__init__(f"checkin:own:{verb}:{own_id}", label)

    async def press(self, interaction: Interaction) -> None:
        """Retire it or bring it back for an admin; others may see the button."""
        if not await admit_admin(interaction):
            return
        await turn(interaction, self.verb, self.own_id)


class OwnDrop(Button, template=r"checkin:own:drop"):
    """The button that discards a preview."""

    def __init__(self) -> None:
        super().__init__("checkin:own:drop", "Don't save")

    async def press(self, interaction: Interaction) -> None:
        """Say that nothing was saved."""
        await think(interaction)
        await say(interaction, "own.dropped")


async def turn(interaction: Interaction, verb: str, own_id: str) -> None:
    """Retire a question or bring it back; the interaction has been acknowledged."""
    own, guild_id = interaction.client.services.checkins.group_questions, interaction.guild_id or 0
    if verb == "retire":
        outcome = await own.retire(guild_id, OWN + own_id)
    else:
        outcome = await own.bring_back(guild_id, OWN + own_id)
    match outcome:
        case Retired(question):
            view = view_of(OwnTurn("back", own_id))
            await say(interaction, "own.retired", view=view, words=text.escape(question.text))
        case BroughtBack(question):
            view = view_of(OwnTurn("retire", own_id))
            await say(interaction, "own.back", view=view, words=text.escape(question.text))
        case SameAsBefore():
            await say(interaction, "checkin.already_so")
        case OwnRefused(fault):
            await say(interaction, f"own.fault_{fault.value}")
        case Gone():
            await say(interaction, "own.gone")
        case _ as unreachable:
            assert_never(unreachable)


async def _words(interaction: Interaction) -> str | None:
    """Return the words of the pressed preview; None when it was answered already."""
    if not await admit_admin(interaction):
        return None
    source = interaction.message
    found = post_render.words_of(source) if source is not None else None
    if found is None:
        await say(interaction, "old_button")
        return None
    return found.words


async def _preview(interaction: Interaction, considered: Considered, *items: Button) -> None:
    content = interaction.client.content
    parts = [content.say("own.preview")]
    parts += [content.say(f"own.warn_{warning.value}") for warning in considered.warnings]
    embed = discord.Embed(description=text.escape(considered.question.text), color=render.CALM)
    embed.set_author(name=content.say("own.as_asked"))
    await reply(interaction, "\n".join(parts), embeds=[embed], view=view_of(*items, OwnDrop()))


async def suggest_live(interaction: Interaction, typed: str) -> list[Choice[str]]:
    """Return the questions that are asked now."""
    return await _suggest(interaction, typed, live=True)


async def suggest_retired(interaction: Interaction, typed: str) -> list[Choice[str]]:
    """Return the retired questions."""
    return await _suggest(interaction, typed, live=False)


async def _suggest(interaction: Interaction, typed: str, *, live: bool) -> list[Choice[str]]:
    if not is_admin(interaction):
        return []
    found = await interaction.client.services.checkins.group_questions.list(
        interaction.guild_id or 0
    )
    return [
        Choice(name=kept.question.text[:CHOICE_MAX], value=kept.question.id.removeprefix(OWN))
        for kept in found
        if kept.live is live and typed.casefold() in kept.question.text.casefold()
    ][:25]


@GROUP.command(name="add", description="Add a question of your own about the group")
@app_commands.describe(words="A sentence people can agree with, about the group, 10 to 100 letters")
async def add(interaction: Interaction, words: str) -> None:
    """Show the question as it will be asked, with a warning where it seems to need one."""
    if not await admit_admin(interaction):
        return
    own = interaction.client.services.checkins.group_questions
    outcome = await own.consider(interaction.guild_id or 0, words)
    if isinstance(outcome, OwnRefused):
        await _refused(interaction, outcome, words)
    else:
        await _preview(interaction, outcome, OwnSave())


@GROUP.command(name="reword", description="Put better words to a question; its trend starts anew")
@app_commands.describe(question="Which one", words="The new sentence")
@app_commands.autocomplete(question=suggest_live)
async def reword(interaction: Interaction, question: str, words: str) -> None:
    """Show the new words before they are saved."""
    if not await admit_admin(interaction):
        return
    own, guild_id = interaction.client.services.checkins.group_questions, interaction.guild_id or 0
    outcome = await own.consider_rewording(guild_id, OWN + question, words)
    match outcome:
        case Considered(after):
            button = OwnReword(question, str(after.version - 1))
            await _preview(interaction, outcome, button)
        case OwnRefused():
            await _refused(interaction, outcome, words)
        case SameAsBefore():
            await say(interaction, "own.same_words")
        case Gone():
            await say(interaction, "own.gone")
        case _ as unreachable:
            assert_never(unreachable)


@GROUP.command(name="retire", description="Stop asking one of your questions")
@app_commands.describe(question="Which one")
@app_commands.autocomplete(question=suggest_live)
async def retire(interaction: Interaction, question: str) -> None:
    """Stop asking a question; old results keep it."""
    if not await admit_admin(interaction):
        return
    await turn(interaction, "retire", question)


@GROUP.command(name="bring-back", description="Ask a retired question again")
@app_commands.describe(question="Which one")
@app_commands.autocomplete(question=suggest_retired)
async def bring_back(interaction: Interaction, question: str) -> None:
    """Ask a retired question again, in turn with the others."""
    if not await admit_admin(interaction):
        return
    await turn(interaction, "back", question)


@GROUP.command(name="list", description="Haven's questions, and this group's own")
async def list_(interaction: Interaction) -> None:
    """Show every question that may be asked, and the retired ones."""
    if not await admit_admin(interaction):
        return
    content = interaction.client.content
    checkins = interaction.client.services.checkins
    found = await checkins.group_questions.list(interaction.guild_id or 0)
    embed = discord.Embed(title=content.say("own.haven"), color=render.CALM)
    embed.description = "\n".join(
        f"**{one.id}** {one.text}" for one in (*checkins.bank.core, *checkins.bank.rotating)
    )
    # Retired questions come last: there may be more of them than fit.
    lines = [_line(content, kept) for kept in sorted(found, key=lambda kept: not kept.live)]
    mine = discord.Embed(title=content.say("own.title"), color=render.CALM)
    mine.description = render.as_many(lines, OWN_SHOWN) or content.say("own.none")
    mine.set_footer(text=content.say("checkin.informed"))
    await say(interaction, "own.list", embeds=[embed, mine])


def _line(content: Wording, kept: QuestionKept) -> str:
    words = text.escape(kept.question.text)
    return words if kept.live else content.say("own.retired_line", words=words)


async def _refused(interaction: Interaction, refused: OwnRefused, words: str) -> None:
    """Say why a question was refused, with its words, so that the admin can correct them."""
    content = interaction.client.content
    embed = discord.Embed(description=render.shorten(words, 500) or "-", color=render.QUIET)
    embed.set_author(name=content.say("post.your_words"))
    await say(interaction, f"own.fault_{refused.fault.value}", embeds=[embed])


def register(client: Client) -> None:
    """Register the buttons, so that they work after a restart too."""
    client.add_items(OwnSave, OwnReword, OwnTurn, OwnDrop)
