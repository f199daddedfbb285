"""Every folder knows what it may know: no ring, no foreign store, no file or folder too large."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_architecture import STORES
from tests.tree import PAGE, ROOT, drawn, folders, modules, sentence, shown

MAY_KNOW = {
    "bot.core": set[str](),
    "bot.groups": {"bot.core"},
    "bot.screening": {"bot.core"},
    "bot.discord": {"bot.core"},
    "bot.care": {"bot.core", "bot.groups", "bot.screening"},
    "bot.checkins": {"bot.core", "bot.groups"},
    "bot.conduct": {"bot.core", "bot.groups", "bot.screening", "bot.care"},
    "bot.helplines": {"bot.core", "bot.groups", "bot.screening", "bot.care"},
    "bot.sharing": {"bot.core", "bot.groups", "bot.screening", "bot.care"},
    "bot.talks": {"bot.core", "bot.groups", "bot.screening", "bot.care", "bot.sharing"},
    "bot.privacy": {"bot.core", "bot.groups"},
}
"""Which folders of ``bot/`` each of them may import. What stands in none of them composes."""

COMPOSE = {"bot", "bot.demo"}
"""The process and the demo: they put the rest together and may import everything."""

TYPES_ONLY = {("bot.discord", "bot.services")}
"""Named for the type checker alone: what a button finds on its client."""

MOST_LINES, MOST_FILES = 300, 16


def _package(folder: Path) -> str:
    return folder.relative_to(ROOT).as_posix().replace("/", ".")


def _modules() -> dict[str, Path]:
    return {
        f"{_package(folder)}.{path.stem}".removesuffix(".__init__"): path
        for folder in folders()
        for path in folder.glob("*.py")
    }


MODULES = _modules()


def _imports(path: Path) -> Iterator[str]:
    """Return the modules of ours that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("bot", "cogs")):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else str(node.module)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)


def _room(module: str, depth: int = 2) -> str:
    """Return the folder a module stands in, cut after ``depth`` names."""
    path = MODULES[module]
    return ".".join(_package(path.parent).split(".")[:depth])


EDGES = {(one, other) for one, path in MODULES.items() for other in _imports(path)}


def test_every_folder_has_a_rule() -> None:
    rooms = {_room(module) for module in MODULES if module.startswith("bot")}

    assert rooms == set(MAY_KNOW) | COMPOSE


@pytest.mark.parametrize("room", sorted(MAY_KNOW))
def test_a_folder_imports_only_what_it_may_know(room: str) -> None:
    found = {
        (one, other)
        for one, other in EDGES
        if _room(one) == room and _room(other) not in MAY_KNOW[room] | {room}
        if (room, other) not in TYPES_ONLY
    }

    assert found == set()


def test_the_rules_hold_no_ring() -> None:
    left = {room: set(known) for room, known in MAY_KNOW.items()}
    while free := {room for room, known in left.items() if not known & set(left)}:
        left = {room: known for room, known in left.items() if room not in free}

    assert left == {}


def test_the_folders_of_cogs_form_no_ring() -> None:
    """The files that lie in ``cogs/`` itself are shared or compose; the folders have an order."""
    edges = {
        (_room(one), _room(other))
        for one, other in EDGES
        if _room(one).startswith("cogs.") and _room(other).startswith("cogs.")
    }
    left = {(one, other) for one, other in edges if one != other}
    while free := {other for _, other in left} - {one for one, _ in left}:
        left = {(one, other) for one, other in left if other not in free}

    assert left == set()


def _reached(arrows: set[tuple[str, str]]) -> dict[str, set[str]]:
    """Return what each room that stands in the arrows reaches, over any number of them."""
    reached = {room: {other for one, other in arrows if one == room} for room, _ in arrows}
    for _ in arrows:
        for others in reached.values():
            others.update(*(reached.get(other, set[str]()) for other in tuple(others)))
    return reached


def test_the_page_draws_the_rules() -> None:
    """An arrow of the diagram means "may import", also over others; so does ``MAY_KNOW``."""
    text = PAGE.read_text(encoding="utf-8")
    diagram = text.partition("flowchart BT\n")[2].partition("```")[0]
    arrows = set(re.findall(r"^ *(\w+) --> (\w+)$", diagram, re.MULTILINE))
    rules = {f"bot.{one}": {f"bot.{o}" for o in others} for one, others in _reached(arrows).items()}

    assert len(arrows) == len(diagram.strip().splitlines())
    assert rules == {room: known for room, known in MAY_KNOW.items() if known}


def test_no_feature_imports_the_store_of_another() -> None:
    stores = {name.removesuffix(".py").replace("/", ".") for name in STORES}
    closed = {name for name in stores if not name.startswith("bot.core")}
    found = {(one, other) for one, other in EDGES if other in closed and _room(one) != _room(other)}

    assert found == set()


def test_no_file_is_long_and_no_folder_full() -> None:
    long = {
        f"{path.relative_to(ROOT)}: {lines} lines"
        for path in MODULES.values()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    full = {_package(folder) for folder in folders() if len(modules(folder)) > MOST_FILES}

    assert long == set()
    assert full == set()


def test_every_folder_says_what_it_is_in_one_sentence() -> None:
    assert {_package(folder): "" for folder in folders() if not sentence(folder)} == {}


def test_the_page_shows_the_tree_as_it_is() -> None:
    assert shown() == drawn(), "run `python -m tests.tree`"


def test_a_class_has_a_name_that_no_other_thing_has() -> None:
    """One word, one meaning: who reads ``Refused`` need not look where it was imported from."""
    seen: dict[str, list[str]] = {}
    for module, path in MODULES.items():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                seen.setdefault(node.name, []).append(module)

    assert {name: modules for name, modules in seen.items() if len(modules) > 1} == {}
