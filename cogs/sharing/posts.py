"""The buttons under a share or reply, and the same actions in the menu of a message."""

import logging
from typing import assert_never

import discord
from discord import app_commands, ui

from bot.core.ids import ID
from bot.discord.answers import reply, say, think
from bot.discord.client import Client, Interaction
from bot.discord.components import Button, view_of
from bot.discord.modal import Modal
from bot.discord.protocol import NO_PINGS, UNREACHABLE
from bot.sharing.outcomes import Heard, HearRefusal, Reported, ReportRefusal
from bot.sharing.rules import Post, ReportReason
from cogs.sharing.counts import CountRefreshes
from cogs.sharing.drafting.compose_form import open_modal
from cogs.sharing.find_post import post_of
from cogs.talks.member_side import TalkBegin

log = logging.getLogger(__name__)
POST = rf"(?P<post_id>{ID})"
REPORT_MAX = 500

REPLY_LABEL = "Reply without my name"
HEAR_LABEL = "I hear you"
REPORT_LABEL = "Report"


class ReplyButton(Button, template=rf"share:reply:{POST}"):
    """The button that opens the form for an anonymous reply in the share's thread."""

    def __init__(self, post_id: str) -> None:
        self.post_id = post_id
        super().__init__(f"share:reply:{post_id}", REPLY_LABEL, discord.ButtonStyle.primary)

    async def press(self, interaction: Interaction) -> None:
        """Open the form; its submit checks that the share is still there."""
        await open_modal(interaction, parent=self.post_id)


class HearButton(Button, template=rf"share:hear:{POST}"):
    """The "I hear you" button: it shows a count and no name, and counts a member once."""

    def __init__(self, post_id: str, heard: int = 0) -> None:
        self.post_id = post_id
        label = f"{HEAR_LABEL} · {heard}" if heard else HEAR_LABEL
        super().__init__(f"share:hear:{post_id}", label, emoji="\N{GREEN HEART}")

    async def press(self, interaction: Interaction) -> None:
        """Count, answer privately, and show the new count to everyone."""
        await think(interaction)
        await hear(interaction, self.post_id)


class UnhearButton(Button, template=rf"share:unhear:{POST}"):
    """The button on the private answer that takes an "I hear you" back."""

    def __init__(self, post_id: str) -> None:
        self.post_id = post_id
        super().__init__(f"share:unhear:{post_id}", "Take it back")

    async def press(self, interaction: Interaction) -> None:
        """Take it back and show the new count to everyone."""
        await think(interaction)
        sharing = interaction.client.services.sharing
        outcome = await sharing.unhear(interaction.guild_id or 0, interaction.user.id, self.post_id)
        if isinstance(outcome, Heard):
            await say(interaction, "hear.taken_back")
            await show_count(interaction, self.post_id)
        else:
            await say(interaction, "hear.nothing")


class ReportButton(Button, template=rf"share:report:{POST}"):
    """The button that opens the report form."""

    def __init__(self, post_id: str) -> None:
        self.post_id = post_id
        super().__init__(f"share:report:{post_id}", REPORT_LABEL)

    async def press(self, interaction: Interaction) -> None:
        """Open a form, so that no post is reported by an accidental tap."""
        await interaction.response.send_modal(ReportModal(self.post_id).filled(interaction.client))


class ReportModal(Modal, template=rf"report:{POST}"):
    """The form for a report: a reason and optional words, for the care team; no reporter's name."""

    def __init__(self, post_id: str) -> None:
        self.post_id = post_id
        super().__init__(f"report:{post_id}", "Tell the care team")

    def filled(self, client: Client) -> "ReportModal":
        """Return the form with its fields."""
        say_ = client.content.say
        options = [
            discord.SelectOption(value=reason.value, label=say_(f"report.{reason.value}"))
            for reason in ReportReason
        ]
        self.add_choice(say_("report.why"), options, say_("report.private_note"), name="reason")
        self.add_paragraph(say_("report.more"), most=REPORT_MAX)
        return self

    async def submit(self, interaction: Interaction) -> None:
        """Store the report durably, then send its card."""
        await think(interaction)
        services = interaction.client.services
        guild_id = interaction.guild_id or 0
        outcome = await services.sharing.report(
            guild_id,
            interaction.user.id,
            self.post_id,
            ReportReason(self.values.get("reason") or ReportReason.OTHER.value),
            self.values.get("words", "")[:REPORT_MAX],
        )
        match outcome:
            case Reported():
                await tell_reported(interaction, outcome)
            case ReportRefusal():
                await say(interaction, f"report.refused_{outcome.value}")
            case _ as unreachable:
                assert_never(unreachable)


async def tell_reported(interaction: Interaction, reported: Reported) -> None:
    """Show the team the report, then confirm it; a reporter in distress gets one more line."""
    client = interaction.client
    guild_id = interaction.guild_id or 0
    arrived = await client.services.desk.show_in(guild_id, reported.card_id)
    if reported.case_id is not None:
        await client.services.desk.show(reported.case_id)
    said = [client.content.say("report.done" if arrived else "report.kept")]
    if reported.support:
        said.append(client.content.say("fork.soft"))
    view = view_of(TalkBegin("0", reported.post_id, "Talk to the care team about it"))
    await reply(interaction, "\n".join(said), view=view)


async def hear(interaction: Interaction, post_id: str) -> None:
    """Count an "I hear you" and answer."""
    sharing = interaction.client.services.sharing
    outcome = await sharing.hear(interaction.guild_id or 0, interaction.user.id, post_id)
    match outcome:
        case Heard():
            await say(interaction, "hear.done", view=view_of(UnhearButton(post_id)))
            await show_count(interaction, post_id)
        case HearRefusal.ALREADY:
            await say(interaction, "hear.already", view=view_of(UnhearButton(post_id)))
        case HearRefusal():
            await say(interaction, f"hear.{outcome.value}")
        case _ as unreachable:
            assert_never(unreachable)


async def show_count(interaction: Interaction, post_id: str) -> None:
    """Show the present count on the message. Many presses at once end in one or two edits."""
    client = interaction.client
    guild_id = interaction.guild_id or 0

    async def show() -> None:
        post = await client.services.sharing.find(guild_id, post_id=post_id)
        if post is not None and post.is_out:
            await _edit_view(client, post)

    await client.state(CountRefreshes).run(post_id, show)


async def _edit_view(client: Client, post: Post) -> None:
    if post.channel_id is None or post.message_id is None:
        return
    channel = client.get_partial_messageable(post.channel_id)
    message = channel.get_partial_message(post.message_id)
    try:
        await message.edit(view=post_view(post), allowed_mentions=NO_PINGS)
    except UNREACHABLE as refused:
        # The count is kept; the next press shows it.
        status = getattr(refused, "status", 0)
        log.info("a count could not be shown", extra={"haven": {"status": status}})


def post_view(post: Post) -> ui.View:
    """Return the three buttons under a share, or the two under a reply."""
    hear_button, report = HearButton(post.post_id, post.heard), ReportButton(post.post_id)
    if not post.is_share:
        return view_of(hear_button, report)
    return view_of(ReplyButton(post.post_id), hear_button, report)


def _post_id_on(message: discord.Message) -> str | None:
    """Return a message's post id, read from its buttons at once: a form cannot wait."""
    for row in message.components:
        for child in getattr(row, "children", ()):
            parts = str(getattr(child, "custom_id", "")).split(":")
            if parts[0] == "share" and len(parts) == 3:
                return parts[2]
    return None


@app_commands.context_menu(name=REPLY_LABEL)
@app_commands.guild_only()
async def reply_menu(interaction: Interaction, message: discord.Message) -> None:
    """Do the same as the button; on a reply, answer in the same thread."""
    post_id = _post_id_on(message) if message.author.id == _me(interaction) else None
    if post_id is None:
        await say(interaction, "not_a_post")
        return
    await open_modal(interaction, parent=post_id)


@app_commands.context_menu(name=HEAR_LABEL)
@app_commands.guild_only()
async def hear_menu(interaction: Interaction, message: discord.Message) -> None:
    """Do the same as the button."""
    await think(interaction)
    post = await post_of(interaction, message)
    if post is not None:
        await hear(interaction, post.post_id)


@app_commands.context_menu(name=REPORT_LABEL)
@app_commands.guild_only()
async def report_menu(interaction: Interaction, message: discord.Message) -> None:
    """Do the same as the button."""
    post_id = _post_id_on(message) if message.author.id == _me(interaction) else None
    if post_id is None:
        await say(interaction, "not_a_post")
        return
    await interaction.response.send_modal(ReportModal(post_id).filled(interaction.client))


def _me(interaction: Interaction) -> int:
    return interaction.client.user.id if interaction.client.user else 0


async def setup(client: Client) -> None:
    """Register the buttons, the report form, the context menus and the counts being shown."""
    client.register(CountRefreshes())
    client.add_modals(ReportModal)
    client.add_items(ReplyButton, HearButton, UnhearButton, ReportButton)
    for menu in (reply_menu, hear_menu, report_menu):
        client.tree.add_command(menu, override=True)
