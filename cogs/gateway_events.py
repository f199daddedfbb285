"""Gateway events that Haven acts on: own-name replies, answers, deletions, its own removal.

- Haven reads who wrote where, never what: none of this needs the message content intent.
"""

import logging

import discord
from discord.ext import commands

from bot.discord.answers import say
from bot.discord.client import Client, Interaction
from bot.discord.components import Button, view_of
from bot.discord.protocol import UNREACHABLE

log = logging.getLogger(__name__)


class SlipKeep(Button, template=r"slip:keep"):
    """The author's answer that writing under their own name was intended."""

    def __init__(self) -> None:
        super().__init__("slip:keep", "It was meant")

    async def press(self, interaction: Interaction) -> None:
        """Confirm; nothing changes."""
        await say(interaction, "slip.kept")


class GatewayEvents(commands.Cog):
    """The listeners. They are best effort: nothing here was promised to a member."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Handle a message in one of Haven's threads: an answer, or one by the share's author."""
        spoken = message.type in (discord.MessageType.default, discord.MessageType.reply)
        if message.guild is None or message.author.bot or not spoken:
            return
        thread, me = message.channel, self._client.user
        if not isinstance(thread, discord.Thread) or me is None or thread.owner_id != me.id:
            return
        services, author = self._client.services, message.author
        if await services.my_posts.wrote_in_own_thread(message.guild.id, author.id, thread.id):
            await self._ask(message)
        else:
            await services.outbox.answered(message.guild.id, thread.id, author.id)

    async def _ask(self, message: discord.Message) -> None:
        """Ask in a direct message or not at all: a line in the thread would expose the author."""
        # There is no "delete it for me": Haven deletes members' messages for no other reason, so
        # a record of the deletion, by Discord or another bot, would tell who had shared.
        view = view_of(SlipKeep())
        line = self._client.content.say("slip.ask", link=message.jump_url)
        try:
            direct = await self._client.create_dm(message.author)
            await direct.send(line, view=view)
        except UNREACHABLE as refused:
            code = getattr(refused, "code", 0)
            log.info("a slip could not be asked about", extra={"haven": {"code": code}})

    @commands.Cog.listener()
    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """Handle a post or card that was deleted in Discord."""
        await self._deleted(event.guild_id, {event.message_id})

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """Handle several deletions at once."""
        await self._deleted(event.guild_id, event.message_ids)

    async def _deleted(self, guild_id: int | None, message_ids: set[int]) -> None:
        if guild_id is None:
            return
        services = self._client.services
        for post_id in await services.decisions.message_deleted(guild_id, message_ids):
            await services.desk.show_post(post_id)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Delete everything that Haven kept for a group that removed it."""
        services = self._client.services
        await services.groups.forget_group(guild.id)
        # After the rows: otherwise a round that is being sent would create a new key.
        await services.checkins.rounds.forget_guild(guild.id)
        services.screening.forget(guild.id)


async def setup(client: Client) -> None:
    """Register the button and the listeners."""
    client.add_items(SlipKeep)
    await client.add_cog(GatewayEvents(client))
