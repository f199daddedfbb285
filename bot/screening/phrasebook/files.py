"""Files of phrases as people have them: lines, comma lists, CSV, JSON, YAML lists. Pure.

- Nothing is lost silently: what is not read is named, as an entry, as a column or as the file.
- Each entry knows its line (in JSON: its number), counted from 1.
"""

import json
from collections.abc import Iterable
from dataclasses import replace

from bot.screening.phrasebook import json_files, text_files
from bot.screening.phrasebook.decoding import FileFault, FileRefused, decode
from bot.screening.phrasebook.entries import ENTRIES_MOST, Parsed
from bot.screening.phrases import Phrase, readable


def parse(file: bytes) -> Parsed | FileRefused:
    """Return what a file of phrases has in it, or why it cannot be read.

    An entry without an action gets "hold". In files of lines, ``#`` begins a comment, and
    ``alert: word`` says what a word does.
    """
    found = decode(file)
    if isinstance(found, FileRefused):
        return found
    read = json_files.read(found.text) or text_files.read(found.text)
    if isinstance(read, FileRefused):
        return read
    if len(read.entries) + len(read.bad) > ENTRIES_MOST:
        return FileRefused(FileFault.MANY)
    if not read.entries and not read.bad:
        return FileRefused(FileFault.EMPTY)
    return replace(
        read,
        coding=found.coding,
        bad=tuple(replace(one, said=readable(one.said)) for one in read.bad),
        left_out=tuple(map(readable, read.left_out)),
    )


def export(phrases: Iterable[Phrase]) -> str:
    """Return the phrases as text that :func:`parse` reads."""
    rows = [{"action": one.action.value, "phrase": one.phrase} for one in phrases]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
