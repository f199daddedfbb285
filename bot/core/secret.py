"""The root secret and its file: given by the operator, or made once and stored with mode 0600."""

import base64
import binascii
import hmac
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

SECRET_BYTES = 32
"""Min length of the root secret, and length of one that Haven makes: that of an AES-256 key."""

SECRET_FILE = "haven.secret"  # noqa: S105 - the name of the file, not what is in it
DATABASE_FILE = "haven.db"
"""If this file exists, a missing root secret has been lost; it is not a first start."""

FILE_LIMIT = 4096
"""Max bytes of a file named by ``*_FILE``: it holds one short line, so a longer one is wrong."""


class ConfigError(Exception):
    """The settings cannot be used. ``faults`` are sentences for the operator, without values."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults: tuple[str, ...] = faults


class Secret:
    """Text that must not be shown: only :meth:`reveal` gives it. Neither hashable nor picklable."""

    __slots__ = ("_text",)
    __hash__ = None  # pyright: ignore[reportAssignmentType] - Python's own way to say unhashable

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text itself, for the one place that needs it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret('***')"

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        mine, theirs = (side._text.encode(errors="surrogatepass") for side in (self, other))
        return hmac.compare_digest(mine, theirs)

    def __copy__(self) -> "Secret":
        return self

    def __deepcopy__(self, memo: object) -> "Secret":
        return self  # so that dataclasses.asdict keeps the mask instead of failing

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a Secret cannot be pickled")


ROOT_ADVICE = (
    "must be 64 hex digits, or 32 or more random bytes in base64url. If it was set before, look "
    "for a character lost in copying: a different secret cannot open what the old one sealed. "
    "For a new one: openssl rand -hex 32"
)


def root_secret(
    given: Secret | None, data_dir: Path, *, random: Callable[[int], bytes] = os.urandom
) -> tuple[bytes, bool]:
    """Return the root secret (32 bytes or more), and whether it was made just now.

    Without ``HAVEN_SECRET`` it is the one in the data folder; at the very first start, before
    there is a database, it is made and is on the disk when this returns. Call it before the
    database is opened. Raises :class:`ConfigError`.
    """
    if given is not None:
        secret = decode(given.reveal())
        if secret is None:
            raise ConfigError(f"HAVEN_SECRET {ROOT_ADVICE}")
        return secret, False
    path = data_dir / SECRET_FILE
    try:
        if path.exists():
            return _read_secret(path), False
        if (data_dir / DATABASE_FILE).exists():
            raise ConfigError(
                f"{path} is missing, but the data folder is not new. Put back the file, or set "
                "HAVEN_SECRET to what was in it. If it is lost for good, what was sealed stays "
                "sealed; to go on, set HAVEN_SECRET to 64 new random hex digits."
            )
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        secret = random(SECRET_BYTES)
        _write_secret(path, secret)
    except OSError as error:
        raise ConfigError(
            f"The root secret in {path} cannot be read or made ({os.strerror(error.errno or 0)}). "
            "HAVEN_DATA_DIR must be a folder that Haven's user may write to."
        ) from None
    return secret, True


def decode(text: str) -> bytes | None:
    """Return the bytes of a root secret, or None.

    Hex digits alone are never read as base64url: a hex secret that lost a character would
    quietly become another secret.
    """
    if re.fullmatch(r"[0-9A-Fa-f]+", text):
        secret = bytes.fromhex(text) if len(text) % 2 == 0 else b""
    elif re.fullmatch(r"[A-Za-z0-9_-]+={0,2}", text):
        bare = text.rstrip("=")
        try:
            secret = base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
        except binascii.Error:
            return None
    else:
        return None
    # 32 random bytes hold about 30 different ones; fewer than 8 were typed by hand.
    return secret if len(secret) >= SECRET_BYTES and len(set(secret)) >= 8 else None


def _read_secret(path: Path) -> bytes:
    with path.open("rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        content = file.read(FILE_LIMIT)
    # Windows has no such bits and reports all of them as set.
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise ConfigError(f"{path} can be read by others on this machine. Run: chmod 600 {path}")
    secret = decode(content.decode("ascii", "replace").strip())
    if secret is None:
        raise ConfigError(
            f"{path} is damaged. Do not delete it lightly: without the right secret, sealed "
            "records can never be opened. Put the file back from where you keep a copy. Only if "
            "Haven has never run with this folder may you remove it and start again."
        )
    return secret


def _write_secret(path: Path, secret: bytes) -> None:
    """Durable, never over an existing file, and no half-written file is left by a failure."""
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{secret.hex()}\n")
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink()
        raise
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
