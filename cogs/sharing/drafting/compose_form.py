"""The form for a share or a reply: opened empty, or with a draft to edit."""

from dataclasses import replace

import discord
from discord import ui

from bot.core import text
from bot.discord.answers import say, think
from bot.discord.client import Client, Interaction
from bot.discord.modal import Modal
from bot.groups.rules import SMALL_GROUP, release_minutes
from bot.sharing.rules import Draft, Help
from cogs import render
from cogs.sharing.drafting.drafts import DRAFT, DraftSteps, blank, code, headcount

FORM_MAX = 4000
"""Max characters of a form's text field, by Discord's documentation."""


class ComposeModal(Modal, template=rf"compose:{DRAFT}"):
    """The form for a share or a reply, empty or with the words of a draft to edit."""

    def __init__(
        self, post_id: str, parent: str, options: str, replaces: str | None = None
    ) -> None:
        self.draft = blank(post_id, parent, options, replaces)
        title = "Share without your name" if parent == "-" else "Reply without your name"
        super().__init__(f"compose:{code(self.draft)}", title)

    def fill(self, client: Client, words: str, note: str, *, windows: bool, wait: bool) -> None:
        """Add the fields. ``windows``: the group has release windows; ``wait``: preselect one."""
        say_ = client.content.say
        is_share = self.draft.parent_id is None
        self.add_paragraph(
            say_("compose.words" if is_share else "compose.reply_words"),
            say_("compose.words_hint"),
            # Never below the length of the words to edit, or Discord would refuse the form.
            most=max(text.MAX_WORDS, min(len(words), FORM_MAX)),
            required=True,
            default=words[:FORM_MAX] or None,
        )
        self.add_item(
            ui.Label(
                text=say_("compose.note"),
                description=say_("compose.note_hint"),
                component=ui.TextInput[ui.View](
                    custom_id="note",
                    required=False,
                    max_length=text.MAX_NOTE,
                    default=note or None,
                ),
            )
        )
        if not is_share:
            return
        chosen = self.draft.help or Help.LISTEN
        kinds = [
            discord.SelectOption(
                value=one.value, label=say_(f"compose.help_{one.value}"), default=one is chosen
            )
            for one in Help
        ]
        self.add_choice(say_("compose.help"), kinds, name="help")
        if windows:
            times = [
                discord.SelectOption(value="n", label=say_("compose.when_now"), default=not wait),
                discord.SelectOption(value="w", label=say_("compose.when_window"), default=wait),
            ]
            self.add_choice(say_("compose.when"), times, say_("compose.when_hint"), name="when")

    async def submit(self, interaction: Interaction) -> None:
        """Show the private preview: nothing has been stored."""
        await think(interaction)
        picked = self.values.get("help")
        draft = replace(
            self.draft,
            words=self.values.get("words", ""),
            note=self.values.get("note", ""),
            help=Help(picked) if picked else self.draft.help,
            window=self.values.get("when") == "w",
        )
        await interaction.client.state(DraftSteps).show(interaction, draft)


async def open_modal(interaction: Interaction, *, parent: str = "-") -> None:
    """Open the empty form, or say until when to wait; from memory, as it must be instant."""
    guild_id = interaction.guild_id or 0
    services = interaction.client.services
    until = services.sharing.full(guild_id, interaction.user.id, reply=parent != "-")
    if until is not None:
        await say(interaction, "refused.too_many", when=render.moment(until))
        return
    modal = ComposeModal(services.sharing.new_id(), parent, "-n")
    minutes = release_minutes(services.groups.get(guild_id), headcount(interaction))
    wait = headcount(interaction) < SMALL_GROUP
    modal.fill(interaction.client, "", "", windows=minutes > 0, wait=wait)
    await interaction.response.send_modal(modal)


async def edit(interaction: Interaction, draft: Draft) -> None:
    """Open the form filled with ``draft``."""
    services = interaction.client.services
    group = services.groups.get(interaction.guild_id or 0)
    windows = release_minutes(group, headcount(interaction)) > 0
    modal = ComposeModal(*code(draft).split(":"))
    modal.fill(interaction.client, draft.words, draft.note, windows=windows, wait=draft.window)
    await interaction.response.send_modal(modal)
