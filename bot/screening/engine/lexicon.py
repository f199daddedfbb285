"""The rules from ``data/safety/``: read once at the start, checked and compiled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from msgspec import Struct

from bot.core.data import ContentFault, convert, read, read_plain
from bot.screening.engine.aims.sparing import SupportWords, load_support
from bot.screening.engine.aims.speech import AimsFile
from bot.screening.engine.aims.target import Aims, Target
from bot.screening.engine.contexts import Context, Scope
from bot.screening.engine.dosing.doses import Doses
from bot.screening.engine.dosing.meanings import Meaning
from bot.screening.engine.folding import Folds
from bot.screening.engine.normalise import Normaliser
from bot.screening.engine.patterns import Classes, Grammar, Pattern, PatternFault
from bot.screening.engine.words import Vocabulary
from bot.screening.verdict import Category, Level


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of ``data/safety/rules/*.toml``.

    - ``score``: from 0.5 on it is a flag by itself; below that, other rules must add to it.
    - ``unless``: contexts in which the rule does not match. ``needs``: at least one of these must
      apply.
    - ``attack``: the rule sees a person addressed, or an instruction, so a crisis in the same text
      does not soften it.
    - ``threat`` and ``third``: see :class:`~bot.screening.verdict.Reading`.
    - ``also``: further categories that it flags.
    - ``patterns``: none for a rule of :mod:`bot.screening.engine.dosing`, which matches by itself.
    """

    id: str
    category: Category
    score: float
    level: Level
    patterns: tuple[Pattern, ...]
    unless: tuple[str, ...]
    needs: tuple[str, ...]
    attack: bool
    threat: bool
    third: bool
    also: tuple[Category, ...]
    why: str
    yes: tuple[str, ...]
    no: tuple[str, ...]

    @property
    def grave(self) -> bool:
        """Return whether it sees danger that carers must learn of soon or now."""
        return self.level >= Level.Q2


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that matching needs.

    ``patterns``: of all rules, in their order, each with the place of its rule. ``index``: a group
    of phrases -> the places in ``patterns`` of those that need it and of whose groups it is the
    rarest. ``dosed``: the rules for doses.
    """

    normaliser: Normaliser
    vocabulary: Vocabulary
    contexts: Mapping[str, Context]
    rules: tuple[Rule, ...]
    patterns: tuple[tuple[int, Pattern], ...]
    index: Mapping[int, tuple[int, ...]]
    aims: Aims
    support: SupportWords
    doses: Doses
    dosed: Mapping[Meaning, Rule]


class FoldsFile(Struct, forbid_unknown_fields=True, frozen=True):
    """``folds.toml``: how characters and coded words are read."""

    lookalikes: dict[str, str]
    leet: dict[str, str]
    emoji: dict[str, str]
    algospeak: dict[str, str]


class _ContextEntry(Struct, forbid_unknown_fields=True, frozen=True):
    """One context of ``contexts.toml``."""

    scope: Scope
    reach: int = 0
    patterns: tuple[str, ...] = ()
    target: Target | None = None
    not_after: frozenset[str] = frozenset()


class _RuleEntry(Struct, forbid_unknown_fields=True, frozen=True):
    """One rule as written. ``unless`` replaces the file's own, ``also_unless`` adds to it."""

    id: str
    score: float
    why: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    patterns: tuple[str, ...] = ()
    level: Literal["Q0", "Q1", "Q2", "Q3"] = "Q0"
    unless: tuple[str, ...] | None = None
    also_unless: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    attack: bool | None = None
    threat: bool = False
    third: bool = False
    also: tuple[Category, ...] = ()


class _RulesFile(Struct, forbid_unknown_fields=True, frozen=True):
    """One file of ``rules/``."""

    category: Category
    rule: tuple[_RuleEntry, ...]
    unless: tuple[str, ...] = ()
    attack: bool = False


def load_lexicon(folder: Path) -> Lexicon:
    """Return the lexicon in ``folder`` (``data/safety``). Raises :class:`ContentFault`."""
    grammar = Grammar(_classes(folder / "classes.toml"))
    rules: list[Rule] = []
    for path in sorted((folder / "rules").glob("*.toml")):
        rules.extend(_rules(path, grammar))
    watched = grammar.words  # of the rules; the contexts add theirs below
    contexts = _contexts(folder / "contexts.toml", grammar)
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise ContentFault(f"{rule.id} stands there twice")
        seen.add(rule.id)
        unknown = {one for one in (*rule.unless, *rule.needs) if one not in contexts}
        if unknown:
            raise ContentFault(f"{rule.id}: no context {', '.join(sorted(unknown))}")
    folds = read(folder / "folds.toml", FoldsFile)
    doses = Doses.load(folder)
    watched |= doses.words.watched
    ordinary = [*_words(folder / "words.txt"), *doses.words.known]
    vocabulary = Vocabulary(watched, ordinary, folds.leet, doses.words.names)
    normaliser = Normaliser(
        Folds(folds.lookalikes, folds.emoji), vocabulary, folds.algospeak, grammar.phrases
    )
    aims = Aims(read(folder / "aims.toml", AimsFile))
    support = load_support(folder / "support.toml", grammar, frozenset(vocabulary.known))
    patterns = [(place, one) for place, rule in enumerate(rules) for one in rule.patterns]
    return Lexicon(
        normaliser=normaliser,
        vocabulary=vocabulary,
        contexts=contexts,
        rules=tuple(rules),
        patterns=tuple(patterns),
        index=_index(patterns),
        aims=aims,
        support=support,
        doses=doses,
        dosed=_dosed(rules),
    )


def _dosed(rules: Iterable[Rule]) -> dict[Meaning, Rule]:
    """Return the rules that have no patterns, each with the meaning of a dose that it states."""
    by_id = {rule.id: rule for rule in rules}
    spoken = [one for one in Meaning if "." in one.value]
    missing = [one.value for one in spoken if one.value not in by_id]
    idle = [rule.id for rule in by_id.values() if not rule.patterns]
    idle = [one for one in idle if one not in {meaning.value for meaning in spoken}]
    if missing or idle:
        raise ContentFault(f"{(missing or idle)[0]}: a rule needs patterns, or a meaning of a dose")
    return {one: by_id[one.value] for one in spoken}


def _index(patterns: Iterable[tuple[int, Pattern]]) -> dict[int, tuple[int, ...]]:
    index: dict[int, list[int]] = {}
    for place, (_, pattern) in enumerate(patterns):
        index.setdefault(pattern.number, []).append(place)
    return {group: tuple(found) for group, found in index.items()}


def _words(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ContentFault(f"{path.name} cannot be read: {error}") from None
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _classes(path: Path) -> Classes:
    """Return the classes with the classes that they name (``@other``) expanded."""
    raw = {
        name: convert(words, tuple[str, ...], f"{path.name}: class {name}")
        for name, words in read_plain(path).items()
    }
    done: dict[str, list[str]] = {}

    def resolve(name: str, above: tuple[str, ...]) -> list[str]:
        if name in above or name not in raw:
            raise ContentFault(f"{path.name}: class {name}: unknown, or within itself")
        if name not in done:
            words: list[str] = []
            for word in raw[name]:
                if word.startswith("@"):
                    words.extend(resolve(word[1:], (*above, name)))
                else:
                    words.append(word)
            done[name] = list(dict.fromkeys(words))
        return done[name]

    for name in raw:
        resolve(name, ())
    return done


def _contexts(path: Path, grammar: Grammar) -> dict[str, Context]:
    found: dict[str, Context] = {}
    for name, written in read_plain(path).items():
        where = f"{path.name}: {name}"
        entry = convert(written, _ContextEntry, where)
        patterns = _compile(entry.patterns, grammar, where)
        found[name] = Context(
            name, entry.scope, entry.reach, patterns, entry.target, entry.not_after
        )
    return found


def _rules(path: Path, grammar: Grammar) -> Iterable[Rule]:
    file = read(path, _RulesFile)
    for entry in file.rule:
        where = f"{path.name}: {entry.id}"
        unless = (*(file.unless if entry.unless is None else entry.unless), *entry.also_unless)
        yield Rule(
            id=entry.id,
            category=file.category,
            score=entry.score,
            level=Level[entry.level],
            patterns=_compile(entry.patterns, grammar, where),
            unless=unless,
            needs=entry.needs,
            attack=file.attack if entry.attack is None else entry.attack,
            threat=entry.threat,
            third=entry.third,
            also=entry.also,
            why=entry.why,
            yes=entry.yes,
            no=entry.no,
        )


def _compile(patterns: Iterable[str], grammar: Grammar, where: str) -> tuple[Pattern, ...]:
    try:
        return tuple(map(grammar.pattern, patterns))
    except PatternFault as fault:
        raise ContentFault(f"{where}: {fault}") from None
