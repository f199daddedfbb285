"""The documentation says what the program does. (``.env.example`` is held to it in test_config.)"""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import discord
import pytest
from discord import app_commands

from bot.app import Haven, create_bot
from bot.checkins import rules as checkin_rules
from bot.checkins.results.export import QUESTION_FIELDS, ROUND_FIELDS
from bot.checkins.rules import RoundState
from bot.conduct.sanctions import RECORD_DAYS
from bot.core.config import SETTINGS, Settings
from bot.core.seals import WORDS_DAYS
from bot.groups.rules import LINK_DAYS, LINK_DAYS_MOST, PERMISSION_NAMES
from bot.groups.service import UNDO_SECONDS
from bot.sharing import rules
from bot.sharing.rules import State
from bot.talks.rules import TALK_DAYS
from cogs.loading import load_cogs
from tests.conftest import Clock

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))


def section(heading: str) -> str:
    """What stands in the README under a heading, up to the next of the same level or above."""
    level = heading.split()[0]
    _, found, rest = README.partition(f"\n{heading}\n")
    assert found, f"README.md has no heading {heading!r}"
    return re.split(rf"^#{{1,{len(level)}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def table(text: str, head: str) -> list[list[str]]:
    """The rows of the table whose first column is called ``head``, without its two head lines."""
    lines = text.split(f"| {head} |", 1)[1].splitlines()[2:]
    rows: list[list[str]] = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
    assert rows
    return rows


def blocks(text: str) -> list[str]:
    """The code blocks, without their indentation."""
    found = re.findall(r"^( *)```\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)
    return ["\n".join(line.strip() for line in body.splitlines()) for _, body in found]


async def loaded(folder: Path) -> Haven:
    """Haven with its commands; nothing is opened, so there is nothing to close."""
    settings = Settings.from_env({"HAVEN_DATA_DIR": str(folder)}, need_token=False)
    bot = create_bot(settings, clock=Clock(), shard_count=1)
    await load_cogs(bot)
    return bot


def test_the_readme_tests_with_make_test() -> None:
    assert blocks(section("## Run the tests")) == ["make test"]


def test_the_ci_runs_the_command_that_the_readme_shows() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    (extract,) = re.findall(r"^command=\$\((.*)\)$", script, re.MULTILINE)

    shown = subprocess.run(["bash", "-c", extract], cwd=ROOT, capture_output=True, check=True)  # noqa: S603, S607 - a line of our own script

    assert shown.stdout == b"make test\n"
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_every_target_of_the_makefile_is_declared_and_the_readme_names_no_other() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    targets = re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)

    assert sorted(targets) == sorted(phony.split())
    assert set(re.findall(r"\bmake ([a-z-]+)", section("## Run the tests"))) <= set(targets)


def test_all_tests_run_in_ci_after_the_fast_ones() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    steps = ('bash -euc "$command"', "make test-all", "make check")

    assert [line for line in script if line in steps] == list(steps)


def test_the_settings_table_is_that_of_the_program() -> None:
    rows = table(section("## Settings"), "Name")

    shown = [(name.strip("`"), default.strip("`"), meaning) for name, default, meaning in rows]
    assert shown == [(s.name, s.default, s.meaning) for s in SETTINGS]


async def test_the_command_table_is_that_of_the_tree(tmp_path: Path) -> None:
    bot = await loaded(tmp_path)
    commands = {
        f"`/{command.qualified_name}`": command.description
        for command in bot.tree.walk_commands(type=discord.AppCommandType.chat_input)
        if isinstance(command, app_commands.Command)
    }

    assert dict(table(section("## Commands"), "Command")) == commands


async def test_every_menu_of_a_message_is_in_the_readme(tmp_path: Path) -> None:
    bot = await loaded(tmp_path)
    menus = {f"**{menu.name}**" for menu in bot.tree.get_commands() if _is_menu(menu)}

    assert {row[0] for row in table(section("## Commands"), "Menu")} == menus


async def test_the_options_of_setup_are_in_the_readme(tmp_path: Path) -> None:
    bot = await loaded(tmp_path)
    command = bot.tree.get_command("setup")
    assert isinstance(command, app_commands.Command)
    options = [[f"`{p.display_name}`", str(p.description)] for p in command.parameters]

    assert table(section("### What `/setup` asks"), "Option") == options


def test_each_permission_is_explained() -> None:
    rows = table(section("### Permissions"), "Permission")

    assert {name for name, _ in rows} == set(PERMISSION_NAMES.values())
    assert all(len(why) > 20 for _, why in rows)


def test_how_long_things_are_kept_is_what_the_purge_uses() -> None:
    times = [how_long for _, how_long in table(section("## What Haven keeps"), "What")]

    assert [re.findall(r"\d+", text) for text in times] == [
        [str(LINK_DAYS), "0", str(LINK_DAYS_MOST)],
        [str(WORDS_DAYS)],
        [str(rules.HEARING_DAYS)],
        [str(max(rules.PAUSE_DAYS))],
        [str(rules.ENDED_DAYS)],
        [str(TALK_DAYS)],
        [str(WORDS_DAYS)],
        [str(rules.ENDED_DAYS)],
        [],
        [str(RECORD_DAYS)],
        [],
        [],
        [str(checkin_rules.CHANGES_DAYS)],
        [str(UNDO_SECONDS // 86400)],
        [],
        [],
    ]
    assert UNDO_SECONDS == checkin_rules.UNDO_SECONDS


def test_every_column_of_an_export_is_described() -> None:
    page = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", page, re.MULTILINE)

    assert rows == [*ROUND_FIELDS.items(), *QUESTION_FIELDS.items()]


def test_the_backup_line_copies_a_database_in_use(tmp_path: Path) -> None:
    (line,) = [b for b in blocks(section("## Keys and backups")) if "VACUUM" in b]
    (tmp_path / "data" / "runtime").mkdir(parents=True)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    running = sqlite3.connect(tmp_path / "data" / "runtime" / "haven.db")
    running.execute("PRAGMA journal_mode = WAL")
    running.execute("CREATE TABLE kept AS SELECT 7 AS number")
    running.commit()

    subprocess.run(["bash", "-euc", line], cwd=tmp_path, check=True)  # noqa: S603, S607 - the README's line

    running.close()
    copy = sqlite3.connect(tmp_path / "haven-backup.db")
    assert copy.execute("SELECT number FROM kept").fetchall() == [(7,)]
    assert (tmp_path / "haven-backup.db").stat().st_mode & 0o077 == 0
    copy.close()


def test_make_knows_every_target_that_is_named() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        target
        for document in DOCUMENTS
        for target in re.findall(r"(?:^ *|`)make (\w+)", document.read_text(), re.MULTILINE)
    }

    assert {"demo", "test", "run"} <= named <= targets


def test_every_link_and_picture_leads_somewhere() -> None:
    broken = [
        f"{document.name}: {link}"
        for document in DOCUMENTS
        for link in re.findall(r"\]\(([^)]+)\)", document.read_text(encoding="utf-8"))
        if not _leads_somewhere(document, link)
    ]

    assert broken == []


def test_every_picture_is_described() -> None:
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", README)

    assert len(pictures) >= 5
    assert all(len(words) > 20 for words, _ in pictures)


@pytest.mark.parametrize(("place", "states"), [(1, State), (2, RoundState)])
def test_every_state_of_a_post_and_of_a_round_is_in_its_diagram(
    place: int, states: type[Enum]
) -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    diagram = page.split("stateDiagram-v2")[place].split("```", 1)[0]

    assert set(re.findall(r"\b[a-z]+\b(?= -->)|(?<=--> )[a-z]+", diagram)) == {
        state.value for state in states
    }


def test_every_file_that_is_named_exists() -> None:
    missing = [
        f"{document.name}: {path}"
        for document in DOCUMENTS
        for path in re.findall(
            r"`((?:bot|cogs|data|bench|lock|docs)/[\w./-]*)`", document.read_text()
        )
        if not path.startswith("data/runtime") and not (ROOT / path).exists()
    ]

    assert missing == []


def test_every_module_that_a_comment_or_a_docstring_names_exists() -> None:
    """As a path (``bot/core/db.py``), or as a name of what is in it (``bot.core.db.Database``)."""
    place, name = r"\b(?:bot|cogs)/[\w/]+\.(?:py|md)", r":\w+:`~?((?:bot|cogs)\.[\w.]+)`"
    missing = {
        f"{path.relative_to(ROOT)}: {named}"
        for path in (*(ROOT / "data").rglob("*.*"), *_sources())
        if path.suffix in (".py", ".toml", ".sql", ".txt", ".md")
        for named in re.findall(f"({place})|{name}", _text(path))
        if not _exists(*named)
    }

    assert missing == set()


def _exists(place: str, name: str) -> bool:
    if place:
        return (ROOT / place).exists()
    module, _, inside = name.rpartition(".")
    for _ in name.split("."):
        file = ROOT / module.replace(".", "/")
        for path in (file.with_suffix(".py"), file / "__init__.py"):
            if path.exists():
                first = inside.partition(".")[0]
                below = (file / first).is_dir() or (file / f"{first}.py").exists()
                return below or bool(
                    re.search(rf"^(?:class|def|async def)? ?{first}\b", _text(path), re.M)
                )
        module, _, more = module.rpartition(".")
        inside = f"{more}.{inside}"
    return False


def _sources() -> Iterator[Path]:
    for place in ("bot", "cogs", "bench"):
        yield from (ROOT / place).rglob("*.py")


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    own_home = re.compile(r"(?<![\w.])/(?:home|Users|root|work)/(?!someone\b)\w")
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in _files()
        for match in own_home.finditer(_text(path))
    ]

    assert found == []


def _is_menu(command: object) -> bool:
    return isinstance(command, app_commands.ContextMenu)


def _leads_somewhere(document: Path, link: str) -> bool:
    if link.startswith("https://"):
        return True
    path, _, anchor = link.partition("#")
    target = document.parent / path if path else document
    if not target.exists():
        return False
    return not anchor or anchor in _anchors(target.read_text(encoding="utf-8"))


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}


def _files() -> Iterator[Path]:
    for place in (".ci", "bench", "bot", "cogs", "data", "docs", "lock", "tests"):
        for path in sorted((ROOT / place).rglob("*")):
            hidden = {"__pycache__", "runtime"} & set(path.relative_to(ROOT).parts)
            if path.is_file() and not hidden:
                yield path
    yield from (ROOT / n for n in (".env.example", "Makefile", "pyproject.toml", *_page_names()))


def _page_names() -> list[str]:
    return [page.name for page in ROOT.glob("*.md")]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""  # a picture
