"""What talks ask of Discord."""

import discord

from bot.discord.boundary import Client, view_of
from bot.discord.calls import attempt
from bot.talks.rules import Talk
from cogs.talks.member_side import TalkRead


class TalksGateway:
    """Implements :class:`bot.talks.gateway.Gateway` on discord.py."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def tell_talk(self, member_id: int, talk: Talk) -> bool:
        """One private line without any of the words: another person may see the screen."""
        guild = self._client.get_guild(talk.guild_id)
        name = discord.utils.escape_markdown(guild.name) if guild else "your group"
        line = self._client.content.say("talk.told", group=name)

        async def send() -> bool:
            direct = await self._client.create_dm(discord.Object(member_id))
            await direct.send(line, view=view_of(TalkRead(talk.talk_id)))
            return True

        return await attempt(send) is True
