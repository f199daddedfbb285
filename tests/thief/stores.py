"""What is stolen from: Haven's ballot box, and stores that look harmless and are not."""

import asyncio
import hashlib
import os
import sqlite3
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path
from typing import Literal, Protocol

from bot.checkins.ballots.box import BallotBox, Cast
from bot.checkins.ballots.tally import Ballot
from bot.content import DATA
from bot.core.db import Database
from bot.core.keys import Keyring, RoundKey, RoundKeys
from tests.thief.loot import GUILD, LAYOUT, ROUND


class Store(Protocol):
    """Where ballots go. ``folder`` is the data folder; ``keys`` in it is not stolen."""

    async def open(self, folder: Path) -> None:
        """Begins a round."""
        ...

    async def vote(self, member_id: int, ballot: Ballot, within: Callable[[], None]) -> None:
        """Takes one ballot, alone in its commit; ``within`` is called just before that."""
        ...

    async def end(self) -> None:
        """Closes the round and destroys what it had."""
        ...

    async def close(self) -> None:
        """Lets go of the files."""
        ...


class Box:
    """Haven's own, as it is or with one of its walls taken down."""

    def __init__(
        self,
        *,
        journal: Literal["wal", "delete"] = "delete",
        keys: Callable[[Path], Keyring] | None = None,
    ) -> None:
        self._journal: Literal["wal", "delete"] = journal
        self._make_keys = keys or _real_keys
        self._opened = AsyncExitStack()

    async def open(self, folder: Path) -> None:
        """Both of Haven's databases, with the real migrations."""
        self.keys = self._make_keys(folder / "keys")
        self._haven = await Database.open(folder / "haven.db", DATA / "migrations")
        self._opened.push_async_callback(self._haven.close)
        self._db = await Database.open(
            folder / "ballots.db", DATA / "ballots", journal=self._journal
        )
        self._opened.push_async_callback(self._db.close)
        self._box = BallotBox(self._db, self.keys)
        await self._box.open_round(ROUND, GUILD, LAYOUT)

    async def vote(self, member_id: int, ballot: Ballot, within: Callable[[], None]) -> None:
        """Casts, and looks from inside of the same commit."""
        outcome, _ = await asyncio.gather(
            self._box.cast(ROUND, member_id, ballot), self._db.write(lambda _: within())
        )
        if outcome is not Cast.COUNTED:
            raise AssertionError(f"a ballot was not counted: {outcome}")

    async def end(self) -> None:
        """As a round ends: the count is taken, then everything is destroyed."""
        tally = await self._box.close_round(ROUND)
        if tally is None:
            raise AssertionError("the round was lost")
        self.answers = tally.answers
        await self._box.destroy([ROUND])

    async def close(self) -> None:
        """Closes both databases."""
        await self._opened.aclose()


def _real_keys(folder: Path) -> Keyring:
    return Keyring(os.urandom(32), folder)


class _Unsealed(RoundKey):
    """A key with real tags that leaves the count as it is."""

    def seal(self, content: bytes) -> bytes:
        """Seals nothing."""
        return content

    def open(self, sealed: bytes) -> bytes:
        """Nothing was sealed."""
        return sealed


class _UnsealedKeys(RoundKeys):
    def find(self, round_id: str) -> RoundKey | None:
        if super().find(round_id) is None:
            return None
        key = bytes(range(32))
        return _Unsealed(round_id, tags=key, seal=key, random=os.urandom)


def unsealed_keys(folder: Path) -> Keyring:
    """Keys under which the count lies open."""
    keys = _real_keys(folder)
    keys.rounds = _UnsealedKeys(lambda _, material: material, folder, os.urandom)
    return keys


def keys_with_one_nonce(folder: Path) -> Keyring:
    """Real keys, sealing with the same nonce each time."""
    return Keyring(os.urandom(32), folder, random=lambda size: b"n" * size)


def guessable_keys(folder: Path) -> Keyring:
    """The count is sealed well, but who knows the round's public id can make its tags."""
    keys = _real_keys(folder)

    class Guessable(RoundKeys):
        def find(self, round_id: str) -> RoundKey | None:
            if super().find(round_id) is None:
                return None
            seal = hashlib.sha256(b"nobody knows").digest()
            return RoundKey(round_id, tags=round_id.encode(), seal=seal, random=os.urandom)

    keys.rounds = Guessable(lambda _, material: material, folder, os.urandom)
    return keys


class Rows:
    """A row for each ballot: with a random id and nothing about the member, one might think that
    nothing can be told."""

    def __init__(self, *, rowids: bool = False, hashed: bool = False, plain: bool = False) -> None:
        self._tables = "" if rowids else "WITHOUT ROWID"
        self._hashed = hashed
        self._plain = plain
        self._opened = ExitStack()

    async def open(self, folder: Path) -> None:
        """A file with pages large enough for one to hold them all."""
        await asyncio.to_thread(folder.mkdir, parents=True)
        self._connection = sqlite3.connect(folder / "ballots.db", isolation_level=None)
        self._opened.callback(self._connection.close)
        self._connection.execute("PRAGMA page_size = 32768")
        self._connection.execute("PRAGMA synchronous = OFF")  # to be quick, as nobody relies on it
        self._connection.execute(
            "CREATE TABLE ballot (id BLOB PRIMARY KEY, member INTEGER, a, b, c, d) " + self._tables
        )

    async def vote(self, member_id: int, ballot: Ballot, within: Callable[[], None]) -> None:
        """Stores the row."""
        name = f"{ROUND}:{member_id}".encode()
        row_id = hashlib.sha256(name).digest() if self._hashed else os.urandom(16)
        member = member_id if self._plain else None
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute(
            "INSERT INTO ballot VALUES (?, ?, ?, ?, ?, ?)", (row_id, member, *ballot)
        )
        within()
        self._connection.execute("COMMIT")

    async def end(self) -> None:
        """Deletes the rows, as one does."""
        self._connection.execute("PRAGMA secure_delete = OFF")
        self._connection.execute("DELETE FROM ballot")

    async def close(self) -> None:
        """Closes the file."""
        self._opened.close()
