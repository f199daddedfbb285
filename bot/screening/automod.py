"""What Haven hands to Discord's AutoMod, within its limits. Pure but for reading its file.

Limits by Discord's documentation (Auto Moderation, "Trigger Types" and "Keyword Matching
Strategies"): six keyword rules a server, 1,000 keywords of 60 characters, ten patterns of 260.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from bot.content import ContentFault
from bot.screening.decide import Action
from bot.screening.phrases import Phrase

RULES_MOST = 6
KEYWORDS_MOST = 1000
KEYWORD_MOST = 60
PATTERNS_MOST = 10
PATTERN_MOST = 260
NAMES = ("Haven: known tricks", "Haven: this group's phrases")
"""Names of the rules, by which an admin knows them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A rule that should stand in a server."""

    name: str
    keywords: tuple[str, ...]
    patterns: tuple[str, ...] = ()


def load(path: Path) -> Wanted:
    """The rule of what Haven itself can have blocked. Raises :class:`ContentFault`."""
    try:
        sections = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ContentFault(f"{path.name} cannot be read: {error}") from None
    keywords: list[str] = []
    patterns: list[str] = []
    for name, section in sections.items():
        if not isinstance(section, dict):
            raise ContentFault(f"{path.name}: {name} must be a section")
        entry = cast("dict[str, object]", section)
        if set(entry) != {"why", "keywords", "regex"} or not str(entry["why"]).strip():
            raise ContentFault(f"{path.name}: {name} needs why, keywords and regex")
        keywords += _texts(path, name, entry["keywords"])
        patterns += _texts(path, name, entry["regex"])
    if len(set(keywords)) != len(keywords) or len(set(patterns)) != len(patterns):
        raise ContentFault(f"{path.name}: something stands there twice")
    for keyword in keywords:
        if not 3 <= len(keyword) <= KEYWORD_MOST or keyword != keyword.strip().casefold():
            raise ContentFault(f"{path.name}: a keyword has 3 to 60 characters, in small letters")
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error:
            raise ContentFault(f"{path.name}: a pattern is none") from None
        if len(pattern) > PATTERN_MOST:
            raise ContentFault(f"{path.name}: a pattern is longer than {PATTERN_MOST}")
    if not keywords or len(keywords) > KEYWORDS_MOST or len(patterns) > PATTERNS_MOST:
        raise ContentFault(f"{path.name}: 1 to 1,000 keywords and at most 10 patterns")
    return Wanted(NAMES[0], tuple(keywords), tuple(patterns))


def plan(own: Wanted, phrases: Iterable[Phrase]) -> tuple[Wanted, ...]:
    """The rules for a group: Haven's own, and its phrases that are to be held or returned.

    What only alerts is left to Haven: AutoMod would block it. ``*`` means "anything" to AutoMod,
    so a phrase that has one is left out rather than read as more than its team wrote.
    """
    blocked = [
        phrase.folded
        for phrase in phrases
        if phrase.action in (Action.HOLD, Action.RETURN) and "*" not in phrase.folded
    ]
    listed = tuple(one for one in blocked if len(one) <= KEYWORD_MOST)[:KEYWORDS_MOST]
    return (own, Wanted(NAMES[1], listed)) if listed else (own,)


def _texts(path: Path, name: str, found: object) -> list[str]:
    listed = cast("list[object]", found) if isinstance(found, list) else [None]
    texts = [one for one in listed if isinstance(one, str)]
    if len(texts) != len(listed):
        raise ContentFault(f"{path.name}: {name} needs lists of texts")
    return texts
