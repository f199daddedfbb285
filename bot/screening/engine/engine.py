"""The engine: maps a text to a :class:`~bot.screening.verdict.Reading`. No I/O after ``load``."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from bot.core.data import read_plain
from bot.screening.engine.contexts import Surroundings
from bot.screening.engine.fusion import FLAG, Signs, fuse, level_of, together
from bot.screening.engine.languages.reading import (
    OtherLanguage,
    OtherLanguages,
    in_other_language,
)
from bot.screening.engine.lexicon import Lexicon, load_lexicon
from bot.screening.engine.matching import RuleFinding, find
from bot.screening.engine.model import Model, ModelFault
from bot.screening.engine.normalise import View
from bot.screening.engine.pieces import STOP, Found
from bot.screening.engine.shapes.known_numbers import (
    KnownNumbers,
    Number,
    make_known,
    plain_figures,
)
from bot.screening.engine.shapes.link_lists import decoded
from bot.screening.engine.shapes.links import Links, Written, make_links
from bot.screening.engine.shapes.listed import DomainList
from bot.screening.engine.shapes.numbers import telling
from bot.screening.engine.shapes.passed_on import directs, figures_known
from bot.screening.engine.shapes.personal import find_personal, without_stand_ins
from bot.screening.verdict import Category, KnownNumber, Level, Reading, Span

FOLDER = Path(__file__).parents[3] / "data" / "safety"
MODEL_MISSING = "model_missing"
MODEL_DAMAGED = "model_damaged"
LIST_UNREADABLE = "domain_list_unreadable"

_HOLDS_BACK = (
    "report",
    "report_after",
    "past",
    "counter",
    "own_identity",
    "warning",
    "recovery",
    "me",
)


_LETTER = re.compile(r"[^\W\d_\x00-\x7f]")
"""A letter that English does not have."""
_PLACELESS = frozenset((STOP, "url", "email"))
_WARM = ("positive", "reclaimed", "kind", "own_identity")


class Learned(Protocol):
    """A model: :class:`bot.screening.engine.model.Model`, or a fake in the tests."""

    def scores(self, text: str) -> Mapping[Category, float]:
        """Return 0..1 for each category of a normalised text; a missing category counts as 0."""
        ...


class ScreeningEngine:
    """Reads texts. Thread-safe, because it keeps nothing of them.

    - ``fault``: a code when a part is missing or damaged and the engine works without it.
    - ``listed``: how many entries of the operator's list are used, and how many are not.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        links: Links,
        known: KnownNumbers,
        model: Learned | None,
        languages: OtherLanguages,
        fault: str | None = None,
        listed: tuple[int, int] | None = None,
    ) -> None:
        self._lexicon = lexicon
        self._links = links
        self._known = known
        self._model = model
        self._languages = languages
        self.fault = fault
        self.listed = listed

    @classmethod
    def load(cls, folder: Path = FOLDER, extra_domains: Path | None = None) -> "ScreeningEngine":
        """Read ``folder`` (``data/safety``) and an operator's list of domains.

        Raises :class:`~bot.core.data.ContentFault` when the rules cannot be used. A model or a
        list that cannot be used is only reported in ``fault``.
        """
        lexicon = load_lexicon(folder)
        links = make_links(
            read_plain(folder / "links.toml"), [(folder / "domains.txt").read_text("utf-8")]
        )
        model, fault = _model(folder)
        counts: tuple[int, int] | None = None
        if extra_domains is not None:
            found = _domains(extra_domains, links)
            if found is None:
                fault = fault or LIST_UNREADABLE
            else:
                counts = found.read, found.skipped
        words = lexicon.vocabulary
        languages = OtherLanguages.load(folder / "languages.toml", words.watched, words.known)
        return cls(lexicon, links, _known(folder), model, languages, fault=fault, listed=counts)

    def warm(self) -> None:
        """Compile every rule, so that no text has to wait for it. Repeating it costs nothing."""
        for rule in self._lexicon.rules:
            for pattern in rule.patterns:
                _ = pattern.matcher
        for context in self._lexicon.contexts.values():
            for pattern in context.patterns:
                _ = pattern.matcher

    def read(self, text: str, *, deep: bool = True) -> Reading:
        """Return the reading of a text. Pure; the cost is linear in a 1,200-character window."""
        text = without_stand_ins(text)
        view = self._lexicon.normaliser.view(text)
        around = Surroundings(view, self._lexicon.contexts)
        findings = find(view, self._lexicon, around)
        plain = plain_figures(view.folded.text)
        low = plain.lower()
        known = self._known.find(low) if len(low) == len(plain) else ()
        found = [(Category.PII, one) for one in find_personal(plain, known)] + [
            (Category.SCAM, one) for one in self._links.find(view.folded.text, _written(text, view))
        ]
        signs = _signs(view, around, findings, found, low, known)
        other = self._other(text, view)
        if self._model is None or other is not None:
            learned = None  # the model has learned English
        else:
            learned = self._model.scores(_words(view))
        scores = fuse(signs, learned)
        flags = frozenset(category for category, score in scores.items() if score >= FLAG)
        spoken = [one for one in findings if one.rule.score >= FLAG]
        reading = Reading(
            scores=MappingProxyType(scores),
            level=level_of(signs, scores[Category.CRISIS]),
            flags=flags,
            ruled=frozenset(one for one in flags if signs.ruled.get(one, 0.0) >= FLAG),
            threat=Category.HARASSMENT in flags and any(one.rule.threat for one in spoken),
            third_person=_third(spoken, flags),
            spans=_spans(view, findings, found, flags),
            known_numbers=tuple(
                KnownNumber(
                    view.folded.offsets[one.start], view.folded.offsets[one.end - 1] + 1, one.digits
                )
                for one in known
            ),
        )
        return reading if other is None else in_other_language(reading, other, len(text))

    def _other(self, text: str, view: View) -> OtherLanguage | None:
        """Return what is known of a text that may be in another language than English."""
        strange = _LETTER.search(text) is not None
        if strange or not self._languages.all_english(view.at.keys() - _PLACELESS):
            return self._languages.read(text)
        return None


def _words(view: View) -> str:
    """Return the words for the model, which must not judge a link just for being one."""
    return view.text.replace(" url ", " ") if "url" in view.at else view.text


def _written(text: str, view: View) -> Written | None:
    """Return what finds how a part of the folded text was written; None when all is plain."""
    if text.isascii():
        return None
    offsets = view.folded.offsets
    return lambda start, end: text[offsets[start] : offsets[end - 1] + 1]


def _third(spoken: list[RuleFinding], flags: frozenset[Category]) -> bool:
    """Return whether the worry is only about another person than the author."""
    crisis = [one.rule for one in spoken if one.rule.category is Category.CRISIS]
    return Category.CRISIS in flags and bool(crisis) and all(rule.third for rule in crisis)


def _level(finding: RuleFinding, around: Surroundings) -> Level:
    """Return the rule's level, raised to Q3 for an intention with a time that is now."""
    level = finding.rule.level
    raised = level is Level.Q2 and finding.rule.score >= FLAG
    if raised and around.holds("urgent", finding.first, finding.last):
        return Level.Q3
    return level


def _signs(
    view: View,
    around: Surroundings,
    findings: list[RuleFinding],
    found: list[tuple[Category, Found]],
    low: str,
    known: Sequence[Number],
) -> Signs:
    by_category: dict[Category, list[float]] = {}
    attack: set[Category] = set()
    level = Level.Q0
    for one in findings:
        rule = one.rule
        for category in (rule.category, *rule.also):
            by_category.setdefault(category, []).append(rule.score)
            if rule.attack:
                attack.add(category)
        level = max(level, _level(one, around))
    for category, hit in found:
        by_category.setdefault(category, []).append(hit.score)
    quoted = any(token.quoted for token in view.tokens)
    passes_on = figures_known(low, known) or directs(low)
    return Signs(
        ruled={category: together(scores) for category, scores in by_category.items()},
        attack=frozenset(attack),
        held_back=quoted or any(around.anywhere(name) for name in _HOLDS_BACK),
        narrative=_about_oneself(view),
        warm=any(around.anywhere(name) for name in _WARM),
        figures=telling(low),
        denied=around.anywhere("denied"),
        recovering=any(around.anywhere(name) for name in ("recovery", "past", "lost")),
        level=level,
        known_number=passes_on,
        sends_for_help=passes_on and _is_short(view),
    )


_FIRST = frozenset(
    ("i", "im", "ive", "id", "ill", "me", "my", "mine", "myself", "we", "us", "our", "were", "weve")
)
_SECOND = frozenset(
    ("you", "u", "your", "ur", "youre", "youve", "youll", "yall", "yourself", "ya", "ye")
)
_MANY = 6
_FEW = 14
"""Words and stops of a text that only says whom to call."""


def _is_short(view: View) -> bool:
    """Return whether a text has few words, and none for its author."""
    return len(view.tokens) <= _FEW and not any(one.text in _FIRST for one in view.tokens)


def _about_oneself(view: View) -> bool:
    """Return whether a text is about its author and addresses almost no one else."""
    first = sum(token.text in _FIRST for token in view.tokens)
    second = sum(token.text in _SECOND for token in view.tokens)
    return first >= _MANY and first > 2 * second


def _spans(
    view: View,
    findings: list[RuleFinding],
    found: list[tuple[Category, Found]],
    flags: frozenset[Category],
) -> tuple[Span, ...]:
    spans = [
        Span(one.start, one.end, category, one.rule.id)
        for one in findings
        for category in (one.rule.category, *one.rule.also)
        if category in flags
    ]
    offsets = view.folded.offsets
    for category, hit in found:
        if category in flags and hit.end > hit.start:
            spans.append(Span(offsets[hit.start], offsets[hit.end - 1] + 1, category, hit.rule))
    return tuple(sorted(set(spans), key=lambda one: (one.start, one.end, one.rule)))


def _model(folder: Path) -> tuple[Learned | None, str | None]:
    try:
        return Model.load(folder / "model.bin"), None
    except ModelFault as fault:
        return None, MODEL_MISSING if fault.code == "missing" else MODEL_DAMAGED


def _domains(path: Path, links: Links) -> DomainList | None:
    """Add an operator's list to the links and return it; None when nothing in it can be read."""
    try:
        text = decoded(path.read_bytes())
    except (OSError, UnicodeDecodeError):
        return None
    found = links.add_list(text)
    return found if found.read or not text.strip() else None


def _known(folder: Path) -> KnownNumbers:
    """Return the numbers of ``public_numbers.txt``, and of the helplines that Haven shows."""
    listed = (folder / "public_numbers.txt").read_text(encoding="utf-8")
    helplines = folder.parent / "helplines.toml"
    return make_known(listed, read_plain(helplines) if helplines.is_file() else {})
