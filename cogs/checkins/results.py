"""/checkin results, trend, act, export: what came out, and what the group did about it."""

# discord.py leaves open to which class a command belongs that stands outside of one.
# pyright: reportUnknownVariableType=false

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any, assert_never
from zoneinfo import ZoneInfo

import discord
from discord import app_commands, ui

from bot.checkins.outcomes import ActRefused, Cleared, Gone, Noted
from bot.checkins.results.export import to_csv, to_json
from bot.checkins.results.responses import WORDS_MOST
from bot.checkins.rules import Act, ActKind
from bot.checkins.schedules.zones import zone
from bot.core import text
from bot.core.delivery import Refusal
from bot.core.ids import ID
from bot.core.wording import Wording
from bot.discord.boundary import (
    Button,
    Client,
    Interaction,
    Modal,
    Picker,
    is_admin,
    is_carer,
    say,
    think,
    view_of,
)
from cogs.checkins.delivery import picture, send
from cogs.checkins.options import CHOICE_MAX, Choice, as_admin, as_team, suggest_schedule
from cogs.checkins.render import act_text, result_embed, trend_embed

MENU_MAX = 25
"""Options of a select and of a suggestion, by Discord's documentation."""


class ResultPicker(Picker, template=rf"checkin:result:(?P<schedule_id>{ID})"):
    """Shows another round of the same check-in."""

    def __init__(
        self,
        schedule_id: str,
        placeholder: str = "",
        options: Sequence[discord.SelectOption] = (),
    ) -> None:
        self.schedule_id = schedule_id
        super().__init__(f"checkin:result:{schedule_id}", placeholder, options)

    async def press(self, interaction: Interaction) -> None:
        """In place of the one that stood there."""
        if not _team(interaction):
            await say(interaction, "checkin.team_only")
            return
        await think(interaction)
        await _show_result(interaction, self.schedule_id, self.picked)


class ActOpen(Button, template=rf"checkin:act:(?P<round_id>{ID})"):
    """Opens the form for "you said, we did"."""

    def __init__(self, round_id: str) -> None:
        self.round_id = round_id
        super().__init__(
            f"checkin:act:{round_id}", "You said, we did…", discord.ButtonStyle.primary
        )

    async def press(self, interaction: Interaction) -> None:
        """The form, with what was said before."""
        if not _team(interaction):
            await say(interaction, "checkin.team_only")
            return
        await open_form(interaction, self.round_id)


class ActForm(Modal, template=rf"checkin:acted:(?P<round_id>{ID})"):
    """What the group did about a result, or an honest "no change, because"."""

    def __init__(self, round_id: str) -> None:
        self.round_id = round_id
        super().__init__(f"checkin:acted:{round_id}", "You said, we did")

    def fill(self, content: Wording, before: Act | None) -> None:
        """Adds the two fields."""
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
        self.add_item(
            ui.Label(
                text=content.say("act.words"),
                description=content.say("act.words_hint"),
                component=ui.TextInput[ui.View](
                    custom_id="words",
                    style=discord.TextStyle.paragraph,
                    max_length=WORDS_MOST,
                    default=before.words if before else None,
                ),
            )
        )

    async def submit(self, interaction: Interaction) -> None:
        """Kept, shown with the result, and shown when the next check-in opens."""
        if not _team(interaction):
            await say(interaction, "checkin.team_only")
            return
        await think(interaction)
        checkins, guild_id = interaction.client.services.checkins, interaction.guild_id or 0
        kinds = {kind.value: kind for kind in ActKind}
        kind = kinds.get(self.values.get("kind", ""), ActKind.DID)
        words = self.values.get("words", "")
        outcome = await checkins.acts.note(guild_id, self.round_id, kind, words)
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
    """Takes back what was said about a result."""

    def __init__(self, round_id: str) -> None:
        self.round_id = round_id
        super().__init__(f"checkin:unact:{round_id}", "Take it back")

    async def press(self, interaction: Interaction) -> None:
        """The words are gone, from the result's message as well."""
        if not _team(interaction):
            await say(interaction, "checkin.team_only")
            return
        await think(interaction)
        checkins, guild_id = interaction.client.services.checkins, interaction.guild_id or 0
        outcome = await checkins.acts.clear(guild_id, self.round_id)
        match outcome:
            case Cleared(act):
                await checkins.rounds.show_again(guild_id, self.round_id)
                # The words are given back: who took them back by mistake need not type again.
                embed = discord.Embed(description=act_text(interaction.client.content, act))
                view = view_of(ActOpen(self.round_id))
                await say(interaction, "act.cleared", embeds=[embed], view=view)
            case Gone():
                await say(interaction, "act.nothing")
            case _ as unreachable:
                assert_never(unreachable)


class TrendPost(Button, template=rf"checkin:post:(?P<schedule_id>{ID})"):
    """Shows the trend to the channel that is asked."""

    def __init__(self, schedule_id: str) -> None:
        self.schedule_id = schedule_id
        super().__init__(f"checkin:post:{schedule_id}", "Show it in the channel")

    async def press(self, interaction: Interaction) -> None:
        """As a message of Haven's own: it does not say who asked for it."""
        if not is_admin(interaction):
            await say(interaction, "checkin.admins_only")
            return
        await think(interaction)
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


def _team(interaction: Interaction) -> bool:
    return is_admin(interaction) or is_carer(interaction)


async def open_form(interaction: Interaction, round_id: str) -> None:
    """The form about one result, if it is this group's."""
    checkins, guild_id = interaction.client.services.checkins, interaction.guild_id or 0
    found = await checkins.results.one(guild_id, round_id)
    if isinstance(found, Gone) or found.result.published.answered is None:
        await say(interaction, "act.gone")
        return
    modal = ActForm(round_id)
    modal.fill(interaction.client.content, found.result.act)
    await interaction.response.send_modal(modal)


async def _place(interaction: Interaction, schedule_id: str) -> ZoneInfo:
    """The zone of a schedule; of one that was deleted, none is known any more."""
    schedules = interaction.client.services.checkins.schedules
    found = await schedules.get(interaction.guild_id or 0, schedule_id)
    return zone(found.plan.recurrence.zone if found else "UTC")


async def _show_result(
    interaction: Interaction, schedule_id: str, round_id: str | None = None
) -> None:
    """One result, the newest unless another is named, and a menu of all."""
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
    file = await picture(client.pictures, content, until, place)
    embed = result_embed(
        content, result.published, found.questions, result.act, picture=file is not None
    )
    every = sorted((r for s in everything for r in s.results), key=lambda r: -r.opened_at)
    options = [
        discord.SelectOption(
            label=_day(content, place, one.opened_at),
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
    """The trend of a schedule as it stands now; None while there is no result."""
    client = interaction.client
    checkins, content = client.services.checkins, client.content
    history = await checkins.results.history(interaction.guild_id or 0, schedule_id)
    if isinstance(history, Gone):
        return None
    place = await _place(interaction, schedule_id)
    file = await picture(client.pictures, content, history.points, place)
    embed = trend_embed(
        content,
        history.series.results[-1].published,
        history.trend,
        older=bool(history.older),
        picture=file is not None,
    )
    return embed, file


def _day(content: Wording, place: ZoneInfo, at: int) -> str:
    """A day in a menu, where Discord shows no times of its own."""
    local = datetime.fromtimestamp(at, place)
    month = content.say("months.short").split()[local.month - 1]
    return f"{local.day} {month} {local.year}"


@app_commands.command(name="results", description="What a check-in said; only you see it")
@app_commands.rename(check_in="check-in")
@app_commands.describe(check_in="Which one")
@app_commands.autocomplete(check_in=suggest_schedule)
async def results(interaction: Interaction, check_in: str) -> None:
    """The newest result, and a menu of earlier ones."""

    async def work() -> None:
        await think(interaction)
        await _show_result(interaction, check_in)

    await as_team(interaction, work)


@app_commands.command(name="trend", description="How a check-in changed over time; only you see it")
@app_commands.rename(check_in="check-in")
@app_commands.describe(check_in="Which one")
@app_commands.autocomplete(check_in=suggest_schedule)
async def trend(interaction: Interaction, check_in: str) -> None:
    """The picture, and what may be said about it."""

    async def work() -> None:
        await think(interaction)
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

    await as_team(interaction, work)


async def suggest_result(interaction: Interaction, typed: str) -> list[Choice[str]]:
    """Results by channel and day, the newest first."""
    if not _team(interaction):
        return []
    client, guild_id = interaction.client, interaction.guild_id or 0
    found = await client.services.checkins.results.recent(guild_id, MENU_MAX)
    names: list[Choice[str]] = []
    for one in found:
        channel = interaction.guild.get_channel(one.channel_id) if interaction.guild else None
        where = f"#{channel.name}" if channel else client.content.say("checkin.no_channel")
        said = f" {client.content.say('act.has')}" if one.act else ""
        day = _day(client.content, zone("UTC"), one.opened_at)
        name = f"{where}: {day}{said}"[:CHOICE_MAX]
        if typed.casefold() in name.casefold():
            names.append(Choice(name=name, value=one.round_id))
    return names


@app_commands.command(name="act", description="Say what the group did about a result")
@app_commands.rename(round_="result")
@app_commands.describe(round_="About which result")
@app_commands.autocomplete(round_=suggest_result)
async def act(interaction: Interaction, round_: str) -> None:
    """Opens the form; what is said opens the next check-in."""

    async def work() -> None:
        await open_form(interaction, round_)

    await as_team(interaction, work)


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
    """Sums only: what was published, and nothing about anybody."""

    async def work() -> None:
        await think(interaction)
        results = interaction.client.services.checkins.results
        lines = await results.export_lines(interaction.guild_id or 0)
        if not lines:
            await say(interaction, "result.none_at_all")
            return
        data = to_csv(lines) if form == "csv" else to_json(lines)
        file = discord.File(io.BytesIO(data), f"check-ins.{form}")
        await say(interaction, "result.export", files=[file])

    await as_admin(interaction, work)


COMMANDS: tuple[app_commands.Command[Any, ..., None], ...] = (results, trend, act, export)


def register(client: Client) -> None:
    """Lets the buttons and the form be found, also after a restart."""
    client.add_items(ResultPicker, ActOpen, ActClear, TrendPost)
    client.add_modals(ActForm)
