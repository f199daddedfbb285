"""Identifiers other than names: phones, e-mails, handles, links and addresses, found by shape.

The patterns expect flat text (accents and look-alikes already removed). Their cost is linear in it.
"""

import re
from collections.abc import Iterator
from enum import Enum


class IdentifierKind(Enum):
    """The kind of a finding; the value is the text that `mask` inserts. In order of importance."""

    OWN_NAME = "[my name]"
    MEMBER_NAME = "[a name]"
    LINK = "[link]"
    EMAIL = "[e-mail]"
    PHONE = "[phone number]"
    ADDRESS = "[address]"
    HANDLE = "[handle]"


Span = tuple[int, int, IdentifierKind]


# Scripts without a space between words: a name is found inside a run of letters.
UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af"
_W = rf"[^\W{UNSPACED}]"

_TLD = (
    "(?:com|org|net|edu|gov|info|biz|app|dev|xyz|online|site|blog|chat|link|page|io|tv|gg|co|ly|eu"
    "|uk|de|fr|es|nl|pt|ca|au|nz|ch|se|dk|fi|pl|jp|br|ru)"
)
_HOST = r"(?<![\w@.-])(?:[\w-]{1,63}\.){1,5}"
_PATH_END = r"[^\s<>\0.,:;!?\"')\]]"
_BOX = r"(?<![\w.+%-])[\w.+%-]{1,64}"
_AT = r"\s{0,2}(?:@|[(\[{]\s?at\s?[)\]}])\s{0,2}"
_DOT = r"\s{0,2}(?:\.|[(\[{]\s?(?:dot|\.)\s?[)\]}]|\bdot\b)\s{0,2}"
_PROVIDER = "(?:gmail|googlemail|hotmail|outlook|yahoo|icloud|proton(?:mail)?|gmx|aol)"
_SITE = (
    "(?:insta(?:gram)?|ig|snap(?:chat)?|telegram|tg|tik ?tok|discord|kik|twitter|x|threads"
    "|facebook|fb|whats ?app|twitch|reddit|skype|bluesky|tumblr|xbox|psn|roblox|steam|wechat)"
)
_ACCOUNT = "(?:user ?name|user|handle|gamer ?tag|tag|account|acc|name|id)"
_NO_HANDLE = (
    r"(?!(?:private|public|gone|deleted|full|broken|down|the|not|so|just|dead|open|closed|blocked"
    r"|still|where|what|how|very|really|empty|always|never|new|old|hacked|banned|locked|same|and|but"
    r"|if|when|because|since|for|with|about|too|that|this|please|tonight|today|later|now|instead"
    r"|anytime|whenever|they|she|you|someone|all|like|making|was|has|have|are)\b)"
)
_TAKEN = rf"\s{{0,2}}(?P<found>@?{_NO_HANDLE}\w[\w.-]{{1,30}}\w)"
_NO_STREET = (
    r"(?!(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|times?|miles?|km|people"
    r"|kids?|blocks?|steps|at|of|in|on|off|the|a|an|and|or|to|from|down|up|across|by|my|more|is)\b)"
)
_STATE = (
    "(?-i:A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]"
    "|T[NX]|UT|V[TA]|W[AVIY])"
)

_DAYS = r"[0-3]?\d[-./ ][0-3]?\d[-./ ](?:19|20)\d\d|[0-3]?\d[./-][0-3]?\d[./-]\d\d"
_DATE = rf"(?:(?:19|20)\d\d[-./ ]\d\d?[-./ ]\d\d?|{_DAYS})"
_NO_PHONE = re.compile(
    rf"{_DATE}(?:\D{{1,3}}{_DATE})?(?: \d\d?)?"  # a date, two dates, or one with the hour
    r"|(?:(?:19|20)\d\d\D{1,3})+(?:19|20)\d\d"  # years
    r"|[0-2]?\d\.[0-5]\d\D{1,3}[0-2]?\d\.[0-5]\d"  # from one time of day to another
    r"|[1-9]\d?[ .]?\d{3}[ .]?000|[1-9]\d{0,2}(?:[ .]?000){2,}|\d+\.\d\d?|\d\.\d+"  # amounts
)
_MONEY_BEFORE = re.compile(r"[$€£¥₹]\s?\Z")
_MONEY_AFTER = re.compile(
    r"\s?(?:[$€£¥₹]|(?:usd|eur|gbp|dollars?|euros?|pounds?)\b)", re.IGNORECASE
)

# The group called `found` is the finding, if the pattern has one; otherwise the whole match is.
_TRACES: dict[IdentifierKind, tuple[str, ...]] = {
    IdentifierKind.LINK: (
        rf"(?:[a-z][a-z0-9+.-]{{1,15}}://|\bwww\.)[^\s<>\0]*{_PATH_END}",
        rf"{_HOST}{_TLD}(?!{_W}|-)(?:[/?#][^\s<>\0]*{_PATH_END})?",
        # TLDs that are also words (authors forget the space after a full stop): only with a path.
        rf"{_HOST}(?:me|in|at|be|it|no|to|is|us|so|am)/[^\s<>\0]*{_PATH_END}",
        r"\b[\w-]{2,63}\s?[(\[]?\s?\bdot\b\s?[)\]]?\s?(?:com|org|net)\b",
    ),
    IdentifierKind.EMAIL: (
        rf"{_BOX}@(?:[\w-]{{1,63}}\.){{1,4}}[a-z]{{2,24}}(?!{_W})",
        rf"{_BOX}{_AT}(?:[\w-]{{1,63}}{_DOT}){{1,3}}{_TLD}\b",
        rf"{_BOX}\sat\s[\w-]{{2,63}}\sdot\s{_TLD}\b",
        rf"{_BOX}(?:{_AT}|\sat\s){_PROVIDER}\b(?:{_DOT}{_TLD}\b)?",
    ),
    IdentifierKind.PHONE: (
        rf"(?<!{_W})(?<![.,])[+(]{{0,2}}\d(?:[ \xa0\t().–/-]{{0,3}}\d){{6,16}}(?!{_W}|[.,]\d)",
    ),
    IdentifierKind.ADDRESS: (
        # A number and a street; a street word that is also an ordinary word needs capitals.
        rf"(?<![\w./])(?:\d{{1,5}}[/-])?\d{{1,5}}[a-z]?,?\s"
        rf"(?:(?:{_NO_STREET}[^\W\d_][\w'’.-]{{0,24}}|\d{{1,3}}(?:st|nd|rd|th))\s){{1,2}}"
        r"(?:street|st|road|rd|avenue|ave|lane|ln|boulevard|blvd|highway|hwy|parkway|mews)\b",
        r"(?<![\w./])\d{1,5}[a-z]?,?\s(?-i:(?:[A-Z][\w'’.-]{0,24}\s){1,4}"
        r"(?:Street|Road|Avenue|Lane|Way|Place|Pl|Drive|Dr|Close|Court|Ct|Crescent|Terrace|Square"
        r"|Sq|Gardens|Grove|Row|Hill|Circle|Trail|Park|View))\b",
        r"\b\w{2,40}[ -]?(?:strasse|str\.|platz|allee)\s\d{1,4}\s?[a-z]?\b",
        r"\b\w{3,40}(?:str|weg|gasse|straat|laan|plein|gracht|kade)\s\d{1,4}[a-z]?\b",
        r"\b\d{1,4}\s?(?:bis|ter)?,?\s(?:rue|avenue|boulevard|impasse|chemin|quai|allee)\s"
        r"(?:(?:de|du|des|la|le|les)\s|[ld]['’]){0,3}[\w'’-]{2,30}",
        r"\b(?:calle|avenida|avda\.?|plaza|paseo|rua|travessa|praca)\s"
        r"(?:[^\W\d_][\w.'’]{0,24},?\s){1,5}(?:n[.ºo°]{0,2}\s?)?\d{1,4}\b",
        r"\b(?:flat|apt|apartment|unit|suite|wohnung|piso)\b\.?\s?(?:no\.?|nr\.?|number|#)?\s?"
        r"\d{1,5}[a-z]?\b",
        r"\b[a-z]{1,2}\d[a-z\d]?\s?\d[abd-hjlnp-uw-z]{2}\b",  # a British postcode
        rf"\b{_STATE}\s{{1,2}}\d{{5}}(?:-\d{{4}})?\b",
        r"\b(?:liv(?:e|es|ed|ing)|stay(?:ing)?)\s(?:at|on)\s(?P<found>(?:number|no\.)\s\d{1,5}\b"
        r"|(?:the\s)?(?-i:(?:\d{1,5}\s)?(?!I\b|My\b|Home\b)[A-Z][\w'’-]{0,24}"
        r"(?:\s[A-Z][\w'’-]{0,24}){0,4}))",
        r"\b(?:my|our|home)\saddress(?:\sis|:)\s(?!not\b|private|secret)(?P<found>[^\n.!?\0]{3,80})",
    ),
    IdentifierKind.HANDLE: (
        r"(?<!@)@(?!(?:home|work|school|night|least|once|\d+)\b)\w[\w.-]{0,30}\w",
        r"(?<![\w#])[\w.]{2,32}#\d{4}(?!\w)",
        rf"(?<!{_W})\d{{17,20}}(?!{_W})",  # the id of an account or a message on Discord
        rf"\b(?:my|his|her|their|our)\s(?:{_SITE}|{_SITE}\s?{_ACCOUNT}|user ?name|handle"
        rf"|gamer ?tag)\s?(?:\bis\b|\bwas\b|['’]s\b|[:=-]){_TAKEN}",
        rf"\b(?!x\b){_SITE}(?:\s{_ACCOUNT})?\s?[:=]{_TAKEN}",
        rf"\b(?:add|follow|message|text|find|dm|reach)\s(?:me|us|him|her|them)\s(?:on|over|via)\s"
        rf"{_SITE}\b[\s,:(-]{{1,3}}(?:(?:as|at|under)\b)?{_TAKEN}",
        r"(?<![\w.-])(?=[^\W\d_]{0,31}[\d_.])(?=[\d_.]{0,31}[^\W\d_])(?P<found>[\w.-]{3,32})"
        rf"\son\s{_SITE}\b",
    ),
}
_PATTERNS = tuple(
    (kind, re.compile(trace, re.IGNORECASE)) for kind, traces in _TRACES.items() for trace in traces
)


def traced(plain: str) -> Iterator[Span]:
    """Yield the spans of everything that is not a name in a flat text."""
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(plain):
            start, end = match.span("found" if "found" in pattern.groupindex else 0)
            if kind is IdentifierKind.PHONE and (
                _NO_PHONE.fullmatch(match.group())
                or _MONEY_BEFORE.search(plain[max(0, start - 2) : start])
                or _MONEY_AFTER.match(plain, end)
            ):
                continue
            yield start, end, kind
