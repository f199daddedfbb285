"""A group's own phrases: how they are compared, found, written to a file and read back. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from bot.safety.decide import Action, Hit

PHRASE_LEAST, PHRASE_MOST = 2, 60
"""Characters of a phrase; 60 is what Discord's AutoMod takes of a keyword."""

PHRASES_MOST = 500
"""Phrases of one group: each is looked for in every text."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase: as the team wrote it, as it is compared, and what it does."""

    phrase_id: str
    phrase: str
    folded: str
    action: Action


def tidy(phrase: str) -> str:
    """A phrase on one line, without characters that nobody sees."""
    shown = "".join(c for c in phrase if unicodedata.category(c) not in ("Cf", "Cc") or c.isspace())
    return " ".join(shown.split())


def fold(text: str) -> tuple[str, tuple[int, ...]]:
    """``text`` as it is compared, and for each of its characters where it stands in ``text``."""
    out: list[str] = []
    where: list[int] = []
    for i, character in enumerate(text):
        if unicodedata.category(character) in ("Cf", "Cc") and not character.isspace():
            continue
        if character.isspace():
            if out and out[-1] == " ":
                continue
            parts = " "
        else:
            parts = unicodedata.normalize("NFKC", character).casefold()
        out.extend(parts)
        where.extend([i] * len(parts))
    return "".join(out), tuple(where)


def folded(phrase: str) -> str:
    """How a phrase is compared: two that differ in case or spacing only are one."""
    return fold(tidy(phrase))[0]


def find(phrases: Iterable[Phrase], text: str) -> tuple[Hit, ...]:
    """Where the phrases stand in ``text``, as whole words."""
    found: list[Hit] = []
    folded_text: tuple[str, tuple[int, ...]] | None = None
    for phrase in phrases:
        folded_text = folded_text or fold(text)
        plain, where = folded_text
        if phrase.folded not in plain:
            continue
        for hit in re.finditer(rf"(?<!\w){re.escape(phrase.folded)}(?!\w)", plain):
            start, end = where[hit.start()], where[hit.end() - 1] + 1
            found.append(Hit(phrase.phrase_id, phrase.action, start, end))
    return tuple(found)
