"""/checkin act: "you said, we did", what the group did about a result."""

# discord.py leaves the class of a command untyped when the command is defined outside of a class.
# pyright: reportUnknownVariableType=false

from typing import Any, assert_never

import discord
from discord import app_commands, ui

from bot.checkins.outcomes import ActRefused, Cleared, Gone, Noted
from bot.checkins.results.responses import WORDS_MOST
from bot.checkins.rules import Act, ActKind
from bot.checkins.schedules.zones import zone
from bot.core import text
from bot.core.ids import ID
from bot.core.wording import Wording
from bot.discord.answers import say
from bot.discord.client import Client, Interaction
from bot.discord.components import Button, view_of
from bot.discord.modal import Modal
from bot.discord.permissions import is_team
from cogs.checkins.options import CHOICE_MAX, Choice, admit_team
from cogs.checkins.render import act_text, day_text

MENU_MAX = 25
"""Max options of a suggestion, by Discord's documentation."""


class ActOpen(Button, template=rf"checkin:act:(?P<round_id>{ID})"):
    """The button that opens the form for "you said, we did"."""

    def __init__(self, round_id: str) -> None:
        self.round_id = round_id
        super().__init__(
            f"checkin:act:{round_id}", "You said, we did…", discord.ButtonStyle.primary
        )

    async def press(self, interaction: Interaction) -> None:
        """Open the form, with what was said before."""
        if not await admit_team(interaction, defer=False):
            return
        await open_form(interaction, self.round_id)


class ActForm(Modal, template=rf"checkin:acted:(?P<round_id>{ID})"):
    """The form for what the group did about a result, or an honest "no change, because"."""

    def __init__(self, round_id: str) -> None:
        self.round_id = round_id
        super().__init__(f"checkin:acted:{round_id}", "You said, we did")

    def fill(self, content: Wording, before: Act | None) -> None:
        """Add the two fields."""
        kinds = [
            discord.RadioGroupOption(
                label=content.say(f"act.kind_{kind.value}"),
                value=kind.value,
                default=(before.kind if before else ActKind.DID) is kind,
            )
            for kind in ActKind
        ]
        self.add_item(
            ui.Label(
                text=content.say("act.what"),
                component=ui.RadioGroup[ui.View](custom_id="kind", options=kinds),
            )
        )
        self.add_paragraph(
            content.say("act.words"),
            content.say("act.words_hint"),
            most=WORDS_MOST,
            required=True,
            default=before.words if before else None,
        )

    async def submit(self, interaction: Interaction) -> None:
        """Save the words, to show with the result and when the next check-in opens."""
        if not await admit_team(interaction):
            return
        checkins, guild_id = interaction.client.services.checkins, interaction.guild_id or 0
        kinds = {kind.value: kind for kind in ActKind}
        kind = kinds.get(self.values.get("kind", ""), ActKind.DID)
        words = self.values.get("words", "")
        outcome = await checkins.responses.note(guild_id, self.round_id, kind, words)
        match outcome:
            case Noted(act):
                await checkins.rounds.show_again(guild_id, self.round_id)
                embed = discord.Embed(description=act_text(interaction.client.content, act))
                view = view_of(ActClear(self.round_id), ActOpen(self.round_id))
                await say(interaction, "act.noted", embeds=[embed], view=view)
            case ActRefused(fault):
                embed = discord.Embed(description=text.escape(words)[:4096] or "-")
                view = view_of(ActOpen(self.round_id))
                key = f"act.fault_{fault.name.lower()}"
                await say(interaction, key, embeds=[embed], view=view, most=WORDS_MOST)
            case Gone():
                await say(interaction, "act.gone")
            case _ as unreachable:
                assert_never(unreachable)


class ActClear(Button, template=rf"checkin:unact:(?P<round_id>{ID})"):
    """The button that deletes what was said about a result."""

    def __init__(self, round_id: str) -> None:
        self.round_id = round_id
        super().__init__(f"checkin:unact:{round_id}", "Take it back")

    async def press(self, interaction: Interaction) -> None:
        """Delete the words, from the result's message as well."""
        if not await admit_team(interaction):
            return
        checkins, guild_id = interaction.client.services.checkins, interaction.guild_id or 0
        outcome = await checkins.responses.clear(guild_id, self.round_id)
        match outcome:
            case Cleared(act):
                await checkins.rounds.show_again(guild_id, self.round_id)
                # Show the deleted words: an admin who deleted them by mistake can copy them.
                embed = discord.Embed(description=act_text(interaction.client.content, act))
                view = view_of(ActOpen(self.round_id))
                await say(interaction, "act.cleared", embeds=[embed], view=view)
            case Gone():
                await say(interaction, "act.nothing")
            case _ as unreachable:
                assert_never(unreachable)


async def open_form(interaction: Interaction, round_id: str) -> None:
    """Open the form about one result, if it belongs to this group."""
    checkins, guild_id = interaction.client.services.checkins, interaction.guild_id or 0
    found = await checkins.results.one(guild_id, round_id)
    if isinstance(found, Gone) or found.result.published.answered is None:
        await say(interaction, "act.gone")
        return
    modal = ActForm(round_id)
    modal.fill(interaction.client.content, found.result.act)
    await interaction.response.send_modal(modal)


async def suggest_result(interaction: Interaction, typed: str) -> list[Choice[str]]:
    """Return results by channel and day, newest first."""
    if not is_team(interaction):
        return []
    client, guild_id = interaction.client, interaction.guild_id or 0
    found = await client.services.checkins.results.recent(guild_id, MENU_MAX)
    names: list[Choice[str]] = []
    for one in found:
        channel = interaction.guild.get_channel(one.channel_id) if interaction.guild else None
        where = f"#{channel.name}" if channel else client.content.say("checkin.no_channel")
        said = f" {client.content.say('act.has')}" if one.act else ""
        day = day_text(client.content, zone("UTC"), one.opened_at)
        name = f"{where}: {day}{said}"[:CHOICE_MAX]
        if typed.casefold() in name.casefold():
            names.append(Choice(name=name, value=one.round_id))
    return names


@app_commands.command(name="act", description="Say what the group did about a result")
@app_commands.rename(round_="result")
@app_commands.describe(round_="About which result")
@app_commands.autocomplete(round_=suggest_result)
async def act(interaction: Interaction, round_: str) -> None:
    """Open the form; what is said opens the next check-in."""
    if not await admit_team(interaction, defer=False):
        return
    await open_form(interaction, round_)


COMMANDS: tuple[app_commands.Command[Any, ..., None], ...] = (act,)


def register(client: Client) -> None:
    """Register the buttons and the form."""
    client.add_items(ActOpen, ActClear)
    client.add_modals(ActForm)
