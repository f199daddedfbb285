"""The outbox's hands: what it asks of Discord, and what Discord's refusals mean.

Everything public goes out with the bot's token, never as an answer to an interaction: an answer
carries the name of who pressed.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

import aiohttp
import discord

from bot.groups.rules import Group, Trouble
from bot.interactions import NO_PINGS, Client, view_of
from bot.sending import Refusal, Sent
from bot.sharing.care import CardView
from bot.sharing.rules import Card, CardKind, Post, State
from bot.sharing.seals import Words
from cogs import render
from cogs.cards import card_embed, card_view
from cogs.my import MyMute
from cogs.posts import post_view

log = logging.getLogger(__name__)
T = TypeVar("T")

ARCHIVED = 50083
THREAD_EXISTS = 160004
TOO_MANY_THREADS = 160006
LOOK_BACK = 5000
"""Messages searched, from the claim on, for one that may be out already."""
FORUM_LOOK_BACK = 100
"""Threads searched likewise in a forum, open and archived."""
CLOCK_SLACK = 120
"""Seconds by which this computer's clock and Discord's may differ."""
ARCHIVE_MINUTES = 10080
"""Threads rest after a week without a word; a reply wakes them."""


class DiscordGateway:
    """Implements :class:`bot.sharing.outbox.Gateway` on discord.py."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def send_share(self, group: Group, post: Post, words: Words) -> Sent | Refusal:
        """Sends a share; in a forum its thread opens with it."""
        channel = self._channel(group, group.sharing_channel_id)
        embed = render.post_embed(
            self._client.content, post.alias, words, post.help, by_author=False
        )
        if isinstance(channel, discord.TextChannel):
            return await _attempt(lambda: self._send(channel, embed, post))
        if isinstance(channel, discord.ForumChannel):
            return await _attempt(lambda: self._open_forum_post(channel, embed, post))
        return channel if isinstance(channel, Refusal) else Refusal.GONE

    async def send_reply(self, share: Post, post: Post, words: Words) -> Sent | Refusal:
        """Sends a reply to the share's thread, waking it first if it rests."""
        if share.thread_id is None:
            return Refusal.GONE
        thread = self._client.get_partial_messageable(share.thread_id, guild_id=post.guild_id)
        embed = render.post_embed(
            self._client.content, post.alias, words, None, by_author=post.by_author
        )

        async def send() -> Sent | Refusal:
            # Haven may manage threads, so Discord would let it write into one that the care team
            # has locked by hand: that wish has to be seen. Resting threads are not in memory.
            place = self._thread_in_memory(post.guild_id, thread.id)
            if place is None:
                found = await self._client.fetch_channel(thread.id)
                place = found if isinstance(found, discord.Thread) else None
            if place is not None and place.locked:
                return Refusal.LOCKED
            if place is not None and place.archived:
                await place.edit(archived=False)
            return await self._send(thread, embed, post)

        return await _attempt(send)

    def _thread_in_memory(self, guild_id: int, thread_id: int) -> discord.Thread | None:
        guild = self._client.get_guild(guild_id)
        return guild.get_thread(thread_id) if guild else None

    async def find(self, channel_id: int, post: Post) -> Sent | Refusal | None:
        """Looks for the post, since its claim, by the opaque id in its buttons."""
        channel = self._client.get_channel(channel_id)
        since = _since(post.claimed_at)

        async def look() -> Sent | None:
            if isinstance(channel, discord.ForumChannel):
                return await self._find_in_forum(channel, post.post_id, since)
            place = self._client.get_partial_messageable(channel_id, guild_id=post.guild_id)
            async for message in place.history(limit=LOOK_BACK, after=since, oldest_first=True):
                if self._is_ours(message, post.post_id):
                    return Sent(channel_id, message.id)
            return None

        return await _attempt(look)

    async def open_thread(self, group: Group, post: Post) -> int | Refusal:
        """Opens the thread on the share's message; one that is open already has its id."""
        if post.channel_id is None or post.message_id is None:
            return Refusal.GONE
        message_id = post.message_id
        channel = self._client.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
        message = channel.get_partial_message(message_id)

        async def open_() -> int:
            try:
                thread = await message.create_thread(
                    name=post.alias, auto_archive_duration=ARCHIVE_MINUTES
                )
            except discord.HTTPException as refused:
                if refused.code != THREAD_EXISTS:
                    raise
                return message_id
            return thread.id

        return await _attempt(open_)

    async def take_down(self, post: Post) -> Refusal | None:
        """Deletes the message, then says so in the thread (which may be gone as well)."""
        if post.channel_id is None or post.message_id is None:
            return None
        channel = self._client.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
        message = channel.get_partial_message(post.message_id)
        refusal = await _attempt(lambda: _done(message.delete()))
        if refusal is not None and refusal is not Refusal.GONE:
            return refusal
        thread_id = post.thread_id if post.is_share else post.channel_id
        if thread_id is None:
            return None
        thread = self._client.get_partial_messageable(thread_id, guild_id=post.guild_id)
        word = "withdrawn" if post.state is State.WITHDRAWING else "removed"
        key = f"thread.{'share' if post.is_share else 'reply'}_{word}"
        line = self._client.content.say(key, alias=post.alias)
        said = await _attempt(lambda: _done(thread.send(line, nonce=f"{post.nonce}-w")))
        return said if said is Refusal.LATER else None

    async def send_card(self, group: Group, view: CardView) -> Sent | Refusal:
        """Sends a card to the care channel."""
        channel = self._channel(group, group.care_channel_id)
        if not isinstance(channel, discord.TextChannel):
            return channel if isinstance(channel, Refusal) else Refusal.GONE
        content = self._client.content

        async def send() -> Sent:
            message = await channel.send(
                embed=card_embed(content, view),
                view=card_view(content, view),
                nonce=view.card.nonce,
            )
            return Sent(channel.id, message.id)

        return await _attempt(send)

    async def find_card(self, group: Group, card: Card) -> Sent | Refusal | None:
        """Looks for a card by the ids in its buttons."""
        channel_id = group.care_channel_id
        if channel_id is None:
            return Refusal.GONE
        place = self._client.get_partial_messageable(channel_id, guild_id=group.guild_id)
        held = card.kind is CardKind.HELD
        own = f"approve:{card.post_id}" if held else card.card_id
        since = _since(card.claimed_at)

        async def look() -> Sent | None:
            async for message in place.history(limit=LOOK_BACK, after=since, oldest_first=True):
                if self._is_ours(message, own):
                    return Sent(channel_id, message.id)
            return None

        return await _attempt(look)

    async def show_card(self, view: CardView) -> Refusal | None:
        """Shows a card as it stands."""
        card = view.card
        if card.channel_id is None or card.message_id is None:
            return None
        place = self._client.get_partial_messageable(card.channel_id, guild_id=card.guild_id)
        message = place.get_partial_message(card.message_id)
        content = self._client.content
        return await _attempt(
            lambda: _done(
                message.edit(
                    embed=card_embed(content, view),
                    view=card_view(content, view),
                    allowed_mentions=NO_PINGS,
                )
            )
        )

    async def tell_trouble(self, group: Group, trouble: Trouble | None) -> None:
        """Says once in the care channel that posting fails, and once that it works again."""
        channel = self._channel(group, group.care_channel_id)
        if isinstance(channel, discord.TextChannel):
            key = f"trouble.{trouble.value}" if trouble else "trouble.over"
            line = self._client.content.say(key, channel=f"<#{group.sharing_channel_id}>")
            await _attempt(lambda: _done(channel.send(line)))

    async def tell_owner(self, group: Group) -> None:
        """Says once to the server's owner that reports do not reach the care channel."""
        guild = self._client.get_guild(group.guild_id)
        owner_id = guild.owner_id if guild else None
        if guild is None or owner_id is None:
            return
        name = discord.utils.escape_markdown(guild.name)
        line = self._client.content.say("trouble.care", group=name)

        async def send() -> None:
            direct = await self._client.create_dm(discord.Object(owner_id))
            await direct.send(line)

        await _attempt(send)

    async def tell_author(self, member_id: int, post: Post, key: str) -> None:
        """One private line with a link. Closed direct messages are a choice, not a fault."""
        guild = self._client.get_guild(post.guild_id)
        line = self._client.content.say(
            key, group=guild.name if guild else "your group", link=render.jump_link(post)
        )
        mute = view_of(MyMute("1", post.post_id)) if post.state is State.POSTED else None

        async def send() -> None:
            direct = await self._client.create_dm(discord.Object(member_id))
            if mute is None:
                await direct.send(line)
            else:
                await direct.send(line, view=mute)

        await _attempt(send)

    def _channel(self, group: Group, channel_id: int | None) -> discord.abc.GuildChannel | Refusal:
        guild = self._client.get_guild(group.guild_id)
        if guild is None or guild.unavailable:
            return Refusal.LATER  # an outage, or a reconnect: nothing says that it is gone
        channel = guild.get_channel(channel_id or 0)
        return channel if channel is not None else Refusal.GONE

    async def _send(self, place: discord.abc.Messageable, embed: discord.Embed, post: Post) -> Sent:
        message = await place.send(embed=embed, view=post_view(post), nonce=post.nonce)
        return Sent(message.channel.id, message.id)

    async def _open_forum_post(
        self, forum: discord.ForumChannel, embed: discord.Embed, post: Post
    ) -> Sent:
        opened = await forum.create_thread(
            name=post.alias,
            embed=embed,
            view=post_view(post),
            auto_archive_duration=ARCHIVE_MINUTES,
            applied_tags=_tags(forum),
        )
        return Sent(opened.thread.id, opened.message.id, opened.thread.id)

    async def _find_in_forum(
        self, forum: discord.ForumChannel, post_id: str, since: discord.Object | None
    ) -> Sent | None:
        async for thread in _threads_since(forum, self._client.user, since):
            async for message in thread.history(limit=1, oldest_first=True):
                if self._is_ours(message, post_id):
                    return Sent(thread.id, message.id, thread.id)
        return None

    def _is_ours(self, message: discord.Message, opaque_id: str) -> bool:
        if self._client.user is None or message.author.id != self._client.user.id:
            return False
        return any(
            str(getattr(child, "custom_id", "")).endswith(f":{opaque_id}")
            for row in message.components
            for child in getattr(row, "children", ())
        )


def _tags(forum: discord.ForumChannel) -> list[discord.ForumTag]:
    """A forum may demand a tag of every post: then its first that is not for moderators only."""
    usable = [tag for tag in forum.available_tags if not tag.moderated]
    return usable[:1] if forum.flags.require_tag else []


def _since(claimed_at: int | None) -> discord.Object | None:
    """Where in a channel's history to begin: a little before the claim."""
    if claimed_at is None:
        return None
    begin = datetime.fromtimestamp(claimed_at - CLOCK_SLACK, UTC)
    return discord.Object(discord.utils.time_snowflake(begin))


async def _threads_since(
    forum: discord.ForumChannel, me: discord.ClientUser | None, since: discord.Object | None
) -> AsyncIterator[discord.Thread]:
    """Haven's own threads in a forum, the newest first."""
    threads = [t for t in await forum.guild.active_threads() if t.parent_id == forum.id]
    threads += [t async for t in forum.archived_threads(limit=FORUM_LOOK_BACK)]
    earliest = since.id if since else 0
    ours = [t for t in threads if me and t.owner_id == me.id and t.id > earliest]
    for thread in sorted(ours, key=lambda t: t.id, reverse=True)[:FORUM_LOOK_BACK]:
        yield thread


async def _done(work: Awaitable[object]) -> None:
    await work


async def _attempt(work: Callable[[], Awaitable[T]]) -> T | Refusal:
    """Runs one conversation with Discord; what it may well refuse becomes a value."""
    try:
        return await work()
    except discord.Forbidden as refused:
        return Refusal.LOCKED if refused.code == ARCHIVED else Refusal.FORBIDDEN
    except discord.NotFound:
        return Refusal.GONE
    except discord.HTTPException as refused:
        log.info(
            "Discord refused",
            extra={"haven": {"status": refused.status, "code": refused.code}},
        )
        if refused.code == ARCHIVED:
            return Refusal.LOCKED
        if refused.status == 429 or refused.status >= 500 or refused.code == TOO_MANY_THREADS:
            return Refusal.LATER
        return Refusal.INVALID
    except (aiohttp.ClientError, OSError, TimeoutError):
        return Refusal.LATER
