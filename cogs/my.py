"""/my: a member's shares, inbox, record and data, with a way to erase the data."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.conduct.sanctions import RECORD_DAYS
from bot.discord.answers import say, think
from bot.discord.client import Client, Interaction
from bot.discord.components import Button, view_of
from cogs import render
from cogs.conduct.record import show_record
from cogs.sharing.my_posts import show_list
from cogs.talks.member_side import show_inbox


class ForgetMe(Button, template=r"my:forget"):
    """The button that asks once more before Haven erases a member's data."""

    def __init__(self) -> None:
        super().__init__("my:forget", "Erase it", discord.ButtonStyle.danger)

    async def press(self, interaction: Interaction) -> None:
        """Say what erasing does and does not do."""
        await think(interaction)
        await say(interaction, "data.sure", view=view_of(ForgetMeYes()))


class ForgetMeYes(Button, template=r"my:forget:yes"):
    """The button that erases what Haven keeps about the member in this group."""

    def __init__(self) -> None:
        super().__init__("my:forget:yes", "Yes, erase it", discord.ButtonStyle.danger)

    async def press(self, interaction: Interaction) -> None:
        """Erase it; the database's log is emptied as well, and only then does this answer."""
        await think(interaction)
        services = interaction.client.services
        await services.privacy.forget(interaction.guild_id or 0, interaction.user.id)
        await services.outbox.tick()  # also clears what cards show of it
        await say(interaction, "data.erased")


class My(commands.Cog):
    """The /my commands."""

    my = app_commands.Group(
        name="my", description="What is yours here, and how to take it back", guild_only=True
    )

    @my.command(name="shares", description="See, withdraw or edit what you have shared")
    async def shares(self, interaction: Interaction) -> None:
        """List the posts that Haven can still link to the member."""
        await think(interaction)
        await show_list(interaction)

    @my.command(name="inbox", description="Your talks with the care team here")
    async def inbox(self, interaction: Interaction) -> None:
        """List the member's talks, whether their direct messages are open or not."""
        await think(interaction)
        await show_inbox(interaction)

    @my.command(name="record", description="What the care team did about what you wrote here")
    async def record(self, interaction: Interaction) -> None:
        """Show warnings and timeouts with their reasons, and offer another look at them."""
        await show_record(interaction)

    @my.command(name="data", description="See or erase what Haven keeps about you here")
    async def data(self, interaction: Interaction) -> None:
        """Count what Haven keeps about the member, and offer to erase it."""
        await think(interaction)
        content = interaction.client.content
        kept = await interaction.client.services.privacy.kept(
            interaction.guild_id or 0, interaction.user.id
        )
        pause = ""
        if kept.paused_until:
            pause = content.say("data.pause", until=render.moment(kept.paused_until))
        records = ""
        if kept.records:
            records = content.say("data.records", count=kept.records, days=RECORD_DAYS) + "\n"
        cases = ""
        if kept.cases:
            cases = content.say("data.cases", count=kept.cases) + "\n"
        changes = ""
        if kept.changes:
            changes = content.say("data.changes", count=kept.changes) + "\n"
        await say(
            interaction,
            "data.kept",
            view=view_of(ForgetMe()),
            posts=kept.posts,
            names=kept.names,
            hearings=kept.hearings,
            reports=kept.reports,
            talks=kept.talks,
            changes=changes,
            cases=cases,
            records=records,
            pause=pause,
        )


async def setup(client: Client) -> None:
    """Register ``/my`` and the buttons that erase."""
    client.add_items(ForgetMe, ForgetMeYes)
    await client.add_cog(My())
