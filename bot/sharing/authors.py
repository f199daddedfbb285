"""Looking up the author of a post, for talks, which may ask. Uses the caller's transaction."""

from dataclasses import dataclass

from bot.core.db import Reader
from bot.core.seals import Seals
from bot.sharing import identity_store as identities
from bot.sharing import store


@dataclass(frozen=True, slots=True)
class Written:
    """A post, its alias, and its author for as long as Haven can still tell who that is."""

    post_id: str
    alias: str
    author_id: int | None


class Authors:
    """Opens the sealed link from a post to its author."""

    def __init__(self, seals: Seals) -> None:
        self._seals = seals

    def find(self, reader: Reader, guild_id: int, post_id: str) -> Written | None:
        """Return a post of this group with its author; None when the group has no such post."""
        post = store.get(reader, guild_id, post_id)
        if post is None:
            return None
        record = identities.author(reader, post_id)
        return Written(post_id, post.alias, self._seals.author_of(record) if record else None)
