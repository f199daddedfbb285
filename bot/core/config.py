"""Settings from the environment and ``.env``: every fault named at once, secrets masked.

- Nothing here reads ``os.environ``: the caller passes it.
- A fault names the variable, what is wrong and how to fix it, and never repeats a value: people
  paste tokens into the wrong line.
"""

import difflib
import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar, get_args
from urllib.parse import urlsplit

from dotenv import dotenv_values

from bot.core.secret import FILE_LIMIT, ROOT_ADVICE, ConfigError, Secret, decode

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
LogFormat = Literal["json", "text"]
Choice = TypeVar("Choice")


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
    Setting(
        "HAVEN_LINK_LIST",
        "",
        "A file of domains that swindlers use, in addition to Haven's own: a plain, AdBlock, "
        "hosts, dnsmasq, unbound, CSV or JSON list, or SHA-256 hashes. The first 500,000 entries "
        "and 32 MB are used; the log says at start how much that is. Haven never looks anything "
        "up.",
    ),
)
_DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The operator's settings. ``token`` is None only where none was needed."""

    token: Secret | None
    secret: Secret | None
    data_dir: Path
    message_content: bool
    log_level: LogLevel
    log_format: LogFormat
    api_url: str
    link_list: Path | None = None

    @classmethod
    def from_env(cls, mapping: Mapping[str, str], *, need_token: bool = True) -> "Settings":
        """Return the settings, checked; read the files that ``*_FILE`` variables name.

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
            link_list=environment.file("HAVEN_LINK_LIST"),
        )
        environment.refuse_unknown()
        if environment.faults:
            raise ConfigError(*environment.faults)
        return settings


def load_env(path: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Return ``environ`` combined with the ``.env`` file at ``path``; ``environ`` wins.

    The file need not exist. Raises :class:`ConfigError` where it cannot be read as UTF-8 text.
    """
    try:
        # Without interpolation: "$" is an ordinary character, and os.environ stays untouched.
        lines = dotenv_values(path, interpolate=False, encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ConfigError(
            f"{path.name} cannot be read. Save it as UTF-8 text that Haven's user may read."
        ) from None
    return {name: value for name, value in lines.items() if value is not None} | dict(environ)


_SWITCH: dict[str, bool] = {
    **dict.fromkeys(("on", "true", "1", "yes"), True),
    **dict.fromkeys(("off", "false", "0", "no"), False),
}
_LEVELS: dict[str, LogLevel] = {word.lower(): word for word in get_args(LogLevel)}
_FORMATS: dict[str, LogFormat] = {word: word for word in get_args(LogFormat)}


class _Environment:
    """Reads one variable after another and collects the faults."""

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
        if decode(text) is None:
            self.faults.append(f"HAVEN_SECRET {ROOT_ADVICE}")
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

    def file(self, name: str) -> Path | None:
        text = self._text(name)
        if not text:
            return None
        path = Path(text)
        try:
            path = path.expanduser()
            if not path.is_file():
                self.faults.append(f"{name} names no file. Check its path, or leave it out.")
        except (OSError, RuntimeError):
            self.faults.append(f"{name} cannot be reached. Name a file Haven's user may read.")
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
    """Return what is wrong with a token, checked against the most common mistakes."""
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
