"""What the running bot says to Discord and to its keys, heard while a story is played.

Nothing is read from the source: seals and derivations are heard where the cryptography is called,
nonces where a message is sent, and each nonce is then looked for in the database.
"""

import re
import sqlite3
import sys
from collections.abc import Generator, Iterable
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
from discord.http import HTTPClient

from bot.core.keys import Keyring
from tests.harness import Room

ID = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])")
NUMBER = re.compile(r"(?<!/v)\d+")
NONCE = re.compile(r"[A-Za-z0-9_-]{22}")
NONCE_LENGTH = 25
"""Discord takes no longer one."""

_MODAL_SHOWN = 9


@dataclass(slots=True)
class Heard:
    """What was heard. Ids read ``<id>``, numbers ``<n>``."""

    contexts: set[str] = field(default_factory=set[str])
    derivations: set[str] = field(default_factory=set[str])
    tags: set[str] = field(default_factory=set[str])
    nonces: set[str] = field(default_factory=set[str])


@contextmanager
def listening(folder: Path) -> Generator[Heard]:
    """Inside, everything is heard that the Haven of that data folder seals, derives and sends."""
    heard = Heard()
    with pytest.MonkeyPatch.context() as patch:
        _hear_seals(patch, heard)
        _hear_derivations(patch, heard)
        _hear_tags(patch, heard)
        _hear_nonces(patch, heard, folder)
        yield heard


def general(text: str) -> str:
    """The form of a text: its ids and numbers taken out."""
    return NUMBER.sub("<n>", ID.sub("<id>", text))


def _keys_module() -> Any:
    return sys.modules[Keyring.__module__]


def _hear_seals(patch: pytest.MonkeyPatch, heard: Heard) -> None:
    plain = _keys_module().AESGCM

    class Listening:
        def __init__(self, key: bytes) -> None:
            self._cipher = plain(key)

        def encrypt(self, nonce: bytes, content: bytes, about: bytes) -> bytes:
            heard.contexts.add(general(about.decode()))
            return self._cipher.encrypt(nonce, content, about)

        def decrypt(self, nonce: bytes, content: bytes, about: bytes) -> bytes:
            heard.contexts.add(general(about.decode()))
            return self._cipher.decrypt(nonce, content, about)

    patch.setattr(_keys_module(), "AESGCM", Listening)


def _hear_derivations(patch: pytest.MonkeyPatch, heard: Heard) -> None:
    plain = _keys_module().HKDF

    def derive(*, info: bytes, salt: bytes | None, **options: Any) -> Any:
        salted = " with the key file as salt" if salt is not None else ""
        heard.derivations.add(general(info.decode()) + salted)
        return plain(info=info, salt=salt, **options)

    patch.setattr(_keys_module(), "HKDF", derive)


def _hear_tags(patch: pytest.MonkeyPatch, heard: Heard) -> None:
    plain = Keyring.tag

    def tag(self: Keyring, purpose: str, guild_id: int, *parts: int | str) -> bytes:
        shapes = [general(str(part)) or "''" for part in parts]
        heard.tags.add(f"{purpose} of {', '.join(shapes)}")
        return plain(self, purpose, guild_id, *parts)

    patch.setattr(Keyring, "tag", tag)


def _hear_nonces(patch: pytest.MonkeyPatch, heard: Heard, folder: Path) -> None:
    plain: Any = HTTPClient.send_message

    def send(self: HTTPClient, channel_id: Any, *, params: Any) -> Any:
        payload: dict[str, Any] = params.payload or {}
        nonce = str(payload.get("nonce") or "")
        # Where Haven gives none, discord.py makes up a number: what is sent once, best effort.
        if nonce and not nonce.isdecimal():
            assert len(nonce) <= NONCE_LENGTH
            heard.nonces.add(_origin(folder, nonce))
        return plain(self, channel_id, params=params)

    patch.setattr(HTTPClient, "send_message", send)


def _origin(folder: Path, nonce: str) -> str:
    """The column whose value is sent as the nonce, and what is put behind it."""
    given = NONCE.match(nonce)
    if given is None:
        return f"of another shape: {general(nonce)}"
    behind = nonce[given.end() :]
    shape = f"{NONCE.pattern}{behind}"
    return f"{_column(folder, given[0])}{f' and {behind}' if behind else ''}: {shape}"


def _column(folder: Path, value: str) -> str:
    """The column of a row that holds this value now, while it is being sent."""
    with closing(sqlite3.connect(f"file:{folder / 'haven.db'}?mode=ro", uri=True)) as database:
        for table, column, _ in columns(database):
            # An id may stand in other tables as well; the row that it is sent for has it first.
            if column.endswith("nonce") or column == "call_id":
                wanted = f"SELECT 1 FROM {table} WHERE {column} = ?"
                if database.execute(wanted, (value,)).fetchone() is not None:
                    return f"{table}.{column}"
    return "(in no column)"


def columns(database: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Table, column and type of everything in a database."""
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [
        (table, row[1], row[2])
        for (table,) in tables.fetchall()
        for row in database.execute(f"PRAGMA table_info({table})")
    ]


def fields_of(room: Room) -> set[str]:
    """Every field of every form that was shown: the form's custom_id, the field's, its values."""
    found: set[str] = set()
    for request in room.env.http_requests:
        body: Any = request.json
        if not request.path.startswith("/interactions/") or body["type"] != _MODAL_SHOWN:
            continue
        form = general(body["data"]["custom_id"])
        for one in _components(body["data"]["components"]):
            found |= {f"{form} {one['custom_id']}{value}" for value in _values(one)}
    return found


def options_of(room: Room) -> set[str]:
    """What can be picked in messages that stay: the select's custom_id, a value. No ids."""
    found: set[str] = set()
    for request in room.env.http_requests:
        body: Any = request.json
        if request.path.startswith("/channels/") and isinstance(body, dict):
            given = cast("dict[str, Any]", body)
            message: dict[str, Any] = given.get("message", given)
            for one in _components(message.get("components") or ()):
                found |= {f"{general(one['custom_id'])}{v}" for v in _values(one) if v}
    return {one for one in found if "<id>" not in one.split(" ")[-1]}


def _components(rows: Iterable[Any]) -> list[Any]:
    """Whatever has a custom_id in the rows of a message, or in the labels of a form."""
    found: list[Any] = []
    for row in rows:
        inside: list[Any] = [*row.get("components", ()), row.get("component"), row]
        found += [one for one in inside if one is not None and "custom_id" in one]
    return found


def _values(component: Any) -> list[str]:
    return ["", *(f" = {option['value']}" for option in component.get("options", ()))]
