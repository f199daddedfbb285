"""The post that a message shows, for the menus of members and of the care team."""

import discord

from bot.discord.answers import say
from bot.discord.client import Interaction
from bot.sharing.rules import Post


async def post_of(interaction: Interaction, message: discord.Message) -> Post | None:
    """Return the post that a message shows; None, after telling the member, when it shows none.

    The caller must have deferred the answer.
    """
    sharing = interaction.client.services.sharing
    post = await sharing.find(interaction.guild_id or 0, message_id=message.id)
    if post is None or not post.is_out:
        await say(interaction, "not_a_post")
        return None
    return post
