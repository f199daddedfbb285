"""/setup: the channels, the roles and defaults, and a check of Haven's permissions."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, assert_never

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.ids import ID
from bot.core.wording import Wording
from bot.discord.answers import reply, say
from bot.discord.client import Client, Interaction
from bot.discord.components import Button, view_of
from bot.discord.permissions import admit, is_admin
from bot.groups.rules import (
    CARE_NEEDS,
    CHOSEN,
    FORUM_NEEDS,
    LINK_DAYS_MOST,
    PERMISSION_NAMES,
    RELEASE_CHOICES,
    SHARING_NEEDS,
    Group,
    release_minutes,
)
from bot.groups.service import SetupChanged, SetupRefused, SetupUnchanged

BY_SIZE = -1
"""The choice "by group size", as a value that is no valid number of minutes."""


class SetupUndo(Button, template=rf"setup:undo:(?P<change_id>{ID})"):
    """The button that restores the settings before a change."""

    def __init__(self, change_id: str) -> None:
        self.change_id = change_id
        super().__init__(f"setup:undo:{change_id}", "Undo this change")

    async def press(self, interaction: Interaction) -> None:
        """Restore the settings if an admin pressed; others may see the button."""
        if not await admit(interaction, is_admin, "setup.not_you"):
            return
        services, guild_id = interaction.client.services, interaction.guild_id or 0
        guild = interaction.guild
        before = await services.groups.undo(
            guild_id,
            self.change_id,
            care_is_public=lambda group: _everyone_sees(guild, group.care_channel_id),
        )
        if before is None:
            await say(interaction, "setup.no_undo")
            return
        if isinstance(before, SetupRefused):
            await say(interaction, f"setup.fault_{before.fault.value}")
            return
        await services.sharing_data.shorten_links(guild_id)
        await services.outbox.retry_now(guild_id)
        await services.checkins.rounds.retry_now(guild_id)
        await _show(interaction, "setup.undone", before)


class SetupCheck(Button, template=r"setup:check"):
    """The button that checks again after an admin has fixed a permission."""

    def __init__(self) -> None:
        super().__init__("setup:check", "Check again")

    async def press(self, interaction: Interaction) -> None:
        """Check the permissions, and retry what was waiting for them."""
        if not await admit(interaction, is_admin, "setup.not_you"):
            return
        services, guild_id = interaction.client.services, interaction.guild_id or 0
        await services.outbox.retry_now(guild_id)
        await services.checkins.rounds.retry_now(guild_id)
        await _show(interaction, "setup.checked", services.groups.get(guild_id))


class SharingChannel(app_commands.Transformer):
    """An option for a text channel or forum, as its id; discord.py's own adds media channels."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """Return an option that picks a channel."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Return the kinds of channel offered."""
        return [discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum]

    async def transform(self, interaction: discord.Interaction[Any], value: Any, /) -> int:
        """Return the id of the picked channel; the report shows whether Haven can find it."""
        channel: app_commands.AppCommandChannel = value
        return channel.id


class Setup(commands.Cog):
    """The /setup command."""

    @app_commands.command(
        name="setup", description="Choose channels, roles and defaults, and check permissions"
    )
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.rename(
        sharing_channel="sharing",
        care_channel="care",
        moderator_role="moderators",
        listener_role="listeners",
        keep_link="keep-link",
        release_every="release",
    )
    @app_commands.describe(
        sharing_channel="Where shares appear: a text channel or a forum",
        care_channel="Where the care team reads reports: not visible to everyone",
        moderator_role="The care team's role",
        listener_role="The listeners' role",
        vetting="Whether the care team reads each share before it appears",
        keep_link="Days Haven can tell an author what is theirs (0: never)",
        release_every="How far apart release windows are",
    )
    @app_commands.choices(
        vetting=[
            app_commands.Choice(name="on: each share waits for the care team", value=1),
            app_commands.Choice(name="off: shares appear by themselves", value=0),
        ],
        release_every=[
            app_commands.Choice(name="by group size", value=BY_SIZE),
            *(
                app_commands.Choice(
                    name=f"every {minutes // 60} hour{'s' * (minutes > 60)}"
                    if minutes
                    else "no windows: shares appear at once",
                    value=minutes,
                )
                for minutes in RELEASE_CHOICES
            ),
        ],
    )
    async def setup_command(
        self,
        interaction: Interaction,
        sharing_channel: app_commands.Transform[int, SharingChannel] | None = None,
        care_channel: discord.TextChannel | None = None,
        moderator_role: discord.Role | None = None,
        listener_role: discord.Role | None = None,
        vetting: int | None = None,
        keep_link: app_commands.Range[int, 0, LINK_DAYS_MOST] | None = None,
        release_every: int | None = None,
    ) -> None:
        """Save the options that were given, keep the others, and show all settings."""
        if not await admit(interaction, is_admin, "setup.not_you"):
            return
        guild_id = interaction.guild_id or 0
        groups = interaction.client.services.groups
        before = groups.get(guild_id)
        wanted = replace(
            before,
            sharing_channel_id=sharing_channel or before.sharing_channel_id,
            care_channel_id=care_channel.id if care_channel else before.care_channel_id,
            moderator_role_id=moderator_role.id if moderator_role else before.moderator_role_id,
            listener_role_id=listener_role.id if listener_role else before.listener_role_id,
            vetting=before.vetting if vetting is None else bool(vetting),
            link_days=before.link_days if keep_link is None else keep_link,
            release_minutes=_chosen_release(before, release_every),
        )
        public = _everyone_sees(interaction.guild, wanted.care_channel_id)
        outcome = await groups.change(wanted, everyone_sees_care=public)
        match outcome:
            case SetupChanged():
                if outcome.after.link_days < outcome.before.link_days:
                    await interaction.client.services.sharing_data.shorten_links(guild_id)
                await interaction.client.services.outbox.retry_now(guild_id)
                await interaction.client.services.checkins.rounds.retry_now(guild_id)
                undo = SetupUndo(outcome.change_id)
                changes = _changes(interaction.client.content, outcome.before, outcome.after)
                await _show(interaction, "setup.saved", outcome.after, [undo], changes)
            case SetupUnchanged(group):
                await _show(interaction, "setup.now", group)
            case SetupRefused(fault):
                await say(interaction, f"setup.fault_{fault.value}")
            case _ as unreachable:
                assert_never(unreachable)


def missing_permissions(
    guild: discord.Guild, channel: discord.abc.GuildChannel, needs: Sequence[str]
) -> list[str]:
    """Return the permissions that Haven lacks in a channel, as an admin sees them named."""
    mine = channel.permissions_for(guild.me)
    return [PERMISSION_NAMES[name] for name in needs if not getattr(mine, name)]


def _chosen_release(before: Group, chosen: int | None) -> int | None:
    if chosen is None:
        return before.release_minutes
    return None if chosen == BY_SIZE else chosen


def _everyone_sees(guild: discord.Guild | None, channel_id: int | None) -> bool:
    channel = guild.get_channel(channel_id) if guild and channel_id else None
    if guild is None or channel is None:
        return False
    return channel.permissions_for(guild.default_role).view_channel


def _changes(content: Wording, before: Group, after: Group) -> list[str]:
    return [
        content.say(
            "setup.change",
            what=content.say(f"setup.field_{name}"),
            before=_value(content, before, name),
            after=_value(content, after, name),
        )
        for name in CHOSEN
        if getattr(before, name) != getattr(after, name)
    ]


def _value(content: Wording, group: Group, name: str) -> str:
    """Return a setting as an admin reads it."""
    value = getattr(group, name)
    if name == "release_minutes":
        if value is None:
            return content.say("setup.by_size")
        return content.say("setup.every", hours=value // 60) if value else content.say("setup.off")
    if name == "vetting":
        return content.say("setup.on" if value else "setup.off")
    if name == "link_days":
        return content.say("setup.days", days=value) if value else content.say("setup.never")
    if value is None:
        return content.say("setup.not_chosen")
    return f"<#{value}>" if name.endswith("channel_id") else f"<@&{value}>"


async def _show(
    interaction: Interaction,
    key: str,
    group: Group,
    items: Sequence[Button] = (),
    changes: Sequence[str] = (),
) -> None:
    """Show the settings, what is missing, and what to do next."""
    content, guild = interaction.client.content, interaction.guild
    lines = list(changes) or [
        f"{content.say(f'setup.field_{name}')}: {_value(content, group, name)}" for name in CHOSEN
    ]
    if guild is not None:
        lines += ["", *_report(content, guild, group)]
    # In the text, not in an embed: clients show a mention by name everywhere in a text.
    text = "\n".join([content.say(key), *lines])
    await reply(interaction, text, view=view_of(*items, SetupCheck()))


def _report(content: Wording, guild: discord.Guild, group: Group) -> list[str]:
    found: list[str] = []
    for channel_id, field in (
        (group.sharing_channel_id, "sharing_channel_id"),
        (group.care_channel_id, "care_channel_id"),
    ):
        name = content.say(f"setup.field_{field}")
        if channel_id is None:
            found.append(content.say("setup.choose", what=name))
            continue
        channel = guild.get_channel(channel_id)
        if channel is None:
            found.append(content.say("setup.channel_gone", what=name))
            continue
        needs = SHARING_NEEDS if field == "sharing_channel_id" else CARE_NEEDS
        if isinstance(channel, discord.ForumChannel):
            needs = FORUM_NEEDS
        missing = missing_permissions(guild, channel, needs)
        if missing:
            shown = ", ".join(f"**{permission}**" for permission in missing)
            found.append(content.say("setup.missing", channel=channel.mention, permissions=shown))
        else:
            found.append(content.say("setup.fine", channel=channel.mention))
    for role_id, field in (
        (group.moderator_role_id, "moderator_role_id"),
        (group.listener_role_id, "listener_role_id"),
    ):
        if role_id is None or guild.get_role(role_id) is None:
            what = content.say(f"setup.field_{field}")
            found.append(content.say("setup.choose", what=what))
    minutes = release_minutes(group, guild.member_count or 0)
    key = "setup.windows" if minutes else "setup.no_windows"
    found.append(content.say(key, hours=minutes // 60))
    found.append(content.say("setup.language"))
    found.append(content.say("setup.ready" if group.ready else "setup.not_ready"))
    return found


async def setup(client: Client) -> None:
    """Register ``/setup`` and its buttons; the command works in groups that are not set up."""
    client.add_items(SetupUndo, SetupCheck)
    cog = Setup()
    cog.setup_command.extras["without_setup"] = True
    await client.add_cog(cog)
