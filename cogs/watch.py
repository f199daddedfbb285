"""What Haven notices by itself: a slip of the name, an answer, something deleted, being removed.

It reads who wrote where, never what: none of this needs the message content intent.
"""

import logging

import discord
from discord.ext import commands

from bot.interactions import UNREACHABLE, Button, Client, Interaction, say, think, view_of

log = logging.getLogger(__name__)


class SlipDelete(Button, template=r"slip:delete:(?P<channel>[0-9]{1,20}):(?P<message>[0-9]{1,20})"):
    """Deletes what somebody wrote under their own name in their own anonymous thread."""

    def __init__(self, channel: str, message: str) -> None:
        self.channel_id, self.message_id = int(channel), int(message)
        custom_id = f"slip:delete:{channel}:{message}"
        super().__init__(custom_id, "Delete it for me", discord.ButtonStyle.danger)

    async def press(self, interaction: Interaction) -> None:
        """Only what the member wrote themselves."""
        await think(interaction)
        place = interaction.client.get_partial_messageable(self.channel_id)
        try:
            message = await place.fetch_message(self.message_id)
            if message.author.id != interaction.user.id:
                await say(interaction, "slip.not_yours")
                return
            await message.delete()
        except discord.NotFound:
            await say(interaction, "slip.deleted")
        except UNREACHABLE:
            await say(interaction, "slip.cannot")
        else:
            await say(interaction, "slip.deleted")


class SlipKeep(Button, template=r"slip:keep"):
    """It was meant."""

    def __init__(self) -> None:
        super().__init__("slip:keep", "It was meant")

    async def press(self, interaction: Interaction) -> None:
        """Nothing changes."""
        await say(interaction, "slip.kept")


class Watch(commands.Cog):
    """Listens to the gateway. Best effort by nature: nothing here was acknowledged to anybody."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """A person wrote in a thread of ours: an answer, or a slip of the one who shared."""
        if message.guild is None or message.author.bot:
            return
        self._client.names.saw(message.guild.id, message.author)
        thread, me = message.channel, self._client.user
        if not isinstance(thread, discord.Thread) or me is None or thread.owner_id != me.id:
            return
        services, author = self._client.services, message.author
        if await services.mine.wrote_in_own_thread(message.guild.id, author.id, thread.id):
            await self._ask(message)
        else:
            await services.outbox.answered(message.guild.id, thread.id, author.id)

    async def _ask(self, message: discord.Message) -> None:
        """Asks privately or not at all: a word in the thread would give the author away."""
        view = view_of(SlipDelete(str(message.channel.id), str(message.id)), SlipKeep())
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
            await services.outbox.show_cards(post_id)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Haven was removed: everything it kept for that group goes."""
        await self._client.services.groups.forget_group(guild.id)
        self._client.names.forget(guild.id)


async def setup(client: Client) -> None:
    """discord.py's entry."""
    client.add_items(SlipDelete, SlipKeep)
    await client.add_cog(Watch(client))
