"""The engine: maps a text to a :class:`~bot.screening.verdict.Reading`. No I/O after ``load``."""

import re
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from bot.screening.engine.aims.sparing import spared
from bot.screening.engine.contexts import Surroundings
from bot.screening.engine.fusion import FLAG, fuse
from bot.screening.engine.languages.reading import (
    OtherLanguage,
    OtherLanguages,
    in_other_language,
)
from bot.screening.engine.lexicon import Lexicon, load_lexicon
from bot.screening.engine.matching import RuleFinding, find
from bot.screening.engine.model import ModelFault
from bot.screening.engine.nets.memory import give_back
from bot.screening.engine.nets.models import MODEL_DAMAGED, MODEL_MISSING, Models
from bot.screening.engine.normalise import View
from bot.screening.engine.pieces import STOP, Found
from bot.screening.engine.shapes.personal import without_stand_ins
from bot.screening.engine.shapes.shapes import Seen, Shapes
from bot.screening.engine.weighing.author import about_oneself, is_short
from bot.screening.engine.weighing.signs import Signs, together
from bot.screening.engine.weighing.stack import SURE, Said
from bot.screening.verdict import Category, Level, Reading, Span

FOLDER = Path(__file__).parents[3] / "data" / "safety"
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


class ScreeningEngine:
    """Reads texts. Thread-safe, because it keeps nothing of them.

    - ``fault``: a code when a part is missing or damaged and the engine works without it.
    - ``listed``: how many entries of the operator's list are used, and how many are not.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        shapes: Shapes,
        models: Models | None,
        languages: OtherLanguages,
        fault: str | None = None,
    ) -> None:
        self._lexicon = lexicon
        self._shapes = shapes
        self._models = models
        self._languages = languages
        self.fault = fault
        self.listed = shapes.listed

    @classmethod
    def load(
        cls,
        folder: Path = FOLDER,
        extra_domains: Path | None = None,
        *,
        models: Path | None = None,
        stack: Path | None = None,
    ) -> "ScreeningEngine":
        """Read ``folder`` (``data/safety``) and an operator's list of domains.

        ``models``, ``stack``: other files than those of ``folder``, for the trainers in bench/.

        Raises :class:`~bot.core.data.ContentFault` when the rules cannot be used. A model or a
        list that cannot be used is only reported in ``fault``.
        """
        lexicon = load_lexicon(folder)
        shapes = Shapes.load(folder, extra_domains)
        learned, fault = _models(models or folder, stack or folder / "stack.json")
        if shapes.unreadable:
            fault = fault or LIST_UNREADABLE
        words = lexicon.vocabulary
        languages = OtherLanguages.load(folder / "languages.toml", words.watched, words.known)
        return cls(lexicon, shapes, learned, languages, fault)

    def warm(self) -> None:
        """Compile every rule and load the encoder, so that no text has to wait for them.

        Repeating it costs nothing.
        """
        for rule in self._lexicon.rules:
            for pattern in rule.patterns:
                _ = pattern.matcher
        for context in self._lexicon.contexts.values():
            for pattern in context.patterns:
                _ = pattern.matcher
        self._lexicon.normaliser.view("to waken up what is slow the frist time")
        self.load_encoder()
        give_back()

    def load_encoder(self) -> str | None:
        """Load the encoder, about a second, for :meth:`read` from then on. Safe in a thread.

        Returns the code of what is wrong with it (also in ``fault``), or None. Repeating it costs
        nothing.
        """
        if self._models is None:
            return None
        code = self._models.load_encoder()
        self.fault = self.fault or code
        return code

    @property
    def has_encoder(self) -> bool:
        """Return whether a deep reading asks the encoder."""
        return self._models is not None and self._models.has_encoder

    def read(self, text: str, *, deep: bool = True) -> Reading:
        """Return the reading of a text. Pure; the cost is linear in its length.

        ``deep``: ask the encoder as well, once it is loaded. That takes some milliseconds, so never
        on the event loop.
        """
        view, around, findings, seen, signs = self._look(text)
        other = self._other(text, view, seen)
        models = None if other is not None and other.sure else self._models  # they learned English
        said, stack = None, None
        if models is not None:
            said, stack = models.ask(_words(view), view.folded.text, deep=deep), models.stack
        support = self._lexicon.support
        fused = fuse(signs, said, stack, lambda found: spared(around, signs.ruled, found, support))
        flags = frozenset(category for category, score in fused.scores.items() if score >= FLAG)
        spoken = [one for one in findings if one.rule.score >= FLAG]
        reading = Reading(
            scores=MappingProxyType(fused.scores),
            level=fused.level,
            flags=flags,
            ruled=fused.acts,
            threat=Category.HARASSMENT in flags and any(one.rule.threat for one in spoken),
            third_person=_third(spoken, flags),
            uncertain=fused.uncertain and self.has_encoder,
            spans=_spans(view, findings, seen.found, flags),
            known_numbers=seen.known,
        )
        return reading if other is None else in_other_language(reading, other, len(text))

    def evidence(self, text: str) -> tuple[Signs, Said | None]:
        """Return what the rules and all models say of a text, before it is weighed."""
        view, around, _, _, signs = self._look(text)
        loud = dict.fromkeys(Category, 1.0)
        signs = replace(signs, spared=spared(around, signs.ruled, loud, self._lexicon.support))
        if self._models is None:
            return signs, None
        return signs, self._models.ask(_words(view), view.folded.text, deep=True)

    def _look(self, text: str) -> tuple[View, Surroundings, list[RuleFinding], Seen, Signs]:
        """Return the normalised text, its cues, its rules, its shapes, and the signs of them."""
        text = without_stand_ins(text)
        view = self._lexicon.normaliser.view(text)
        around = Surroundings(view, self._lexicon.contexts, self._lexicon.aims)
        findings = find(view, self._lexicon, around)
        seen = self._shapes.see(text, view)
        return view, around, findings, seen, _signs(view, around, findings, seen)

    def _other(self, text: str, view: View, seen: Seen) -> OtherLanguage | None:
        """Return what is known of a text that may be in another language than English.

        The name of a helpline beside its number is no other language.
        """
        words = set(view.text.split()) - _PLACELESS
        if seen.known:
            spoken = {word for word in words - self._names if not word.isdigit()}
            if self._languages.all_english(spoken):
                return None
        if _LETTER.search(text) is not None or not self._languages.all_english(words):
            return self._languages.read(text)
        return None

    @cached_property
    def _names(self) -> frozenset[str]:
        """Return the words in the names of helplines, as texts are read."""
        view = self._lexicon.normaliser.view
        return frozenset(word for name in self._shapes.names for word in view(name).at)


def _words(view: View) -> str:
    """Return the words for the model, which must not judge a link just for being one."""
    return view.text.replace(" url ", " ") if " url " in view.text else view.text


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
    seen: Seen,
) -> Signs:
    by_category: dict[Category, list[float]] = {}
    attack: set[Category] = set()
    precise: set[Category] = set()
    level = Level.Q0
    for one in findings:
        rule = one.rule
        for category in (rule.category, *rule.also):
            by_category.setdefault(category, []).append(rule.score)
            if rule.attack:
                attack.add(category)
            if rule.score >= SURE and (rule.category in _DANGER or rule.threat or rule.attack):
                precise.add(category)
        level = max(level, _level(one, around))
    for category, hit in seen.found:
        by_category.setdefault(category, []).append(hit.score)
        if hit.score >= SURE:
            precise.add(category)
    quoted = any(token.quoted for token in view.tokens)
    ruled = {category: together(scores) for category, scores in by_category.items()}
    if ruled.get(Category.CRISIS, 0.0) >= SURE:
        precise.add(Category.CRISIS)
    return Signs(
        ruled=ruled,
        attack=frozenset(attack),
        precise=frozenset(precise),
        held_back=quoted or any(around.anywhere(name) for name in _HOLDS_BACK),
        narrative=about_oneself(view),
        warm=any(around.anywhere(name) for name in _WARM),
        figures=seen.telling,
        denied=around.anywhere("denied"),
        medicated=around.anywhere("ordinary_dose"),
        recovering=any(around.anywhere(name) for name in ("recovery", "past", "lost")),
        words=sum(token.text != STOP for token in view.tokens),
        level=level,
        known_number=seen.passes_on,
        sends_for_help=seen.passes_on and is_short(view),
    )


_DANGER = frozenset((Category.CRISIS, Category.SH_METHOD, Category.SCAM))
"""Categories of which a precise rule acts without any model."""


def _place(span: Span) -> tuple[int, int, str, str]:
    return span.start, span.end, span.rule, span.category.value


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
    return tuple(sorted(set(spans), key=_place))


def _models(folder: Path, stack: Path) -> tuple[Models | None, str | None]:
    try:
        return Models.load(folder, stack), None
    except ModelFault as fault:
        return None, MODEL_MISSING if fault.code == "missing" else MODEL_DAMAGED
