"""Seeing, erasing and expiring: the tables of every feature in one place."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.care import card_store as cards
from bot.care import case_store as cases
from bot.checkins.schedules import store as checkins
from bot.conduct import record_store
from bot.conduct.records import record_tag
from bot.conduct.sanctions import RECORD_DAYS
from bot.core.db import Database, Reader, Transaction
from bot.core.keys import Keyring
from bot.core.limits import Limits
from bot.core.seals import Seals
from bot.groups.service import Groups
from bot.helplines import store as helplines
from bot.screening import store as safety
from bot.screening.tuning import UNDO_SECONDS
from bot.sharing import identity_store as identities
from bot.sharing import rules, store
from bot.sharing.fork_cooldown import Prompts
from bot.talks import store as talks
from bot.talks.seals import TalkSeals


@dataclass(frozen=True, slots=True)
class Kept:
    """How much stands for a member in one group. ``paused_until``: integer UTC seconds.

    ``changes``: of check-in schedules, made as an admin.
    """

    posts: int
    names: int
    hearings: int
    reports: int
    talks: int
    records: int
    cases: int
    changes: int
    paused_until: int | None


class Privacy:
    """The promises of ``/privacy`` kept: what is shown there comes from the same constants."""

    def __init__(
        self,
        db: Database,
        groups: Groups,
        keys: Keyring,
        seals: Seals,
        talk_seals: TalkSeals,
        limits: Limits,
        prompts: Prompts,
        clock: Callable[[], datetime],
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._db = db
        self._groups = groups
        self._keys = keys
        self._seals = seals
        self._talk_seals = talk_seals
        self._limits = limits
        self._prompts = prompts
        self._clock = clock
        self._random = random

    async def kept(self, guild_id: int, member_id: int) -> Kept:
        """What stands for this member in this group."""
        opens, tags = self._seals.opens(member_id), self._seals.tags(guild_id, member_id)

        def look(reader: Reader) -> dict[str, list[str]]:
            found = identities.export(reader, guild_id, opens, tags)
            found |= talks.export(reader, guild_id, self._talk_seals.opens(member_id))
            found |= record_store.export(
                reader, guild_id, record_tag(self._keys, guild_id, member_id)
            )
            found |= cases.export(reader, guild_id, member_id, tags("case", ""))
            return found | checkins.export(reader, guild_id, member_id)

        found = await self._db.read(look)
        return Kept(
            posts=len(found["authorship"]),
            names=len(found["alias"]),
            hearings=len(found["hearing"]),
            reports=len(found["card"]),
            talks=len(found["talk"]),
            records=len(found["harm_record"]),
            cases=len(found["care_case"]) + len(found["case_step"]) + len(found["duty"]),
            changes=len(found["checkin_change"]),
            paused_until=int(found["pause"][0]) if found["pause"] else None,
        )

    async def forget(self, guild_id: int, member_id: int) -> None:
        """Erases what stands for this member in this group, from the database's log as well."""
        opens, tags = self._seals.opens(member_id), self._seals.tags(guild_id, member_id)
        now = int(self._clock().timestamp())

        def erase(tx: Transaction) -> None:
            identities.forget(tx, guild_id, opens, tags, self._random, now)
            for talk_id in talks.forget(tx, guild_id, self._talk_seals.opens(member_id)):
                cases.drop_talk(tx, talk_id, now)
            record_store.forget(tx, guild_id, record_tag(self._keys, guild_id, member_id))
            checkins.forget(tx, guild_id, member_id)
            cases.forget(tx, guild_id, member_id, tags("case", ""), now)

        await self._db.write(erase)
        await self._db.scrub()

    async def shorten_links(self, guild_id: int) -> None:
        """After a group chose to keep links for a shorter time: that holds for old ones too."""
        last = self._clock().date() + timedelta(days=self._groups.get(guild_id).link_days)
        await self._db.write(
            lambda tx: identities.forget_authors_beyond(tx, guild_id, last.isoformat())
        )
        await self._db.scrub()

    async def purge(self) -> None:
        """Deletes everything whose time has come. Run at start and every hour."""
        now = self._clock()
        today = now.date()

        def before(days: int) -> int:
            return int((now - timedelta(days=days)).timestamp())

        def sweep(tx: Transaction) -> None:
            identities.forget_authors_until(tx, today.isoformat())
            for guild_id, last in longest.items():
                identities.forget_authors_beyond(tx, guild_id, last)
            moment = int(now.timestamp())
            for post_id in store.drop_words_until(tx, today.isoformat(), moment):
                cards.close_held(tx, post_id, moment)
            cards.drop_words_until(tx, today.isoformat())
            for talk_id in talks.drop_until(tx, today.isoformat()):
                cases.drop_talk(tx, talk_id, moment)
            helplines.purge(tx, moment)
            cases.purge(tx, today.isoformat(), moment)
            identities.drop_pauses_before(tx, moment)
            record_store.drop_before(tx, before(RECORD_DAYS))
            safety.drop_offers_before(tx, before(RECORD_DAYS))
            safety.drop_changes_before(tx, moment - UNDO_SECONDS)
            identities.fade(tx, before(rules.HEARING_DAYS), int(now.timestamp()), self._random)
            cards.drop_ended_before(tx, before(rules.ENDED_DAYS))
            store.drop_ended_before(tx, before(rules.ENDED_DAYS))

        # The key goes first: if the process dies in between, what is left opens no more.
        self._keys.destroy_until(today)
        # An undone change, or a death just after one, must not leave links kept for too long.
        longest = {
            group.guild_id: (today + timedelta(days=group.link_days)).isoformat()
            for group in self._groups.all()
        }
        await self._db.write(sweep)
        await self._groups.expire()
        await self._db.scrub()
        self._limits.sweep()
        self._prompts.sweep()
