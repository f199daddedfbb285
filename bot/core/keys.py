"""Root, group, day and round keys; sealing; and deleting by destroying a key.

- The **root secret** (``HAVEN_SECRET``) is never used itself: every key is derived from it with
  HKDF-SHA256 (RFC 5869) under a name for its purpose, so no two purposes share a key.
- A **day key** is random, is stored in the key folder (one file per day, mode 0600, never in a
  backup) and is named after the day on which it is destroyed. What is sealed under it can be read
  until that day with both the folder and the root secret, and by no one afterwards.
- A **round key** belongs to one check-in round: made before its first answer, destroyed when it
  closes. Two keys are derived from it, one for the tags of who has answered and one for the sealed
  counts.
- A **tag** stands for a member where Haven must recognise "the same person again" without knowing
  who: an HMAC of 128 bits, keyed and bound to one group and purpose, so that tags of different
  purposes, groups or threads cannot be joined.

Sealing is AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D). The row's identity is the
associated data: a record moved to another row does not open.
"""

import hmac
import os
import re
import threading
from collections.abc import Callable, Collection
from datetime import date
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
DESTROYED = bytes(KEY_BYTES)
"""What a key is overwritten with before its file is removed. If the process dies in between, the
key is recognised as destroyed, and not taken for one that does not fit."""

NONCE_BYTES = 12
TAG_BYTES = 16
PADDING = 256
"""Sealed texts are padded to multiples of this many bytes: a length can identify the writer."""

_ROUND_ID = re.compile(r"[A-Za-z0-9_-]{22}")


class SealBroken(Exception):
    """A sealed record does not open with its own key: it was altered, moved, or keys were mixed."""


class RoundKey:
    """The keys of one round. They are in memory until the round's key is destroyed."""

    def __init__(
        self, round_id: str, *, tags: bytes, seal: bytes, random: Callable[[int], bytes]
    ) -> None:
        self._identity = f"tally:{round_id}".encode()
        self._tags = tags
        self._seal = AESGCM(seal)
        self._random = random

    def tag(self, member_id: int) -> bytes:
        """Return 16 bytes that stand for a member in this round only."""
        return hmac.digest(self._tags, str(member_id).encode(), sha256)[:TAG_BYTES]

    def seal(self, content: bytes) -> bytes:
        """Return ``content`` encrypted without padding: its length must always be the same."""
        nonce = self._random(NONCE_BYTES)
        return nonce + self._seal.encrypt(nonce, content, self._identity)

    def open(self, sealed: bytes) -> bytes:
        """Return what was sealed. Raises :class:`SealBroken`."""
        try:
            return self._seal.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._identity)
        except InvalidTag:
            raise SealBroken("a sealed tally does not open") from None


class RoundKeys:
    """The key of each open round. Safe to use from the database's thread as well.

    A round id is 22 URL-safe characters; anything else is a ``ValueError``.
    """

    def __init__(
        self,
        derive: Callable[[str, bytes], bytes],
        folder: Path,
        random: Callable[[int], bytes],
    ) -> None:
        self._derive = derive
        self._folder = folder
        self._random = random
        self._keys: dict[str, RoundKey] = {}
        self._lock = threading.Lock()

    def make(self, round_id: str) -> RoundKey:
        """Return the round's key; if there was none, make it and save it on the disk first."""
        with self._lock:
            path = self._path(round_id)
            if _material(path) is None:
                _save(path, self._random(KEY_BYTES))
        key = self.find(round_id)
        if key is None:
            raise SealBroken("a round key vanished while it was being made")
        return key

    def find(self, round_id: str) -> RoundKey | None:
        """Return the round's key; None before it is made and after it is destroyed."""
        with self._lock:
            if round_id not in self._keys:
                material = _material(self._path(round_id))
                if material is None:
                    return None
                # Both are needed to read: the file alone or the secret alone opens nothing.
                self._keys[round_id] = RoundKey(
                    round_id,
                    tags=self._derive("round-tag", material),
                    seal=self._derive("round-seal", material),
                    random=self._random,
                )
            return self._keys[round_id]

    def destroy(self, round_ids: Collection[str]) -> None:
        """Destroy these keys, as :meth:`Keyring.destroy_until` does. Safe to repeat."""
        with self._lock:
            for round_id in round_ids:
                self._keys.pop(round_id, None)
            _destroy([self._path(round_id) for round_id in round_ids])

    def stored(self) -> set[str]:
        """Return the rounds that have a key."""
        names = (path.stem.removeprefix("round-") for path in self._folder.glob("round-*.key"))
        return {name for name in names if _ROUND_ID.fullmatch(name)}

    def _path(self, round_id: str) -> Path:
        # The id becomes a file name: nothing in it may lead out of the folder.
        if not _ROUND_ID.fullmatch(round_id):
            raise ValueError("not a round id")
        return self._folder / f"round-{round_id}.key"


class Keyring:
    """Every key that Haven holds. Safe to use from the database's thread as well.

    ``rounds`` are the keys of open check-in rounds.
    """

    def __init__(
        self, root: bytes, folder: Path, *, random: Callable[[int], bytes] = os.urandom
    ) -> None:
        if len(root) < KEY_BYTES:
            raise ValueError("the root secret is shorter than 32 bytes")
        self._root = root
        self._folder = folder
        self._random = random
        self._days: dict[date, bytes] = {}
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.rounds = RoundKeys(self._derive, folder, random)

    def tag(self, purpose: str, guild_id: int, *parts: int | str) -> bytes:
        """Return 16 bytes that stand for ``parts`` in this group and for this purpose only."""
        key = self._derive(f"tag:{purpose}:{guild_id}")
        spelled = [str(part).encode() for part in parts]
        # Each part with its length, so that no two lists of parts produce the same message.
        message = b"".join(len(part).to_bytes(4) + part for part in spelled)
        return hmac.digest(key, message, sha256)[:TAG_BYTES]

    def seal(self, day: date, content: bytes, identity: str) -> bytes:
        """Return ``content`` encrypted until ``day``, bound to ``identity`` (as ``words:<id>``).

        The content is padded, so that its length cannot be told from the record.
        """
        padded = content + b"\x80"
        padded += b"\x00" * (-len(padded) % PADDING)
        nonce = self._random(NONCE_BYTES)
        return nonce + AESGCM(self._day_key(day)).encrypt(nonce, padded, identity.encode())

    def open(self, day: date, sealed: bytes, identity: str) -> bytes | None:
        """Return what was sealed; None once the day's key is gone. Raises :class:`SealBroken`."""
        key = self._load(day)
        if key is None:
            return None
        try:
            padded = AESGCM(key).decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], identity.encode()
            )
        except InvalidTag:
            raise SealBroken("a sealed record does not open") from None
        return padded[: padded.rindex(b"\x80")]

    def destroy_until(self, today: date) -> int:
        """Destroy every day key whose day has come; return how many there were.

        The file is overwritten before it is unlinked. On copy-on-write file systems and SSDs an
        old block may survive; that is why the key is useless without the root secret as well.
        """
        gone = [day for day in self._stored_days() if day <= today]
        with self._lock:
            for day in gone:
                self._days.pop(day, None)
            _destroy([self._path(day) for day in gone])
        return len(gone)

    def _derive(self, purpose: str, salt: bytes | None = None) -> bytes:
        info = b"haven/v1/" + purpose.encode()
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=info).derive(self._root)

    def _day_key(self, day: date) -> bytes:
        return self._load(day) or self._make(day)

    def _load(self, day: date) -> bytes | None:
        with self._lock:
            if day not in self._days:
                material = _material(self._path(day))
                if material is None:
                    return None
                # Both are needed to read: the file alone or the secret alone opens nothing.
                self._days[day] = self._derive("day", salt=material)
            return self._days[day]

    def _make(self, day: date) -> bytes:
        """Save a new key on the disk, before anything is sealed with it."""
        path = self._path(day)
        with self._lock:
            if _material(path) is None:
                _save(path, self._random(KEY_BYTES))
        key = self._load(day)
        if key is None:
            raise SealBroken("a day key vanished while it was being made")
        return key

    def _stored_days(self) -> list[date]:
        # Only names that Haven gives: other files there must be left alone.
        digits = "[0-9][0-9]"
        names = self._folder.glob(f"{digits}{digits}-{digits}-{digits}.key")
        return sorted(date.fromisoformat(path.stem) for path in names)

    def _path(self, day: date) -> Path:
        return self._folder / f"{day.isoformat()}.key"


def _material(path: Path) -> bytes | None:
    """Return what a key file holds; None when it is missing or its destruction was cut short."""
    try:
        material = path.read_bytes()
    except FileNotFoundError:
        return None
    if len(material) != KEY_BYTES:
        raise SealBroken("a key file has the wrong length")
    return None if material == DESTROYED else material


def _save(path: Path, material: bytes) -> None:
    """Write a key file completely or not at all; it is on the disk before this returns."""
    draft = path.with_suffix(".new")
    handle = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(material)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    _sync_folder(path.parent)


def _destroy(paths: Collection[Path]) -> None:
    """Overwrite and remove each file, also on the disk. Raise OSError at the end if one failed."""
    failed: list[OSError] = []
    for path in paths:
        try:
            if path.exists():
                with path.open("r+b") as file:
                    file.write(DESTROYED)
                    file.flush()
                    os.fsync(file.fileno())
                path.unlink()
        except OSError as error:
            failed.append(error)
    for folder in {path.parent for path in paths}:
        _sync_folder(folder)
    if failed:
        raise failed[0]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
