"""Parses the days and times that an admin types, and suggests completions. Pure.

- The words in this module are the vocabulary that the parser understands.
- ``written`` spells a rule in the same words, so every suggestion can be submitted unchanged.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import Enum

from bot.checkins.schedules.recurrence import LAST, MonthlyDay, MonthlyNth, Rule, Weekly

TYPED_AT_MOST = 100
"""Max characters of one autocomplete choice (Discord's documentation)."""

OFFERED_AT_MOST = 25
"""Max choices that Discord shows."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
POSITIONS = {1: "First", 2: "Second", 3: "Third", 4: "Fourth", LAST: "Last"}

_ALL = frozenset(range(7))
_WORKING = frozenset(range(5))
_WEEKEND = frozenset((5, 6))
_GROUPS = {
    "day": _ALL,
    "days": _ALL,
    "daily": _ALL,
    "everyday": _ALL,
    "weekday": _WORKING,
    "weekdays": _WORKING,
    "weekend": _WEEKEND,
    "weekends": _WEEKEND,
}
_NUMBERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": LAST}
_FILLING = frozenset(("and", "on", "every", "each", "all", "the", "of", "in", "a", "month"))
_RANGE = frozenset(("to", "through", "till", "until"))
_SHORT_WEDNESDAY = "weds"  # the only common abbreviation that is not a prefix of its day


class RepeatRule(Enum):
    """How often a check-in repeats, as an admin chooses it."""

    WEEKLY = "weekly"
    TWO_WEEKS = "two_weeks"
    THREE_WEEKS = "three_weeks"
    FOUR_WEEKS = "four_weeks"
    MONTHLY = "monthly"


_WEEKS = {
    RepeatRule.WEEKLY: 1,
    RepeatRule.TWO_WEEKS: 2,
    RepeatRule.THREE_WEEKS: 3,
    RepeatRule.FOUR_WEEKS: 4,
}


class DaysFault(Enum):
    """Why the typed days are not a rule."""

    EMPTY = "empty"
    NOT_UNDERSTOOD = "not_understood"
    NOT_A_WEEKDAY = "not_a_weekday"  # "15" or "last friday", but the check-in repeats weekly
    WHICH_ONE = "which_one"  # "friday", but it repeats monthly: the first? the last?
    ONLY_ONE = "only_one"  # "1 and 15": a month has one day
    NO_SUCH_DAY = "no_such_day"  # "32"
    NO_FIFTH = "no_fifth"  # "fifth friday": most months have none


def parse_time(text: str) -> tuple[int, int] | None:
    """Return the hour (0 to 23) and minute; None when the text is not a clear time.

    A bare hour ("7") is refused: it may be morning or evening. So is "24:00": it may be the night
    before or the night after.
    """
    folded = _fold(text).replace(" ", "")
    folded = {"noon": "12pm", "midday": "12pm", "midnight": "12am"}.get(folded, folded)
    if found := re.fullmatch(r"([0-9]{1,2})(?:[:.h]([0-9]{2}))?([ap])\.?m?\.?", folded):
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
        if not 1 <= hour <= 12 or minute > 59:
            return None
        return hour % 12 + (12 if half == "p" else 0), minute
    if found := re.fullmatch(r"([0-9]{1,2})(?:[:.h]([0-9]{2})|h)|([0-9]{2})([0-9]{2})", folded):
        hour, minute = int(found[1] or found[3]), int(found[2] or found[4] or 0)
        return (hour, minute) if hour <= 23 and minute <= 59 else None
    return None


def parse_days(repeat: RepeatRule, text: str, anchor: date) -> Rule | DaysFault:
    """Return the rule that the text names, or why it names none.

    ``anchor``: the first possible date, such as today. With "every two weeks", the week of the
    first matching day on or after ``anchor`` is one that counts.
    """
    if len(text) > TYPED_AT_MOST:
        return DaysFault.NOT_UNDERSTOOD
    tokens = _tokens(text)
    if not tokens:
        return DaysFault.EMPTY
    if repeat is RepeatRule.MONTHLY:
        return _monthly(tokens)
    days = _weekly(tokens)
    if isinstance(days, DaysFault):
        return days
    first = next(
        day for day in (anchor + timedelta(days=n) for n in range(7)) if day.weekday() in days
    )
    return Weekly(_WEEKS[repeat], days, first)


def written(rule: Rule) -> str:
    """Return a rule's days in words that ``parse_days`` reads back, without the interval."""
    if isinstance(rule, MonthlyNth):
        return f"{POSITIONS[rule.nth]} {WEEKDAYS[rule.weekday]}"
    if isinstance(rule, MonthlyDay):
        return "Last day" if rule.day == 31 else _ordinal(rule.day)
    if rule.days == _ALL:
        return "Every day"
    if rule.days == _WORKING:
        return "Monday to Friday"
    *others, last = (WEEKDAYS[day] for day in sorted(rule.days))
    return f"{', '.join(others)} and {last}" if others else last


def suggest_days(repeat: RepeatRule, text: str) -> list[str]:
    """Return the suggestions for a partly typed ``text``, best first; each parses unchanged.

    When nothing matches, return the usual choices: they show what the parser understands.
    """
    typed = text[:TYPED_AT_MOST]
    found = _offer_monthly(typed) if repeat is RepeatRule.MONTHLY else _offer_weekly(typed)
    return list(dict.fromkeys(found))[:OFFERED_AT_MOST]


def _weekly(tokens: Sequence[str]) -> frozenset[int] | DaysFault:
    days: set[int] = set()
    start: int | None = None  # start of a range, set once "to" is read
    latest: int | None = None
    for token in tokens:
        weekday = _weekday(token)
        if token in _RANGE and latest is not None and start is None:
            start = latest
        elif weekday is not None:
            if start is not None:
                days |= {(start + step) % 7 for step in range((weekday - start) % 7 + 1)}
            days.add(weekday)
            start, latest = None, weekday
        elif token in _GROUPS and start is None:
            days |= _GROUPS[token]
            latest = None
        else:
            numbered = _number(token) is not None
            return DaysFault.NOT_A_WEEKDAY if numbered else DaysFault.NOT_UNDERSTOOD
    return frozenset(days) if days and start is None else DaysFault.NOT_UNDERSTOOD


def _monthly(tokens: Sequence[str]) -> Rule | DaysFault:
    numbers = [number for token in tokens if (number := _number(token)) is not None]
    weekdays = [weekday for token in tokens if (weekday := _weekday(token)) is not None]
    others = len(tokens) - len(numbers) - len(weekdays) - tokens.count("day")
    if others:
        return DaysFault.NOT_UNDERSTOOD
    if len(numbers) > 1 or len(weekdays) > 1:
        return DaysFault.ONLY_ONE
    if not numbers:
        return DaysFault.WHICH_ONE if weekdays else DaysFault.NOT_UNDERSTOOD
    (number,) = numbers
    if not weekdays:
        if number == LAST:
            return MonthlyDay(31)
        return MonthlyDay(number) if 1 <= number <= 31 else DaysFault.NO_SUCH_DAY
    if number == 5:
        return DaysFault.NO_FIFTH
    return MonthlyNth(number, weekdays[0]) if number in POSITIONS else DaysFault.NO_SUCH_DAY


def _offer_weekly(typed: str) -> list[str]:
    usual = [*WEEKDAYS, "Every day", "Monday to Friday", "Saturday and Sunday"]
    begun_so = [words for words in usual if _fold(words).startswith(_fold(typed))]
    tokens = _tokens(typed)
    if not tokens:
        return begun_so + usual
    days = _weekly(tokens)
    if isinstance(days, frozenset):
        more = [days | {day} for day in range(7)]
        return [_days_written(each) for each in (days, *more)]
    *done, begun = tokens
    days = _weekly(done) if done else frozenset[int]()
    if isinstance(days, DaysFault):
        return usual
    found = begun_so + [
        _days_written(days | {day})
        for day, name in enumerate(WEEKDAYS)
        if name.casefold().startswith(begun)
    ]
    return found or usual


def _days_written(days: frozenset[int]) -> str:
    return written(Weekly(1, days, date(2001, 1, 1)))


def _offer_monthly(typed: str) -> list[str]:
    days = [MonthlyDay(day) for day in range(1, 32)]
    nths = [MonthlyNth(nth, day) for nth in POSITIONS for day in range(7)]
    usual = [
        written(rule)
        for rule in (days[0], days[14], days[30], *nths)
        if not isinstance(rule, MonthlyNth) or rule.nth in (1, LAST)
    ]
    tokens = [word for word in _tokens(typed) if word != "day"]
    if not tokens:
        return usual
    meant = _monthly(tokens)
    found = [] if isinstance(meant, DaysFault) else [written(meant)]
    found += [written(rule) for rule in (*days, *nths) if _fits(tokens, rule)]
    return found or usual


def _fits(tokens: Iterable[str], rule: MonthlyDay | MonthlyNth) -> bool:
    """Return whether every token is a prefix of a word for the rule."""
    number = rule.day if isinstance(rule, MonthlyDay) else rule.nth
    words = [*_fold(written(rule)).split()]
    if number != LAST:
        words += [str(number), _ordinal(number).casefold()]
    return all(any(word.startswith(token) for word in words) for token in tokens)


def _weekday(token: str) -> int | None:
    """Return the weekday that starts with this token; None when there is none.

    A token needs two letters: two are enough to tell all seven days apart.
    """
    if token == _SHORT_WEDNESDAY:
        return 2
    if len(token) < 2:
        return None
    names = (f"{name}s".casefold() for name in WEEKDAYS)
    return next((day for day, name in enumerate(names) if name.startswith(token)), None)


def _number(token: str) -> int | None:
    """Return the number for "3", "3rd" or "third"; ``LAST`` for "last"; 0 over two digits."""
    if token in _NUMBERS:
        return _NUMBERS[token]
    found = re.fullmatch(r"([0-9]+)(?:st|nd|rd|th)?", token)
    if found is None:
        return None
    return int(found[1]) if len(found[1]) <= 2 else 0


def _ordinal(day: int) -> str:
    teens = day // 10 == 1
    return f"{day}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


def _tokens(text: str) -> list[str]:
    """Return the words that carry meaning; a dash between two words becomes "to"."""
    plain = re.sub(r"\s*[-\N{EN DASH}\N{EM DASH}]\s*", " to ", _fold(text))
    return [word for word in re.findall(r"\w+", plain) if word not in _FILLING]


def _fold(text: str) -> str:
    """Return the text without case and typographic variants, such as full-width digits."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
