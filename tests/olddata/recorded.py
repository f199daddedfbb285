"""A recorded data folder, as an older version left it: read, laid out again, put into a room.

One recording is four files that bear its day: ``.sql`` (haven.db), ``-ballots.sql`` (ballots.db),
``.toml`` (the root secret, the key files, the moment), ``.json`` (what the services said of it, and
the messages that stood in the simulated Discord).
"""

# The backend of simcord is where messages of an earlier session are put back.
# pyright: reportUnknownMemberType=false

import json
import sqlite3
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.harness import Room

HERE = Path(__file__).parent
DATABASES = {"haven.db": ".sql", "ballots.db": "-ballots.sql"}


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded data folder. ``versions``: user_version by the name of the database."""

    name: str
    moment: datetime
    versions: dict[str, int]
    root: bytes
    keys: dict[str, bytes]
    facts: dict[str, Any]
    rows: dict[str, dict[str, int]]
    people: dict[str, int]
    guild_id: int
    threads: list[dict[str, Any]]
    messages: list[dict[str, Any]]

    def sql(self, database: str) -> str:
        """The recorded SQL text of one database, its user_version included."""
        return (HERE / f"{self.name}{DATABASES[database]}").read_text(encoding="utf-8")

    def connect(self, database: str, path: str | Path = ":memory:") -> sqlite3.Connection:
        """The recorded database, written to ``path``, with foreign keys on as Haven has them."""
        connection = sqlite3.connect(path, isolation_level=None)
        connection.executescript(self.sql(database))
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    def lay_out(self, folder: Path) -> None:
        """Writes databases, keys and root secret as the older version left them."""
        keys = folder / "keys"
        keys.mkdir(parents=True, mode=0o700)
        for database in DATABASES:
            self.connect(database, folder / database).close()
        for name, material in self.keys.items():
            (keys / name).write_bytes(material)
        secret = folder / "haven.secret"
        secret.touch(mode=0o600)
        secret.write_text(f"{self.root.hex()}\n", encoding="ascii")


def recordings() -> list[str]:
    """The days of which there is a recording, the oldest first."""
    return sorted(path.stem for path in HERE.glob("*.toml"))


def read(name: str) -> Recording:
    """The recording of that day."""
    kept = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
    said = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return Recording(
        name=name,
        moment=datetime.fromisoformat(kept["moment"]),
        versions=kept["versions"],
        root=bytes.fromhex(kept["root"]),
        keys={file: bytes.fromhex(material) for file, material in kept["keys"].items()},
        facts=said["facts"],
        rows=said["rows"],
        people=said["people"],
        guild_id=said["guild"],
        threads=said["threads"],
        messages=said["messages"],
    )


def standing(room: Room) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The threads and the messages that stand in the room's Discord, to be put back later."""
    backend = room.env.backend
    channels = [c for c in backend.channels.values() if c.guild_id == room.group.guild.id]
    threads = [
        {"id": c.id, "parent": c.parent_id, "name": c.name, "owner": c.owner_id}
        for c in channels
        if c.is_thread
    ]
    messages = [
        {
            "id": message.id,
            "channel": channel.id,
            "author": message.author_id,
            "content": message.content,
            "timestamp": message.timestamp,
            "embeds": message.embeds,
            "components": message.components,
        }
        for channel in channels
        for message in backend.messages[channel.id].values()
        if not message.is_ephemeral and (message.content or message.embeds or message.components)
    ]
    return sorted(threads, key=_id), sorted(messages, key=_id)


def _id(row: dict[str, Any]) -> int:
    return row["id"]


async def move_in(room: Room, recording: Recording, folder: Path) -> None:
    """Lets the room's group be the recorded one, at that moment, with today's Haven started on it.

    The simulated Discord gives the same ids to the same people and channels in every session.
    """
    assert {name: room.who(name).id for name in recording.people} == recording.people
    recording.lay_out(folder)
    await room.bot.finish()
    backend = room.env.backend
    backend.advance_clock((recording.moment - room.env.now()).total_seconds())
    for thread in recording.threads:
        backend.create_thread(
            thread["parent"],
            thread["name"],
            thread["owner"],
            message_id=thread["id"],
            broadcast=False,
        )
    for row in recording.messages:
        message = backend.prepare_message(
            row["channel"],
            row["author"],
            row["content"],
            embeds=row["embeds"],
            components=row["components"],
        )
        message.id, message.timestamp = row["id"], row["timestamp"]
        backend.messages[message.channel_id][message.id] = message
    room.folder = folder
    await room.restart()
