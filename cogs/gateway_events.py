"""What Haven notices by itself: a slip of the name, an answer, something deleted, being removed.

It reads who wrote where, never what: none of this needs the message content intent.
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
    """It was meant."""

    def __init__(self) -> None:
        super().__init__("slip:keep", "It was meant")

    async def press(self, interaction: Interaction) -> None:
        """Nothing changes."""
        await say(interaction, "slip.kept")


class GatewayEvents(commands.Cog):
    """Listens to the gateway. Best effort by nature: nothing here was acknowledged to anyone."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """A person wrote in a thread of ours: an answer, or a slip of the one who shared."""
        spoken = message.type in (discord.MessageType.default, discord.MessageType.reply)
        if message.guild is None or message.author.bot or not spoken:
            return
        thread, me = message.channel, self._client.user
        if not isinstance(thread, discord.Thread) or me is None or thread.owner_id != me.id:
            return
        services, author = self._client.services, message.author
        if await services.mine.wrote_in_own_thread(message.guild.id, author.id, thread.id):
            await self._ask(message)
        else:
            await services.outbox.answered(message.guild.id, thread.id, author.id)

    async def _ask(self, message: discord.Message) -> None:
        """Ask privately or not at all: a word in the thread would give the author away."""
        # No "delete it for me": Haven deletes no one's messages for any other reason, so whatever
        # Discord or another bot notes about it would tell who had shared.
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
        """A post or card deleted by hand."""
        await self._deleted(event.guild_id, {event.message_id})

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """Many at once."""
        await self._deleted(event.guild_id, event.message_ids)

    async def _deleted(self, guild_id: int | None, message_ids: set[int]) -> None:
        if guild_id is None:
            return
        services = self._client.services
        for post_id in await services.care.message_deleted(guild_id, message_ids):
            await services.desk.show_post(post_id)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Haven was removed: everything it kept for that group goes."""
        services = self._client.services
        await services.groups.forget_group(guild.id)
        # After the rows: a round that is just being sent would else make itself a new key.
        await services.checkins.rounds.forget_guild(guild.id)
        services.screening.forget(guild.id)


async def setup(client: Client) -> None:
    """discord.py's entry."""
    client.add_items(SlipKeep)
    await client.add_cog(GatewayEvents(client))
