"""/care for the care team: what waits, who is on duty, counts; and the context menu."""

from collections.abc import Mapping
from datetime import UTC, datetime

import discord
from discord import app_commands
from discord.ext import commands

from bot.care.counts import shown
from bot.discord.answers import say, think
from bot.discord.client import Client, Interaction
from bot.discord.components import view_of
from bot.discord.permissions import is_carer
from bot.discord.protocol import EMBED_MAX
from bot.sharing.decisions import post_of
from cogs import render
from cogs.care.cards import card_embed, card_view
from cogs.care.cases import urgency
from cogs.care.claiming import StepBack
from cogs.permission import as_carer
from cogs.sharing.decisions import decisions
from cogs.sharing.find_post import post_of as post_of_message
from cogs.sharing.pauses import CareLiftOne

OPTIONS = "Care options"
MENU_MAX = 25
"""Max options of a select, by Discord's documentation."""


class CareTeam(commands.Cog):
    """The /care commands."""

    care = app_commands.Group(name="care", description="For the care team", guild_only=True)

    @care.command(name="queue", description="What waits for the care team, and pauses")
    async def queue(self, interaction: Interaction) -> None:
        """List open cards with links, and pauses with a menu to lift one."""
        await as_carer(interaction, lambda: self._queue(interaction))

    async def _queue(self, interaction: Interaction) -> None:
        client = interaction.client
        queue = await client.services.decisions.queue(interaction.guild_id or 0)
        lines: list[str] = []
        for view in queue.cards:
            card, post = view.case, post_of(view)
            alias = post.alias if post else ""
            kind = client.content.say(f"queue.{card.kind.value}", alias=alias)
            who = f" · <@{card.holder_id}>" if card.holder_id else ""
            kind = f"{kind} · {urgency(client.content, card)}{who}"
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

    @care.command(name="show", description="One case, by the link to its card")
    @app_commands.describe(link="The link to the card (right-click it, Copy Message Link)")
    async def show(self, interaction: Interaction, link: str) -> None:
        """Show a case's card to the carer who asks, and to no one else."""
        await as_carer(interaction, lambda: self._one(interaction, link))

    async def _one(self, interaction: Interaction, link: str) -> None:
        cards, guild_id = interaction.client.services.cards, interaction.guild_id or 0
        number = link.rstrip("/ ").rsplit("/", 1)[-1]
        view = await cards.by_message(guild_id, int(number)) if number.isdecimal() else None
        if view is None:
            await say(interaction, "casework.no_link")
            return
        content = interaction.client.content
        card, buttons = card_embed(content, view), card_view(content, view)
        await say(interaction, "casework.shown", embeds=[card], view=buttons)

    @care.command(name="on", description="Go on duty: you are called first")
    @app_commands.describe(hours="For how many hours (else until /care off)")
    async def on(
        self, interaction: Interaction, hours: app_commands.Range[int, 1, 24] | None = None
    ) -> None:
        """Put the carer on duty: carers on duty are called first."""
        await as_carer(interaction, lambda: self._on(interaction, hours))

    async def _on(self, interaction: Interaction, hours: int | None) -> None:
        roster = interaction.client.services.roster
        until = await roster.on(interaction.guild_id or 0, interaction.user.id, hours)
        if until is None:
            await say(interaction, "duty.on_open")
        else:
            await say(interaction, "duty.on", when=render.moment(until))

    @care.command(name="off", description="Go off duty")
    async def off(self, interaction: Interaction) -> None:
        """Take the carer off duty; they keep their cases, and a button releases those."""
        await as_carer(interaction, lambda: self._off(interaction))

    async def _off(self, interaction: Interaction) -> None:
        roster = interaction.client.services.roster
        was = await roster.off(interaction.guild_id or 0, interaction.user.id)
        await say(interaction, "duty.off" if was else "duty.off_already", view=view_of(StepBack()))

    @care.command(name="roster", description="Who is on duty")
    async def roster(self, interaction: Interaction) -> None:
        """Show which carers are called first, and until when."""
        await as_carer(interaction, lambda: self._roster(interaction))

    async def _roster(self, interaction: Interaction) -> None:
        content = interaction.client.content
        there = await interaction.client.services.roster.shown(interaction.guild_id or 0)
        if not there:
            await say(interaction, "duty.nobody")
            return
        lines = [
            content.say("duty.line", who=f"<@{member_id}>", when=render.moment(until))
            if until
            else content.say("duty.line_open", who=f"<@{member_id}>")
            for member_id, until in there
        ]
        await say(interaction, "duty.roster", lines=render.as_many(lines, 1700))

    @care.command(name="stats", description="Counts of cases, and how the rules do")
    async def stats(self, interaction: Interaction) -> None:
        """Show counts only; small counts are hidden."""
        await as_carer(interaction, lambda: self._stats(interaction))

    async def _stats(self, interaction: Interaction) -> None:
        content = interaction.client.content
        stats = await interaction.client.services.cases.stats(interaction.guild_id or 0)
        parts = [
            content.say(f"stats.{what}", list=_counted(what, stats.counts[what]))
            for what in ("opened", "closed", "first", "rule")
            if stats.counts.get(what)
        ]
        text = "\n".join(parts) or content.say("stats.none")
        embed = discord.Embed(description=text[:EMBED_MAX], color=render.QUIET)
        await say(interaction, "stats.head", embeds=[embed])


def _counted(what: str, counts: Mapping[str, int]) -> str:
    """Return counts as a list; for rules, how often each was right and wrong. Small ones hide."""
    if what != "rule":
        return ", ".join(f"{name} {shown(count)}" for name, count in sorted(counts.items()))
    names = sorted({name.rsplit(" ", 1)[0] for name in counts})
    return "\n".join(
        f"{name}: {shown(counts.get(f'{name} right', 0))} / {shown(counts.get(f'{name} wrong', 0))}"
        for name in names
    )


def _day(until: int) -> str:
    """Return the end of a pause for a menu, in which Discord does not show timestamps."""
    return datetime.fromtimestamp(until, UTC).strftime("%d %b %Y, %H:%M UTC")


@app_commands.context_menu(name=OPTIONS)
@app_commands.guild_only()
async def options_menu(interaction: Interaction, message: discord.Message) -> None:
    """Offer to lock or take down the post or pause its author, privately to the carer."""
    if not is_carer(interaction):
        await say(interaction, "care.not_you")
        return
    await think(interaction)
    post = await post_of_message(interaction, message)
    if post is not None:
        content = interaction.client.content
        await say(interaction, "care.options", view=view_of(*decisions(content, post)))


async def setup(client: Client) -> None:
    """Register ``/care`` and the context menu."""
    client.tree.add_command(options_menu, override=True)
    await client.add_cog(CareTeam())
