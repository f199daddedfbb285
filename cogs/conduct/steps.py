"""Carries out a step against harm on Discord, tells its author, and undoes it."""

from datetime import timedelta
from enum import Enum

import discord

from bot.conduct.actions import ActionCase
from bot.conduct.sanctions import Record, Sanction
from bot.core import text
from bot.discord.answers import say
from bot.discord.calls import tell
from bot.discord.client import Client, Interaction
from bot.discord.protocol import EMBED_MAX, NO_PINGS, UNREACHABLE
from cogs import render


class Failed(Enum):
    """Why a step did not happen."""

    GONE = "gone"
    """The message, or its author, no longer exists."""
    NOT_ALLOWED = "not_allowed"
    DISCORD = "discord"


async def take_back(interaction: Interaction, record: Record, member_id: int) -> bool:
    """Undo a step as far as possible, tell the member, and say so; False if it did not work."""
    client, guild_id = interaction.client, interaction.guild_id or 0
    if record.undone:
        await say(interaction, "harm.no_undo")
        return False
    if record.step is Sanction.TIMEOUT:
        failed = await _time_out(interaction, member_id, None)
        if failed in (Failed.NOT_ALLOWED, Failed.DISCORD):
            await say(interaction, f"harm.failed_timeout_{failed.value}")
            return False
    if await client.services.records.undo(guild_id, record.record_id) is None:
        await say(interaction, "harm.no_undo")
        return False
    group = text.escape(interaction.guild.name) if interaction.guild else ""
    await tell(client, member_id, client.content.say("harm.told_undone", group=group))
    await say(interaction, f"harm.undone_{record.step.value}")
    return True


async def answer_appeal(interaction: Interaction, case_id: str, *, overturn: bool) -> None:
    """Tell a member the answer to their appeal about a step, and undo the step if it was wrong."""
    client, guild_id = interaction.client, interaction.guild_id or 0
    record = await client.services.records.of_appeal(guild_id, case_id)
    about = await client.services.actions.about(guild_id, case_id)
    if record is None or about is None or about.member_id is None:
        await say(interaction, "harm.no_undo")
    elif overturn:
        await take_back(interaction, record, about.member_id)
    else:
        group = text.escape(interaction.guild.name) if interaction.guild else ""
        await tell(client, about.member_id, client.content.say("harm.told_upheld", group=group))
        await say(interaction, "harm.upheld")


async def take_step(
    interaction: Interaction, about: ActionCase, step: Sanction, seconds: int
) -> Failed | None:
    """Carry out the step on Discord; None when it worked."""
    match step:
        case Sanction.REMOVE:
            return await _remove(interaction.client, about)
        case Sanction.TIMEOUT:
            span = timedelta(seconds=seconds)
            return await _time_out(interaction, about.member_id or 0, span)
        case Sanction.WARN:
            return None


async def _remove(client: Client, about: ActionCase) -> Failed | None:
    if about.message is None:
        return Failed.GONE
    channel = client.get_partial_messageable(about.message.channel_id)
    try:
        await channel.get_partial_message(about.message.message_id).delete()
    except UNREACHABLE as refused:
        return _why(refused)
    return None


async def _time_out(
    interaction: Interaction, member_id: int, span: timedelta | None
) -> Failed | None:
    if interaction.guild is None:
        return Failed.GONE
    try:
        member = await interaction.guild.fetch_member(member_id)
        await member.timeout(span)
    except UNREACHABLE as refused:
        return _why(refused)
    return None


async def say_in_channel(client: Client, channel_id: int) -> bool:
    """Send a gentle line in the channel: no name, no reply, no ping. Return whether it was sent."""
    channel = client.get_partial_messageable(channel_id)
    try:
        await channel.send(client.content.say("offer.channel"), allowed_mentions=NO_PINGS)
    except UNREACHABLE:
        return False
    return True


async def tell_author_of_step(interaction: Interaction, about: ActionCase, record: Record) -> bool:
    """Tell the author what was done and why; return their words to them if they were removed."""
    content = interaction.client.content
    group = text.escape(interaction.guild.name) if interaction.guild else ""
    until = render.moment(record.until) if record.until else ""
    line = content.say(
        f"harm.told_{record.step.value}",
        group=group,
        reason=content.say(f"harm.because_{record.reason.value}"),
        until=until,
    )
    embeds: list[discord.Embed] = []
    if record.step is Sanction.REMOVE and about.words:
        title = content.say("post.your_words")
        embeds.append(discord.Embed(title=title, description=about.words[:EMBED_MAX]))
    return await tell(interaction.client, about.member_id or 0, line, *embeds)


def _why(refused: BaseException) -> Failed:
    if isinstance(refused, discord.NotFound):
        return Failed.GONE
    return Failed.NOT_ALLOWED if isinstance(refused, discord.Forbidden) else Failed.DISCORD
