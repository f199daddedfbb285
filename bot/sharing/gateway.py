"""The requests that the outbox makes to Discord. ``cogs`` implements them."""

from typing import Protocol

from bot.core.delivery import Refusal, Sent
from bot.core.seals import Words
from bot.groups.rules import Group, Trouble
from bot.sharing.rules import Post


class SharingGateway(Protocol):
    """The outbox's requests to Discord. A refusal that Discord may give is returned, not raised."""

    async def send_share(self, group: Group, post: Post, words: Words) -> Sent | Refusal:
        """Send a share with its nonce to the sharing channel."""
        ...

    async def send_reply(self, share: Post, post: Post, words: Words) -> Sent | Refusal:
        """Send a reply with its nonce to the share's thread."""
        ...

    async def find(self, channel_id: int, post: Post) -> Sent | Refusal | None:
        """Look for a post that may be out since its claim; return None when it surely is not."""
        ...

    async def open_thread(self, group: Group, post: Post) -> int | Refusal:
        """Open the thread of a share that is out, or adopt an open one; return its id."""
        ...

    async def take_down(self, post: Post) -> Refusal | None:
        """Delete the post's message and say in the thread that it was withdrawn or removed."""
        ...

    async def tell_trouble(self, group: Group, trouble: Trouble | None) -> None:
        """Say in the care channel that posting fails there, or works again; best effort."""
        ...

    async def tell_author(self, member_id: int, post: Post, key: str) -> None:
        """Send the author a private line about their post (wording ``key``); best effort."""
        ...
