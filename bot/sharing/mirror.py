"""The privacy mirror: shows an author what in their words could tell who they or others are.

`find` points, `mask` puts something readable in the place, `candidates` says which words are worth
looking up among the members of the group. A false alarm costs a glance and a miss can cost safety,
so in doubt it points; but what people here say every day (an age, a number of days sober, a dose,
a date, a crisis line of a few digits) stays quiet. All is pure, and linear in the text.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from bot.sharing.text import PLACEHOLDERS

MAX_CANDIDATES = 10


class Kind(Enum):
    """What a finding is; the value is what `mask` puts in its place. The first matters most."""

    OWN_NAME = "[my name]"
    MEMBER_NAME = "[a name]"
    LINK = "[link]"
    EMAIL = "[e-mail]"
    PHONE = "[phone number]"
    ADDRESS = "[address]"
    HANDLE = "[handle]"


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in the text: `text[start:end]`."""

    kind: Kind
    start: int
    end: int


_Span = tuple[int, int, Kind]


def _words(listed: str) -> frozenset[str]:
    return frozenset(re.findall(r"\S+", listed))


AMBIGUOUS = _words("""
    amber angel april art ash august autumn basil bill brook buddy carol charity chase chip
    christian clay cliff constance daisy dawn dean dot drew faith fern frank gene ginger glen grace
    grant guy harmony hazel heather holly honey hope hunter iris ivy jack jade jasmine joy june king
    lance lily lucky mark max may melody mercy miles misty nick olive page pat patience pearl penny
    pierce prince queen rain raven ray reed rich river rob robin rocky rose ruby rusty sage sandy
    skip sky star storm stormy sue summer sunny victor violet wade ward will willow winter wren
""")
"""Names that are also ordinary words. One is pointed at only where it is written like a name: with
one capital letter inside a sentence, after `@`, or after "called", "named" or "name is"."""

_ORDINARY = _words("""
    a all alone am an and angry any anxious anyone are as at baby bad be been being big black blue
    boy bro brother but by can cat come dad daughter day did do does dog down everyone everything
    family feel for friend from gay girl go god good guys had happy has have he hello help her here
    hey hi him his home hot how i if in is it just kid lady later life like little lonely lost love
    man me mom mother mum my never new nice night no nobody nope not nothing now of off oh ok okay
    old on one or our out people person please queer red sad safe said school self she sister so
    some somebody someone son still sun thanks that the their them then there therapy these they
    thing things this those tired to today together told tomorrow tonight trans until up us user
    very was we were what when where which while white who why wife wish with woman work would yes
    yesterday you young your
""")
_NOT_PEOPLE = _ORDINARY | _words("""
    monday tuesday wednesday thursday friday saturday sunday january february march july september
    october november december christmas easter hanukkah ramadan eid diwali halloween thanksgiving
    english french german spanish dutch polish italian american british irish european chinese
    america europe england scotland wales ireland london paris berlin canada australia germany
    france spain india china discord haven instagram google tiktok zoom covid mr mrs ms dr
""")
_DECORATION = _words("x xx xxx the he him his she her hers they them theirs it its ze zir any of")

_LETTER_CHANGES = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i"}
)
_STAND_IN = re.compile("|".join(map(re.escape, (*PLACEHOLDERS, *(kind.value for kind in Kind)))))
_SENTENCE = re.compile(r"(?:\A|[.!?…\n])[\s\"'“”‘’()\[\]*_~|>–—-]*")
_INTRODUCED = re.compile(r"\b(?:called|named|name is|name's|name’s)\s(?:mr|mrs|ms|dr)?\W?\Z", re.I)
# Scripts that put no space between words: a name is found inside a run of letters.
_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af"
_W, _LETTER = rf"[^\W{_UNSPACED}]", rf"[^\W_{_UNSPACED}]"

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
    rf"{_DATE}(?:\D{{1,3}}{_DATE})?(?: \d\d?)?"  # a date, two, or one with the hour
    r"|(?:(?:19|20)\d\d\D{1,3})+(?:19|20)\d\d"  # years
    r"|[0-2]?\d\.[0-5]\d\D{1,3}[0-2]?\d\.[0-5]\d"  # from one time of day to another
    r"|[1-9]\d?[ .]?\d{3}[ .]?000|[1-9]\d{0,2}(?:[ .]?000){2,}|\d+\.\d\d?|\d\.\d+"  # amounts
)
_MONEY_BEFORE = re.compile(r"[$€£¥₹]\s?\Z")
_MONEY_AFTER = re.compile(
    r"\s?(?:[$€£¥₹]|(?:usd|eur|gbp|dollars?|euros?|pounds?)\b)", re.IGNORECASE
)

# What stands in a group called `found` is the finding, else all that matches.
_TRACES: dict[Kind, tuple[str, ...]] = {
    Kind.LINK: (
        rf"(?:[a-z][a-z0-9+.-]{{1,15}}://|\bwww\.)[^\s<>\0]*{_PATH_END}",
        rf"{_HOST}{_TLD}(?!{_W}|-)(?:[/?#][^\s<>\0]*{_PATH_END})?",
        # Ends that are also words, as people forget the space after a full stop: only with a path.
        rf"{_HOST}(?:me|in|at|be|it|no|to|is|us|so|am)/[^\s<>\0]*{_PATH_END}",
        r"\b[\w-]{2,63}\s?[(\[]?\s?\bdot\b\s?[)\]]?\s?(?:com|org|net)\b",
    ),
    Kind.EMAIL: (
        rf"{_BOX}@(?:[\w-]{{1,63}}\.){{1,4}}[a-z]{{2,24}}(?!{_W})",
        rf"{_BOX}{_AT}(?:[\w-]{{1,63}}{_DOT}){{1,3}}{_TLD}\b",
        rf"{_BOX}\sat\s[\w-]{{2,63}}\sdot\s{_TLD}\b",
        rf"{_BOX}(?:{_AT}|\sat\s){_PROVIDER}\b(?:{_DOT}{_TLD}\b)?",
    ),
    Kind.PHONE: (
        rf"(?<!{_W})(?<![.,])[+(]{{0,2}}\d(?:[ \xa0\t().–/-]{{0,3}}\d){{6,16}}(?!{_W}|[.,]\d)",
    ),
    Kind.ADDRESS: (
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
    Kind.HANDLE: (
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
_RELATIVE = "friend|sister|brother|partner|girlfriend|boyfriend|wife|husband|ex|roommate|cousin"
_VERB = "is|was|has|had|said|says|told|tells|asked|did|does|made|makes|hit|hurt|left|got|keeps|and"
_CANDIDATE = re.compile(
    r"@(?P<handle>[\w.]{2,32})"
    rf"|(?P<cue>\b(?i:called|named|name is|my (?:{_RELATIVE}))\s)?"
    rf"\b(?P<word>[^\W\d_]+(?:['’-][^\W\d_]{{2,}})*)(?=(?P<acts>['’]s\b|\s(?:{_VERB})\b)?)"
)


def find(text: str, *, own: Collection[str], others: Collection[str]) -> tuple[Finding, ...]:
    """The places in `text` that could identify somebody: in order and apart.

    `own` are the author's names, `others` those of other members, each as Discord gives it. They
    are found as whole words, without regard to case and accents, with a possessive `s`, and by
    their parts (of others from four letters on); names under three letters only in their own
    case or after `@`; `AMBIGUOUS` ones only where written like a name.
    Where findings overlap, an outer one keeps its kind (a name in an e-mail address is part of the
    e-mail), and two that cross become one of the kind that comes first in `Kind`.
    """
    plain, places = _flatten(_without_stand_ins(text))
    spans = [
        (places[start], max(places[end], places[end - 1] + 1), kind)
        for start, end, kind in (*_named(plain, own, others), *_traced(plain))
    ]
    order = list(Kind)
    merged: list[_Span] = []
    for start, end, kind in sorted(spans, key=lambda s: (s[0], -s[1], order.index(s[2]))):
        if not merged or start >= merged[-1][1]:
            merged.append((start, end, kind))
        elif end > merged[-1][1]:
            first, _, outer = merged.pop()
            merged.append((first, end, min(kind, outer, key=order.index)))
    return tuple(Finding(kind, start, end) for start, end, kind in merged)


def mask(text: str, findings: Collection[Finding]) -> str:
    """`text` with each finding replaced by words in square brackets that say what was there."""
    parts, at = list[str](), 0
    for finding in sorted(findings, key=lambda each: each.start):
        parts += text[at : finding.start], finding.kind.value
        at = finding.end
    return "".join([*parts, text[at:]])


def candidates(text: str) -> tuple[str, ...]:
    """Words that may name a person, worth looking up in the group: distinct, in order, at most ten.

    Those after `@`, "called" or "my friend"; those with a capital inside a sentence; and, at its
    start, those that do or own something ("Maria said", "Bob's"). Ordinary words are left out.
    """
    text = _without_stand_ins(text)
    starts = {match.end() for match in _SENTENCE.finditer(text)}
    found: dict[str, str] = {}
    for match in _CANDIDATE.finditer(text):
        word = match["handle"] or match["word"]
        capital = word[0].isupper() and not word.isupper()
        acting = match.start("word") not in starts or match["acts"]
        if word.lower() in _NOT_PEOPLE or len(word) < 2:
            continue
        if match["handle"] or match["cue"] or (capital and acting):
            found.setdefault(word.lower(), word)
    return tuple(found.values())[:MAX_CANDIDATES]


def _without_stand_ins(text: str) -> str:
    return _STAND_IN.sub(lambda match: "\0" * len(match.group()), text)


def _flatten(text: str) -> tuple[str, list[int]]:
    """`text` without accents and styles, and where each of its characters stood, and the end."""
    letters, places = list[str](), list[int]()
    for place, char in enumerate(text):
        whole = "가" <= char <= "힣"  # a Korean syllable would fall apart into its sounds
        plain = char if whole else unicodedata.normalize("NFKD", char.translate(_LETTER_CHANGES))
        kept = [letter for letter in plain if unicodedata.category(letter) != "Mn"]
        letters += kept
        places += [place] * len(kept)
    return "".join(letters), [*places, len(text)]


def _lower(text: str) -> str:
    """`text` in small letters, each at its place."""
    return "".join(char if len(char.lower()) > 1 else char.lower() for char in text)


def _terms(name: str, shortest: int) -> Iterator[str]:
    """What a name is found by, flat: all of its words together, and those worth finding alone."""
    words = [
        word[2:-2] if re.fullmatch(r"xx.+xx", word, re.IGNORECASE) else word
        for word in re.findall(r"[^\W_]+", _flatten(name)[0])
    ]
    words = [word for word in words if word.lower() not in _DECORATION] or words
    if words:
        yield " ".join(words)
    for word in words:
        for run in re.findall(r"[^\W\d_]+", word):
            humps = (n for n, (a, b) in enumerate(pairwise(run), 1) if a.islower() and b.isupper())
            parts = [run[a:b] for a, b in pairwise([0, *humps, len(run)])]
            yield from (part for part in [run, *parts] if len(part) >= shortest)


def _named(plain: str, own: Collection[str], others: Collection[str]) -> Iterator[_Span]:
    """Where the names stand in a flat text."""
    small = _lower(plain)
    starts = {match.end() for match in _SENTENCE.finditer(plain)}
    for kind, names, shortest in ((Kind.OWN_NAME, own, 3), (Kind.MEMBER_NAME, others, 4)):
        terms = {_lower(term): term for name in names for term in _terms(name, shortest)}
        if not terms:
            continue
        for match in _pattern(terms).finditer(small):
            start, end = match.span()
            at = small.startswith("@", start - 1) and start > 0
            term = match["unspaced"] or " ".join(re.findall(r"[^\W_]+", match["spaced"]))
            written = plain[start : start + len(term)]
            if term.isdigit():
                meant = False  # a member called "92" is not every 92
            elif len(term) < 3 and not match["unspaced"]:
                meant = written == terms.get(term)
            elif term in AMBIGUOUS or term in _ORDINARY:
                like_a_name = written[0].isupper() and written[1:].islower() and start not in starts
                meant = like_a_name or _INTRODUCED.search(small[max(0, start - 20) : start])
            else:
                meant = True
            if at or meant:
                yield start - at, end, kind


def _pattern(terms: Collection[str]) -> re.Pattern[str]:
    longest_first = sorted(terms, key=len, reverse=True)
    spaced = (r"[\W_]{0,3}".join(map(re.escape, term.split())) for term in longest_first)
    unspaced = (term for term in longest_first if re.fullmatch(rf"[{_UNSPACED}]{{2,}}", term))
    return re.compile(
        rf"(?P<unspaced>{'|'.join(unspaced) or '(?!)'})"
        rf"|(?<!{_LETTER})(?P<spaced>{'|'.join(spaced)})s?(?!{_LETTER})"
    )


def _traced(plain: str) -> Iterator[_Span]:
    """Where everything that is not a name stands in a flat text."""
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(plain):
            start, end = match.span("found" if "found" in pattern.groupindex else 0)
            if kind is Kind.PHONE and (
                _NO_PHONE.fullmatch(match.group())
                or _MONEY_BEFORE.search(plain[max(0, start - 2) : start])
                or _MONEY_AFTER.match(plain, end)
            ):
                continue
            yield start, end, kind
