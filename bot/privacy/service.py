"""Showing, erasing and expiring what Haven stores about members.

- The features decide which tables there are: each passes in its
  :class:`~bot.privacy.part.PersonalData`, and nothing here imports a feature.
- Keys are destroyed before rows: a process that dies between the two leaves rows that can no
  longer be opened.
- A deletion that fails stops no other: one key file, one feature's rows, one step of the purge.
- After each erasure the database's write-ahead log is emptied as well.
"""

import asyncio
import logging
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.core.db import Database, Reader, Transaction
from bot.core.keys import Keyring
from bot.groups.service import Groups
from bot.privacy.part import PersonalData, Purge, Sweep

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """How many rows are stored about a member in one group.

    ``paused_until``: integer UTC seconds. ``changes``: made to check-in schedules as an admin.
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
    """Carries out the promises of ``/privacy``; what is shown there uses the same constants."""

    def __init__(
        self,
        db: Database,
        groups: Groups,
        keys: Keyring,
        parts: Sequence[PersonalData],
        clock: Callable[[], datetime],
        *,
        purges: Sequence[Purge] = (),
        sweeps: Sequence[Sweep] = (),
    ) -> None:
        """``purges``: of features that store nothing about a person. ``sweeps``: of memory."""
        self._db = db
        self._groups = groups
        self._keys = keys
        self._parts = parts
        self._clock = clock
        self._purges = (*(part.purge for part in parts), *purges)
        self._sweeps = sweeps

    async def kept(self, guild_id: int, member_id: int) -> Kept:
        """Return how much is stored about this member in this group."""
        found = await self._db.read(lambda r: self.export(r, guild_id, member_id))
        return Kept(
            posts=len(found["authorship"]),
            names=len(found["alias"]),
            hearings=len(found["hearing"]),
            reports=len(found["report"]),
            talks=len(found["talk"]),
            records=len(found["harm_record"]),
            cases=len(found["care_case"]) + len(found["case_step"]) + len(found["duty"]),
            changes=len(found["checkin_change"]),
            paused_until=int(found["pause"][0]) if found["pause"] else None,
        )

    def export(self, reader: Reader, guild_id: int, member_id: int) -> dict[str, list[str]]:
        """Return every row about this member in this group, by table."""
        found: dict[str, list[str]] = {}
        for part in self._parts:
            found |= part.export(reader, guild_id, member_id)
        return found

    async def forget(self, guild_id: int, member_id: int) -> None:
        """Erase the rows about this member in this group, from the database's log as well."""
        now = int(self._clock().timestamp())

        def erase(tx: Transaction) -> None:
            for part in self._parts:
                part.forget(tx, guild_id, member_id, now)

        await self._db.write(erase)
        await self._db.scrub()

    async def purge(self) -> None:
        """Delete everything whose time has come. Run at start and every hour.

        A step that fails is logged and tried again at the next purge; it stops no other step.
        """
        now = self._clock()
        with _noted("keys"):
            self._keys.destroy_until(now.date())
        # Each feature's rows are deleted under their own savepoint, all in one commit.
        results = await asyncio.gather(
            *(self._db.write(partial(_delete, purge, now)) for purge in self._purges),
            return_exceptions=True,
        )
        for result in results:
            with _noted("rows"):
                if result is not None:
                    raise result
        with _noted("settings"):
            await self._groups.expire()
        with _noted("log"):
            await self._db.scrub()
        for drop in self._sweeps:
            with _noted("memory"):
                drop()


def _delete(purge: Purge, now: datetime, tx: Transaction) -> None:
    purge(tx, now)


@contextmanager
def _noted(step: str) -> Generator[None]:
    """Log what a step of the purge raises, so that the next step runs."""
    try:
        yield
    except Exception:
        log.exception(
            "a deletion failed; it is tried again at the next purge",
            extra={"haven": {"step": step}},
        )
