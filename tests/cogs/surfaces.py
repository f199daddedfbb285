"""What there is to be used, and how everything stands: for tests over all of Haven at once."""

# The backend of simcord is where a test sees all of Discord at once.
# pyright: reportUnknownMemberType=false

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands

from bot.core.db import Reader
from bot.core.wording import Wording
from bot.discord.client import Client
from bot.discord.components import Button, Picker
from bot.discord.modal import Modal
from tests.harness import Room


def surfaces(bot: Client) -> set[str]:
    """Everything a person can use, by the name under which the table has it."""
    slash = {
        f"/{command.qualified_name}"
        for command in bot.tree.walk_commands()
        if isinstance(command, app_commands.Command)
    }
    kinds = (discord.AppCommandType.message, discord.AppCommandType.user)
    menus = {f"menu {c.name}" for kind in kinds for c in bot.tree.get_commands(type=kind)}
    names = {item.__discord_ui_compiled_template__: item.__name__ for item in items()}
    components = {names.get(pattern, pattern.pattern) for pattern in bot.buttons}
    return slash | menus | components | {modal.__name__ for modal in bot.modals}


def items() -> Iterator[type[Button | Picker]]:
    """Every button and select that is written in ``cogs/``, registered or not."""
    for kind in (*_below(Button), *_below(Picker)):
        matches_nothing = kind.__discord_ui_compiled_template__.pattern == "(?!)"  # a base
        if kind.__module__.startswith("cogs.") and not matches_nothing:
            yield kind


def forms() -> Iterator[type[Modal]]:
    """Every modal that is written in ``cogs/``, registered or not."""
    for kind in _below(Modal):
        matches_nothing = kind.template.pattern == "(?!)"  # a base
        if kind.__module__.startswith("cogs.") and not matches_nothing:
            yield kind


def _below(kind: type[Any]) -> Iterator[type[Any]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


def says(content: Wording, key: str) -> re.Pattern[str]:
    """What a text reads like that was said with ``key``, whatever stands in its blanks."""
    parts = re.split(r"\{\w+\}", content.wording[key])
    return re.compile(".*".join(map(re.escape, parts)), re.DOTALL)


@dataclass(frozen=True, slots=True)
class Picture:
    """All that Haven remembers and all that stands in channels, whole or of one group."""

    rows: dict[str, list[tuple[Any, ...]]]
    messages: dict[int, str]


async def picture(room: Room, guild_id: int | None = None) -> Picture:
    """Everything as it stands now; of one group: the rows that bear its id, its messages."""

    def look(reader: Reader) -> dict[str, list[tuple[Any, ...]]]:
        found: dict[str, list[tuple[Any, ...]]] = {}
        for table in reader.all("SELECT name FROM sqlite_master WHERE type = 'table'"):
            rows = reader.all(f"SELECT * FROM {table['name']}")
            mine = [
                row
                for row in rows
                if guild_id is None or ("guild_id" in row.keys() and row["guild_id"] == guild_id)  # noqa: SIM118 - a row has no `in`
            ]
            found[table["name"]] = sorted((tuple(row) for row in mine), key=repr)
        return found

    services, backend = room.bot.services, room.env.backend
    rows = {**await services.db.read(look), **await services.ballots.read(look)}
    messages = {
        message.id: repr((message.content, message.embeds, message.components))
        for channel_id, inside in backend.messages.items()
        if guild_id is None or backend.get_channel(channel_id).guild_id == guild_id
        for message in inside.values()
        if not message.is_ephemeral
    }
    return Picture(rows, messages)
