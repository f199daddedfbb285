"""Writes ``data/safety/fine_lines.txt``: fine lines on which a group's list of phrases is tried.

    python -m bench.fine_lines

The running bot reads the file and not ``bench/``. The lines are a part of our own fine lines: up
to four for each word that lists from the web often have and people here need; short lines of
chat, so that they are a third of all; and the rest, as many from each file, by a hash of each line.
They are under the licence of this repository.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from bot.screening.phrasebook.fine_lines import FILE

LINES = Path(__file__).parent / "lines"
FROM = ("fine1", "fine2", "fine3", "more_fine")
CHAT = tuple(f"read/chat_{part}" for part in "abcd")
COUNT = 600
SHORT, SHORT_MOST = 200, 8
"""So many of the lines have at most so many words, as replies in a chat have."""
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
    chat = list(_in_turn([fine(name) for name in CHAT]))
    short = [line for line in chat if len(line.split()) <= SHORT_MOST]
    told = list(_in_turn([*map(fine, FROM), chat]))
    lines: dict[str, None] = {}
    for word in NEEDED:
        found = [line for line in told if word in words(line)]
        lines.update(dict.fromkeys(found[:FOR_EACH_WORD]))
    missing = SHORT - sum(len(line.split()) <= SHORT_MOST for line in lines)
    lines.update(dict.fromkeys([line for line in short if line not in lines][: max(missing, 0)]))
    for line in told:
        if len(lines) < COUNT and len(line.split()) > SHORT_MOST:
            lines.setdefault(line)
    return list(lines)


def _in_turn(files: list[list[str]]) -> Iterator[str]:
    """Yield one line of each file after another."""
    return (line for row in zip_longest(*files) for line in row if line)


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
