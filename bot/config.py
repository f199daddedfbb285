"""Settings from the environment and ``.env``: every fault named at once, secrets masked.

Nothing here reads ``os.environ``: the caller hands it over. A fault names the variable, what is
wrong and how to mend it, and never repeats a value: people paste tokens into the wrong line.
"""

import base64
import binascii
import difflib
import hmac
import ipaddress
import os
import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NoReturn, TypeVar, get_args
from urllib.parse import urlsplit

from dotenv import dotenv_values

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
LogFormat = Literal["json", "text"]
Choice = TypeVar("Choice")

SECRET_BYTES = 32
"""The root secret's least length, and that of one Haven makes: the size of an AES-256 key."""

SECRET_FILE = "haven.secret"  # noqa: S105 - the name of the file, not what is in it
DATABASE_FILE = "haven.db"
"""Where this file already lives, a missing root secret is a loss, not a first start."""

FILE_LIMIT = 4096
"""A file named by ``*_FILE`` holds one short line; a longer one, in bytes, is the wrong file."""


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
        """The text itself, for the one place that needs it."""
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


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the documentation: ``default`` is "" where there is none."""

    name: str
    default: str
    meaning: str
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "DISCORD_TOKEN",
        "",
        "Your bot's token, from the Bot page of the Discord Developer Portal. Needed to run.",
        secret=True,
    ),
    Setting("DISCORD_TOKEN_FILE", "", "A file that holds the token, instead of DISCORD_TOKEN."),
    Setting(
        "HAVEN_SECRET",
        "",
        "The root secret that protects sealed records: 64 hex digits, or 32 or more bytes in "
        "base64url. Leave it out and Haven makes one at its first start and keeps it in the data "
        "folder. Without it, sealed records can never be opened again.",
        secret=True,
    ),
    Setting("HAVEN_SECRET_FILE", "", "A file that holds the root secret, instead of HAVEN_SECRET."),
    Setting(
        "HAVEN_DATA_DIR",
        "data/runtime",
        "The folder for everything Haven remembers: databases and keys. Keep it on a disk that "
        "outlives the program.",
    ),
    Setting(
        "HAVEN_MESSAGE_CONTENT",
        "off",
        "Whether Haven may read ordinary messages to screen them (on or off). First switch on the "
        "Message Content Intent in the Discord Developer Portal. Haven is whole without it.",
    ),
    Setting(
        "HAVEN_LOG_LEVEL",
        "INFO",
        "How much Haven writes to its log: DEBUG, INFO, WARNING or ERROR. It never writes a "
        "member's words or id.",
    ),
    Setting(
        "HAVEN_LOG_FORMAT", "json", "The shape of the log: json for programs, text for people."
    ),
    Setting(
        "HAVEN_API_URL",
        "https://discord.com/api/v10",
        "The address of Discord's API. Change it only to send Haven to a test server.",
    ),
)
_DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the operator decided. ``token`` is None only where none was needed."""

    token: Secret | None
    secret: Secret | None
    data_dir: Path
    message_content: bool
    log_level: LogLevel
    log_format: LogFormat
    api_url: str

    @classmethod
    def from_env(cls, mapping: Mapping[str, str], *, need_token: bool = True) -> "Settings":
        """Reads and checks everything; reads the files that ``*_FILE`` variables name.

        An empty variable counts as absent. Raises :class:`ConfigError` with all faults together.
        """
        environment = _Environment(mapping)
        settings = cls(
            token=environment.token(needed=need_token),
            secret=environment.root(),
            data_dir=environment.folder("HAVEN_DATA_DIR"),
            message_content=environment.choice("HAVEN_MESSAGE_CONTENT", _SWITCH),
            log_level=environment.choice("HAVEN_LOG_LEVEL", _LEVELS),
            log_format=environment.choice("HAVEN_LOG_FORMAT", _FORMATS),
            api_url=environment.address("HAVEN_API_URL"),
        )
        environment.refuse_unknown()
        if environment.faults:
            raise ConfigError(*environment.faults)
        return settings


def load_env(path: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """``environ`` over the lines of the ``.env`` file at ``path``, which need not exist.

    Raises :class:`ConfigError` where the file is there but cannot be read as UTF-8 text.
    """
    try:
        # Without interpolation: "$" is an ordinary character, and os.environ stays untouched.
        lines = dotenv_values(path, interpolate=False, encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ConfigError(
            f"{path.name} cannot be read. Save it as UTF-8 text that Haven's user may read."
        ) from None
    return {name: value for name, value in lines.items() if value is not None} | dict(environ)


def root_secret(
    settings: Settings, *, random: Callable[[int], bytes] = os.urandom
) -> tuple[bytes, bool]:
    """The root secret (32 bytes or more), and whether it was made just now.

    Without ``HAVEN_SECRET`` it is the one in the data folder; at the very first start, before
    there is a database, it is made and is on the disk when this returns. Call it before the
    database is opened. Raises :class:`ConfigError`.
    """
    if settings.secret is not None:
        secret = _decode(settings.secret.reveal())
        if secret is None:
            raise ConfigError(f"HAVEN_SECRET {_ROOT_ADVICE}")
        return secret, False
    path = settings.data_dir / SECRET_FILE
    try:
        if path.exists():
            return _read_secret(path), False
        if (settings.data_dir / DATABASE_FILE).exists():
            raise ConfigError(
                f"{path} is missing, but the data folder is not new. Put back the file, or set "
                "HAVEN_SECRET to what was in it. If it is lost for good, what was sealed stays "
                "sealed; to go on, set HAVEN_SECRET to 64 new random hex digits."
            )
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        secret = random(SECRET_BYTES)
        _write_secret(path, secret)
    except OSError as error:
        raise ConfigError(
            f"The root secret in {path} cannot be read or made ({os.strerror(error.errno or 0)}). "
            "HAVEN_DATA_DIR must be a folder that Haven's user may write to."
        ) from None
    return secret, True


_SWITCH: dict[str, bool] = {
    **dict.fromkeys(("on", "true", "1", "yes"), True),
    **dict.fromkeys(("off", "false", "0", "no"), False),
}
_LEVELS: dict[str, LogLevel] = {word.lower(): word for word in get_args(LogLevel)}
_FORMATS: dict[str, LogFormat] = {word: word for word in get_args(LogFormat)}
_ROOT_ADVICE = (
    "must be 64 hex digits, or 32 or more random bytes in base64url. If it was set before, look "
    "for a character lost in copying: a different secret cannot open what the old one sealed. "
    "For a new one: openssl rand -hex 32"
)


class _Environment:
    """Reads one variable after the other and remembers what is wrong with them."""

    def __init__(self, mapping: Mapping[str, str]) -> None:
        self._mapping = mapping
        self.faults: list[str] = []

    def token(self, *, needed: bool) -> Secret | None:
        known_faults = len(self.faults)
        text = self._secret_text("DISCORD_TOKEN")
        if not text:
            if needed and len(self.faults) == known_faults:
                self.faults.append(
                    "DISCORD_TOKEN is missing. Copy the token from the Bot page of the Discord "
                    "Developer Portal into .env, or name a file in DISCORD_TOKEN_FILE."
                )
            return None
        fault = _token_fault(text)
        if fault:
            self.faults.append(f"DISCORD_TOKEN {fault}")
        return Secret(text)

    def root(self) -> Secret | None:
        text = self._secret_text("HAVEN_SECRET")
        if not text:
            return None
        if _decode(text) is None:
            self.faults.append(f"HAVEN_SECRET {_ROOT_ADVICE}")
        return Secret(text)

    def folder(self, name: str) -> Path:
        path = Path(self._text(name))
        try:
            path = path.expanduser()
            if path.exists() and not path.is_dir():
                self.faults.append(f"{name} is a file. Name a folder.")
        except (OSError, RuntimeError):
            self.faults.append(f"{name} cannot be reached. Name a folder Haven's user may use.")
        return path

    def choice(self, name: str, choices: Mapping[str, Choice]) -> Choice:
        text = self._text(name).lower()
        if text not in choices:
            allowed = ", ".join(choices)
            self.faults.append(f"{name} must be one of: {allowed} (without quotes).")
            text = _DEFAULTS[name].lower()
        return choices[text]

    def address(self, name: str) -> str:
        address = self._text(name)
        fault = _address_fault(address)
        if fault:
            self.faults.append(f"{name} {fault}")
        return address.rstrip("/")

    def refuse_unknown(self) -> None:
        for name in sorted(self._mapping):
            if name.upper().startswith("HAVEN_") and name not in _DEFAULTS:
                near = difflib.get_close_matches(name.upper(), _DEFAULTS, n=1)
                hint = f"Did you mean {near[0]}?" if near else "Remove it."
                self.faults.append(f"{name} is not a setting of Haven. {hint}")

    def _text(self, name: str) -> str:
        return self._mapping.get(name, "").strip() or _DEFAULTS[name]

    def _secret_text(self, name: str) -> str:
        text, file_name = self._text(name), self._text(f"{name}_FILE")
        if text and file_name:
            self.faults.append(f"{name} and {name}_FILE are both set. Keep one of them.")
        elif file_name:
            try:
                with Path(file_name).expanduser().open("rb") as file:
                    content = file.read(FILE_LIMIT + 1)
                text = content.decode("utf-8-sig").strip()
            except (OSError, RuntimeError, UnicodeDecodeError):
                self.faults.append(
                    f"{name}_FILE names a file that cannot be read. Check its path and that "
                    "Haven's user may read it."
                )
            else:
                if not text or len(content) > FILE_LIMIT:
                    text = ""
                    self.faults.append(
                        f"{name}_FILE names a file that is empty or much too long. It must hold "
                        "the secret and nothing else."
                    )
        return text


def _token_fault(text: str) -> str | None:
    """What is wrong with a token, from the mistakes that people make most."""
    if text.lower().startswith("bot "):
        return 'starts with "Bot ". Leave that word out.'
    if text[0] in "\"'`" or text[-1] in "\"'`":
        return "has quotes around it. Remove them."
    if not text.isascii() or not text.isprintable() or " " in text:
        return "has a space or an odd character in it. Copy it again."
    if text.isdigit():
        return "is a number, like an application id. Copy the token from the Bot page."
    if re.fullmatch(r"[0-9a-f]{64}", text):
        return "looks like the public key. Copy the token from the Bot page."
    if re.fullmatch(r"[A-Za-z0-9_-]{32}", text):
        return "looks like the client secret. Copy the token from the Bot page."
    if len(text) < 50:
        return "is too short to be a token. Copy the whole token from the Bot page."
    return None


def _address_fault(text: str) -> str | None:
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return "is not an address. It looks like https://discord.com/api/v10"
    if parts.username is not None or parts.password is not None:
        return "must not hold a name or password."
    if "?" in text or "#" in text:
        return "must end before any ? or #."
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[a-z0-9.:-]+", host):
        return "is not an address. It looks like https://discord.com/api/v10"
    if re.search(r"[\s\\]", text):
        return "has a space or a backslash in it."
    if parts.scheme == "http" and not _is_loopback(host):
        return "must start with https:// unless it is on this machine: the token travels there."
    return None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _decode(text: str) -> bytes | None:
    """The bytes of a root secret, or None.

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
    secret = _decode(content.decode("ascii", "replace").strip())
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
