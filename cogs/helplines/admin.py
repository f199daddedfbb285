"""/helplines for admins: which numbers this group is shown. Every change expires by itself."""

from typing import assert_never

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.core.ids import ID
from bot.core.wording import Wording
from bot.discord.answers import given_back, say
from bot.discord.client import Client, Interaction
from bot.discord.components import Button, view_of
from bot.discord.modal import Modal
from bot.discord.permissions import admit, is_admin
from bot.helplines.form import Wrong
from bot.helplines.rules import ALWAYS, CHANGE_DAYS, Country, ListChange, ListChangeKind
from bot.helplines.service import Full, Typed, Unknown
from cogs import render

LINE = r"(?P<line_id>[a-z]{2}-[a-z0-9-]{2,20}|-)"
FIELDS = ("name", "dial", "words", "hours", "url")
REACH = {"c": ("call",), "t": ("text",), "ct": ("call", "text")}
"""How members reach a line of the group's own, by the letters in its ``custom_id``."""
MENU_MOST = 25
"""Max buttons of a message, and suggestions while an admin types, by Discord's documentation."""

Days = app_commands.Range[int, 1, CHANGE_DAYS]


class HelplineUndo(Button, template=rf"helpline:undo:(?P<change_id>{ID})"):
    """The button that undoes a change."""

    def __init__(self, change_id: str, label: str = "Undo") -> None:
        self.change_id = change_id
        super().__init__(f"helpline:undo:{change_id}", label)

    async def press(self, interaction: Interaction) -> None:
        """Say whether there was still something to undo."""
        if not await _admit(interaction):
            return
        helplines = interaction.client.services.helplines
        done = await helplines.undo(interaction.guild_id or 0, self.change_id)
        await say(interaction, "helplines.undone" if done else "helplines.undone_already")


class HelplineModal(
    Modal,
    template=rf"helpline:write:(?P<country>[A-Z]{{2}}):{LINE}:(?P<reach>ct|c|t):"
    r"(?P<days>[0-9]{1,3})",
):
    """The form for one line."""

    def __init__(self, country: str, line_id: str, reach: str, days: str) -> None:
        self.country = country
        self.line_id = None if line_id == "-" else line_id
        self.reach, self.days = reach, int(days)
        title = "Add a helpline" if self.line_id is None else "Another number for a helpline"
        super().__init__(f"helpline:write:{country}:{line_id}:{reach}:{days}", title)

    def filled(self, content: Wording, before: Typed) -> "HelplineModal":
        """Return the form with the line's present values."""
        known = {
            "name": before.name,
            "dial": before.dial,
            "words": before.words,
            "hours": before.hours,
            "url": before.url,
        }
        for name in FIELDS:
            if name == "words" and "text" not in REACH[self.reach]:
                continue
            box = ui.TextInput[ui.View](
                custom_id=name,
                max_length=200,
                default=known[name] or None,
                required=name != "words",
            )
            self.add_item(ui.Label(text=content.say(f"helplines.form_{name}"), component=box))
        return self

    async def submit(self, interaction: Interaction) -> None:
        """Check each field; return faulty input for the admin to copy."""
        if not await _admit(interaction):
            return
        typed = {name: self.values.get(name, "").strip() for name in FIELDS}
        helplines = interaction.client.services.helplines
        outcome = await helplines.write(
            interaction.guild_id or 0,
            self.country,
            self.line_id,
            Typed(by=REACH[self.reach], **typed),
            self.days,
        )
        if isinstance(outcome, Wrong):
            key = f"helplines.wrong_{outcome.value}"
            await say(interaction, key, embeds=given_back(interaction))
        else:
            key = "helplines.replaced" if self.line_id else "helplines.added"
            await _done(interaction, key, outcome)


async def _done(interaction: Interaction, key: str, outcome: ListChange | Full | Unknown) -> None:
    match outcome:
        case ListChange(change_id=change_id):
            until = render.moment(outcome.until)
            await say(interaction, key, view=view_of(HelplineUndo(change_id)), until=until)
        case Full():
            await say(interaction, "helplines.full", embeds=given_back(interaction))
        case Unknown():
            await say(interaction, "helplines.gone", embeds=given_back(interaction))
        case _ as unreachable:
            assert_never(unreachable)


async def _admit(interaction: Interaction, *, defer: bool = True) -> bool:
    """Return whether an admin asks, and acknowledge; tell anyone else whom to ask."""
    return await admit(interaction, is_admin, "helplines.not_you", defer=defer)


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class HelplineCommands(
    commands.GroupCog, group_name="helplines", description="Helplines shown here"
):
    """The /helplines commands."""

    @app_commands.command(name="list", description="The helplines of a country, as people see them")
    @app_commands.describe(country="Which country")
    async def list_them(self, interaction: Interaction, country: str) -> None:
        """Show how sure each number is, and the group's changes with a button to undo each."""
        if not await _admit(interaction):
            return
        client = interaction.client
        found = client.services.helplines.directory.countries.get(country.upper())
        if found is None:
            await say(interaction, "helplines.unknown_country")
            return
        made = await client.services.helplines.changes(interaction.guild_id or 0)
        changes = [one for one in made if one.country == found.code][-MENU_MOST:]
        lines = [*_standing(client, found, changes), *_changes(client, changes)]
        buttons = [HelplineUndo(one.change_id, _label(client, one)) for one in changes]
        embed = discord.Embed(description=render.as_many(lines), color=render.QUIET)
        view = view_of(*buttons) if buttons else None
        await say(interaction, "helplines.list", embeds=[embed], view=view, country=found.name)

    @app_commands.command(name="add", description="Add a helpline that people here are shown first")
    @app_commands.describe(
        country="Which country",
        reach="How people reach it",
        days="For how many days it is shown",
    )
    @app_commands.choices(
        reach=[
            app_commands.Choice(name="by phone call", value="c"),
            app_commands.Choice(name="by text message", value="t"),
            app_commands.Choice(name="by call or text", value="ct"),
        ]
    )
    async def add(
        self, interaction: Interaction, country: str, reach: str = "c", days: Days = CHANGE_DAYS
    ) -> None:
        """Open the form."""
        if not await _admit(interaction, defer=False):
            return
        client = interaction.client
        if country.upper() not in client.services.helplines.directory.countries:
            await say(interaction, "helplines.unknown_country")
            return
        modal = HelplineModal(country.upper(), "-", reach, str(days))
        await interaction.response.send_modal(modal.filled(client.content, Typed(hours=ALWAYS)))

    @app_commands.command(name="replace", description="Show another number in place of one")
    @app_commands.describe(line="Which line", days="For how many days yours is shown")
    async def replace(self, interaction: Interaction, line: str, days: Days = CHANGE_DAYS) -> None:
        """Open the form with the line's present values."""
        if not await _admit(interaction, defer=False):
            return
        client = interaction.client
        known = client.services.helplines.directory.line(line)
        if known is None:
            await say(interaction, "helplines.gone")
            return
        reach = "".join(letter for letter in "ct" if REACH[letter][0] in known.by) or "c"
        before = Typed(
            name=known.name, dial=known.dial, words=known.words, hours=known.hours, url=known.url
        )
        modal = HelplineModal(known.line_id[:2].upper(), known.line_id, reach, str(days))
        await interaction.response.send_modal(modal.filled(client.content, before))

    @app_commands.command(name="hide", description="Don't show one line here")
    @app_commands.describe(line="Which line", days="For how many days it is hidden")
    async def hide(self, interaction: Interaction, line: str, days: Days = CHANGE_DAYS) -> None:
        """Hide a line; the emergency number and the finder cannot be hidden."""
        if not await _admit(interaction):
            return
        helplines = interaction.client.services.helplines
        outcome = await helplines.hide(interaction.guild_id or 0, line, days)
        await _done(interaction, "helplines.hidden_now", outcome)

    @app_commands.command(
        name="show-again", description="Show a line as the list has it, without your change"
    )
    @app_commands.describe(line="Which line")
    async def show_again(self, interaction: Interaction, line: str) -> None:
        """End whatever the group had changed about that line."""
        if not await _admit(interaction):
            return
        helplines = interaction.client.services.helplines
        if helplines.directory.line(line) is None:
            await say(interaction, "helplines.gone")
            return
        done = await helplines.show_again(interaction.guild_id or 0, line)
        await say(interaction, "helplines.shown_again" if done else "helplines.as_it_is")

    @list_them.autocomplete("country")
    @add.autocomplete("country")
    async def _countries(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        known = interaction.client.services.helplines.directory.countries.values()
        return [
            app_commands.Choice(name=one.name, value=one.code)
            for one in known
            if typed.lower() in one.name.lower() or typed.upper() == one.code
        ][:MENU_MOST]

    @replace.autocomplete("line")
    @hide.autocomplete("line")
    @show_again.autocomplete("line")
    async def _lines(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        known = interaction.client.services.helplines.directory.countries.values()
        return [
            app_commands.Choice(name=f"{one.name}: {line.name}"[:100], value=line.line_id)
            for one in known
            for line in one.lines
            if typed.lower() in f"{line.line_id} {one.name} {line.name}".lower()
        ][:MENU_MOST]


def _standing(client: Client, country: Country, changes: list[ListChange]) -> list[str]:
    """Return the lines of the list, each with how sure it is, or that the group hides it."""
    today = client.services.clock().date()
    changed = {one.line_id: one for one in changes}
    lines: list[str] = []
    for line in country.lines:
        change = changed.get(line.line_id)
        state = line.age(today).value if change is None else change.kind.value
        lines.append(
            client.content.say(
                "helplines.shown",
                id=line.line_id,
                name=line.name,
                dial=line.dial,
                state=client.content.say(f"helplines.{state}"),
            )
        )
    return lines


def _changes(client: Client, changes: list[ListChange]) -> list[str]:
    """Return what the group changed, and until when each change holds."""
    return [
        client.content.say(
            "helplines.change",
            kind=client.content.say(f"helplines.{one.kind.value}"),
            name=_name(client, one),
            dial=one.dial,
            until=render.moment(one.until),
        )
        for one in changes
    ]


def _name(client: Client, change: ListChange) -> str:
    line = client.services.helplines.directory.line(change.line_id or "")
    return change.name or (line.name if line else "")


def _label(client: Client, change: ListChange) -> str:
    """Return what the button that undoes a change says; at most 80 characters."""
    verb = "Show again" if change.kind is ListChangeKind.HIDE else "Undo"
    return f"{verb}: {_name(client, change)}"[:80]


async def setup(client: Client) -> None:
    """Register the commands, the buttons and the form."""
    client.add_items(HelplineUndo)
    client.add_modals(HelplineModal)
    await client.add_cog(HelplineCommands())
