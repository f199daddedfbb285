"""What Haven was taught: ``data/*.toml`` read once, checked, and frozen.

Words that a member reads are data, so that a carer can review them without reading code. A fault
in a file stops the start with its name, not a member's evening with a stack trace.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Any, TypeVar, cast

from bot.checkins.questions.bank import (
    ALWAYS,
    CORE_IDS,
    NAME_MOST,
    TEXT_LEAST,
    TEXT_MOST,
    Answer,
    Bank,
    Kind,
    Question,
)
from bot.helplines.form import FormFault, parse
from bot.helplines.rules import Directory

_T = TypeVar("_T")

DATA = Path(__file__).parent.parent / "data"


class ContentFault(Exception):
    """A file in ``data/`` is wrong; the text names the file and the fault."""


@dataclass(frozen=True, slots=True)
class Content:
    """Everything read from ``data/``: wording by key, the halves of per-thread names, what
    check-ins ask, the six answers: from no (1) to yes (5), then the blank one (None), and who
    answers outside of the group."""

    wording: Mapping[str, str]
    first_names: tuple[str, ...]
    second_names: tuple[str, ...]
    bank: Bank
    answers: tuple[Answer, ...]
    helplines: Directory

    def say(self, key: str, **values: object) -> str:
        """The reviewed wording for ``key`` with its blanks filled in.

        Raises KeyError for an unknown key or a blank without a value: a bug, found by the tests.
        """
        return self.wording[key].format_map(values)

    def name(self, index: int) -> str:
        """The per-thread name number ``index`` (any whole number): "Quiet Heron"."""
        first, second = divmod(index % self.names, len(self.second_names))
        return f"{self.first_names[first]} {self.second_names[second]}"

    @property
    def names(self) -> int:
        """How many different names there are."""
        return len(self.first_names) * len(self.second_names)


def load(folder: Path = DATA) -> Content:
    """Reads and checks everything. Raises :class:`ContentFault`."""
    names = _read(folder / "names.toml")
    wording = _wording(folder / "wording")
    questions = _read(folder / "questions.toml")
    return Content(
        MappingProxyType(wording),
        _words(names, "first"),
        _words(names, "second"),
        _bank(questions),
        _answers(questions),
        _helplines(folder / "helplines.toml"),
    )


def blanks(text: str) -> frozenset[str]:
    """The names of the ``{blanks}`` in a wording. Raises :class:`ContentFault`."""
    try:
        found = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError as error:
        raise ContentFault(f"{error} in a text") from None
    if any(not name.isidentifier() for name in found):
        raise ContentFault("a blank must be a plain name, like {group}")
    return frozenset(found)


def _wording(folder: Path) -> dict[str, str]:
    """Every file of ``data/wording/``, merged; a key stands in one of them only."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        for key, text in _texts(path.name, _read(path)).items():
            if key in found:
                raise ContentFault(f"{path.name}: {key} stands in another file, too")
            if not text or len(text) > 2000:
                raise ContentFault(f"{path.name}: {key} must have 1 to 2,000 characters")
            try:
                blanks(text)
            except ContentFault as fault:
                raise ContentFault(f"{path.name}: {key}: {fault}") from None
            found[key] = text
    if not found:
        raise ContentFault("data/wording has no texts")
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ContentFault(f"{path.name} cannot be read: {error}") from None


def _texts(file: str, sections: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for section, texts in sections.items():
        if not isinstance(texts, dict):
            raise ContentFault(f"{file}: {section} must stand in a section")
        for key, text in cast("dict[str, object]", texts).items():
            name = key if section == "general" else f"{section}.{key}"
            if not isinstance(text, str):
                raise ContentFault(f"{file}: {name} must be a text")
            found[name] = text.strip()
    return found


def _helplines(path: Path) -> Directory:
    try:
        return parse(_read(path))
    except FormFault as fault:
        raise ContentFault(f"{path.name}: {fault}") from None


def _words(names: dict[str, Any], key: str) -> tuple[str, ...]:
    found: object = names.get(key)
    listed = cast("list[object]", found) if isinstance(found, list) else []
    words = tuple(word for word in listed if isinstance(word, str))
    if len(words) < 64 or len(set(words)) != len(listed):
        raise ContentFault(f"names.toml: {key} needs at least 64 words, each once")
    return words


def _bank(questions: dict[str, Any]) -> Bank:
    known: dict[str, Question] = {}
    live: dict[str, Question] = {}
    versions: dict[str, list[int]] = {}
    for entry in _entries(questions, "question"):
        one = _question(entry)
        if one.key in known:
            raise _fault(f"{one.key} is there twice")
        known[one.key] = one
        versions.setdefault(one.id, []).append(one.version)
        if not _field(entry, "retired", bool, False):
            if one.id in live:
                raise _fault(f"{one.id} has two live versions: retire the old one")
            live[one.id] = one
    for id_, found in versions.items():
        if sorted(found) != list(range(1, len(found) + 1)):
            raise _fault(f"{id_} needs all its versions from 1: old results need their words")
        if id_ in live and live[id_].version != len(found):
            raise _fault(f"{id_} has a newer version than the live one")
        if len({known[f"{id_}.{version}"].kind for version in found}) > 1:
            raise _fault(f"{id_} changes its kind")
    core = tuple(live[id_] for id_ in CORE_IDS if id_ in live)
    if len(core) < len(CORE_IDS) or any(
        (one.kind is Kind.CORE) != (one.id in CORE_IDS) for one in known.values()
    ):
        raise _fault(f"the core questions must be {', '.join(CORE_IDS)}, each live once")
    if len({live[id_].reverse for id_ in ALWAYS}) < 2:
        raise _fault(f"of {', '.join(ALWAYS)} one must be reverse and one positive")
    rotating = tuple(one for one in live.values() if one.kind is Kind.ROTATING)
    if len({one.text.casefold() for one in live.values()}) < len(live):
        raise _fault("two live questions have the same text")
    return Bank(MappingProxyType(known), core, rotating)


def _question(entry: dict[str, object]) -> Question:
    id_ = _field(entry, "id", str)
    if not re.fullmatch(r"[A-Z][1-9][0-9]?", id_):
        raise _fault("an id must be a capital and a number, like T1")
    version = _field(entry, "version", int)
    strangers = set(entry) - {"id", "version", "kind", "polarity", "name", "text", "retired"}
    if strangers:
        raise _fault(f"{id_} has an unknown field: {min(strangers)}")
    kind, polarity = _field(entry, "kind", str), _field(entry, "polarity", str)
    if kind not in (Kind.CORE.value, Kind.ROTATING.value):
        raise _fault(f"{id_}.{version}: kind must be core or rotating")
    if polarity not in ("positive", "reverse"):
        raise _fault(f"{id_}.{version}: polarity must be positive or reverse")
    name = _line(entry, "name", 1, NAME_MOST)
    text = _line(entry, "text", TEXT_LEAST, TEXT_MOST)
    return Question(id_, version, text, name, polarity == "reverse", Kind(kind))


def _answers(questions: dict[str, Any]) -> tuple[Answer, ...]:
    section = _table(questions.get("answers"), "answers")
    five = _entries(section, "five")
    if len(five) != 5:
        raise _fault("there must be five answers, and the blank one")
    entries = [*five, _table(section.get("blank"), "blank")]
    answers = tuple(
        Answer(value, _line(entry, "label", 1, 100), _line(entry, "short", 1, 12))
        for value, entry in zip((1, 2, 3, 4, 5, None), entries, strict=True)
    )
    for words in ({one.label for one in answers}, {one.short for one in answers}):
        if len(words) < len(answers):
            raise _fault("two answers have the same words")
    return answers


def _table(found: object, key: str) -> dict[str, object]:
    if not isinstance(found, dict):
        raise _fault(f"{key} must be a table")
    return cast("dict[str, object]", found)


def _entries(table: Mapping[str, object], key: str) -> list[dict[str, object]]:
    found = table.get(key)
    if not isinstance(found, list):
        raise _fault(f"{key} must be a list of tables")
    return [_table(entry, key) for entry in cast("list[object]", found)]


def _line(table: Mapping[str, object], key: str, least: int, most: int) -> str:
    text = _field(table, key, str)
    if not least <= len(text) <= most or text != " ".join(text.split()):
        raise _fault(f"{key} must be one line of {least} to {most} characters: {text[:40]!r}")
    return text


def _field(table: Mapping[str, object], key: str, kind: type[_T], default: _T | None = None) -> _T:
    found = table.get(key, default)
    if type(found) is not kind:  # isinstance would take true for a number
        raise _fault(f"{table.get('id', 'an entry')} needs {key}, of type {kind.__name__}")
    return cast("_T", found)


def _fault(what: str) -> ContentFault:
    return ContentFault(f"questions.toml: {what}")
