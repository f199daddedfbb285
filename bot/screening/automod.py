"""The rules that Haven sends to Discord's AutoMod, within its limits. Pure except for loading.

Discord's limits (documentation of Auto Moderation, "Trigger Types" and "Keyword Matching
Strategies"): six keyword rules a server, 1,000 keywords of 60 characters, ten patterns of 260.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from bot.core.data import ContentFault, convert, read_plain
from bot.screening.decide import Action
from bot.screening.phrases import Phrase

RULES_MOST = 6
KEYWORDS_MOST = 1000
KEYWORD_MOST = 60
PATTERNS_MOST = 10
PATTERN_MOST = 260
NAMES = ("Haven: known tricks", "Haven: this group's phrases")
"""The names of the rules, by which an admin recognises them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A rule that a server should have."""

    name: str
    keywords: tuple[str, ...]
    patterns: tuple[str, ...] = ()


class _Section(Struct, forbid_unknown_fields=True, frozen=True):
    """A section as written. ``regex``: patterns that AutoMod understands."""

    why: str
    keywords: tuple[str, ...]
    regex: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.why.strip():
            raise ValueError("it needs a reason (why)")
        for keyword in self.keywords:
            if not 3 <= len(keyword) <= KEYWORD_MOST or keyword != keyword.strip().casefold():
                raise ValueError("a keyword has 3 to 60 characters, in small letters")
        for pattern in self.regex:
            if len(pattern) > PATTERN_MOST:
                raise ValueError(f"a pattern is longer than {PATTERN_MOST}")
            try:
                re.compile(pattern)
            except re.error:
                raise ValueError("a pattern is none") from None


def load(path: Path) -> Wanted:
    """Return the rule of what Haven itself can have blocked. Raises :class:`ContentFault`."""
    sections = [
        convert(section, _Section, f"{path.name}: section {name}")
        for name, section in read_plain(path).items()
    ]
    keywords = tuple(keyword for section in sections for keyword in section.keywords)
    patterns = tuple(pattern for section in sections for pattern in section.regex)
    if len(set(keywords)) != len(keywords) or len(set(patterns)) != len(patterns):
        raise ContentFault(f"{path.name}: something stands there twice")
    if not keywords or len(keywords) > KEYWORDS_MOST or len(patterns) > PATTERNS_MOST:
        raise ContentFault(f"{path.name}: 1 to 1,000 keywords and at most 10 patterns")
    return Wanted(NAMES[0], keywords, patterns)


def plan(own: Wanted, phrases: Iterable[Phrase]) -> tuple[Wanted, ...]:
    """Return a group's rules: Haven's own, and one with the phrases that are held or returned."""
    listed = keywords(phrases)
    return (own, Wanted(NAMES[1], listed)) if listed else (own,)


def keywords(phrases: Iterable[Phrase]) -> tuple[str, ...]:
    """Return the phrases that AutoMod is given, as the team wrote them.

    AutoMod itself disregards case, and nothing else: a folded "scheisse" would not be "scheiße" to
    it. A phrase that only alerts is left to Haven, because AutoMod would block it. AutoMod reads
    ``*`` as "anything", so a phrase with one is left out: it would match more than the team wrote.
    """
    blocked = [
        phrase.phrase
        for phrase in phrases
        if phrase.action in (Action.HOLD, Action.RETURN) and "*" not in phrase.folded
    ]
    return tuple(one for one in blocked if len(one) <= KEYWORD_MOST)[:KEYWORDS_MOST]
