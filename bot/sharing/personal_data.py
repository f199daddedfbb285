"""The data that sharing keeps about members, for ``/my data``, erasing and the hourly purge.

- A post that has not appeared yet is withdrawn when its author erases their data.
- No link from a person to a post outlives its day key, or the days for which its group keeps links.
"""

import os
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.care.subject import post_taken_back, posts_with_open_cases
from bot.core.db import Database, Reader, Transaction
from bot.core.seals import Seals
from bot.groups.service import Groups
from bot.sharing import identity_store as identities
from bot.sharing import rules, store


class SharingData:
    """Authorship, names in threads, "I hear you", reports and pauses."""

    def __init__(
        self,
        db: Database,
        groups: Groups,
        seals: Seals,
        clock: Callable[[], datetime],
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._db = db
        self._groups = groups
        self._seals = seals
        self._clock = clock
        self._random = random

    def export(self, reader: Reader, guild_id: int, member_id: int) -> dict[str, list[str]]:
        """Return this member's rows in one group, by table."""
        opens, tags = self._seals.opens(member_id), self._seals.tags(guild_id, member_id)
        return identities.export(reader, guild_id, opens, tags)

    def forget(self, tx: Transaction, guild_id: int, member_id: int, now: int) -> None:
        """Erase this member's data, except for a pause, which ends by itself."""
        opens, tags = self._seals.opens(member_id), self._seals.tags(guild_id, member_id)
        identities.forget(tx, guild_id, opens, tags, self._random, now)

    def purge(self, tx: Transaction, now: datetime) -> None:
        """Delete links, words, pauses, tags and ended posts that have reached their age limit."""
        moment, today = int(now.timestamp()), now.date()
        identities.forget_authors_until(tx, today.isoformat())
        # An undone setting, or a crash just after a change, must not leave links kept for too long.
        for group in self._groups.all():
            last = today + timedelta(days=group.link_days)
            identities.forget_authors_beyond(tx, group.guild_id, last.isoformat())
        for post_id in store.drop_words_until(tx, today.isoformat(), moment):
            post_taken_back(tx, post_id, moment)
        identities.drop_pauses_before(tx, moment)
        identities.drop_old_tags(tx, _before(now, rules.HEARING_DAYS), moment, self._random)
        ended = _before(now, rules.ENDED_DAYS)
        store.drop_ended_before(tx, ended, posts_with_open_cases(tx))

    async def shorten_links(self, guild_id: int) -> None:
        """Apply a group's shorter link period to the links that already exist."""
        last = self._clock().date() + timedelta(days=self._groups.get(guild_id).link_days)
        await self._db.write(
            lambda tx: identities.forget_authors_beyond(tx, guild_id, last.isoformat())
        )
        await self._db.scrub()


def _before(now: datetime, days: int) -> int:
    return int((now - timedelta(days=days)).timestamp())
