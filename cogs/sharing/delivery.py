"""Shares and replies on discord.py: what the outbox asks, and what each refusal means.

- Every public message is sent with the bot's token, never as the answer to an interaction: such an
  answer shows the name of the member who pressed.
"""

from collections.abc import AsyncIterator

import discord

from bot.core.delivery import Refusal, Sent
from bot.core.seals import Words
from bot.discord.calls import LOOK_BACK, attempt, channel_of, done, is_ours, since_claim, tell
from bot.discord.client import Client
from bot.discord.components import view_of
from bot.groups.rules import Group, Trouble
from bot.sharing.rules import Post, State
from cogs.render import group_name
from cogs.sharing import post_render
from cogs.sharing.my_posts import MyMute
from cogs.sharing.posts import post_view

THREAD_EXISTS = 160004
FORUM_LOOK_BACK = 100
"""Max threads searched in a forum for a post, open and archived."""
ARCHIVE_MINUTES = 10080
"""Minutes without a message until Discord archives a thread: a week. A reply reopens it."""


class DiscordSharing:
    """The implementation of :class:`bot.sharing.gateway.SharingGateway` on discord.py."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def send_share(self, group: Group, post: Post, words: Words) -> Sent | Refusal:
        """Send a share; in a forum this also opens its thread."""
        channel = channel_of(self._client, group.guild_id, group.sharing_channel_id)
        embed = post_render.post_embed(
            self._client.content, post.alias, words, post.help, by_author=False
        )
        if isinstance(channel, discord.TextChannel):
            return await attempt(lambda: self._send(channel, embed, post))
        if isinstance(channel, discord.ForumChannel):
            return await attempt(lambda: self._open_forum_post(channel, embed, post))
        return channel if isinstance(channel, Refusal) else Refusal.GONE

    async def send_reply(self, share: Post, post: Post, words: Words) -> Sent | Refusal:
        """Send a reply to the share's thread, after unarchiving it where needed."""
        if share.thread_id is None:
            return Refusal.GONE
        thread = self._client.get_partial_messageable(share.thread_id, guild_id=post.guild_id)
        embed = post_render.post_embed(
            self._client.content, post.alias, words, None, by_author=post.by_author
        )

        async def send() -> Sent | Refusal:
            # Haven may manage threads, so Discord would let it write into one that a carer has
            # locked in Discord: Haven checks, to respect that. Archived threads are not in memory.
            place = self._thread_in_memory(post.guild_id, thread.id)
            if place is None:
                found = await self._client.fetch_channel(thread.id)
                place = found if isinstance(found, discord.Thread) else None
            if place is not None and place.locked:
                return Refusal.LOCKED
            if place is not None and place.archived:
                await place.edit(archived=False)
            return await self._send(thread, embed, post)

        return await attempt(send)

    def _thread_in_memory(self, guild_id: int, thread_id: int) -> discord.Thread | None:
        guild = self._client.get_guild(guild_id)
        return guild.get_thread(thread_id) if guild else None

    async def find(self, channel_id: int, post: Post) -> Sent | Refusal | None:
        """Return the post's message, sent since its claim, by the opaque id in its buttons."""
        channel = self._client.get_channel(channel_id)
        since = since_claim(post.claimed_at)

        async def look() -> Sent | None:
            if isinstance(channel, discord.ForumChannel):
                return await self._find_in_forum(channel, post.post_id, since)
            place = self._client.get_partial_messageable(channel_id, guild_id=post.guild_id)
            async for message in place.history(limit=LOOK_BACK, after=since, oldest_first=True):
                if is_ours(self._client, message, post.post_id):
                    return Sent(channel_id, message.id)
            return None

        return await attempt(look)

    async def open_thread(self, group: Group, post: Post) -> int | Refusal:
        """Open the thread on the share's message; return its id, also when it is open already."""
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

        return await attempt(open_)

    async def take_down(self, post: Post) -> Refusal | None:
        """Delete the message, then say so in the thread (which may be gone as well)."""
        if post.channel_id is None or post.message_id is None:
            return None
        channel = self._client.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
        message = channel.get_partial_message(post.message_id)
        refusal = await attempt(lambda: done(message.delete()))
        if refusal is not None and refusal is not Refusal.GONE:
            return refusal
        thread_id = post.thread_id if post.is_share else post.channel_id
        if thread_id is None:
            return None
        thread = self._client.get_partial_messageable(thread_id, guild_id=post.guild_id)
        word = "withdrawn" if post.state is State.WITHDRAWING else "removed"
        key = f"thread.{'share' if post.is_share else 'reply'}_{word}"
        line = self._client.content.say(key, alias=post.alias)
        said = await attempt(lambda: done(thread.send(line, nonce=f"{post.nonce}-w")))
        return said if said is Refusal.LATER else None

    async def tell_trouble(self, group: Group, trouble: Trouble | None) -> None:
        """Tell the care channel once that posting fails, and once that it works again."""
        channel = channel_of(self._client, group.guild_id, group.care_channel_id)
        if isinstance(channel, discord.TextChannel):
            key = f"trouble.{trouble.value}" if trouble else "trouble.over"
            line = self._client.content.say(key, channel=f"<#{group.sharing_channel_id}>")
            await attempt(lambda: done(channel.send(line)))

    async def tell_author(self, member_id: int, post: Post, key: str) -> None:
        """Message an author once, with a link; closed direct messages are no fault but a choice."""
        guild = self._client.get_guild(post.guild_id)
        line = self._client.content.say(
            key, group=group_name(guild), link=post_render.jump_link(post)
        )
        mute = view_of(MyMute("1", post.post_id)) if post.state is State.POSTED else None
        await tell(self._client, member_id, line, view=mute)

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
                if is_ours(self._client, message, post_id):
                    return Sent(thread.id, message.id, thread.id)
        return None


def _tags(forum: discord.ForumChannel) -> list[discord.ForumTag]:
    """Return the first tag open to members when the forum requires one; otherwise none."""
    usable = [tag for tag in forum.available_tags if not tag.moderated]
    return usable[:1] if forum.flags.require_tag else []


async def _threads_since(
    forum: discord.ForumChannel, me: discord.ClientUser | None, since: discord.Object | None
) -> AsyncIterator[discord.Thread]:
    """Yield Haven's own threads in a forum, newest first."""
    threads = [t for t in await forum.guild.active_threads() if t.parent_id == forum.id]
    threads += [t async for t in forum.archived_threads(limit=FORUM_LOOK_BACK)]
    earliest = since.id if since else 0
    ours = [t for t in threads if me and t.owner_id == me.id and t.id > earliest]
    for thread in sorted(ours, key=lambda t: t.id, reverse=True)[:FORUM_LOOK_BACK]:
        yield thread
