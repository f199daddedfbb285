"""Private answers to interactions, and the one error boundary that every interaction passes.

- An answer is always private, because it shows the name of the member who pressed.
- After any failure inside :func:`guard` the member gets a private apology with a reference, and
  the log gets the same reference with the traceback: no words, no ids.
"""

import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.payload import fields_of
from bot.discord.protocol import EMBED_MAX, EXPIRED, NO_PINGS, UNREACHABLE

log = logging.getLogger(__name__)


async def guard(
    interaction: Interaction, work: Callable[[], Awaitable[object]], surface: str
) -> None:
    """Run ``work`` inside the boundary; log any exception once and apologise for it."""
    with interaction.client.busy:
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - this is the one boundary
            await apologise(interaction, error, surface)


async def apologise(interaction: Interaction, error: Exception, surface: str) -> None:
    """Log ``error`` under a short reference and tell the member privately."""
    if isinstance(error, discord.HTTPException) and error.code in EXPIRED:
        # Too late to answer: the client has already shown "interaction failed", and whatever was
        # acknowledged before has been saved. No one is there to read an apology.
        log.info("interaction expired", extra={"haven": {"surface": surface, "code": error.code}})
        return
    reference = secrets.token_hex(4)
    surface = surface.replace(" ", ".")  # the log takes codes, not sentences
    log.error(
        "a press failed",
        exc_info=error,
        extra={"haven": {"surface": surface, "reference": reference}},
    )
    text = interaction.client.content.say("apology", reference=reference)
    back = given_back(interaction)
    try:
        if interaction.response.is_done():
            # A separate message: the existing one may hold the only copy of a draft.
            # (Where Haven is still "thinking", Discord shows this in its place.)
            await interaction.followup.send(text, embeds=back, ephemeral=True)
        else:
            await interaction.response.send_message(text, embeds=back, ephemeral=True)
    except UNREACHABLE as refused:
        status = getattr(refused, "status", 0)
        log.warning("no apology could be sent", extra={"haven": {"status": status}})


def given_back(interaction: Interaction) -> list[discord.Embed]:
    """Return what was typed into a form that failed, to copy: the form itself is gone."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return []
    typed = "\n\n".join(fields_of(interaction, only_typed=True).values()).strip()
    if not typed:
        return []
    title = interaction.client.content.say("post.your_words")
    return [discord.Embed(title=title, description=typed[:EMBED_MAX])]


async def say(
    interaction: Interaction,
    key: str,
    *,
    view: ui.View | None = None,
    embeds: Sequence[discord.Embed] = (),
    files: Sequence[discord.File] = (),
    **values: object,
) -> None:
    """Answer privately with the reviewed wording ``key``, whichever answer is still open.

    After a deferred press on a private message, that message is replaced: one place, one state.
    """
    text = interaction.client.content.say(key, **values)
    await reply(interaction, text, view=view, embeds=embeds, files=files)


async def reply(
    interaction: Interaction,
    text: str,
    *,
    view: ui.View | None = None,
    embeds: Sequence[discord.Embed] = (),
    files: Sequence[discord.File] = (),
) -> None:
    """Answer like :func:`say`, with a text that was put together from several wordings."""
    shown = discord.utils.MISSING if view is None else view
    if not interaction.response.is_done():
        await interaction.response.send_message(
            text, embeds=list(embeds), view=shown, files=list(files), ephemeral=True
        )
    elif _may_replace(interaction):
        await interaction.edit_original_response(
            content=text,
            embeds=list(embeds),
            view=view,
            attachments=list(files),
            allowed_mentions=NO_PINGS,
        )
    else:
        await interaction.followup.send(
            text, embeds=list(embeds), view=shown, files=list(files), ephemeral=True
        )


async def follow_up(
    interaction: Interaction,
    key: str,
    *,
    view: ui.View | None = None,
    embeds: Sequence[discord.Embed] = (),
    **values: object,
) -> None:
    """Answer with a separate private message; the one that was pressed stays as it is."""
    text = interaction.client.content.say(key, **values)
    shown = discord.utils.MISSING if view is None else view
    await interaction.followup.send(text, embeds=list(embeds), view=shown, ephemeral=True)


async def edit_text(interaction: Interaction, text: str) -> None:
    """Set ``text`` above the rest of the private message that was pressed; keep the rest."""
    if interaction.response.is_done():
        await interaction.edit_original_response(content=text, allowed_mentions=NO_PINGS)
    else:
        await interaction.response.edit_message(content=text, allowed_mentions=NO_PINGS)


def _may_replace(interaction: Interaction) -> bool:
    """Return whether the original response is private, so that no one else sees an edit of it.

    A deferred press on a *public* message would edit that message for everyone.
    """
    deferred_here = interaction.response.type in (
        discord.InteractionResponseType.deferred_channel_message,
        discord.InteractionResponseType.deferred_message_update,
    )
    source = interaction.message
    return deferred_here and (source is None or source.flags.ephemeral or _thinking(interaction))


def _thinking(interaction: Interaction) -> bool:
    return interaction.response.type is discord.InteractionResponseType.deferred_channel_message


async def think(interaction: Interaction) -> None:
    """Acknowledge privately within Discord's three seconds, before anything slower than memory.

    A press on a private message will replace that message; anything else gets a private one.
    """
    source = interaction.message
    if source is not None and source.flags.ephemeral:
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=True, thinking=True)
