"""Tells where a line break ends a sentence. Pure.

Phones and poems break lines anywhere, so a break is a blank unless something else says that the
sentence is over. Words may match across it; :mod:`bot.screening.engine.contexts` uses the doubtful
cases.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from bot.screening.engine.pieces import STOP, Token

_ITEM = re.compile(r"(?:[-*•–]|\d{1,2}[.)])(?=\s|$)|>")
"""What begins an item of a list, or a quoted line."""
_OPEN = """
a an and are as at be because but by can cant could did do does dont feel for from get going gonna
had has have how i if im in is just keep know like might my need never not of on or our really said
say says so still than that the their them then think this to too until very wanna want was were
what when where which who why will wish with would you your
"""
_CONTINUES = frozenset(_OPEN.split())
"""Words that do not end a sentence, so that the next line goes on with it."""
_FIRST = """
i im ive id ill we were weve you youre youve he hes she shes they theyre it its my this that today
tonight tomorrow yesterday now there theres nobody everyone please thanks sorry
"""
_BEGINS = frozenset(_FIRST.split())
"""Words with which a new line probably begins a new sentence."""


def sentence_ended(text: str, last: int, start: int) -> bool:
    """Return whether the line breaks in ``text[last:start]`` end a sentence for certain.

    A blank line does unless the next line goes on in small letters; so do a list and a quoted line.
    """
    blank = text.count("\n", last, start) > 1 and not text[start].islower()
    if blank or _ITEM.match(text, start) is not None:
        return True
    line = text.rfind("\n", 0, last) + 1
    return text[line : line + 1] == ">"


def sentence_begins(
    tokens: Sequence[Token], places: Sequence[int], lines: AbstractSet[int]
) -> tuple[int, ...]:
    """Return the places of the words that begin a line and probably a sentence.

    ``places``: of each token in the view's text; ``lines``: where lines begin in the original.
    """
    return tuple(
        place
        for (before, token), place in zip(pairwise(tokens), places[1:], strict=True)
        if token.start in lines
        and token.text in _BEGINS
        and before.text not in _CONTINUES
        and before.text != STOP
    )
