"""Counts how cases end, and how often each rule was right. No rule changes because of it."""

from collections.abc import Callable

from bot.care.case import Case, Closing
from bot.core.db import Transaction

Count = Callable[[Transaction, int, str, str], None]
"""Adds one to, or subtracts one from, the count of (group, what, name)."""


def count_closing(tx: Transaction, case: Case, closing: Closing, count: Count) -> None:
    """Count a closing and, where it says whether the rules were right, each rule."""
    count(tx, case.guild_id, "closed", closing.value)
    if closing not in (Closing.NOTHING, Closing.ELSEWHERE):
        count_rules(tx, case, count, right=closing is not Closing.FALSE_ALARM)


def count_rules(tx: Transaction, case: Case, count: Count, *, right: bool) -> None:
    """Count for each rule and category of a case that it was right, or wrong."""
    for name in (*case.rules, *(one.value for one in case.categories)):
        count(tx, case.guild_id, "rule", f"{name} {'right' if right else 'wrong'}")
