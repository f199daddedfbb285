"""What is sealed about a post, and the tags that stand for members: the keys sharing uses."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import cast

from bot.core.keys import Keyring, SealBroken

log = logging.getLogger(__name__)

WORDS_DAYS = 30
"""Days for which words are kept, sealed, while they wait, are held, or have been returned."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a member wrote: the words, and the content note put before them."""

    words: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Authorship:
    """Who wrote a post, sealed. ``key_day`` is the ISO day on which it can no longer be opened."""

    post_id: str
    key_day: str
    sealed: bytes
    muted: bool
    told_at: int


Opens = Callable[[Authorship], bool]
"""Says whether a sealed record was made for the member in question."""

TagFor = Callable[[str, str], bytes]
"""(purpose, id of the thing) -> the member's tag."""


class Seals:
    """Seals and opens authorship and words; makes members' tags."""

    def __init__(self, keys: Keyring) -> None:
        self._keys = keys

    def author(self, post_id: str, member_id: int, day: date) -> bytes:
        """Return who wrote a post, sealed until ``day``."""
        return self._keys.seal(day, member_id.to_bytes(8), f"author:{post_id}")

    def author_of(self, record: Authorship) -> int | None:
        """Return who a sealed link names; None once its key is gone."""
        content = self._open(record.key_day, record.sealed, f"author:{record.post_id}")
        return int.from_bytes(content) if content is not None else None

    def opens(self, member_id: int) -> Opens:
        """Return a function that says whether a sealed link is this member's."""
        return lambda record: self.author_of(record) == member_id

    def words(self, owner_id: str, words: Words, day: date) -> bytes:
        """Return words sealed until ``day``; ``owner_id`` is the post's or the card's id."""
        content = json.dumps([words.words, words.note]).encode()
        return self._keys.seal(day, content, f"words:{owner_id}")

    def words_of(self, owner_id: str, key_day: str, sealed: bytes) -> Words | None:
        """Return sealed words, opened; None once their key is gone."""
        content = self._open(key_day, sealed, f"words:{owner_id}")
        if content is None:
            return None
        words, note = cast("list[str]", json.loads(content))
        return Words(words, note)

    def _open(self, key_day: str, sealed: bytes, identity: str) -> bytes | None:
        """Return what was sealed; None also for a record that does not open with its day's key.

        That happens after a restore without the key folder, when a new key of the same day has
        been made: the link is lost, as it should be, and one such record must not block a member
        from everything else that is theirs.
        """
        try:
            return self._keys.open(date.fromisoformat(key_day), sealed, identity)
        except SealBroken:
            log.warning("a sealed record does not open with its key and is treated as expired")
            return None

    def tag(self, purpose: str, guild_id: int, about: str, member_id: int) -> bytes:
        """Return a member's tag in one place: a thread, a post's hearers, a group's pauses."""
        return self._keys.tag(purpose, guild_id, about, member_id)

    def tags(self, guild_id: int, member_id: int) -> TagFor:
        """Return the member's tags in this group, by purpose and thing."""
        return lambda purpose, about: self.tag(purpose, guild_id, about, member_id)
