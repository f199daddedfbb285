"""The privacy mirror: shows an author which of their words could identify them or others.

- `find` returns the places, `mask` replaces them with readable words, and `candidates` lists the
  words that are worth looking up among the members of the group.
- A false alarm costs a glance and a miss can cost safety, so in doubt a place is shown.
- What members here write every day (an age, a number of days sober, a dose, a date, a crisis line
  of a few digits) is not shown.
- Everything is pure and linear in the text.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.core.text import PLACEHOLDERS
from bot.sharing.preview.identifiers import UNSPACED, IdentifierKind, Span, traced

MAX_CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class MirrorFinding:
    """One place in the text: `text[start:end]`."""

    kind: IdentifierKind
    start: int
    end: int


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
"""Names that are also ordinary words.

One counts only where it is written like a name: with one capital letter inside a sentence, after
`@`, or after "called", "named" or "name is".
"""

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
_STAND_IN = re.compile(
    "|".join(map(re.escape, (*PLACEHOLDERS, *(kind.value for kind in IdentifierKind))))
)
_LETTER = rf"[^\W_{UNSPACED}]"
_SENTENCE = re.compile(r"(?:\A|[.!?…\n])[\s\"'“”‘’()\[\]*_~|>–—-]*")
_INTRODUCED = re.compile(r"\b(?:called|named|name is|name's|name’s)\s(?:mr|mrs|ms|dr)?\W?\Z", re.I)
_RELATIVE = "friend|sister|brother|partner|girlfriend|boyfriend|wife|husband|ex|roommate|cousin"
_VERB = "is|was|has|had|said|says|told|tells|asked|did|does|made|makes|hit|hurt|left|got|keeps|and"
_CANDIDATE = re.compile(
    r"@(?P<handle>[\w.]{2,32})"
    rf"|(?P<cue>\b(?i:called|named|name is|my (?:{_RELATIVE}))\s)?"
    rf"\b(?P<word>[^\W\d_]+(?:['’-][^\W\d_]{{2,}})*)(?=(?P<acts>['’]s\b|\s(?:{_VERB})\b)?)"
)


def find(text: str, *, own: Collection[str], others: Collection[str]) -> tuple[MirrorFinding, ...]:
    """Return the places in `text` that could identify a person, in order and without overlap.

    `own` are the author's names and `others` those of other members, as Discord gives them.
    - Names match as whole words, ignoring case and accents, with a possessive `s`, and by their
      parts (for `others` only parts of at least four letters).
    - Names under three letters match only in their own case or after `@`; `AMBIGUOUS` ones only
      where written like a name.
    - Where findings overlap, the outer one keeps its kind (a name in an e-mail address is part of
      the e-mail). Two that cross become one, of the kind that comes first in `Kind`.
    """
    plain, places = _flatten(_without_stand_ins(text))
    spans = [
        (places[start], max(places[end], places[end - 1] + 1), kind)
        for start, end, kind in (*_named(plain, own, others), *traced(plain))
    ]
    order = list(IdentifierKind)
    merged: list[Span] = []
    for start, end, kind in sorted(spans, key=lambda s: (s[0], -s[1], order.index(s[2]))):
        if not merged or start >= merged[-1][1]:
            merged.append((start, end, kind))
        elif end > merged[-1][1]:
            first, _, outer = merged.pop()
            merged.append((first, end, min(kind, outer, key=order.index)))
    return tuple(MirrorFinding(kind, start, end) for start, end, kind in merged)


def mask(text: str, findings: Collection[MirrorFinding]) -> str:
    """Return `text` with each finding replaced by bracketed words that say what was there."""
    parts, at = list[str](), 0
    for finding in sorted(findings, key=lambda each: each.start):
        parts += text[at : finding.start], finding.kind.value
        at = finding.end
    return "".join([*parts, text[at:]])


def candidates(text: str) -> tuple[str, ...]:
    """Return words that may name a person, worth looking up: distinct, in order, at most ten.

    They are words after `@`, "called" or "my friend"; words with a capital inside a sentence; and,
    at its start, words that act or own something ("Maria said", "Bob's"). Ordinary words are left
    out.
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
    """Return flat `text` (no accents, no styles), its characters' original indexes, and the end."""
    letters, places = list[str](), list[int]()
    for place, char in enumerate(text):
        whole = "가" <= char <= "힣"  # a Korean syllable would be split into its sounds
        plain = char if whole else unicodedata.normalize("NFKD", char.translate(_LETTER_CHANGES))
        kept = [letter for letter in plain if unicodedata.category(letter) != "Mn"]
        letters += kept
        places += [place] * len(kept)
    return "".join(letters), [*places, len(text)]


def _lower(text: str) -> str:
    """Return `text` in lower case with every index unchanged."""
    return "".join(char if len(char.lower()) > 1 else char.lower() for char in text)


def _terms(name: str, shortest: int) -> Iterator[str]:
    """Yield the flat terms that find a name: all words together, and those worth finding alone."""
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


def _named(plain: str, own: Collection[str], others: Collection[str]) -> Iterator[Span]:
    """Yield the spans of the names in a flat text."""
    small = _lower(plain)
    starts = {match.end() for match in _SENTENCE.finditer(plain)}
    for kind, names, shortest in (
        (IdentifierKind.OWN_NAME, own, 3),
        (IdentifierKind.MEMBER_NAME, others, 4),
    ):
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
    unspaced = (term for term in longest_first if re.fullmatch(rf"[{UNSPACED}]{{2,}}", term))
    return re.compile(
        rf"(?P<unspaced>{'|'.join(unspaced) or '(?!)'})"
        rf"|(?<!{_LETTER})(?P<spaced>{'|'.join(spaced)})s?(?!{_LETTER})"
    )
