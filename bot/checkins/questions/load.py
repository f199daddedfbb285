"""Loads ``data/questions.toml``: the questions that come with Haven, and the six answers.

- Every version of a question stays in the file, numbered from 1 without a gap: old results need
  their words. At most one version is live.
- The core questions are live. Of the questions that every round asks, one is reversed.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from msgspec import Struct

from bot.checkins.questions.bank import (
    ALWAYS,
    CORE_IDS,
    NAME_MOST,
    TEXT_LEAST,
    TEXT_MOST,
    Answer,
    Bank,
    Question,
    QuestionKind,
)
from bot.core.data import read

_ID = re.compile(r"[A-Z][1-9][0-9]?")


class _Entry(Struct, forbid_unknown_fields=True, frozen=True):
    """One version of one question."""

    id: str
    version: int
    kind: Literal["core", "rotating"]
    polarity: Literal["positive", "reverse"]
    name: str
    text: str
    retired: bool = False

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError("an id must be a capital and a number, like T1")
        _check_line("name", self.name, 1, NAME_MOST)
        _check_line("text", self.text, TEXT_LEAST, TEXT_MOST)

    def question(self) -> Question:
        """Return the entry as a question."""
        reverse = self.polarity == "reverse"
        return Question(
            self.id, self.version, self.text, self.name, reverse, QuestionKind(self.kind)
        )


class _Answer(Struct, forbid_unknown_fields=True, frozen=True):
    """One answer that a member can pick. ``short``: its label in a picture."""

    label: str
    short: str

    def __post_init__(self) -> None:
        _check_line("label", self.label, 1, 100)
        _check_line("short", self.short, 1, 12)


class _Answers(Struct, forbid_unknown_fields=True, frozen=True):
    """The five answers from no to yes, and the blank one."""

    five: tuple[_Answer, ...]
    blank: _Answer

    def __post_init__(self) -> None:
        if len(self.five) != 5:
            raise ValueError("there must be five answers, and the blank one")
        every = (*self.five, self.blank)
        for words in ({one.label for one in every}, {one.short for one in every}):
            if len(words) < len(every):
                raise ValueError("two answers have the same words")


class _File(Struct, forbid_unknown_fields=True, frozen=True):
    """The content of the whole file."""

    question: tuple[_Entry, ...]
    answers: _Answers

    def __post_init__(self) -> None:
        _check_versions(self.question)
        _check_set([one.question() for one in self.question if not one.retired])
        core = [one.id for one in self.question if one.kind == "core"]
        if set(core) != set(CORE_IDS):
            raise ValueError(_CORE)


_CORE = f"the core questions must be {', '.join(CORE_IDS)}, each live once"


def load(path: Path) -> tuple[Bank, tuple[Answer, ...]]:
    """Return the questions and answers in the file. Raises :class:`ContentFault`."""
    file = read(path, _File)
    known = {one.key: one for one in (entry.question() for entry in file.question)}
    live = {entry.id: entry.question() for entry in file.question if not entry.retired}
    core = tuple(live[id_] for id_ in CORE_IDS)
    rotating = tuple(one for one in live.values() if one.kind is QuestionKind.ROTATING)
    answers = tuple(
        Answer(value, one.label, one.short)
        for value, one in zip(
            (1, 2, 3, 4, 5, None), (*file.answers.five, file.answers.blank), strict=True
        )
    )
    return Bank(MappingProxyType(known), core, rotating), answers


def _check_versions(entries: Iterable[_Entry]) -> None:
    versions: dict[str, list[_Entry]] = {}
    for entry in entries:
        of_id = versions.setdefault(entry.id, [])
        if entry.version in [other.version for other in of_id]:
            raise ValueError(f"{entry.id}.{entry.version} is there twice")
        of_id.append(entry)
    for id_, of_id in versions.items():
        live = [one.version for one in of_id if not one.retired]
        if len(live) > 1:
            raise ValueError(f"{id_} has two live versions: retire the old one")
        if sorted(one.version for one in of_id) != list(range(1, len(of_id) + 1)):
            raise ValueError(f"{id_} needs all its versions from 1: old results need their words")
        if live and live[0] != len(of_id):
            raise ValueError(f"{id_} has a newer version than the live one")
        if len({one.kind for one in of_id}) > 1:
            raise ValueError(f"{id_} changes its kind")


def _check_set(live: list[Question]) -> None:
    by_id = {one.id: one for one in live}
    if not set(CORE_IDS) <= set(by_id):
        raise ValueError(_CORE)
    if len({by_id[id_].reverse for id_ in ALWAYS}) < 2:
        raise ValueError(f"of {', '.join(ALWAYS)} one must be reverse and one positive")
    if len({one.text.casefold() for one in live}) < len(live):
        raise ValueError("two live questions have the same text")


def _check_line(field: str, text: str, least: int, most: int) -> None:
    if not least <= len(text) <= most or text != " ".join(text.split()):
        raise ValueError(f"{field} must be one line of {least} to {most} characters: {text[:40]!r}")
