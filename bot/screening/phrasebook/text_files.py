"""Files of phrases in plain text: lines, comma lists, CSV and YAML lists. Pure."""

import csv
import json
import re
from collections.abc import Sequence

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
    entry_of,
)
from bot.screening.phrases import Flaw

Line = tuple[int, str]
"""The number of a line, and what it says."""

_BULLET = re.compile(r"\s*-(?:\s+|$)")
_POINT = re.compile(r"\s*[-*\u2022\u00b7]\s+")
_KEY = re.compile(r"\s*[\w][\w .-]*:\s*$")
_FIELD = re.compile(r"\s*([A-Za-z_][\w ]*):(?:\s+(.*))?$")
_FLOW = re.compile(r"(?:--- ?)?(?:[\w .$-]{1,40}[:=])?")
_FLOW_MOST = 50
"""What may stand before the ``[`` of ``[a, b]``, ``words: [a, b]``, ``words = ['a', 'b'];``, with
single blanks, and its max characters."""
_MARKER = re.compile(r"\s*(?:---|\.\.\.)\s*$")
_COMMENT = re.compile(r"\s#.*$")
_BLOCK = ("|", ">", "&", "{", "[", "!", "%", "@")
_LEFT_OUT_MOST = 6


def read(text: str) -> Parsed | FileRefused:
    """Return the phrases of a text: as YAML, CSV or a comma list where it is one, else lines."""
    flow = _flow(text)
    if "," in flow:
        return _commas([(1, flow)], ",")
    lines = [
        (number, line)
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if _is_yaml(lines):
        return _yaml(lines)
    lines = _bare(lines)
    return _table(lines) or _list(lines) or _lines(lines)


def _flow(text: str) -> str:
    """Return what stands between the only brackets of a text that is one list; "" for others."""
    head, _, rest = text.partition("[")
    inside, bracket, tail = rest.partition("]")
    head = " ".join(head.split())
    if not bracket or tail.strip() not in ("", ";") or "[" in inside:
        return ""
    named = len(head) <= _FLOW_MOST and _FLOW.fullmatch(head) is not None
    return " ".join(inside.split()) if named else ""


def _lines(lines: Sequence[Line]) -> Parsed:
    if 2 * sum(_POINT.match(line) is not None for _, line in lines) > len(lines):
        lines = [(number, _POINT.sub("", line)) for number, line in lines]
    return Parsed(tuple(entry_of(number, line) for number, line in lines), (), ListForm.LINES)


def _bare(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines without the comma at the end, or the quotes around, of each of them."""
    for mark in (",", ";"):
        if len(lines) > 1 and all(line.rstrip().endswith(mark) for _, line in lines[:-1]):
            lines = [(number, line.rstrip().removesuffix(mark)) for number, line in lines]
    if lines and all(_quoted(line) is not None for _, line in lines):
        return [(number, _quoted(line) or "") for number, line in lines]
    return lines


def _quoted(words: str) -> str | None:
    """Return what stands between one pair of quotes; None when words are not quoted."""
    plain = words.strip()
    for quote in ('"', "'"):
        inside = plain[1:-1]
        if len(plain) >= 2 and plain[0] == plain[-1] == quote and quote not in inside:
            return inside
    return None


def _list(lines: Sequence[Line]) -> Parsed | None:
    """Return the phrases between commas (or semicolons); None when the lines are no such list."""
    for mark in (",", ";"):
        counts = [line.count(mark) for _, line in lines]
        if counts and (min(counts) or 2 * sum(count > 1 for count in counts) > len(counts)):
            return _commas(lines, mark)
    if len(lines) == 1 and "|" in lines[0][1] and "||" not in lines[0][1]:
        return _commas(lines, "|")
    return None


def _commas(lines: Sequence[Line], mark: str) -> Parsed:
    entries: list[Entry] = []
    for number, line in lines:
        for part in _cells(line, mark):
            words = _quoted(part)
            words = part if words is None else words
            if words.strip():
                entries.append(entry_of(number, words))
    return Parsed(tuple(entries), (), ListForm.COMMAS)


def _table(lines: Sequence[Line]) -> Parsed | None:
    """Return the phrases of a table with a tab, semicolon or comma between its columns."""
    for mark in ("\t", ";", ","):
        if len(lines) < 2 or not all(mark in line for _, line in lines):
            continue
        if mark == "," and all(f"{mark} " in line for _, line in lines):
            continue  # a comma list over several lines
        rows = [(number, _cells(line, mark)) for number, line in lines]
        if len({len(row) for _, row in rows}) == 1:
            return _columns(rows)
    return None


def _cells(line: str, mark: str) -> list[str]:
    try:
        rows = list(csv.reader([line.strip()], delimiter=mark, skipinitialspace=True))
    except csv.Error:
        rows = [line.split(mark)]
    return [cell.strip() for row in rows for cell in row]


def _columns(rows: Sequence[tuple[int, list[str]]]) -> Parsed:
    """Return the phrases of the column that has them, and examples of what the others say."""
    names = [cell.casefold() for cell in rows[0][1]]
    width = range(len(names))
    titled = next((place for place in width if names[place] in PHRASE_KEYS), None)
    body = rows if titled is None else rows[1:]
    phrase = titled if titled is not None else _first_with_words(body)
    doing = next((place for place in width if names[place] in ACTION_KEYS), None)
    if titled is None:
        doing = next((place for place in width if _all_actions(body, place)), None)
    entries: list[Entry] = []
    bad: list[BadLine] = []
    for number, cells in body:
        action = Action.HOLD if doing is None else action_of(cells[doing] or Action.HOLD.value)
        if action is None:
            bad.append(BadLine(number, Flaw.ACTION, cells[phrase]))
        elif not cells[phrase]:
            bad.append(BadLine(number, Flaw.NO_WORDS))
        else:
            entries.append(Entry(number, cells[phrase], action))
    others = [place for place in width if place not in (phrase, doing)]
    if titled is not None:
        said = [rows[0][1][place] for place in others]
    else:
        said = [cells[place] for _, cells in body for place in others]
    left_out = tuple(dict.fromkeys(one for one in said if one))[:_LEFT_OUT_MOST]
    return Parsed(tuple(entries), tuple(bad), ListForm.CSV, left_out)


def _first_with_words(rows: Sequence[tuple[int, list[str]]]) -> int:
    """Return the first column that is more than numbers."""
    width = len(rows[0][1])
    wordy = (c for c in range(width) if not all(cells[c].isdigit() for _, cells in rows))
    return next(wordy, 0)


def _all_actions(rows: Sequence[tuple[int, list[str]]], place: int) -> bool:
    return all(action_of(cells[place]) is not None for _, cells in rows)


def _is_yaml(lines: Sequence[Line]) -> bool:
    """Return whether the lines are a YAML list, or look like one with more in it."""
    bullets = sum(_BULLET.match(line) is not None for _, line in lines)
    if not bullets:
        return False
    if _MARKER.match(lines[0][1]):
        return True
    titled = _KEY.match(lines[0][1]) is not None
    if not titled and not _BULLET.match(lines[0][1]):
        return False
    listed = all(
        _BULLET.match(line)
        or _KEY.match(line)
        or _MARKER.match(line)
        or (line[0].isspace() and _FIELD.match(line))
        for _, line in lines
    )
    return listed or (titled and 2 * bullets > len(lines))


def _yaml(lines: Sequence[Line]) -> Parsed | FileRefused:
    """Return the phrases of ``- word`` and ``- word: ...`` items; refuse anything deeper."""
    items: list[tuple[int, Action, dict[str, str]]] = []
    action = Action.HOLD
    left_out: dict[str, None] = {}
    for number, line in lines:
        bullet = _BULLET.match(line)
        rest = line[bullet.end() :] if bullet else line
        if _MARKER.match(line):
            continue
        if not bullet and _KEY.match(line) and not line[0].isspace():
            action = action_of(line.strip()[:-1]) or Action.HOLD
            continue
        field = _FIELD.match(rest)
        fielded = field is not None and (
            not bullet or field[1].casefold() in PHRASE_KEYS | ACTION_KEYS
        )
        value = _scalar(field[2] or "" if field is not None and fielded else rest)
        if value is None or (not bullet and (field is None or not items)):
            return FileRefused(FileFault.YAML_SHAPE, number)
        if bullet:
            items.append((number, action, {}))
        items[-1][2][field[1].casefold() if field is not None and fielded else ""] = value
    entries: list[Entry] = []
    bad: list[BadLine] = []
    for number, default, fields in items:
        _yaml_item(number, default, fields, entries, bad)
        left_out.update(
            dict.fromkeys(k for k in fields if k and k not in PHRASE_KEYS | ACTION_KEYS)
        )
    return Parsed(tuple(entries), tuple(bad), ListForm.YAML, tuple(left_out)[:_LEFT_OUT_MOST])


def _yaml_item(
    number: int,
    default: Action,
    fields: dict[str, str],
    entries: list[Entry],
    bad: list[BadLine],
) -> None:
    words = fields.get("") or next((v for k, v in fields.items() if k in PHRASE_KEYS), "")
    said = next((value for key, value in fields.items() if key in ACTION_KEYS), None)
    action = default if said is None else action_of(said)
    if not words.strip():
        bad.append(BadLine(number, Flaw.NO_WORDS))
    elif action is None:
        bad.append(BadLine(number, Flaw.ACTION, words))
    elif "" in fields:
        entries.append(entry_of(number, words, action))
    else:
        entries.append(Entry(number, words, action))


def _scalar(words: str) -> str | None:
    """Return what a YAML value says; None when it is more than one plain value."""
    plain = words.strip()
    if plain[:1] in ('"', "'"):
        return _yaml_quoted(plain)
    if plain[:1] in _BLOCK and plain[:1]:
        return None
    return _COMMENT.sub("", plain).strip()


def _yaml_quoted(plain: str) -> str | None:
    plain = re.sub(r"([\"'])\s+#.*$", r"\1", plain)
    if len(plain) < 2 or plain[-1] != plain[0]:
        return None
    if plain[0] == "'":
        return plain[1:-1].replace("''", "'")
    try:
        read: object = json.loads(plain)
    except ValueError:
        return None
    return read if isinstance(read, str) else None
