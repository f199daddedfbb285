"""/screen policy: the decision table in plain words, and changing a cell of it with a preview."""

# discord.py leaves the class of a command untyped when the command is defined outside of a class.
# pyright: reportUnknownVariableType=false

from typing import Any, assert_never

import discord
from discord import app_commands

from bot.core.ids import ID
from bot.core.wording import Wording
from bot.discord.answers import say
from bot.discord.client import Client, Interaction
from bot.discord.components import Button, Picker, view_of
from bot.screening.decide import Degree, Table, allowed
from bot.screening.tuning import CellChanged, NotChanged
from bot.screening.verdict import Decision, Place
from cogs import render
from cogs.screening.options import admit_team, choice_name, meaning, place_name, row_name

PLACE = rf"(?P<place>{'|'.join(place.value for place in Place)})"
DEGREE = rf"(?P<degree>{'|'.join(degree.value for degree in Degree)})"
DECISION = rf"(?P<decision>{'|'.join(decision.value for decision in Decision)})"


class PolicyPlace(Picker, template=r"screen:place"):
    """A menu that chooses which column of the table is shown."""

    def __init__(self, content: Wording | None = None) -> None:
        options = [
            discord.SelectOption(value=place.value, label=place_name(content, place))
            for place in Place
            if content is not None
        ]
        super().__init__("screen:place", "Where it is written …", options)

    async def press(self, interaction: Interaction) -> None:
        """Replace the column shown with the chosen one."""
        if not await admit_team(interaction):
            return
        await show_place(interaction, Place(self.picked))


class PolicyRow(Picker, template=rf"screen:row:{PLACE}"):
    """A menu that chooses the cell to look at."""

    def __init__(self, place: str, content: Wording | None = None) -> None:
        self.place = Place(place)
        options = [
            discord.SelectOption(value=degree.value, label=row_name(content, degree))
            for degree in Degree
            if content is not None
        ]
        super().__init__(f"screen:row:{place}", "Look at one, or change it …", options)

    async def press(self, interaction: Interaction) -> None:
        """Show what the cell says, why, and what else it could say."""
        if not await admit_team(interaction):
            return
        await show_cell(interaction, Degree(self.picked), self.place)


class PolicyChoice(Picker, template=rf"screen:choice:{PLACE}:{DEGREE}"):
    """A menu that chooses what a cell should say."""

    def __init__(self, place: str, degree: str, content: Wording | None = None) -> None:
        self.place, self.degree = Place(place), Degree(degree)
        options = [
            discord.SelectOption(
                value=decision.value,
                label=choice_name(content, decision),
                description=meaning(content, self.place, decision)[:100],
            )
            for decision in allowed(self.degree, self.place)
            if content is not None
        ]
        super().__init__(f"screen:choice:{place}:{degree}", "What should happen …", options)

    async def press(self, interaction: Interaction) -> None:
        """Show the change before it is made."""
        if not await admit_team(interaction):
            return
        content, decision = interaction.client.content, Decision(self.picked)
        table = interaction.client.services.screening.table(interaction.guild_id or 0)
        before = table[self.degree, self.place]
        if decision is before or decision not in allowed(self.degree, self.place):
            await show_cell(interaction, self.degree, self.place)
            return
        await say(
            interaction,
            "screen.preview",
            view=view_of(
                PolicySet(self.place.value, self.degree.value, decision.value),
                PolicyBack(self.place.value),
            ),
            what=row_name(content, self.degree),
            place=place_name(content, self.place),
            before=choice_name(content, before),
            after=choice_name(content, decision),
            means=meaning(content, self.place, decision),
        )


class PolicySet(Button, template=rf"screen:set:{PLACE}:{DEGREE}:{DECISION}"):
    """The button that makes the previewed change."""

    def __init__(self, place: str, degree: str, decision: str) -> None:
        self.place, self.degree = Place(place), Degree(degree)
        self.decision = Decision(decision)
        super().__init__(
            f"screen:set:{place}:{degree}:{decision}", "Change it", discord.ButtonStyle.success
        )

    async def press(self, interaction: Interaction) -> None:
        """Save the change, and offer to undo it."""
        if not await admit_team(interaction):
            return
        content, tuning = interaction.client.content, interaction.client.services.tuning
        guild_id = interaction.guild_id or 0
        outcome = await tuning.change(guild_id, self.degree, self.place, self.decision)
        back = PolicyBack(self.place.value)
        match outcome:
            case CellChanged():
                await say(
                    interaction,
                    "screen.changed",
                    view=view_of(PolicyUndo(outcome.change_id), back),
                    what=row_name(content, self.degree),
                    place=place_name(content, self.place),
                    after=choice_name(content, outcome.after),
                )
            case NotChanged():
                await say(interaction, f"screen.unchanged_{outcome.value}", view=view_of(back))
            case _ as unreachable:
                assert_never(unreachable)


class PolicyUndo(Button, template=rf"screen:undo:(?P<change_id>{ID})"):
    """The button that restores what a change replaced."""

    def __init__(self, change_id: str) -> None:
        self.change_id = change_id
        super().__init__(f"screen:undo:{change_id}", "Undo this change")

    async def press(self, interaction: Interaction) -> None:
        """Undo the change, within a day."""
        if not await admit_team(interaction):
            return
        content, tuning = interaction.client.content, interaction.client.services.tuning
        undone = await tuning.undo(interaction.guild_id or 0, self.change_id)
        if undone is None:
            await say(interaction, "screen.no_undo")
            return
        await say(
            interaction,
            "screen.undone",
            view=view_of(PolicyBack(undone.place.value)),
            what=row_name(content, undone.degree),
            place=place_name(content, undone.place),
            now=choice_name(content, undone.now),
        )


class PolicyBack(Button, template=rf"screen:back:{PLACE}"):
    """The button that goes back to the table."""

    def __init__(self, place: str) -> None:
        self.place = Place(place)
        super().__init__(f"screen:back:{place}", "Back to the table")

    async def press(self, interaction: Interaction) -> None:
        """Show the column again."""
        if not await admit_team(interaction):
            return
        await show_place(interaction, self.place)


async def show_place(interaction: Interaction, place: Place) -> None:
    """Show one column of the table, one line per row."""
    content, screening = interaction.client.content, interaction.client.services.screening
    table = screening.table(interaction.guild_id or 0)
    lines = [
        _line(content, table, degree, place, screening.default(degree, place)) for degree in Degree
    ]
    embed = discord.Embed(
        title=place_name(content, place), description="\n".join(lines), color=render.CALM
    )
    embed.set_footer(text=content.say("screen.fixed"))
    view = view_of(PolicyPlace(content), PolicyRow(place.value, content))
    await say(interaction, "screen.policy", embeds=[embed], view=view)


async def show_cell(interaction: Interaction, degree: Degree, place: Place) -> None:
    """Show one cell: what it says, why that is Haven's default, and what each choice would mean."""
    client, content = interaction.client, interaction.client.content
    screening = client.services.screening
    now = screening.table(interaction.guild_id or 0)[degree, place]
    choices = allowed(degree, place)
    lines = [
        content.say(
            "screen.cell_now", now=choice_name(content, now), means=meaning(content, place, now)
        ),
        content.say(
            "screen.cell_default",
            default=choice_name(content, screening.default(degree, place)),
            why=client.services.taught.reasons[degree],
        ),
    ]
    back = PolicyBack(place.value)
    if len(choices) == 1:
        lines.append(content.say("screen.cell_fixed"))
        view = view_of(back)
    else:
        lines += [
            content.say(
                "screen.cell_choice",
                choice=choice_name(content, choice),
                means=meaning(content, place, choice),
            )
            for choice in choices
            if choice is not now
        ]
        view = view_of(PolicyChoice(place.value, degree.value, content), back)
    embed = discord.Embed(description="\n\n".join(lines), color=render.CALM)
    await say(
        interaction,
        "screen.cell",
        embeds=[embed],
        view=view,
        what=row_name(content, degree),
        place=place_name(content, place),
    )


def _line(content: Wording, table: Table, degree: Degree, place: Place, default: Decision) -> str:
    now = table[degree, place]
    key = "screen.line" if now is default else "screen.line_changed"
    return content.say(key, what=row_name(content, degree), now=choice_name(content, now))


@app_commands.command(name="policy", description="What happens with a text, and changing it")
async def policy(interaction: Interaction) -> None:
    """Show the group's table, starting with shares."""
    if not await admit_team(interaction):
        return
    await show_place(interaction, Place.SHARE)


COMMANDS: tuple[app_commands.Command[Any, ..., None], ...] = (policy,)


def register(client: Client) -> None:
    """Register the buttons and menus, so that they work after a restart too."""
    client.add_items(PolicyPlace, PolicyRow, PolicyChoice, PolicySet, PolicyUndo, PolicyBack)
