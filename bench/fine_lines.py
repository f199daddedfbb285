"""Writes ``data/safety/fine_lines.txt``: fine lines on which a group's list of phrases is tried.

    python -m bench.fine_lines

The running bot reads the file and not ``bench/``. The lines are a part of our own fine lines, the
same number from each file, chosen by a hash of each line so that one more line in a file changes
little. They are under the licence of this repository.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from bot.screening.phrasebook.fine_lines import FILE

LINES = Path(__file__).parent / "lines"
FROM = ("fine1", "fine2", "fine3", "more_fine")
EACH = 150
LENGTH_MOST = 300
"""Max characters of a line, so that the file stays small and an example fits into a message."""

HEAD = """\
# Fine lines of Haven's own: what people in a peer support group may say to each other.
# A list of phrases is tried on them before it is added to a group. None is a real person's.
# Made by bench/fine_lines.py from bench/lines; licence: that of this repository.
"""


def chosen(name: str) -> list[str]:
    """Return the lines of one file that are shipped."""
    rows: list[dict[str, Any]] = [
        json.loads(row) for row in (LINES / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    fine = [
        row["text"]
        for row in rows
        if not row["labels"] and row["level"] == "Q0" and "obf" not in row["tags"]
    ]
    short = [
        text
        for text in fine
        if len(text) <= LENGTH_MOST and "\n" not in text and not text.startswith("#")
    ]
    return sorted(short, key=lambda text: hashlib.sha256(text.encode()).digest())[:EACH]


def main() -> None:
    """Write the file."""
    lines = [line for name in FROM for line in chosen(name)]
    FILE.write_text(HEAD + "".join(f"{line}\n" for line in lines), "utf-8")
    print(f"{len(lines)} lines")


if __name__ == "__main__":
    main()
