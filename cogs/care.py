"""/care queue and the context menu for the care team."""

from datetime import UTC, datetime

import discord
from discord import app_commands
from discord.ext import commands

from bot.interactions import Client, Interaction, is_carer, say, think, view_of
from cogs import render
from cogs.cards import CareLiftOne, as_carer, decisions
from cogs.posts import post_of

OPTIONS = "Care options"
MENU_MAX = 25
"""Options of a select, by Discord's documentation."""


class CareTeam(commands.Cog):
    """What waits for the care team."""

    care = app_commands.Group(name="care", description="For the care team", guild_only=True)

    @care.command(name="queue", description="What waits for the care team, and pauses")
    async def queue(self, interaction: Interaction) -> None:
        """Lists open cards with links, and pauses with a button to lift each."""
        await as_carer(interaction, lambda: self._queue(interaction))

    async def _queue(self, interaction: Interaction) -> None:
        client = interaction.client
        queue = await client.services.care.queue(interaction.guild_id or 0)
        lines: list[str] = []
        for view in queue.cards:
            card = view.card
            kind = client.content.say(f"queue.{card.kind.value}", alias=view.post.alias)
            link = f"https://discord.com/channels/{card.guild_id}/{card.channel_id}"
            where = f" · {link}/{card.message_id}" if card.message_id else ""
            lines.append(f"{kind}{where or ' · ' + client.content.say('queue.on_its_way')}")
        if queue.more:
            lines.append(client.content.say("queue.more"))
        pauses = [
            client.content.say("queue.pause", number=i, until=render.moment(until))
            for i, (_, until) in enumerate(queue.pauses[:MENU_MAX], 1)
        ]
        embed = discord.Embed(
            description="\n".join([*lines, *pauses]) or client.content.say("queue.empty"),
            color=render.QUIET,
        )
        choices = [
            discord.SelectOption(
                value=pause_id, label=client.content.say("queue.lift", number=i, until=_day(until))
            )
            for i, (pause_id, until) in enumerate(queue.pauses[:MENU_MAX], 1)
        ]
        view = view_of(CareLiftOne(choices)) if choices else None
        await say(interaction, "queue.head", embeds=[embed], view=view)


def _day(until: int) -> str:
    """The end of a pause for a menu, where Discord shows no times of its own."""
    return datetime.fromtimestamp(until, UTC).strftime("%d %b %Y, %H:%M UTC")


@app_commands.context_menu(name=OPTIONS)
@app_commands.guild_only()
async def options_menu(interaction: Interaction, message: discord.Message) -> None:
    """Lock, take down or pause from the post itself, shown to the moderator alone."""
    if not is_carer(interaction):
        await say(interaction, "care.not_you")
        return
    await think(interaction)
    post = await post_of(interaction, message)
    if post is not None:
        content = interaction.client.content
        await say(interaction, "care.options", view=view_of(*decisions(content, post)))


async def setup(client: Client) -> None:
    """discord.py's entry."""
    client.tree.add_command(options_menu, override=True)
    await client.add_cog(CareTeam())
