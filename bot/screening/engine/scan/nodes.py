"""The parts of a pattern that was read, and the regular expression that matches them. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from bot.screening.engine.scan.phrases import END_LETTER, NUMBER


class Node(NamedTuple):
    """A part of a pattern: a choice of ``phrases`` as letters, of ``branches``, or a ``sign``.

    ``sign``: ``^``, ``$`` or the greatest number of words of a gap. ``optional``: it may be absent.
    """

    phrases: tuple[str, ...] = ()
    branches: tuple["tuple[Node, ...]", ...] = ()
    sign: str = ""
    optional: bool = False


Branch = tuple[Node, ...]


def is_open(tree: Iterable[Node]) -> bool:
    """Return whether a match can begin with any word: with a gap or a number."""
    for node in tree:
        if node.sign.isdigit() or any(phrase[0] == NUMBER for phrase in node.phrases):
            return True
        if any(map(is_open, node.branches)):
            return True
        if not node.sign and not node.optional and not _empty(node):
            return False
    return False


def _empty(node: Node) -> bool:
    """Return whether a part may match nothing."""
    if node.phrases:
        return node.optional
    return bool(node.sign) or node.optional or any(all(map(_empty, one)) for one in node.branches)


def regex(tree: Branch, numbers: str) -> str:
    """Return a regular expression over letters; ``numbers``: those of all numbers."""
    return "".join(_part(node, numbers) for node in tree)


def _part(node: Node, numbers: str) -> str:
    if node.sign == "^":
        return f"(?<={END_LETTER})"
    if node.sign == "$":
        return f"(?={END_LETTER})"
    if node.sign:
        return f"[^{END_LETTER}]{{0,{node.sign}}}?"
    phrases = sorted(node.phrases, key=lambda one: (-len(one), one))
    choices = [phrase.replace(NUMBER, f"[{numbers}]") for phrase in phrases if len(phrase) > 1]
    single = "".join(phrase for phrase in phrases if len(phrase) == 1)
    if single:
        choices.append(f"[{single.replace(NUMBER, numbers)}]")
    for branch in sorted(node.branches, key=width, reverse=True):
        choices.append(regex(branch, numbers))
    return f"(?:{'|'.join(choices)})" + ("?" if node.optional else "")


def width(tree: Branch) -> int:
    """Return the greatest number of words that can match.

    The longest alternative is tried first: ``end it`` must not cut ``end it all``.
    """
    return sum(
        max(
            int(node.sign) if node.sign.isdigit() else 0,
            max(map(len, node.phrases), default=0),
            max(map(width, node.branches), default=0),
        )
        for node in tree
    )
