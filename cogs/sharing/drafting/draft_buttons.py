"""The buttons on a draft's private message: post, share, appeal, trim, mask, edit, drop."""

from dataclasses import replace

import discord

from bot.core import text
from bot.discord.answers import follow_up
from bot.discord.client import Interaction
from bot.discord.protocol import NO_PINGS
from bot.sharing.preview import mirror, objections
from bot.sharing.rules import Draft
from cogs.sharing.drafting.compose_form import edit
from cogs.sharing.drafting.drafts import (
    DRAFT,
    DraftButton,
    DraftSteps,
    PreviewButton,
    headcount,
    names_for,
)
from cogs.sharing.member_names import names_of


class DraftPost(DraftButton, template=rf"draft:post:{DRAFT}"):
    """Stores the draft durably, then sends it (or says when it will be)."""

    verb, label, style = "post", "Post it", discord.ButtonStyle.success

    async def use(self, interaction: Interaction, draft: Draft) -> None:
        """A second press, or one after a restart, finds the same post."""
        services = interaction.client.services
        guild_id = interaction.guild_id or 0
        outcome = await services.sharing.submit(
            guild_id, interaction.user.id, draft, size=headcount(interaction)
        )
        await interaction.client.state(DraftSteps).tell(interaction, outcome, draft)


class DraftShare(DraftButton, template=rf"draft:share:{DRAFT}"):
    """On the fork: on to the preview, with a content note suggested."""

    verb, label, style = "share", "Share it", discord.ButtonStyle.success

    async def use(self, interaction: Interaction, draft: Draft) -> None:
        """Nothing is stored yet: the preview has its own button for that."""
        await interaction.client.state(DraftSteps).show(interaction, draft, chosen=True)


class DraftAppeal(DraftButton, template=rf"draft:appeal:{DRAFT}"):
    """Asks a person to look at what would otherwise come back: it is held for the team."""

    verb, label, style = "appeal", "Ask a person to look", discord.ButtonStyle.primary

    async def use(self, interaction: Interaction, draft: Draft) -> None:
        """Stored durably, then shown to the team."""
        outcome = await interaction.client.services.sharing.submit(
            interaction.guild_id or 0,
            interaction.user.id,
            draft,
            size=headcount(interaction),
            appeal=True,
        )
        await interaction.client.state(DraftSteps).tell(interaction, outcome, draft, appeal=True)


class DraftTrim(DraftButton, template=rf"draft:trim:{DRAFT}"):
    """Takes out exactly what holds a draft back, and nothing of the feeling around it."""

    verb, label, style = "trim", "Take that part out", discord.ButtonStyle.primary

    async def use(self, interaction: Interaction, draft: Draft) -> None:
        """Show what is left as a preview: it is read once more."""
        client = interaction.client
        verdict = client.services.sharing.judge(interaction.guild_id or 0, draft)
        stand_in = client.content.say("held.left_out")
        trimmed = objections.without(draft, verdict, stand_in)
        await interaction.client.state(DraftSteps).show(
            interaction, trimmed, chosen=verdict.support, trimmed=True
        )


class DraftMask(DraftButton, template=rf"draft:mask:{DRAFT}"):
    """Replaces everything the mirror found by a readable stand-in."""

    verb, label, style = "mask", "Hide these details", discord.ButtonStyle.primary

    async def use(self, interaction: Interaction, draft: Draft) -> None:
        """Show the masked preview in place of the old one."""
        own = names_of(interaction.user)
        others = await names_for(interaction, f"{draft.note}\n{draft.words}")

        def masked(words: str) -> str:
            return mirror.mask(words, mirror.find(words, own=own, others=others))

        note, words = masked(draft.note), masked(draft.words)
        if len(words) > text.MAX_WORDS or len(note) > text.MAX_NOTE:
            # A stand-in can be longer than what it hides. The preview stays: nothing is cut.
            await follow_up(interaction, "draft.mask_too_long")
            return
        await interaction.client.state(DraftSteps).show(
            interaction, replace(draft, words=words, note=note)
        )


class DraftEdit(DraftButton, template=rf"draft:edit:{DRAFT}"):
    """Opens the form again with the words in it."""

    verb, label = "edit", "Edit"

    opens_form = True

    async def use(self, interaction: Interaction, draft: Draft) -> None:
        """Open the form; everything in it comes from the message itself."""
        await edit(interaction, draft)


class DraftDrop(PreviewButton, template=rf"draft:drop:{DRAFT}"):
    """Throws the draft away: the preview was the only place where it stood."""

    verb, label = "drop", "Don't post"

    async def press(self, interaction: Interaction) -> None:
        """Clear the words from the screen."""
        await interaction.response.edit_message(
            content=interaction.client.content.say("draft.dropped"),
            embeds=[],
            view=None,
            allowed_mentions=NO_PINGS,
        )
