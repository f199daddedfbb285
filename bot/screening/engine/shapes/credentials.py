"""Finds tokens, passwords and names on other services. Pure, linear."""

import re
from collections.abc import Iterator

from bot.screening.engine.pieces import Found

_TOKEN = re.compile(
    r"(?<![\w./-])(?:[A-Za-z0-9_-]{20,30}\.[A-Za-z0-9_-]{4,8}\.[A-Za-z0-9_-]{25,80}"
    r"|mfa\.[A-Za-z0-9_-]{60,100}|gh[pousr]_[A-Za-z0-9]{30,60}|xox[abpr]-[A-Za-z0-9-]{10,80}"
    r"|sk-[A-Za-z0-9_-]{20,80}|AKIA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{30,40}"
    r"|eyJ[A-Za-z0-9_-]{8,200}\.eyJ[A-Za-z0-9_-]{8,400}\.[A-Za-z0-9_-]{8,200})"
)
_LONG = 14
"""No token is shorter, and few words are longer."""
_SECRET = re.compile(
    r"(?i:\b(?:token|secret|api[_ -]?key|webhook|password|passwd|pwd|passcode|pw|wifi code"
    r"|pin code"
    r"|cvc|cvv|cvv2|2fa code|backup code|seed phrase|recovery phrase|login)"
    r"\s{0,2}(?:is|=|:|->|=>)\s{0,2}[\"'`]?)(?=[^\s\"'`]{0,40}[0-9!@#$%^&*_=-])"
    r"([^\s\"'`]{5,120})"
)
_SECRET_LED = re.compile(
    r"(?:token|secret|key|webhook|pass(?:word|wd|code)|pwd?|code|cvc|cvv2?|phrase|login)"
    r"\s{0,2}(?:is|[=:]|->)"
)
"""What stands before every secret, in lower case: quicker to look for."""
_WEBHOOK = re.compile(r"discord(?:app)?\.com/api/webhooks/[0-9]{5,22}/[\w-]{10,90}")
_PASSWORD = re.compile(
    r"(?i)\b(?:user(?:name)?|login)\b[^\n]{0,40}\bpass(?:word)?\b\s{0,2}:?\s{0,2}\S{6,60}"
)
_HANDLE = re.compile(
    r"(?i)\b(?:add|my|hmu(?: on)?|follow|find|on|dm|message|the|his|her|here is|here's"
    r"|heres)\s(?:me\s)?(?:on\s|my\s)?"
    r"(?:snap(?:chat)?|insta(?:gram)?|ig|kik|telegram|tg|line id|line|wechat|facebook|fb"
    r"|tiktok|twitter|discord|skype"
    r"|whatsapp|signal|steam|psn|xbox)(?:\s?(?:is|id|id is|:|=|@|-|->|handle|name"
    r"|user(?:name)?|gamertag))?\s?@?"
    r"([a-z][\w.]{2,30}[\w])"
)
_NAMED = re.compile(
    r"(?:^|[\s(])(?:snap(?:chat)?|insta(?:gram)?|ig|kik|telegram|tg|skype|steam|psn|xbox|wechat"
    r"|discord|tiktok)(?: is|'s| ?[:=]| -) ?@?([a-z][\w.]{2,30})"
    r"|(?<!\w)live:(?:\.cid\.)?([a-z][\w.]{3,40})"
)
_PERSON = re.compile(
    r"\b(?:his|her|their|that anon'?s) (?:full|real|actual|legal) name"
    r"(?: and (?:school|dorm|address|number|job))?"
    r"(?: is|'s|:) (?!(?:not|no|a|the|so|too|very|on|in|and|or|is|was|never|still|known|safe"
    r"|to|for|but|because|that|which|what|out|here|there|anywhere|private)\b)"
    r"[a-z]{2,20} [a-z][a-z'-]{2,24}"
)
_NAMES = ("full name", "real name", "actual name", "legal name")
_DIGIT_OR_SIGN = re.compile(r"[a-z][_.0-9][a-z0-9_]")
_PLACE = re.compile(
    r"\s(?:snap|insta|ig|kik|telegram|tg|line|wechat|facebook|fb|tiktok|twitter|discord|skype"
    r"|whatsapp|signal|steam|psn|xbox)"
)
_SECRET_WORDS = (
    "token", "secret", "key", "webhook", "pass", "pwd", "pw", "code", "cv", "phrase", "login",
)  # fmt: skip


def find_secrets(text: str, low: str) -> Iterator[Found]:
    """Yield tokens and passwords. ``low``: the text in lower case."""
    if max(map(len, text.split()), default=0) >= _LONG:
        for match in _TOKEN.finditer(text):
            yield Found("pii.token", 0.95, *match.span())
    if "webhooks" in low:
        for match in _WEBHOOK.finditer(low):
            yield Found("pii.token", 0.95, *match.span())
    if not any(word in low for word in _SECRET_WORDS):
        return
    if _SECRET_LED.search(low):
        for match in _SECRET.finditer(text):
            value = match[1].lower()
            if not value.startswith(("http", "<@", "www.")) and "." not in value[-1:]:
                yield Found("pii.secret", 0.85, *match.span(1))
    if "pass" in low and ("user" in low or "login" in low):
        for match in _PASSWORD.finditer(text):
            yield Found("pii.secret", 0.8, *match.span())


def find_handles(text: str, low: str) -> Iterator[Found]:
    """Yield full names of others, and names on other services.

    A word that could be an ordinary one is no name on a service.
    """
    if any(word in low for word in _NAMES):
        for match in _PERSON.finditer(low):
            yield Found("pii.person", 0.8, *match.span())
    if _DIGIT_OR_SIGN.search(low):
        for match in _NAMED.finditer(low):
            name = (match[1] or match[2]).rstrip(".")
            if any(sign in name for sign in "._0123456789"):
                yield Found("pii.handle", 0.8, *match.span())
    if _PLACE.search(low):
        for match in _HANDLE.finditer(text):
            if any(sign in match[1] for sign in "._0123456789"):
                yield Found("pii.handle", 0.8, *match.span())
