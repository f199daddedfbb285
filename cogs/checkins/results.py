"""/checkin results, trend: the newest results, and how they develop."""

# discord.py leaves the class of a command untyped when the command is defined outside of a class.
# pyright: reportUnknownVariableType=false

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import discord
from discord import app_commands

from bot.checkins.outcomes import Gone
from bot.checkins.results.pictures import Pictures
from bot.checkins.schedules.zones import zone
from bot.core.delivery import Refusal
from bot.core.ids import ID
from bot.discord.answers import say
from bot.discord.client import Client, Interaction
from bot.discord.components import Button, Picker, view_of
from bot.discord.permissions import is_admin
from cogs.checkins.options import admit_admin, admit_team, suggest_schedule
from cogs.checkins.render import day_text, result_embed, trend_embed
from cogs.checkins.responses import ActOpen
from cogs.checkins.sending import picture, send

MENU_MAX = 25
"""Max options of a select and of a suggestion, by Discord's documentation."""


class ResultPicker(Picker, template=rf"checkin:result:(?P<schedule_id>{ID})"):
    """A menu that shows another round of the same check-in."""

    def __init__(
        self,
        schedule_id: str,
        placeholder: str = "",
        options: Sequence[discord.SelectOption] = (),
    ) -> None:
        self.schedule_id = schedule_id
        super().__init__(f"checkin:result:{schedule_id}", placeholder, options)

    async def press(self, interaction: Interaction) -> None:
        """Replace the result shown with the chosen one."""
        if not await admit_team(interaction):
            return
        await _show_result(interaction, self.schedule_id, self.picked)


class TrendPost(Button, template=rf"checkin:post:(?P<schedule_id>{ID})"):
    """The button that posts the trend to the channel that was asked."""

    def __init__(self, schedule_id: str) -> None:
        self.schedule_id = schedule_id
        super().__init__(f"checkin:post:{schedule_id}", "Show it in the channel")

    async def press(self, interaction: Interaction) -> None:
        """Post it as a message of Haven's own, which does not say who asked for it."""
        if not await admit_admin(interaction):
            return
        client, guild_id = interaction.client, interaction.guild_id or 0
        checkins = client.services.checkins
        schedule = await checkins.schedules.get(guild_id, self.schedule_id)
        found = await _trend(interaction, self.schedule_id)
        if schedule is None or found is None:
            await say(interaction, "trend.none")
            return
        group, channel_id = client.services.groups.get(guild_id), schedule.plan.channel_id
        embed, file = found
        posted = await send(client, group, channel_id, embed, file=file)
        key = "trend.not_posted" if isinstance(posted, Refusal) else "trend.posted"
        await say(interaction, key, channel=f"<#{channel_id}>")


async def _place(interaction: Interaction, schedule_id: str) -> ZoneInfo:
    """Return the zone of a schedule; UTC for a deleted one."""
    schedules = interaction.client.services.checkins.schedules
    found = await schedules.get(interaction.guild_id or 0, schedule_id)
    return zone(found.plan.recurrence.zone if found else "UTC")


async def _show_result(
    interaction: Interaction, schedule_id: str, round_id: str | None = None
) -> None:
    """Show one result, by default the newest, and a menu of all."""
    client, guild_id = interaction.client, interaction.guild_id or 0
    checkins, content = client.services.checkins, client.content
    found = (
        await checkins.results.latest(guild_id, schedule_id)
        if round_id is None
        else await checkins.results.one(guild_id, round_id)
    )
    history = await checkins.results.history(guild_id, schedule_id)
    if isinstance(found, Gone) or isinstance(history, Gone):
        await say(interaction, "result.none")
        return
    result, place = found.result, await _place(interaction, schedule_id)
    everything = (history.series, *history.older)
    points = next(s.points for s in everything if s.name == result.series)
    until = tuple(point for point in points if point.at <= result.point.at)
    file = await picture(client.state(Pictures), content, until, place)
    embed = result_embed(
        content, result.published, found.questions, result.act, picture=file is not None
    )
    every = sorted((r for s in everything for r in s.results), key=lambda r: -r.opened_at)
    options = [
        discord.SelectOption(
            label=day_text(content, place, one.opened_at),
            value=one.round_id,
            default=one.round_id == result.round_id,
        )
        for one in every[:MENU_MAX]
    ]
    items: list[Button | Picker] = []
    if len(options) > 1:
        items.append(ResultPicker(schedule_id, content.say("result.others"), options))
    if result.published.answered is not None:
        items.append(ActOpen(result.round_id))
    await say(
        interaction,
        "result.of",
        embeds=[embed],
        files=[file] if file else [],
        view=view_of(*items) if items else None,
        day=f"<t:{result.opened_at}:D>",
    )


async def _trend(
    interaction: Interaction, schedule_id: str
) -> tuple[discord.Embed, discord.File | None] | None:
    """Return the trend of a schedule at present; None while there is no result."""
    client = interaction.client
    checkins, content = client.services.checkins, client.content
    history = await checkins.results.history(interaction.guild_id or 0, schedule_id)
    if isinstance(history, Gone):
        return None
    place = await _place(interaction, schedule_id)
    file = await picture(client.state(Pictures), content, history.points, place)
    embed = trend_embed(
        content,
        history.series.results[-1].published,
        history.trend,
        older=bool(history.older),
        picture=file is not None,
    )
    return embed, file


@app_commands.command(name="results", description="What a check-in said; only you see it")
@app_commands.rename(check_in="check-in")
@app_commands.describe(check_in="Which one")
@app_commands.autocomplete(check_in=suggest_schedule)
async def results(interaction: Interaction, check_in: str) -> None:
    """Show the newest result, and a menu of earlier ones."""
    if not await admit_team(interaction):
        return
    await _show_result(interaction, check_in)


@app_commands.command(name="trend", description="How a check-in changed over time; only you see it")
@app_commands.rename(check_in="check-in")
@app_commands.describe(check_in="Which one")
@app_commands.autocomplete(check_in=suggest_schedule)
async def trend(interaction: Interaction, check_in: str) -> None:
    """Show the picture, and what may be said about it."""
    if not await admit_team(interaction):
        return
    found = await _trend(interaction, check_in)
    if found is None:
        await say(interaction, "trend.none")
        return
    embed, file = found
    await say(
        interaction,
        "trend.head",
        embeds=[embed],
        files=[file] if file else [],
        view=view_of(TrendPost(check_in)) if is_admin(interaction) else None,
    )


COMMANDS: tuple[app_commands.Command[Any, ..., None], ...] = (results, trend)


def register(client: Client) -> None:
    """Register the menu and the button."""
    client.add_items(ResultPicker, TrendPost)
