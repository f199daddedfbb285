"""/screen automod: copies the group's phrases to Discord's AutoMod, and removes them.

AutoMod blocks ordinary messages before anyone sees them, which Haven cannot. Haven touches only the
rules that it created: it knows them by their ids and by the creator that Discord reports.
"""

# discord.py leaves the class of a command untyped when the command is defined outside of a class.
# pyright: reportUnknownVariableType=false

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

import discord
from discord import app_commands

from bot.discord.answers import follow_up, say
from bot.discord.client import Client, Interaction
from bot.discord.permissions import admit, is_admin
from bot.discord.protocol import UNREACHABLE
from bot.groups.rules import Group
from bot.screening.automod import NAMES, RULES_MOST, Wanted

T = TypeVar("T")
GROUP = app_commands.Group(name="automod", description="Discord's own filter, fed by Haven")


@dataclass(frozen=True, slots=True)
class RulesStanding:
    """The state of Haven's rules: how many, with how many keywords, and how many were missing."""

    rules: int
    keywords: int
    missing: int = 0


class AutomodTrouble(Enum):
    """Why AutoMod could not be updated."""

    NOT_ALLOWED = "not_allowed"
    NO_ROOM = "no_room"
    DISCORD = "discord"


async def feed(client: Client, guild: discord.Guild) -> RulesStanding | AutomodTrouble:
    """Bring Haven's rules up to date; create those that are missing."""
    blocking = client.services.automod
    found = await _look(client, guild)
    if isinstance(found, AutomodTrouble):
        return found
    ours, others, missing = found
    wanted = blocking.wanted(guild.id)
    if others + len(wanted) > RULES_MOST:
        return AutomodTrouble.NO_ROOM
    by_name = {rule.name: rule for rule in ours}
    group = client.services.groups.get(guild.id)
    try:
        for one in wanted:
            if (rule := by_name.pop(one.name, None)) is not None:
                await rule.edit(trigger=_trigger(one), enabled=True, exempt_channels=_exempt(group))
            else:
                rule = await _make(client, guild, group, one)
            await blocking.keep(guild.id, rule.id)
        for rule in by_name.values():
            await _delete(client, rule)
    except UNREACHABLE as refused:
        return _trouble(refused)
    return RulesStanding(len(wanted), sum(len(one.keywords) for one in wanted), missing)


async def remove(client: Client, guild: discord.Guild) -> int | AutomodTrouble:
    """Delete the rules that Haven created; return how many there were."""
    found = await _look(client, guild)
    if isinstance(found, AutomodTrouble):
        return found
    ours, _, _ = found
    try:
        for rule in ours:
            await _delete(client, rule)
    except UNREACHABLE as refused:
        return _trouble(refused)
    return len(ours)


async def keep_up(interaction: Interaction) -> None:
    """Update AutoMod, where it is on, after the phrases have changed."""
    client, guild = interaction.client, interaction.guild
    if guild is None or not await client.services.automod.rules(guild.id):
        return
    outcome = await feed(client, guild)
    if isinstance(outcome, AutomodTrouble):
        await follow_up(interaction, f"automod.behind_{outcome.value}")


async def _look(
    client: Client, guild: discord.Guild
) -> tuple[list[discord.AutoModRule], int, int] | AutomodTrouble:
    """Return Haven's rules, the number of others' keyword rules, and how many of ours are gone."""
    blocking = client.services.automod
    known = await blocking.rules(guild.id)
    try:
        rules = await guild.fetch_automod_rules()
    except UNREACHABLE as refused:
        return _trouble(refused)
    me = client.user.id if client.user else 0
    # Haven does not know the id of a rule created just before a crash, but it has our name and
    # creator.
    ours = [
        rule for rule in rules if rule.id in known or (rule.creator_id == me and rule.name in NAMES)
    ]
    gone = known - {rule.id for rule in ours}
    for rule_id in gone:
        await blocking.drop(guild.id, rule_id)
    keyword = discord.AutoModRuleTriggerType.keyword
    others = sum(rule.trigger.type is keyword for rule in rules if rule not in ours)
    return ours, others, len(gone)


async def _make(
    client: Client, guild: discord.Guild, group: Group, one: Wanted
) -> discord.AutoModRule:
    return await guild.create_automod_rule(
        name=one.name,
        event_type=discord.AutoModRuleEventType.message_send,
        trigger=_trigger(one),
        actions=[discord.AutoModRuleAction(custom_message=client.content.say("automod.blocked"))],
        enabled=True,
        exempt_channels=_exempt(group),
    )


async def _delete(client: Client, rule: discord.AutoModRule) -> None:
    with suppress(discord.NotFound):  # an admin was faster
        await rule.delete()
    await client.services.automod.drop(rule.guild.id, rule.id)


def _trigger(one: Wanted) -> discord.AutoModTrigger:
    return discord.AutoModTrigger(
        type=discord.AutoModRuleTriggerType.keyword,
        keyword_filter=list(one.keywords),
        regex_patterns=list(one.patterns),
    )


def _exempt(group: Group) -> list[discord.Object]:
    """Return the care channel: the team must be able to write about what it found."""
    return [discord.Object(group.care_channel_id)] if group.care_channel_id else []


def _trouble(refused: BaseException) -> AutomodTrouble:
    if isinstance(refused, discord.Forbidden):
        return AutomodTrouble.NOT_ALLOWED
    return AutomodTrouble.DISCORD


async def _as_admin(
    interaction: Interaction, work: Callable[[Client, discord.Guild], Awaitable[T | AutomodTrouble]]
) -> T | None:
    """Return the result of ``work`` for an admin; None after saying why there is none."""
    if not await admit(interaction, is_admin, "automod.not_you") or interaction.guild is None:
        return None
    outcome = await work(interaction.client, interaction.guild)
    if isinstance(outcome, AutomodTrouble):
        await say(interaction, f"automod.trouble_{outcome.value}")
        return None
    return outcome


@GROUP.command(name="on", description="Let Discord block your phrases before anybody sees them")
async def on(interaction: Interaction) -> None:
    """Create or repair Haven's rules, including those deleted by hand."""
    standing = await _as_admin(interaction, feed)
    if standing is not None:
        await say(interaction, "automod.on", rules=standing.rules, keywords=standing.keywords)


@GROUP.command(name="off", description="Take Haven's rules out of Discord's filter")
async def off(interaction: Interaction) -> None:
    """Delete Haven's rules; others stay as they are."""
    deleted = await _as_admin(interaction, remove)
    if deleted is not None:
        await say(interaction, "automod.off", rules=deleted)


@GROUP.command(name="status", description="Whether Discord's filter is fed by Haven")
async def status(interaction: Interaction) -> None:
    """Show the state of Haven's rules, and whether any was deleted by hand."""
    found = await _as_admin(interaction, _look)
    if found is None:
        return
    ours, others, missing = found
    if missing:
        await say(interaction, "automod.missing", missing=missing)
    elif ours:
        switched_off = sum(not rule.enabled for rule in ours)
        key = "automod.switched_off" if switched_off else "automod.is_on"
        await say(interaction, key, rules=len(ours), off=switched_off, others=others)
    else:
        await say(interaction, "automod.is_off", others=others)
