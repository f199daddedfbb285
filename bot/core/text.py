"""Turns what a member typed into what the group reads: readable, harmless, without pings.

`clean` rewrites the words once, before they are shown or stored; `fault` says whether they can be
posted; `escape` (or `spoiler`) writes them so that Discord shows exactly these characters;
`unescape` (or `unspoiler`) reads them back. All are pure, and linear in the length of the words.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial

MAX_WORDS = 2000
"""Max characters of a share or reply; escaped, under a spoiler, they fit an embed's 4,096."""

MAX_NOTE = 100
"""Max characters of a content note."""

_SOMEONE, _INVITATION, _MESSAGE = "[someone]", "[invite removed]", "[link to a message]"
PLACEHOLDERS = (_SOMEONE, "[a role]", "[a channel]", "[a time]", _INVITATION, _MESSAGE)
"""Everything that `clean` may insert in place of something it removed."""


class TextChange(Enum):
    """A change by `clean` that the author would want to know about."""

    HIDDEN = auto()  # invisible characters were removed
    MARKS = auto()  # accents piled onto one letter were thinned
    MENTION = auto()  # a mention, a command or a Discord time became plain words
    EMOJI = auto()  # a custom emoji became its name
    MASKED_LINK = auto()  # a link behind other words now shows where it goes
    DISCORD_LINK = auto()  # a link to a message, a channel or a person on Discord was removed
    INVITE = auto()  # an invite to a server was removed


class TextFault(Enum):
    """Why words cannot be posted as they are."""

    EMPTY = auto()
    TOO_LONG = auto()


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Words that are safe to show, and what had to be changed to make them so."""

    text: str
    changes: frozenset[TextChange]


_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANKS = str.maketrans({"\t": " ", "\u2800": " "})
_FLAGS = "|".join(
    "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in region) + "\U000e007f"
    for region in ("gbeng", "gbsct", "gbwls")
)
# Controls, bidi, joiners, fillers, selectors, tags, surrogates, private and non-characters.
_HIDDEN = re.compile(
    f"{_FLAGS}|"
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff\U00013430-\U0001345f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff]"
)
_JOINED_SCRIPTS = (  # Arabic to Sinhala; Tibetan and Burmese; Khmer and Mongolian; Arabic forms
    range(0x0600, 0x0E00),
    range(0x0F00, 0x10A0),
    range(0x1780, 0x18B0),
    range(0xFB50, 0xFDD0),
)
# Two are enough for any Latin, Greek or Cyrillic letter in NFC. Burmese, Tibetan and pointed Hebrew
# stack five in ordinary words.
_FEW_MARKS, _MANY_MARKS = 2, 6
_FEW_MARKS_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")


def _is_emoji(char: str) -> bool:
    return (
        unicodedata.category(char) in ("So", "Sm")
        or char in "\u203c\u2049\u2139\u3030\ufe0f"
        or 0x1F000 <= ord(char) < 0x20000  # skin tones, and emoji younger than Python's tables
    )


def _hidden_or_needed(match: re.Match[str]) -> str:
    """Return the character where its neighbours need it to be readable, else nothing."""
    char = match.group()
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    if len(char) > 1:
        return char  # the flag of England, Scotland or Wales
    if not before:
        return ""
    if char in "\ufe0e\ufe0f":
        keycap = before in "0123456789#*" and after == "\u20e3"
        return char if keycap or (_is_emoji(before) and before != "\ufe0f") else ""
    if char == "\u200d" and after and _is_emoji(before) and _is_emoji(after):
        return char if after != "\ufe0f" else ""
    if char not in "\u200c\u200d" or unicodedata.category(after or " ")[0] != "L":
        return ""
    joined = any(ord(before) in script and ord(after) in script for script in _JOINED_SCRIPTS)
    return char if joined else ""


def _thin_marks(text: str) -> str:
    if text.isascii():
        return text
    kept, room = list[str](), 0
    for char in text:
        if unicodedata.category(char)[0] != "M" or char in "\ufe0e\ufe0f":
            kept.append(char)
            few = not char.isalpha() or unicodedata.name(char, "").startswith(_FEW_MARKS_SCRIPTS)
            room = 0 if char.isspace() else _FEW_MARKS if few else _MANY_MARKS
        elif room:
            kept.append(char)
            room -= 1
    return "".join(kept)


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", _LINE_END.sub("\n", text).translate(_BLANKS))


def _space(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{4,}", "\n\n", lines).strip()


# The label stops at the next bracket and the address at a space or bracket, so no two attempts
# read the same text.
_MASKED = re.compile(
    r"\[([^\[\]\n]*)\]\(\s{0,3}<?"
    r"([a-z]{2,12}://[^\s<>()\[\]]*(?:\([^\s<>()\[\]]*\)[^\s<>()\[\]]*)*)"
    r">?(?:\s{1,3}[\"'][^\"'\[\]\n]*[\"'])?\s{0,3}\)",
    re.IGNORECASE,
)
_DEFUSED: tuple[tuple[TextChange | None, re.Pattern[str], str], ...] = (
    (TextChange.MENTION, re.compile(r"<@&\d+>"), "[a role]"),
    (TextChange.MENTION, re.compile(r"<@!?\d+>"), _SOMEONE),
    (TextChange.MENTION, re.compile(r"<(?:#\d+|id:[\w:-]{1,60})>"), "[a channel]"),
    (TextChange.MENTION, re.compile(r"<t:-?\d+(?::\w)?>"), "[a time]"),
    (TextChange.MENTION, re.compile(r"</([\w -]{1,100}):\d+>"), r"/\1"),
    (TextChange.MENTION, re.compile(r"(?<!@)@++(?=everyone|here)", re.IGNORECASE), ""),
    (TextChange.EMOJI, re.compile(r"<a?:(\w{1,64}):\d+>"), r":\1:"),
    (TextChange.MASKED_LINK, _MASKED, r"\1 (\2)"),
    (None, re.compile(r"<(https?://[^\s<>]+)>(?=\w)", re.IGNORECASE), r"\1 "),
    (None, re.compile(r"<(https?://[^\s<>]+)>", re.IGNORECASE), r"\1"),
)


def _apart(letters: str) -> str:
    """Return a pattern that also finds `letters` with a space between each two."""
    return r"\s?".join(letters)


_DISCORD = _apart("discord")
_DOT = r"\s{0,2}(?:[.。]|[(\[{]\s?(?:dot|\.)\s?[)\]}]|\bdot\b)\s{0,2}"
_SLASH = r"\s{0,2}(?::\d{1,5})?[/\\]{1,3}\s{0,2}"
_SITE = r"(?:https?\s?:\s?/{1,2}\s?)?(?:(?:www|ptb|canary)\.)?(?<![a-z0-9])"
_INVITE = re.compile(
    rf"{_SITE}(?:{_DISCORD}{_DOT}{_apart('gg')}{_SLASH}"
    rf"|{_DISCORD}\s?(?:{_apart('app')})?{_DOT}{_apart('com')}{_SLASH}{_apart('invite')}{_SLASH}"
    r"|(?:dsc\.gg|invite\.gg|discord\.(?:me|io|li)|top\.gg/servers?|discords\.com/servers?"
    r"|disboard\.org/server(?:/join)?)/)"
    r"[\w-]{2,}(?:[/?#][\w/?=&%#-]*)?"
)
_DISCORD_LINK = rf"{_SITE}discord(?:app)?\.com[/\\]+"
# Searched in plain lower case, because a browser reads a full-width address as a plain one.
_REMOVED: tuple[tuple[TextChange, re.Pattern[str], str], ...] = (
    (TextChange.INVITE, _INVITE, _INVITATION),
    (TextChange.DISCORD_LINK, re.compile(rf"{_DISCORD_LINK}channels[/\\]+[\w@/-]+"), _MESSAGE),
    (TextChange.DISCORD_LINK, re.compile(rf"{_DISCORD_LINK}users[/\\]+\w+"), _SOMEONE),
)
_URL = re.compile(r"https?://[^\s<]+")
_URL_ENDS, _URL_BREAKS = ".,:;\"')]}", "|`\\*~"


def _plain(text: str) -> str:
    """Return `text` in lower case with full-width and styled letters plain, positions unchanged."""
    if text.isascii():
        return text.lower()
    flat = ((unicodedata.normalize("NFKC", char).lower(), char) for char in text)
    return "".join(small if len(small) == 1 else char for small, char in flat)


def _remove(pattern: re.Pattern[str], stand_in: str, text: str) -> str:
    parts, at = list[str](), 0
    for match in pattern.finditer(_plain(text)):
        parts += text[at : match.start()], stand_in
        at = match.end()
    return "".join([*parts, text[at:]])


def _tidy_url(match: re.Match[str]) -> str:
    """Return the URL without what `escape` would break, and a space before what follows."""
    url = match.group().rstrip(_URL_ENDS + _URL_BREAKS)
    rest = match.group()[len(url) :]
    edge = next((at for at, char in enumerate(rest) if char in _URL_BREAKS), len(rest))
    if edge < len(rest) or match.string.startswith("<", match.end()):
        rest = f"{rest[:edge]} {rest[edge:]}"
    return url.replace("|", "%7C").replace("`", "%60").replace("\\", "%5C") + rest


_STEPS: tuple[tuple[TextChange | None, Callable[[str], str]], ...] = (
    (None, _normal),
    (TextChange.HIDDEN, partial(_HIDDEN.sub, _hidden_or_needed)),
    (TextChange.MARKS, _thin_marks),
    *((change, partial(pattern.sub, shown)) for change, pattern, shown in _DEFUSED),
    *((change, partial(_remove, pattern, stand_in)) for change, pattern, stand_in in _REMOVED),
    (None, partial(_URL.sub, _tidy_url)),
    (None, _space),
)
_PATIENCE = 4
_BRACKETS = str.maketrans("", "", "<[")


def clean(raw: str) -> Cleaned:
    """Return the words as they may be shown; cleaning the result again changes nothing.

    Removing something can join two halves of something else, so the steps repeat until nothing
    changes. Words that still change after `_PATIENCE` rounds are nested on purpose: they lose the
    brackets that nesting needs, which limits the number of rounds.
    """
    text, changes, rounds = raw, set[TextChange](), 0
    while True:
        before = text
        for change, step in _STEPS:
            after = step(text)
            if change is not None and after != text:
                changes.add(change)
            text = after
        if text == before:
            return Cleaned(text, frozenset(changes))
        rounds += 1
        if rounds == _PATIENCE:
            text = text.translate(_BRACKETS)


def fault(text: str, limit: int) -> TextFault | None:
    """Return why cleaned words cannot be posted (`limit`: max characters); None when they can."""
    if not any(_is_seen(char) for char in text):
        return TextFault.EMPTY
    return TextFault.TOO_LONG if len(text) > limit else None


def _is_seen(char: str) -> bool:
    if char == "\u2800" or _HIDDEN.match(char):
        return False
    return unicodedata.category(char)[0] not in "CMZ" or _is_emoji(char)


# A URL ends here no later than by Discord's own rule, so nothing outside one stays unescaped.
# A colon before one is escaped because `:http:` would be read as the name of an emoji.
_ACTIVE = re.compile(
    r"(?P<url>https?://[^\s<|`\\]+[^\s<|`\\.,:;\"'\])])"
    r"|(?P<before>^[^\S\n]*)(?=[#>+-])"
    r"|(?P<number>^[^\S\n]*\d+)(?=\.(?:\s|$))"
    r"|(?=[\\*_~|`\[<]|:https?://)",
    re.MULTILINE,
)
_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
_BARS = "||"
_STOP = "\u200b"


def escape(text: str) -> str:
    """Return `text` written so that Discord shows exactly its characters and its URLs still work.

    A backslash goes before each character that would format: everywhere before backslash, star,
    underscore, tilde, bar, backtick, `[` and `<`, at the start of a line before headings, lists
    and quotes. URLs stay as they are (`clean` leaves no bar or backtick in one). No `||` remains,
    so the result can be put in a spoiler and cannot end it. At most twice as long as `text`.
    An emoji's name between colons (`:heart:`) is still drawn as that emoji.
    """
    return _ACTIVE.sub(lambda match: match["url"] or f"{match.group()}\\", text)


def unescape(text: str) -> str:
    """Return the words that `escape` was given."""
    return _ESCAPED.sub(r"\1", text)


def spoiler(text: str) -> str:
    """Return `text` escaped, under a spoiler that nothing in it can end."""
    inside = escape(text)
    # A bar before the closing bars would close too early, and an empty spoiler is not one.
    stop = _STOP if not inside or inside[-1] in ("|", "\\", _STOP) else ""
    return f"{_BARS}{inside}{stop}{_BARS}"


def unspoiler(text: str) -> str | None:
    """Return the words that `spoiler` was given, or None when `text` is not one spoiler."""
    inside = text[len(_BARS) : -len(_BARS)]
    if f"{_BARS}{inside}{_BARS}" != text or not inside or _BARS in inside:
        return None
    return unescape(inside.removesuffix(_STOP))
