"""What the outbox asks of Discord, and the answers it understands. ``cogs`` provides it."""

from typing import Protocol

from bot.core.delivery import Refusal, Sent
from bot.core.seals import Words
from bot.groups.rules import Group, Trouble
from bot.sharing.rules import Post


class SharingGateway(Protocol):
    """What the outbox asks of Discord. Nothing raises for what Discord may well answer."""

    async def send_share(self, group: Group, post: Post, words: Words) -> Sent | Refusal:
        """Sends a share with its nonce to the sharing channel."""
        ...

    async def send_reply(self, share: Post, post: Post, words: Words) -> Sent | Refusal:
        """Sends a reply with its nonce to the share's thread."""
        ...

    async def find(self, channel_id: int, post: Post) -> Sent | Refusal | None:
        """Looks for a post that may be out since its claim; None when it surely is not."""
        ...

    async def open_thread(self, group: Group, post: Post) -> int | Refusal:
        """Opens the thread of a share that is out; its id. Adopts one that is open already."""
        ...

    async def take_down(self, post: Post) -> Refusal | None:
        """Deletes the post's message and says in the thread that it was withdrawn or removed."""
        ...

    async def tell_trouble(self, group: Group, trouble: Trouble | None) -> None:
        """Says in the care channel that posting fails there, or works again; best effort."""
        ...

    async def tell_author(self, member_id: int, post: Post, key: str) -> None:
        """Sends the author a private line about their post (wording ``key``); best effort."""
        ...
