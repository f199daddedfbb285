"""Finds the categories in which the model alone may not flag a text. Pure.

- A model knows hard words and topics, not whom they are meant for. What the author says of
  themselves, or what a voice or an absent person says in the text, is no attack.
- It learned from long texts and guesses at short ones. A short text of supportive sentences
  (``support.toml``) is not flagged on a guess.
- Only what the words show counts: no rule's finding is taken back here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from bot.core.data import ContentFault, read
from bot.screening.engine.contexts import Surroundings
from bot.screening.engine.patterns import Grammar, Pattern, PatternFault
from bot.screening.engine.pieces import STOP
from bot.screening.verdict import Category

_SHORT = 24
"""The most words of a text that is looked at as support."""
_SENTENCE = 14
"""The most words of one supportive sentence."""
_GROUPS = frozenset((Category.HARASSMENT, Category.HATE))
_NO_HATE = ("homonym", "reclaimed", "denies", "haters_inside", "asks_why", "affirms")
"""Contexts in which a group's name or a word that is also a slur is no attack."""
_NO_GROUPS = ("rebuts", "consoles", "to_illness", "letter_to_illness")
_NO_HARASSMENT = ("takes_side", "unsaid")
_UNADDRESSED = ("calls_self", "own_list", "vents", "things_are")
"""Contexts that say whom hard words are for, as long as no member is addressed."""
_ERRANDS = frozenset((Category.SCAM, Category.PII))
_TO_ME = frozenset(("dm", "send", "lend", "write", "contact", "reach", "add", "mail", "at", "here"))
"""Words that ask for something, or tell where their author is found."""
_FEW = 12
"""The most words of a text whose every word is weighed."""
_LEAST = 3
_LOUD = 0.3
"""A learned score below this cannot become a flag, so nothing is looked up for it."""
_AIMED = frozenset((Category.HARASSMENT, Category.HATE, Category.SH_METHOD))
_OWN = frozenset(("i", "im", "ive", "id", "ill", "my", "myself", "mine"))
"""Words with which an author speaks of themselves: such a text may be their own crisis."""


class SupportFile(Struct, forbid_unknown_fields=True, frozen=True):
    """``support.toml``: supportive sentences, and per category the words that spoil them."""

    patterns: tuple[str, ...]
    kindly: tuple[str, ...]
    weighty: dict[Category, frozenset[str]]
    unless: dict[Category, frozenset[str]]


@dataclass(frozen=True, slots=True)
class SupportWords:
    """``support.toml``, read."""

    patterns: tuple[Pattern, ...]
    kindly: tuple[str, ...]
    weighty: Mapping[Category, frozenset[str]]
    known: frozenset[str]
    unless: Mapping[Category, frozenset[str]]


def load_support(path: Path, grammar: Grammar, known: frozenset[str]) -> SupportWords:
    """Return ``support.toml``, with the words that are ``known``. Raises :class:`ContentFault`."""
    file = read(path, SupportFile)
    try:
        patterns = tuple(map(grammar.pattern, file.patterns))
    except PatternFault as fault:
        raise ContentFault(f"{path.name}: {fault}") from None
    return SupportWords(patterns, file.kindly, file.weighty, known, file.unless)


def spared(
    around: Surroundings,
    ruled: Mapping[Category, float],
    learned: Mapping[Category, float],
    support: SupportWords,
) -> frozenset[Category]:
    """Return the categories in which the model alone must not flag the text."""
    loud = frozenset(one for one, score in learned.items() if score >= _LOUD)
    found: set[Category] = set()
    if loud & _AIMED and _means_no_member(around):
        found.add(Category.HARASSMENT)
        if Category.HATE not in ruled and not around.anywhere("group"):
            found.add(Category.HATE)
        if around.aims.repeats(around.view):
            found.add(Category.SH_METHOD)  # "kys", which the author was told
    if loud & _GROUPS and any(around.anywhere(name) for name in _NO_GROUPS):
        found |= _GROUPS
    if Category.HARASSMENT in loud and any(around.anywhere(name) for name in _NO_HARASSMENT):
        found.add(Category.HARASSMENT)
    unaddressed = loud & _GROUPS and any(around.anywhere(name) for name in _UNADDRESSED)
    if unaddressed and not around.aims.addresses(around.view):
        found |= _GROUPS
    if Category.HATE in loud and any(around.anywhere(name) for name in _NO_HATE):
        found.add(Category.HATE)
    if Category.SCAM in loud and around.anywhere("asks_if_real"):
        found.add(Category.SCAM)
    if Category.SH_METHOD in loud and around.anywhere("figurative"):
        found.add(Category.SH_METHOD)  # "kill the engine before you open it"
    if loud & _ERRANDS and _errand(around, support):
        found |= _ERRANDS
    for category, weighty in support.weighty.items():
        if category in loud and _everyday(around, weighty, support.known):
            found.add(category)
    if loud and supports(around, support):
        found.update(one for one in loud if not _spoiled(around, one, support))
    return frozenset(found)


def _everyday(around: Surroundings, weighty: frozenset[str], known: frozenset[str]) -> bool:
    """Return whether a short text has no word of weight, or means one as a figure of speech."""
    view = around.view
    many = len(view.tokens) - len(view.at[STOP])
    if many > _FEW:
        return False
    if around.anywhere("figurative"):
        return True
    if many < _LEAST or not view.at.keys() - {STOP} <= known:
        return False
    plain = around.spans("ordinary")
    return all(
        any(first <= place < last for first, last in plain)
        for token, place in zip(view.tokens, view.places, strict=True)
        if token.text in weighty
    )


def _errand(around: Surroundings, support: SupportWords) -> bool:
    """Return whether a short text tells of money or mail in passing, and asks for nothing."""
    view, plain = around.view, around.spans("errand")
    if not plain or len(view.tokens) - len(view.at[STOP]) > _FEW:
        return False
    rest = {
        token.text
        for token, place in zip(view.tokens, view.places, strict=True)
        if not any(first <= place < last for first, last in plain)
    }
    if not rest <= support.known | {STOP} or not rest.isdisjoint(_TO_ME):
        return False
    return rest.isdisjoint(support.unless[Category.SCAM])


def supports(around: Surroundings, support: SupportWords) -> bool:
    """Return whether a short text consists of supportive sentences."""
    view, text = around.view, around.view.text
    begins = [place + len(STOP) + 1 for place in view.at.get(STOP, ())][:-1]
    if not begins or text.count(" ") - len(begins) > _SHORT + 2:
        return False
    matched: set[int] = set()
    for pattern in support.patterns:
        matched.update(
            around.view.places[first] for first, _ in pattern.occurrences(around.view.scan)
        )
    return all(begin in matched and _words(text, begin) <= _SENTENCE for begin in begins)


def _words(text: str, begin: int) -> int:
    """Return the number of words of the sentence at ``begin``."""
    end = text.find(f" {STOP} ", begin)
    return text.count(" ", begin, end) + 1


def _spoiled(around: Surroundings, category: Category, support: SupportWords) -> bool:
    """Return whether the text has a word that supportive sentences do without."""
    rest = around.view.text
    for phrase in support.kindly:
        rest = rest.replace(f" {phrase} ", " ")
    words = frozenset(rest.split())
    if category is Category.CRISIS and not _OWN.isdisjoint(words):
        return True
    if category is Category.PII:
        return any(character.isdigit() for character in around.view.folded.text)
    return not support.unless.get(category, frozenset[str]()).isdisjoint(words)


def _means_no_member(around: Surroundings) -> bool:
    """Return whether hard words here are for the author, a voice, or one who hurt the member."""
    aims, view = around.aims, around.view
    if aims.sides_with(view):
        return True
    if aims.addresses(view):
        return False
    return aims.describes_author(view) or aims.repeats(view)
