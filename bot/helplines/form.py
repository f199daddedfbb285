"""The form of a helpline, in ``data/helplines.toml`` and as an admin types it. Pure."""

import re
from enum import Enum
from urllib.parse import urlsplit

from bot.helplines.rules import ALWAYS, SEE_PAGE

NAME_MOST = 60
DIAL = re.compile(r"[0-9](?:[0-9 -]{0,18}[0-9])?")
HOURS = re.compile(rf"{ALWAYS}|{SEE_PAGE}|[A-Za-z0-9 :,.–-]{{3,40}}")
WORDS = re.compile(r"[A-Za-z0-9]{1,12}")
NAME = re.compile(rf"(?!.*://)[^\[\]<>@`\n\r]{{2,{NAME_MOST}}}")


class Wrong(Enum):
    """What is wrong with what an admin typed."""

    NAME = "name"
    DIAL = "dial"
    INTERNATIONAL = "international"
    HOURS = "hours"
    URL = "url"
    WORDS = "words"


def wrong(name: str, dial: str, words: str, hours: str, url: str) -> Wrong | None:
    """Return the first fault in a line that an admin typed."""
    if not NAME.fullmatch(name):
        return Wrong.NAME
    if international(dial):
        return Wrong.INTERNATIONAL
    if not DIAL.fullmatch(dial):
        return Wrong.DIAL
    if words and not WORDS.fullmatch(words):
        return Wrong.WORDS
    if not HOURS.fullmatch(hours):
        return Wrong.HOURS
    if not https(url):
        return Wrong.URL
    return None


def international(dial: str) -> bool:
    """Return whether a number is written as from abroad.

    Inside a country a short number cannot be dialled like that, and prefixes differ by country.
    """
    return dial.startswith("+") or (dial.startswith("00") and len(re.sub(r"\D", "", dial)) > 4)


def https(url: str) -> bool:
    """Return whether ``url`` is a plain https address of a named host."""
    try:
        parts = urlsplit(url)
    except ValueError:  # for example an open bracket, as in an address of IPv6
        return False
    plain = re.fullmatch(r"[!-~]{1,200}", url) is not None
    return plain and parts.scheme == "https" and "." in (parts.hostname or "")
