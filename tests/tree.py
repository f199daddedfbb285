"""The folders of ``bot/`` and ``cogs/`` as ``docs/architecture.md`` shows them.

``python -m tests.tree`` writes the block in that page again after a file has moved.
"""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- tree: python -m tests.tree -->\n```text\n", "```\n<!-- end of tree -->"
WIDTH = 100


def folders() -> list[Path]:
    """Return every package in ``bot/`` and ``cogs/``, parents before children."""
    found = {path.parent for top in ("bot", "cogs") for path in (ROOT / top).rglob("*.py")}
    return sorted(found)


def modules(folder: Path) -> list[str]:
    """Return the names of the modules that stand in a folder itself, sorted."""
    return sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")


def sentence(folder: Path) -> str:
    """Return what a folder says of itself: the first line of its ``__init__``."""
    text = (folder / "__init__.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(text)) or "").split("\n")[0]


def drawn() -> str:
    """Return the tree: each folder with its sentence, then its modules, wrapped."""
    lines: list[str] = []
    for folder in folders():
        depth = len(folder.relative_to(ROOT).parts) - 1
        lines.append(f"{'  ' * depth}{folder.name}/  {sentence(folder)}")
        row = "  " * (depth + 2)
        for name in modules(folder):
            if len(row) + len(name) + 1 > WIDTH:
                lines.append(row.rstrip())
                row = "  " * (depth + 2)
            row += f"{name} "
        if row.strip():
            lines.append(row.rstrip())
    return "\n".join(lines) + "\n"


def shown() -> str:
    """Return the tree that the page shows."""
    return PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    PAGE.write_text(before + BEGIN + drawn() + END + rest.partition(END)[2], encoding="utf-8")
