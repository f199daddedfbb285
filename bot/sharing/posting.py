"""Sending shares and replies: out exactly once, then their thread; and taking them down.

- A share opens a thread of its own. Where Discord does not open both at once, opening the thread
  is the next step; until then the share stays WAITING.
- A post that is not out and never will be goes back to its author, who is told only in that case.
- A post that may be out never goes back as if no one had seen it.
- A withdrawal or removal that meets a sending is the next step after it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from random import Random
from typing import Protocol

from bot.core.db import Reader, Transaction
from bot.core.delivery import (
    FIXABLE_SECONDS,
    Customer,
    Follow,
    Item,
    Job,
    Refusal,
    Repeat,
    Retry,
    Sent,
)
from bot.core.seals import Seals, Words
from bot.groups.rules import Trouble
from bot.groups.service import Groups
from bot.sharing import store
from bot.sharing.gateway import SharingGateway
from bot.sharing.rules import Post, Return, State

DOWN_ATTEMPTS = 5
"""After this many refusals that should have passed by themselves (about eight minutes) the care
team is told that Discord accepts nothing."""

_LEAVING = {State.WITHDRAWING: State.WITHDRAWN, State.REMOVING: State.REMOVED}


class PostStep(Enum):
    """The next thing to do for a post."""

    POST = "post"
    OPEN_THREAD = "open_thread"
    TAKE_DOWN = "take_down"


@dataclass(frozen=True, slots=True)
class PostTask:
    """One step, the post as it was before the step, the share that a reply answers, the words."""

    step: PostStep
    post: Post
    share: Post | None = None
    words: Words | None = None


class Aftermath(Protocol):
    """What follows once a post is out or has come back; best effort."""

    async def show_cards(self, post_id: str) -> bool:
        """Show the cards about a post as it stands now."""
        ...

    async def replied(self, reply: Post, thread_id: int) -> None:
        """Tell a share's author of a reply, unless they wrote it or do not want to be told."""
        ...

    async def tell_returned(self, post_id: str) -> None:
        """Tell the author that a post came back."""
        ...


class Posts(Customer[PostTask]):
    """Delivers posts. Keys are ids of posts."""

    name = "posts"
    lane = "sharing"

    def __init__(
        self,
        groups: Groups,
        seals: Seals,
        gateway: SharingGateway,
        aftermath: Aftermath,
        clock: Callable[[], datetime],
        random: Random,
    ) -> None:
        self._groups = groups
        self._seals = seals
        self._gateway = gateway
        self._aftermath = aftermath
        self._clock = clock
        self._random = random

    def _now(self) -> int:
        return int(self._clock().timestamp())

    def due(self, reader: Reader, now: int, per_group: int) -> list[Item]:
        """Return posts to be sent or taken down, shuffled, so that their order reveals nothing."""
        found = [Item(post.guild_id, post.post_id) for post in store.due(reader, now, per_group)]
        self._random.shuffle(found)
        return found

    def claim(self, tx: Transaction, key: str, now: int) -> Job[PostTask] | None:
        """Return the next step of a post that is due."""
        post = store.by_id(tx, key)
        if post is None or post.due_at > now:
            return None
        if post.state in _LEAVING:
            return _freely(PostStep.TAKE_DOWN, post)
        if post.state is not State.WAITING:
            return None
        group = self._groups.ready(post.guild_id)
        if group is None:  # it has no place until an admin has chosen one again
            store.postpone(tx, key, now + FIXABLE_SECONDS, surely_not_sent=False)
            return None
        if post.message_id is not None:
            return _freely(PostStep.OPEN_THREAD, post)
        share = store.by_id(tx, post.parent_id) if post.parent_id else None
        store.claim(tx, key, now, share.thread_id if share else group.sharing_channel_id)
        sealed = store.words(tx, key)
        words = self._seals.words_of(key, *sealed) if sealed else None
        sendable = words is not None and not (share is not None and share.locked)
        return Job(
            what=PostTask(PostStep.POST, post, share, words),
            attempts=post.attempts,
            claimed_at=post.claimed_at,
            # A forum takes no nonce, so shares are looked for however young the claim.
            repeat=Repeat.LOOK_FIRST if post.is_share or not sendable else Repeat.BY_NONCE,
        )

    async def find(self, job: Job[PostTask]) -> Sent | Refusal | None:
        """Look where the first try went, even if an admin has chosen another place since."""
        channel_id = job.what.post.channel_id
        return None if channel_id is None else await self._gateway.find(channel_id, job.what.post)

    async def send(self, job: Job[PostTask]) -> Sent | Refusal | None:
        """Carry out the step."""
        task = job.what
        match task.step:
            case PostStep.POST:
                return await self._post(task)
            case PostStep.OPEN_THREAD:
                return await self._open_thread(task.post)
            case PostStep.TAKE_DOWN:
                return await self._take_down(task.post)

    def sent(self, tx: Transaction, job: Job[PostTask], sent: Sent | None) -> Follow | None:
        """Note that the step is done; return what follows."""
        post = job.what.post
        if job.what.step is PostStep.TAKE_DOWN or sent is None:
            return self._left(tx, post)
        if job.what.step is PostStep.POST:
            store.sent(tx, post.post_id, sent.channel_id, sent.message_id)
            if post.is_share and sent.thread_id is None:
                return None  # the thread is the next step
        store.posted(tx, post.post_id, sent.thread_id if post.is_share else None)
        return lambda: self._posted(post, sent)

    def refused(
        self, tx: Transaction, job: Job[PostTask], refusal: Refusal, retry: Retry
    ) -> Follow | None:
        """Put the post off, give it back, or note that it is gone already."""
        post, step = job.what.post, job.what.step
        if step is PostStep.TAKE_DOWN and refusal is Refusal.GONE:
            return self._left(tx, post)
        if step is PostStep.OPEN_THREAD and refusal is Refusal.GONE:
            # The message was deleted before its thread was open.
            store.move(tx, post.post_id, (State.WAITING,), State.WITHDRAWING, self._now())
            return None
        if step is PostStep.POST and not retry.keep:
            reason = _returned(post, refusal)
            if reason is not None:
                return self._return(tx, post, reason, self._now())
        store.postpone(tx, post.post_id, retry.at, surely_not_sent=not retry.keep)
        if step is not PostStep.TAKE_DOWN and post.is_share:
            return lambda: self._note(post, refusal)
        return None

    def release(self, tx: Transaction, job: Job[PostTask]) -> None:
        """Note that the message surely is not out."""
        store.release(tx, job.what.post.post_id)

    def put_off(self, tx: Transaction, key: str, at: int) -> None:
        """Put the next try off; a claim stays."""
        store.postpone(tx, key, at, surely_not_sent=False)

    def retry_now(self, tx: Transaction, guild_id: int | None, now: int, after: int) -> None:
        """Make due what was put off; a post that waits for a release window keeps waiting."""
        store.retry_now(tx, guild_id, now, after)

    async def _post(self, task: PostTask) -> Sent | Refusal:
        group = self._groups.ready(task.post.guild_id)
        if task.words is None:
            return Refusal.INVALID  # its key was destroyed after 30 days of waiting
        if task.post.is_share:
            if group is None or group.sharing_channel_id is None:
                return Refusal.GONE
            return await self._gateway.send_share(group, task.post, task.words)
        if task.share is None or task.share.thread_id is None:
            return Refusal.GONE
        if task.share.locked:
            return Refusal.LOCKED
        return await self._gateway.send_reply(task.share, task.post, task.words)

    async def _open_thread(self, post: Post) -> Sent | Refusal:
        group = self._groups.ready(post.guild_id)
        if group is None or post.channel_id is None or post.message_id is None:
            return Refusal.FORBIDDEN
        if post.thread_id is not None or not post.is_share:
            return Sent(post.channel_id, post.message_id, post.thread_id)
        thread = await self._gateway.open_thread(group, post)
        if isinstance(thread, Refusal):
            return thread
        return Sent(post.channel_id, post.message_id, thread)

    async def _take_down(self, post: Post) -> Refusal | None:
        """Delete the post's message; first look for one that may be out since a claim."""
        if post.message_id is None:
            if post.claimed_at is None or post.channel_id is None:
                return None
            found = await self._gateway.find(post.channel_id, post)
            if not isinstance(found, Sent):
                return found
            post = replace(
                post,
                channel_id=found.channel_id,
                message_id=found.message_id,
                thread_id=found.thread_id,
            )
        return await self._gateway.take_down(post)

    def _left(self, tx: Transaction, post: Post) -> Follow | None:
        after = _LEAVING[post.state]
        moved = store.move(tx, post.post_id, (post.state,), after, self._now())
        if moved and after is State.REMOVED:
            return lambda: self._aftermath.tell_returned(post.post_id)
        return None

    def _return(self, tx: Transaction, post: Post, reason: Return, now: int) -> Follow | None:
        store.postpone(tx, post.post_id, now, surely_not_sent=True)
        if store.move(tx, post.post_id, (State.WAITING,), State.RETURNED, now, reason):
            return lambda: self._aftermath.tell_returned(post.post_id)
        return None  # its author has taken it back in the meantime

    async def _posted(self, post: Post, sent: Sent) -> None:
        # A case that was opened with the post was shown before the post was out.
        await self._aftermath.show_cards(post.post_id)
        if post.is_share:  # a reply that gets through says nothing about the sharing channel
            await self._trouble(post.guild_id, None)
        elif not post.by_author:
            await self._aftermath.replied(post, sent.channel_id)

    async def _note(self, post: Post, refusal: Refusal) -> None:
        """Tell the care team about a share that has to wait, when they can act on it."""
        if refusal is Refusal.GONE:
            await self._trouble(post.guild_id, Trouble.CHANNEL_GONE)
        elif refusal in (Refusal.FORBIDDEN, Refusal.LOCKED):
            await self._trouble(post.guild_id, Trouble.NOT_ALLOWED)
        elif post.attempts >= DOWN_ATTEMPTS and self._groups.get(post.guild_id).trouble is None:
            await self._trouble(post.guild_id, Trouble.DISCORD_DOWN)

    async def _trouble(self, guild_id: int, trouble: Trouble | None) -> None:
        group = self._groups.ready(guild_id)
        if group is not None and await self._groups.note_trouble(guild_id, trouble):
            await self._gateway.tell_trouble(group, trouble)


def _freely(step: PostStep, post: Post) -> Job[PostTask]:
    return Job(what=PostTask(step, post), attempts=post.attempts, repeat=Repeat.FREELY)


def _returned(post: Post, refusal: Refusal) -> Return | None:
    """Return why a post that surely is not out goes back; None when it does not."""
    if refusal is Refusal.INVALID:
        return Return.DISCORD
    if post.is_share or refusal is Refusal.LATER:
        return None
    return Return.THREAD_GONE if refusal is Refusal.GONE else Return.LOCKED
