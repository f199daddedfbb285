"""/helplines for admins: which numbers people here are shown. Every change ends by itself."""

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.content import Content
from bot.helplines.rules import CHANGE_DAYS, Change, Wrong
from bot.helplines.service import Typed
from bot.interactions import (
    Button,
    Client,
    Interaction,
    Modal,
    given_back,
    is_admin,
    say,
    think,
    view_of,
)
from bot.sharing.rules import ID
from cogs import render

LINE = r"(?P<line_id>[a-z]{2}-[a-z0-9-]{2,20}|-)"


class HelplineUndo(Button, template=rf"helpline:undo:(?P<change_id>{ID})"):
    """Takes a change away."""

    def __init__(self, change_id: str, label: str = "Undo") -> None:
        self.change_id = change_id
        super().__init__(f"helpline:undo:{change_id}", label)

    async def press(self, interaction: Interaction) -> None:
        """Says whether there was still something to undo."""
        if not await _admin(interaction):
            return
        await think(interaction)
        helplines = interaction.client.services.helplines
        done = await helplines.undo(interaction.guild_id or 0, self.change_id)
        await say(interaction, "helplines.undone" if done else "helplines.undone_already")


class HelplineModal(Modal, template=rf"helpline:write:(?P<country>[A-Z]{{2}}):{LINE}"):
    """The form for one line."""

    def __init__(self, country: str, line_id: str) -> None:
        self.country = country
        self.line_id = None if line_id == "-" else line_id
        title = "Add a helpline" if self.line_id is None else "Replace a helpline"
        super().__init__(f"helpline:write:{country}:{line_id}", title)

    def filled(self, content: Content, before: Typed) -> "HelplineModal":
        """The form with what is there already."""
        for name, value in (
            ("name", before.name),
            ("dial", before.dial),
            ("hours", before.hours),
            ("url", before.url),
            ("days", before.days),
        ):
            self.add_item(
                ui.Label(
                    text=content.say(f"helplines.form_{name}"),
                    component=ui.TextInput[ui.View](
                        custom_id=name, max_length=200, default=value or None
                    ),
                )
            )
        return self

    async def submit(self, interaction: Interaction) -> None:
        """Checks the form of each field; what is wrong is given back to copy."""
        if not await _admin(interaction):
            return
        await think(interaction)
        fields = ("name", "dial", "hours", "url", "days")
        typed = Typed(*(self.values.get(name, "").strip() for name in fields))
        helplines = interaction.client.services.helplines
        outcome = await helplines.write(
            interaction.guild_id or 0, self.country, self.line_id, typed
        )
        if isinstance(outcome, Wrong):
            back = given_back(interaction)
            key = f"helplines.wrong_{outcome.value}"
            if outcome is Wrong.DAYS:
                await say(interaction, "helplines.wrong_days", embeds=back, most=CHANGE_DAYS)
            else:
                await say(interaction, key, embeds=back)
        elif outcome is None:
            await say(interaction, "helplines.full", embeds=given_back(interaction))
        else:
            key = "helplines.replaced" if self.line_id else "helplines.added"
            await _done(interaction, key, outcome)


async def _done(interaction: Interaction, key: str, change: Change) -> None:
    until = render.moment(change.until)
    await say(interaction, key, view=view_of(HelplineUndo(change.change_id)), until=until)


async def _admin(interaction: Interaction) -> bool:
    """Whether an admin asks; says so to anybody else."""
    if is_admin(interaction):
        return True
    await say(interaction, "helplines.not_you")
    return False


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Helplines(commands.GroupCog, group_name="helplines", description="Helplines shown here"):
    """The /helplines commands."""

    @app_commands.command(name="list", description="The helplines of a country, as people see them")
    @app_commands.describe(country="Which country")
    async def show(self, interaction: Interaction, country: str) -> None:
        """How sure each number is, and the group's own changes with a button to undo each."""
        if not await _admin(interaction):
            return
        await think(interaction)
        helplines, content = interaction.client.services.helplines, interaction.client.content
        found = helplines.directory.countries.get(country.upper())
        if found is None:
            await say(interaction, "helplines.unknown_country")
            return
        today = interaction.client.services.clock().date()
        lines = [
            content.say(
                "helplines.shown",
                id=line.line_id,
                name=line.name,
                dial=line.dial,
                state=content.say(f"helplines.{line.age(today).value}"),
            )
            for line in found.lines
        ]
        changes = [
            one
            for one in await helplines.changes(interaction.guild_id or 0)
            if one.country == found.code
        ]
        for one in changes:
            line = helplines.directory.line(one.line_id or "")
            lines.append(
                content.say(
                    "helplines.change",
                    kind=content.say(f"helplines.{one.kind.value}"),
                    name=one.name or (line.name if line else ""),
                    dial=one.dial,
                    until=render.moment(one.until),
                )
            )
        buttons = [
            HelplineUndo(one.change_id, f"Undo: {one.name or one.line_id}"[:80])
            for one in changes[-20:]
        ]
        embed = discord.Embed(description=render.as_many(lines), color=render.QUIET)
        view = view_of(*buttons) if buttons else None
        await say(interaction, "helplines.list", embeds=[embed], view=view, country=found.name)

    @app_commands.command(name="add", description="Add a helpline that people here are shown first")
    @app_commands.describe(country="Which country")
    async def add(self, interaction: Interaction, country: str) -> None:
        """Opens the form."""
        if not await _admin(interaction):
            return
        known = interaction.client.services.helplines.directory.countries
        if country.upper() not in known:
            await say(interaction, "helplines.unknown_country")
            return
        blank = Typed("", "", "24/7", "", str(CHANGE_DAYS))
        modal = HelplineModal(country.upper(), "-").filled(interaction.client.content, blank)
        await interaction.response.send_modal(modal)

    @app_commands.command(name="replace", description="Show another number in place of one")
    @app_commands.describe(line="Which line (its id, from /helplines list)")
    async def replace(self, interaction: Interaction, line: str) -> None:
        """Opens the form with what is there."""
        if not await _admin(interaction):
            return
        known = interaction.client.services.helplines.directory.line(line)
        if known is None:
            await say(interaction, "helplines.gone")
            return
        before = Typed(known.name, known.dial, known.hours, known.url, str(CHANGE_DAYS))
        country = known.line_id[:2].upper()
        modal = HelplineModal(country, known.line_id).filled(interaction.client.content, before)
        await interaction.response.send_modal(modal)

    @app_commands.command(name="hide", description="Don't show one line here")
    @app_commands.describe(line="Which line (its id, from /helplines list)")
    async def hide(self, interaction: Interaction, line: str) -> None:
        """The emergency number and the finder cannot be hidden."""
        if not await _admin(interaction):
            return
        await think(interaction)
        helplines, guild_id = interaction.client.services.helplines, interaction.guild_id or 0
        if helplines.directory.line(line) is None:
            await say(interaction, "helplines.gone")
            return
        change = await helplines.hide(guild_id, line)
        if change is None:
            await say(interaction, "helplines.full")
        else:
            await _done(interaction, "helplines.hidden_now", change)

    @show.autocomplete("country")
    @add.autocomplete("country")
    async def _countries(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        known = interaction.client.services.helplines.directory.countries.values()
        return [
            app_commands.Choice(name=one.name, value=one.code)
            for one in known
            if typed.lower() in one.name.lower() or typed.upper() == one.code
        ][:25]

    @replace.autocomplete("line")
    @hide.autocomplete("line")
    async def _lines(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        known = interaction.client.services.helplines.directory.countries.values()
        return [
            app_commands.Choice(name=f"{one.name}: {line.name}"[:100], value=line.line_id)
            for one in known
            for line in one.lines
            if typed.lower() in f"{line.line_id} {one.name} {line.name}".lower()
        ][:25]


async def setup(client: Client) -> None:
    """discord.py's entry."""
    client.add_items(HelplineUndo)
    client.add_modals(HelplineModal)
    await client.add_cog(Helplines())
