"""Chooses the questions of a round, and checks the questions that a group adds. Pure.

- A question is a statement about the group; an answer says how much the member agrees.
- Every wording has its own key, id and version ("T1.1"): answers to different words are never put
  in one trend.
- A faulty group question is refused (:func:`own_fault`). No word list can judge what a question is
  *about*, so :func:`own_warnings` only asks an admin to read it again.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import assert_never

from bot.checkins.rules import QuestionSet

CORE_IDS = ("T1", "T2", "T3", "T4")
"""The core questions, in the order in which the set CORE asks them."""

ALWAYS = ("T1", "T2", "T4")
"""The questions of every round. One is reversed, so blanket agreement does not score high."""

TEXT_LEAST, TEXT_MOST = 10, 100
"""Min and max characters of a question: a form field's description takes 100 (Discord's limit)."""

NAME_MOST = 30
"""Max characters of a name: a field's title takes 45, the side of a picture on a phone about 30."""

OWN_MOST = 12
"""Max live questions of a group's own: asked weekly in turn, each comes back once a quarter."""


class QuestionKind(Enum):
    """Where a question comes from."""

    CORE = "core"
    ROTATING = "rotating"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Question:
    """One wording of one question. ``id``: "T1", or "own:" and 22 characters.

    ``name``: what it is about, in at most 30 characters. ``reverse``: agreeing is bad news.
    """

    id: str
    version: int
    text: str
    name: str
    reverse: bool
    kind: QuestionKind

    @property
    def key(self) -> str:
        """The key of exactly this wording: "T1.1"."""
        return f"{self.id}.{self.version}"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. ``value``: 1 (no) to 5 (yes); None: prefer not to say. ``short``: for charts."""

    value: int | None
    label: str
    short: str


@dataclass(frozen=True, slots=True)
class Bank:
    """Haven's own questions. ``known``: by key, including retired ones; the others are live."""

    known: Mapping[str, Question]
    core: tuple[Question, ...]
    rotating: tuple[Question, ...]


def choose(
    bank: Bank, question_set: QuestionSet, own: Sequence[Question], asked: Mapping[str, int]
) -> tuple[Question, ...]:
    """Return the four questions of a schedule's next round, in order.

    ``own``: the group's live questions, in a fixed order. ``asked``: by question id, when this
    schedule last asked it (UTC seconds, or any increasing number); ids never asked are absent.

    The fourth place goes to the candidate that has waited longest, ties by order. So candidates
    take strict turns, a new one comes next and then waits its turn, and a new version keeps the
    place of the old. Choosing by *how often* would ask a new question again and again until it had
    caught up. A group without questions of its own is asked the rotating ones.
    """
    core = {question.id: question for question in bank.core}
    always = tuple(core[id_] for id_ in ALWAYS)
    in_turn = tuple(question for question in bank.core if question.id not in ALWAYS)
    match question_set:
        case QuestionSet.CORE:
            return tuple(core[id_] for id_ in CORE_IDS)
        case QuestionSet.ROTATING:
            pool = in_turn + bank.rotating
        case QuestionSet.OWN:
            pool = tuple(own) or in_turn + bank.rotating
        case _ as unreachable:
            assert_never(unreachable)
    # min returns the first of equals. False sorts before True: never asked comes before any time.
    return (*always, min(pool, key=lambda one: (one.id in asked, asked.get(one.id, 0))))


def scored(questions: Sequence[Question]) -> tuple[str, ...]:
    """Return the keys that make up the score: T1 to T4 in a CORE round, else T1, T2 and T4.

    A T3 in the fourth place is asked in turn and not scored, so the score of a ROTATING schedule
    is always made of the same questions. The order tells the two apart: CORE asks T3 third.
    """
    whole = tuple(question.id for question in questions) == CORE_IDS
    return tuple(one.key for one in questions if one.id in (CORE_IDS if whole else ALWAYS))


def series(keys: Iterable[str]) -> str:
    """Return the name of the trend for a round with these scored keys: "T1.1+T2.1+T4.1".

    Another version or another set is another series; the order of the keys does not matter.
    """
    return "+".join(sorted(keys))


class OwnFault(Enum):
    """Why a group cannot ask such a question."""

    TOO_MANY = "too_many"  # OWN_MOST are already live
    LINES = "lines"  # more than one line
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    LINK = "link"  # a link, an invite or a mention
    MARKS = "marks"  # formatting, emoji, hidden characters: would not show as typed
    QUESTION = "question"  # not a statement to agree with; advice: "People here ..."
    SAME = "same"  # already asked


class OwnWarning(Enum):
    """Why an admin is asked to read a question again before adding it."""

    ABOUT_HEALTH = "about_health"
    ABOUT_A_PERSON = "about_a_person"


_LINES = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029]")
_LINK = re.compile(
    r"[@<]|://|www\.|discord(?:app)?\.(?:gg|com)"
    r"|\w\.(?:app|co|com|dev|gg|info|io|link|net|org|xyz)\b",
    re.IGNORECASE,
)
_LOOSE_START = re.compile(r"[^\w\"'(“‘«„]|\d+[.)]")
"""A dash, a dot or "1." at the start, which Discord would turn into a list."""
_FORMATTING = frozenset("*_~`|>[]{}\\#^$=")
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0]")
"""Characters that are letters or marks by category, but invisible."""
_PILED_MARKS = 5
"""Accents on one letter that count as a scrawl; pointed Hebrew and Burmese use up to four."""
_VERBS = (
    "am|are|can|could|did|do|does|had|has|have|is|may|might|must|shall|should|was|were|will|would"
)
_ASKED = "i|you|we|they|he|she|it|there|people|members|moderators|anyone|anybody|everyone|everybody"
_QUESTION = re.compile(
    rf"[?？؟⸮՞፧\u037e]|^(?:{_VERBS})(?:n['’]t)? (?:{_ASKED})\b"
    rf"|^(?:how|what|when|where|which|who|why) (?:\w+ )?(?:{_VERBS}) (?:you|we|they|people)\b",
    re.IGNORECASE,
)


def own_fault(text: str, existing: Iterable[Question]) -> OwnFault | None:
    """Return what is wrong with a question as an admin typed it; None when it is valid.

    ``existing``: all other live questions, Haven's and the group's; for a new wording, without the
    one that it replaces. A text that is not a statement is recognised by a question mark in any
    common script, and otherwise in English only.
    """
    existing_ones = tuple(existing)
    words = _tidy(text)
    if sum(question.kind is QuestionKind.OWN for question in existing_ones) >= OWN_MOST:
        return OwnFault.TOO_MANY
    if _LINES.search(text.strip()):
        return OwnFault.LINES
    if len(words) < TEXT_LEAST:
        return OwnFault.TOO_SHORT
    if len(words) > TEXT_MOST:
        return OwnFault.TOO_LONG
    if _LINK.search(words):
        return OwnFault.LINK
    # _tidy turns the Greek question mark into a semicolon, so search both texts.
    if _QUESTION.search(words) or _QUESTION.search(text):
        return OwnFault.QUESTION
    if not _shows_as_typed(words):
        return OwnFault.MARKS
    if _gist(words) in {_gist(question.text) for question in existing_ones}:
        return OwnFault.SAME
    return None


_HEALTH = re.compile(
    r"\b(?:health\b|(?:addict|alcohol|anorexi|antidepress|anxi|autis|bipolar|bulimi|depress|diagnos"
    r"|disabilit|hopeless|hospital|insomni|medicat|medicin|overdos|panic|pregnan|psychiatr"
    r"|psycho[st]i|relaps|schizo|self[- ]?(?:harm|hurt|injur)|suicid|symptom|therap|traum"
    r"|worthless|binge|burn(?:ed|t)?[- ]?out|mental)\w*|(?:adhd|cancer|clinics?|cried|crying"
    r"|counsell?(?:ing|ors?)|disabled|diseases?|disorders?|drinking|purged|(?:been|am) using"
    r"|triggered|unwell"
    r"|doctors?|doses?|drugs?|drunk|hiv|ill|illness(?:es)?|medical|meds|nurses?|ocd|pills?"
    r"|psychologists?|ptsd|sick(?:ness)?|sober|well-?being)\b|(?:i|you) (?:drink|eat|sleep|slept)\b"
    r"|(?:feel|felt) (?:\w+ )?(?:down|empty|exhausted|lonely|low|numb|sad|tired)\b"
    r"|in (?:a )?crisis\b|(?:in|my|your) (?:pain|recovery|treatment)\b"
    r"|(?:my|your) (?:body|mood|sleep|weight)\b"
    r"|(?:cut|harm|hurt|injur|kill)\w* (?:my|your|him|her|them)sel(?:f|ves)\b"
    r"|(?:want|wish\w*|going) to (?:die|live)\b|end(?:ing)? (?:my life|it all)\b)",
    re.IGNORECASE,
)
_ROLE = "moderator|mod|admin|administrator|owner|founder|facilitator|leader|host|helper"
_PERSON = re.compile(
    r"\b(?:he|she|him|her|his|hers|himself|herself|mr|mrs|ms|mx|dr)\b"
    r"|(?<!\ba )(?<!\ban )(?<!\bany )(?<!\bno )(?<!\beach )(?<!\bevery )(?<!\banother )"
    rf"\b(?:{_ROLE})(?:['’]s)?\b(?! (?:team|decision|action|role|message)s?\b)",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"(?<![.!:;…] )(?<=[ \"“‘(/-])[^\W\d_]+(?:['’-]\w+)*")
_NOT_A_NAME = re.compile(
    "I|Haven|Discord|Internet|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March"
    "|April|May|June|July|August|September|October|November|December|Christmas|Easter|Ramadan"
    "|Arabic|English|French|German|Portuguese|Spanish"
)


def own_warnings(text: str) -> tuple[OwnWarning, ...]:
    """Return whether a question seems to be about a person's health, or about one person.

    A heuristic for English that uses word lists and capital letters. It misses much (a first name
    at the start, any other language, "they") and warns about harmless words ("panic button", every
    noun in German). So it never refuses: it asks an admin to read the question again.
    """
    words = _tidy(text)
    found: list[OwnWarning] = []
    if _HEALTH.search(words):
        found.append(OwnWarning.ABOUT_HEALTH)
    if "@" in words or _PERSON.search(words) or any(map(_is_a_name, _CAPITAL.findall(words))):
        found.append(OwnWarning.ABOUT_A_PERSON)
    return tuple(found)


def own_question(own_id: str, version: int, text: str) -> Question:
    """Return a group's own question, built from its stored parts. ``own_id``: 22 characters."""
    words = _tidy(text)
    return Question(f"own:{own_id}", version, words, _name_of(words), False, QuestionKind.OWN)


def reworded(question: Question, text: str) -> Question:
    """Return the question in new words, as its next version. A group's own gets a new name."""
    words = _tidy(text)
    name = _name_of(words) if question.kind is QuestionKind.OWN else question.name
    return replace(question, version=question.version + 1, text=words, name=name)


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _name_of(words: str) -> str:
    if len(words.rstrip(".")) <= NAME_MOST:
        return words.rstrip(".")
    cut = words[:NAME_MOST]  # one more than fits before the ellipsis: a space there ends a word
    return (cut.rpartition(" ")[0] or cut[:-1]).rstrip(" ,;:-–") + "…"


def _gist(words: str) -> str:
    """Return the words without case, spaces and punctuation."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LMN")


def _shows_as_typed(words: str) -> bool:
    if _LOOSE_START.match(words) or _UNSEEN.search(words):
        return False
    marks = 0
    for index, char in enumerate(words):
        kind = unicodedata.category(char)[0]
        marks = marks + 1 if kind == "M" else 0
        joiner = char in "\u200c\u200d" and words[index - 1] >= "\u0600"  # Persian, Hindi, ...
        plain = kind in "LMN" or char in " +" or (kind == "P" and char not in _FORMATTING)
        if marks >= _PILED_MARKS or not (plain or joiner):
            return False
    return True


def _is_a_name(word: str) -> bool:
    stem = re.split("['’-]", word)[0]
    acronym = len(stem) > 1 and stem[:2].isupper()  # LGBTQ, DMs
    return stem[0].isupper() and not acronym and not _NOT_A_NAME.fullmatch(stem)
