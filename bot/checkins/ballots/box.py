"""The ballot box: counts the answers of open rounds so that no answer can be traced to a member.

No ballot is stored. One transaction unseals the round's count, adds the ballot and seals the count
again. Next to the count there is only a tag per member, HMAC(round key, member), so that a member
is counted once. Both keys come from the round's own random key, which lies outside of the file and
is destroyed when the round closes. Ballots that arrive together are added in one transaction: that
is faster, and no copy of the file ever shows the count between two of them.

What an attacker learns who...

- **steals ballots.db, even a copy before and after every vote:** how many members have answered,
  and in which order their tags arrived (SQLite appends inside a page). Tags that arrived together
  are written in the tags' own order. Without the key the tags are random, and no answer is stored
  next to them. An attacker who watched which members were online may guess which tag is whose, and
  so *that* a member answered; never what.
- **steals the key folder and the root secret as well, while the round is open:** who has answered,
  and the counts so far. Two copies, before and after a vote, then reveal that vote. No method that
  counts once per person without other machines prevents this.
- **has everything after the close:** nothing but what was published.
"""

import asyncio
import threading
from collections.abc import Callable, Collection, Coroutine
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from bot.checkins.ballots import store as ballot_store
from bot.checkins.ballots.tally import Ballot, BallotLayout, Tally
from bot.core.db import BATCH, Database, Reader, Transaction
from bot.core.keys import Keyring

AT_ONCE = 32
"""Max rounds destroyed in one turn of the database: overwriting a key waits for the disk, and
members who vote in another round should not wait for a thousand of them."""


class Cast(Enum):
    """The outcome of casting a ballot."""

    COUNTED = "counted"
    ALREADY = "already"  # this person's ballot was counted before; nothing has changed
    CLOSED = "closed"  # the round takes no ballots, or takes none any longer


_Asked = tuple[int, Ballot]
"""A member and their ballot."""

_Outcome = Cast | ValueError

AskedT = TypeVar("AskedT")
FoundT = TypeVar("FoundT")


@dataclass(frozen=True, slots=True)
class _Together(Generic[AskedT, FoundT]):
    """One batch: what arrived together for one round and is handled in one turn of the database.

    ``waiting`` grows until the database's thread begins: both hold the box's lock.
    """

    waiting: list[AskedT]
    work: "asyncio.Task[list[FoundT]]"

    def takes(self, most: int) -> bool:
        """Return whether one more fits; False when the work has ended."""
        return len(self.waiting) < most and not self.work.done()


class _Gathering(Generic[AskedT, FoundT]):
    """Batches, for each round, what arrives while the database is busy: at most ``most`` at once.

    ``work`` gets a round and a list; in the database's thread it calls :meth:`begin` first.
    """

    def __init__(
        self, most: int, work: Callable[[str, list[AskedT]], Coroutine[Any, Any, list[FoundT]]]
    ) -> None:
        self._most = most
        self._work = work
        self._open: dict[str, _Together[AskedT, FoundT]] = {}
        self._lock = threading.Lock()

    async def join(self, round_id: str, asked: AskedT) -> FoundT:
        """Add one request to the round's batch; return its outcome."""
        with self._lock:
            together = self._open.get(round_id)
            if together is None or not together.takes(self._most):
                waiting: list[AskedT] = []
                work = asyncio.create_task(self._work(round_id, waiting))
                # Also when the database never began: who asked for what must not stay in memory.
                work.add_done_callback(lambda _: self.begin(round_id, waiting))
                together = self._open[round_id] = _Together(waiting, work)
            place = len(together.waiting)
            together.waiting.append(asked)
        # Shielded: a cancelled caller cancels neither their own request nor another's.
        return (await asyncio.shield(together.work))[place]

    def begin(self, round_id: str, waiting: list[AskedT]) -> None:
        """Close the batch: from here on nothing is added to ``waiting``."""
        with self._lock:
            together = self._open.get(round_id)
            if together is not None and together.waiting is waiting:
                del self._open[round_id]


class BallotBox:
    """The open rounds in ``db``, a database with ``journal="delete"`` of its own.

    ``batch``: max ballots of a round that are counted, or members looked up, in one turn.

    A record that does not open with its own key raises :class:`SealBroken`: the file or the root
    secret was exchanged.
    """

    def __init__(self, db: Database, keys: Keyring, *, batch: int = BATCH) -> None:
        self._db = db
        self._keys = keys.rounds
        self._casts = _Gathering(batch, self._count_later)
        self._looks = _Gathering(batch, self._look_later)

    async def open_round(self, round_id: str, guild_id: int, layout: BallotLayout) -> None:
        """Start taking ballots. Repeating it is harmless, also after votes and after a close."""

        def begin(tx: Transaction) -> None:
            # A row whose key is gone stays lost: a new key would not open what the old one sealed.
            if ballot_store.find(tx, round_id) is None:
                key = self._keys.make(round_id)  # on the disk first: no count without its key
                ballot_store.add(tx, round_id, guild_id, key.seal(_spell(Tally.empty(layout))))

        await self._db.write(begin)

    async def has_answered(self, round_id: str, member_id: int) -> bool:
        """Return whether this person's ballot is counted; False once the round is destroyed."""
        return await self._looks.join(round_id, member_id)

    async def cast(self, round_id: str, member_id: int, ballot: Ballot) -> Cast:
        """Count a ballot once; return only when that is on the disk.

        Raises:
            ValueError: the ballot does not fit the round's layout. Nothing has changed then.
        """
        outcome = await self._casts.join(round_id, (member_id, ballot))
        if isinstance(outcome, ValueError):
            raise outcome
        return outcome

    async def close_round(self, round_id: str) -> Tally | None:
        """Take no more ballots and return the count; repeatable until the round is destroyed.

        Every acknowledged ballot is in it, and every later one is ``CLOSED``. None: the key or the
        row is gone, and every answer with it.
        """

        def end(tx: Transaction) -> Tally | None:
            key, box = self._keys.find(round_id), ballot_store.find(tx, round_id)
            if key is None or box is None:
                return None
            ballot_store.end(tx, round_id)
            return _read(key.open(box.sealed))

        return await self._db.write(end)

    async def destroy(self, round_ids: Collection[str]) -> None:
        """Destroy the keys, then delete the rows, then rewrite the file. Repeatable."""
        if wanted := set(round_ids):
            await self._destroy(wanted)
            await self._db.vacuum()

    async def stored(self) -> set[str]:
        """Return the rounds of which anything is stored: a row or a key."""
        return await self._db.read(lambda r: ballot_store.rounds(r) | self._keys.stored())

    async def keep_only(self, open_rounds: Collection[str]) -> None:
        """Destroy what no open round needs: what a crash left half created or half destroyed.

        ``open_rounds``: every round that takes ballots, waits for its message, or is not published
        yet. A row without its key goes too (its answers are lost), and a key without its row.
        """
        needed = set(open_rounds)

        def strays(reader: Reader) -> set[str]:
            rows, keys = ballot_store.rounds(reader), self._keys.stored()
            return (rows | keys) - (rows & keys & needed)

        await self._destroy(await self._db.read(strays))
        await self._db.vacuum()  # in any case: the crash may have come just before it

    async def forget_guild(self, guild_id: int) -> None:
        """Destroy every round of a group."""
        await self.destroy(await self._db.read(lambda r: ballot_store.rounds_of(r, guild_id)))

    async def _look_later(self, round_id: str, members: list[int]) -> list[bool]:
        return await self._db.read(lambda reader: self._look(reader, round_id, members))

    def _look(self, reader: Reader, round_id: str, members: list[int]) -> list[bool]:
        self._looks.begin(round_id, members)
        key = self._keys.find(round_id)
        if key is None:
            return [False] * len(members)
        tags = [key.tag(member_id) for member_id in members]
        noted = ballot_store.tags_among(reader, round_id, tags)
        return [tag in noted for tag in tags]

    async def _count_later(self, round_id: str, waiting: list[_Asked]) -> list[_Outcome]:
        return await self._db.write(lambda tx: self._count(tx, round_id, waiting))

    def _count(self, tx: Transaction, round_id: str, waiting: list[_Asked]) -> list[_Outcome]:
        self._casts.begin(round_id, waiting)
        key, box = self._keys.find(round_id), ballot_store.find(tx, round_id)
        if key is None or box is None or not box.taking:
            return [Cast.CLOSED] * len(waiting)
        tags = [key.tag(member_id) for member_id, _ in waiting]
        noted = ballot_store.tags_among(tx, round_id, tags)
        tally, new, outcomes = _read(key.open(box.sealed)), set[bytes](), list[_Outcome]()
        for tag, (_, ballot) in zip(tags, waiting, strict=True):
            try:
                more = tally.add(ballot)
            except ValueError as fault:  # only this ballot fails: the others count
                outcomes.append(fault)
                continue
            if tag in noted or tag in new:
                outcomes.append(Cast.ALREADY)
            else:
                tally = more
                new.add(tag)
                outcomes.append(Cast.COUNTED)
        ballot_store.add_tags(tx, round_id, new)
        ballot_store.replace(tx, round_id, key.seal(_spell(tally)))
        return outcomes

    async def _destroy(self, round_ids: Collection[str]) -> None:
        def remove(tx: Transaction, some: Collection[str]) -> None:
            # The keys first: if the process dies in between, the rest can no longer be opened.
            self._keys.destroy(some)
            for round_id in some:
                ballot_store.remove(tx, round_id)

        ordered = sorted(round_ids)
        for start in range(0, len(ordered), AT_ONCE):
            some = ordered[start : start + AT_ONCE]
            await self._db.write(lambda tx, some=some: remove(tx, some))


def _spell(tally: Tally) -> bytes:
    """Encode a tally with its layout: the number of questions, the kind of each, the counts."""
    layout = tally.layout
    kinds = zip(layout.scored, layout.reverse, strict=True)
    return bytes([layout.questions, *(s + 2 * r for s, r in kinds)]) + tally.pack()


def _read(content: bytes) -> Tally:
    """Decode what :func:`_spell` encoded."""
    questions = content[0]
    kinds, counts = content[1 : questions + 1], content[questions + 1 :]
    scored, reverse = (tuple(bool(kind & bit) for kind in kinds) for bit in (1, 2))
    return Tally.unpack(BallotLayout(questions, scored, reverse), counts)
