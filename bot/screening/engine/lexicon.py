"""The rules as they stand in ``data/safety/``: read once at the start, checked, compiled."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.screening.engine.contexts import Context, Scope
from bot.screening.engine.folding import Folds
from bot.screening.engine.normalise import Normaliser
from bot.screening.engine.patterns import Classes, Pattern, PatternFault, compile_pattern
from bot.screening.engine.words import Vocabulary
from bot.screening.verdict import Category, Level


class LexiconFault(Exception):
    """The data cannot be used. Says which entry, and why."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of ``data/safety/rules/*.toml``.

    ``score``: from 0.5 on it is a flag by itself; below, it needs company. ``unless``: contexts in
    which it says nothing. ``needs``: contexts of which one must hold. ``attack``: it sees a person
    addressed, or an instruction, so a crisis in the same text does not soften it. ``threat`` and
    ``third``: see :class:`~bot.screening.verdict.Reading`. ``also``: further categories it flags.
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


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that matching needs. ``index``: anchor word -> (rule, pattern) that may match."""

    normaliser: Normaliser
    contexts: Mapping[str, Context]
    rules: tuple[Rule, ...]
    index: Mapping[str, tuple[tuple[int, Pattern], ...]]


_FIELDS = {
    "id",
    "score",
    "level",
    "patterns",
    "unless",
    "also_unless",
    "needs",
    "attack",
    "threat",
    "third",
    "also",
    "why",
    "yes",
    "no",
}


def load_lexicon(folder: Path) -> Lexicon:
    """Reads ``folder`` (``data/safety``). Raises :class:`LexiconFault`."""
    try:
        return _load(folder)
    except (OSError, KeyError, TypeError, ValueError, PatternFault) as fault:
        raise LexiconFault(f"{folder.name}: {fault!r}") from fault


def _load(folder: Path) -> Lexicon:
    classes = _classes(_toml(folder / "classes.toml"))
    contexts = {
        name: _context(name, entry, classes)
        for name, entry in _toml(folder / "contexts.toml").items()
    }
    rules: list[Rule] = []
    for path in sorted((folder / "rules").glob("*.toml")):
        rules.extend(_rules(path, classes, contexts))
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise LexiconFault(f"{rule.id} stands there twice")
        seen.add(rule.id)
    folds = _toml(folder / "folds.toml")
    watched = {word for rule in rules for one in rule.patterns for word in one.words}
    vocabulary = Vocabulary(watched, _words(folder / "words.txt"), folds["leet"])
    normaliser = Normaliser(
        Folds(folds["lookalikes"], folds["emoji"]), vocabulary, folds["algospeak"]
    )
    return Lexicon(normaliser, contexts, tuple(rules), _index(rules))


def _index(rules: Iterable[Rule]) -> dict[str, tuple[tuple[int, Pattern], ...]]:
    index: dict[str, list[tuple[int, Pattern]]] = {}
    for place, rule in enumerate(rules):
        for pattern in rule.patterns:
            for word in pattern.anchors:
                index.setdefault(word, []).append((place, pattern))
    return {word: tuple(found) for word, found in index.items()}


def _toml(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _words(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _classes(raw: Mapping[str, Any]) -> Classes:
    """Classes, with the classes they name (``@other``) written out."""
    done: dict[str, list[str]] = {}

    def resolve(name: str, above: tuple[str, ...]) -> list[str]:
        if name in above or name not in raw:
            raise LexiconFault(f"class {name}: unknown, or within itself")
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


def _context(name: str, entry: Mapping[str, Any], classes: Classes) -> Context:
    return Context(
        name,
        Scope(entry["scope"]),
        int(entry.get("reach", 0)),
        tuple(compile_pattern(one, classes) for one in entry.get("patterns", ())),
    )


def _rules(path: Path, classes: Classes, contexts: Mapping[str, Context]) -> Iterable[Rule]:
    raw = _toml(path)
    category = Category(raw["category"])
    defaults: list[str] = raw.get("unless", [])
    for entry in raw["rule"]:
        name = str(entry.get("id"))
        strange = set(entry) - _FIELDS
        if strange:
            raise LexiconFault(f"{name}: unknown {sorted(strange)}")
        unless = tuple(entry.get("unless", defaults)) + tuple(entry.get("also_unless", ()))
        needs = tuple(entry.get("needs", ()))
        unknown = {one for one in (*unless, *needs) if one not in contexts}
        if unknown:
            raise LexiconFault(f"{name}: no context {sorted(unknown)}")
        yield Rule(
            id=name,
            category=category,
            score=float(entry["score"]),
            level=Level[entry.get("level", "Q0")],
            patterns=tuple(compile_pattern(one, classes) for one in entry["patterns"]),
            unless=unless,
            needs=needs,
            attack=bool(entry.get("attack", raw.get("attack", False))),
            threat=bool(entry.get("threat", False)),
            third=bool(entry.get("third", False)),
            also=tuple(Category(one) for one in entry.get("also", ())),
            why=str(entry["why"]),
            yes=tuple(entry["yes"]),
            no=tuple(entry["no"]),
        )
