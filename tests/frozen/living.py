"""The contract as the living code has it: one list of lines for each file in ``lists/``."""

import asyncio
import re
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import closing
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from bot.app import Haven
from bot.care.case import CaseKind, Closing, What
from bot.care.ladder import Rung
from bot.checkins.results.publication import Band
from bot.checkins.rules import Parked
from bot.conduct import sanctions
from bot.conduct.alarm import OF_ENCODER
from bot.content import DATA, load
from bot.core.config import SETTINGS
from bot.core.db import migrate
from bot.core.single import only_one
from bot.core.ticker import Ticker
from bot.discord.components import Button
from bot.groups.rules import Trouble
from bot.screening.decide import Degree
from bot.screening.engine import engine
from bot.screening.service import CRASHED
from bot.screening.verdict import Category
from bot.sharing.rules import ReportReason, Return
from tests.cogs.surfaces import items
from tests.frozen import listening
from tests.harness import Room, open_room
from tests.olddata.story import aftermath, live

Lists = dict[str, set[str]]

DATABASES = {"haven.db": "migrations", "ballots.db": "ballots"}

STORED: dict[str, Iterable[Enum]] = {
    "care_case.categories": Category,
    "care_case.closing": Closing,
    "care_case.kind": CaseKind,
    "case_call.rung": Rung,
    "case_step.what": What,
    "checkin_result.band": Band,
    "checkin_schedule.parked": Parked,
    "guild.trouble": Trouble,
    "harm_record.reason": sanctions.Reason,
    "harm_record.step": sanctions.Sanction,
    "post.reason": Return,
    "report.reason": ReportReason,
    "screen_cell.degree": Degree,
}
"""Words of the code that stand in rows: a row that is there must find its meaning."""

CODES = (
    *(engine.MODEL_MISSING, engine.MODEL_DAMAGED, engine.LIST_UNREADABLE, CRASHED),
    *(f"{OF_ENCODER}{fault}" for fault in ("damaged", "missing", "no_runtime")),
)
"""The codes of ``screen_trouble``."""


def everything() -> Lists:
    """Every list: loads the bot, plays the whole story; takes some seconds."""
    return {**from_code(), **from_cogs(), **from_story()}


def from_cogs() -> Lists:
    """The lists that a bot has with its cogs loaded, before the first press."""

    async def look(room: Room) -> Lists:
        return {"commands": _commands(room.bot), "custom_ids": _custom_ids(room.bot)}

    return _in_a_room(look)


def from_story() -> Lists:
    """The lists that are heard while the whole story is played."""

    async def play(room: Room) -> Lists:
        with listening.listening(room.folder) as heard:
            await room.set_up()
            await live(room)
            files = _files(room.folder)
            await aftermath(room)
        return {
            "contexts": heard.contexts,
            "derivations": heard.derivations,
            "fields": listening.fields_of(room),
            "files": files,
            "nonces": heard.nonces,
            "options": listening.options_of(room),
            "tags": heard.tags,
        }

    return _in_a_room(play)


def _in_a_room(act: Callable[[Room], Awaitable[Lists]]) -> Lists:
    async def run(folder: Path) -> Lists:
        async with open_room(folder) as room:
            with room.env.time_context():
                return await act(room)

    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        # The story says when Haven ticks: what is heard must not hang on which tick is first.
        patch.setattr(Ticker, "start", _do_nothing)
        return asyncio.run(run(Path(folder) / "data"))


def _do_nothing(_: Ticker) -> None:
    return


def from_code() -> Lists:
    """The lists that need no running bot."""
    content = load()
    return {
        "columns": _columns(),
        "migrations": set(_migrations()),
        "questions": {
            f"{key} {'(reverse) ' if one.reverse else ''}{one.text}"
            for key, one in content.bank.known.items()
        },
        "settings": {setting.name for setting in SETTINGS},
        "stored": {f"{where} {one.value}" for where, kind in STORED.items() for one in kind}
        | {f"screen_trouble.code {code}" for code in CODES},
        "wording": set(content.wording),
    }


def _migrations() -> Iterator[str]:
    for database, folder in DATABASES.items():
        for path in sorted((DATA / folder).glob("*.sql")):
            yield f"{database} {path.name} sha256 {sha256(path.read_bytes()).hexdigest()}"


def _columns() -> set[str]:
    found: set[str] = set()
    for database, folder in DATABASES.items():
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
            migrate(made, DATA / folder)
            found |= {
                f"{database} {table}.{column} {kind}"
                for table, column, kind in listening.columns(made)
            }
    return found


def _files(folder: Path) -> set[str]:
    """The files of a data folder while Haven runs, and its lock."""
    with tempfile.TemporaryDirectory() as other, only_one(Path(other)):
        found = {one.name for one in Path(other).iterdir()}
    paths = [one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()]
    kept = [one for one in paths if not one.startswith("pictures/")]  # a cache
    return found | {_file(one) for one in kept}


def _file(path: str) -> str:
    day = re.sub(r"\d{4}-\d\d-\d\d(?=\.key)", "<day>", path)
    return re.sub(r"round-[A-Za-z0-9_-]{22}(?=\.key)", "round-<id>", day)


def _commands(bot: Haven) -> set[str]:
    found: set[str] = set()
    for command in bot.tree.get_commands():
        found |= set(_command(command.to_dict(bot.tree), ""))
    return found


def _command(given: Any, above: str) -> Iterator[str]:
    if given.get("type", 1) != 1 and not above:
        yield f"menu {given['name']} of type {given['type']}"
        return
    path = f"{above} {given['name']}".strip()
    inside = [one for one in given.get("options", ()) if one["type"] in (1, 2)]
    for one in inside:
        yield from _command({**one}, path)
    if inside:
        return
    yield f"/{path}"
    for option in given.get("options", ()):
        need = "required" if option.get("required") else "optional"
        line = f"/{path} {option['name']}: type {option['type']}, {need}"
        yield line
        yield from (f"{line}, {choice['value']!r}" for choice in option.get("choices", ()))


def _custom_ids(bot: Haven) -> set[str]:
    kinds = {item.__discord_ui_compiled_template__: item for item in items()}
    found: set[str] = set()
    for pattern in bot.buttons:
        kind = "button" if issubclass(kinds[pattern], Button) else "picker"
        found |= {f"{kind} {one}" for one in spread(pattern.pattern)}
    for modal in bot.modals:
        found |= {f"form {one}" for one in spread(modal.template.pattern)}
    return found


_GROUP = re.compile(r"\(\?P<\w+>((?:[^()\[\]]|\[[^\]]*\])*)\)")
_FEW = re.compile(r"\[([a-z01]{2,8})\]")


def spread(template: str) -> set[str]:
    """The forms that a template takes, one line for each word of each choice.

    So a template may come to take more, and every line of today is there still. Of several choices
    one is written out at a time, and the others read ``*``.
    """
    groups = list(_GROUP.finditer(template))
    words = [_choices(group[1]) for group in groups]
    open_ = [at for at, some in enumerate(words) if len(some) > 1]
    found: set[str] = set()
    for shown in open_ or [-1]:
        for word in words[shown] if open_ else [""]:
            line, at = "", 0
            for place, group in enumerate(groups):
                chosen = word if place == shown else "*" if place in open_ else words[place][0]
                line += template[at : group.start()] + chosen
                at = group.end()
            found.add(line + template[at:])
    return found


def _choices(pattern: str) -> list[str]:
    if few := _FEW.fullmatch(pattern):
        return list(few[1])
    return pattern.split("|")
