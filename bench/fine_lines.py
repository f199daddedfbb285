"""Writes ``data/safety/fine_lines.txt``: fine lines on which a group's list of phrases is tried.

    python -m bench.fine_lines

The running bot reads the file and not ``bench/``. The lines are a part of our own fine lines: up
to four for each word that lists from the web often have and people here need, and the rest, as
many from each file, by a hash of each line. They are under the licence of this repository.
"""

import hashlib
import json
import re
from itertools import zip_longest
from pathlib import Path
from typing import Any

from bot.screening.phrasebook.fine_lines import FILE

LINES = Path(__file__).parent / "lines"
FROM = ("fine1", "fine2", "fine3", "more_fine")
COUNT = 600
FOR_EACH_WORD = 4
_NEEDED = """
abuse abused abuser ass asshole assault assaulted bastard bdsm bisexual bitch bleed bleeding
blood bloody bomb boob boobs bra breast breasts bullshit butt cock coke condom crap crazy cunt
cut cutting damn dead death depressed dick die dildo drugs drunk dumb dyke erection fag faggot
fat fool freak fuck fucked fucking gay god goddamn grope groped gun hate hell heroin hitler
hooker homo horny idiot incest insane jerk jew jewish junkie kill killed kinky knife lesbian
lust meth molest molested moron murder muslim naked nazi nipple nude nudes oral orgasm
paedophile panties pedophile pee penis period piss pissed poop porn pregnant prostitute psycho
pussy queer racist rape raped rapist retard retarded sadist scum sex sexual sexually shit shitty
slut slutty sperm strip stupid suck sucks suicidal suicide tampon terrorist testicles tit tits
trans transgender tranny trauma trash ugly uterus vagina virgin vodka vomit weed weird whore
"""
NEEDED = tuple(_NEEDED.split())
"""Words that lists from the web often have and that people here need."""

WORD = re.compile(r"\w+(?:'\w+)?")
LENGTH_MOST = 300
"""Max characters of a line, so that the file stays small and an example fits into a message."""

HEAD = """\
# Fine lines of Haven's own: what people in a peer support group may say to each other.
# A list of phrases is tried on them before it is added to a group. None is a real person's.
# Made by bench/fine_lines.py from bench/lines; licence: that of this repository.
"""


def fine(name: str) -> list[str]:
    """Return the fine lines of one file that are short enough, in an order that means nothing."""
    rows: list[dict[str, Any]] = [
        json.loads(row) for row in (LINES / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    found = [
        row["text"]
        for row in rows
        if not row["labels"] and row["level"] == "Q0" and "obf" not in row["tags"]
    ]
    short = [
        text
        for text in found
        if len(text) <= LENGTH_MOST and "\n" not in text and not text.startswith("#")
    ]
    return sorted(short, key=lambda text: hashlib.sha256(text.encode()).digest())


def chosen() -> list[str]:
    """Return the lines that are shipped."""
    files = [fine(name) for name in FROM]
    lines: dict[str, None] = {}
    for word in NEEDED:
        having = (line for one in zip_longest(*files) for line in one if line)
        found = [line for line in having if word in words(line)]
        lines.update(dict.fromkeys(found[:FOR_EACH_WORD]))
    for line in (line for one in zip_longest(*files) for line in one if line):
        if len(lines) < COUNT:
            lines.setdefault(line)
    return list(lines)


def words(line: str) -> set[str]:
    """Return the words of a line."""
    return set(WORD.findall(line.lower()))


def main() -> None:
    """Write the file."""
    lines = chosen()
    FILE.write_text(HEAD + "".join(f"{line}\n" for line in lines), "utf-8")
    print(f"{len(lines)} lines")


if __name__ == "__main__":
    main()
