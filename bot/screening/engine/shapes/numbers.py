"""Finds numbers that lead to a person or their money: phones, cards, accounts, papers. Pure."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.screening.engine.pieces import Found
from bot.screening.engine.shapes.figures import around_figures
from bot.screening.engine.shapes.owners import is_public
from bot.screening.engine.shapes.spoken import DIGIT_WORDS

_PHONE = re.compile(
    r"(?<![\w.,/#:+-])(?:\+|00)?\(?[0-9]{1,5}\)?(?:[ ./()-]{1,2}\(?[0-9]{2,8}\)?){1,5}"
    r"(?:\s?(?:x|ext\.?)\s?[0-9]{1,5})?(?![\w/:]|[.,-][0-9])"
    r"|(?<![\w.,/#:-])\+?[0-9]{9,13}(?![\w/:]|[.,-][0-9])"
)
_LONG_NUMBER = re.compile(r"(?<![\w-])[0-9](?:[ -]?[0-9]){11,18}(?![\w-])")
_IBAN = re.compile(r"(?<!\w)[a-z]{2}[0-9]{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,4})?(?!\w)")
_SSN = re.compile(r"(?<![\w-])(?!000|666|9)[0-9]{3}[- ](?!00)[0-9]{2}[- ](?!0000)[0-9]{4}(?![\w-])")
_NINO = re.compile(r"(?<!\w)[a-z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[a-d](?!\w)")
_IP4 = re.compile(
    r"(?<![\w.-])(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})\.){3}(?:25[0-5]|2[0-4][0-9]"
    r"|1?[0-9]{1,2})"
    r"(?![\w-]|\.[0-9])"
)
_OF_NO_ONE = re.compile(
    r"0\.|10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2[0-9]|3[01])\.|2(?:2[4-9]|[345][0-9])\."
    r"|1\.1\.1\.1$|1\.0\.0\.1$|8\.8\.[48]\.[48]$|9\.9\.9\.9$"
)
"""Private networks, loopback, multicast, and name servers that anyone may use."""
_VERSION = re.compile(
    r"\b(?:version|release|build|update[ds]?|patch|firmware|driver|chrome|firefox|android|ios"
    r"|windows|kernel|python|node|section|chapter|level|question|exercise)(?: to| is| number|:)?"
    r" (?:v\.? ?)?$"
)
_IP6 = re.compile(r"(?<![\w:])(?:[0-9a-f]{1,4}:){4,7}(?:[0-9a-f]{1,4}|:)(?![\w:])")
_MAC = re.compile(r"(?<![\w:-])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![\w:-])")
_CUE_PHONE = re.compile(
    r"\b(?:call|ring|text|phone|mobile|cell|tel|telephone|whatsapp|fax|desk"
    r"|landline|contact|reach"
    r"|signal|sms|viber|dial|hmu|handy|celular|(?:my|her|his|their|your) (?:new )?num(?:ber)?)\b"
)
_CUE_NUMBER = re.compile(r"\b(?:number|num|nummer|numero)\b")
_CUE_NOT = re.compile(
    r"\b(?:meeting|zoom|room|code|order|ticket|case|reference|ref|version|build|score|isbn|issn"
    r"|id|serial|tracking|parcel|result|final|beat|won|lost|set|sets|claim|docket|ward|bed"
    r"|invoice|model|flight|episode|calories|kcal|steps|mg|message|channel|guild|user id"
    r"|snowflake|page|pages|psalms?|verses?|chapter|session|appointment|barcode|unix|timestamp"
    r"|population|views|seed|puzzle|level|lap|laps)\b"
)
_BORN = re.compile(
    r"\b(?:dob|d\.o\.b\.?|born|date of birth|birthday)\b[^0-9\n]{0,14}[0-9]{1,2}(?:[./ -]"
    r"|st |nd |rd |th )"
    r"(?:[0-9]{1,2}|[a-z]{3,9})[./ -]{1,2}(?:19|20)?[0-9]{2}\b"
)
_RECORD = re.compile(
    r"\b(?:patient|hospital|nhs|medicare|insurance|policy|passport|licen[cs]e|member"
    r"|national insurance|ni|social security"
    r"|tax|student|employee|account|acct|acc|sort code|routing|steuer|ssn|bsn|aadhaar|pan"
    r"|iban|nino|id card)"
    r"(?: (?:number|no|id|num|nr|card|security|code))?\.?\s?(?:is|:|="
    r"|#)?\s?#?([a-z]{0,3}[0-9][0-9a-z -]{4,20})"
)


_OF_NO_PERSON = re.compile(
    r"[0-9]{1,2}[:.h][0-9]{2}(?: ?[ap]\.?m)?"
    r"|[0-9]{1,4}[/.-][0-9]{1,2}(?:[/.-][0-9]{2,4})?(?![0-9-])|(?:19|20)[0-9]{2}(?![0-9])"
    r"|\b(?:version|v|psalms?|phq-?|gad-?|isbn(?:-1[03])?|order|ticket|flight|train|message"
    r"|case|docket|claim|reference|ref|serial|tracking|parcel|room code|code|pin|meeting|zoom"
    r"|session|gate|platform|elo|build|invoice|issue|error)(?: (?:number|no\.?|nr|id|code))?:? ?#?"
    r"(?:[a-z]{1,3} ?)?[0-9][0-9.: -]*"
    r"|(?<![0-9])[0-9]{17,20}(?![0-9])"
)
_FIGURE = re.compile(r"[0-9]")
_FIGURES = re.compile(r"[0-9]+")
_LED = 40
"""More characters than any word that gives figures a meaning has, with those between."""
_FEWEST, _NEAR, _AROUND = 4, 60, 120
"""Each number has so many figures within so many characters; the words further off say nothing."""
_COLONS = 4
"""The shortest address of a network card or of a computer has as many colons or hyphens."""
_BIRTH = ("dob", "d.o.b", "born", "birth")
_LONG = re.compile(r"[0-9]{5}")
_TELLING = 7
"""With fewer figures than this, and none of them together, no one can be reached."""


def telling(low: str) -> bool:
    """Return whether figures or an ``@`` may lead to a person: times, dates and counts do not."""
    if "@" in low:
        return True
    if _FIGURE.search(low):
        if not _LONG.search(low) and len(_FIGURE.findall(low)) < _TELLING:
            return False
        left = " ".join(_OF_NO_PERSON.sub(" ", part) for part in around_figures(low, _LED))
        return bool(_LONG.search(left)) or len(_FIGURE.findall(left)) >= _TELLING
    return sum(map(low.count, DIGIT_WORDS)) >= 3 and bool(_THREE_NAMED.search(low))


_THREE_NAMED = re.compile(r"(?:\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\W+){3}")


def find_numbers(low: str) -> Iterator[Found]:
    """Yield the numbers in a lower-case text. Only the words around many figures are searched."""
    for start, end in _dense(low):
        for one in _numbers(low[start:end]):
            yield replace(one, start=start + one.start, end=start + one.end)
    colons = low.count(":")
    for pattern, signs in ((_IP6, colons), (_MAC, colons + low.count("-"))):
        if signs >= _COLONS:
            for match in pattern.finditer(low):
                yield Found("pii.ip", 0.8, *match.span())
    if any(word in low for word in _BIRTH):
        for match in _BORN.finditer(low):
            yield Found("pii.birth", 0.7, *match.span())


def _dense(low: str) -> list[tuple[int, int]]:
    """Return the parts of a text around figures that are many enough for a number."""
    parts: list[tuple[int, int]] = []
    runs = [match.span() for match in _FIGURES.finditer(low)]
    first = count = 0
    for start, end in runs:
        count += end - start
        while runs[first][0] < end - _NEAR and runs[first][0] < start:
            count -= runs[first][1] - runs[first][0]
            first += 1
        if count < _FEWEST:
            continue
        begin, finish = max(0, runs[first][0] - _AROUND), end + _AROUND
        if parts and begin <= parts[-1][1]:
            parts[-1] = (parts[-1][0], finish)
        else:
            parts.append((begin, finish))
    return parts


def _numbers(low: str) -> Iterator[Found]:
    for match in _IP4.finditer(low):
        before = low[max(0, match.start() - 30) : match.start()]
        if not _OF_NO_ONE.match(match[0]) and not _VERSION.search(before):
            yield Found("pii.ip", 0.85, *match.span())
    for match in _LONG_NUMBER.finditer(low):
        if _is_card(match[0], low[max(0, match.start() - 40) : match.start()]):
            yield Found("pii.card", 0.95, *match.span())
    for match in _IBAN.finditer(low):
        compact = match[0].replace(" ", "")
        if 15 <= len(compact) <= 34 and _iban(compact):
            yield Found("pii.iban", 0.95, *match.span())
    for match in _SSN.finditer(low):
        yield Found("pii.ssn", 0.9, *match.span())
    for match in _NINO.finditer(low):
        yield Found("pii.ssn", 0.85, *match.span())
    for match in _RECORD.finditer(low):
        if sum(character.isdigit() for character in match[1]) >= 5:
            yield Found("pii.record", 0.8, *match.span())
    yield from _phones(low)


def _is_card(written: str, before: str) -> bool:
    """Return whether a long number is a card's: its check digit is right, and it is no id.

    Ids of Discord have 17 to 20 digits, so one in figures only needs the word beside it.
    """
    number = re.sub(r"\D", "", written)
    if not 13 <= len(number) <= 19 or not _luhn(number):
        return False
    if len(number) < 17 or not written.isdigit():
        return not _CUE_ID.search(before)
    return bool(_CARD.search(before)) and not _CUE_ID.search(before)


def _phones(low: str) -> Iterator[Found]:
    for match in _PHONE.finditer(low):
        number = re.sub(r"\D", "", re.split(r"x|ext", match[0])[0])
        if not 7 <= len(number) <= 15 or number.startswith(_FREE) or _date(match[0]):
            continue
        if is_public(low, *match.span()):
            continue
        before = low[max(0, match.start() - 45) : match.start()]
        after = low[match.end() : match.end() + 40]
        cued = match[0][0] == "+" or bool(_CUE_PHONE.search(before) or _CUE_PHONE.search(after))
        other = bool(_CUE_NOT.search(before[-30:]))
        counted = _COUNTED.match(after) or _CUE_NOT.search(before[-15:])
        if match[0][0] not in "+0(" and counted:
            continue
        if not cued and not other:
            cued = bool(_CUE_NUMBER.search(before))
        if cued and not (other and _CUE_NUMBER.search(before[-12:])):
            yield Found("pii.phone", 0.92, *match.span())
        elif not other and not _CUE_NOT.search(before) and _is_grouped(match[0]):
            yield Found("pii.phone", 0.75 if len(number) > 8 else 0.6, *match.span())
    for match in _FICTIONAL.finditer(low):
        if is_public(low, *match.span()):
            continue
        yield Found("pii.phone", 0.85, *match.span())


_COUNTED = re.compile(r"\W?(?:calories|kcal|cal\b|mg\b|ml\b|steps|points|xp\b|o'clock|words|views)")


def _is_grouped(written: str) -> bool:
    """Return whether figures are grouped as a phone's are; scores (``6-4 3-6``) are not."""
    groups = re.findall(r"[0-9]+", written)
    return max(map(len, groups)) >= 3 or written[0] in "0(" or len(groups) >= 5


_CUE_ID = re.compile(r"\b(?:id|ids|snowflake|isbn|tracking|imei|barcode|user|message)\b[ :#]*$")
_CARD = re.compile(r"\b(?:card|visa|master|amex|credit)")
_FREE = (
    "800", "1800", "0800", "0808", "1833", "1844", "1855", "1866", "1877", "1888", "116", "0116",
    "1300", "0300",
)  # fmt: skip
"""Prefixes of free numbers and of charities, which belong to services, not to people."""
_FICTIONAL = re.compile(r"(?<![\w-])555-?[0-9]{4}(?![\w-])")
_YEARS = re.compile(r"(?:19|20)[0-9]{2}[ /.-](?:19|20)?[0-9]{2,4}")
_DATE = re.compile(r"[0-9]{1,4}[./ -][0-9]{1,2}[./ -][0-9]{1,4}")


def _date(text: str) -> bool:
    if _YEARS.fullmatch(text):
        return True
    return bool(_DATE.fullmatch(text)) and len(re.sub(r"\D", "", text)) <= 8


def _luhn(number: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit)
        if place % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


def _iban(compact: str) -> bool:
    """Return whether the ISO 13616 check digits of an IBAN are right."""
    if not compact[:2].isalpha() or not compact[2:4].isdigit():
        return False
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(one, 36)) for one in turned)) % 97 == 1
