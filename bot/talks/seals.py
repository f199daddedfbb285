"""What is sealed about a talk: the member and the words. Applies keys to talks."""

import json
import logging
from base64 import urlsafe_b64encode
from datetime import date
from typing import cast

from bot.core.keys import Keyring, SealBroken
from bot.talks.rules import Talk, TalkLine
from bot.talks.store import Opens

log = logging.getLogger(__name__)


class TalkSeals:
    """Seals and opens talks. Safe to use from the database's thread."""

    def __init__(self, keys: Keyring) -> None:
        self._keys = keys

    def id_for(self, guild_id: int, draft_id: str, member_id: int) -> str:
        """Return the id of the talk that a draft begins; a second press gets the same id.

        The id is keyed, so that a reader of the database cannot tell which post the draft became.
        22 characters.
        """
        tag = self._keys.tag("talk", guild_id, draft_id, member_id)
        return urlsafe_b64encode(tag).decode().rstrip("=")

    def limit_tag(self, guild_id: int, member_id: int) -> bytes:
        """Return the tag under which a member's talks are counted, in memory only."""
        return self._keys.tag("limit", guild_id, "", member_id)

    def member(self, talk_id: str, member_id: int, day: date) -> bytes:
        """Seal the member's id until ``day``."""
        return self._keys.seal(day, member_id.to_bytes(8), f"talk:{talk_id}")

    def member_of(self, talk: Talk) -> int | None:
        """Return the id of the talk's member; None once the key is gone."""
        content = self._open(talk.key_day, talk.sealed, f"talk:{talk.talk_id}")
        return int.from_bytes(content) if content is not None else None

    def opens(self, member_id: int) -> Opens:
        """Return a function that tests whether a talk is this member's."""
        return lambda talk: self.member_of(talk) == member_id

    def line(self, talk_id: str, number: int, words: str, at: int, day: date) -> bytes:
        """Seal the words and their time until ``day``."""
        content = json.dumps([words, at]).encode()
        return self._keys.seal(day, content, f"line:{talk_id}:{number}")

    def line_of(
        self, talk_id: str, number: int, by_team: bool, key_day: str, sealed: bytes
    ) -> TalkLine | None:
        """Return the line; None once its key is gone."""
        content = self._open(key_day, sealed, f"line:{talk_id}:{number}")
        if content is None:
            return None
        words, at = cast("tuple[str, int]", json.loads(content))
        return TalkLine(number, by_team, words, at)

    def _open(self, key_day: str, sealed: bytes, identity: str) -> bytes | None:
        """Return the content; None also when it does not open.

        That happens after a restore without the key folder: the content is lost.
        """
        try:
            return self._keys.open(date.fromisoformat(key_day), sealed, identity)
        except SealBroken:
            log.warning("a sealed talk does not open with its key and is treated as expired")
            return None
