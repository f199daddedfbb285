"""Opens a case for what AutoMod blocked by Haven's rules, and for pain that any rule blocked.

- A filter must not silence a member in danger, so Haven reads the words whichever rule blocked
  them.
- Haven does not act on what other rules blocked for other reasons.
- The care channel and its threads are left out: there the team quotes what it found.
"""

import asyncio
from collections import OrderedDict

import discord
from discord.ext import commands

from bot.care.case import CaseKind
from bot.conduct.messages import Message
from bot.discord.client import Client
from bot.screening.verdict import Decision, Verdict
from cogs.conduct.places import channel_in, in_care_channel

SEEN_MOST = 256
AT_ONCE = 10.0
"""Max actions remembered, and for how many seconds: Discord sends one event for each thing that a
rule did about one message."""


class AutomodEvents(commands.Cog):
    """The listener for AutoMod's actions."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._seen: OrderedDict[tuple[int, int, int, str], float] = OrderedDict()

    @commands.Cog.listener()
    async def on_automod_action(self, action: discord.AutoModAction) -> None:
        """Open a case, once per message."""
        services = self._client.services
        group = services.groups.ready(action.guild_id)
        if group is None or action.channel_id is None or self._again(action):
            return
        guild = self._client.get_guild(action.guild_id)
        if in_care_channel(group, channel_in(guild, action.channel_id)):
            return
        message = Message(
            guild_id=action.guild_id,
            channel_id=action.channel_id,
            message_id=action.message_id or 0,
            member_id=action.user_id,
            words=(
                action.content or action.matched_content or action.matched_keyword or ""
            ).strip(),
        )
        found = await asyncio.to_thread(services.messages.judge, [message])
        verdict = found[0][1] if found else Verdict(Decision.ALERT)
        ours = action.rule_id in await services.automod.rules(action.guild_id)
        if not ours and not verdict.support:
            return
        with self._client.busy:
            opened = await services.messages.open(
                message, verdict, kind=CaseKind.AUTOMOD, gone=action.message_id is None
            )
            await services.desk.show(opened.case_id)

    def _again(self, action: discord.AutoModAction) -> bool:
        """Return whether it was seen before: a rule may block, alert and time out at once."""
        about = action.content or action.matched_content or str(action.message_id)
        key = (action.rule_id, action.user_id, action.channel_id or 0, about)
        now = self._client.services.clock().timestamp()
        if now - self._seen.get(key, 0.0) < AT_ONCE:
            return True
        self._seen[key] = now
        while len(self._seen) > SEEN_MOST:
            self._seen.popitem(last=False)
        return False


async def setup(client: Client) -> None:
    """Register the listener."""
    await client.add_cog(AutomodEvents(client))
