"""The care team's decisions on a post, from the buttons of its card; each can be undone.

- Every press checks the role bound at setup: who can see a channel is a setting in Discord,
  but who may decide is up to Haven.
"""

from collections.abc import Sequence
from enum import Enum

import discord

from bot.care.case import What
from bot.core.ids import ID
from bot.core.seals import Words
from bot.core.wording import Wording
from bot.discord.answers import say
from bot.discord.client import Client, Interaction
from bot.discord.components import Button, Picker, view_of
from bot.discord.protocol import UNREACHABLE
from bot.sharing.decisions import Decided
from bot.sharing.rules import CARE_REASONS, Post, Return, State
from cogs import render
from cogs.permission import as_carer
from cogs.sharing import post_render
from cogs.sharing.pauses import CarePause

POST = rf"(?P<post_id>{ID})"


class CareApprove(Button, template=rf"care:approve:{POST}"):
    """The button that lets a held post appear."""

    def __init__(self, post_id: str) -> None:
        self.post_id = post_id
        super().__init__(f"care:approve:{post_id}", "Let it appear", discord.ButtonStyle.success)

    async def press(self, interaction: Interaction) -> None:
        """Approve the post, send it if it is due, and refresh its card."""
        await as_carer(interaction, lambda: self._approve(interaction))

    async def _approve(self, interaction: Interaction) -> None:
        services = interaction.client.services
        decided = await services.decisions.approve(interaction.guild_id or 0, self.post_id)
        if decided is Decided.DONE:
            post = await services.outbox.deliver(self.post_id)
            if post is not None and post.state is State.POSTED:
                await say(interaction, "care.approved", link=post_render.jump_link(post))
            elif post is None or post.state is not State.WAITING:
                await say(interaction, "care.gone")
            elif not post.attempts:
                await say(interaction, "care.approved_later", when=render.moment(post.due_at))
            else:
                await say(interaction, "care.approved_waiting")
        else:
            await say(interaction, f"care.{decided.value}")
        if decided is Decided.DONE:
            await _note(interaction, What.APPROVED, self.post_id)
        await _show(interaction, self.post_id)


class CareReturn(Picker, template=rf"care:return:{POST}"):
    """The menu that returns a held post to its author with a reason."""

    def __init__(
        self, post_id: str, content: Wording | None = None, *, only_method: bool = False
    ) -> None:
        self.post_id = post_id
        reasons = (Return.METHOD, Return.TALK) if only_method else CARE_REASONS
        super().__init__(
            f"care:return:{post_id}",
            "Return it to its author, because …",
            _reasons(content, reasons),
        )

    async def press(self, interaction: Interaction) -> None:
        """Return the post; its author reads the reason and can edit the words."""
        await as_carer(interaction, lambda: self._return(interaction))

    async def _return(self, interaction: Interaction) -> None:
        services = interaction.client.services
        reason = Return(self.picked)
        decided = await services.decisions.give_back(
            interaction.guild_id or 0, self.post_id, reason
        )
        if decided is Decided.DONE:
            await services.outbox.tell_returned(self.post_id)
            await _note(interaction, What.RETURNED, self.post_id, reason.value)
            await say(interaction, "care.returned", view=view_of(CareUndo(self.post_id)))
        else:
            await say(interaction, f"care.{decided.value}")
        await _show(interaction, self.post_id)


class CareRemove(Picker, template=rf"care:remove:{POST}"):
    """The menu that takes a post down and returns its words to the author with a reason."""

    def __init__(self, post_id: str, content: Wording | None = None) -> None:
        self.post_id = post_id
        super().__init__(f"care:remove:{post_id}", "Take it down, because …", _reasons(content))

    async def press(self, interaction: Interaction) -> None:
        """Keep the words for the author first, then ask Discord to delete the message."""
        await as_carer(interaction, lambda: self._remove(interaction))

    async def _remove(self, interaction: Interaction) -> None:
        services, guild_id = interaction.client.services, interaction.guild_id or 0
        post = await services.sharing.find(guild_id, post_id=self.post_id)
        words = await _fetch_words(interaction.client, post) if post else None
        if words is None:
            await say(interaction, "care.gone")
            await _show(interaction, self.post_id)
            return
        if isinstance(words, Unreadable):
            again = view_of(CareRemove(self.post_id, interaction.client.content))
            await say(interaction, "care.unreadable", view=again)
            return
        decided = await services.decisions.take_down(
            guild_id, self.post_id, Return(self.picked), words
        )
        if decided is Decided.DONE:
            await _note(interaction, What.REMOVED, self.post_id, self.picked)
            after = await services.outbox.deliver(self.post_id)
            done = after is not None and after.state is State.REMOVED
            key = "care.removed" if done else "care.removing"
            await say(interaction, key, view=view_of(CareUndo(self.post_id)) if done else None)
        else:
            await say(interaction, f"care.{decided.value}")
        await _show(interaction, self.post_id)


class CareUndo(Button, template=rf"care:undo:{POST}"):
    """The button that undoes a return or a removal."""

    def __init__(self, post_id: str) -> None:
        self.post_id = post_id
        super().__init__(f"care:undo:{post_id}", "Undo")

    async def press(self, interaction: Interaction) -> None:
        """Hold a returned post again, or post a removed one again."""
        await as_carer(interaction, lambda: self._undo(interaction))

    async def _undo(self, interaction: Interaction) -> None:
        services = interaction.client.services
        decided = await services.decisions.put_back(interaction.guild_id or 0, self.post_id)
        if decided is Decided.DONE:
            await services.outbox.deliver(self.post_id)
            await services.outbox.tell_returned(self.post_id, undone=True)
            await _note(interaction, What.UNDONE, self.post_id)
            await say(interaction, "care.undone")
        else:
            await say(interaction, f"care.{decided.value}")
        await _show(interaction, self.post_id)


class CareLock(Button, template=rf"care:lock:(?P<on>[01]):{POST}"):
    """The button that locks a share's replies, or opens them again."""

    def __init__(self, on: str, post_id: str) -> None:
        self.on = on == "1"
        self.post_id = post_id
        label = "Lock replies" if self.on else "Open replies again"
        super().__init__(f"care:lock:{on}:{post_id}", label)

    async def press(self, interaction: Interaction) -> None:
        """Refuse replies through Haven at once, and lock the thread for everyone."""
        await as_carer(interaction, lambda: self._lock(interaction))

    async def _lock(self, interaction: Interaction) -> None:
        client = interaction.client
        share = await client.services.decisions.lock(
            interaction.guild_id or 0, self.post_id, self.on
        )
        if isinstance(share, Decided):
            await say(interaction, f"care.{share.value}")
            return
        await _note(interaction, What.LOCKED, self.post_id)
        locked = await _lock_thread(client, share, self.on)
        key = ("care.locked" if self.on else "care.opened") if locked else "care.locked_by_haven"
        other = CareLock("0" if self.on else "1", self.post_id)
        await say(interaction, key, view=view_of(other))
        await client.services.desk.show_post(self.post_id)


def decisions(content: Wording, post: Post) -> list[Button | Picker]:
    """Return the buttons and menus for a posted share or reply; a press is refused in a crisis."""
    return [
        CareLock("0" if post.locked else "1", post.post_id),
        CareRemove(post.post_id, content),
        CarePause(post.post_id),
    ]


async def _note(
    interaction: Interaction, what: What, post_id: str, detail: str | None = None
) -> None:
    """Record the decision and the carer in the history of the post's cases."""
    await interaction.client.services.cases.note(
        interaction.guild_id or 0, what, interaction.user.id, post_id=post_id, detail=detail
    )


def _reasons(
    content: Wording | None, reasons: Sequence[Return] = CARE_REASONS
) -> list[discord.SelectOption]:
    if content is None:
        return []
    return [
        discord.SelectOption(value=reason.value, label=content.say(f"reason.{reason.value}_short"))
        for reason in reasons
    ]


async def _show(interaction: Interaction, post_id: str) -> None:
    """Refresh a post's cards; those of another group are left alone."""
    services = interaction.client.services
    if await services.sharing.find(interaction.guild_id or 0, post_id=post_id):
        await services.desk.show_post(post_id)


class Unreadable(Enum):
    """The outcome when Discord does not show a message that may still be there."""

    NOW = "now"


async def _fetch_words(client: Client, post: Post) -> Words | Unreadable | None:
    """Return the words of a post; None when the message does not exist."""
    if post.channel_id is None or post.message_id is None:
        return None
    channel = client.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
    try:
        message = await channel.fetch_message(post.message_id)
    except discord.NotFound:
        return None
    except UNREACHABLE:
        return Unreadable.NOW
    # A moderator can remove the embed, which holds the words: the message must still go.
    return post_render.words_of(message) or Words("")


async def _lock_thread(client: Client, share: Post, locked: bool) -> bool:
    """Lock the thread for members who write under their own name; False when refused."""
    if share.thread_id is None:
        return False
    try:
        channel = await client.fetch_channel(share.thread_id)
        if isinstance(channel, discord.Thread):
            await channel.edit(archived=False, locked=locked)
            return True
    except UNREACHABLE:
        pass
    return False


async def setup(client: Client) -> None:
    """Register the decisions."""
    client.add_items(CareApprove, CareReturn, CareRemove, CareUndo, CareLock)
