"""Finds out whether a text speaks of its author, by its small words. Pure."""

from bot.screening.engine.normalise import View

_FIRST = frozenset(
    ("i", "im", "ive", "id", "ill", "me", "my", "mine", "myself", "we", "us", "our", "were", "weve")
)
_SECOND = frozenset(
    ("you", "u", "your", "ur", "youre", "youve", "youll", "yall", "yourself", "ya", "ye")
)
_MANY = 6
_FEW = 14
"""Words and stops of a text that only says whom to call."""


def is_short(view: View) -> bool:
    """Return whether a text has few words, and none for its author."""
    return len(view.tokens) <= _FEW and not any(one.text in _FIRST for one in view.tokens)


def about_oneself(view: View) -> bool:
    """Return whether a text is about its author and addresses almost no one else."""
    first = sum(token.text in _FIRST for token in view.tokens)
    second = sum(token.text in _SECOND for token in view.tokens)
    return first >= _MANY and first > 2 * second
