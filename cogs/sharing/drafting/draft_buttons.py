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
    """The button that stores the draft durably and sends it, or says when it will be sent."""

    verb, label, style = "post", "Post it", discord.ButtonStyle.success

    async def use(self, interaction: Interaction, draft: Draft) -> None:
        """Submit the draft; a second press, or one after a restart, finds the same post."""
        services = interaction.client.services
        guild_id = interaction.guild_id or 0
        outcome = await services.sharing.submit(
            guild_id, interaction.user.id, draft, size=headcount(interaction)
        )
        await interaction.client.state(DraftSteps).tell(interaction, outcome, draft)


class DraftShare(DraftButton, template=rf"draft:share:{DRAFT}"):
    """The button on the fork that leads to the preview, which suggests a content note."""

    verb, label, style = "share", "Share it", discord.ButtonStyle.success

    async def use(self, interaction: Interaction, draft: Draft) -> None:
        """Show the preview; nothing is stored until its own button is pressed."""
        await interaction.client.state(DraftSteps).show(interaction, draft, chosen=True)


class DraftAppeal(DraftButton, template=rf"draft:appeal:{DRAFT}"):
    """The button that asks a carer to look at a draft that would be returned: it is held."""

    verb, label, style = "appeal", "Ask a person to look", discord.ButtonStyle.primary

    async def use(self, interaction: Interaction, draft: Draft) -> None:
        """Store the draft durably, then show it to the team."""
        outcome = await interaction.client.services.sharing.submit(
            interaction.guild_id or 0,
            interaction.user.id,
            draft,
            size=headcount(interaction),
            appeal=True,
        )
        await interaction.client.state(DraftSteps).tell(interaction, outcome, draft, appeal=True)


class DraftTrim(DraftButton, template=rf"draft:trim:{DRAFT}"):
    """The button that removes exactly what holds a draft back, and no words around it."""

    verb, label, style = "trim", "Take that part out", discord.ButtonStyle.primary

    async def use(self, interaction: Interaction, draft: Draft) -> None:
        """Show the rest as a preview, which screens it again."""
        client = interaction.client
        verdict = await client.services.sharing.judge(interaction.guild_id or 0, draft)
        stand_in = client.content.say("held.left_out")
        trimmed = objections.without(draft, verdict, stand_in)
        await interaction.client.state(DraftSteps).show(
            interaction, trimmed, chosen=verdict.support, trimmed=True
        )


class DraftMask(DraftButton, template=rf"draft:mask:{DRAFT}"):
    """The button that replaces everything the mirror found with a readable stand-in."""

    verb, label, style = "mask", "Hide these details", discord.ButtonStyle.primary

    async def use(self, interaction: Interaction, draft: Draft) -> None:
        """Show the masked preview in place of the old one."""
        own = names_of(interaction.user)
        others = await names_for(interaction, f"{draft.note}\n{draft.words}")

        def masked(words: str) -> str:
            return mirror.mask(words, mirror.find(words, own=own, others=others))

        note, words = masked(draft.note), masked(draft.words)
        if len(words) > text.MAX_WORDS or len(note) > text.MAX_NOTE:
            # A stand-in can be longer than what it hides. The preview stays: no words are cut.
            await follow_up(interaction, "draft.mask_too_long")
            return
        await interaction.client.state(DraftSteps).show(
            interaction, replace(draft, words=words, note=note)
        )


class DraftEdit(DraftButton, template=rf"draft:edit:{DRAFT}"):
    """The button that opens the form again with the words in it."""

    verb, label = "edit", "Edit"

    opens_form = True

    async def use(self, interaction: Interaction, draft: Draft) -> None:
        """Open the form; its contents all come from the message."""
        await edit(interaction, draft)


class DraftDrop(PreviewButton, template=rf"draft:drop:{DRAFT}"):
    """The button that discards the draft, which exists only in the preview."""

    verb, label = "drop", "Don't post"

    async def press(self, interaction: Interaction) -> None:
        """Remove the words from the message."""
        await interaction.response.edit_message(
            content=interaction.client.content.say("draft.dropped"),
            embeds=[],
            view=None,
            allowed_mentions=NO_PINGS,
        )
