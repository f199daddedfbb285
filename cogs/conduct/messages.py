"""Screens ordinary messages and their edits, where the operator has the message content intent.

- Event handlers only queue a message; it is read later, many at once, on another thread.
- What bots, webhooks, the system or Haven itself write is not read.
- Nothing in the care channel or its threads is read: there the team quotes what it found.
"""

import asyncio
import logging
from collections import deque

import discord
from discord.ext import commands

from bot.conduct.messages import Message
from bot.discord.calls import tell
from bot.discord.client import Client
from bot.discord.protocol import EMBED_MAX, UNREACHABLE
from bot.screening.verdict import Decision, Verdict
from cogs.conduct.places import in_care_channel

log = logging.getLogger(__name__)

WAITING_MOST = 10_000
"""Max messages that wait to be read: minutes of the busiest group. Beyond it the oldest stay
unread, which is logged, because members' words should not pile up in memory."""

BATCH = 64
"""Max messages read in one batch on the other thread."""

SPOKEN = (discord.MessageType.default, discord.MessageType.reply)


class MessageScreening(commands.Cog):
    """The listener for what members write under their own names."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._waiting: deque[Message] = deque()
        self._task: asyncio.Task[None] | None = None

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Queue a message to be read."""
        self._note(message)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """Queue an edited message; Discord sends the same event when a link gets its picture."""
        if event.message.edited_at is not None:
            self._note(event.message)

    def _note(self, message: discord.Message) -> None:
        if message.guild is None or message.author.bot or message.webhook_id is not None:
            return
        if message.type not in SPOKEN or not message.content:
            return
        group = self._client.services.groups.ready(message.guild.id)
        if group is None or in_care_channel(group, message.channel):
            return
        if len(self._waiting) >= WAITING_MOST:
            self._waiting.popleft()
            log.error("messages come faster than they can be read")
        self._waiting.append(
            Message(
                guild_id=message.guild.id,
                channel_id=message.channel.id,
                message_id=message.id,
                member_id=message.author.id,
                words=message.content,
            )
        )
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._read(), name="haven-messages")

    async def _read(self) -> None:
        """Read until the queue is empty. A message whose case cannot be opened blocks no other."""
        messages = self._client.services.messages
        with self._client.busy:
            while self._waiting:
                count = min(BATCH, len(self._waiting))
                batch = [self._waiting.popleft() for _ in range(count)]
                for message, verdict in await asyncio.to_thread(messages.judge, batch):
                    try:
                        await self._act(message, verdict)
                    except Exception:
                        log.exception("a message could not be told about")

    async def _act(self, message: Message, verdict: Verdict) -> None:
        services = self._client.services
        gone = verdict.decision is Decision.HOLD and await self._take_away(message)
        opened = await services.messages.open(message, verdict, gone=gone)
        await services.desk.show(opened.case_id)

    async def _take_away(self, message: Message) -> bool:
        """Delete a message that a rule is sure of, and return its words to its author."""
        channel = self._client.get_partial_messageable(message.channel_id)
        try:
            await channel.get_partial_message(message.message_id).delete()
        except UNREACHABLE as refused:
            # The team has the case with the link in any event.
            log.info("a message stays", extra={"haven": {"code": getattr(refused, "code", 0)}})
            return False
        content = self._client.content
        embed = discord.Embed(
            title=content.say("post.your_words"), description=message.words[:EMBED_MAX]
        )
        await tell(self._client, message.member_id, content.say("harm.taken_away"), embed)
        return True


async def setup(client: Client) -> None:
    """Register the listener; without the intent there is nothing to listen to."""
    if client.intents.message_content:
        await client.add_cog(MessageScreening(client))
