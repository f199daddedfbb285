"""Files of phrases in JSON: lists, objects of lists, words as keys, one object a line. Pure."""

import json
from collections.abc import Iterator
from typing import cast

from bot.screening.decide import Action
from bot.screening.phrasebook.decoding import FileFault, FileRefused
from bot.screening.phrasebook.entries import (
    ACTION_KEYS,
    PHRASE_KEYS,
    BadLine,
    Entry,
    ListForm,
    Parsed,
    action_of,
)
from bot.screening.phrases import Flaw

DEPTH_MOST = 4
"""Max lists and objects inside one another."""


def read(text: str) -> Parsed | FileRefused | None:
    """Return the phrases of JSON, why it cannot be read, or None when the text is no JSON."""
    begin = text.lstrip()
    if not begin.startswith(("[", "{")):
        return None
    try:
        found: object = json.loads(text)
    except RecursionError:
        return FileRefused(FileFault.JSON_SHAPE)
    except ValueError as error:
        rows = _one_a_line(text)
        if rows is None:
            meant = begin[0] == "{" or begin[1:].lstrip()[:1] in ('"', "{", "[", "")
            line = error.lineno if isinstance(error, json.JSONDecodeError) else 0
            return FileRefused(FileFault.JSON_BROKEN, line) if meant else None
        found = rows
    return _Reading().parsed(found)


def _one_a_line(text: str) -> list[object] | None:
    """Return the objects of a file with one in each line; None when it is none."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2 or not all(line.lstrip().startswith("{") for line in lines):
        return None
    try:
        return [json.loads(line) for line in lines]
    except (ValueError, RecursionError):
        return None


class _Reading:
    """Collects the phrases of one file."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._bad: list[BadLine] = []
        self._left_out: dict[str, None] = {}
        self._number = 0

    def parsed(self, found: object) -> Parsed | FileRefused:
        """Return everything in ``found``."""
        if not self._take(found, Action.HOLD, 0):
            return FileRefused(FileFault.JSON_SHAPE)
        left_out = tuple(self._left_out)
        return Parsed(tuple(self._entries), tuple(self._bad), ListForm.JSON, left_out)

    def _take(self, found: object, action: Action, depth: int) -> bool:
        """Collect the phrases in a list or object; return whether it has a known shape."""
        if depth > DEPTH_MOST:
            return False
        if isinstance(found, list):
            return all(self._take_one(one, action, depth) for one in cast("list[object]", found))
        if not isinstance(found, dict):
            return False
        fields = {str(key): value for key, value in cast("dict[object, object]", found).items()}
        key = _phrase_key(fields)
        if key is not None:
            self._number += 1
            self._take_fields(fields, key, action)
            return True
        lists: dict[str, object] = {
            key: cast("object", one) for key, one in fields.items() if isinstance(one, list | dict)
        }
        if lists:
            self._left_out.update(dict.fromkeys(key for key in fields if key not in lists))
            return all(
                self._take(one, action_of(key) or action, depth + 1) for key, one in lists.items()
            )
        for words, said in fields.items():
            self._number += 1
            self._add(words, self._said(said, action))
        return bool(fields)

    def _take_one(self, one: object, action: Action, depth: int) -> bool:
        if isinstance(one, list | dict):
            return self._take(cast("object", one), action, depth + 1)
        self._number += 1
        if isinstance(one, str) or (isinstance(one, int) and not isinstance(one, bool)):
            self._add(str(one), action)
        else:
            self._bad.append(BadLine(self._number, Flaw.NO_WORDS))
        return True

    def _take_fields(self, fields: dict[str, object], key: str, action: Action) -> None:
        """Collect the phrase of an object such as ``{"match": "one|two", "severity": 2}``."""
        known = {name for name in fields if name.casefold() in ACTION_KEYS}
        self._left_out.update(dict.fromkeys(n for n in fields if n != key and n not in known))
        said = next((fields[name] for name in known), action.value)
        for words in _alternatives(key, cast("str", fields[key])):
            self._add(words, action_of(said) if isinstance(said, str) else None)

    def _said(self, said: object, action: Action) -> Action | None:
        """Return the action of ``{"word": "alert"}``; other values are left out."""
        known = action_of(said) if isinstance(said, str) else None
        if known is None:
            self._left_out.setdefault(json.dumps(said, ensure_ascii=False)[:40])
        return known or action

    def _add(self, words: str, action: Action | None) -> None:
        if action is None:
            self._bad.append(BadLine(self._number, Flaw.ACTION, words))
        elif not words.strip():
            self._bad.append(BadLine(self._number, Flaw.NO_WORDS))
        else:
            self._entries.append(Entry(self._number, words, action))


def _phrase_key(fields: dict[str, object]) -> str | None:
    """Return the field that has the phrase; None when none has, or when one has a list of them."""
    known = [key for key in fields if key.casefold() in PHRASE_KEYS]
    if any(isinstance(fields[key], list) for key in known):
        return None
    return next((key for key in known if isinstance(fields[key], str)), None)


def _alternatives(key: str, words: str) -> Iterator[str]:
    """Return the phrases of a field: lists of matches join several with a bar."""
    if key.casefold() == "match" and all(part.strip() for part in words.split("|")):
        yield from words.split("|")
    else:
        yield words
