"""What talks ask of Discord."""

from bot.discord.calls import tell
from bot.discord.client import Client
from bot.discord.components import view_of
from bot.talks.rules import Talk
from cogs.render import group_name
from cogs.talks.member_side import TalkRead


class DiscordTalks:
    """The implementation of :class:`bot.talks.gateway.TalkGateway` on discord.py."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def tell_talk(self, member_id: int, talk: Talk) -> bool:
        """Tell a member that the team has written; quote nothing, as others may see the screen."""
        guild = self._client.get_guild(talk.guild_id)
        line = self._client.content.say("talk.told", group=group_name(guild))
        return await tell(self._client, member_id, line, view=view_of(TalkRead(talk.talk_id)))
