"""Private messages that say why a line of a talk was not sent, for member and carer alike."""

from discord import ui

from bot.discord.answers import edit_text, reply
from bot.discord.client import Interaction
from bot.talks.rules import TalkFault, Unsent
from cogs.talks.render import own_words, why_not


async def refuse(
    interaction: Interaction, unsent: Unsent, words: str, *, view: ui.View | None = None
) -> None:
    """Say why the line was not sent, and return its words for the writer to copy."""
    keep = unsent.fault is not TalkFault.EMPTY and words.strip()
    embeds = [own_words(interaction.client.content, words)] if keep else []
    text_ = why_not(interaction, unsent)
    await reply(interaction, text_, embeds=embeds, view=view)


async def refuse_above(interaction: Interaction, unsent: Unsent) -> None:
    """Say why above the draft, which stays on its message."""
    await edit_text(interaction, why_not(interaction, unsent))
